// SPDX-License-Identifier: BSL-1.0
// tender/base/time.hpp: instants, their text, and months.
#pragma once

#include <tender/base/config.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tender {

/// A point in time, UTC, to the millisecond; leap seconds do not count.
using instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// The calendar's ends, the years 0000 to 9999, which are those RFC 3339 can write.
inline constexpr instant first_instant =
    std::chrono::sys_days{std::chrono::year{0} / std::chrono::January / 1};
inline constexpr instant last_instant =
    std::chrono::sys_days{std::chrono::year{10000} / std::chrono::January / 1}
    - std::chrono::milliseconds{1};

/// The instant as 2025-03-19T10:23:45.000Z. One outside the calendar is written as the nearer end
/// of it.
std::array<char, 24> rfc3339_chars(instant when);
std::string rfc3339(instant when);

/// Reads a date, 'T', a time, optionally a fraction of 1 to 9 digits (cut to milliseconds), and
/// 'Z' or an offset such as +01:00. Nothing for any other text, for a day the calendar does not
/// have, for second 60, and for an instant that its offset puts outside the calendar.
std::optional<instant> read_rfc3339(std::string_view text);

/// The instant so many months later (earlier if negative), on the anchor day at the same time of
/// day. In a month without that day it is the month's last: an anchor of 31 gives 31 January,
/// 28 February, 31 March. An answer outside the calendar is drawn to its first or last month.
constexpr instant add_months(instant from, int months, unsigned anchor_day);

/// When something was changed: now, or just behind its last change where the clock shows no later
/// instant.
constexpr instant changed_at(instant now, instant last)
{
    return std::max(now, last + std::chrono::milliseconds(1));
}

//---------------------------------------------------------------------------

namespace detail {

/// Writes a number below 100 as two digits.
constexpr void put_pair(char* to, unsigned value)
{
    to[0] = static_cast<char>('0' + value / 10);
    to[1] = static_cast<char>('0' + value % 10);
}

/// The number of `count` digits at a place, or -1 if they are not all there.
constexpr int digits_at(std::string_view text, std::size_t at, std::size_t count)
{
    if (text.size() < at + count) return -1;
    int value = 0;
    for (char const c : text.substr(at, count)) {
        if (c < '0' || c > '9') return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

/// What stands behind the seconds: a fraction, taken off the text. Nothing if it is misspelt.
constexpr std::optional<std::chrono::milliseconds> take_fraction(std::string_view& text)
{
    if (!text.starts_with('.')) return std::chrono::milliseconds{0};
    text.remove_prefix(1);
    std::size_t count = 0;
    int value = 0;
    for (; count != text.size() && '0' <= text[count] && text[count] <= '9'; ++count)
        if (count < 3) value = value * 10 + (text[count] - '0');
    if (count < 1 || count > 9) return std::nullopt;
    for (auto i = count; i < 3; ++i) value *= 10;
    text.remove_prefix(count);
    return std::chrono::milliseconds{value};
}

/// How far east of UTC the text says its time is.
constexpr std::optional<std::chrono::minutes> read_offset(std::string_view text)
{
    if (text == "Z") return std::chrono::minutes{0};
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
        return std::nullopt;
    int const hours = digits_at(text, 1, 2);
    int const minutes = digits_at(text, 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    int const east = hours * 60 + minutes;
    return std::chrono::minutes{text[0] == '-' ? -east : east};
}

}  // namespace detail

inline std::array<char, 24> rfc3339_chars(instant when)
{
    when = std::clamp(when, first_instant, last_instant);
    auto const midnight = std::chrono::floor<std::chrono::days>(when);
    std::chrono::year_month_day const date{midnight};
    auto const time = static_cast<unsigned>((when - midnight).count());

    std::array<char, 24> out{};
    std::string_view("0000-00-00T00:00:00.000Z").copy(out.data(), out.size());
    auto* const text = out.data();
    auto const year = static_cast<unsigned>(static_cast<int>(date.year()));
    detail::put_pair(text, year / 100);
    detail::put_pair(text + 2, year % 100);
    detail::put_pair(text + 5, static_cast<unsigned>(date.month()));
    detail::put_pair(text + 8, static_cast<unsigned>(date.day()));
    detail::put_pair(text + 11, time / 3'600'000);
    detail::put_pair(text + 14, time / 60'000 % 60);
    detail::put_pair(text + 17, time / 1000 % 60);
    detail::put_pair(text + 20, time % 1000 / 10);
    text[22] = static_cast<char>('0' + time % 10);
    return out;
}

inline std::string rfc3339(instant when)
{
    auto const text = rfc3339_chars(when);
    return {text.data(), text.size()};
}

inline std::optional<instant> read_rfc3339(std::string_view text)
{
    using namespace std::chrono;
    constexpr std::string_view pattern = "0000-00-00T00:00:00";
    if (text.size() <= pattern.size()) return std::nullopt;
    for (std::size_t i = 0; i != pattern.size(); ++i)
        if (pattern[i] != '0' && text[i] != pattern[i]) return std::nullopt;

    int const y = detail::digits_at(text, 0, 4);
    int const m = detail::digits_at(text, 5, 2);
    int const d = detail::digits_at(text, 8, 2);
    int const hour = detail::digits_at(text, 11, 2);
    int const minute = detail::digits_at(text, 14, 2);
    int const second = detail::digits_at(text, 17, 2);
    if (y < 0 || m < 0 || d < 0 || hour < 0 || minute < 0 || second < 0) return std::nullopt;
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    year_month_day const date{year{y}, month{static_cast<unsigned>(m)},
        day{static_cast<unsigned>(d)}};
    if (!date.ok()) return std::nullopt;

    text.remove_prefix(pattern.size());
    auto const fraction = detail::take_fraction(text);
    if (!fraction) return std::nullopt;
    auto const east = detail::read_offset(text);
    if (!east) return std::nullopt;
    instant const when = sys_days{date} + hours{hour} + minutes{minute} + seconds{second}
        + *fraction - *east;
    if (when < first_instant || when > last_instant) return std::nullopt;
    return when;
}

constexpr instant add_months(instant from, int months, unsigned anchor_day)
{
    using namespace std::chrono;
    from = std::clamp(from, first_instant, last_instant);
    auto const midnight = floor<days>(from);
    year_month_day const date{midnight};

    auto const count = static_cast<int>(date.year()) * 12LL
        + static_cast<int>(static_cast<unsigned>(date.month())) - 1 + months;
    auto const target = static_cast<int>(std::clamp(count, 0LL, 9999 * 12 + 11LL));
    year_month const when{year{target / 12}, month{static_cast<unsigned>(target % 12 + 1)}};
    auto const last = static_cast<unsigned>((when / std::chrono::last).day());
    return sys_days{when / day{std::clamp(anchor_day, 1U, last)}} + (from - midnight);
}

}  // namespace tender
