// SPDX-License-Identifier: BSL-1.0
// tests/service/routing/breaker.cpp: a provider's breaker against a drawn timeline, and its
// figures.
#include <tender/service/routing/breaker.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace breaker_tests {

using namespace tender;
using namespace std::chrono_literals;

namespace {

using milliseconds = std::chrono::milliseconds;
instant const begin = instant(std::chrono::seconds(1'742'379'825));

std::string word_of(breaker const& b, instant now)
{
    return std::string(enum_name(b.state(now))) + (b.admits(now) ? "+" : "-");
}

/// Walks down a timeline: each line has the moment in milliseconds, what happens (calls that go
/// well, `+`, or fail, `x`; `?` is a look; `p` a call that begins and does not end), and what the
/// breaker is like behind it: its state, and whether it lets a call through.
std::string differences(breaker& b, std::string const& timeline)
{
    std::string out;
    std::istringstream lines(timeline);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream in(line);
        std::int64_t at = 0;
        std::string what, expected;
        if (!(in >> at >> what >> expected)) continue;
        auto const now = begin + milliseconds(at);
        for (char const c : what)
            if (c == 'p') (void)b.enter(now);
            else if (c != '?') b.note(b.enter(now), c == 'x', 100ms, now);
        if (auto const word = word_of(b, now); word != expected)
            out += std::to_string(at) + " " + what + ": " + word + ", not " + expected + "\n";
    }
    return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(breaker_)

BOOST_AUTO_TEST_CASE(C26_opens_half_opens_closes_and_reopens_at_the_documented_moments)
{
    breaker b({});
    BOOST_TEST(differences(b, R"(
             0  xxxxxx        closed+
             1  xxx           closed+       nine calls are too few
             2  x             open-
             3  +++           open-         turned away, and not counted
         30001  ?             open-
         30002  ?             half_open+
         30002  p             half_open-    one at a time
         30003  x             half_open-    turned away
         60001  ?             half_open-
         60002  ?             half_open+    nothing was heard of that one
         60100  x             open-
         90099  ?             open-
         90100  ++            half_open+
         90100  ?             half_open+
         90101  +             closed+       three in a row
         90102  xxx           closed+       what was before counts no more
         90103  ++++++        closed+
         90104  +             closed+       ten, and three of them failed: not more than 30 %
         90105  x             open-         four of eleven
        120105  +             half_open+
        120106  +x            open-         two in a row are not enough
        150106  +++           closed+
    )") == "");
}

BOOST_AUTO_TEST_CASE(C26_the_window_is_the_running_second_and_the_59_before_it)
{
    std::pair<int, bool> const cases[] = {{59'999, true}, {60'000, false}};
    for (auto const& [last, opens] : cases) {
        breaker b({});
        auto const calls = [&](int n, bool failed, milliseconds at) {
            for (int i = 0; i != n; ++i)
                b.note(b.enter(begin + at), failed, 1ms, begin + at);
        };
        calls(4, true, 0ms);
        calls(5, false, 1ms);
        BOOST_TEST(b.calls_in_window(begin + 1ms) == 9);
        calls(1, false, milliseconds(last));
        BOOST_TEST((b.state(begin + milliseconds(last)) == breaker_state::open) == opens);
        BOOST_TEST(b.calls_in_window(begin + milliseconds(last)) == (opens ? 10 : 1));
    }
}

BOOST_AUTO_TEST_CASE(C26_it_opens_above_thirty_percent_and_not_at_it)
{
    for (int failures = 0; failures <= 100; ++failures) {
        breaker b({});
        for (int i = 0; i != 100; ++i) {
            bool const failed = i >= 100 - failures;
            b.note(admission::through, failed, 1ms, begin);
        }
        BOOST_TEST((b.state(begin) == breaker_state::open) == (failures > 30), failures);
    }
}

BOOST_AUTO_TEST_CASE(C26_its_numbers_are_settings)
{
    breaker b({.failure_percent = 50, .least_calls = 2, .open_for = 1s, .probes_to_close = 1});
    BOOST_TEST(differences(b, R"(
             0  +x            closed+
             1  x             open-
          1000  ?             open-
          1001  +             closed+
    )") == "");
}

BOOST_AUTO_TEST_CASE(a_call_that_was_let_through_before_it_opened_changes_nothing_later)
{
    breaker b({});
    auto const early = b.enter(begin);
    for (int i = 0; i != 10; ++i) b.note(b.enter(begin), true, 1ms, begin);
    auto const later = begin + 30s;
    BOOST_TEST((b.enter(later) == admission::probe));
    b.note(early, true, 1ms, later);
    BOOST_TEST(word_of(b, later) == "half_open-");
    b.note(admission::probe, false, 1ms, later);
    BOOST_TEST(word_of(b, later) == "half_open+");
}

BOOST_AUTO_TEST_CASE(figures_are_of_the_fifteen_whole_minutes_before)
{
    breaker b({});
    auto const minute = std::chrono::floor<std::chrono::minutes>(begin) + 1min;
    BOOST_TEST(b.success_rate(minute) == 1'000'000);
    for (int i = 1; i <= 100; ++i) b.note(admission::through, i <= 4, milliseconds(i), minute);
    BOOST_TEST(b.figures(minute + 59'999ms).calls == 0);
    BOOST_TEST(b.success_rate(minute + 59'999ms) == 1'000'000);
    for (auto const after : {milliseconds(1min), milliseconds(15min), milliseconds(16min) - 1ms}) {
        auto const f = b.figures(minute + after);
        BOOST_TEST((f.as_of == std::chrono::floor<std::chrono::minutes>(minute + after)));
        BOOST_TEST(f.calls == 100);
        BOOST_TEST(f.failures == 4);
        BOOST_TEST(f.average_ms == 50);
        BOOST_TEST(f.p95_ms >= 95);
        BOOST_TEST(f.p95_ms <= 100);       // no more than the longest
        BOOST_TEST(b.success_rate(minute + after) == 960'000);
    }
    BOOST_TEST(b.figures(minute + 16min).calls == 0);
    BOOST_TEST(b.success_rate(minute + 16min) == 1'000'000);
}

BOOST_AUTO_TEST_CASE(the_95th_percentile_is_at_most_a_quarter_too_high)
{
    for (std::int64_t ms = 0; ms < 100'000; ms = ms * 9 / 8 + 1) {
        breaker b({});
        for (int i = 0; i != 99; ++i) b.note(admission::through, false, milliseconds(ms), begin);
        b.note(admission::through, false, 131'072ms, begin);
        auto const p95 = b.figures(begin + 1min).p95_ms;
        BOOST_TEST(p95 >= ms);
        BOOST_TEST(p95 <= ms + ms / 4);
    }
}

BOOST_AUTO_TEST_CASE(threads_lose_no_call_and_let_one_probe_through)
{
    breaker b({.least_calls = 1'000'000});
    constexpr int threads = 4, each = 10'000;
    auto const together = [&](auto&& work) {
        std::vector<std::thread> running;
        for (int t = 0; t != threads; ++t) running.emplace_back(work);
        for (auto& t : running) t.join();
    };
    together([&] {
        for (int i = 0; i != each; ++i) b.note(b.enter(begin), i % 2 == 0, 5ms, begin);
    });
    BOOST_TEST(b.calls_in_window(begin) == threads * each);
    BOOST_TEST(b.figures(begin + 1min).failures == threads * each / 2);

    breaker open({});
    for (int i = 0; i != 10; ++i) open.note(admission::through, true, 1ms, begin);
    std::atomic<int> probes{0};
    together([&] {
        for (int i = 0; i != each; ++i)
            if (open.enter(begin + 30s) == admission::probe) ++probes;
    });
    BOOST_TEST(probes == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace breaker_tests
