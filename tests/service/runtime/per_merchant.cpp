// SPDX-License-Identifier: BSL-1.0
// tests/service/runtime/per_merchant.cpp: what is remembered of merchants, and forgotten.
#include <tender/service/runtime/per_merchant.hpp>

#include <boost/test/unit_test.hpp>

#include <thread>
#include <vector>

namespace per_merchant_tests {

using namespace tender;
using namespace std::chrono_literals;

namespace {

merchant number(std::uint64_t n, mode m = mode::test) { return {{{n * 7, n}}, m, {}}; }

instant const begin = instant(std::chrono::seconds(1'742'379'825));

}  // namespace

BOOST_AUTO_TEST_SUITE(per_merchant_)

BOOST_AUTO_TEST_CASE(each_account_and_mode_has_its_own)
{
    per_merchant<int> counts;
    for (int round = 0; round != 3; ++round)
        for (std::uint64_t n = 1; n <= 5000; ++n)
            for (auto const m : {mode::test, mode::live})
                counts.with(number(n, m), begin, [&](int& c) { c += m == mode::test ? 1 : 10; });
    for (std::uint64_t n = 1; n <= 5000; ++n) {
        BOOST_TEST(counts.with(number(n), begin, [](int& c) { return c; }) == 3);
        BOOST_TEST(counts.with(number(n, mode::live), begin, [](int& c) { return c; }) == 30);
    }
}

BOOST_AUTO_TEST_CASE(who_was_active_in_the_last_quarter_of_an_hour_is_remembered)
{
    per_merchant<int> counts;
    auto const touch = [&](std::uint64_t n, instant now) {
        return counts.with(number(n), now, [](int& c) { return ++c; });
    };
    for (std::uint64_t n = 1; n <= 2000; ++n) touch(n, begin);
    for (std::uint64_t n = 1; n <= 1000; ++n) touch(n, begin + 1min);
    auto const later = begin + 15min + 1s;
    for (std::uint64_t n = 3000; n <= 9000; ++n) touch(n, later);
    int kept = 0;
    for (std::uint64_t n = 1; n <= 1000; ++n) kept += touch(n, later) == 3 ? 1 : 0;
    BOOST_TEST(kept == 1000);
    int forgotten = 0;
    for (std::uint64_t n = 1001; n <= 2000; ++n) forgotten += touch(n, later) == 1 ? 1 : 0;
    BOOST_TEST(forgotten == 1000);
}

BOOST_AUTO_TEST_CASE(threads_have_it_one_after_the_other)
{
    per_merchant<int> counts;
    std::vector<std::thread> running;
    for (int t = 0; t != 4; ++t)
        running.emplace_back([&] {
            for (std::uint64_t i = 0; i != 20'000; ++i)
                counts.with(number(i % 100 + 1), begin, [](int& c) { ++c; });
        });
    for (auto& t : running) t.join();
    for (std::uint64_t n = 1; n <= 100; ++n)
        BOOST_TEST(counts.with(number(n), begin, [](int& c) { return c; }) == 800);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace per_merchant_tests
