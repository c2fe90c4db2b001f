// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/impl/customers.ipp: bodies of service/merchant/customers.hpp.
#pragma once

#include <tender/core/json/values.hpp>
#include <tender/domain/payment/saved_instrument.hpp>
#include <tender/service/merchant/customers.hpp>
#include <tender/service/merchant/impl/set_custom_fields.hpp>
#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <optional>
#include <utility>

namespace tender {

namespace customers_parts {

inline void set_address(customer& of, postal_address&& to)
{
    of.line1 = text_or_empty(std::move(to.line1));
    of.line2 = text_or_empty(std::move(to.line2));
    of.city = text_or_empty(std::move(to.city));
    of.postal_code = text_or_empty(std::move(to.postal_code));
    of.who.region = text_or_empty(std::move(to.state));
    of.who.country = text_or_empty(std::move(to.country));
}

/// One of its own that can be charged, or none.
inline result<> check_default(unit_of_work& unit, customer const& of, id<saved_instrument> which)
{
    if (!which) return {};
    auto const found = unit.find(which);
    if (!found && !(found.error() == errc::not_found)) return found.error();
    if (found && (*found)->owner == of.id && !(*found)->removed()) return {};
    return fault::at("default_instrument", "names no payment method of this customer");
}

/// Nobody charges them any more.
inline result<> forget_instruments(unit_of_work& unit, customer const& of)
{
    index_key key;
    key.add(of.mode).add(of.id);
    std::optional<cursor> after;
    do {
        auto const some = unit.list(saved_instruments_by_owner, key, after, list_query::most);
        if (!some) return some.error();
        for (auto const& one : some->items) {
            auto next = *one;
            next.stored.token.clear();
            unit.replace(one, std::move(next));
        }
        after = some->next;
    } while (after);
    return {};
}

}  // namespace customers_parts

TENDER_DECL result<customer> customers::create(merchant const& who, create_customer command)
{
    auto violations = violations_of(command, create_customer_rules);
    check_objects(command, violations);
    if (!violations.empty()) return fault(std::move(violations));
    auto made = idempotency_.make<customer>(
        who, "create_customer", command,
        [&](unit_of_work& unit, customer fresh) -> result<customer> {
            auto c = command;
            fresh.who.email = std::move(c.email).str();
            fresh.who.name = text_or_empty(std::move(c.name));
            fresh.who.phone = text_or_empty(std::move(c.phone));
            if (c.address) customers_parts::set_address(fresh, std::move(*c.address));
            if (auto const done = set_objects(unit, who, fresh, command); !done)
                return done.error();
            return *unit.insert(std::move(fresh));
        });
    if (made && made->deleted) return fault(errc::not_found);
    return made;
}

TENDER_DECL result<customer> customers::read(merchant const& who, id<customer> which)
{
    return read_own(runtime_, who, which);
}

TENDER_DECL result<customer> customers::change(merchant const& who, id<customer> which,
                                               change_customer command)
{
    auto violations = violations_of(command, change_customer_rules);
    check_objects(command, violations);
    if (!violations.empty()) return fault(std::move(violations));
    auto const find = [&](unit_of_work& unit) { return find_there(unit, who, which); };
    auto const change = [&](customer& next, unit_of_work& unit) -> result<> {
        auto c = command;
        if (c.email) next.who.email = std::move(*c.email).str();
        if (c.name) next.who.name = std::move(*c.name).str();
        if (c.phone) next.who.phone = std::move(*c.phone);
        if (c.address) customers_parts::set_address(next, std::move(*c.address));
        if (auto const done = set_objects(unit, who, next, command); !done) return done;
        if (!c.default_instrument) return {};
        next.default_instrument = *c.default_instrument;
        return customers_parts::check_default(unit, next, *c.default_instrument);
    };
    return change_record<customer>(runtime_, who, find, change);
}

TENDER_DECL result<customer> customers::remove(merchant const& who, id<customer> which)
{
    auto const find = [&](unit_of_work& unit) { return find_there(unit, who, which); };
    auto const change = [](customer& next, unit_of_work& unit) -> result<> {
        next.deleted = true;
        next.default_instrument = {};
        return customers_parts::forget_instruments(unit, next);
    };
    return change_record<customer>(runtime_, who, find, change);
}

TENDER_DECL result<page<versioned<customer>>> customers::list(merchant const& who,
                                                              list_customers const& which)
{
    list_query const part{which.after, which.limit};
    auto key = mode_key(who);
    if (which.email.empty()) return list_page(runtime_, who, all_customers, key, part);
    key.add(lower_case(which.email));
    return list_page(runtime_, who, customers_by_email, key, part);
}

}  // namespace tender
