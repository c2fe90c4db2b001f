// SPDX-License-Identifier: BSL-1.0
// tender/domain/routing/routing_rule.hpp: a merchant's word on which provider takes which payments.
#pragma once

#include <tender/domain/payment/payment.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tender {

/// All that is given must hold; an empty one holds for every payment. Amounts are minor units of
/// the payment's currency, whatever that is, and both bounds are within.
struct routing_conditions {
    std::optional<payment_method> method{};
    std::optional<tender::currency> currency{};
    std::optional<std::int64_t> amount_min{};
    std::optional<std::int64_t> amount_max{};
    std::string customer_country{};    ///< ISO 3166 alpha-2; empty: any
};
BOOST_DESCRIBE_STRUCT(routing_conditions, (), (
    method, currency, amount_min, amount_max, customer_country))

/// A provider's share is its weight in the sum of all.
struct weighted_provider {
    name provider{};
    std::int64_t weight = 0;
};
BOOST_DESCRIBE_STRUCT(weighted_provider, (), (provider, weight))

/// Rules are asked in the order of their priorities, the lowest first; the first that is enabled
/// and whose conditions hold decides. It names one provider (a hard rule) or spreads payments by
/// weight (a soft one); the fallbacks follow in their order, then everybody else.
struct routing_rule {
    tender::id<routing_rule> id;
    tender::id<tender::account> account;
    std::string label;
    routing_conditions conditions;
    name provider;                               ///< empty: a soft rule
    std::vector<weighted_provider> weights;
    std::vector<name> fallback_providers;
    instant created_at{};
    instant updated_at{};
    int priority = 0;                            ///< unique per merchant and mode
    tender::mode mode = tender::mode::test;
    bool enabled = true;
};
BOOST_DESCRIBE_STRUCT(routing_rule, (), (
    id, account, label, conditions, provider, weights, fallback_providers, created_at, updated_at,
    priority, mode, enabled))

/// How a rule is made, or another is put in its place.
struct set_routing_rule {
    text<255> label{};
    int priority = 0;                            ///< 0 to 100
    bool enabled = true;
    routing_conditions conditions{};
    name provider{};                             ///< this, or weights
    std::vector<weighted_provider> weights{};
    std::vector<name> fallback_providers{};
};
BOOST_DESCRIBE_STRUCT(set_routing_rule, (), (
    label, priority, enabled, conditions, provider, weights, fallback_providers))

/// The largest weight that a rule gives a provider.
inline constexpr std::int64_t largest_weight = 1'000'000;

/// Is it spelt as a country's code is: two capital letters?
constexpr bool is_country_code(std::string_view text)
{
    auto const capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    return text.size() == 2 && capital(text[0]) && capital(text[1]);
}

namespace routing_rule_parts {

inline bool weights_hold(set_routing_rule const& r)
{
    for (auto const& w : r.weights) {
        if (w.weight < 1 || w.weight > largest_weight) return false;
        for (auto const* other = &w + 1; other != r.weights.data() + r.weights.size(); ++other)
            if (other->provider == w.provider) return false;
    }
    return true;
}

inline bool fallbacks_hold(set_routing_rule const& r)
{
    auto const& all = r.fallback_providers;
    for (auto const& p : all) {
        if (p.empty() || p == r.provider) return false;
        for (auto const* other = &p + 1; other != all.data() + all.size(); ++other)
            if (*other == p) return false;
    }
    return true;
}

}  // namespace routing_rule_parts

inline constexpr rule<set_routing_rule> routing_rule_rules[] = {
    {[](set_routing_rule const& r) { return r.priority >= 0 && r.priority <= 100; }, "priority",
         "must be from 0 to 100"},
    {[](set_routing_rule const& r) { return r.conditions.amount_min.value_or(0) >= 0; },
         "conditions.amount_min", "must not be negative"},
    {[](set_routing_rule const& r) {
         auto const& c = r.conditions;
         return !c.amount_max || *c.amount_max >= c.amount_min.value_or(0);
     }, "conditions.amount_max", "must not be below amount_min"},
    {[](set_routing_rule const& r) {
         auto const& country = r.conditions.customer_country;
         return country.empty() || is_country_code(country);
     }, "conditions.customer_country", "must be two capital letters"},
    {[](set_routing_rule const& r) { return r.provider.empty() != r.weights.empty(); },
         "provider", "must be given, or weights, but not both"},
    {&routing_rule_parts::weights_hold, "weights",
         "must name each provider once, with a whole number from 1 to 1000000"},
    {&routing_rule_parts::fallbacks_hold, "fallback_providers",
         "must name other providers, each once"},
};

inline constexpr index_row routing_rule_indexes[] = {
    {"by_priority", true, false,
     [](void const* r, index_key& k) {
         auto const& rule = *static_cast<routing_rule const*>(r);
         k.add(rule.mode).add(rule.priority);
     }},
    {"all", false, true,
     [](void const* r, index_key& k) { k.add(static_cast<routing_rule const*>(r)->mode); }},
};

template<>
inline constexpr record_type record_of<routing_rule> = {"routing_rule", routing_rule_indexes,
                                                        &record_id<routing_rule>};
inline constexpr unique_index<routing_rule> routing_rule_by_priority{0};
inline constexpr list_index<routing_rule> all_routing_rules{1};

}  // namespace tender
