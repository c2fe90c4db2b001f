// SPDX-License-Identifier: BSL-1.0
// tests/base/time.cpp: instants are written and read alike, and months keep their anchor.
#include <tender/base/time.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <climits>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace time_tests {

using namespace tender;

namespace {

instant at(std::string_view text)
{
    auto const read = read_rfc3339(text);
    BOOST_REQUIRE_MESSAGE(read.has_value(), text);
    return *read;
}

instant unix_milliseconds(std::int64_t count)
{
    return instant{std::chrono::milliseconds{count}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(time_)

BOOST_AUTO_TEST_CASE(C3_instants_are_written_in_utc_with_milliseconds)
{
    struct { std::int64_t milliseconds; std::string_view text; } const cases[] = {
        { 0,                   "1970-01-01T00:00:00.000Z" },
        { 1,                   "1970-01-01T00:00:00.001Z" },
        { -1,                  "1969-12-31T23:59:59.999Z" },
        { 1742379825000,       "2025-03-19T10:23:45.000Z" },
        { 951782400000,        "2000-02-29T00:00:00.000Z" },
        { 253402300799999,     "9999-12-31T23:59:59.999Z" },
        { 253402300800000,     "9999-12-31T23:59:59.999Z" },   // beyond the calendar: its end
        { -62167219200000,     "0000-01-01T00:00:00.000Z" },
        { -62167219200001,     "0000-01-01T00:00:00.000Z" },
        { INT64_MAX,           "9999-12-31T23:59:59.999Z" },
        { INT64_MIN,           "0000-01-01T00:00:00.000Z" },
    };
    for (auto const& c : cases) BOOST_TEST(rfc3339(unix_milliseconds(c.milliseconds)) == c.text);
}

BOOST_AUTO_TEST_CASE(fractions_and_offsets_are_read)
{
    struct { std::string_view text, same; } const cases[] = {
        { "2025-03-19T10:23:45Z",                "2025-03-19T10:23:45.000Z" },
        { "2025-03-19T10:23:45.1Z",              "2025-03-19T10:23:45.100Z" },
        { "2025-03-19T10:23:45.12Z",             "2025-03-19T10:23:45.120Z" },
        { "2025-03-19T10:23:45.1239Z",           "2025-03-19T10:23:45.123Z" },
        { "2025-03-19T10:23:45.999999999Z",      "2025-03-19T10:23:45.999Z" },
        { "1969-12-31T23:59:59.9999Z",           "1969-12-31T23:59:59.999Z" },
        { "2025-03-19T10:23:45+01:00",           "2025-03-19T09:23:45.000Z" },
        { "2025-03-19T10:23:45-05:30",           "2025-03-19T15:53:45.000Z" },
        { "2025-01-01T00:30:00+01:00",           "2024-12-31T23:30:00.000Z" },
        { "2025-03-19T10:23:45.5+00:00",         "2025-03-19T10:23:45.500Z" },
        { "2025-03-19T10:23:45-00:00",           "2025-03-19T10:23:45.000Z" },
        { "2025-03-19T23:59:59+23:59",           "2025-03-19T00:00:59.000Z" },
        { "2024-02-29T00:00:00Z",                "2024-02-29T00:00:00.000Z" },
        { "0000-01-01T00:00:00Z",                "0000-01-01T00:00:00.000Z" },
        { "9999-12-31T23:59:59.999Z",            "9999-12-31T23:59:59.999Z" },
    };
    for (auto const& c : cases) BOOST_TEST(rfc3339(at(c.text)) == c.same);
}

BOOST_AUTO_TEST_CASE(other_texts_are_no_instants)
{
    for (std::string_view const text : {"", "Z", "2025", "2025-03-19", "2025-03-19T10:23",
             "2025-03-19T10:23:45", "2025-03-19T10:23Z", "2025-03-19t10:23:45Z",
             "2025-03-19 10:23:45Z", "2025-03-19T10:23:45z", "2025-03-19T10:23:45ZZ",
             " 2025-03-19T10:23:45Z", "2025-03-19T10:23:45Z ", "2025-03-19T10:23:45 Z",
             "2025-3-19T10:23:45Z", "25-03-19T10:23:45Z", "+2025-03-19T10:23:45Z",
             "-025-03-19T10:23:45Z", "20250319T102345Z", "2025/03/19T10:23:45Z",
             "2025-00-19T10:23:45Z", "2025-13-19T10:23:45Z", "2025-03-00T10:23:45Z",
             "2025-03-32T10:23:45Z", "2025-02-29T10:23:45Z", "1900-02-29T10:23:45Z",
             "2025-04-31T10:23:45Z", "2025-03-19T24:00:00Z", "2025-03-19T10:60:45Z",
             "2025-03-19T10:23:60Z", "2016-12-31T23:59:60Z", "2025-03-19T10:23:45.Z",
             "2025-03-19T10:23:45.1234567890Z", "2025-03-19T10:23:45,5Z",
             "2025-03-19T10:23:45.+01:00", "2025-03-19T10:23:45.5", "2025-03-19T10:23:45+0100",
             "2025-03-19T10:23:45+01", "2025-03-19T10:23:45+1:00", "2025-03-19T10:23:45+24:00",
             "2025-03-19T10:23:45+01:60", "2025-03-19T10:23:45+01:00Z", "2025-03-19T10:23:45*01:00",
             "2025-03-19T1a:23:45Z", "2025-03-19T10:23: 5Z", "0000-01-01T00:00:00+01:00",
             "9999-12-31T23:59:59-00:01", "2025-03-19T10:23:45.5Z5", "10000-01-01T00:00:00Z"})
        BOOST_TEST(!read_rfc3339(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(what_was_written_is_read_back)
{
    std::mt19937_64 random{3};
    auto const range = static_cast<std::uint64_t>((last_instant - first_instant).count()) + 1;
    for (int run = 0; run != 100'000; ++run) {
        auto const when = first_instant
            + std::chrono::milliseconds{static_cast<std::int64_t>(random() % range)};
        if (read_rfc3339(rfc3339(when)) != when) BOOST_ERROR(rfc3339(when));
    }
}

BOOST_AUTO_TEST_CASE(C3_months_keep_the_anchor_day_clamped_to_the_month)
{
    struct { std::string_view from; int months; unsigned anchor; std::string_view to; }
    const cases[] = {
        { "2025-01-31T10:00:00.000Z", 0,   31, "2025-01-31T10:00:00.000Z" },
        { "2025-01-31T10:00:00.000Z", 1,   31, "2025-02-28T10:00:00.000Z" },
        { "2025-02-28T10:00:00.000Z", 1,   31, "2025-03-31T10:00:00.000Z" },
        { "2025-03-31T10:00:00.000Z", 1,   31, "2025-04-30T10:00:00.000Z" },
        { "2024-01-31T10:00:00.000Z", 1,   31, "2024-02-29T10:00:00.000Z" },
        { "2024-02-29T10:00:00.000Z", 12,  29, "2025-02-28T10:00:00.000Z" },
        { "2025-02-28T10:00:00.000Z", 36,  29, "2028-02-29T10:00:00.000Z" },
        { "2025-01-30T10:00:00.000Z", 1,   30, "2025-02-28T10:00:00.000Z" },
        { "2025-12-15T23:59:59.999Z", 1,   15, "2026-01-15T23:59:59.999Z" },
        { "2025-01-15T00:00:00.000Z", -1,  15, "2024-12-15T00:00:00.000Z" },
        { "2025-03-31T00:00:00.000Z", -1,  31, "2025-02-28T00:00:00.000Z" },
        { "2025-01-15T00:00:00.000Z", -13, 15, "2023-12-15T00:00:00.000Z" },
        { "1969-12-31T23:59:59.999Z", 2,   31, "1970-02-28T23:59:59.999Z" },
        { "2025-01-15T00:00:00.000Z", 1,   0,  "2025-02-01T00:00:00.000Z" },
        { "2025-01-15T00:00:00.000Z", 1,   99, "2025-02-28T00:00:00.000Z" },
        { "2025-05-15T00:00:00.000Z", INT_MAX, 31, "9999-12-31T00:00:00.000Z" },
        { "2025-05-15T00:00:00.000Z", INT_MIN, 31, "0000-01-31T00:00:00.000Z" },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.from << " and " << c.months << " months")
        BOOST_TEST(rfc3339(add_months(at(c.from), c.months, c.anchor)) == c.to);
}

BOOST_AUTO_TEST_CASE(C3_a_year_of_single_months_is_twelve_months)
{
    for (unsigned day = 1; day <= 31; ++day) {
        auto const first = at("2023-01-01T08:30:00Z") + std::chrono::days{day - 1};
        auto step = first;
        for (int i = 1; i <= 24; ++i) {
            step = add_months(step, 1, day);
            BOOST_TEST((step == add_months(first, i, day)));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace time_tests
