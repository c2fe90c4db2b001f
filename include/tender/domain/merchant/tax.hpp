// SPDX-License-Identifier: BSL-1.0
// tender/domain/merchant/tax.hpp: what of a price is tax, or comes on top of it.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/base/enum.hpp>

#include <cstdint>
#include <optional>

namespace tender {

/// How a merchant names its prices.
BOOST_DEFINE_FIXED_ENUM_CLASS(price_mode, std::uint8_t, tax_included, tax_excluded)

/// Millionths of a net price: 20 % is 200,000.
struct tax_rate {
    static constexpr std::int64_t whole = 1'000'000;

    std::int64_t millionths = 0;
};

/// A sum as its customer pays it, and the tax in it, both in minor units.
struct taxed_sum {
    std::int64_t gross = 0;
    std::int64_t tax = 0;

    friend bool operator==(taxed_sum const&, taxed_sum const&) = default;
};

/// Tax on, or in, a sum; rounded half up, of one below zero as its magnitude is [C22]. A rate below
/// zero is none. Nothing where 64 bits do not hold it.
constexpr std::optional<taxed_sum> with_tax(std::int64_t sum, tax_rate at, price_mode prices)
{
    if (at.millionths <= 0) return taxed_sum{sum, 0};
    if (prices == price_mode::tax_excluded) {
        auto const tax = multiply_divide(sum, at.millionths, tax_rate::whole);
        auto const gross = tax ? checked_add(sum, *tax) : std::nullopt;
        return gross ? std::optional(taxed_sum{*gross, *tax}) : std::nullopt;
    }
    auto const all = checked_add(tax_rate::whole, at.millionths);
    auto const tax = all ? multiply_divide(sum, at.millionths, *all) : std::nullopt;
    return tax ? std::optional(taxed_sum{sum, *tax}) : std::nullopt;
}

}  // namespace tender
