// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/impl/products.ipp: bodies of service/merchant/products.hpp.
#pragma once

#include <tender/core/json/values.hpp>
#include <tender/domain/billing/price.hpp>
#include <tender/service/merchant/impl/set_custom_fields.hpp>
#include <tender/service/merchant/products.hpp>
#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <utility>

namespace tender {

namespace products_parts {

inline price price_of_a_piece(product const& of, money amount, ulid fresh)
{
    price made;
    made.id = {fresh};
    made.account = of.account;
    made.mode = of.mode;
    made.created_at = made.updated_at = of.created_at;
    made.product = of.id;
    made.currency = amount.currency;
    made.amounts.unit_amount = amount.minor;
    return made;
}

/// Of a product that is this merchant's.
inline result<std::optional<money>> price_in(unit_of_work& unit, id<product> which, currency in)
{
    index_key key;
    key.add(which).add(in.code());
    auto const newest = unit.list(prices_of_a_piece, key, {}, 1);
    if (!newest) return newest.error();
    if (newest->items.empty()) return std::optional<money>();
    return std::optional(money{newest->items.front()->amounts.unit_amount, in});
}

}  // namespace products_parts

TENDER_DECL result<product> products::create(merchant const& who, create_product command)
{
    auto violations = violations_of(command, create_product_rules);
    check_objects(command, violations);
    if (!violations.empty()) return fault(std::move(violations));
    return idempotency_.make<product>(
        who, "create_product", command,
        [&](unit_of_work& unit, product fresh) -> result<product> {
            auto const& c = command;
            fresh.name = c.name.str();
            if (c.description) fresh.description = c.description->str();
            if (c.image) fresh.image = c.image->str();
            if (c.unit_label) fresh.unit_label = c.unit_label->str();
            fresh.least = c.least;
            fresh.most = c.most;
            if (auto const done = set_objects(unit, who, fresh, c); !done) return done.error();
            for (auto const amount : c.prices)
                unit.insert(products_parts::price_of_a_piece(
                    fresh, amount, runtime_.new_id(fresh.created_at)));
            return *unit.insert(std::move(fresh));
        });
}

TENDER_DECL result<product> products::read(merchant const& who, id<product> which)
{
    return read_own(runtime_, who, which);
}

TENDER_DECL result<product> products::change(merchant const& who, id<product> which,
                                             change_product command)
{
    auto violations = violations_of(command);
    check_objects(command, violations);
    if (!violations.empty()) return fault(std::move(violations));
    auto const find = [&](unit_of_work& unit) { return find_own(unit, who, which); };
    auto const change = [&](product& next, unit_of_work& unit) -> result<> {
        auto const& c = command;
        if (c.name) next.name = c.name->str();
        if (c.description) next.description = c.description->str();
        if (c.unit_label) next.unit_label = c.unit_label->str();
        if (c.active) next.active = *c.active;
        return set_objects(unit, who, next, c);
    };
    return change_record<product>(runtime_, who, find, change);
}

TENDER_DECL result<std::optional<money>> products::price_in(merchant const& who, id<product> which,
                                                            currency in)
{
    using found = result<std::optional<money>>;
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> found {
        if (auto const there = find_own(unit, who, which); !there) return there.error();
        return products_parts::price_in(unit, which, in);
    });
}

TENDER_DECL result<checkout_item> products::item(merchant const& who, id<product> which,
                                                 std::int64_t quantity, currency in)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<checkout_item> {
        auto const found = find_own(unit, who, which);
        if (!found && found.error() == errc::not_found)
            return fault::at("id", std::string(no_such_product));
        if (!found) return found.error();
        auto const& sold = **found;
        if (!sold.active) return fault::at("id", std::string(archived_product));
        auto const price = products_parts::price_in(unit, which, in);
        if (!price) return price.error();
        if (!*price) return fault::at("id", std::string(no_such_price));
        if (quantity < sold.least)
            return fault::at("quantity", "must be at least " + std::to_string(sold.least));
        if (sold.most && quantity > *sold.most)
            return fault::at("quantity", "must be at most " + std::to_string(*sold.most));
        return checkout_item{sold.name, quantity, (*price)->minor, which};
    });
}

TENDER_DECL result<page<versioned<product>>> products::list(merchant const& who,
                                                            list_products const& which)
{
    list_query const part{which.after, which.limit};
    if (!which.active) return list_page(runtime_, who, all_products, mode_key(who), part);
    return list_wanted(runtime_, who, all_products, mode_key(who), part,
                       [&](product const& p) { return p.active == *which.active; });
}

}  // namespace tender
