// SPDX-License-Identifier: BSL-1.0
// tests/adapter/threads.cpp: a thread sleeps until its answer is there.
#include <tender/adapter/threads.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <thread>
#include <vector>

namespace threads_tests {

using namespace tender;
using namespace std::chrono_literals;

namespace {

using steady = std::chrono::steady_clock;

}  // namespace

BOOST_AUTO_TEST_SUITE(threads)

BOOST_AUTO_TEST_CASE(C16_what_is_ready_is_not_waited_for)
{
    thread_waiter waiter;
    auto const begin = steady::now();
    BOOST_TEST(waiter.wait(1, 1h, [] { return true; }));
    BOOST_TEST((steady::now() - begin < 1min));
}

BOOST_AUTO_TEST_CASE(C16_after_the_limit_the_answer_is_no)
{
    thread_waiter waiter;
    int asked = 0;
    auto const begin = steady::now();
    BOOST_TEST(!waiter.wait(1, 120ms, [&] { return ++asked, false; }));
    BOOST_TEST((steady::now() - begin >= 120ms));
    BOOST_TEST(asked >= 3);         // at its begin, now and then, and at its end
    BOOST_TEST(asked < 20);
    BOOST_TEST(!waiter.wait(1, 0ms, [&] { return false; }));
}

BOOST_AUTO_TEST_CASE(C16_whoever_waits_is_woken)
{
    thread_waiter waiter;
    for (int round = 0; round != 200; ++round) {
        std::atomic<bool> ready{false};
        std::atomic<int> woken{0};
        std::vector<std::thread> threads;
        for (int i = 0; i != 4; ++i)
            threads.emplace_back([&] {
                if (waiter.wait(7, 1min, [&] { return ready.load(); })) ++woken;
            });
        if (round % 2 == 0) std::this_thread::yield();
        ready = true;
        waiter.wake(7);
        for (auto& t : threads) t.join();
        BOOST_TEST(woken == 4);
    }
}

BOOST_AUTO_TEST_CASE(C16_an_answer_that_nobody_announces_is_seen_too)
{
    thread_waiter waiter;
    std::atomic<bool> ready{false};
    std::thread other([&] {
        std::this_thread::sleep_for(20ms);
        ready = true;
    });
    BOOST_TEST(waiter.wait(1, 1min, [&] { return ready.load(); }));
    other.join();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace threads_tests
