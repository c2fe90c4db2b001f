// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/impl/customers.ipp: bodies of service/merchant/customers.hpp.
#pragma once

#include <tender/core/json/values.hpp>
#include <tender/service/merchant/customers.hpp>
#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <utility>

namespace tender {

TENDER_DECL result<customer> customers::create(merchant const& who, create_customer command)
{
    if (auto violations = violations_of(command); !violations.empty())
        return fault(std::move(violations));
    auto const now = runtime_.now();
    customer fresh;
    fresh.id = {runtime_.new_id(now)};
    fresh.account = who.account;
    fresh.mode = who.mode;
    fresh.who = payer_of(std::move(command));
    fresh.created_at = fresh.updated_at = now;
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<customer> {
        index_key key;
        key.add(who.mode).add(fresh.who.email);
        auto const there = unit.find(customer_by_email, key);
        if (there) return fault(errc::invalid_request, "There is a customer with this address.");
        if (!(there.error() == errc::not_found)) return there.error();
        return *unit.insert(fresh);
    });
}

TENDER_DECL result<customer> customers::read(merchant const& who, id<customer> which)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<customer> {
        auto const found = find_own(unit, who, which);
        if (!found) return found.error();
        return **found;
    });
}

TENDER_DECL result<page<versioned<customer>>> customers::list(merchant const& who,
                                                              list_query const& which)
{
    return list_page(runtime_, who, all_customers, mode_key(who), which);
}

}  // namespace tender
