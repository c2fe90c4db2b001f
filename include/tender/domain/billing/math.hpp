// SPDX-License-Identifier: BSL-1.0
// tender/domain/billing/math.hpp: what part of a period costs, and what an invoice adds up to.
//
// All amounts are minor units of one currency, what is given back is below zero, and everything is
// rounded half up, a negative amount as its magnitude is [C22].
#pragma once

#include <tender/base/checked.hpp>
#include <tender/domain/billing/calendar.hpp>
#include <tender/domain/merchant/tax.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace tender {

/// What the rest of a period costs from an instant on, of a price for the whole period: by whole
/// seconds, whatever changed before. All of it before the period, nothing behind it, and nothing of
/// a period that is empty.
constexpr std::int64_t prorated(std::int64_t price, billing_period const& of, instant from);

/// What a coupon takes off an invoice: so many hundredths, or an amount.
struct discount {
    std::int64_t percent = 0;            ///< 1 to 100; 0: it is an amount
    std::int64_t amount = 0;             ///< taken off as far as there is something to take it off

    friend bool operator==(discount const&, discount const&) = default;
};
BOOST_DESCRIBE_STRUCT(discount, (), (percent, amount))

/// A line of an invoice: the amount is known, its shares of discount and tax are found.
struct line_sums {
    std::int64_t amount = 0;
    std::int64_t discount = 0;
    std::int64_t tax = 0;
    bool proration = false;              ///< of a changed period: it takes no part in a discount

    /// What the customer pays for it, before tax that is not included.
    constexpr std::int64_t net() const { return amount - discount; }
};
BOOST_DESCRIBE_STRUCT(line_sums, (), (amount, discount, tax, proration))

/// What an invoice adds up to: total = subtotal - discount, and the tax where it is not included.
struct invoice_sums {
    std::int64_t subtotal = 0;
    std::int64_t discount = 0;
    std::int64_t tax = 0;                ///< below zero where credits are more than charges
    std::int64_t total = 0;              ///< never below zero
    std::int64_t credited = 0;           ///< what the total would be below zero: it becomes credit

    friend bool operator==(invoice_sums const&, invoice_sums const&) = default;
};
BOOST_DESCRIBE_STRUCT(invoice_sums, (), (subtotal, discount, tax, total, credited))

/// Takes off a discount, rounds the tax once, and gives each line its shares of both, so that the
/// lines add up to the invoice. Nothing where a sum does not fit into 64 bits; then the lines keep
/// what they had.
std::optional<invoice_sums> sum_up(std::span<line_sums> lines, discount const& off, tax_rate at,
                                   price_mode prices);

//---------------------------------------------------------------------------

constexpr std::int64_t prorated(std::int64_t price, billing_period const& of, instant from)
{
    using std::chrono::floor;
    using std::chrono::seconds;
    auto const start = floor<seconds>(of.start), end = floor<seconds>(of.end);
    if (end <= start) return 0;
    auto const rest = end - std::clamp(floor<seconds>(from), start, end);
    return *multiply_divide(price, rest.count(), (end - start).count());
}

namespace math_parts {

using numbers = std::vector<std::int64_t>;

template<class Number>
numbers of_each(std::span<line_sums const> lines, Number number)
{
    numbers out;
    out.reserve(lines.size());
    for (auto const& l : lines) out.push_back(number(l));
    return out;
}

inline std::optional<std::int64_t> sum(numbers const& all)
{
    int128 total = 0;
    for (auto const one : all) total += one;
    return total == nearest(total) ? std::optional(nearest(total)) : std::nullopt;
}

/// What a discount takes off each of some amounts.
inline std::optional<numbers> taken_off(numbers const& amounts, discount const& off)
{
    numbers out(amounts.size());
    auto const base = sum(amounts);
    if (!base) return std::nullopt;
    if (*base <= 0) return out;
    auto const taken = off.percent != 0 ? multiply_divide(*base, off.percent, 100)
                                        : std::min(off.amount, *base);
    if (!taken) return std::nullopt;
    bool const done = off.percent != 0 ? round_shares(*taken, amounts, off.percent, 100, out)
                                       : round_shares(*taken, amounts, *taken, *base, out);
    return done ? std::optional(std::move(out)) : std::nullopt;
}

/// The shares that some net amounts have in their tax.
inline std::optional<numbers> shared_tax(numbers const& nets, std::int64_t tax, tax_rate at,
                                         price_mode prices)
{
    numbers out(nets.size());
    if (at.millionths <= 0) return out;
    bool const within = prices == price_mode::tax_included;
    auto const whole = int128{tax_rate::whole} + (within ? at.millionths : 0);
    bool const done = round_shares(tax, nets, at.millionths, whole, out);
    return done ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace math_parts

inline std::optional<invoice_sums> sum_up(std::span<line_sums> lines, discount const& off,
                                          tax_rate at, price_mode prices)
{
    using namespace math_parts;
    std::vector<line_sums> fresh(lines.begin(), lines.end());
    auto const subtotal = sum(of_each(fresh, [](auto const& l) { return l.amount; }));
    auto const discounts = taken_off(
        of_each(fresh, [](auto const& l) { return l.proration ? 0 : l.amount; }), off);
    if (!subtotal || !discounts) return std::nullopt;
    for (std::size_t i = 0; i != fresh.size(); ++i) fresh[i].discount = (*discounts)[i];
    auto const nets = of_each(fresh, [](auto const& l) { return l.net(); });
    auto const net = sum(nets);
    auto const taxed = net ? with_tax(*net, at, prices) : std::nullopt;
    auto const taxes = taxed ? shared_tax(nets, taxed->tax, at, prices) : std::nullopt;
    auto const credited = taxed ? checked_subtract(0, std::min<std::int64_t>(taxed->gross, 0))
                                : std::nullopt;
    if (!taxes || !credited) return std::nullopt;
    for (std::size_t i = 0; i != fresh.size(); ++i) fresh[i].tax = (*taxes)[i];
    std::copy(fresh.begin(), fresh.end(), lines.begin());
    return invoice_sums{*subtotal, *sum(*discounts), taxed->tax,
                        std::max<std::int64_t>(taxed->gross, 0), *credited};
}

}  // namespace tender
