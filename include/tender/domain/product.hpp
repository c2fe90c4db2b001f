// SPDX-License-Identifier: BSL-1.0
// tender/domain/product.hpp: what a merchant sells.
#pragma once

#include <tender/base/money.hpp>
#include <tender/base/text.hpp>
#include <tender/core/rules.hpp>
#include <tender/domain/account.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace tender {

/// A product of the catalog, which all faces share.
struct product {
    tender::id<product> id;
    tender::id<tender::account> account;
    std::string name;
    std::string description;
    std::string image;                 ///< a URL; empty: none
    money price;                       ///< of one piece
    std::int64_t least = 1;            ///< that one purchase may take
    std::optional<std::int64_t> most;  ///< none: any number
    instant created_at{};
    tender::mode mode = tender::mode::test;
};
BOOST_DESCRIBE_STRUCT(product, (), (
    id, account, name, description, image, price, least, most, created_at, mode))

/// How a product is made.
struct create_product {
    text<255> name{};
    text<5000, 0> description{};
    std::optional<redirect_url> image{};
    money price{};
    std::int64_t least = 1;
    std::optional<std::int64_t> most{};
};
BOOST_DESCRIBE_STRUCT(create_product, (), (name, description, image))

inline constexpr rule<create_product> create_product_rules[] = {
    {[](create_product const& c) { return c.price.minor > 0; }, "price",
         "must be greater than zero"},
    {[](create_product const& c) { return static_cast<bool>(c.price.currency); }, "currency",
         "is required"},
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
