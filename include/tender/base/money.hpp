// SPDX-License-Identifier: BSL-1.0
// tender/base/money.hpp: an exact amount in one currency.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/base/currency.hpp>
#include <tender/base/result.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <iosfwd>

namespace tender {

/// A whole number of a currency's minor units: money{1050, "USD"} is $10.50.
/// Never a float. Two currencies never meet in one sum.
struct money {
    std::int64_t  minor = 0;
    tender::currency currency;

    friend bool operator==(money, money) = default;

    /// Minor units, then the code: `1050 USD`.
    template<class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                                        money m)
    {
        return out << m.minor << ' ' << m.currency;
    }
};
BOOST_DESCRIBE_STRUCT(money, (), (minor, currency))

result<money> add(money a, money b);        ///< currency_mismatch, amount_overflow
result<money> subtract(money a, money b);   ///< currency_mismatch, amount_overflow

//---------------------------------------------------------------------------

inline result<money> add(money a, money b)
{
    if (a.currency != b.currency) return fault(errc::currency_mismatch);
    auto const sum = checked_add(a.minor, b.minor);
    if (!sum) return fault(errc::amount_overflow);
    return money{*sum, a.currency};
}

inline result<money> subtract(money a, money b)
{
    if (a.currency != b.currency) return fault(errc::currency_mismatch);
    auto const rest = checked_subtract(a.minor, b.minor);
    if (!rest) return fault(errc::amount_overflow);
    return money{*rest, a.currency};
}

}  // namespace tender
