// SPDX-License-Identifier: BSL-1.0
// tests/faces/popfab_list.cpp: GET /v1/payments: pages, filters and cursors.
#include "popfab_client.hpp"

#include <tender/base/encoding.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace popfab_list_tests {

using namespace popfab_tests;
using namespace tender;

namespace {

using ids = std::vector<std::string>;

struct page_seen {
    ids items;
    std::string next;      ///< "null" on the last page
    bool more = false;
};

page_seen page_in(response const& r)
{
    BOOST_REQUIRE_MESSAGE(r.status == 200, r.body);
    auto const o = object_in(r);
    BOOST_REQUIRE(names_in(o) == "data next_cursor has_more");
    page_seen out;
    for (auto const& p : o.at("data").as_array()) out.items.push_back(text_in(p.as_object(), "id"));
    out.next = text_in(o, "next_cursor");
    out.more = o.at("has_more").as_bool();
    BOOST_TEST(out.more == (out.next != "null"));
    return out;
}

/// Every page of a list, one after the other.
ids walk(client& shop, std::string const& query, std::size_t limit, int* pages = nullptr)
{
    ids out;
    std::string cursor;
    for (;;) {
        auto const target = "/v1/payments?limit=" + std::to_string(limit) + query +
                            (cursor.empty() ? "" : "&cursor=" + cursor);
        auto const seen = page_in(shop.get(target));
        if (pages != nullptr) ++*pages;
        if (seen.more) BOOST_TEST(seen.items.size() == limit);
        BOOST_TEST(seen.items.size() <= limit);
        out.insert(out.end(), seen.items.begin(), seen.items.end());
        if (!seen.more) return out;
        cursor = seen.next;
    }
}

ids newest_first(ids made)
{
    std::reverse(made.begin(), made.end());
    return made;
}

std::string cursor_of(std::string_view id)
{
    return base64url("{\"id\":\"" + std::string(id) + "\"}");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(popfab_list)

BOOST_AUTO_TEST_CASE(an_empty_list_has_no_cursor)
{
    client shop;
    for (auto const* query : {"", "?", "?status=success", "?limit=100", "?provider=paystack"})
        BOOST_TEST(shop.get("/v1/payments" + std::string(query)).body ==
                   R"({"data":[],"next_cursor":null,"has_more":false})");
}

BOOST_AUTO_TEST_CASE(items_are_whole_payments_newest_first)
{
    client shop;
    auto const one = shop.make(), two = shop.make();
    shop.bank.advance(1min);
    auto const three = shop.make(10'001);
    auto const r = shop.get("/v1/payments");
    BOOST_TEST(r.body == "{\"data\":[" + shop.read(three).body + ',' + shop.read(two).body + ',' +
                             shop.read(one).body + R"(],"next_cursor":null,"has_more":false})");
}

BOOST_AUTO_TEST_CASE(the_limit_is_20_unless_it_is_said)
{
    client shop;
    ids made;
    for (int i = 0; i != 21; ++i) made.push_back(shop.make());
    auto const first = page_in(shop.get("/v1/payments"));
    BOOST_TEST(first.items.size() == 20U);
    BOOST_TEST(first.more);
    BOOST_TEST(page_in(shop.get("/v1/payments?cursor=" + first.next)).items == ids{made.front()},
               boost::test_tools::per_element());
    BOOST_TEST(!page_in(shop.get("/v1/payments?limit=21")).more);
    BOOST_TEST(page_in(shop.get("/v1/payments?limit=1")).items == ids{made.back()},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cursor_names_the_last_row_as_the_documentation_shows)
{
    client shop;
    shop.make();
    auto const second = shop.make();
    auto const seen = page_in(shop.get("/v1/payments?limit=1"));
    BOOST_TEST(seen.next == cursor_of(second));
    BOOST_TEST(seen.next.find_first_of("+/=") == seen.next.npos);
}

BOOST_AUTO_TEST_CASE(pages_of_any_size_show_each_of_250_payments_once)
{
    client shop;
    ids made;
    for (int i = 0; i != 250; ++i) made.push_back(shop.make());
    for (std::size_t const limit : {1, 7, 20, 50, 99, 100}) BOOST_TEST_CONTEXT(limit) {
        int pages = 0;
        BOOST_TEST(walk(shop, "", limit, &pages) == newest_first(made),
                   boost::test_tools::per_element());
        BOOST_TEST(pages == static_cast<int>((250 + limit - 1) / limit));
    }
}

BOOST_AUTO_TEST_CASE(filters_show_theirs_and_no_other_through_all_pages)
{
    client shop;
    ids by_status[6], by_provider[2], both;
    enum { pending, processing, success, failed, reversed, unsure };
    for (int i = 0; i != 250; ++i) {
        std::int64_t const cents[] = {0, 1, 4, 2, 0};
        auto const id = shop.make(10'000 + cents[i % 5]);
        if (i % 5 == 1) by_status[failed].push_back(id);
        if (i % 5 == 2) by_status[unsure].push_back(id);
        if (i % 5 != 1 && i % 5 != 2) by_status[processing].push_back(id);
        by_provider[i % 5 == 3].push_back(id);
        if (i % 5 == 3) both.push_back(id);
    }
    std::string const words[] = {"pending", "processing", "success", "failed", "reversed",
                                 "pending_confirmation"};
    for (std::size_t const limit : {3, 20, 100}) {
        for (std::size_t i = 0; i != 6; ++i) BOOST_TEST_CONTEXT(words[i] << " by " << limit)
            BOOST_TEST(walk(shop, "&status=" + words[i], limit) == newest_first(by_status[i]),
                       boost::test_tools::per_element());
        BOOST_TEST(walk(shop, "&provider=paystack", limit) == newest_first(by_provider[0]),
                   boost::test_tools::per_element());
        BOOST_TEST(walk(shop, "&provider=squad", limit) == newest_first(by_provider[1]),
                   boost::test_tools::per_element());
        BOOST_TEST(walk(shop, "&provider=payaza", limit).empty());
        BOOST_TEST(walk(shop, "&provider=squad&status=processing", limit) == newest_first(both),
                   boost::test_tools::per_element());
        BOOST_TEST(walk(shop, "&provider=squad&status=failed", limit).empty());
    }
    shop.bank.advance(1h);
    BOOST_TEST(walk(shop, "&status=success", 30).size() == 200U);
    BOOST_TEST(walk(shop, "&status=pending_confirmation", 30).empty());
    BOOST_TEST(shop.refund(both[7]).status == 200);
    BOOST_TEST(walk(shop, "&status=reversed", 30) == ids{both[7]},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_word_for_two_states_lists_both_in_order)
{
    client shop;
    ids made;
    for (int i = 0; i != 30; ++i) {
        bool const challenged = i % 3 == 0;
        if (challenged) shop.bank.provider("paystack").next(testing::script::challenge);
        made.push_back(shop.make());
        BOOST_TEST(shop.status(made.back()) == "processing");
    }
    for (std::size_t const limit : {1, 4, 29, 30, 31})
        BOOST_TEST(walk(shop, "&status=processing", limit) == newest_first(made),
                   boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_arrives_between_two_pages_moves_nothing)
{
    client shop;
    ids made;
    for (int i = 0; i != 10; ++i) made.push_back(shop.make());
    auto const first = page_in(shop.get("/v1/payments?limit=4"));
    for (int i = 0; i != 7; ++i) shop.make();
    shop.bank.advance(1h);
    auto const second = page_in(shop.get("/v1/payments?limit=4&cursor=" + first.next));
    auto const third = page_in(shop.get("/v1/payments?limit=4&cursor=" + second.next));
    ids seen = first.items;
    seen.insert(seen.end(), second.items.begin(), second.items.end());
    seen.insert(seen.end(), third.items.begin(), third.items.end());
    BOOST_TEST(seen == newest_first(made), boost::test_tools::per_element());
    BOOST_TEST(!third.more);
    BOOST_TEST(shop.get("/v1/payments?limit=4&cursor=" + first.next).body ==
               shop.get("/v1/payments?limit=4&cursor=" + first.next).body);
}

BOOST_AUTO_TEST_CASE(a_cursor_goes_on_where_it_points_even_if_nothing_is_there)
{
    client shop;
    auto const one = shop.make(), two = shop.make();
    BOOST_TEST(page_in(shop.get("/v1/payments?cursor=" + cursor_of(two))).items == ids{one},
               boost::test_tools::per_element());
    auto const ulid_from = [](char c) { return "ppfb_pay_" + std::string(26, c); };
    BOOST_TEST(page_in(shop.get("/v1/payments?cursor=" + cursor_of(ulid_from('0')))).items.empty());
    BOOST_TEST(page_in(shop.get("/v1/payments?cursor=" + cursor_of(ulid_from('7'))))
                   .items.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_strangers_cursor_shows_nothing_of_the_strangers)
{
    client shop;
    for (int i = 0; i != 3; ++i) shop.make();
    auto const theirs = page_in(shop.get("/v1/payments?limit=1"));
    shop.key = shop.stranger();
    auto const mine = shop.make();
    BOOST_TEST(page_in(shop.get("/v1/payments?cursor=" + theirs.next)).items.empty());
    BOOST_TEST(page_in(shop.get("/v1/payments")).items == ids{mine},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(C35_says_what_is_wrong_in_the_query)
{
    std::string const status =
        "status: must be one of pending, processing, success, failed, reversed, "
        "pending_confirmation";
    std::string const provider =
        "provider: must be one of paystack, flutterwave, monnify, squad, interswitch, payaza";
    std::string const range = "limit: must be from 1 to 100",
        whole = "limit: must be a whole number", cursor = "cursor: must be a next_cursor of a page";
    struct { std::string query, fault; } const cases[] = {
        { "limit=0",                     range                             },
        { "limit=101",                   range                             },
        { "limit=-1",                    range                             },
        { "limit=9223372036854775807",   range                             },
        { "limit=9223372036854775808",   "limit: must fit 64 bits"         },
        { "limit=",                      whole                             },
        { "limit",                       whole                             },
        { "limit=ten",                   whole                             },
        { "limit=1.0",                   whole                             },
        { "limit=1e1",                   whole                             },
        { "limit=+1",                    whole                             },
        { "limit=%2B1",                  whole                             },
        { "limit=1%20",                  whole                             },
        { "limit=1&limit=1",             "limit: is given twice"           },
        { "status=",                     status                            },
        { "status=Success",              status                            },
        { "status=success,failed",       status                            },
        { "status=success&status=failed", "status: is given twice"         },
        { "provider=house",              provider                          },
        { "provider=",                   provider                          },
        { "cursor=",                     cursor                            },
        { "cursor=zz",                   cursor                            },
        { "cursor=null",                 cursor                            },
        { "cursor=" + many(100'000),     cursor                            },
        { "cursor=" + base64url("{}"),   cursor                            },
        { "cursor=" + base64url("{\"id\":1}"), cursor                      },
        { "cursor=" + base64url("[]"),   cursor                            },
        { "cursor=" + cursor_of("ppfb_pay_"), cursor                       },
        { "cursor=" + cursor_of("ppfb_pay_01JA"), cursor                   },
        { "cursor=" + cursor_of("ppfb_rfd_01HX9T2KBQM4Z3YWN5E6R7VP8S"), cursor },
        { "cursor=" + cursor_of("ppfb_pay_01hx9t2kbqm4z3ywn5e6r7vp8s"), cursor },
        { "cursor=" + cursor_of("ppfb_pay_81HX9T2KBQM4Z3YWN5E6R7VP8S"), cursor },
        { "cursor=" + cursor_of("ppfb_pay_01HX9T2KBQM4Z3YWN5E6R7VP8S") + "=", cursor },
        { "cursor=%FF",                  "query: must be percent-encoded UTF-8 without U+0000" },
        { "limit=%",                     "query: must be percent-encoded UTF-8 without U+0000" },
        { "limit=%1",                    "query: must be percent-encoded UTF-8 without U+0000" },
        { "limit=%zz",                   "query: must be percent-encoded UTF-8 without U+0000" },
        { "x=%C0%80",                    "query: must be percent-encoded UTF-8 without U+0000" },
        { "%=1",                         "query: must be percent-encoded UTF-8 without U+0000" },
    };
    client shop;
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.query.substr(0, 60))
        BOOST_TEST(check_error(shop.get("/v1/payments?" + c.query), 400, "VALIDATION_ERROR") ==
                       ids{c.fault}, boost::test_tools::per_element());
    BOOST_TEST(check_error(shop.get("/v1/payments?cursor=!&provider=x&limit=0&status=x"), 400,
                           "VALIDATION_ERROR") == (ids{status, range, cursor, provider}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_byte_of_a_tampered_cursor_is_refused_or_harmless)
{
    client shop;
    auto const made = shop.make();
    shop.make();
    auto const good = page_in(shop.get("/v1/payments?limit=1")).next;
    std::set<std::string> const known = {made};
    for (std::size_t at = 0; at != good.size(); ++at)
        for (char const c : {'A', 'z', '-', '_', '0', '.', '=', '/', '~'}) {
            auto bad = good;
            bad[at] = c;
            auto const r = shop.get("/v1/payments?cursor=" + bad);
            if (r.status != 200) {
                check_error(r, 400, "VALIDATION_ERROR");
                continue;
            }
            BOOST_TEST(page_in(r).items.size() <= 2U);
        }
}

BOOST_AUTO_TEST_CASE(what_the_query_says_besides_is_passed_over)
{
    client shop;
    auto const id = shop.make();
    for (auto const* query : {"?", "?&", "?&&limit=1&", "?=", "?x", "?x=1&x=2", "?Limit=0",
                              "?limit=001", "?st%61tus=processing", "?status=process%69ng",
                              "?x=%E2%82%A6", "?x=a+b", "?a=b=c", "?x=?"})
        BOOST_TEST(page_in(shop.get("/v1/payments" + std::string(query))).items == ids{id},
                   boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(C45_the_list_holds_popfabs_own_payments)
{
    client shop;
    shop.bank.pay({1000, "NGN"});
    auto const mine = shop.paid();
    shop.bank.pay({1000, "NGN"});
    for (std::string const query : {"", "?status=success", "?provider=paystack"})
        BOOST_TEST(page_in(shop.get("/v1/payments" + query)).items == ids{mine},
                   boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace popfab_list_tests
