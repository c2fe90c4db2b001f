// SPDX-License-Identifier: BSL-1.0
// tests/core/containers/flat_index.cpp: it finds what a map finds, at every stage of its growth.
#include <tender/core/containers/flat_index.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace flat_index_tests {

using namespace tender;

namespace {

std::uint32_t find_in(flat_index const& index, std::uint32_t hash, std::uint32_t place)
{
    return index.find(hash, [&](std::uint32_t p) { return p == place; });
}

/// Every place under a hash, in any order.
std::set<std::uint32_t> all_in(flat_index const& index, std::uint32_t hash)
{
    std::set<std::uint32_t> places;
    index.find(hash, [&](std::uint32_t p) {
        BOOST_TEST(places.insert(p).second);
        return false;
    });
    return places;
}

/// Random work, compared with a map after each step; `mask` makes hashes collide.
void compare_with_a_map(std::uint32_t mask, int rounds, int growth)
{
    flat_index index;
    std::map<std::uint32_t, std::set<std::uint32_t>> model;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> present;
    std::mt19937 random(mask + 11);
    for (int round = 0; round != rounds; ++round) {
        auto const hash = static_cast<std::uint32_t>(random()) & mask;
        if (present.empty() || static_cast<int>(random() % 100) < growth) {
            auto const place = static_cast<std::uint32_t>(round);
            index.insert(hash, place);
            model[hash].insert(place);
            present.emplace_back(hash, place);
        } else {
            auto const at = random() % present.size();
            auto const [h, place] = present[at];
            index.erase(h, place);
            model[h].erase(place);
            present[at] = present.back();
            present.pop_back();
            BOOST_REQUIRE(find_in(index, h, place) == flat_index::none);
        }
        index.erase(hash, 4'000'000'000);   // was never there
        BOOST_REQUIRE(index.size() == present.size());
        if (!present.empty()) {
            auto const [h, place] = present[random() % present.size()];
            BOOST_REQUIRE(find_in(index, h, place) == place);
        }
        if (round % 97 == 0) BOOST_REQUIRE((all_in(index, hash) == model[hash]));
    }
    for (auto const& [hash, places] : model) BOOST_TEST((all_in(index, hash) == places));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(flat_index_)

BOOST_AUTO_TEST_CASE(nothing_is_found_in_an_empty_one)
{
    flat_index index;
    BOOST_TEST(find_in(index, 0, 0) == flat_index::none);
    index.erase(0, 0);
    BOOST_TEST(index.size() == 0U);
    index.insert(7, 3);
    index.erase(7, 4);
    index.erase(8, 3);
    BOOST_TEST(find_in(index, 7, 3) == 3U);
    index.erase(7, 3);
    BOOST_TEST(find_in(index, 7, 3) == flat_index::none);
    BOOST_TEST(index.size() == 0U);
}

BOOST_AUTO_TEST_CASE(the_caller_says_which_of_equal_hashes_is_meant)
{
    flat_index index;
    for (std::uint32_t place = 0; place != 50; ++place) index.insert(9, place);
    for (std::uint32_t place = 0; place != 50; ++place)
        BOOST_TEST(find_in(index, 9, place) == place);
    BOOST_TEST(all_in(index, 9).size() == 50U);
    BOOST_TEST(all_in(index, 10).empty());
}

BOOST_AUTO_TEST_CASE(more_hashes_may_be_equal_than_is_good_for_it)
{
    flat_index index;
    for (std::uint32_t place = 0; place != 3000; ++place) index.insert(9, place);
    for (std::uint32_t place = 0; place != 3000; ++place) index.insert(place << 16, place);
    BOOST_TEST(all_in(index, 9).size() == 3000U);
    for (std::uint32_t place = 0; place != 3000; place += 2) index.erase(9, place);
    for (std::uint32_t place = 0; place != 3000; ++place)
        BOOST_TEST(find_in(index, 9, place) == (place % 2 == 0 ? flat_index::none : place));
    for (std::uint32_t place = 0; place != 3000; ++place)
        BOOST_TEST(find_in(index, place << 16, place) == place);
    BOOST_TEST(index.size() == 4500U);
}

BOOST_AUTO_TEST_CASE(it_does_what_a_map_does)
{
    compare_with_a_map(0xffffffff, 100'000, 70);
    compare_with_a_map(0xffffffff, 100'000, 50);
    compare_with_a_map(0x3ff, 30'000, 55);
    compare_with_a_map(0xffff0000, 20'000, 60);
}

BOOST_AUTO_TEST_CASE(it_shrinks_into_use_after_many_came_and_went)
{
    flat_index index;
    for (std::uint32_t i = 0; i != 300'000; ++i) {
        index.insert(i * 2654435761U, i);
        if (i >= 100) index.erase((i - 100) * 2654435761U, i - 100);
    }
    BOOST_TEST(index.size() == 100U);
    for (std::uint32_t i = 299'900; i != 300'000; ++i)
        BOOST_TEST(find_in(index, i * 2654435761U, i) == i);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace flat_index_tests
