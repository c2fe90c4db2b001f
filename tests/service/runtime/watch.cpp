// SPDX-License-Identifier: BSL-1.0
// tests/service/runtime/watch.cpp: what a process has itself seen of the time that passes.
#include <tender/service/runtime/watch.hpp>

#include <boost/test/unit_test.hpp>

namespace watch_tests {

using namespace tender;
using namespace std::chrono_literals;

namespace {

constexpr instant begin{std::chrono::milliseconds(1'800'000'000'000)};

/// Both clocks after so much time, the wall clock set forth by `off`.
clock_reading after(std::chrono::milliseconds time, std::chrono::milliseconds off = 0ms)
{
    return {begin + time + off, 7s + time};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(watch_)

BOOST_AUTO_TEST_CASE(C56_a_thing_is_seen_from_when_it_was_first_asked_about)
{
    watch w(after(0ms));
    BOOST_TEST(w.seen_for({1, 1}, 100ms).count() == 0);
    BOOST_TEST(w.seen_for({1, 2}, 150ms).count() == 0);
    BOOST_TEST(w.seen_for({1, 1}, 400ms).count() == 300);
    BOOST_TEST(w.seen_for({1, 2}, 400ms).count() == 250);
    BOOST_TEST(w.seen_for({2, 1}, 400ms).count() == 0);
}

BOOST_AUTO_TEST_CASE(C56_what_is_asked_about_is_not_forgotten_and_the_rest_is)
{
    watch w(after(0ms));
    (void)w.seen_for({1, 0}, 7s);
    (void)w.seen_for({2, 0}, 7s);
    auto now = std::chrono::milliseconds(7s);
    for (std::uint64_t n = 1; n != 300'000; ++n, now += 60ms) {   // five hours
        (void)w.seen_for({3, n}, now);
        if (n % 20'000 == 0) BOOST_TEST((w.seen_for({1, 0}, now) == now - 7s));
    }
    BOOST_TEST(w.seen_for({2, 0}, now).count() == 0);
}

BOOST_AUTO_TEST_CASE(C56_nothing_is_forgotten_within_an_hour_up_to_so_many_things)
{
    watch w(after(0ms));
    (void)w.seen_for({2, 0}, 7s);
    for (std::uint64_t n = 1; n != 190'000; ++n) (void)w.seen_for({3, n}, 8s);
    BOOST_TEST(w.seen_for({2, 0}, 16s).count() == 9000);
    for (std::uint64_t n = 1; n != 600'000; ++n) (void)w.seen_for({4, n}, 8s);
    BOOST_TEST(w.seen_for({2, 0}, 16s).count() == 0);
}

BOOST_AUTO_TEST_CASE(C56_a_clock_that_nobody_sets_is_believed)
{
    watch w(after(0ms));
    for (auto const at : {0h, 1h, 23h, 25h, 100h, 10'000h}) {
        BOOST_TEST((w.patient(after(at)) == begin + at));
        BOOST_TEST((w.generous(after(at)) == begin + at));
    }
}

BOOST_AUTO_TEST_CASE(C56_a_step_is_doubted_for_a_day_and_believed_after_two)
{
    for (std::chrono::milliseconds const step : {1000ms, 86'400'000ms, 500'000'000ms})
        BOOST_TEST_CONTEXT(step.count() << " ms") {
            watch forth(after(0ms)), back(after(0ms));
            for (std::chrono::milliseconds time = 0ms; time <= 24h; time += 1h) {
                BOOST_TEST((forth.patient(after(time, step)) == begin + time));
                BOOST_TEST((forth.generous(after(time, step)) == begin + time + step));
                BOOST_TEST((back.generous(after(time, -step)) == begin + time));
                BOOST_TEST((back.patient(after(time, -step)) == begin + time - step));
            }
            (void)forth.patient(after(25h, step));
            (void)back.generous(after(25h, -step));
            BOOST_TEST((forth.patient(after(50h, step)) == begin + 50h + step));
            BOOST_TEST((back.generous(after(50h, -step)) == begin + 50h - step));
        }
}

BOOST_AUTO_TEST_CASE(C56_a_step_that_is_taken_back_is_as_if_none_had_been)
{
    watch w(after(0ms));
    BOOST_TEST((w.patient(after(1s, 24h)) == begin + 1s));
    BOOST_TEST((w.patient(after(2s)) == begin + 2s));
    BOOST_TEST((w.generous(after(1s, -24h)) == begin + 1s + 24h));   // of the step forth
}

BOOST_AUTO_TEST_CASE(C56_nothing_asked_for_days_forgets_no_step)
{
    watch w(after(0ms));
    BOOST_TEST((w.patient(after(240h, 24h)) == begin + 240h));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace watch_tests
