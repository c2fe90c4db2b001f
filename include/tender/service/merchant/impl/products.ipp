// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/impl/products.ipp: bodies of service/merchant/products.hpp.
#pragma once

#include <tender/service/merchant/products.hpp>
#include <tender/service/runtime/listing.hpp>

#include <utility>

namespace tender {

TENDER_DECL result<product> products::create(merchant const& who, create_product command)
{
    if (auto violations = violations_of(command, create_product_rules); !violations.empty())
        return fault(std::move(violations));
    product fresh;
    fresh.created_at = runtime_.now();
    fresh.id = {runtime_.new_id(fresh.created_at)};
    fresh.account = who.account;
    fresh.mode = who.mode;
    fresh.name = std::move(command.name).str();
    fresh.description = std::move(command.description).str();
    if (command.image) fresh.image = std::move(*command.image).str();
    fresh.prices = std::move(command.prices);
    fresh.least = command.least;
    fresh.most = command.most;
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<product> {
        return *unit.insert(fresh);
    });
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
