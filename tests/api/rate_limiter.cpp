// SPDX-License-Identifier: BSL-1.0
// tests/api/rate_limiter.cpp: so many requests a minute.
#include <tender/api/rate_limiter.hpp>

#include <boost/test/unit_test.hpp>

namespace rate_limiter_tests {

using namespace tender;

namespace {

constexpr ulid key{1, 2}, other{1, 3};
constexpr instant minute{std::chrono::minutes(1000)};
constexpr std::chrono::milliseconds tick{1};

}  // namespace

BOOST_AUTO_TEST_SUITE(rate_limiter_)

BOOST_AUTO_TEST_CASE(C34_a_limit_is_reached_exactly)
{
    rate_limiter limits;
    for (int i = 1; i <= 3; ++i) {
        auto const rate = limits.take(key, 3, minute);
        BOOST_TEST(rate.allowed);
        BOOST_TEST(rate.remaining == 3 - i);
    }
    auto const over = limits.take(key, 3, minute + std::chrono::seconds(59));
    BOOST_TEST(!over.allowed);
    BOOST_TEST(over.remaining == 0);
    BOOST_TEST((over.reset == minute + std::chrono::minutes(1)));
    BOOST_TEST(limits.take(other, 3, minute).allowed);
}

BOOST_AUTO_TEST_CASE(C34_a_new_minute_begins_anew)
{
    rate_limiter limits;
    BOOST_TEST(limits.take(key, 1, minute + std::chrono::minutes(1) - tick).allowed);
    BOOST_TEST(!limits.take(key, 1, minute + std::chrono::minutes(1) - tick).allowed);
    BOOST_TEST(limits.take(key, 1, minute + std::chrono::minutes(1)).allowed);
}

BOOST_AUTO_TEST_CASE(C34_a_thread_that_looked_at_the_clock_earlier_opens_no_window_again)
{
    rate_limiter limits;
    BOOST_TEST(limits.take(key, 1, minute).allowed);
    BOOST_TEST(!limits.take(key, 1, minute - tick).allowed);
    BOOST_TEST(!limits.take(key, 1, minute).allowed);
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back_locks_nobody_out)
{
    rate_limiter limits;
    BOOST_TEST(limits.take(key, 1, minute).allowed);
    BOOST_TEST(limits.take(key, 1, minute - std::chrono::hours(1)).allowed);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace rate_limiter_tests
