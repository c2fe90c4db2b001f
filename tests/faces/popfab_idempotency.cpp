// SPDX-License-Identifier: BSL-1.0
// tests/faces/popfab_idempotency.cpp: a request that is sent again does nothing again.
#include "popfab_client.hpp"

#include <tender/adapter/threads.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace popfab_idempotency_tests {

using namespace popfab_tests;
using namespace tender;

namespace {

using faults = std::vector<std::string>;

bool replayed(response const& r) { return r.find("Idempotent-Replayed") == "true"; }

/// The example with a reference and a metadata value of its own.
std::string other_order(std::string_view reference)
{
    return with("/reference", json_string(reference));
}

std::shared_ptr<probe> hand_in(client& shop)
{
    auto hand = std::make_shared<probe>();
    BOOST_REQUIRE(shop.bank.engine().add(hand, mode::test).has_value());
    return hand;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(popfab_idempotency)

BOOST_AUTO_TEST_CASE(C17_the_same_request_has_the_same_answer_byte_for_byte)
{
    client shop;
    auto const first = shop.create(example, "order_abc123_v1");
    BOOST_TEST(!replayed(first));
    BOOST_TEST(first.find("Idempotent-Replayed") == "");
    for (int i = 0; i != 3; ++i) {
        auto const again = shop.create(example, "order_abc123_v1");
        BOOST_TEST(again.status == 200);
        BOOST_TEST(again.body == first.body);
        BOOST_TEST(replayed(again));
        BOOST_TEST(again.find("X-Request-Id") != first.find("X-Request-Id"));
    }
    BOOST_TEST(shop.count() == 1U);
    BOOST_TEST(shop.bank.provider("paystack").calls() == 1);
}

BOOST_AUTO_TEST_CASE(C17_a_replay_shows_the_answer_of_then_not_of_now)
{
    client shop;
    auto const first = shop.create(example, "k");
    auto const id = text_in(first, "id");
    shop.bank.advance(1h);
    BOOST_TEST(shop.status(id) == "success");
    BOOST_TEST(shop.create(example, "k").body == first.body);
    shop.refund(id);
    BOOST_TEST(shop.status(id) == "reversed");
    BOOST_TEST(shop.create(example, "k").body == first.body);
    shop.restart();
    auto const after = shop.create(example, "k");
    BOOST_TEST(after.body == first.body);
    BOOST_TEST(replayed(after));
}

BOOST_AUTO_TEST_CASE(C17_every_outcome_that_made_a_payment_is_replayed)
{
    for (std::int64_t const cents : {1, 2, 3, 4, 5, 6}) BOOST_TEST_CONTEXT(cents) {
        client shop;
        auto const first = shop.create(order(10'000 + cents), "k");
        BOOST_TEST(first.status == 200);
        auto const at_once = shop.create(order(10'000 + cents), "k");
        shop.bank.advance(2h);
        auto const later = shop.create(order(10'000 + cents), "k");
        BOOST_TEST(replayed(at_once));
        BOOST_TEST(at_once.body == first.body);
        BOOST_TEST(later.body == first.body);
        BOOST_TEST(shop.count() == 1U);
    }
}

BOOST_AUTO_TEST_CASE(C15_how_a_request_is_spelt_does_not_count)
{
    std::string const with_x = with("/x", R"({"b":[1,2],"a":"\u00e4"})");
    struct { std::string first, again; } const cases[] = {
        { std::string(example), " \r\n\t" + std::string(example) + "\n" },
        { std::string(example),
          R"({ "metadata" : {"plan":"premium" , "order_id":"7890"}, "customer": {)"
          R"("phone":"+2348012345678","name":"Ada Okafor","email":"ada@example.com"},)"
          "\n\"reference\":\"MYAPP-ORDER-7890\",\t\"payment_method\":\"card\",\"currency\":"
          "\"NGN\",\"amount\":150000}" },
        { std::string(example), with("/reference", R"("MYAPP\u002dORDER\u002D7890")") },
        { std::string(example), with("/customer/name", R"("\u0041da Okafor")") },
        { with("/customer/name", "\"\xf0\x9f\x92\xb8/\""),
          with("/customer/name", R"("\ud83d\udcb8\/")") },
        { with_x, with("/x", "{\"a\" : \"\xc3\xa4\" , \"b\" : [ 1 , 2 ] }") },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.again) {
        client shop;
        auto const first = shop.create(c.first, "k");
        BOOST_REQUIRE_MESSAGE(first.status == 200, first.body);
        auto const again = shop.create(c.again, "k");
        BOOST_TEST(replayed(again));
        BOOST_TEST(again.body == first.body);
    }
}

BOOST_AUTO_TEST_CASE(C15_what_a_request_says_counts)
{
    auto const plain = with("/x", R"({"n":1,"l":[1,2],"t":"a"})");
    struct { char const* path; char const* value; } const cases[] = {
        { "/amount",           "150001"                   },
        { "/currency",         "\"GHS\""                  },
        { "/payment_method",   "\"qr\""                   },
        { "/reference",        "\"OTHER\""                },
        { "/reference",        "\"myapp-order-7890\""     },
        { "/customer/email",   "\"bob@example.com\""      },
        { "/customer/name",    ""                         },
        { "/customer/name",    "null"                     },
        { "/customer/name",    "\"Ada Okafor \""          },
        { "/metadata/plan",    "\"basic\""                },
        { "/metadata/more",    "\"\""                     },
        { "/metadata",         ""                         },
        { "/callback_url",     "\"https://a.example/\""   },
        { "/callback_url",     "null"                     },
        { "/routing_override", "\"paystack\""             },
        { "/x/n",              "1.0"                      },
        { "/x/n",              "1e0"                      },
        { "/x/n",              "\"1\""                    },
        { "/x/l",              "[2,1]"                    },
        { "/x/l",              "[1,2,null]"               },
        { "/x/l",              "{\"1\":2}"                },
        { "/x/t",              "\"A\""                    },
        { "/x/T",              "\"a\""                    },
        { "/x",                ""                         },
        { "/y",                "null"                     },
        { "/amount",           "150000.0"                 },   // looked up before it is judged
        { "/amount",           "0"                        },
        { "/currency",         "\"EUR\""                  },
        { "/customer",         ""                         },
    };
    client shop;
    auto const first = shop.create(plain, "k");
    BOOST_REQUIRE(first.status == 200);
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.path << " = " << c.value)
        check_error(shop.create(with(c.path, c.value, plain), "k"), 409, "IDEMPOTENCY_CONFLICT");
    BOOST_TEST(shop.create(plain, "k").body == first.body);
    BOOST_TEST(shop.count() == 1U);
    BOOST_TEST(shop.bank.provider("paystack").calls() == 1);
}

BOOST_AUTO_TEST_CASE(C15_the_query_counts_in_any_order)
{
    client shop;
    auto const send = [&](std::string const& query) {
        return shop.send("POST", "/v1/payments" + query, example, {{"Idempotency-Key", "k"}});
    };
    BOOST_TEST(send("?b=2&a=1").status == 200);
    for (auto const* same : {"?a=1&b=2", "?b=2&&a=%31", "?%61=1&b=2&"})
        BOOST_TEST(replayed(send(same)), same);
    for (auto const* other : {"", "?", "?a=1", "?a=1&b=2&c=3", "?a=2&b=1", "?a=1&b=2&b=2",
                              "?a=1b=2"})
        check_error(send(other), 409, "IDEMPOTENCY_CONFLICT");
}

// No matter how it is spelt: the same bytes, which are not read again, and the same request.
BOOST_AUTO_TEST_CASE(C16_a_request_has_its_answer_in_the_same_bytes_and_in_others)
{
    client shop;
    auto const send = [&](std::string const& query, std::string const& body) {
        return shop.send("POST", "/v1/payments" + query, body, {{"Idempotency-Key", "k"}});
    };
    std::string const body(example);
    auto const first = send("?a=1", body);
    BOOST_TEST(first.status == 200);
    BOOST_TEST(!replayed(first));
    for (auto const& same : {body, body + "\n", " " + body, body})
        for (auto const* query : {"?a=1", "?a=%31", "?&a=1"}) {
            auto const again = send(query, same);
            BOOST_TEST(replayed(again), query << ' ' << same);
            BOOST_TEST(again.body == first.body);
        }
    // Together they are as many bytes in the same order.
    check_error(send("", body), 409, "IDEMPOTENCY_CONFLICT");
    check_error(send("?a=", "1" + body), 400, "VALIDATION_ERROR");
    check_error(send("?a=1", body + "x"), 400, "VALIDATION_ERROR");
    check_error(send("", "a=1\xff" + body), 400, "VALIDATION_ERROR");
    BOOST_TEST(shop.count() == 1U);
}

// Another merchant has keys of its own, and a type that is none is told first.
BOOST_AUTO_TEST_CASE(C14_the_same_bytes_from_elsewhere_or_of_another_type_have_no_answer)
{
    client shop;
    BOOST_TEST(shop.create(example, "k").status == 200);
    auto const typed = shop.send("POST", "/v1/payments", example,
                                 {{"Idempotency-Key", "k"}, {"Content-Type", "text/plain"}});
    BOOST_TEST(typed.status == 415);
    BOOST_TEST(!replayed(typed));
    shop.key = shop.stranger();
    BOOST_TEST(!replayed(shop.create(example, "k")));
    BOOST_TEST(replayed(shop.create(example, "k")));
}

// Nobody knows then whether they had their answer; that they cannot be read is known.
BOOST_AUTO_TEST_CASE(C14_what_cannot_be_read_is_told_also_where_the_store_is_away)
{
    client shop;
    BOOST_TEST(shop.create(example, "k").status == 200);
    auto const status = [&](std::string_view body, int nth) {
        shop.bank.store().arm(nth, testing::storage_failure::refuse);
        auto const answer = shop.create(std::string(body), "k");
        shop.bank.clear_faults();
        return answer.status;
    };
    constexpr int key = 4;             // is looked up behind the API key, its record, the account
    BOOST_TEST(status("{", key - 1) == 503);
    BOOST_TEST(status("{", key) == 400);
    BOOST_TEST(status("{}", key) == 503);
    BOOST_TEST(status(example, key) == 503);
    BOOST_TEST(replayed(shop.create(example, "k")));
}

BOOST_AUTO_TEST_CASE(C14_a_key_is_1_to_255_printable_ascii_characters)
{
    struct { std::string key; bool good; } const cases[] = {
        { "a",                      true  },
        { "~",                      true  },
        { "a b",                    true  },
        { "b\"c",                   true  },
        { "\"",                     true  },
        { "c1f9d2c4-3c0e-4b7e-9d5e-2f6a7b8c9d0e", true },
        { many(255),                true  },
        { "\"" + many(255, "b") + "\"", true },
        { many(256),                false },
        { "\"" + many(256) + "\"",  false },
        { "",                       false },
        { " ",                      false },
        { " \t ",                   false },
        { "\"\"",                   false },
        { "\"  \"",                 false },
        { "a\tb",                   false },
        { "a\x7f",                  false },
        { "a\nb",                   false },
        { "\xc3\xa4",               false },
        { "\xff",                   false },
        { std::string("a\0b", 3),   false },
        { many(100'000),            false },
    };
    client shop;
    int nth = 0;
    for (auto const& c : cases) BOOST_TEST_CONTEXT('\'' << c.key.substr(0, 40) << '\'') {
        auto const r = shop.create(other_order("r" + std::to_string(++nth)), c.key);
        BOOST_TEST(r.status == (c.good ? 200 : 400), r.body);
        if (c.good) continue;
        auto const found = check_error(r, 400, "VALIDATION_ERROR");
        BOOST_TEST(found.size() == 1U);
        BOOST_TEST(found[0].starts_with("Idempotency-Key: "));
    }
    BOOST_TEST(check_error(shop.post("/v1/payments", example), 400, "VALIDATION_ERROR") ==
                   faults{"Idempotency-Key: is required"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(C14_quotes_and_blanks_around_a_key_and_the_headers_case_do_not_count)
{
    client shop;
    auto const first = shop.create(example, "abc");
    for (auto const* same : {"\"abc\"", " abc", "abc\t", " \"abc\" "})
        BOOST_TEST(replayed(shop.create(example, same)), same);
    BOOST_TEST(replayed(shop.send("POST", "/v1/payments", example, {{"IDEMPOTENCY-key", "abc"}})));
    for (auto const* other : {"ABC", "\"abc", "abc\"", "\"\"abc\"\"", "'abc'", "\" abc\"", "ab",
                              "abcd"}) {
        auto const r = shop.create(other_order("x" + std::to_string(shop.count())), other);
        BOOST_TEST(r.status == 200);
        BOOST_TEST(!replayed(r), other);
    }
}

BOOST_AUTO_TEST_CASE(C14_a_key_belongs_to_its_merchant_environment_and_path)
{
    client shop;
    BOOST_REQUIRE(shop.bank.engine().add(std::make_shared<probe>(), mode::live).has_value());
    auto const first = shop.create(example, "k");
    auto const mine = shop.key;
    shop.key = shop.bank.api_key("popfab");
    BOOST_TEST(replayed(shop.create(example, "k")));      // another key of the same merchant
    shop.key = shop.bank.api_key("popfab", mode::live);
    BOOST_TEST(!replayed(shop.create(example, "k")));
    shop.key = shop.stranger();
    BOOST_TEST(!replayed(shop.create(example, "k")));
    shop.key = mine;
    shop.bank.advance(1min);
    auto const id = text_in(first, "id");
    auto const refund = shop.send("POST", "/v1/payments/" + id + "/refund", "{}",
                                  {{"Idempotency-Key", "k"}});
    BOOST_TEST(refund.status == 200);
    BOOST_TEST(!replayed(refund));
    BOOST_TEST(shop.create(example, "k").body == first.body);
}

BOOST_AUTO_TEST_CASE(C14_checks_come_in_their_order)
{
    client shop;
    BOOST_REQUIRE(shop.create(example, "used").status == 200);
    struct { char const *key, *body, *says; } const cases[] = {
        // the key's format, before the body is readable
        { "",     "{",              "Idempotency-Key: is required"              },
        { "",     "{\"amount\":0}", "Idempotency-Key: is required"              },
        // a readable body, before the key is looked up
        { "used", "{",              "body: must be well-formed JSON"            },
        { "used", "{\"a\":1,\"a\":1}", "a: is given twice"                      },
        { "used", "{\"a\":18446744073709551616}", "a: must fit 64 bits"         },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.key << ' ' << c.body) {
        auto const found = check_error(shop.create(c.body, c.key), 400, "VALIDATION_ERROR");
        BOOST_TEST(std::count(found.begin(), found.end(), c.says) == 1);
    }
    // the key's look-up, before validation, routing and the reference
    for (auto const& body : {std::string("{}"), std::string("[]"), order(0), order(1, "USD", "qr"),
                             order(5)})
        check_error(shop.create(body, "used"), 409, "IDEMPOTENCY_CONFLICT");
    // authentication, before everything
    auto const good = std::exchange(shop.key, "sk_test_0");
    check_error(shop.create("{", ""), 401, "UNAUTHORIZED");
    check_error(shop.create(many(262'145, " "), "used"), 401, "UNAUTHORIZED");
    shop.key = good;
    check_error(shop.create(many(262'145, " "), "used"), 413, "PAYLOAD_TOO_LARGE");
}

BOOST_AUTO_TEST_CASE(C13_a_validation_fault_changes_nothing_and_consumes_no_key)
{
    client shop;
    for (auto const* path : {"/amount", "/currency", "/payment_method", "/reference", "/customer",
                             "/customer/email"})
        check_error(shop.create(with(path, ""), "k"), 400, "VALIDATION_ERROR");
    check_error(shop.create("{", "k"), 400, "VALIDATION_ERROR");
    check_error(shop.create(order(1, "USD", "qr"), "k"), 422, "UNPROCESSABLE_PAYMENT");
    check_error(shop.send("POST", "/v1/payments", example,
                          {{"Idempotency-Key", "k"}, {"Content-Type", "text/xml"}}), 415,
                "UNSUPPORTED_MEDIA_TYPE");
    shop.make();
    check_error(shop.create(with("/reference", "\"made-1\""), "k"), 422, "UNPROCESSABLE_PAYMENT");
    BOOST_TEST(shop.count() == 1U);
    auto const r = shop.create(example, "k");
    BOOST_TEST(r.status == 200);
    BOOST_TEST(!replayed(r));
    BOOST_TEST(shop.count() == 2U);
}

BOOST_AUTO_TEST_CASE(C18_a_key_lives_24_hours_and_not_a_millisecond_more)
{
    client shop;
    auto const first = shop.create(example, "k");
    shop.bank.advance(24h);
    BOOST_TEST(replayed(shop.create(example, "k")));
    check_error(shop.create(other_order("next"), "k"), 409, "IDEMPOTENCY_CONFLICT");
    shop.bank.advance(1ms);
    auto const second = shop.create(other_order("next"), "k");
    BOOST_TEST(second.status == 200);
    BOOST_TEST(!replayed(second));
    BOOST_TEST(text_in(second, "id") != text_in(first, "id"));

    // The reference stays taken, and the second record has its own day.
    check_error(shop.create(example, "other"), 422, "UNPROCESSABLE_PAYMENT");
    shop.bank.advance(24h);
    BOOST_TEST(shop.create(other_order("next"), "k").body == second.body);
}

BOOST_AUTO_TEST_CASE(C18_a_key_does_not_die_before_its_payment_is_final)
{
    client shop(testing::sandbox_options{.confirm_after = 72h});
    auto const first = shop.create(example, "k");
    shop.bank.advance(48h);
    BOOST_TEST(shop.status(text_in(first, "id")) == "processing");
    BOOST_TEST(shop.create(example, "k").body == first.body);
    check_error(shop.create(other_order("next"), "k"), 409, "IDEMPOTENCY_CONFLICT");
    shop.bank.advance(24h);
    BOOST_TEST(shop.status(text_in(first, "id")) == "success");
    BOOST_TEST(!replayed(shop.create(other_order("next"), "k")));
}

BOOST_AUTO_TEST_CASE(C16_a_second_request_meanwhile_is_told_that_the_first_still_runs)
{
    client shop;
    auto const hand = hand_in(shop);
    response meanwhile, other;
    hand->on_charge = [&] {
        meanwhile = shop.create(example, "k");
        other = shop.create(other_order("other"), "k");
        return provider_answer{outcome::done};
    };
    auto const first = shop.create(example, "k");
    BOOST_TEST(first.status == 200);
    check_error(meanwhile, 409, "REQUEST_IN_PROGRESS");
    BOOST_TEST(meanwhile.find("Retry-After") == "13");   // to be sent 5 s, answer 3 s, skew 5 s
    check_error(other, 409, "IDEMPOTENCY_CONFLICT");
    BOOST_TEST(hand->charges == 1);
    BOOST_TEST(shop.create(example, "k").body == first.body);
}

BOOST_AUTO_TEST_CASE(C16_after_its_time_the_retry_itself_answers)
{
    auto const clock = std::make_shared<testing::manual_clock>(testing::sandbox_options{}.begin);
    client shop(testing::sandbox_options{.clock = clock});   // no job is ever done
    auto const hand = hand_in(shop);
    hand->on_charge = [&]() -> provider_answer {
        shop.bank.store().away(true);
        return {outcome::done};
    };
    check_error(shop.create(example, "k"), 503, "SERVICE_UNAVAILABLE");
    shop.bank.store().away(false);
    for (auto const left : {13, 1}) {
        auto const r = shop.create(example, "k");
        check_error(r, 409, "REQUEST_IN_PROGRESS");
        BOOST_TEST(r.find("Retry-After") == std::to_string(left));
        check_error(shop.create(other_order("other"), "k"), 409, "IDEMPOTENCY_CONFLICT");
        clock->advance(left == 13 ? 12'999ms : 1ms);
    }
    auto const r = shop.create(example, "k");
    BOOST_TEST(r.status == 200);
    BOOST_TEST(text_in(r, "status") == "pending_confirmation");
    BOOST_TEST(text_in(shop.post("/v1/payments/" + text_in(r, "id") + "/sync"), "status") ==
               "success");
    BOOST_TEST(shop.create(example, "k").body == r.body);
    BOOST_TEST(hand->charges == 1);
}

BOOST_AUTO_TEST_CASE(C17_the_replay_is_the_first_answer_also_where_a_sync_came_between)
{
    client shop;
    auto const hand = hand_in(shop);
    hand->on_query = [] { return provider_answer{outcome::acknowledged}; };
    hand->on_charge = [&] {
        auto const list = object_in(shop.get("/v1/payments")).at("data").as_array();
        auto const id = text_in(list.at(0).as_object(), "id");
        BOOST_TEST(shop.post("/v1/payments/" + id + "/sync").status == 200);
        return provider_answer{outcome::done};
    };
    auto const first = shop.create(example, "k");
    BOOST_TEST(first.status == 200);
    BOOST_TEST(shop.create(example, "k").body == first.body);
}

BOOST_AUTO_TEST_CASE(C17_where_storage_fails_in_a_refund_the_retry_pays_once)
{
    int failures = 0;
    for (auto const how : {testing::storage_failure::refuse, testing::storage_failure::lose_answer,
                           testing::storage_failure::crash_before,
                           testing::storage_failure::crash_after})
        for (int nth = 1;; ++nth) BOOST_TEST_CONTEXT("call " << nth) {
            client shop;
            auto const target = "/v1/payments/" + shop.paid(1000) + "/refund";
            auto const send = [&] {
                return shop.send("POST", target, "{\"amount\":600}", {{"Idempotency-Key", "k"}});
            };
            shop.bank.store().arm(nth, how);
            auto const first = send();
            bool const struck = shop.bank.store().struck();
            shop.bank.store().disarm();
            if (!struck) break;
            ++failures;
            if (first.status != 200) shop.bank.advance(13s);
            auto const r = send();
            BOOST_TEST(r.status == 200, r.body);
            if (first.status == 200) BOOST_TEST(r.body == first.body);
            shop.bank.advance(2h);
            BOOST_TEST(send().body == r.body);
            BOOST_TEST(shop.bank.provider("paystack").sums("NGN").refunded == 600);
            BOOST_TEST(shop.bank.books_balance());
        }
    BOOST_TEST(failures > 20);
}

BOOST_AUTO_TEST_CASE(C16_a_request_that_died_is_finished_by_its_retry)
{
    // The process dies before or after each storage call; the retry finds what there is.
    int deaths = 0;
    for (auto const how : {testing::storage_failure::crash_before,
                           testing::storage_failure::crash_after})
        for (int nth = 1;; ++nth) BOOST_TEST_CONTEXT("call " << nth) {
            client shop;
            shop.bank.store().arm(nth, how);
            shop.create(example, "k");
            bool const struck = shop.bank.store().struck();
            shop.bank.store().disarm();
            if (!struck) break;
            ++deaths;
            shop.restart();
            auto const soon = shop.create(example, "k");
            if (soon.status != 200) {
                check_error(soon, 409, "REQUEST_IN_PROGRESS");
                BOOST_TEST(std::stoi(std::string(soon.find("Retry-After"))) <= 13);
                shop.bank.advance(13s);
            }
            auto const r = shop.create(example, "k");
            BOOST_TEST(r.status == 200, r.body);
            shop.bank.advance(1h);
            BOOST_TEST(shop.create(example, "k").body == r.body);
            shop.bank.run_until_quiet();
            BOOST_TEST(shop.status(text_in(r, "id")) == "success");
            BOOST_TEST(shop.bank.charges_outstanding("MYAPP-ORDER-7890") == 1);
            BOOST_TEST(shop.count() == 1U);
            BOOST_TEST(shop.bank.books_balance());
        }
    BOOST_TEST(deaths > 10);
}

BOOST_AUTO_TEST_CASE(C16_where_storage_fails_the_retry_pays_once)
{
    int failures = 0;
    for (auto const how : {testing::storage_failure::refuse,
                           testing::storage_failure::lose_answer})
        for (int nth = 1;; ++nth) BOOST_TEST_CONTEXT("call " << nth) {
            client shop;
            shop.bank.store().arm(nth, how);
            auto const first = shop.create(example, "k");
            if (!shop.bank.store().struck()) break;
            ++failures;
            if (first.status != 200) {
                check_error(first, 503, "SERVICE_UNAVAILABLE");
                BOOST_TEST(first.find("Retry-After") != "");
                shop.bank.advance(13s);
            }
            auto const r = shop.create(example, "k");
            BOOST_TEST(r.status == 200, r.body);
            if (first.status == 200) BOOST_TEST(r.body == first.body);
            shop.bank.advance(1h);
            BOOST_TEST(shop.create(example, "k").body == r.body);
            shop.bank.run_until_quiet();
            BOOST_TEST(shop.bank.charges_outstanding("MYAPP-ORDER-7890") == 1);
            BOOST_TEST(shop.count() == 1U);
            BOOST_TEST(shop.bank.books_balance());
        }
    BOOST_TEST(failures > 10);
}

BOOST_AUTO_TEST_CASE(C16_storage_away_is_503_and_the_key_stays_usable)
{
    client shop;
    shop.bank.store().away(true);
    for (auto const& r : {shop.create(example, "k"), shop.get("/v1/payments"),
                          shop.read("ppfb_pay_01HX9T2KBQM4Z3YWN5E6R7VP8S"),
                          shop.refund("ppfb_pay_01HX9T2KBQM4Z3YWN5E6R7VP8S")}) {
        check_error(r, 503, "SERVICE_UNAVAILABLE");
        BOOST_TEST(r.find("Retry-After") == "1");
    }
    shop.bank.store().away(false);
    auto const r = shop.create(example, "k");
    BOOST_TEST(r.status == 200);
    BOOST_TEST(!replayed(r));
}

BOOST_AUTO_TEST_CASE(C16_many_threads_with_one_key_make_one_payment)
{
    client shop(testing::sandbox_options{.waiter = std::make_shared<thread_waiter>()});
    auto const hand = hand_in(shop);
    hand->on_charge = [] {
        std::this_thread::sleep_for(20ms);
        return provider_answer{outcome::done};
    };
    std::vector<response> answers(8);
    std::vector<std::thread> threads;
    for (auto& a : answers)
        threads.emplace_back([&shop, &a] { a = shop.create(example, "k"); });
    for (auto& t : threads) t.join();
    int fresh = 0;
    for (auto const& a : answers) {
        BOOST_TEST(a.status == 200, a.body);
        BOOST_TEST(a.body == answers[0].body);
        fresh += replayed(a) ? 0 : 1;
    }
    BOOST_TEST(fresh == 1);
    BOOST_TEST(hand->charges == 1);
    BOOST_TEST(shop.count() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace popfab_idempotency_tests
