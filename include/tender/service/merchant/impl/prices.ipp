// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/impl/prices.ipp: bodies of service/merchant/prices.hpp.
#pragma once

#include <tender/core/json/values.hpp>
#include <tender/service/merchant/impl/set_custom_fields.hpp>
#include <tender/service/merchant/prices.hpp>
#include <tender/service/merchant/products.hpp>
#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <utility>

namespace tender {

TENDER_DECL result<price> prices::create(merchant const& who, create_price command)
{
    auto violations = violations_of(command, create_price_rules);
    check_objects(command, violations);
    if (!violations.empty()) return fault(std::move(violations));
    return idempotency_.make<price>(
        who, "create_price", command, [&](unit_of_work& unit, price fresh) -> result<price> {
            auto const of = find_own(unit, who, command.product);
            if (!of && of.error() == errc::not_found)
                return fault::at("product", std::string(no_such_product));
            if (!of) return of.error();
            if (!(*of)->active) return fault::at("product", std::string(archived_product));
            auto const& c = command;
            fresh.product = c.product;
            fresh.currency = c.currency;
            fresh.amounts = c.amounts;
            fresh.every = c.every;
            fresh.contract_length = c.contract_length;
            fresh.trial_days = c.trial_days;
            fresh.auto_renew = c.auto_renew;
            if (c.nickname) fresh.nickname = c.nickname->str();
            if (auto const done = set_objects(unit, who, fresh, c); !done) return done.error();
            return *unit.insert(std::move(fresh));
        });
}

TENDER_DECL result<price> prices::read(merchant const& who, id<price> which)
{
    return read_own(runtime_, who, which);
}

TENDER_DECL result<price> prices::change(merchant const& who, id<price> which,
                                         change_price command)
{
    auto violations = violations_of(command);
    check_objects(command, violations);
    if (!violations.empty()) return fault(std::move(violations));
    auto const find = [&](unit_of_work& unit) { return find_own(unit, who, which); };
    auto const change = [&](price& next, unit_of_work& unit) -> result<> {
        if (command.nickname) next.nickname = command.nickname->str();
        if (command.active) next.active = *command.active;
        return set_objects(unit, who, next, command);
    };
    return change_record<price>(runtime_, who, find, change);
}

TENDER_DECL result<page<versioned<price>>> prices::list(merchant const& who,
                                                        list_prices const& which)
{
    list_query const part{which.after, which.limit};
    auto const wanted = [&](price const& p) {
        return which.active.value_or(p.active) == p.active;
    };
    if (!which.of) return list_wanted(runtime_, who, all_prices, mode_key(who), part, wanted);
    if (auto const of = read_own(runtime_, who, which.of); !of) return of.error();
    return list_wanted(runtime_, who, prices_by_product, index_key().add(which.of), part, wanted);
}

}  // namespace tender
