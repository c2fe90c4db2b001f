// SPDX-License-Identifier: BSL-1.0
// tender/domain/payment/rate.hpp: what an amount is worth in dollars.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/base/decimal.hpp>
#include <tender/base/money.hpp>
#include <tender/base/time.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace tender {

/// One unit of a currency in US dollars, as decimal text, with where and when it was read.
struct rate {
    std::string usd;                   ///< empty: nobody knows; at most nine digits of fraction
    std::string source;
    instant at{};
};
BOOST_DESCRIBE_STRUCT(rate, (), (usd, source, at))

/// The cents that an amount is worth, rounded half up; nothing where the rate is none. Dollars need
/// no rate. The amount is not below zero.
std::optional<std::int64_t> dollars_of(money amount, rate const& by);

//---------------------------------------------------------------------------

inline std::optional<std::int64_t> dollars_of(money amount, rate const& by)
{
    constexpr int fraction = 9, cents = 2;
    if (amount.currency == "USD") return amount.minor;
    auto const one = read_decimal(by.usd, fraction);
    if (one.violation != decimal_violation::none || one.minor <= 0) return std::nullopt;
    int128 scale = 1;
    for (int i = cents; i != fraction + amount.currency.digits(); ++i) scale *= 10;
    auto const worth = (static_cast<int128>(amount.minor) * one.minor + scale / 2) / scale;
    if (worth > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    return static_cast<std::int64_t>(worth);
}

}  // namespace tender
