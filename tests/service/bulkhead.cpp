// SPDX-License-Identifier: BSL-1.0
// tests/service/bulkhead.cpp: who waits for one thing has a quarter of the threads, all that wait
// all but an eighth.
#include <tender/service/bulkhead.hpp>

#include <boost/test/unit_test.hpp>

#include <thread>
#include <vector>

namespace bulkhead_tests {

using namespace tender;

BOOST_AUTO_TEST_SUITE(bulkheads)

BOOST_AUTO_TEST_CASE(each_has_its_share_and_all_together_leave_some_free)
{
    struct { int threads, share, all; } const cases[] = {
        {1, 1, 1}, {2, 1, 1}, {3, 1, 2}, {4, 1, 3}, {8, 2, 7}, {16, 4, 14}, {100, 25, 88}};
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.threads << " threads") {
        bulkhead b(c.threads);
        std::vector<std::atomic<int>> things(100);
        std::vector<bulkhead::place> taken;
        for (auto& thing : things) {
            int of_one = 0;
            BOOST_TEST(b.is_full(thing) == (static_cast<int>(taken.size()) >= c.all));
            while (auto place = b.enter(thing)) {
                taken.push_back(std::move(*place));
                ++of_one;
            }
            BOOST_TEST(of_one <= c.share);
            BOOST_TEST(b.is_full(thing));
            BOOST_TEST(thing == of_one);
        }
        BOOST_TEST(taken.size() == static_cast<std::size_t>(c.all));
        taken.clear();
        for (auto& thing : things) {
            BOOST_TEST(thing == 0);
            BOOST_TEST(!b.is_full(thing));
            BOOST_TEST(b.enter(thing).has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE(what_can_be_asked_later_leaves_half_of_a_share_to_the_rest)
{
    bulkhead b(16);
    std::atomic<int> thing{0};
    std::vector<bulkhead::place> taken;
    while (auto place = b.enter_some(thing)) taken.push_back(std::move(*place));
    BOOST_TEST(taken.size() == 2U);
    while (auto place = b.enter(thing)) taken.push_back(std::move(*place));
    BOOST_TEST(taken.size() == 4U);
}

BOOST_AUTO_TEST_CASE(without_a_number_of_threads_nothing_is_limited)
{
    bulkhead b(0);
    std::atomic<int> thing{0};
    std::vector<bulkhead::place> taken;
    for (int i = 0; i != 1000; ++i) {
        BOOST_TEST(!b.is_full(thing));
        auto place = b.enter(thing);
        BOOST_REQUIRE(place.has_value());
        taken.push_back(std::move(*place));
    }
    BOOST_TEST(thing == 1000);
}

BOOST_AUTO_TEST_CASE(many_threads_never_have_more_than_their_share)
{
    bulkhead b(8);
    std::atomic<int> thing{0}, now{0}, most{0}, entered{0};
    std::vector<std::thread> all;
    for (int t = 0; t != 8; ++t)
        all.emplace_back([&] {
            for (int i = 0; i != 20'000; ++i) {
                auto const place = b.enter(thing);
                if (!place) continue;
                ++entered;
                int const here = ++now;
                for (int seen = most; seen < here && !most.compare_exchange_weak(seen, here);) {}
                --now;
            }
        });
    for (auto& t : all) t.join();
    BOOST_TEST(most <= 2);
    BOOST_TEST(entered > 0);
    BOOST_TEST(thing == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace bulkhead_tests
