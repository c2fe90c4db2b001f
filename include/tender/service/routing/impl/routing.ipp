// SPDX-License-Identifier: BSL-1.0
// tender/service/routing/impl/routing.ipp: bodies of service/routing/routing.hpp.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/base/grammar.hpp>
#include <tender/core/json/values.hpp>
#include <tender/domain/merchant/customer.hpp>
#include <tender/service/routing/routing.hpp>
#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/recent.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>

namespace tender {

TENDER_DECL routing::routing(runtime& r, tender::health& h)
    : runtime_(r), health_(h), rules_(std::make_unique<recent<routing_rule>>())
{
}
TENDER_DECL routing::~routing() = default;

TENDER_DECL routing_request routing_request_of(create_payment const& command)
{
    auto const& country = command.customer.country;
    return {command.amount, command.method, command.routing_override,
            country ? std::string_view(country->str()) : std::string_view()};
}

TENDER_DECL result<std::shared_ptr<saved_instrument const>>
resolve_saved_instrument(runtime& r, merchant const& who, create_payment& command)
{
    using saved = result<std::shared_ptr<saved_instrument const>>;
    if (!command.instrument) return saved(nullptr);
    return r.transact(who.account, [&](unit_of_work& unit) -> saved {
        auto const found = find_own(unit, who, command.instrument);
        if (!found && !(found.error() == errc::not_found)) return found.error();
        if (!found || (*found)->removed())
            return fault::at("instrument", "names no instrument that is saved");
        auto const payer = lower_case(command.customer.email.str());
        auto whose = (*found)->customer;
        if ((*found)->owner) {
            auto const owner = unit.find((*found)->owner);
            if (!owner) return owner.error();
            if ((*owner)->deleted)
                return fault::at("instrument", "names no instrument that is saved");
            whose = lower_case((*owner)->who.email);
        }
        if (whose != payer) return fault::at("instrument", "is another customer's");
        auto const only = (*found)->provider;
        if (!command.routing_override.empty() && command.routing_override != only)
            return fault::at("routing_override", "is not the instrument's provider");
        command.routing_override = only;
        command.method = (*found)->method;
        return found->object;
    });
}

namespace routing_parts {

inline routing_rule rule_of(set_routing_rule&& c)
{
    routing_rule r;
    r.label = std::move(c.label).str();
    r.priority = c.priority;
    r.enabled = c.enabled;
    r.conditions = std::move(c.conditions);
    r.provider = c.provider;
    r.weights = std::move(c.weights);
    r.fallback_providers = std::move(c.fallback_providers);
    return r;
}

inline void sort_by_priority(std::vector<routing_rule>& rules)
{
    std::sort(rules.begin(), rules.end(), [](routing_rule const& a, routing_rule const& b) {
        return a.priority < b.priority;
    });
}

/// The item whose key is that; a fresh one where there is none.
template<class Item, class Key>
Item& found_or_made(std::vector<Item>& all, Key Item::* key, Key const& is)
{
    for (auto& one : all)
        if (one.*key == is) return one;
    auto& fresh = all.emplace_back();
    fresh.*key = is;
    return fresh;
}

}  // namespace routing_parts

TENDER_DECL result<routing_rule> routing::create_rule(merchant const& who,
                                                      set_routing_rule command)
{
    return write(who, {}, std::move(command));
}

TENDER_DECL result<routing_rule> routing::replace_rule(merchant const& who,
                                                       id<routing_rule> which,
                                                       set_routing_rule command)
{
    return write(who, which, std::move(command));
}

TENDER_DECL result<routing_rule> routing::write(merchant const& who,
                                                std::optional<id<routing_rule>> old,
                                                set_routing_rule&& command)
{
    if (auto violations = violations_of(command, routing_rule_rules); !violations.empty())
        return fault(std::move(violations));
    auto const now = runtime_.now();
    auto fresh = routing_parts::rule_of(std::move(command));
    fresh.id = old.value_or(id<routing_rule>{});
    if (!old) fresh.id = {runtime_.new_id(now)};
    fresh.account = who.account;
    fresh.mode = who.mode;
    auto done = runtime_.transact(who.account, [&](unit_of_work& unit) -> result<routing_rule> {
        std::optional<versioned<routing_rule>> before;
        if (old) {
            auto found = find_own(unit, who, *old);
            if (!found) return found.error();
            before = *found;
        }
        index_key key;
        key.add(who.mode).add(fresh.priority);
        auto const other = unit.find(routing_rule_by_priority, key);
        if (!other && !(other.error() == errc::not_found)) return other.error();
        if (other && (*other)->id != fresh.id)
            return fault::at("priority", "is another rule's");
        fresh.created_at = before ? (*before)->created_at : now;
        fresh.updated_at = before ? changed_at(now, (*before)->updated_at) : now;
        return before ? *unit.replace(*before, fresh) : *unit.insert(fresh);
    });
    rules_->forget(who, now);
    return done;
}

TENDER_DECL result<routing_rule> routing::read_rule(merchant const& who, id<routing_rule> which)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<routing_rule> {
        auto const found = find_own(unit, who, which);
        if (!found) return found.error();
        return **found;
    });
}

TENDER_DECL result<> routing::remove_rule(merchant const& who, id<routing_rule> which)
{
    auto const done = runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        auto const found = find_own(unit, who, which);
        if (!found) return found.error();
        unit.remove(*found);
        return {};
    });
    rules_->forget(who, runtime_.now());
    return done;
}

TENDER_DECL result<page<versioned<routing_rule>>> routing::list(merchant const& who,
                                                                list_query const& which)
{
    return list_page(runtime_, who, all_routing_rules, mode_key(who), which);
}

/// In the order in which they are asked.
TENDER_DECL result<std::vector<routing_rule>> routing::rules(merchant const& who)
{
    auto all = read_all(runtime_, who, all_routing_rules, mode_key(who));
    if (all) routing_parts::sort_by_priority(*all);
    return all;
}

TENDER_DECL result<routing_trace> routing::decide(merchant const& who,
                                                  routing_request const& request,
                                                  std::uint64_t seed)
{
    auto const now = runtime_.now();
    auto const rules = rules_->get(who, now, [&] { return this->rules(who); });
    if (!rules) return rules.error();
    auto const options = health_.options(who, now);
    return route(request, **rules, {options.begin(), options.end()}, seed);
}

TENDER_DECL result<routing_trace> routing::simulate(merchant const& who, create_payment command,
                                                    std::uint64_t seed)
{
    if (auto violations = violations_of(command, create_payment_rules); !violations.empty())
        return fault(std::move(violations));
    if (auto const saved = resolve_saved_instrument(runtime_, who, command); !saved)
        return saved.error();
    return decide(who, routing_request_of(command), seed);
}

TENDER_DECL void routing::add_to(std::vector<routing_bill>& bills, merchant const& who,
                                 payment const& p, std::vector<routing_rule> const& rules)
{
    auto const& terms = *p.terms;
    auto& bill = routing_parts::found_or_made(bills, &routing_bill::currency,
                                              terms.amount.currency);
    routing_options options;
    for (auto const& one : runtime_.providers.in(who.mode))
        if (one->profile().serves(who.face)) options.push_back({&one->profile()});
    auto const trace = route({terms.amount, p.method, {}, terms.customer.country}, rules,
                             {options.begin(), options.end()}, p.id.value.low);
    auto fee = p.provider_fee();
    if (trace) {
        auto const chosen = trace->candidates->front().provider;
        fee = provider_fee_of(terms, p.method,
                              runtime_.providers.find(who.mode, chosen)->profile());
        ++routing_parts::found_or_made(bill.chosen, &std::pair<name, std::int64_t>::first, chosen)
              .second;
    } else {
        ++bill.unroutable;
    }
    ++bill.payments;
    auto const add = [](std::int64_t& to, std::int64_t amount) {
        to = nearest(int128(to) + amount);
    };
    add(bill.amount, p.captured);
    add(bill.fees, p.provider_fee());
    add(bill.fees_then, fee);
}

TENDER_DECL result<std::vector<routing_bill>> routing::simulate_past(merchant const& who,
                                                                     past_payments const& which)
{
    constexpr int page_size = 500;
    std::vector<routing_rule> rules;
    for (std::size_t i = 0; i != which.rules.size(); ++i) {
        auto violations = violations_of(which.rules[i], routing_rule_rules);
        for (auto& f : violations) f.field = "rules[" + std::to_string(i) + "]." + f.field;
        if (!violations.empty()) return fault(std::move(violations));
        rules.push_back(routing_parts::rule_of(set_routing_rule(which.rules[i])));
    }
    routing_parts::sort_by_priority(rules);
    std::vector<routing_bill> bills;
    auto const ms = static_cast<std::uint64_t>(which.until.time_since_epoch().count());
    for (std::optional<cursor> after = cursor{{ms << 16, 0}}; after;) {
        auto const page = runtime_.transact(who.account, [&](unit_of_work& unit) {
            index_key key;
            key.add(who.mode).add(who.face.text());
            return unit.list(all_payments, key, after, page_size);
        });
        if (!page) return page.error();
        after = page->next;
        for (auto const& p : page->items) {
            if (p->terms->created_at < which.from) return bills;
            if (p->captured > 0) add_to(bills, who, *p, rules);
        }
    }
    return bills;
}

}  // namespace tender
