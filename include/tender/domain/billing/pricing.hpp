// SPDX-License-Identifier: BSL-1.0
// tender/domain/billing/pricing.hpp: what a quantity costs.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/base/enum.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace tender {

/// How a price depends on the quantity. fixed: so much a unit. graduated: each tier's units at that
/// tier's price. volume: all units at the price of the tier that the quantity falls in. package: so
/// much for each package that is begun.
BOOST_DEFINE_FIXED_ENUM_CLASS(price_structure, std::uint8_t, fixed, graduated, volume, package)

/// The units behind the tier before, up to and with a last one. Amounts in minor units.
struct price_tier {
    std::optional<std::int64_t> up_to;   ///< none: all that are left
    std::int64_t unit_amount = 0;
    std::int64_t flat_amount = 0;        ///< once, where any unit is in it

    friend bool operator==(price_tier const&, price_tier const&) = default;
};
BOOST_DESCRIBE_STRUCT(price_tier, (), (up_to, unit_amount, flat_amount))

/// What is paid for a quantity, in minor units of a currency that is named elsewhere.
struct pricing {
    price_structure structure = price_structure::fixed;
    std::int64_t unit_amount = 0;        ///< of a unit, or of a package; not of tiers
    std::int64_t package_size = 1;
    std::vector<price_tier> tiers{};     ///< in order; the last one alone has no end

    /// Nothing where 64 bits do not hold it, where no tier holds the quantity, and where that or
    /// the package is below zero or the package empty.
    std::optional<std::int64_t> amount_of(std::int64_t quantity) const;

    friend bool operator==(pricing const&, pricing const&) = default;
};
BOOST_DESCRIBE_STRUCT(pricing, (), (structure, unit_amount, package_size, tiers))

//---------------------------------------------------------------------------

namespace pricing_parts {

inline std::optional<std::int64_t> plus(std::optional<std::int64_t> a,
                                        std::optional<std::int64_t> b)
{
    return a && b ? checked_add(*a, *b) : std::nullopt;
}

/// So many of a tier's units.
inline std::optional<std::int64_t> amount_in(price_tier const& t, std::int64_t units)
{
    return plus(checked_multiply(units, t.unit_amount), t.flat_amount);
}

inline std::optional<std::int64_t> graduated(std::vector<price_tier> const& tiers,
                                             std::int64_t quantity)
{
    std::optional<std::int64_t> sum = 0;
    std::int64_t below = 0;              // units that earlier tiers hold
    for (auto const& t : tiers) {
        if (below == quantity) break;
        auto const last = t.up_to ? std::min(*t.up_to, quantity) : quantity;
        if (last <= below) return std::nullopt;
        sum = plus(sum, amount_in(t, last - below));
        below = last;
    }
    return below == quantity ? sum : std::nullopt;
}

}  // namespace pricing_parts

inline std::optional<std::int64_t> pricing::amount_of(std::int64_t quantity) const
{
    if (quantity < 0) return std::nullopt;
    switch (structure) {
        case price_structure::fixed: return checked_multiply(quantity, unit_amount);
        case price_structure::graduated: return pricing_parts::graduated(tiers, quantity);
        case price_structure::volume:
            if (quantity == 0) return 0;
            for (auto const& t : tiers)
                if (!t.up_to || quantity <= *t.up_to) return pricing_parts::amount_in(t, quantity);
            return std::nullopt;
        case price_structure::package:
            if (package_size < 1) return std::nullopt;
            return checked_multiply(quantity / package_size + (quantity % package_size != 0),
                                    unit_amount);
    }
    return std::nullopt;
}

}  // namespace tender
