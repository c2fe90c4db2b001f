// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/saved_instruments.ipp: bodies of
// service/payment/saved_instruments.hpp.
#pragma once

#include <tender/base/grammar.hpp>
#include <tender/core/json/values.hpp>
#include <tender/service/payment/impl/stored_instrument.hpp>
#include <tender/service/payment/saved_instruments.hpp>
#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <utility>

namespace tender {

TENDER_DECL result<saved_instrument> saved_instruments::create(merchant const& who,
                                                               create_saved_instrument command)
{
    auto violations = violations_of(command);
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
    fresh.customer = lower_case(std::move(command.customer).str());
    fresh.stored = std::move(command.stored);
    fresh.provider = command.provider;
    fresh.method = command.method;
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<saved_instrument> {
        if (auto const owner = runtime_.find_account(unit, who, fresh.created_at); !owner)
            return owner.error();
        auto const saved = find_or_save(unit, fresh);
        if (!saved) return saved.error();
        return **saved;
    });
}

TENDER_DECL result<saved_instrument> saved_instruments::read(merchant const& who,
                                                             id<saved_instrument> which)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<saved_instrument> {
        auto const found = find_own(unit, who, which);
        if (!found) return found.error();
        return **found;
    });
}

TENDER_DECL result<page<versioned<saved_instrument>>>
saved_instruments::list(merchant const& who, list_saved_instruments const& which)
{
    list_query const part{which.after, which.limit};
    if (which.customer.empty())
        return list_page(runtime_, who, all_saved_instruments, mode_key(who), part);
    auto key = mode_key(who);
    key.add(lower_case(which.customer));
    return list_page(runtime_, who, saved_instruments_by_customer, key, part);
}

TENDER_DECL result<saved_instrument> saved_instruments::remove(merchant const& who,
                                                               id<saved_instrument> which)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<saved_instrument> {
        auto const found = find_own(unit, who, which);
        if (!found) return found.error();
        if ((*found)->removed()) return **found;
        auto next = **found;
        next.stored.token.clear();
        return *unit.replace(*found, std::move(next));
    });
}

}  // namespace tender
