// SPDX-License-Identifier: BSL-1.0
// tests/contract/uniqueness.hpp: no two records of an account hold one unique key.
#pragma once

#include "parcel.hpp"

namespace tender::contract {

inline void C5_a_key_is_held_by_one_record(store_maker const& make)
{
    yard y(make);
    auto const holder = y.stored("a");
    BOOST_TEST(is(y.put(y.next("a")), errc::conflict));
    auto same_number = y.next("b");
    same_number.number = holder.number;
    BOOST_TEST(is(y.put(same_number), errc::conflict));
    BOOST_TEST(is(y.labelled("b"), errc::not_found));
    BOOST_TEST(**y.labelled("a") == holder);

    auto const other = y.stored("b");
    BOOST_TEST(is(y.change(other.id, [](parcel& p) { p.label = "a"; }), errc::conflict));
    BOOST_TEST(**y.labelled("b") == other);
    BOOST_TEST(y.change(holder.id, [](parcel& p) { ++p.count; }).has_value());
    BOOST_TEST((*y.labelled("a"))->count == 1);
}

inline void C5_a_key_is_held_once_within_one_commit(store_maker const& make)
{
    yard y(make);
    auto const old = y.stored("old");
    unit_of_work two(*y.store, y.ours), changed(*y.store, y.ours);
    two.insert(y.next("twin"));
    two.insert(y.next("twin"));
    BOOST_TEST(is(two.commit(), errc::conflict));
    auto fresh = old;
    fresh.label = "twin";
    changed.replace(*changed.find(old.id), fresh);
    changed.insert(y.next("twin"));
    BOOST_TEST(is(changed.commit(), errc::conflict));
    BOOST_TEST(is(y.labelled("twin"), errc::not_found));
    BOOST_TEST(**y.labelled("old") == old);
}

inline void C5_no_key_is_held_by_many(store_maker const& make)
{
    yard y(make);
    auto const first = y.stored(), second = y.stored();
    BOOST_TEST(**y.find(first.id) == first);
    BOOST_TEST(**y.find(second.id) == second);
    BOOST_TEST(is(y.labelled(""), errc::not_found));
}

inline void C5_a_removed_record_frees_its_keys(store_maker const& make)
{
    yard y(make);
    auto const first = y.stored("a");
    BOOST_TEST(y.remove(first.id).has_value());
    auto second = y.next("a");
    second.number = first.number;
    BOOST_TEST(y.put(second).has_value());
    BOOST_TEST(**y.labelled("a") == second);

    unit_of_work unit(*y.store, y.ours);   // also for what comes in the same commit
    unit.remove(*unit.find(second.id));
    auto third = y.next("a");
    third.number = second.number;
    unit.insert(third);
    BOOST_TEST(unit.commit().has_value());
    BOOST_TEST(**y.labelled("a") == third);
    BOOST_TEST(is(y.find(second.id), errc::not_found));
}

inline void C5_a_changed_record_frees_its_old_key(store_maker const& make)
{
    yard y(make);
    auto const first = y.stored("a");
    BOOST_TEST(y.change(first.id, [](parcel& p) { p.label = "b"; }).has_value());
    BOOST_TEST(is(y.labelled("a"), errc::not_found));
    BOOST_TEST(((*y.labelled("b"))->id == first.id));
    auto const second = y.stored("a");
    BOOST_TEST(is(y.change(first.id, [](parcel& p) { p.label = "a"; }), errc::conflict));
    BOOST_TEST(y.change(first.id, [](parcel& p) { p.label.clear(); }).has_value());
    BOOST_TEST(is(y.labelled("b"), errc::not_found));
    BOOST_TEST(y.change(second.id, [](parcel& p) { p.label = "b"; }).has_value());
    BOOST_TEST(y.change(first.id, [](parcel& p) { p.label = "a"; }).has_value());
    BOOST_TEST(((*y.labelled("a"))->id == first.id));
    BOOST_TEST(((*y.labelled("b"))->id == second.id));
}

inline void C5_keys_are_told_apart_by_every_byte(store_maker const& make)
{
    yard y(make);
    std::vector<std::string> const labels = {
        "a", "A", "a ", " a", "aa", std::string("a\0", 2), std::string("\0a", 2), "\xC3\xA9",
        "e\xCC\x81", std::string(119, 'a'), std::string(120, 'a'), std::string(121, 'a'),
        std::string(5000, 'a'), std::string(5000, 'b'), "%", "_", "'", "\"", "\\", "NULL",
    };
    std::vector<parcel> stored;
    for (auto const& label : labels) stored.push_back(y.stored(label));
    for (auto const& p : stored) {
        BOOST_TEST(**y.labelled(p.label) == p);
        BOOST_TEST(is(y.put(y.next(p.label)), errc::conflict));
    }
}

}  // namespace tender::contract
