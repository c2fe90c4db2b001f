// SPDX-License-Identifier: BSL-1.0
// tests/domain/billing/calendar.cpp: tests of tender/domain/billing/calendar.hpp.
//
// Every edge of forty years is drawn again from other parts of the calendar: from each day of four
// years, at three times of day, for every unit and for counts up to three years. An ordinary run
// takes a tenth of these anchors, one with TENDER_ALL_ANCHORS in its environment takes them all.
#include <tender/domain/billing/calendar.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace calendar_tests {

using namespace tender;
using namespace std::chrono_literals;

namespace {

using enum billing_unit;

instant at(std::string_view text) { return read_rfc3339(text).value(); }
instant midnight(std::string_view date) { return at(std::string(date) + "T00:00:00Z"); }
std::string date_of(instant when) { return rfc3339(when).substr(0, 10); }

static_assert(billing_calendar{instant(0ms), {month, 1}}.edge(1) == instant(31 * 24h));
static_assert(billing_calendar{instant(0ms), {year, 1}}.number_at(instant(365 * 24h)) == 1);

/// Days of a month, without <chrono>.
unsigned length_of(int year, unsigned month)
{
    if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/// Is this the n-th edge, by its date and its time of day?
bool is_nth(billing_calendar const& c, int n, instant edge)
{
    using namespace std::chrono;
    auto const& unit = row_of(c.every.unit);
    if (unit.months == 0) return edge - c.anchor == days(n * c.every.count * unit.days);
    auto const first = floor<days>(c.anchor), then = floor<days>(edge);
    year_month_day const from{first}, to{then};
    auto const months = (static_cast<int>(to.year()) - static_cast<int>(from.year())) * 12 +
                        static_cast<int>(unsigned{to.month()}) -
                        static_cast<int>(unsigned{from.month()});
    return edge - then == c.anchor - first && months == n * c.every.count * unit.months &&
           unsigned{to.day()} == std::min(unsigned{from.day()},
                                          length_of(static_cast<int>(to.year()),
                                                    unsigned{to.month()}));
}

/// The first period of forty years, and of the two before the anchor, that is not as it must be.
std::string first_fault(billing_calendar const& c)
{
    auto const end = c.anchor + 40 * std::chrono::hours(24 * 365 + 6);
    auto edge = c.edge(-2);
    for (int n = -2; edge < end; ++n) {
        auto const next = c.edge(n + 1);
        if (!is_nth(c, n, edge)) return "edge " + std::to_string(n) + ": " + rfc3339(edge);
        if (next <= edge) return "no time after edge " + std::to_string(n);
        if (c.number_at(edge) != n || c.number_at(next - 1ms) != n)
            return "not found again: period " + std::to_string(n);
        edge = next;
    }
    return {};
}

struct dated {
    std::string_view anchor;
    billing_interval every;
    std::vector<std::string_view> edges;   ///< from edge 0
};

}  // namespace

BOOST_AUTO_TEST_SUITE(calendar_)

BOOST_AUTO_TEST_CASE(an_edge_keeps_the_anchors_day_or_is_the_months_last)
{
    dated const cases[] = {
        {"2026-01-31", {month, 1}, {"2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"}},
        {"2028-01-31", {month, 1}, {"2028-01-31", "2028-02-29", "2028-03-31"}},
        {"2026-01-30", {month, 1}, {"2026-01-30", "2026-02-28", "2026-03-30"}},
        {"2026-08-31", {month, 6}, {"2026-08-31", "2027-02-28", "2027-08-31", "2028-02-29"}},
        {"2026-11-30", {month, 3}, {"2026-11-30", "2027-02-28", "2027-05-30", "2027-08-30"}},
        {"2028-02-29", {year, 1}, {"2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28",
                                   "2032-02-29"}},
        {"2096-02-29", {year, 2}, {"2096-02-29", "2098-02-28", "2100-02-28", "2102-02-28",
                                   "2104-02-29"}},
        {"2026-12-28", {week, 1}, {"2026-12-28", "2027-01-04", "2027-01-11"}},
        {"2028-02-28", {day, 1}, {"2028-02-28", "2028-02-29", "2028-03-01"}},
        {"2026-01-01", {day, 1095}, {"2026-01-01", "2028-12-31", "2031-12-31"}},
    };
    for (auto const& c : cases) {
        billing_calendar const calendar{midnight(c.anchor), c.every};
        for (std::size_t n = 0; n != c.edges.size(); ++n)
            BOOST_TEST(date_of(calendar.edge(static_cast<int>(n))) == c.edges[n], c.anchor);
    }
}

BOOST_AUTO_TEST_CASE(edges_before_the_anchor_have_numbers_below_zero)
{
    billing_calendar const c{midnight("2026-03-31"), {month, 1}};
    BOOST_TEST(date_of(c.edge(-1)) == "2026-02-28");
    BOOST_TEST(c.number_at(midnight("2026-03-31") - 1ms) == -1);
    BOOST_TEST(c.number_at(midnight("2026-02-28") - 1ms) == -2);
}

BOOST_AUTO_TEST_CASE(a_period_holds_its_start_and_not_its_end)
{
    billing_calendar const c{at("2026-01-31T12:34:56Z"), {month, 1}};
    auto const p = c.period(0);
    BOOST_TEST(rfc3339(p.start) == "2026-01-31T12:34:56.000Z");
    BOOST_TEST(rfc3339(p.end) == "2026-02-28T12:34:56.000Z");
    BOOST_TEST(p.contains(p.start));
    BOOST_TEST(p.contains(p.end - 1ms));
    BOOST_TEST(!p.contains(p.end));
    BOOST_TEST(!p.contains(p.start - 1ms));
    BOOST_TEST((p == billing_period{c.edge(0), c.period(1).start}));
}

BOOST_AUTO_TEST_CASE(an_interval_is_one_unit_at_least_and_three_years_at_most)
{
    for (auto const& [unit, most] : {std::pair{day, 1095}, {week, 156}, {month, 36}, {year, 3}}) {
        for (int const good : {1, most}) BOOST_TEST((billing_interval{unit, good}.ok()));
        for (int const bad : {-1, 0, most + 1}) BOOST_TEST((!billing_interval{unit, bad}.ok()));
    }
}

BOOST_AUTO_TEST_CASE(edges_beyond_the_calendar_are_drawn_to_it)
{
    constexpr auto most = std::numeric_limits<int>::max(), least = std::numeric_limits<int>::min();
    for (auto const unit : {day, week, month, year}) {
        billing_calendar const c{midnight("2026-01-31"), {unit, row_of(unit).most}};
        for (int const n : {most - 1, most, least, least + 1}) {
            auto const p = c.period(n);
            BOOST_TEST((first_instant <= p.start && p.start <= p.end && p.end <= last_instant));
        }
        BOOST_TEST(c.number_at(first_instant) < 0);
        BOOST_TEST(c.number_at(last_instant) > 0);
        BOOST_TEST(c.number_at(instant::min()) == c.number_at(first_instant));
        BOOST_TEST(c.number_at(instant::max()) == c.number_at(last_instant));
        for (auto const anchor : {instant::min(), instant::max()}) {
            billing_calendar const far{anchor, {unit, 1}};
            BOOST_TEST((far.edge(0) == std::clamp(anchor, first_instant, last_instant)));
            BOOST_TEST(far.number_at(anchor) == 0);
        }
    }
}

BOOST_AUTO_TEST_CASE(edges_of_every_anchor_follow_each_other_and_are_found_again)
{
    bool const all = std::getenv("TENDER_ALL_ANCHORS") != nullptr;
    auto const first = midnight("2026-01-01");
    auto const times = {0s, 45'296s, 86'399s};   // 00:00:00, 12:34:56, 23:59:59
    int anchors = 0;
    for (int number = 0; number != 4 * 365 + 1; ++number) {
        for (auto const time : times) {
            // 10 and 3 have no common factor, so each time of day has its tenth of the days.
            if (anchors++ % 10 != 0 && !all) continue;
            for (auto const& unit : billing_units)
                for (int const count : {1, 2, 3, 4, 6, 12, 24, 36}) {
                    billing_calendar const c{first + std::chrono::days(number) + time,
                                             {unit.unit, count}};
                    if (!c.every.ok()) continue;
                    auto const fault = first_fault(c);
                    BOOST_TEST(fault.empty(), rfc3339(c.anchor) << ", every " << count << " "
                                              << enum_name(unit.unit) << ": " << fault);
                }
        }
    }
    BOOST_TEST(anchors == 4383);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace calendar_tests
