// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/impl/prices.ipp: bodies of service/merchant/prices.hpp.
#pragma once

#include <tender/core/json/read.hpp>
#include <tender/core/json/values.hpp>
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
    if (auto says = violation_of_object(command.metadata, longest_metadata); !says.empty())
        violations.push_back({"metadata", std::move(says)});
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
            fresh.metadata = c.metadata;
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
    if (command.metadata)
        if (auto says = violation_of_object(*command.metadata, longest_metadata); !says.empty())
            violations.push_back({"metadata", std::move(says)});
    if (!violations.empty()) return fault(std::move(violations));
    auto const find = [&](unit_of_work& unit) { return find_own(unit, who, which); };
    return change_record<price>(runtime_, who, find, [&](price& next, unit_of_work&) -> result<> {
        if (command.nickname) next.nickname = command.nickname->str();
        if (command.metadata) next.metadata = *command.metadata;
        if (command.active) next.active = *command.active;
        return {};
    });
}

TENDER_DECL result<page<versioned<price>>> prices::list(merchant const& who,
                                                        list_prices const& which)
{
    using found = result<page<versioned<price>>>;
    constexpr int most_seen = 2000;
    list_query const part{which.after, which.limit};
    if (auto const fits = check_limit(which.limit); !fits) return fits.error();
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> found {
        auto by = all_prices;
        auto key = mode_key(who);
        if (which.of.value != ulid{}) {
            if (auto const of = find_own(unit, who, which.of); !of) return of.error();
            by = prices_by_product;
            key = index_key().add(which.of);
        }
        auto seen = look_through(unit, by, key, part, {}, most_seen,
                                 [](price const& p) { return p.created_at; },
                                 [&](price const& p) {
                                     return which.active.value_or(p.active) == p.active;
                                 });
        if (!seen) return seen.error();
        return page_of(std::move(*seen), which.limit);
    });
}

}  // namespace tender
