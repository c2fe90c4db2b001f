// SPDX-License-Identifier: BSL-1.0
// tender/base/decimal.hpp: amounts as exact decimal text.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/base/enum.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>

namespace tender {

/// Why a text is no amount. Of several violations the first in this order is told.
enum class decimal_violation {
    none,
    malformed,    ///< not a plain decimal number
    too_precise,  ///< more fraction digits than the currency has, be they zeros
    too_large,    ///< does not fit 64 bits of minor units
};
BOOST_DESCRIBE_ENUM(decimal_violation, none, malformed, too_precise, too_large)
static_assert(enum_name(decimal_violation::too_large) == "too_large");

/// What a text says: minor units if there is no violation, else zero.
struct decimal_reading {
    std::int64_t minor = 0;
    decimal_violation violation  = decimal_violation::none;

    friend bool operator==(decimal_reading const&, decimal_reading const&) = default;
};

/// Reads "29.99" with two digits as 2999, and so "29.9" as 2990: an optional '-', digits, and
/// optionally a point and digits. Refused are '+', exponents, white space, a point at either end
/// and superfluous leading zeros. Exact: no floating point takes part. `digits` is how many the
/// minor unit has, 0 or more.
constexpr decimal_reading read_decimal(std::string_view text, int digits);

/// Writes 2999 with two digits as "29.99", 5 as "0.05", and with none as "2999".
std::string decimal_text(std::int64_t minor, int digits);

//---------------------------------------------------------------------------

namespace detail {

/// How many decimal digits the text begins with.
constexpr std::size_t leading_digits(std::string_view text)
{
    std::size_t count = 0;
    while (count != text.size() && '0' <= text[count] && text[count] <= '9') ++count;
    return count;
}

}  // namespace detail

constexpr decimal_reading read_decimal(std::string_view text, int digits)
{
    bool const negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);

    auto const whole = text.substr(0, detail::leading_digits(text));
    text.remove_prefix(whole.size());
    std::string_view fraction;
    if (text.starts_with('.')) {
        fraction = text.substr(1, detail::leading_digits(text.substr(1)));
        if (fraction.empty()) return {0, decimal_violation::malformed};
        text.remove_prefix(1 + fraction.size());
    }
    if (whole.empty() || !text.empty() || (whole.size() > 1 && whole[0] == '0'))
        return {0, decimal_violation::malformed};

    auto const places = digits > 0 ? static_cast<std::size_t>(digits) : std::size_t{0};
    if (fraction.size() > places) return {0, decimal_violation::too_precise};

    // One beyond the largest: the smallest number's magnitude.
    constexpr auto limit = std::uint64_t{1} << 63;
    std::uint64_t size = 0;
    for (std::size_t i = 0; i != whole.size() + places; ++i) {
        auto const at = i - whole.size();
        char const c = i < whole.size() ? whole[i] : at < fraction.size() ? fraction[at] : '0';
        auto const digit = static_cast<std::uint64_t>(c - '0');
        if (size > (limit - digit) / 10) return {0, decimal_violation::too_large};
        size = size * 10 + digit;
    }
    auto const minor = detail::with_sign(size, negative);
    if (!minor) return {0, decimal_violation::too_large};
    return {*minor, decimal_violation::none};
}

inline std::string decimal_text(std::int64_t minor, int digits)
{
    char buffer[std::numeric_limits<std::uint64_t>::digits10 + 1];
    auto const end = std::to_chars(std::begin(buffer), std::end(buffer),
        detail::magnitude(minor)).ptr;
    auto const places = digits > 0 ? static_cast<std::size_t>(digits) : std::size_t{0};

    std::string text(minor < 0 ? 1 : 0, '-');
    auto number = std::string_view(buffer, static_cast<std::size_t>(end - buffer));
    if (number.size() <= places) {
        text += '0';
    } else {
        text += number.substr(0, number.size() - places);
        number.remove_prefix(number.size() - places);
    }
    if (places == 0) return text;
    text += '.';
    text.append(places - number.size(), '0');
    text += number;
    return text;
}

}  // namespace tender
