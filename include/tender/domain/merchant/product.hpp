// SPDX-License-Identifier: BSL-1.0
// tender/domain/merchant/product.hpp: what a merchant sells.
#pragma once

#include <tender/base/money.hpp>
#include <tender/base/page.hpp>
#include <tender/base/text.hpp>
#include <tender/core/json/json_text.hpp>
#include <tender/core/rules.hpp>
#include <tender/domain/merchant/account.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tender {

/// A product of the catalog, which all faces share. What it costs say its prices.
struct product {
    tender::id<product> id;
    tender::id<tender::account> account;
    std::string name;
    std::string description;
    std::string image;                 ///< a URL; empty: none
    std::string unit_label;            ///< what one of it is called, such as "seat"; or empty
    std::string metadata;              ///< the merchant's JSON object; or empty
    string_pairs custom_fields;        ///< JSON values, each by the id of its field
    std::int64_t least = 1;            ///< that one purchase may take
    std::optional<std::int64_t> most;  ///< none: any number
    instant created_at{};
    instant updated_at{};              ///< later with every change
    tender::mode mode = tender::mode::test;
    bool active = true;                ///< else it is archived: nothing more is sold of it
};
BOOST_DESCRIBE_STRUCT(product, (), (
    id, account, name, description, image, unit_label, metadata, custom_fields, least, most,
    created_at, updated_at, mode, active))

/// How a product is made.
struct create_product {
    text<255> name{};
    std::optional<text<5000, 0>> description{};
    std::optional<redirect_url> image{};
    std::optional<text<255, 0>> unit_label{};
    std::optional<json_text> metadata{};        ///< a JSON object of at most `longest_metadata`
    std::optional<json_text> custom_fields{};   ///< a JSON object: what is said of each, by its key
    std::vector<money> prices{};       ///< of one piece that is bought once, at most one for each
                                       ///< currency: a `price` is made of each
    std::int64_t least = 1;
    std::optional<std::int64_t> most{};

    /// The same command under the same key makes one product, and gives it again as it is then, for
    /// a day; another command under it is an idempotency_conflict. None: each call makes one.
    std::optional<tender::idempotency_key> idempotency_key{};
};
BOOST_DESCRIBE_STRUCT(create_product, (), (
    name, description, image, unit_label, metadata, custom_fields, prices, least, most,
    idempotency_key))

/// How it is changed: what is not there stays.
struct change_product {
    std::optional<text<255>> name{};
    std::optional<text<5000, 0>> description{};
    std::optional<text<255, 0>> unit_label{};
    std::optional<json_text> metadata{};
    std::optional<json_text> custom_fields{};   ///< what is not in it stays; null removes
    std::optional<bool> active{};      ///< false archives it
};
BOOST_DESCRIBE_STRUCT(change_product, (), (
    name, description, unit_label, metadata, custom_fields, active))

/// How they are listed, newest first.
struct list_products {
    std::optional<bool> active{};      ///< none: archived ones, too
    std::optional<cursor> after{};
    int limit = 20;                    ///< 1 to 1000
};

inline constexpr rule<create_product> create_product_rules[] = {
    {[](create_product const& c) {
         return std::all_of(c.prices.begin(), c.prices.end(),
                            [](money m) { return m.minor > 0 && m.currency; });
     }, "prices", "must be greater than zero, each in a currency"},
    {[](create_product const& c) {
         return std::all_of(c.prices.begin(), c.prices.end(), [&](money m) {
             return std::count_if(c.prices.begin(), c.prices.end(), [&](money o) {
                        return o.currency == m.currency;
                    }) == 1;
         });
     }, "prices", "must be in different currencies"},
    {[](create_product const& c) { return c.least > 0; }, "least", "must be greater than zero"},
    {[](create_product const& c) { return !c.most || *c.most >= c.least; }, "most",
         "must not be below the least"},
};

inline constexpr index_row product_indexes[] = {
    {"all", false, true,
     [](void const* r, index_key& k) { k.add(static_cast<product const*>(r)->mode); }},
};

template<>
inline constexpr record_type record_of<product> = {"product", product_indexes,
                                                   &record_id<product>};
inline constexpr list_index<product> all_products{0};

}  // namespace tender
