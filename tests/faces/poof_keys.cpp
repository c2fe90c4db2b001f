// SPDX-License-Identifier: BSL-1.0
// tests/faces/poof_keys.cpp: POST and GET /api/v1/key of poof, and what a key is good for.
#include <tender/api/poof.hpp>

#include <faces/poof_client.hpp>

#include <boost/test/unit_test.hpp>

namespace poof_keys_tests {

using namespace poof_tests;

namespace {

response describe(poof_client& c, std::string_view key, std::string_view path = "/api/v1/key")
{
    return c.send("GET", path, {}, {{"Authorization", key}});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(poof_keys)

BOOST_AUTO_TEST_CASE(a_refresh_token_mints_a_key_for_ten_hours)
{
    poof_client c;
    auto const r = c.mint();
    BOOST_TEST(r.status == 200);
    auto const o = object_in(r.body);
    BOOST_TEST(names_in(o) == "key expiration object permission_field user");
    BOOST_TEST(text_in(o, "expiration") == "36000");
    BOOST_TEST(o.at("expiration").is_string());
    BOOST_TEST(text_in(o, "object") == "authentication");
    BOOST_TEST(text_in(o, "permission_field") == "api_key");
    BOOST_TEST(text_in(o, "user") == "demo");
    BOOST_TEST(text_in(o, "key").starts_with("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."));
    BOOST_TEST(text_in(c.mint(), "key") != text_in(o, "key"));
}

BOOST_AUTO_TEST_CASE(both_methods_are_answered_on_all_documented_paths)
{
    poof_client c;
    for (auto const* const path : {"/api/v1/key", "/v1/generate_key", "/api/v1/generate_key"}) {
        auto const by_header = c.send("POST", path, {}, {{"Authorization", c.refresh}});
        BOOST_TEST(by_header.status == 200, by_header.body);
        auto const by_body = c.plain(path, "{\"refresh_token\":\"" + c.refresh + "\"}");
        BOOST_TEST(by_body.status == 200);
        auto const described = describe(c, text_in(by_body, "key"), path);
        BOOST_TEST(described.status == 200);
        BOOST_TEST(names_in(object_in(described.body)) ==
                   "expiration object permission_field user");
        BOOST_TEST(c.send("PUT", path, "{}").find("Allow") == "POST, GET");
    }
}

BOOST_AUTO_TEST_CASE(C56_a_key_expires_at_its_second_and_the_leeway_of_clocks)
{
    poof_client c;
    auto const skew = settings().max_clock_skew;
    auto const key = text_in(c.mint(), "key");
    c.bank.advance(288s);
    BOOST_TEST(text_in(describe(c, key), "expiration") == "35712");
    c.bank.advance(36'000s - 288s - 1ms);
    BOOST_TEST(text_in(describe(c, key), "expiration") == "1");
    c.bank.advance(skew);
    BOOST_TEST(text_in(describe(c, key), "expiration") == "0");
    c.bank.advance(1ms);
    check_error(describe(c, key), 401, "expired_api_key");
}

BOOST_AUTO_TEST_CASE(C56_a_clock_that_steps_back_a_little_locks_nobody_out)
{
    poof_client c;
    auto const key = text_in(c.mint(), "key");
    auto const then = c.bank.now();
    for (auto const back : {1ms, 2000ms, 3000ms, 5000ms}) {
        c.bank.hand()->set(then - back);
        BOOST_TEST(describe(c, key).status == 200);
        BOOST_TEST(c.mint().status == 200);
    }
    c.bank.hand()->set(then - 7s);   // a token says whole seconds
    BOOST_TEST(describe(c, key).status == 401);
    BOOST_TEST(c.mint().status == 401);
    c.bank.hand()->set(then);
    BOOST_TEST(describe(c, key).status == 200);
}

BOOST_AUTO_TEST_CASE(a_refresh_token_expires_after_two_hundred_days_and_no_key_outlives_it)
{
    poof_client c;
    c.bank.advance(17'280'000s - 100s);
    auto const last = c.mint();
    BOOST_TEST(text_in(last, "expiration") == "100");
    c.bank.advance(100s + settings().max_clock_skew - 1ms);
    BOOST_TEST(c.mint().status == 200);
    BOOST_TEST(describe(c, text_in(last, "key")).status == 200);
    c.bank.advance(1ms);
    check_error(c.mint(), 401, "expired_refresh_token");
    check_error(describe(c, text_in(last, "key")), 401, "expired_api_key");
}

BOOST_AUTO_TEST_CASE(a_lifetime_may_be_chosen)
{
    poof_client c;
    struct {
        char const* given;
        char const* is;                // null: refused
    } const cases[] = {
        {"5", "5"},       {"\"5\"", "5"},         {"1", "1"},      {"17280001", "17280000"},
        {"null", "36000"}, {"0", nullptr},         {"-1", nullptr}, {"1.5", nullptr},
        {"\"x\"", nullptr}, {"true", nullptr},     {"\"\"", nullptr},
        {"99999999999999999999", nullptr},
    };
    for (auto const& t : cases) BOOST_TEST_CONTEXT(t.given) {
        auto const r = c.mint(",\"expiration\":" + std::string(t.given));
        if (t.is == nullptr) check_error(r, 400, "invalid_request");
        else BOOST_TEST(text_in(r, "expiration") == t.is);
    }
}

BOOST_AUTO_TEST_CASE(C48_neither_kind_of_token_passes_for_the_other)
{
    poof_client c;
    check_error(describe(c, c.refresh), 401, "invalid_api_key");
    check_error(c.plain("/api/v1/key", "{\"refresh_token\":\"" + c.key + "\"}"), 401,
                "invalid_refresh_token");
    for (auto const& wrong : {std::string(), std::string("x"), c.key + "x", c.key.substr(1),
                              std::string("eyJhbGciOiJub25lIn0.e30.")}) {
        check_error(describe(c, wrong), 401, "invalid_api_key");
        check_error(c.plain("/api/v1/key", "{}", {{"Authorization", wrong}}), 401,
                    "invalid_refresh_token");
    }
    check_error(c.send("GET", "/api/v1/key", {}), 401, "invalid_api_key");
    auto const shops = c.bank.api_key("shop");
    check_error(describe(c, shops), 401, "invalid_api_key");
    BOOST_TEST(describe(c, "Bearer " + c.key).status == 200);
}

BOOST_AUTO_TEST_CASE(C48_a_username_names_account_and_mode)
{
    poof_client c;
    auto& tokens = c.bank.engine().access_tokens();
    c.refresh = tokens.make_refresh_token({c.who.account, mode::live, {}})->reveal();
    auto const r = c.mint();
    BOOST_TEST(text_in(r, "user") == "demo_live");
    auto const path = c.page();
    c.pay(path);
    BOOST_TEST(c.transactions().size() == 1U);
    c.key = text_in(r, "key");
    BOOST_TEST(c.transactions().empty());
    auto const made = c.bank.engine().accounts().create({.username = "x_live", .name = "X"});
    BOOST_TEST(made.error().fields().front().field == "username");
}

BOOST_AUTO_TEST_CASE(a_token_of_an_account_that_is_not_active_lets_nobody_in)
{
    poof_client c;
    BOOST_TEST(c.bank.engine().accounts().set_active(c.who.account, false).has_value());
    check_error(describe(c, c.key), 401, "invalid_api_key");
    check_error(c.mint(), 401, "invalid_refresh_token");
    check_error(c.plain("/api/v1/checkout", std::string(checkout_example)), 404,
                "user_not_found");
}

BOOST_AUTO_TEST_CASE(the_hundred_and_first_request_of_a_minute_is_too_many)
{
    poof_client c;
    c.bank.advance(1min);
    for (int i = 0; i != 100; ++i) BOOST_TEST_REQUIRE(describe(c, c.key).status == 200);
    auto const r = describe(c, c.key);
    check_error(r, 429, "rate_limited");
    BOOST_TEST(!r.find("Retry-After").empty());
    auto const fresh = text_in(c.mint(), "key");
    BOOST_TEST(describe(c, fresh).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace poof_keys_tests
