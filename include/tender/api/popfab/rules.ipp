// SPDX-License-Identifier: BSL-1.0
// tender/api/popfab/rules.ipp: what POPFAB's endpoints for routing rules and providers do.
#pragma once

#include <tender/api/exchange.hpp>
#include <tender/api/popfab/rules.hpp>
#include <tender/service/runtime/read_pages.hpp>

#include <algorithm>

namespace tender::api::popfab {

inline set_routing_rule command(rule_request&& r)
{
    set_routing_rule c;
    c.label = std::move(r.name);
    c.priority = static_cast<int>(r.priority.value());
    c.enabled = !r.enabled || r.enabled->value;
    auto& when = r.conditions;
    if (when.payment_method)
        c.conditions.method = enum_from<payment_method>(when.payment_method->word());
    if (when.currency) c.conditions.currency = currency::find(when.currency->word());
    if (when.amount_min) c.conditions.amount_min = when.amount_min->value();
    if (when.amount_max) c.conditions.amount_max = when.amount_max->value();
    if (when.customer_country)
        c.conditions.customer_country = std::move(*when.customer_country).str();
    if (r.provider) c.provider = name_of(*r.provider);
    if (r.weights) c.weights = std::move(r.weights->entries);
    for (auto const& p : r.fallback_providers) c.fallback_providers.push_back(name_of(p));
    return c;
}

inline rule_view view_of(routing_rule const& r)
{
    auto const& c = r.conditions;
    rule_view v{};
    v.id = {rule_prefix, r.id.value};
    v.name = r.label;
    v.priority = r.priority;
    v.enabled = r.enabled;
    if (c.method) v.conditions.payment_method = enum_name(*c.method);
    if (c.currency) v.conditions.currency = c.currency->code();
    v.conditions.amount_min = c.amount_min;
    v.conditions.amount_max = c.amount_max;
    if (!c.customer_country.empty()) v.conditions.customer_country = c.customer_country;
    if (!r.provider.empty()) v.provider = r.provider.text();
    else v.weights = provider_weights{r.weights};
    if (!r.fallback_providers.empty()) {
        auto& fallbacks = v.fallback_providers.emplace();
        for (auto const& p : r.fallback_providers) fallbacks.push_back(p.text());
    }
    v.created_at = r.created_at;
    v.updated_at = r.updated_at;
    return v;
}

inline result<> answer(exchange& x, result<routing_rule> const& done)
{
    if (!done) return done.error();
    write_json(x.out.body, view_of(*done));
    return {};
}

inline result<> create_rule(exchange& x, rule_request& wire)
{
    return answer(x, x.pay.routing().create_rule(x.caller.who, command(std::move(wire))));
}

inline result<> replace_rule(exchange& x, rule_request& wire)
{
    auto const which = read_id<routing_rule>(rule_prefix, x.parameters[0]);
    if (!which) return fault(errc::not_found);
    return answer(x, x.pay.routing().replace_rule(x.caller.who, *which, command(std::move(wire))));
}

inline result<> remove_rule(exchange& x, nothing const&)
{
    auto const which = read_id<routing_rule>(rule_prefix, x.parameters[0]);
    if (!which) return fault(errc::not_found);
    x.out.status = 204;
    return x.pay.routing().remove_rule(x.caller.who, *which);
}

inline result<> list_rules(exchange& x, nothing const&)
{
    auto all = read_pages<routing_rule>(
        [&](auto const& part) { return x.pay.routing().list(x.caller.who, part); });
    if (!all) return all.error();
    std::sort(all->begin(), all->end(),
              [](auto const& a, auto const& b) { return a->priority < b->priority; });
    rule_list out;
    for (auto const& r : *all) out.data.push_back(view_of(*r));
    write_json(x.out.body, out);
    return {};
}

/// POPFAB's words for a breaker.
inline constexpr std::string_view circuit_words[] = {"CLOSED", "OPEN", "HALF_OPEN"};
static_assert(std::size(circuit_words) == enum_count<breaker_state>);

inline result<> list_providers(exchange& x, nothing const&)
{
    auto const all = x.pay.health().all(x.caller.who);
    std::vector<provider_view> out;
    for (auto const& h : all) {
        provider_view v{};
        v.provider_id = h.provider.text();
        v.circuit_state = circuit_words[static_cast<std::size_t>(h.state)];
        v.success_rate = {h.figures.success_rate()};
        v.avg_latency_ms = h.figures.average_ms;
        v.p95_latency_ms = h.figures.p95_ms;
        v.requests_in_window = h.calls_in_window;
        v.last_updated = h.figures.as_of;
        out.push_back(v);
    }
    write_json(x.out.body, out);
    return {};
}

}  // namespace tender::api::popfab
