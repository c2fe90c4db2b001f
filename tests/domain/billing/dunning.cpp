// SPDX-License-Identifier: BSL-1.0
// tests/domain/billing/dunning.cpp: tests of tender/domain/billing/dunning.hpp.
#include <tender/domain/billing/calendar.hpp>
#include <tender/domain/billing/dunning.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace dunning_tests {

using namespace tender;
using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::hours;

namespace {

instant midnight(std::string_view date)
{
    return read_rfc3339(std::string(date) + "T00:00:00Z").value();
}

/// Hours after the first failure.
std::vector<long> retries(retry_schedule const& as, failed_collection const& of)
{
    std::vector<long> out;
    for (int k = 1; auto const when = retry_at(as, of, k); ++k)
        out.push_back((*when - of.at) / hours(1));
    return out;
}

/// Of a renewal that fails as its period begins, with the default schedule.
std::vector<long> retries(std::string_view anchor, billing_interval every, int net_days = 0)
{
    auto const p = billing_calendar{midnight(anchor), every}.period(0);
    return retries(default_schedule_of(p.end - p.start),
                   {p.start, p.end - p.start, net_days, p.end});
}

/// One hour after the failure, and then so often each so many hours.
std::vector<long> stepped(std::size_t count, long by)
{
    std::vector<long> out;
    for (std::size_t k = 0; k != count; ++k) out.push_back(1 + static_cast<long>(k) * by);
    return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dunning_)

BOOST_AUTO_TEST_CASE(retries_are_when_the_contract_has_them)
{
    using enum billing_unit;
    struct {
        std::string_view anchor;
        billing_interval every;
        int net_days;
        std::vector<long> hours;
    } const rows[] = {
        { "2026-04-01", {day, 1},   0,  {23}           },
        { "2026-04-01", {day, 2},   0,  stepped(1, 48) },
        { "2026-04-01", {day, 3},   0,  stepped(2, 48) },
        { "2026-04-01", {day, 4},   0,  stepped(2, 48) },
        { "2026-04-01", {day, 5},   0,  stepped(3, 48) },
        { "2026-04-01", {day, 6},   0,  stepped(3, 48) },
        { "2026-04-01", {week, 1},  0,  stepped(2, 96) },
        { "2026-02-01", {month, 1}, 0,  stepped(7, 96) },
        { "2028-02-01", {month, 1}, 0,  stepped(8, 96) },
        { "2026-04-01", {month, 1}, 0,  stepped(8, 96) },
        { "2026-05-01", {month, 1}, 0,  stepped(8, 96) },
        { "2026-04-01", {month, 1}, 14, stepped(4, 96) },
        { "2026-04-01", {month, 3}, 0,  stepped(10, 96) },
        { "2026-04-01", {year, 1},  0,  stepped(10, 96) },
        // due at once, and due after the period
        { "2026-04-01", {month, 1}, 1,  stepped(1, 96) },
        { "2026-04-01", {week, 1},  60, stepped(2, 96) },
    };
    for (auto const& r : rows)
        BOOST_TEST(retries(r.anchor, r.every, r.net_days) == r.hours,
                   r.anchor << " every " << r.every.count << " " << enum_name(r.every.unit));
}

BOOST_AUTO_TEST_CASE(no_retry_is_at_the_next_edge_or_behind_it)
{
    auto const at = midnight("2026-04-01");
    for (auto const& [left, count] : {std::pair{hours(1), 0}, {hours(2), 1}, {hours(97), 1},
                                      {hours(98), 2}, {hours(24 * 30), 8}})
        BOOST_TEST(retries({8, 96}, {at, days(30), 0, at + left}).size() ==
                   static_cast<std::size_t>(count), left.count());
}

BOOST_AUTO_TEST_CASE(a_profile_says_how_often_and_how_far_apart)
{
    auto const at = midnight("2026-04-01");
    failed_collection const month{at, days(30), 0, at + days(30)};
    struct { retry_schedule as; std::vector<long> hours; } const rows[] = {
        { {0, 96}, {} },              { {3, 47}, {47, 94, 141} },
        { {2, 48}, {1, 49} },         { {20, 720}, {1} },
        { {20, 696}, {1, 697} },      { {3, 1}, {1, 2, 3} },
        { {5, 0}, {} },
    };
    for (auto const& r : rows)
        BOOST_TEST(retries(r.as, month) == r.hours,
                   r.as.max_retries << " times " << r.as.interval_hours);
    BOOST_TEST(!retry_at({3, 1}, month, 0));
    BOOST_TEST(!retry_at({3, 1}, month, -1));
}

BOOST_AUTO_TEST_CASE(the_default_rhythm_is_that_of_the_periods_length)
{
    struct { std::chrono::milliseconds period; retry_schedule is; } const rows[] = {
        { 0ms, {3, 23} },            { days(1), {3, 23} },      { days(2) - 1ms, {3, 23} },
        { days(2), {4, 48} },        { days(6), {4, 48} },      { days(7), {8, 96} },
        { days(30), {8, 96} },       { days(31), {10, 96} },    { days(1096), {10, 96} },
    };
    for (auto const& r : rows)
        BOOST_TEST((default_schedule_of(r.period) == r.is), r.period.count());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace dunning_tests
