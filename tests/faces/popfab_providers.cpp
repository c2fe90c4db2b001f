// SPDX-License-Identifier: BSL-1.0
// tests/faces/popfab_providers.cpp: GET /v1/providers, and what a payment meets whose providers
// are not well.
#include "popfab_client.hpp"

#include <string>

namespace popfab_providers_tests {

using namespace popfab_tests;
using namespace tender;

namespace {

json::array providers_now(client& shop)
{
    auto const r = shop.get("/v1/providers");
    BOOST_TEST(r.status == 200);
    boost::system::error_code bad;
    auto const all = json::parse(r.body, bad);
    BOOST_REQUIRE_MESSAGE(!bad && all.is_array(), r.body);
    return all.as_array();
}

std::string of(client& shop, std::string_view provider, std::string_view member)
{
    for (auto const& p : providers_now(shop))
        if (text_in(p.as_object(), "provider_id") == provider)
            return text_in(p.as_object(), member);
    return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(popfab_providers)

BOOST_AUTO_TEST_CASE(is_a_bare_array_of_the_six)
{
    client shop;
    std::string ids;
    for (auto const& p : providers_now(shop)) {
        auto const& o = p.as_object();
        ids += text_in(o, "provider_id") + " ";
        BOOST_TEST(names_in(o) == "provider_id circuit_state success_rate avg_latency_ms "
                                  "p95_latency_ms requests_in_window last_updated");
        BOOST_TEST(text_in(o, "circuit_state") == "CLOSED");
        BOOST_TEST(o.at("success_rate").as_double() == 1.0);
        BOOST_TEST(o.at("avg_latency_ms").as_int64() == 0);
        BOOST_TEST(o.at("p95_latency_ms").as_int64() == 0);
        BOOST_TEST(o.at("requests_in_window").as_int64() == 0);
        BOOST_TEST(text_in(o, "last_updated") == "2025-03-19T10:23:00.000Z");
    }
    BOOST_TEST(ids == "paystack flutterwave monnify squad interswitch payaza ");
}

BOOST_AUTO_TEST_CASE(counts_the_running_minute_at_once_and_is_recomputed_every_sixty_seconds)
{
    client shop;
    for (int i = 0; i != 3; ++i) shop.make();
    shop.make(100'006);                       // fails at the first and counts
    BOOST_TEST(of(shop, "paystack", "requests_in_window") == "4");
    BOOST_TEST(of(shop, "paystack", "success_rate") == "1E0");
    shop.bank.advance(15s - 1ms);
    BOOST_TEST(of(shop, "paystack", "success_rate") == "1E0");
    shop.bank.advance(1ms);
    BOOST_TEST(of(shop, "paystack", "success_rate") == "7.5E-1");
    BOOST_TEST(shop.get("/v1/providers").body.find("\"success_rate\":0.75,") != std::string::npos);
    BOOST_TEST(of(shop, "paystack", "last_updated") == "2025-03-19T10:24:00.000Z");
    BOOST_TEST(of(shop, "paystack", "requests_in_window") == "4");
    BOOST_TEST(of(shop, "squad", "success_rate") == "1E0");
    shop.bank.advance(45s);
    BOOST_TEST(of(shop, "paystack", "requests_in_window") == "0");
    shop.bank.advance(16min);
    BOOST_TEST(of(shop, "paystack", "success_rate") == "1E0");
}

BOOST_AUTO_TEST_CASE(latencies_are_those_of_the_calls)
{
    client shop;
    auto const slow = std::make_shared<probe>(name("slow"));
    BOOST_REQUIRE(shop.bank.engine().add(slow, mode::test).has_value());
    int calls = 0;
    slow->on_charge = [&] {
        shop.bank.hand()->advance(++calls == 20 ? 2000ms : 100ms);
        return provider_answer{.what = outcome::done};
    };
    for (int i = 0; i != 20; ++i) shop.make();
    shop.bank.advance(1min);
    BOOST_TEST(of(shop, "slow", "avg_latency_ms") == "195");
    auto const p95 = std::stoi(of(shop, "slow", "p95_latency_ms"));
    BOOST_TEST(p95 >= 100);
    BOOST_TEST(p95 <= 125);
}

BOOST_AUTO_TEST_CASE(C26_an_open_breaker_is_shown_and_half_opens_after_thirty_seconds)
{
    client shop;
    for (int i = 0; i != 10; ++i) shop.make(100'006);
    BOOST_TEST(of(shop, "paystack", "circuit_state") == "OPEN");
    BOOST_TEST(of(shop, "squad", "circuit_state") == "CLOSED");
    auto const made = shop.read(shop.make());
    BOOST_TEST(text_in(made, "provider") == "squad");
    BOOST_TEST(made.body.find(R"({"provider":"paystack","verdict":"breaker_open"})") !=
               std::string::npos);
    shop.bank.advance(30s - 1ms);
    BOOST_TEST(of(shop, "paystack", "circuit_state") == "OPEN");
    shop.bank.advance(1ms);
    BOOST_TEST(of(shop, "paystack", "circuit_state") == "HALF_OPEN");
    for (int i = 0; i != 3; ++i) shop.make();
    BOOST_TEST(of(shop, "paystack", "circuit_state") == "CLOSED");
}

BOOST_AUTO_TEST_CASE(C25_when_all_are_open_a_payment_is_503_and_its_key_stays_free)
{
    client shop(testing::sandbox_options{.settings = {.breaker = {.least_calls = 1}}});
    for (auto const& p : shop.bank.providers()) p->next(testing::script::refuse);
    BOOST_REQUIRE(text_in(shop.create(order(1000), "first"), "status") == "failed");
    auto const body = with("/reference", "\"again\"");
    auto const r = shop.create(body, "k");
    check_error(r, 503, "ALL_PROVIDERS_UNAVAILABLE");
    BOOST_TEST(r.find("Retry-After") != "");
    check_error(shop.create(with("/routing_override", "\"squad\"", body), "k"), 503,
                "ALL_PROVIDERS_UNAVAILABLE");
    shop.bank.advance(30s);
    BOOST_TEST(shop.create(body, "k").status == 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace popfab_providers_tests
