// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/impl/products.ipp: bodies of service/merchant/products.hpp.
#pragma once

#include <tender/core/json/values.hpp>
#include <tender/service/merchant/products.hpp>
#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <utility>

namespace tender {

namespace products_parts {

inline product product_of(create_product const& c, merchant const& who, ulid fresh, instant now)
{
    product made;
    made.id = {fresh};
    made.account = who.account;
    made.mode = who.mode;
    made.created_at = now;
    made.name = c.name.str();
    made.description = c.description.str();
    if (c.image) made.image = c.image->str();
    made.prices = c.prices;
    made.least = c.least;
    made.most = c.most;
    return made;
}

}  // namespace products_parts

TENDER_DECL result<product> products::create(merchant const& who, create_product command)
{
    if (auto violations = violations_of(command, create_product_rules); !violations.empty())
        return fault(std::move(violations));
    auto const make = [&](idempotency_request const* request) {
        auto const now = runtime_.now();
        auto const fresh = products_parts::product_of(command, who, runtime_.new_id(now), now);
        return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<product> {
            if (request != nullptr)
                if (auto const taken = idempotency_.reserve_for(unit, who, *request, fresh.id, now);
                    !taken)
                    return taken.error();
            return *unit.insert(product(fresh));
        });
    };
    if (!command.idempotency_key) return make(nullptr);
    std::string said;
    write_json(said, command);
    return idempotency_.once_made<product>(who, "create_product", command.idempotency_key->str(),
                                           said, make);
}

TENDER_DECL result<product> products::read(merchant const& who, id<product> which)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<product> {
        auto const found = find_own(unit, who, which);
        if (!found) return found.error();
        return **found;
    });
}

TENDER_DECL result<checkout_item> products::item(merchant const& who, id<product> which,
                                                 std::int64_t quantity, currency in)
{
    auto const found = read(who, which);
    if (!found && found.error() == errc::not_found)
        return fault::at("id", std::string(no_such_product));
    if (!found) return found.error();
    auto const price = found->price_in(in);
    if (!price) return fault::at("id", std::string(no_such_price));
    if (quantity < found->least)
        return fault::at("quantity", "must be at least " + std::to_string(found->least));
    if (found->most && quantity > *found->most)
        return fault::at("quantity", "must be at most " + std::to_string(*found->most));
    return checkout_item{found->name, quantity, price->minor, which};
}

TENDER_DECL result<page<versioned<product>>> products::list(merchant const& who,
                                                            list_query const& which)
{
    return list_page(runtime_, who, all_products, mode_key(who), which);
}

}  // namespace tender
