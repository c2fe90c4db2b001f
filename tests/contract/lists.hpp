// SPDX-License-Identifier: BSL-1.0
// tests/contract/lists.hpp: lists are in order of their ids, page by page.
#pragma once

#include "parcel.hpp"

#include <algorithm>
#include <numeric>

namespace tender::contract {

inline void C4_lists_are_whole_at_every_size(store_maker const& make)
{
    for (int const size : {0, 1, 2, 127, 128, 129, 1000}) BOOST_TEST_CONTEXT(size) {
        yard y(make);
        for (int left = size; left > 0; left -= 50) {
            unit_of_work unit(*y.store, y.ours);
            for (int i = 0; i != std::min(left, 50); ++i) {
                auto p = y.next({}, 4);
                p.count = static_cast<std::int64_t>(y.made);
                unit.insert(p);
                unit.insert(y.next({}, 5));   // in between, on another shelf
            }
            BOOST_TEST(unit.commit().has_value());
        }
        std::vector<std::int64_t> oldest(static_cast<std::size_t>(size));
        for (std::size_t i = 0; i != oldest.size(); ++i)
            oldest[i] = static_cast<std::int64_t>(2 * i + 1);
        auto const newest = std::vector<std::int64_t>(oldest.rbegin(), oldest.rend());
        for (int const limit : {1, 7, 100, 128, 5000}) {
            if (size == 1000 && limit == 1) continue;
            BOOST_TEST((y.shelf(4, list_order::newest_first, limit) == newest), limit);
            BOOST_TEST((y.shelf(4, list_order::oldest_first, limit) == oldest), limit);
        }
        BOOST_TEST(y.shelf(6).empty());
    }
}

inline void C4_a_cursor_goes_on_behind_any_id(store_maker const& make)
{
    yard y(make);
    std::vector<parcel> all;
    for (int i = 0; i != 10; ++i) all.push_back(y.stored({}, i % 2 == 0 ? 1 : -1));
    unit_of_work unit(*y.store, y.ours);
    auto const list = [&](ulid after, list_order order) {
        std::vector<ulid> ids;
        auto const page = unit.list(parcels_on_shelf, key(1), cursor{after}, 3, order);
        for (auto const& item : page->items) ids.push_back(item->id.value);
        return ids;
    };
    auto const id = [&](std::size_t i) { return all[i].id.value; };
    using ids = std::vector<ulid>;
    // Behind one that is in the list, one that is not, and beyond both ends.
    BOOST_TEST((list(id(6), list_order::newest_first) == ids{id(4), id(2), id(0)}));
    BOOST_TEST((list(id(7), list_order::newest_first) == ids{id(6), id(4), id(2)}));
    BOOST_TEST((list(id(2), list_order::newest_first) == ids{id(0)}));
    BOOST_TEST((list(id(0), list_order::newest_first) == ids{}));
    BOOST_TEST((list({}, list_order::newest_first) == ids{}));
    BOOST_TEST((list({~0ULL, ~0ULL}, list_order::newest_first) == ids{id(8), id(6), id(4)}));
    BOOST_TEST((list(id(2), list_order::oldest_first) == ids{id(4), id(6), id(8)}));
    BOOST_TEST((list(id(3), list_order::oldest_first) == ids{id(4), id(6), id(8)}));
    BOOST_TEST((list(id(6), list_order::oldest_first) == ids{id(8)}));
    BOOST_TEST((list(id(8), list_order::oldest_first) == ids{}));
    BOOST_TEST((list({}, list_order::oldest_first) == ids{id(0), id(2), id(4)}));
}

inline void C4_the_last_page_says_so(store_maker const& make)
{
    yard y(make);
    for (int i = 0; i != 4; ++i) y.stored({}, 1);
    unit_of_work unit(*y.store, y.ours);
    BOOST_TEST(unit.list(parcels_on_shelf, key(1), {}, 3)->next.has_value());
    BOOST_TEST(!unit.list(parcels_on_shelf, key(1), {}, 4)->next.has_value());
    BOOST_TEST(!unit.list(parcels_on_shelf, key(1), {}, 5)->next.has_value());
    auto const page = unit.list(parcels_on_shelf, key(1), {}, 3);
    BOOST_TEST((page->next == cursor{page->items.back()->id.value}));
}

inline void C4_an_id_that_comes_late_takes_its_place(store_maker const& make)
{
    yard y(make);
    std::vector<parcel> all;
    for (int i = 0; i != 300; ++i) {
        all.push_back(y.next({}, 1));
        all.back().count = i;
    }
    for (std::size_t i = 0; i != all.size(); ++i)   // in a wild order
        BOOST_TEST(y.put(all[i * 7 % all.size()]).has_value());
    std::vector<std::int64_t> expected(all.size());
    std::iota(expected.begin(), expected.end(), 0);
    BOOST_TEST((y.shelf(1, list_order::oldest_first) == expected));
}

inline void C4_a_record_moves_from_list_to_list(store_maker const& make)
{
    yard y(make);
    std::vector<parcel> all;
    for (int i = 0; i != 6; ++i) {
        all.push_back(y.next({}, 1));
        all.back().count = i;
        BOOST_TEST(y.put(all.back()).has_value());
    }
    auto const move = [&](std::size_t which, int to) {
        BOOST_TEST(y.change(all[which].id, [&](parcel& p) { p.shelf = to; }).has_value());
    };
    using counts = std::vector<std::int64_t>;
    move(3, 2);
    move(1, 2);
    BOOST_TEST((y.shelf(1) == counts{5, 4, 2, 0}));
    BOOST_TEST((y.shelf(2) == counts{3, 1}));
    move(4, -1);
    move(3, 1);
    BOOST_TEST(y.change(all[5].id, [](parcel& p) { p.count = 50; }).has_value());
    BOOST_TEST((y.shelf(1) == counts{50, 3, 2, 0}));
    BOOST_TEST((y.shelf(2) == counts{1}));
    move(4, 2);
    BOOST_TEST(y.remove(all[1].id).has_value());
    BOOST_TEST((y.shelf(2) == counts{4}));
    unit_of_work unit(*y.store, y.ours);
    BOOST_TEST(unit.list(all_parcels, key(y.ours), {}, 10)->items.size() == 5U);
}

}  // namespace tender::contract
