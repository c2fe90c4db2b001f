// SPDX-License-Identifier: BSL-1.0
// tender/domain/merchant/product.hpp: what a merchant sells.
#pragma once

#include <tender/base/money.hpp>
#include <tender/base/text.hpp>
#include <tender/core/rules.hpp>
#include <tender/domain/merchant/account.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tender {

/// A product of the catalog, which all faces share.
struct product {
    tender::id<product> id;
    tender::id<tender::account> account;
    std::string name;
    std::string description;
    std::string image;                 ///< a URL; empty: none
    std::vector<money> prices;         ///< of one piece, once for each currency
    std::int64_t least = 1;            ///< that one purchase may take
    std::optional<std::int64_t> most;  ///< none: any number
    instant created_at{};
    tender::mode mode = tender::mode::test;

    /// Nothing where it is not sold in that currency.
    std::optional<money> price_in(currency c) const
    {
        for (auto const& p : prices)
            if (p.currency == c) return p;
        return std::nullopt;
    }
};
BOOST_DESCRIBE_STRUCT(product, (), (
    id, account, name, description, image, prices, least, most, created_at, mode))

/// How a product is made.
struct create_product {
    text<255> name{};
    text<5000, 0> description{};
    std::optional<redirect_url> image{};
    std::vector<money> prices{};       ///< at most one for each currency
    std::int64_t least = 1;
    std::optional<std::int64_t> most{};

    /// The same command under the same key makes one product, and gives it again as it is then, for
    /// a day; another command under it is an idempotency_conflict. None: each call makes one.
    std::optional<tender::idempotency_key> idempotency_key{};
};
BOOST_DESCRIBE_STRUCT(create_product, (), (
    name, description, image, prices, least, most, idempotency_key))

inline constexpr rule<create_product> create_product_rules[] = {
    {[](create_product const& c) { return !c.prices.empty(); }, "prices", "must not be empty"},
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
