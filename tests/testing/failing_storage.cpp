// SPDX-License-Identifier: BSL-1.0
// tests/testing/failing_storage.cpp: a store that fails at the call it was told, and only there.
#include <tender/testing/failing_storage.hpp>

#include <tender/store/memory.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace failing_storage_tests {

using namespace tender;
using namespace tender::testing;

namespace {

directory_entry entry(std::string value) { return {"kind", std::move(value), {}, {}, {1, 1}}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(failing_storage_)

BOOST_AUTO_TEST_CASE(the_nth_call_fails_once)
{
    for (int nth = 1; nth != 5; ++nth) {
        failing_storage store(std::make_shared<memory_storage>());
        store.arm(nth, storage_failure::refuse);
        for (int call = 1; call != 8; ++call) {
            BOOST_TEST(store.struck() == (call > nth));
            BOOST_TEST(store.next_due(0).has_value() == (call != nth));
        }
        BOOST_TEST(store.struck());
    }
}

BOOST_AUTO_TEST_CASE(each_way_to_fail_does_what_it_says)
{
    struct {
        storage_failure how;
        bool dies, does;
    } const cases[] = {
        {storage_failure::refuse, false, false},
        {storage_failure::lose_answer, false, true},
        {storage_failure::crash_before, true, false},
        {storage_failure::crash_after, true, true},
    };
    for (auto const& c : cases) {
        failing_storage store(std::make_shared<memory_storage>());
        store.arm(1, c.how);
        bool died = false;
        try {
            BOOST_TEST((store.publish(entry("a")).error() == errc::storage_unavailable));
        } catch (crash const&) {
            died = true;
        }
        BOOST_TEST(died == c.dies);
        BOOST_TEST(store.resolve("kind", "a").has_value() == c.does);
    }
}

BOOST_AUTO_TEST_CASE(in_a_pause_nothing_fails_and_nothing_counts)
{
    failing_storage store(std::make_shared<memory_storage>());
    store.arm(2, storage_failure::refuse);
    BOOST_TEST(store.next_due(0).has_value());
    {
        failing_storage::pause const quiet(store);
        for (int i = 0; i != 5; ++i) BOOST_TEST(store.next_due(0).has_value());
        store.away(true);
        BOOST_TEST(store.next_due(0).has_value());
        store.away(false);
    }
    BOOST_TEST(!store.struck());
    BOOST_TEST(!store.next_due(0).has_value());
}

BOOST_AUTO_TEST_CASE(away_means_every_call_and_disarmed_means_none)
{
    failing_storage store(std::make_shared<memory_storage>());
    store.away(true);
    for (int i = 0; i != 3; ++i)
        BOOST_TEST((store.next_due(0).error() == errc::storage_unavailable));
    store.away(false);
    store.arm(1, storage_failure::refuse);
    store.disarm();
    BOOST_TEST(store.next_due(0).has_value());
    BOOST_TEST(!store.struck());
}

BOOST_AUTO_TEST_CASE(in_a_crowd_every_other_commit_loses_its_race)
{
    failing_storage store(std::make_shared<memory_storage>());
    store.crowded(true);
    for (int i = 0; i != 3; ++i) {
        BOOST_TEST((store.commit({}, {}).error() == errc::conflict));
        BOOST_TEST(store.commit({}, {}).has_value());
        BOOST_TEST(store.next_due(0).has_value());
    }
    {
        failing_storage::pause const quiet(store);
        for (int i = 0; i != 3; ++i) BOOST_TEST(store.commit({}, {}).has_value());
    }
    store.crowded(false);
    for (int i = 0; i != 3; ++i) BOOST_TEST(store.commit({}, {}).has_value());
}

BOOST_AUTO_TEST_CASE(among_many_threads_one_call_fails)
{
    failing_storage store(std::make_shared<memory_storage>());
    store.arm(500, storage_failure::refuse);
    std::atomic<int> failed{0};
    std::vector<std::thread> threads;
    for (int t = 0; t != 8; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i != 200; ++i)
                if (!store.next_due(0)) ++failed;
        });
    for (auto& t : threads) t.join();
    BOOST_TEST(failed == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace failing_storage_tests
