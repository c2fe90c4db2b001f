// SPDX-License-Identifier: BSL-1.0
// tender/domain/billing/price.hpp: on which terms a product is sold.
#pragma once

#include <tender/domain/billing/calendar.hpp>
#include <tender/domain/billing/pricing.hpp>
#include <tender/domain/merchant/product.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tender {

/// What a product costs in one currency, once or every so often. A price does not change: who
/// wants to sell for another one makes another one, and archives this one.
struct price {
    tender::id<price> id;
    tender::id<tender::account> account;
    tender::id<tender::product> product;
    pricing amounts;                                ///< in minor units of its currency
    std::optional<billing_interval> every;          ///< none: it is paid once
    std::optional<std::int64_t> contract_length;    ///< in periods; none: no fixed term
    std::optional<std::int64_t> trial_days;         ///< none: it says nothing of a trial
    std::string nickname;                           ///< the merchant's own; customers do not see it
    std::string metadata;                           ///< the merchant's JSON object; or empty
    string_pairs custom_fields;                     ///< JSON values, each by the id of its field
    instant created_at{};
    instant updated_at{};                           ///< later with every change
    tender::currency currency;
    tender::mode mode = tender::mode::test;
    bool auto_renew = true;                         ///< behind a fixed term
    bool active = true;                             ///< else it is archived: nothing more is sold

    /// May one simply buy a piece at it? What is free is not bought.
    bool buys_a_piece() const
    {
        bool const by_the_piece = !every && amounts.structure == price_structure::fixed;
        return active && by_the_piece && amounts.unit_amount > 0;
    }
};
BOOST_DESCRIBE_STRUCT(price, (), (
    id, account, product, amounts, every, contract_length, trial_days, nickname, metadata,
    custom_fields, created_at, updated_at, currency, mode, auto_renew, active))

/// How a price is made.
struct create_price {
    tender::id<tender::product> product{};
    tender::currency currency{};
    pricing amounts{};
    std::optional<billing_interval> every{};        ///< none: it is paid once
    std::optional<std::int64_t> contract_length{};  ///< in periods, 1 to 1,000,000
    std::optional<std::int64_t> trial_days{};       ///< 0 to 730
    bool auto_renew = true;
    std::optional<text<255, 0>> nickname{};
    std::optional<json_text> metadata{};        ///< a JSON object of at most `longest_metadata`
    std::optional<json_text> custom_fields{};   ///< a JSON object: what is said of each, by its key
    std::optional<tender::idempotency_key> idempotency_key{};   ///< as of `create_product`
};
BOOST_DESCRIBE_STRUCT(create_price, (), (
    product, currency, amounts, every, contract_length, trial_days, auto_renew, nickname, metadata,
    custom_fields, idempotency_key))

/// How it is changed: what is not there stays.
struct change_price {
    std::optional<text<255, 0>> nickname{};
    std::optional<json_text> metadata{};
    std::optional<json_text> custom_fields{};   ///< what is not in it stays; null removes
    std::optional<bool> active{};      ///< false archives it
};
BOOST_DESCRIBE_STRUCT(change_price, (), (nickname, metadata, custom_fields, active))

/// How they are listed, newest first.
struct list_prices {
    id<product> of{};                  ///< null: of all products
    std::optional<bool> active{};      ///< none: archived ones, too
    std::optional<cursor> after{};
    int limit = 20;                    ///< 1 to 1000
};

namespace price_parts {

inline constexpr std::size_t most_tiers = 100;

inline bool tiered(pricing const& p)
{
    return p.structure == price_structure::graduated || p.structure == price_structure::volume;
}

/// From nothing up to what JSON's readers hold exactly.
inline bool is_amount(std::int64_t minor)
{
    return minor >= 0 && minor <= positive_minor::maximum;
}

inline constexpr std::int64_t longest_contract = 1'000'000;

/// Each tier ends behind the one before it, and the last one alone does not end.
inline bool ascending(std::vector<price_tier> const& tiers)
{
    std::int64_t last = 0;
    for (std::size_t i = 0; i != tiers.size(); ++i) {
        auto const& end = tiers[i].up_to;
        if (end.has_value() == (i + 1 == tiers.size())) return false;
        if (end && (*end <= last || *end > positive_minor::maximum)) return false;
        if (end) last = *end;
    }
    return true;
}

}  // namespace price_parts

inline constexpr rule<create_price> create_price_rules[] = {
    {[](create_price const& c) { return !!c.currency; }, "currency", "must be a currency"},
    {[](create_price const& c) { return price_parts::is_amount(c.amounts.unit_amount); },
         "amounts.unit_amount", "must be from 0 to 9007199254740991"},
    {[](create_price const& c) {
         return !price_parts::tiered(c.amounts) || c.amounts.unit_amount == 0;
     }, "amounts.unit_amount", "must be left out where there are tiers"},
    {[](create_price const& c) {
         auto const& p = c.amounts;
         return p.structure == price_structure::package
             ? p.package_size >= 1 && p.package_size <= positive_minor::maximum
             : p.package_size == 1;
     }, "amounts.package_size", "must be from 1 to 9007199254740991, and is of packages alone"},
    {[](create_price const& c) {
         return price_parts::tiered(c.amounts) == !c.amounts.tiers.empty();
     }, "amounts.tiers", "must be there where the price is graduated or by volume, and only there"},
    {[](create_price const& c) { return c.amounts.tiers.size() <= price_parts::most_tiers; },
         "amounts.tiers", "must have at most 100 entries"},
    {[](create_price const& c) { return price_parts::ascending(c.amounts.tiers); },
         "amounts.tiers", "must ascend, and the last one alone has no end"},
    {[](create_price const& c) {
         return std::all_of(c.amounts.tiers.begin(), c.amounts.tiers.end(), [](price_tier t) {
             return price_parts::is_amount(t.unit_amount) && price_parts::is_amount(t.flat_amount);
         });
     }, "amounts.tiers", "must have amounts from 0 to 9007199254740991"},
    {[](create_price const& c) { return !c.every || c.every->ok(); }, "every",
         "must be at least one day and at most three years"},
    {[](create_price const& c) {
         auto const& length = c.contract_length;
         return !length || (*length >= 1 && *length <= price_parts::longest_contract);
     }, "contract_length", "must be from 1 to 1000000"},
    {[](create_price const& c) {
         return !c.trial_days || (*c.trial_days >= 0 && *c.trial_days <= 730);
     }, "trial_days", "must be from 0 to 730"},
    {[](create_price const& c) { return c.every || !(c.contract_length || c.trial_days); },
         "every", "must be there where there is a term or a trial"},
};

inline constexpr index_row price_indexes[] = {
    {"all", false, true,
     [](void const* r, index_key& k) { k.add(static_cast<price const*>(r)->mode); }},
    {"by_product", false, true,
     [](void const* r, index_key& k) { k.add(static_cast<price const*>(r)->product); }},
    {"of_a_piece", false, false,
     [](void const* r, index_key& k) {
         auto const& p = *static_cast<price const*>(r);
         if (p.buys_a_piece()) k.add(p.product).add(p.currency.code());
     }},
};

template<>
inline constexpr record_type record_of<price> = {"price", price_indexes, &record_id<price>};
inline constexpr list_index<price> all_prices{0};
inline constexpr list_index<price> prices_by_product{1};
inline constexpr list_index<price> prices_of_a_piece{2};

}  // namespace tender
