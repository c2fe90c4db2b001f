// SPDX-License-Identifier: BSL-1.0
// tender/service/routing/impl/route.ipp: bodies of service/routing/route.hpp.
#pragma once

#include <tender/core/containers/small_buffer.hpp>
#include <tender/service/routing/route.hpp>

#include <algorithm>

namespace tender {

namespace route_parts {

__extension__ using wide = unsigned __int128;

/// A provider that may be called.
struct usable {
    name provider{};
    int128 cost = 0;
    std::int64_t success_rate = 0;
    std::uint64_t draw = 0;
};

using usables = small_buffer<usable, 12>;
using names = small_buffer<name, 12>;

inline bool contains(names const& all, name one)
{
    return std::find(all.begin(), all.end(), one) != all.end();
}

/// Does the amount convert exactly into the provider's digits?
inline bool converts(provider_profile const& p, money amount)
{
    for (auto const& [currency, digits] : p.digits) {
        if (currency != amount.currency) continue;
        auto left = amount.minor;
        for (int d = amount.currency.digits(); d > digits; --d) {
            if (left % 10 != 0) return false;
            left /= 10;
        }
    }
    return true;
}

/// `next` where nothing speaks against it.
inline candidate_verdict verdict_on(routing_option const& o, capability const* takes,
                                    routing_request const& r)
{
    using enum candidate_verdict;
    auto const& p = *o.profile;
    if (!r.routing_override.empty() && r.routing_override != p.id) return not_overridden;
    if (r.without_page && p.needs_page) return no_method;
    if (takes == nullptr) {
        bool const in_others = std::any_of(p.takes.begin(), p.takes.end(), [&](auto const& c) {
            return c.method == r.method;
        });
        return in_others ? no_currency : no_method;
    }
    if (!converts(p, r.amount)) return inexact_amount;
    return o.admits ? next : breaker_open;
}

inline bool holds(routing_rule const& rule, routing_request const& r)
{
    auto const& c = rule.conditions;
    return rule.enabled && (!c.method || *c.method == r.method) &&
           (!c.currency || *c.currency == r.amount.currency) &&
           (!c.amount_min || r.amount.minor >= *c.amount_min) &&
           (!c.amount_max || r.amount.minor <= *c.amount_max) &&
           (c.customer_country.empty() || c.customer_country == r.customer_country);
}

constexpr std::uint64_t mixed(std::uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

/// Draws by weight until nobody is left: the first is the choice, the others follow it.
inline void draw_by_weight(std::vector<weighted_provider> const& weights, usables const& among,
                           std::uint64_t seed, names& out)
{
    small_buffer<weighted_provider, 12> left;
    std::uint64_t total = 0;
    for (auto const& w : weights)
        for (auto const& u : among)
            if (u.provider == w.provider && w.weight > 0) {
                left.push_back(w);
                total += static_cast<std::uint64_t>(w.weight);
            }
    for (std::uint64_t turn = 1; total != 0; ++turn) {
        auto const random = mixed(seed + turn * 0x9e3779b97f4a7c15);
        auto at = static_cast<std::uint64_t>(static_cast<wide>(random) * total >> 64);
        for (auto& w : left) {
            auto const weight = static_cast<std::uint64_t>(w.weight);
            if (at >= weight) {
                at -= weight;
                continue;
            }
            out.push_back(w.provider);
            total -= weight;
            w.weight = 0;
            break;
        }
    }
}

/// Layers 5 to 7: the order, and which of them put the first before the second.
inline routing_strategy optimize(usables& all)
{
    std::sort(all.begin(), all.end(), [](usable const& a, usable const& b) {
        if (a.cost != b.cost) return a.cost < b.cost;
        if (a.success_rate != b.success_rate) return a.success_rate > b.success_rate;
        return a.draw != b.draw ? a.draw < b.draw : a.provider < b.provider;
    });
    if (all.size() < 2) return routing_strategy::cost_optimizer;
    auto const& first = *all.begin();
    auto const& second = *(all.begin() + 1);
    if (first.cost != second.cost) return routing_strategy::cost_optimizer;
    return first.success_rate != second.success_rate ? routing_strategy::success_rate
                                                     : routing_strategy::load_balancing;
}

constexpr routing_reason reason_of(routing_strategy s)
{
    constexpr routing_reason reasons[] = {
        routing_reason::merchant_override, routing_reason::rule_match,
        routing_reason::weighted_rule, routing_reason::lowest_cost,
        routing_reason::highest_success_rate, routing_reason::even_distribution};
    static_assert(std::size(reasons) == enum_count<routing_strategy>);
    return reasons[static_cast<std::size_t>(s)];
}

/// What a rule puts in front, and whether it is what the rule asked for first.
struct lead {
    names providers{};
    bool as_asked = false;
};

inline lead led_by(routing_rule const& rule, usables const& among, std::uint64_t seed)
{
    lead out;
    auto const add = [&](name p) {
        bool const possible = std::any_of(among.begin(), among.end(),
                                          [&](usable const& u) { return u.provider == p; });
        if (possible && !contains(out.providers, p)) out.providers.push_back(p);
    };
    if (!rule.provider.empty()) add(rule.provider);
    else draw_by_weight(rule.weights, among, seed, out.providers);
    out.as_asked = !out.providers.empty();
    for (auto const p : rule.fallback_providers) add(p);
    return out;
}

}  // namespace route_parts

TENDER_DECL result<routing_trace> route(routing_request const& request,
                                        std::span<routing_rule const> rules,
                                        std::span<routing_option const> among,
                                        std::uint64_t seed)
{
    using namespace route_parts;
    usables possible;
    std::vector<candidate> dropped;
    bool unavailable = among.empty();
    for (auto const& o : among) {
        auto const& p = *o.profile;
        auto const* const takes = capability_for(p, request.method, request.amount.currency);
        auto const verdict = verdict_on(o, takes, request);
        if (verdict == candidate_verdict::next)
            possible.push_back({p.id, exact_fee(request.amount.minor, schedule_of(p, takes)),
                                o.success_rate, mixed(seed ^ hash_of(p.id.text()))});
        else
            dropped.push_back({p.id, verdict});
        unavailable = unavailable || verdict == candidate_verdict::breaker_open;
    }
    if (possible.empty()) return fault(unavailable ? errc::providers_unavailable : errc::no_route);

    routing_trace out;
    out.strategy = optimize(possible);
    out.reason = reason_of(out.strategy);
    lead first;
    auto const rule = std::find_if(rules.begin(), rules.end(), [&](routing_rule const& r) {
        return holds(r, request);
    });
    if (!request.routing_override.empty()) {
        out.strategy = routing_strategy::explicit_override;
        out.reason = reason_of(out.strategy);
    } else if (rule != rules.end()) {
        out.rule = rule->id;
        first = led_by(*rule, possible, seed);
        if (!first.providers.empty())
            out.strategy = rule->provider.empty() ? routing_strategy::soft_rule
                                                  : routing_strategy::hard_rule;
        out.reason = first.as_asked ? reason_of(out.strategy) : routing_reason::failover;
    }
    std::vector<candidate> all;
    all.reserve(among.size());
    for (auto const p : first.providers) all.push_back({p, candidate_verdict::next});
    for (auto const& u : possible)
        if (!contains(first.providers, u.provider))
            all.push_back({u.provider, candidate_verdict::next});
    all.front().verdict = candidate_verdict::chosen;
    all.insert(all.end(), dropped.begin(), dropped.end());
    out.candidates = std::make_shared<std::vector<candidate> const>(std::move(all));
    return out;
}

}  // namespace tender
