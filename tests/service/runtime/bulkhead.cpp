// SPDX-License-Identifier: BSL-1.0
// tests/service/runtime/bulkhead.cpp: who waits for one thing has a quarter of the threads, all
// that wait
// all but an eighth; who comes while it flows waits for a moment.
#include <tender/service/runtime/bulkhead.hpp>

#include <tender/adapter/system.hpp>
#include <tender/adapter/threads.hpp>
#include <tender/testing/manual_clock.hpp>

#include <boost/test/unit_test.hpp>

#include <deque>
#include <thread>
#include <vector>

namespace bulkhead_tests {

using namespace tender;

using namespace std::chrono_literals;

/// Nobody leaves while it waits.
struct in_vain : waiter {
    bool wait(std::uint64_t, std::chrono::milliseconds limit,
              std::function<bool()> const& ready) override
    {
        BOOST_TEST((limit == bulkhead::patience));
        ++waits;
        return ready();
    }
    void wake(std::uint64_t) override { ++wakes; }

    int waits = 0, wakes = 0;
};

struct alone {
    explicit alone(int threads) : b(threads, naps, time) {}

    in_vain naps;
    testing::manual_clock time{instant{}};
    bulkhead b;
    std::deque<bulkhead::line> things{100};
    bulkhead::line &thing = things[0], &other = things[99];
    std::vector<bulkhead::slot> taken;

    void fill(bulkhead::line& l)
    {
        while (auto slot = b.enter(l)) taken.push_back(std::move(*slot));
    }
};

BOOST_AUTO_TEST_SUITE(bulkheads)

BOOST_AUTO_TEST_CASE(each_has_its_share_and_all_together_leave_some_free)
{
    struct { int threads, share, all; } const cases[] = {
        {1, 1, 1}, {2, 1, 1}, {3, 1, 2}, {4, 1, 3}, {8, 2, 7}, {16, 4, 14}, {100, 25, 88}};
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.threads << " threads") {
        alone a(c.threads);
        std::size_t before = 0;
        for (auto& thing : a.things) {
            a.fill(thing);
            auto const of_one = static_cast<int>(a.taken.size() - before);
            before = a.taken.size();
            BOOST_TEST(of_one <= c.share);
            BOOST_TEST(thing.inside == of_one);
        }
        BOOST_TEST(a.taken.size() == static_cast<std::size_t>(c.all));
        a.taken.clear();
        for (auto& thing : a.things) {
            BOOST_TEST(thing.inside == 0);
            BOOST_TEST(a.b.enter(thing).has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE(what_can_be_asked_later_leaves_half_of_a_share_to_the_rest)
{
    alone a(16);
    while (auto slot = a.b.enter_some(a.thing)) a.taken.push_back(std::move(*slot));
    BOOST_TEST(a.taken.size() == 2U);
    a.fill(a.thing);
    BOOST_TEST(a.taken.size() == 4U);
}

BOOST_AUTO_TEST_CASE(without_a_number_of_threads_nothing_is_limited)
{
    alone a(0);
    for (int i = 0; i != 1000; ++i) {
        BOOST_TEST(!a.b.is_stuck(a.thing));
        auto slot = a.b.wait(a.thing);
        BOOST_REQUIRE(slot.has_value());
        a.taken.push_back(std::move(*slot));
    }
    BOOST_TEST(a.naps.waits == 0);
}

BOOST_AUTO_TEST_CASE(who_waited_in_vain_spares_the_next_the_wait)
{
    alone a(16);
    a.fill(a.thing);
    BOOST_TEST(!a.b.is_stuck(a.thing));
    for (int i = 0; i != 3; ++i) {
        BOOST_TEST(!a.b.wait(a.thing).has_value());
        BOOST_TEST(a.naps.waits == 1);
        BOOST_TEST(a.b.is_stuck(a.thing));
    }
    BOOST_TEST(!a.b.is_stuck(a.other));
    BOOST_TEST(a.b.wait(a.other).has_value());
    BOOST_TEST(a.naps.waits == 1);
}

BOOST_AUTO_TEST_CASE(it_flows_again_once_one_was_quick_or_all_have_left)
{
    struct { char const* what; std::chrono::milliseconds took; bool all, waits; } const cases[] = {
        {"one that was quick", bulkhead::patience - 1ms, false, true},
        {"one that took long", bulkhead::patience, false, false},
        {"the last, however long", 1h, true, true},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.what) {
        alone a(16);
        a.fill(a.thing);
        BOOST_TEST(!a.b.wait(a.thing).has_value());
        a.time.advance(c.took);
        if (c.all) a.taken.clear();
        else a.taken.pop_back();
        a.fill(a.thing);
        BOOST_TEST(a.b.is_stuck(a.thing) == !c.waits);
        BOOST_TEST(!a.b.wait(a.thing).has_value());
        BOOST_TEST(a.naps.waits == (c.waits ? 2 : 1));
    }
}

BOOST_AUTO_TEST_CASE(where_all_are_held_up_by_many_things_the_next_is_not_waited_for_either)
{
    alone a(8);
    for (std::size_t i = 0; i != 4; ++i) a.fill(a.things[i]);
    auto& well = a.other;
    BOOST_TEST(!a.b.wait(well).has_value());
    BOOST_TEST(a.b.is_stuck(well));
    BOOST_TEST(!a.b.wait(well).has_value());
    BOOST_TEST(a.naps.waits == 1);
    a.time.advance(bulkhead::patience);
    a.taken.pop_back();
    BOOST_TEST(!a.b.is_stuck(well));
    BOOST_TEST(a.b.wait(well).has_value());
    BOOST_TEST(!well.hangs);
}

BOOST_AUTO_TEST_CASE(many_threads_never_have_more_than_their_share)
{
    in_vain naps;
    os_clock time;
    bulkhead b(8, naps, time);
    bulkhead::line thing;
    std::atomic<int> now{0}, most{0}, entered{0};
    std::vector<std::thread> all;
    for (int t = 0; t != 8; ++t)
        all.emplace_back([&] {
            for (int i = 0; i != 20'000; ++i) {
                auto const slot = b.enter(thing);
                if (!slot) continue;
                ++entered;
                int const here = ++now;
                for (int seen = most; seen < here && !most.compare_exchange_weak(seen, here);) {}
                --now;
            }
        });
    for (auto& t : all) t.join();
    BOOST_TEST(most <= 2);
    BOOST_TEST(entered > 0);
    BOOST_TEST(thing.inside == 0);
}

BOOST_AUTO_TEST_CASE(of_many_at_once_none_is_refused_while_each_is_quick)
{
    thread_waiter naps;
    os_clock time;
    bulkhead b(8, naps, time);
    bulkhead::line thing;
    std::atomic<int> refused{0};
    std::vector<std::thread> all;
    for (int t = 0; t != 24; ++t)
        all.emplace_back([&] {
            for (int i = 0; i != 20; ++i) {
                auto const slot = b.wait(thing);
                if (!slot) ++refused;
                std::this_thread::sleep_for(200us);
            }
        });
    for (auto& t : all) t.join();
    BOOST_TEST(refused == 0);
    BOOST_TEST(thing.inside == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace bulkhead_tests
