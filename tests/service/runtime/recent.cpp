// SPDX-License-Identifier: BSL-1.0
// tests/service/runtime/recent.cpp: lists are read once a second, and anew where they have changed.
#include <tender/service/runtime/recent.hpp>

#include <boost/test/unit_test.hpp>

namespace recent_tests {

using namespace tender;
using namespace std::chrono_literals;

namespace {

instant const begin = instant(std::chrono::seconds(1'742'379'825));

/// A list with the number of its reading in it.
struct source {
    recent<int> lists{};
    int readings = 0;
    merchant who{{{1, 2}}, mode::test, {}};

    int seen(instant now)
    {
        auto const all = lists.get(who, now, [&]() -> result<std::vector<int>> {
            return std::vector<int>{++readings};
        });
        return (**all)[0];
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(recent_)

BOOST_AUTO_TEST_CASE(a_list_is_read_again_after_a_second)
{
    source s;
    BOOST_TEST(s.seen(begin) == 1);
    BOOST_TEST(s.seen(begin + 999ms) == 1);
    BOOST_TEST(s.seen(begin + 1s) == 2);
    BOOST_TEST(s.seen(begin) == 3);                 // a clock that went back
}

BOOST_AUTO_TEST_CASE(a_change_is_seen_at_once)
{
    source s;
    BOOST_TEST(s.seen(begin) == 1);
    s.lists.forget(s.who, begin);
    BOOST_TEST(s.seen(begin) == 2);
    s.lists.forget({s.who.account, mode::live, {}}, begin);
    BOOST_TEST(s.seen(begin) == 2);
}

BOOST_AUTO_TEST_CASE(what_changed_while_it_was_read_is_read_again)
{
    source s;
    auto const all = s.lists.get(s.who, begin, [&]() -> result<std::vector<int>> {
        s.lists.forget(s.who, begin);
        return std::vector<int>{7};
    });
    BOOST_TEST((**all)[0] == 7);
    BOOST_TEST(s.seen(begin) == 1);
}

BOOST_AUTO_TEST_CASE(a_fault_is_not_kept)
{
    source s;
    auto const away = s.lists.get(s.who, begin, [&]() -> result<std::vector<int>> {
        return fault(errc::storage_unavailable);
    });
    BOOST_TEST(!away.has_value());
    BOOST_TEST(s.seen(begin) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace recent_tests
