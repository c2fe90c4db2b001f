// SPDX-License-Identifier: BSL-1.0
// tests/service/routing/route.cpp: the order of the candidates, and why the others are none.
#include <tender/service/routing/route.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <map>

namespace route_tests {

using namespace tender;
using namespace tender::testing;

namespace {

using enum payment_method;

/// One provider of a test, before the router sees it.
struct psp {
    provider_profile profile{};
    bool admits = true;
    std::int64_t success_rate = 1'000'000;
};

psp one(name id, fee_schedule fee, std::vector<capability> takes = {{card, {}}})
{
    psp p;
    p.profile.id = id;
    p.profile.fee = fee;
    p.profile.takes = std::move(takes);
    return p;
}

psp one(name id, std::int64_t basis_points) { return one(id, {.basis_points = basis_points}); }

psp with(psp p, bool admits, std::int64_t success_rate = 1'000'000)
{
    p.admits = admits;
    p.success_rate = success_rate;
    return p;
}

result<routing_trace> decide(routing_request const& request, std::vector<psp> const& among,
                             std::vector<routing_rule> const& rules = {}, std::uint64_t seed = 1)
{
    std::vector<routing_option> options;
    for (auto const& p : among) options.push_back({&p.profile, p.admits, p.success_rate});
    return route(request, rules, options, seed);
}

/// `a* b c?no_method`: the chosen one has a star, a dropped one its reason.
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

/// The same, and behind a colon who decided and why; or the fault.
std::string routed(routing_request const& request, std::vector<psp> const& among,
                   std::vector<routing_rule> const& rules = {}, std::uint64_t seed = 1)
{
    auto const done = decide(request, among, rules, seed);
    if (!done) return std::string(enum_name(done.error().code()));
    return text_of(*done) + ": " + std::string(enum_name(done->strategy)) + ", " +
           std::string(enum_name(done->reason));
}

routing_rule hard(name provider, std::vector<name> fallbacks = {}, routing_conditions when = {})
{
    routing_rule r;
    r.id = {{7, 7}};
    r.provider = provider;
    r.fallback_providers = std::move(fallbacks);
    r.conditions = std::move(when);
    return r;
}

routing_rule soft(std::vector<weighted_provider> weights, std::vector<name> fallbacks = {})
{
    routing_rule r;
    r.weights = std::move(weights);
    r.fallback_providers = std::move(fallbacks);
    return r;
}

routing_rule off(routing_rule r)
{
    r.enabled = false;
    return r;
}

constexpr money price{100'000, "NGN"};

/// Rates of 10, 20 and 30 basis points; who is open, and how the calls went.
std::vector<psp> const three{one("a", 10), one("b", 20), one("c", 30)};
std::vector<psp> const without_a{with(one("a", 10), false), one("b", 20), one("c", 30)};
std::vector<psp> const none{with(one("a", 10), false), with(one("b", 20), false)};
std::vector<psp> const alike{with(one("a", 10), true, 900'000), with(one("b", 10), true, 950'000),
                             with(one("c", 10), true, 900'000)};

}  // namespace

BOOST_AUTO_TEST_SUITE(route_)

BOOST_AUTO_TEST_CASE(C22_a_fee_rounds_half_up_and_is_never_more_than_the_amount)
{
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    struct {
        std::int64_t amount;
        fee_schedule how;
        std::int64_t fee;
    } const cases[] = {
        {150'000, {25}, 375}, {1000, {15}, 2},  {1000, {14}, 1},      {333, {15}, 0},
        {334, {15}, 1},       {1, {10'000}, 1}, {1, {1'000'000}, 1},  {5, {30'000}, 5},
        {0, {25}, 0},         {7, {0}, 0},      {99'999, {25}, 250},
        {9'007'199'254'740'991, {10'000}, 9'007'199'254'740'991},
        {most, {10'000}, most},
        {1000, {100, 100}, 110},                // a flat part
        {1000, {0, 5000}, 1000},
        {0, {25, 100}, 0},
        {1000, {100, 100, 110}, 110},           // a cap
        {1000, {100, 100, 109}, 109},
        {1'000'000, {140, 10'000, 200'000}, 24'000},
        {100'000'000, {140, 10'000, 200'000}, 200'000},
        {1000, {100, 0, 0}, 0},
        {most, {most, most, {}}, most},
        {-5, {100}, 0},
    };
    for (auto const& c : cases) BOOST_TEST(fee_of(c.amount, c.how) == c.fee);
}

BOOST_AUTO_TEST_CASE(C25_every_layer_decides_in_its_turn)
{
    auto const card_in_ngn = routing_request{price, card};
    auto const to_b = routing_request{price, card, "b"};
    struct {
        char const* name;
        routing_request request;
        std::vector<psp> among;
        std::vector<routing_rule> rules;
        char const* expected;
    } const cases[] = {
        {"override", to_b, three, {},
         "b* a?not_overridden c?not_overridden: explicit_override, merchant_override"},
        {"override before a rule", to_b, three, {hard("c")},
         "b* a?not_overridden c?not_overridden: explicit_override, merchant_override"},
        {"override of an open one", {price, card, "a"}, without_a, {}, "providers_unavailable"},
        {"override of nobody", {price, card, "nobody"}, three, {}, "no_route"},
        {"hard rule", card_in_ngn, three, {hard("c")}, "c* a b: hard_rule, rule_match"},
        {"hard rule with fallbacks", card_in_ngn, three, {hard("b", {"c"})},
         "b* c a: hard_rule, rule_match"},
        {"hard rule, open", card_in_ngn, without_a, {hard("a")},
         "b* c a?breaker_open: cost_optimizer, failover"},
        {"hard rule, open, with a fallback", card_in_ngn, without_a, {hard("a", {"c"})},
         "c* b a?breaker_open: hard_rule, failover"},
        {"hard rule for nobody", card_in_ngn, three, {hard("nobody")},
         "a* b c: cost_optimizer, failover"},
        {"soft rule with one share", card_in_ngn, three, {soft({{"c", 1}})},
         "c* a b: soft_rule, weighted_rule"},
        {"soft rule, the other is open", card_in_ngn, without_a, {soft({{"a", 1000}, {"c", 1}})},
         "c* b a?breaker_open: soft_rule, weighted_rule"},
        {"soft rule, all open", card_in_ngn, without_a, {soft({{"a", 1}})},
         "b* c a?breaker_open: cost_optimizer, failover"},
        {"soft rule, all open, with a fallback", card_in_ngn, without_a,
         {soft({{"a", 1}}, {"a", "c"})}, "c* b a?breaker_open: soft_rule, failover"},
        {"the first rule that holds", card_in_ngn, three, {off(hard("a")), hard("c"), hard("b")},
         "c* a b: hard_rule, rule_match"},
        {"rules that do not hold", card_in_ngn, three,
         {hard("c", {}, {.method = qr}), hard("b", {}, {.currency = currency("USD")})},
         "a* b c: cost_optimizer, lowest_cost"},
        {"health", card_in_ngn, without_a, {},
         "b* c a?breaker_open: cost_optimizer, lowest_cost"},
        {"health, nobody left", card_in_ngn, none, {}, "providers_unavailable"},
        {"health, nobody left but by a rule", card_in_ngn, none, {hard("a")},
         "providers_unavailable"},
        {"cost", card_in_ngn, three, {}, "a* b c: cost_optimizer, lowest_cost"},
        {"cost, alone", card_in_ngn, {one("a", 10)}, {}, "a*: cost_optimizer, lowest_cost"},
        {"success", card_in_ngn, alike, {}, "b* c a: success_rate, highest_success_rate"},
        {"cost before success", card_in_ngn,
         {with(one("a", 10), true, 1), with(one("b", 11), true, 1'000'000)}, {},
         "a* b: cost_optimizer, lowest_cost"},
        {"even", card_in_ngn, {one("a", 10), one("b", 10)}, {},
         "a* b: load_balancing, even_distribution"},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.name)
        BOOST_TEST(routed(c.request, c.among, c.rules) == c.expected);
}

BOOST_AUTO_TEST_CASE(the_decision_names_the_rule_that_held)
{
    auto const rule = hard("c");
    BOOST_TEST((decide({price, card}, three, {rule})->rule == rule.id));
    auto const open = hard("a");
    BOOST_TEST((decide({price, card}, without_a, {open})->rule == open.id));
    BOOST_TEST(!decide({price, card, "a"}, three, {rule})->rule);
    BOOST_TEST(!decide({price, card}, three, {off(rule)})->rule);
}

BOOST_AUTO_TEST_CASE(a_rule_holds_where_all_its_conditions_do)
{
    struct {
        routing_conditions when;
        routing_request request;
        bool holds;
    } const cases[] = {
        {{}, {price, card}, true},
        {{.method = card}, {price, card}, true},
        {{.method = qr}, {price, card}, false},
        {{.currency = currency("NGN")}, {price, card}, true},
        {{.currency = currency("USD")}, {price, card}, false},
        {{.amount_min = 100'000}, {price, card}, true},
        {{.amount_min = 100'001}, {price, card}, false},
        {{.amount_max = 100'000}, {price, card}, true},
        {{.amount_max = 99'999}, {price, card}, false},
        {{.amount_min = 100'000, .amount_max = 100'000}, {price, card}, true},
        {{.customer_country = "NG"}, {price, card, {}, "NG"}, true},
        {{.customer_country = "NG"}, {price, card, {}, "GH"}, false},
        {{.customer_country = "NG"}, {price, card}, false},
        {{.method = card, .amount_min = 1, .customer_country = "NG"}, {price, card, {}, "NG"},
         true},
        {{.method = qr, .amount_min = 1, .customer_country = "NG"}, {price, card, {}, "NG"},
         false},
    };
    for (auto const& c : cases) {
        auto const done = decide(c.request, three, {hard("c", {}, c.when)}).value();
        BOOST_TEST((done.strategy == routing_strategy::hard_rule) == c.holds);
    }
}

BOOST_AUTO_TEST_CASE(the_fee_that_counts_is_the_one_before_rounding)
{
    BOOST_TEST(routed({{1, "NGN"}, card}, three) == "a* b c: cost_optimizer, lowest_cost");
    std::vector<psp> const flat{one("flat", {.basis_points = 0, .flat = 100}), one("rate", 10)};
    BOOST_TEST(text_of(*decide({{99'999, "NGN"}, card}, flat)) == "rate* flat");
    BOOST_TEST(text_of(*decide({{100'001, "NGN"}, card}, flat)) == "flat* rate");
    std::vector<psp> const capped{one("capped", {.basis_points = 20, .cap = 100}),
                                  one("rate", 10)};
    BOOST_TEST(text_of(*decide({{99'999, "NGN"}, card}, capped)) == "rate* capped");
    BOOST_TEST(text_of(*decide({{100'001, "NGN"}, card}, capped)) == "capped* rate");
}

BOOST_AUTO_TEST_CASE(a_capability_may_have_a_fee_of_its_own)
{
    auto const dear = one("dear", {10}, {{card, {"NGN"}, fee_schedule{90}}, {card, {"USD"}}});
    std::vector<psp> const among{dear, one("other", 50)};
    BOOST_TEST(text_of(*decide({price, card}, among)) == "other* dear");
    BOOST_TEST(text_of(*decide({{100'000, "USD"}, card}, among)) == "dear* other");
    payment_terms terms;
    terms.amount = price;
    BOOST_TEST(provider_fee_of(terms, card, dear.profile) == 900);
    terms.amount.currency = "USD";
    BOOST_TEST(provider_fee_of(terms, card, dear.profile) == 100);
    terms.platform_fee = 99'950;
    BOOST_TEST(provider_fee_of(terms, card, dear.profile) == 50);
}

BOOST_AUTO_TEST_CASE(what_a_provider_does_not_take_is_dropped_with_the_reason)
{
    std::vector<psp> const among{
        one("method", {1}, {{ussd, {}}}),
        one("currency", {2}, {{card, {"USD"}}}),
        one("either", {3}, {{card, {"USD"}}, {card, {"NGN", "KES"}}}),
        one("any", 4),
    };
    BOOST_TEST(text_of(*decide({{1000, "NGN"}, card}, among)) ==
               "either* any method?no_method currency?no_currency");
    BOOST_TEST(text_of(*decide({{1000, "USD"}, card}, among)) ==
               "currency* either any method?no_method");
    BOOST_TEST(routed({{1000, "NGN"}, qr}, among) == "no_route");
    BOOST_TEST(routed({{1000, "NGN"}, card}, {}) == "providers_unavailable");
}

BOOST_AUTO_TEST_CASE(C19_an_amount_that_does_not_convert_exactly_is_not_routed_there)
{
    auto whole = one("whole", 1);
    whole.profile.digits = {{currency("NGN"), 0}, {currency("KWD"), 2}};
    std::vector<psp> const among{whole, one("exact", 9)};
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
    for (auto const& c : cases) BOOST_TEST(text_of(*decide({c.amount, card}, among)) == c.route);
}

BOOST_AUTO_TEST_CASE(weights_and_even_draws_come_out_within_one_percent)
{
    constexpr int draws = 100'000;
    std::vector<psp> const equal{one("a", 10), one("b", 10), one("c", 10), one("d", 10)};
    auto const shares = [&](std::vector<routing_rule> const& rules) {
        std::map<std::string, int> first;
        for (std::uint64_t seed = 0; seed != draws; ++seed) {
            auto const done = decide({price, card}, equal, rules, seed);
            ++first[std::string(done->candidates->front().provider.text())];
        }
        return first;
    };
    auto const within = [](int count, double share) {
        return std::abs(count - share * draws) <= draws / 100;
    };
    auto weighted = shares({soft({{"a", 70}, {"b", 20}, {"c", 10}})});
    BOOST_TEST(within(weighted["a"], 0.7));
    BOOST_TEST(within(weighted["b"], 0.2));
    BOOST_TEST(within(weighted["c"], 0.1));
    BOOST_TEST(weighted["d"] == 0);
    auto even = shares({});
    for (char const* id : {"a", "b", "c", "d"}) BOOST_TEST(within(even[id], 0.25));
}

BOOST_AUTO_TEST_CASE(what_follows_a_drawn_one_is_drawn_too)
{
    constexpr int draws = 30'000;
    std::map<std::string, int> orders;
    for (std::uint64_t seed = 0; seed != draws; ++seed) {
        auto const rule = soft({{"a", 2}, {"b", 1}, {"c", 1}});
        auto const done = decide({price, card}, three, {rule}, seed);
        ++orders[text_of(*done)];
    }
    auto const near = [&](char const* order, double share) {
        return std::abs(orders[order] - share * draws) <= draws / 100;
    };
    BOOST_TEST(near("a* b c", 0.25));
    BOOST_TEST(near("a* c b", 0.25));
    BOOST_TEST(near("b* a c", 1.0 / 6));
    BOOST_TEST(near("b* c a", 1.0 / 12));
    BOOST_TEST(near("c* a b", 1.0 / 6));
    BOOST_TEST(near("c* b a", 1.0 / 12));
}

BOOST_AUTO_TEST_CASE(C25_the_same_question_has_the_same_answer)
{
    auto const rules = std::vector{soft({{"a", 1}, {"b", 1}, {"c", 1}})};
    for (std::uint64_t seed = 0; seed != 1000; ++seed) {
        BOOST_TEST(routed({price, card}, three, rules, seed) ==
                   routed({price, card}, three, rules, seed));
        auto backwards = alike;
        std::reverse(backwards.begin(), backwards.end());
        BOOST_TEST(routed({price, card}, alike, {}, seed) ==
                   routed({price, card}, backwards, {}, seed));
    }
}

BOOST_AUTO_TEST_CASE(the_six_of_popfab_in_their_order)
{
    sandbox bank;
    std::vector<psp> among;
    for (auto const& p : bank.providers())
        if (p->profile().serves("popfab")) among.push_back({p->profile()});
    for (std::int64_t const amount : {1, 99, 1000, 150'000})
        BOOST_TEST(routed({{amount, "NGN"}, card}, among) ==
                   "paystack* squad payaza flutterwave interswitch monnify?no_method: "
                   "cost_optimizer, lowest_cost");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace route_tests
