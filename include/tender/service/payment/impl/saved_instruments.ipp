// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/saved_instruments.ipp: bodies of
// service/payment/saved_instruments.hpp.
#pragma once

#include <tender/base/grammar.hpp>
#include <tender/core/json/values.hpp>
#include <tender/domain/merchant/customer.hpp>
#include <tender/service/payment/impl/stored_instrument.hpp>
#include <tender/service/payment/saved_instruments.hpp>
#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace tender {

namespace saved_instruments_parts {

inline result<saved_instrument> save(unit_of_work& unit, saved_instrument const& fresh)
{
    auto const saved = find_or_save(unit, fresh);
    if (!saved) return saved.error();
    return **saved;
}

inline void set_default(unit_of_work& unit, versioned<customer> const& of,
                        id<saved_instrument> which, instant now)
{
    auto next = *of;
    if (next.default_instrument != which) next.updated_at = changed_at(now, next.updated_at);
    next.default_instrument = which;
    unit.replace(of, std::move(next));
}

}  // namespace saved_instruments_parts

TENDER_DECL result<saved_instrument> saved_instruments::create(merchant const& who,
                                                               create_saved_instrument command)
{
    auto violations = violations_of(command, create_saved_instrument_rules);
    for (auto& v : broken_rules(command.stored, stored_instrument_rules))
        violations.push_back({"stored." + v.field, std::move(v.says)});
    if (runtime_.providers.find(who.mode, command.provider) == nullptr)
        violations.push_back({"provider", "names no provider of this mode"});
    if (!violations.empty()) return fault(std::move(violations));
    saved_instrument fresh;
    fresh.created_at = runtime_.now();
    fresh.id = {runtime_.new_id(fresh.created_at)};
    fresh.account = who.account;
    fresh.mode = who.mode;
    fresh.owner = command.owner;
    if (command.customer) fresh.customer = lower_case(std::move(*command.customer).str());
    fresh.stored = std::move(command.stored);
    fresh.provider = command.provider;
    fresh.method = command.method;
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<saved_instrument> {
        if (auto const owner = runtime_.find_account(unit, who, fresh.created_at); !owner)
            return owner.error();
        if (!fresh.owner) return saved_instruments_parts::save(unit, fresh);
        auto const owner = find_there(unit, who, fresh.owner);
        if (!owner && owner.error() == errc::not_found)
            return fault::at("owner", "names no customer");
        if (!owner) return owner.error();
        auto const others = unit.list(saved_instruments_by_owner, mode_key(who).add(fresh.owner),
                                      {}, 1);
        if (!others) return others.error();
        auto saved = saved_instruments_parts::save(unit, fresh);
        if (!saved) return saved;
        // The customer is written in any case: who is deleted meanwhile gets none.
        auto const first = others->items.empty() ? saved->id : (*owner)->default_instrument;
        saved_instruments_parts::set_default(unit, *owner, first, fresh.created_at);
        return saved;
    });
}

TENDER_DECL result<saved_instrument> saved_instruments::read(merchant const& who,
                                                             id<saved_instrument> which)
{
    return read_own(runtime_, who, which);
}

TENDER_DECL result<page<versioned<saved_instrument>>>
saved_instruments::list(merchant const& who, list_saved_instruments const& which)
{
    list_query const part{which.after, which.limit};
    auto key = mode_key(who);
    if (which.owner)
        return list_page(runtime_, who, saved_instruments_by_owner, key.add(which.owner), part);
    if (which.customer.empty())
        return list_page(runtime_, who, all_saved_instruments, key, part);
    key.add(lower_case(which.customer));
    return list_page(runtime_, who, saved_instruments_by_customer, key, part);
}

TENDER_DECL result<std::vector<saved_instrument>> saved_instruments::in_order(merchant const& who,
                                                                              id<customer> of)
{
    using found = result<std::vector<saved_instrument>>;
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> found {
        auto const owner = find_there(unit, who, of);
        if (!owner) return owner.error();
        auto key = mode_key(who);
        key.add(of);
        std::vector<saved_instrument> all;
        std::optional<cursor> after;
        do {
            auto const some = unit.list(saved_instruments_by_owner, key, after, list_query::most,
                                        list_order::oldest_first);
            if (!some) return some.error();
            for (auto const& one : some->items) all.push_back(*one);
            after = some->next;
        } while (after);
        std::stable_partition(all.begin(), all.end(), [&](saved_instrument const& one) {
            return one.id == (*owner)->default_instrument;
        });
        return all;
    });
}

TENDER_DECL result<saved_instrument> saved_instruments::remove(merchant const& who,
                                                               id<saved_instrument> which)
{
    auto const now = runtime_.now();
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<saved_instrument> {
        auto const found = find_own(unit, who, which);
        if (!found) return found.error();
        if ((*found)->removed()) return **found;
        auto next = **found;
        next.stored.token.clear();
        if (next.owner) {
            auto const owner = unit.find(next.owner);
            if (!owner) return owner.error();
            if ((*owner)->default_instrument == which)
                saved_instruments_parts::set_default(unit, *owner, {}, now);
        }
        return *unit.replace(*found, std::move(next));
    });
}

}  // namespace tender
