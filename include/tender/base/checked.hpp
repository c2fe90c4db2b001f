// SPDX-License-Identifier: BSL-1.0
// tender/base/checked.hpp: checked integer arithmetic.
#pragma once

#include <tender/base/config.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace tender {

/// Each of these is the exact answer, or nothing where 64 bits cannot hold it.
constexpr std::optional<std::int64_t> checked_add(std::int64_t a, std::int64_t b);
constexpr std::optional<std::int64_t> checked_subtract(std::int64_t a, std::int64_t b);
constexpr std::optional<std::int64_t> checked_multiply(std::int64_t a, std::int64_t b);

/// a * b / divisor through a 128-bit product. The magnitude is rounded half up and then takes
/// its sign, so 5 / 2 is 3 and -5 / 2 is -3. Nothing if the divisor is not positive or the
/// answer does not fit.
constexpr std::optional<std::int64_t> multiply_divide(
    std::int64_t a, std::int64_t b, std::int64_t divisor);

/// A sum of amounts, too large for no number of them.
__extension__ using int128 = __int128;

/// The nearest number that 64 bits hold.
constexpr std::int64_t nearest(int128 sum);

/// Rounds the shares of[i] * by / divisor so that they add up to a total, their exact sum rounded.
/// All are rounded down, and what is left over goes to the largest remainders, of equal ones to the
/// earlier part; a share that is whole stays so. A negative total splits as its magnitude does.
/// False, and the parts untouched, if the divisor is not positive, the total is not between the
/// sums of the shares rounded down and rounded up, a share does not fit, or there are not as many
/// parts as shares.
bool round_shares(std::int64_t total, std::span<std::int64_t const> of, std::int64_t by,
    int128 divisor, std::span<std::int64_t> parts);

/// Splits a total in proportion to the weights and loses nothing: see `round_shares`. False, and
/// the parts untouched, if a weight is negative, the weights sum to zero, or there are not as many
/// parts as weights.
bool split_by(std::int64_t total, std::span<std::int64_t const> weights,
    std::span<std::int64_t> parts);

//---------------------------------------------------------------------------

namespace detail {

__extension__ using uint128 = unsigned __int128;

/// The distance from zero; right for the smallest number too.
constexpr std::uint64_t magnitude(std::int64_t a)
{
    auto const bits = static_cast<std::uint64_t>(a);
    return a < 0 ? std::uint64_t{0} - bits : bits;
}

/// The magnitude with a sign, or nothing where it does not fit.
constexpr std::optional<std::int64_t> with_sign(uint128 size, bool negative)
{
    constexpr uint128 most = std::numeric_limits<std::int64_t>::max();
    if (size > most + (negative ? 1U : 0U)) return std::nullopt;
    auto const bits = static_cast<std::uint64_t>(size);
    return static_cast<std::int64_t>(negative ? std::uint64_t{0} - bits : bits);
}

}  // namespace detail

constexpr std::optional<std::int64_t> checked_add(std::int64_t a, std::int64_t b)
{
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
    return sum;
}

constexpr std::optional<std::int64_t> checked_subtract(std::int64_t a, std::int64_t b)
{
    std::int64_t rest = 0;
    if (__builtin_sub_overflow(a, b, &rest)) return std::nullopt;
    return rest;
}

constexpr std::optional<std::int64_t> checked_multiply(std::int64_t a, std::int64_t b)
{
    std::int64_t product = 0;
    if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
    return product;
}

constexpr std::int64_t nearest(int128 sum)
{
    using limits = std::numeric_limits<std::int64_t>;
    return static_cast<std::int64_t>(std::clamp<int128>(sum, limits::min(), limits::max()));
}

constexpr std::optional<std::int64_t> multiply_divide(
    std::int64_t a, std::int64_t b, std::int64_t divisor)
{
    if (divisor <= 0) return std::nullopt;
    auto const by = static_cast<detail::uint128>(divisor);
    auto const product = detail::uint128{detail::magnitude(a)} * detail::magnitude(b);
    auto const rest = product % by;
    auto const size = product / by + (rest >= by - rest ? 1U : 0U);
    return detail::with_sign(size, (a < 0) != (b < 0));
}

inline bool round_shares(std::int64_t total, std::span<std::int64_t const> of, std::int64_t by,
    int128 divisor, std::span<std::int64_t> parts)
{
    if (of.size() != parts.size() || divisor <= 0) return false;
    struct share {
        int128      rest;
        int128      size;
        std::size_t at;
    };
    int const sign = total < 0 ? -1 : 1;
    auto left = sign * int128{total};
    std::int64_t broken = 0;
    std::vector<share> shares;
    shares.reserve(of.size());
    for (auto const one : of) {
        auto const product = sign * int128{one} * by;
        auto const size = product / divisor - (product % divisor < 0 ? 1 : 0);
        auto const rest = product - size * divisor;
        if (size != nearest(size) && size - 1 != nearest(size)) return false;
        if (rest != 0) ++broken;
        shares.push_back({rest, size, shares.size()});
        left -= size;
    }
    if (left < 0 || left > broken) return false;

    auto const served = shares.begin() + static_cast<std::ptrdiff_t>(left);
    std::nth_element(shares.begin(), served, shares.end(), [](share const& a, share const& b) {
        return a.rest != b.rest ? a.rest > b.rest : a.at < b.at;
    });
    for (auto one = shares.begin(); one != served; ++one) ++one->size;
    for (auto& one : shares) {
        one.size *= sign;
        if (one.size != nearest(one.size)) return false;
    }
    for (auto const& one : shares) parts[one.at] = static_cast<std::int64_t>(one.size);
    return true;
}

inline bool split_by(std::int64_t total, std::span<std::int64_t const> weights,
    std::span<std::int64_t> parts)
{
    int128 sum = 0;
    for (auto const weight : weights) {
        if (weight < 0) return false;
        sum += weight;
    }
    return round_shares(total, weights, total, sum, parts);
}

}  // namespace tender
