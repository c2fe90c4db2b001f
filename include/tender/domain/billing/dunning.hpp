// SPDX-License-Identifier: BSL-1.0
// tender/domain/billing/dunning.hpp: when an invoice that could not be collected is tried again.
#pragma once

#include <tender/base/time.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace tender {

/// How often, and how many hours apart, an invoice is tried again.
struct retry_schedule {
    int max_retries = 8;
    int interval_hours = 96;

    friend bool operator==(retry_schedule const&, retry_schedule const&) = default;
};
BOOST_DESCRIBE_STRUCT(retry_schedule, (), (max_retries, interval_hours))

/// From which length of a period on a schedule is the default one.
struct schedule_row {
    std::chrono::days at_least;
    retry_schedule schedule;
};

inline constexpr schedule_row default_schedules[] = {
    {std::chrono::days(0),  {3, 23}},
    {std::chrono::days(2),  {4, 48}},
    {std::chrono::days(7),  {8, 96}},
    {std::chrono::days(31), {10, 96}},
};

/// Where no profile says another.
constexpr retry_schedule default_schedule_of(std::chrono::milliseconds period)
{
    auto found = default_schedules[0].schedule;
    for (auto const& row : default_schedules)
        if (period >= row.at_least) found = row.schedule;
    return found;
}

/// An invoice whose first attempt to collect it failed.
struct failed_collection {
    instant at{};                        ///< of the first failure
    std::chrono::milliseconds period{};  ///< that it bills; of a change in it: from `at` to its end
    int net_days = 0;                    ///< its payment terms; 0: due at once
    instant next_edge{};                 ///< when the next invoice is made
};

/// When the retry of that number is made, the first being 1; nothing behind the last. There is one
/// for each interval that begins in a window of the period less a day, or of the payment terms less
/// a day where these are shorter. The first is an hour after the failure where intervals are two
/// days or longer, else an interval after it; none is at the next edge or behind it.
constexpr std::optional<instant> retry_at(retry_schedule const& as, failed_collection const& of,
                                          int number)
{
    using std::chrono::days;
    using std::chrono::hours;
    using std::chrono::milliseconds;
    if (number < 1 || number > as.max_retries || as.interval_hours < 1) return std::nullopt;
    milliseconds const interval = hours(as.interval_hours);
    auto window = of.period - days(1);
    if (of.net_days > 0) window = std::min<milliseconds>(window, days(of.net_days - 1));
    window = std::max(window, milliseconds(0));
    if (number > window / interval + 1) return std::nullopt;
    auto const first = interval < hours(48) ? interval : milliseconds(hours(1));
    auto const when = of.at + first + (number - 1) * interval;
    return when < of.next_edge ? std::optional(when) : std::nullopt;
}

}  // namespace tender
