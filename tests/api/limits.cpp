// SPDX-License-Identifier: BSL-1.0
// tests/api/limits.cpp: what strangers may ask, and how much an answer may hold.
#include <tender/api/exchange.hpp>
#include <tender/api/notifications.hpp>
#include <tender/api/rate_limiter.hpp>
#include <tender/domain/payment/notification.hpp>
#include <tender/service/engine_internals.hpp>

#include <faces/inflow_client.hpp>
#include <faces/poof_client.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace limits_tests {

using namespace tender;
using namespace tender::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t largest_error = 64 * 1024;

}  // namespace

BOOST_AUTO_TEST_SUITE(limits)

BOOST_AUTO_TEST_CASE(C47_no_client_uses_up_what_may_be_asked_of_an_account)
{
    poof_tests::poof_client c({}, {.keyless_per_client = 0, .keyless_per_account = 100});
    auto const ask = [&](std::string const& client) {
        return c.send("POST", "/api/v1/checkout", std::string(poof_tests::checkout_example),
                      {{"Content-Type", "application/json"}}, client).status;
    };
    int taken = 0;
    for (int i = 0; i != 200; ++i) taken += ask("203.0.113.9") == 200;
    BOOST_TEST(taken == 10);
    for (int i = 0; i != 200; ++i)                   // one line has many addresses
        taken += ask("2001:db8:1:2::" + std::to_string(i + 1)) == 200;
    BOOST_TEST(taken == 20);
    BOOST_TEST(ask("198.51.100.7") == 200);
    for (int i = 0; i != 200; ++i) taken += ask("198.51.100." + std::to_string(i % 20)) == 200;
    BOOST_TEST(taken == 99);                         // and that one: the account's hundred
    c.bank.advance(1min);
    BOOST_TEST(ask("203.0.113.9") == 200);
}

BOOST_AUTO_TEST_CASE(C35_an_error_is_small_whatever_was_wrong)
{
    inflow_tests::inflow_client c;
    std::string products = "[";
    for (int i = 0; i != 2500; ++i)
        products.append(i == 0 ? "" : ",")
            .append(R"({"name":"","quantity":-1,"unit_price":"x"})");
    auto const many = c.create(face_tests::with(inflow_tests::checkout_example, "products",
                                                products + "]"));
    BOOST_TEST(many.status == 400);
    BOOST_TEST(many.body.size() <= largest_error);
    poof_tests::poof_client p;
    for (std::string const& text :
         {std::string(200'000, 'x'), face_tests::repeated(30'000, "\\u0001"),
          face_tests::repeated(30'000, "\\\""), face_tests::repeated(60'000, "\xC3\xA9")}) {
        for (auto const field : {"amount", "redirect", "username", "metadata"}) {
            auto const r = p.plain("/api/v1/checkout",
                                   face_tests::with(poof_tests::checkout_example, field,
                                                    '"' + text + '"'));
            BOOST_TEST(r.status >= 400);
            BOOST_TEST(r.body.size() <= largest_error);
            face_tests::object_in(r.body);
        }
    }
}

BOOST_AUTO_TEST_CASE(C35_what_goes_beyond_is_counted)
{
    std::vector<field_fault> many;
    for (int i = 0; i != 5000; ++i) many.push_back({"a[" + std::to_string(i) + "]", "is wrong"});
    auto const kept = brief(fault(many));
    auto const& told = kept.fields();
    BOOST_TEST(told.size() > 100U);
    BOOST_TEST(told.size() < 1000U);
    BOOST_TEST(told.back().field == "more");
    BOOST_TEST(told.back().says ==
               "and " + std::to_string(5000 - (told.size() - 1)) + " more faults");
    many.resize(100);
    BOOST_TEST((brief(fault(many)).fields() == many));
    many[7].says = face_tests::repeated(1000, "\xC3\xA9");
    auto const cut = brief(fault(many)).fields();
    BOOST_TEST(cut.size() == 100U);
    BOOST_TEST(cut[7].says == face_tests::repeated(512, "\xC3\xA9") + "...");
}

BOOST_AUTO_TEST_CASE(C27_strangers_messages_are_counted_and_small)
{
    sandbox bank;
    dispatcher api(bank.engine(), {{"/n", provider_notifications()}},
                   {.notifications_per_client = 3});
    auto const send = [&](std::string_view body, std::string_view client) {
        return api.handle({"POST", "/n/test/paystack", {}, body, client}).status;
    };
    std::string const large(64 * 1024 + 1, 'x');
    BOOST_TEST(send(large, "192.0.2.1") == 413);
    BOOST_TEST(send(std::string_view(large).substr(1), "192.0.2.1") == 400);
    for (int const status : {400, 400, 429, 429}) BOOST_TEST(send("x", "192.0.2.1") == status);
    BOOST_TEST(send("x", "192.0.2.2") == 400);
    for (int i = 0; i != 10; ++i) BOOST_TEST(send("x", "") == 400);   // the host names nobody
}

BOOST_AUTO_TEST_CASE(C27_what_is_kept_of_unknown_messages_is_bounded)
{
    sandbox bank;
    auto const send = [&](std::string const& reference) {
        auto const m = write_simulated_message("paystack", reference, "done", {100, "NGN"});
        return bank.engine().notify("paystack", mode::test, m.headers, m.body);
    };
    for (int i = 0; i != 3000; ++i) BOOST_TEST_REQUIRE(send("x" + std::to_string(i)).has_value());
    auto& store = runtime_of(bank.engine()).storage();
    auto const count = [&](record_type const& type) {
        int n = 0;
        BOOST_REQUIRE(store.for_each(type, [&](id<account>, any_versioned const&) { ++n; }));
        return n;
    };
    BOOST_TEST(count(record_of<notification>) <= 1024);
    BOOST_TEST(count(record_of<notification>) > 900);
    BOOST_TEST(count(record_of<job>) <= 1024 + 10);
    for (auto const& bad : {std::string(256, 'x'), std::string("a\0b", 3), std::string("\xff")})
        BOOST_TEST((send(bad).error() == errc::invalid_request));
    BOOST_TEST(send(std::string(255, 'x')).has_value());
    bank.advance(25h);
    BOOST_TEST(count(record_of<notification>) == 0);
}

BOOST_AUTO_TEST_CASE(a_million_strangers_fill_no_memory)
{
    rate_limiter limits;
    instant const now{std::chrono::hours(1)};
    for (std::uint64_t i = 0; i != 3'000'000; ++i) limits.take({0, i * 0x9e3779b97f4a7c15}, 5, now);
    int refused = 0;                   // who comes later shares a counter, and has no more than it
    for (int i = 0; i != 10; ++i) refused += !limits.take({0, 77}, 5, now).allowed;
    BOOST_TEST(refused >= 5);
    BOOST_TEST(limits.take({0, 77}, 5, now + std::chrono::minutes(1)).allowed);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace limits_tests
