// SPDX-License-Identifier: BSL-1.0
// tests/core/containers/sorted_list.cpp: it holds what a set holds, in the same order, from either
// end.
#include <tender/core/containers/sorted_list.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <set>
#include <vector>

namespace sorted_list_tests {

using namespace tender;

namespace {

using list = sorted_list<int>;

std::vector<int> ascending(list const& l, int const* above = nullptr)
{
    constexpr std::size_t most = 1'000'000;
    std::vector<int> out;
    l.ascend(above, [&](int key) {
        if (out.size() == most) return false;
        out.push_back(key);
        return true;
    });
    return out;
}

std::vector<int> descending(list const& l, int const* below, std::size_t most = 1'000'000)
{
    std::vector<int> out;
    l.descend(below, [&](int key) {
        if (out.size() == most) return false;
        out.push_back(key);
        return true;
    });
    return out;
}

void compare(list const& l, std::set<int> const& model, int from)
{
    BOOST_TEST(l.size() == model.size());
    BOOST_TEST(l.empty() == model.empty());
    if (!model.empty()) BOOST_TEST(l.front() == *model.begin());
    BOOST_TEST((ascending(l) == std::vector<int>(model.begin(), model.end())));
    BOOST_TEST((descending(l, nullptr) == std::vector<int>(model.rbegin(), model.rend())));
    BOOST_TEST((ascending(l, &from) ==
                std::vector<int>(model.upper_bound(from), model.end())));
    std::vector<int> below(model.begin(), model.lower_bound(from));
    std::reverse(below.begin(), below.end());
    BOOST_TEST((descending(l, &from) == below));
    auto const part = descending(l, &from, 3);
    BOOST_TEST(part.size() == std::min<std::size_t>(3, below.size()));
    BOOST_TEST(std::equal(part.begin(), part.end(), below.begin()));
}

/// Random work within a range of keys; small ranges repeat, large ones split blocks.
void compare_with_a_set(int range, int rounds, int growth)
{
    list l;
    std::set<int> model;
    std::mt19937 random(static_cast<unsigned>(range));
    auto const key = [&] { return static_cast<int>(random() % static_cast<unsigned>(range)); };
    for (int round = 0; round != rounds; ++round) {
        auto const k = key();
        bool const in = static_cast<int>(random() % 100) < growth;
        bool const done = in ? l.insert(k) : l.erase(k);
        bool const expected = in ? model.insert(k).second : model.erase(k) != 0;
        if (done != expected) BOOST_ERROR("another answer in round " << round);
        if (round % (rounds / 50) == 0) compare(l, model, key());
    }
    compare(l, model, range / 2);
    while (!model.empty()) {
        auto const k = *model.begin();
        if (l.front() != k || !l.erase(k)) BOOST_ERROR("not at the front: " << k);
        model.erase(k);
    }
    compare(l, model, 0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sorted_list_)

BOOST_AUTO_TEST_CASE(nothing_is_in_an_empty_one)
{
    list l;
    int const bound = 5;
    compare(l, {}, 0);
    BOOST_TEST(!l.erase(1));
    BOOST_TEST(descending(l, &bound).empty());
    BOOST_TEST(l.insert(1));
    BOOST_TEST(!l.insert(1));
    BOOST_TEST(l.erase(1));
    compare(l, {}, 0);
}

BOOST_AUTO_TEST_CASE(a_bound_may_be_there_or_not)
{
    for (int const size : {1, 2, 127, 128, 129, 255, 256, 257, 1000}) {
        list l;
        std::set<int> model;
        for (int i = 0; i != size; ++i) {
            l.insert(2 * i);
            model.insert(2 * i);
        }
        for (int bound = -1; bound <= 2 * size; bound += 1 + size / 50) compare(l, model, bound);
    }
}

BOOST_AUTO_TEST_CASE(it_does_what_a_set_does)
{
    compare_with_a_set(100, 20'000, 50);
    compare_with_a_set(5'000, 100'000, 55);
    compare_with_a_set(1'000'000, 100'000, 80);
    compare_with_a_set(1'000'000, 100'000, 52);
}

BOOST_AUTO_TEST_CASE(every_order_of_arrival_gives_the_same_order)
{
    std::vector<int> keys(5000);
    for (std::size_t i = 0; i != keys.size(); ++i) keys[i] = static_cast<int>(i);
    auto const all = keys;
    list up, down, mixed;
    for (int const k : keys) up.insert(k);
    for (auto k = keys.rbegin(); k != keys.rend(); ++k) down.insert(*k);
    std::mt19937 random(1);
    std::shuffle(keys.begin(), keys.end(), random);
    for (int const k : keys) mixed.insert(k);
    BOOST_TEST((ascending(up) == all));
    BOOST_TEST((ascending(down) == all));
    BOOST_TEST((ascending(mixed) == all));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sorted_list_tests
