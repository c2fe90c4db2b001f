// SPDX-License-Identifier: BSL-1.0
// tender/domain/billing/calendar.hpp: when the periods of a subscription begin and end.
#pragma once

#include <tender/base/enum.hpp>
#include <tender/base/time.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tender {

BOOST_DEFINE_FIXED_ENUM_CLASS(billing_unit, std::uint8_t, day, week, month, year)

/// A unit of the calendar: so many days or so many months, and how many of it one period may take
/// at most, which is three years.
struct billing_unit_row {
    billing_unit unit;
    int days;
    int months;
    int most;
};

inline constexpr billing_unit_row billing_units[] = {
    {billing_unit::day,   1, 0,  1095},
    {billing_unit::week,  7, 0,  156},
    {billing_unit::month, 0, 1,  36},
    {billing_unit::year,  0, 12, 3},
};
static_assert(one_row_each<billing_unit>(billing_units, &billing_unit_row::unit));

constexpr billing_unit_row const& row_of(billing_unit unit)
{
    return billing_units[static_cast<std::size_t>(unit)];
}

/// How often something is billed: every three months, every year.
struct billing_interval {
    billing_unit unit = billing_unit::month;
    int count = 1;

    /// At least one unit, at most three years.
    constexpr bool ok() const { return count >= 1 && count <= row_of(unit).most; }

    friend bool operator==(billing_interval const&, billing_interval const&) = default;
};
BOOST_DESCRIBE_STRUCT(billing_interval, (), (unit, count))

/// From its start up to its end, which is the start of the next one.
struct billing_period {
    instant start{};
    instant end{};

    constexpr bool contains(instant when) const { return start <= when && when < end; }

    friend bool operator==(billing_period const&, billing_period const&) = default;
};

/// The periods that follow from an anchor, all in UTC. Edge n is n intervals from the anchor,
/// whatever the edges before it were; in a month without the anchor's day it is the month's last
/// day, at the anchor's time. The anchor is edge 0, earlier edges have numbers below zero. Edges
/// that would be outside the calendar are drawn to it, so that periods at its very end are empty.
/// The interval must be `ok`.
struct billing_calendar {
    instant anchor{};
    billing_interval every{};

    constexpr instant edge(std::int64_t number) const;

    /// The period that begins at an edge.
    constexpr billing_period period(int number) const
    {
        return {edge(number), edge(std::int64_t{number} + 1)};
    }

    /// The number of the period that holds an instant.
    constexpr int number_at(instant when) const;
};

//---------------------------------------------------------------------------

constexpr instant billing_calendar::edge(std::int64_t number) const
{
    using namespace std::chrono;
    constexpr std::int64_t most_months = 12 * 10'000, most_days = 366 * 10'000;
    auto const& unit = row_of(every.unit);
    auto const from = std::clamp(anchor, first_instant, last_instant);
    auto const intervals = std::clamp(number, -most_days, most_days) * every.count;
    if (unit.months != 0) {
        auto const months = std::clamp(intervals * unit.months, -most_months, most_months);
        year_month_day const date{floor<days>(from)};
        return add_months(from, static_cast<int>(months), static_cast<unsigned>(date.day()));
    }
    auto const whole = std::clamp(intervals * unit.days, -most_days, most_days);
    return std::clamp<instant>(from + days(whole), first_instant, last_instant);
}

constexpr int billing_calendar::number_at(instant when) const
{
    using namespace std::chrono;
    auto const& unit = row_of(every.unit);
    auto const floor_divide = [](std::int64_t a, std::int64_t b) {
        return static_cast<int>(a / b - (a % b < 0 ? 1 : 0));
    };
    auto const from = std::clamp(anchor, first_instant, last_instant);
    when = std::clamp(when, first_instant, last_instant);
    if (unit.months == 0)
        return floor_divide((when - from).count(),
                            milliseconds(days(unit.days)).count() * every.count);
    auto const month_of = [](instant i) {
        year_month_day const date{floor<days>(i)};
        return static_cast<int>(date.year()) * 12 + static_cast<int>(unsigned{date.month()});
    };
    // The edge in the month of `when`, where there is one, may still be to come.
    auto const number =
        floor_divide(month_of(when) - month_of(from), unit.months * every.count);
    return edge(number) > when ? number - 1 : number;
}

}  // namespace tender
