// SPDX-License-Identifier: BSL-1.0
// tests/faces/popfab_keys.cpp: POST and GET /v1/api-keys, POST /v1/api-keys/{id}/rotate, DELETE
// /v1/api-keys/{id}.
#include "popfab_client.hpp"

#include <string>

namespace popfab_keys_tests {

using namespace popfab_tests;
using namespace tender;

namespace {

constexpr std::string_view keys = "/v1/api-keys";
constexpr std::string_view runner =
    R"({"label":"CI runner","environment":"sandbox","rate_limit_max":1000})";

json::array list(client& shop)
{
    auto const r = shop.get(keys);
    BOOST_TEST(r.status == 200);
    return object_in(r).at("data").as_array();
}

int status_with(client& shop, std::string_view key)
{
    auto const bearer = "Bearer " + std::string(key);
    return shop.send("GET", "/v1/payments", {}, {{"Authorization", bearer}}).status;
}

std::string at(std::string_view id, std::string_view more = {})
{
    return std::string(keys) + "/" + std::string(id) + std::string(more);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(popfab_keys)

BOOST_AUTO_TEST_CASE(the_documented_example_is_answered_as_documented)
{
    client shop;
    auto const r = shop.post(keys, runner);
    BOOST_TEST(r.status == 200);
    auto const id = text_in(r, "id"), key = text_in(r, "key");
    BOOST_TEST(id.substr(0, 4) == "key_");
    BOOST_TEST(key.substr(0, 8) == "sk_test_");
    BOOST_TEST(key.size() == 40U);
    BOOST_TEST(r.body == R"({"id":")" + id + R"(","key":")" + key + R"(","key_prefix":")" +
                             key.substr(0, 12) + R"(","label":"CI runner","environment":"sandbox",)"
                             R"("rate_limit_max":1000,"created_at":"2025-03-19T10:23:45.000Z"})");
    BOOST_TEST(status_with(shop, key) == 200);
}

BOOST_AUTO_TEST_CASE(C32_a_key_is_shown_once)
{
    client shop;
    auto const made = shop.post(keys, runner);
    auto const key = text_in(made, "key");
    auto const all = list(shop);
    BOOST_REQUIRE(all.size() == 2U);
    auto const& first = all[0].as_object();       // the client's own
    BOOST_TEST(text_in(first, "rate_limit_max") == "null");
    auto const& second = all[1].as_object();
    BOOST_TEST(names_in(second) == "id key_prefix label environment rate_limit_max created_at");
    BOOST_TEST(text_in(second, "id") == text_in(made, "id"));
    BOOST_TEST(text_in(second, "key_prefix") == key.substr(0, 12));
    BOOST_TEST(json::serialize(all).find(key) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(C34_a_key_has_the_limit_that_was_asked_for_or_the_usual_one)
{
    client shop;
    auto const limited = text_in(shop.post(keys, with("/rate_limit_max", "2", runner)), "key");
    auto const usual = text_in(shop.post(keys, with("/rate_limit_max", "", runner)), "key");
    auto const ask = [&](std::string const& key) {
        return shop.send("GET", "/v1/payments", {}, {{"Authorization", "Bearer " + key}});
    };
    BOOST_TEST(ask(usual).find("X-RateLimit-Limit") == "1000");
    BOOST_TEST(ask(limited).find("X-RateLimit-Limit") == "2");
    BOOST_TEST(ask(limited).status == 200);
    check_error(ask(limited), 429, "RATE_LIMIT_EXCEEDED");
}

BOOST_AUTO_TEST_CASE(C48_an_owner_makes_live_keys_and_a_made_key_makes_none)
{
    client shop;
    auto const live = shop.post(keys, with("/environment", "\"live\"", runner));
    BOOST_TEST(live.status == 200);
    BOOST_TEST(text_in(live, "environment") == "live");
    BOOST_TEST(text_in(live, "key").substr(0, 8) == "sk_live_");
    BOOST_TEST(status_with(shop, text_in(live, "key")) == 200);
    BOOST_TEST(list(shop).size() == 1U);          // the other environment's is not in the list

    auto const id = text_in(shop.post(keys, runner), "id");
    shop.key = text_in(shop.post(keys, runner), "key");
    check_error(shop.post(keys, runner), 403, "FORBIDDEN");
    check_error(shop.get(keys), 403, "FORBIDDEN");
    check_error(shop.post(at(id, "/rotate")), 403, "FORBIDDEN");
    check_error(shop.send("DELETE", at(id)), 403, "FORBIDDEN");
    BOOST_TEST(shop.create().status == 200);

    shop.key = shop.fresh_key(shop.bank.who(), {.role = role::admin}).text.reveal();
    check_error(shop.post(keys, with("/environment", "\"live\"", runner)), 403, "FORBIDDEN");
    BOOST_TEST(shop.post(keys, runner).status == 200);
}

BOOST_AUTO_TEST_CASE(C48_an_account_that_is_not_approved_gets_no_live_key)
{
    client shop(testing::sandbox_options{.merchant = {.username = "new", .name = "New"}});
    check_error(shop.post(keys, with("/environment", "\"live\"", runner)), 403, "FORBIDDEN");
    BOOST_TEST(shop.post(keys, runner).status == 200);
}

BOOST_AUTO_TEST_CASE(a_rotated_key_is_the_same_with_another_text)
{
    client shop;
    auto const made = shop.post(keys, runner);
    auto const id = text_in(made, "id");
    auto const r = shop.post(at(id, "/rotate"));
    BOOST_TEST(r.status == 200);
    BOOST_TEST(names_in(object_in(r)) == names_in(object_in(made)));
    BOOST_TEST(text_in(r, "id") == id);
    BOOST_TEST(text_in(r, "label") == "CI runner");
    BOOST_TEST(text_in(r, "key") != text_in(made, "key"));
    BOOST_TEST(text_in(r, "key_prefix") == text_in(r, "key").substr(0, 12));
    BOOST_TEST(status_with(shop, text_in(made, "key")) == 401);
    BOOST_TEST(status_with(shop, text_in(r, "key")) == 200);
    BOOST_TEST(list(shop).size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_revoked_key_is_gone)
{
    client shop;
    auto const made = shop.post(keys, runner);
    auto const id = text_in(made, "id");
    auto const r = shop.send("DELETE", at(id));
    BOOST_TEST(r.status == 204);
    BOOST_TEST(r.body == "");
    BOOST_TEST(status_with(shop, text_in(made, "key")) == 401);
    BOOST_TEST(list(shop).size() == 1U);
    check_error(shop.send("DELETE", at(id)), 404, "NOT_FOUND");
    check_error(shop.post(at(id, "/rotate")), 404, "NOT_FOUND");
}

BOOST_AUTO_TEST_CASE(what_is_no_key_of_ours_is_404)
{
    client shop;
    auto const id = text_in(shop.post(keys, runner), "id");
    auto const of_live = text_in(shop.post(keys, with("/environment", "\"live\"", runner)), "id");
    for (std::string const& other : {std::string("x"), id.substr(4), "ppfb_pay_" + id.substr(4),
                                     std::string("key_01HX9T2KBQM4Z3YWN5E6R7VP8S"), of_live}) {
        check_error(shop.send("DELETE", at(other)), 404, "NOT_FOUND");
        check_error(shop.post(at(other, "/rotate")), 404, "NOT_FOUND");
    }
    auto const other = shop.bank.engine().accounts().create(
        {.username = "other", .name = "Other", .currency = "NGN"});
    shop.key = shop.fresh_key({other->id, mode::test, "popfab"}, {.role = role::owner})
                   .text.reveal();
    check_error(shop.send("DELETE", at(id)), 404, "NOT_FOUND");
    check_error(shop.post(at(id, "/rotate")), 404, "NOT_FOUND");
}

BOOST_AUTO_TEST_CASE(C35_says_what_is_wrong_and_where)
{
    struct { std::string_view spoil, value, says; } const cases[] = {
        { "/label",          "",            "label: is required"                            },
        { "/label",          "\"\"",        "label: must not be empty"                      },
        { "/label",          "7",           "label: must be text"                           },
        { "/environment",    "",            "environment: is required"                      },
        { "/environment",    "\"test\"",    "environment: must be one of sandbox, live"     },
        { "/environment",    "\"LIVE\"",    "environment: must be one of sandbox, live"     },
        { "/rate_limit_max", "0",           "rate_limit_max: must be from 1 to 9007199254740991" },
        { "/rate_limit_max", "-5",          "rate_limit_max: must be from 1 to 9007199254740991" },
        { "/rate_limit_max", "1.5",         "rate_limit_max: must be a whole number"        },
        { "/rate_limit_max", "\"10\"",      "rate_limit_max: must be a whole number"        },
    };
    client shop;
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.spoil << " = " << c.value) {
        auto const all = check_error(shop.post(keys, with(c.spoil, c.value, runner)), 400,
                                     "VALIDATION_ERROR");
        BOOST_TEST(all == std::vector{std::string(c.says)}, boost::test_tools::per_element());
    }
    BOOST_TEST(check_error(shop.post(keys, with("/label", json_string(many(256)), runner)), 400,
                           "VALIDATION_ERROR").size() == 1U);
    BOOST_TEST(shop.post(keys, with("/label", json_string(many(255)), runner)).status == 200);
    BOOST_TEST(shop.post(keys, with("/rate_limit_max", "1", runner)).status == 200);
    BOOST_TEST(check_error(shop.post(keys, "{}"), 400, "VALIDATION_ERROR").size() == 2U);
    BOOST_TEST(list(shop).size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace popfab_keys_tests
