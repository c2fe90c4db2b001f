// SPDX-License-Identifier: BSL-1.0
// tests/service/routing.cpp: the order of the candidates, and why the others are none.
#include <tender/service/routing.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace tender;
using namespace tender::testing;

namespace {

using providers = std::vector<std::shared_ptr<provider>>;

std::shared_ptr<scripted_provider> one(name id, std::int64_t fee,
                                       std::vector<capability> takes = {{payment_method::card, {}}})
{
    auto p = std::make_shared<scripted_provider>(id, fee);
    p->shape().takes = std::move(takes);
    return p;
}

/// `a b* c?no_method`: the chosen one has a star, a dropped one its reason.
std::string text_of(routing_trace const& t)
{
    std::string out;
    for (auto const& c : *t.candidates) {
        if (!out.empty()) out += ' ';
        out += c.provider.text();
        if (c.verdict == candidate_verdict::chosen) out += '*';
        else if (c.verdict != candidate_verdict::next)
            out += "?" + std::string(enum_name(c.verdict));
    }
    return out;
}

std::string routed(routing_request const& request, providers const& among)
{
    auto const done = route(request, among);
    return done ? text_of(*done) : std::string(enum_name(done.error().code()));
}

constexpr auto card = payment_method::card;

}  // namespace

BOOST_AUTO_TEST_SUITE(routing)

BOOST_AUTO_TEST_CASE(C22_a_fee_rounds_half_up_and_is_never_more_than_the_amount)
{
    struct {
        std::int64_t amount, basis_points, fee;
    } const cases[] = {
        {150'000, 25, 375}, {1000, 15, 2},  {1000, 14, 1},      {333, 15, 0},
        {334, 15, 1},       {1, 10'000, 1}, {1, 1'000'000, 1},  {5, 30'000, 5},
        {0, 25, 0},         {7, 0, 0},      {99'999, 25, 250},
        {9'007'199'254'740'991, 10'000, 9'007'199'254'740'991},
        {std::numeric_limits<std::int64_t>::max(), 10'000,
         std::numeric_limits<std::int64_t>::max()},
    };
    for (auto const& c : cases) BOOST_TEST(fee_of(c.amount, c.basis_points) == c.fee);
}

BOOST_AUTO_TEST_CASE(the_cheapest_comes_first_and_ties_go_to_the_lower_rate_and_the_earlier_one)
{
    providers const among{one("c", 30), one("a", 10), one("b", 20)};
    BOOST_TEST(routed({{100'000, "NGN"}, card, {}}, among) == "a* b c");
    BOOST_TEST(routed({{1, "NGN"}, card, {}}, among) == "a* b c");      // no fee at all
    providers const equal{one("x", 10), one("y", 10), one("z", 10)};
    BOOST_TEST(routed({{100'000, "NGN"}, card, {}}, equal) == "x* y z");
}

BOOST_AUTO_TEST_CASE(what_a_provider_does_not_take_is_dropped_with_the_reason)
{
    providers const among{
        one("method", 1, {{payment_method::ussd, {}}}),
        one("currency", 2, {{card, {"USD"}}}),
        one("either", 3, {{card, {"USD"}}, {card, {"NGN", "KES"}}}),
        one("any", 4),
    };
    BOOST_TEST(routed({{1000, "NGN"}, card, {}}, among) ==
               "either* any method?no_method currency?no_currency");
    BOOST_TEST(routed({{1000, "USD"}, card, {}}, among) ==
               "currency* either any method?no_method");
}

BOOST_AUTO_TEST_CASE(C19_an_amount_that_does_not_convert_exactly_is_not_routed_there)
{
    auto const whole = one("whole", 1);
    whole->shape().digits = {{currency("NGN"), 0}, {currency("KWD"), 2}};
    providers const among{whole, one("exact", 9)};
    struct {
        money amount;
        char const* route;
    } const cases[] = {
        {{1000, "NGN"}, "whole* exact"},
        {{1050, "NGN"}, "exact* whole?inexact_amount"},
        {{1001, "NGN"}, "exact* whole?inexact_amount"},
        {{1001, "USD"}, "whole* exact"},
        {{1230, "KWD"}, "whole* exact"},
        {{1234, "KWD"}, "exact* whole?inexact_amount"},
        {{7, "JPY"}, "whole* exact"},
    };
    for (auto const& c : cases)
        BOOST_TEST(routed({c.amount, card, {}}, among) == c.route);
}

BOOST_AUTO_TEST_CASE(an_override_has_one_candidate)
{
    providers const among{one("a", 10), one("b", 20), one("c", 5, {{payment_method::qr, {}}})};
    auto const done = route({{1000, "NGN"}, card, "b"}, among).value();
    BOOST_TEST(text_of(done) == "b* a?not_overridden c?not_overridden");
    BOOST_TEST(done.strategy == routing_strategy::explicit_override);
    BOOST_TEST(done.reason == routing_reason::merchant_override);
    BOOST_TEST(routed({{1000, "NGN"}, card, "c"}, among) == "no_route");
    BOOST_TEST(routed({{1000, "NGN"}, card, "nobody"}, among) == "no_route");
}

BOOST_AUTO_TEST_CASE(without_a_candidate_there_is_a_fault)
{
    BOOST_TEST(routed({{1000, "NGN"}, card, {}}, {}) == "providers_unavailable");
    BOOST_TEST(routed({{1000, "NGN"}, card, {}}, {one("a", 1, {{payment_method::qr, {}}})}) ==
               "no_route");
}

BOOST_AUTO_TEST_CASE(C25_the_same_question_has_the_same_answer)
{
    sandbox bank;
    providers const among(bank.providers().begin(), bank.providers().end());
    for (std::int64_t const amount : {1, 99, 1000, 150'000})
        BOOST_TEST(routed({{amount, "NGN"}, card, {}}, among) ==
                   "paystack* squad payaza flutterwave interswitch monnify?no_method");
}

BOOST_AUTO_TEST_SUITE_END()
