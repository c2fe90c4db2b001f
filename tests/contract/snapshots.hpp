// SPDX-License-Identifier: BSL-1.0
// tests/contract/snapshots.hpp: a unit of work never sees two states of the store.
#pragma once

#include "parcel.hpp"

namespace tender::contract {

/// A store gives the snapshot's answer, or says that it cannot any more.
template<class T, class Right>
void snapshot_or_conflict(result<T> const& answer, Right&& right)
{
    if (answer.has_value()) BOOST_TEST(right(*answer));
    else BOOST_TEST((answer.error() == errc::conflict));
}

template<class T>
void absent_or_conflict(result<T> const& answer)
{
    BOOST_TEST((is(answer, errc::not_found) || is(answer, errc::conflict)));
}

inline void C4_a_unit_reads_one_state(store_maker const& make)
{
    yard y(make);
    auto const p = y.stored("p", 1), q = y.stored("q", 1);
    unit_of_work unit(*y.store, y.ours);
    BOOST_TEST((*unit.find(p.id))->count == 0);
    unit_of_work writer(*y.store, y.ours);
    for (auto const& which : {p, q}) {
        auto fresh = which;
        fresh.count = 1;
        writer.replace(*writer.find(which.id), fresh);
    }
    BOOST_TEST(writer.commit().has_value());

    auto const as_it_was = [](versioned<parcel> const& k) { return k->count == 0; };
    snapshot_or_conflict(unit.find(p.id), as_it_was);
    snapshot_or_conflict(unit.find(q.id), as_it_was);
    snapshot_or_conflict(unit.find(parcel_by_label, key("q")), as_it_was);
    snapshot_or_conflict(unit.list(parcels_on_shelf, key(1), {}, 10),
                         [](page<versioned<parcel>> const& found) {
                             return found.items.size() == 2 && found.items[0]->count == 0 &&
                                    found.items[1]->count == 0;
                         });
    unit_of_work later(*y.store, y.ours);
    BOOST_TEST((*later.find(p.id))->count == 1);
    BOOST_TEST((*later.find(q.id))->count == 1);
}

inline void C4_what_came_after_the_first_read_is_not_there(store_maker const& make)
{
    yard y(make);
    auto const p = y.stored("p", 1);
    unit_of_work unit(*y.store, y.ours), lister(*y.store, y.ours), seeker(*y.store, y.ours);
    BOOST_TEST(unit.find(p.id).has_value());
    BOOST_TEST(lister.list(parcels_on_shelf, key(2), {}, 10)->items.empty());
    BOOST_TEST(is(seeker.find(parcel_by_label, key("new")), errc::not_found));
    auto const fresh = y.stored("new", 2);
    for (auto* u : {&unit, &lister, &seeker}) {
        absent_or_conflict(u->find(fresh.id));
        absent_or_conflict(u->find(parcel_by_label, key("new")));
        absent_or_conflict(u->find(parcel_by_number, key(fresh.number)));
        snapshot_or_conflict(
            u->list(parcels_on_shelf, key(2), {}, 10),
            [](page<versioned<parcel>> const& found) { return found.items.empty(); });
    }
}

inline void C4_what_went_after_the_first_read_is_still_there(store_maker const& make)
{
    yard y(make);
    auto const anchor = y.stored(), removed = y.stored("removed", 1);
    auto const renamed = y.stored("renamed", 1), moved = y.stored("moved", 1);
    unit_of_work unit(*y.store, y.ours);
    BOOST_TEST(unit.find(anchor.id).has_value());
    BOOST_TEST(y.remove(removed.id).has_value());
    BOOST_TEST(y.change(renamed.id, [](parcel& p) { p.label = "other"; }).has_value());
    BOOST_TEST(y.change(moved.id, [](parcel& p) { p.shelf = 2; }).has_value());

    auto const was = [](parcel const& p) {
        return [&p](versioned<parcel> const& k) { return *k == p; };
    };
    snapshot_or_conflict(unit.find(removed.id), was(removed));
    snapshot_or_conflict(unit.find(parcel_by_label, key("removed")), was(removed));
    snapshot_or_conflict(unit.find(parcel_by_number, key(removed.number)), was(removed));
    snapshot_or_conflict(unit.find(parcel_by_label, key("renamed")), was(renamed));
    absent_or_conflict(unit.find(parcel_by_label, key("other")));
    snapshot_or_conflict(unit.find(moved.id), was(moved));
    snapshot_or_conflict(
        unit.list(parcels_on_shelf, key(1), {}, 10),
        [](page<versioned<parcel>> const& found) { return found.items.size() == 3; });
    snapshot_or_conflict(unit.list(parcels_on_shelf, key(2), {}, 10),
                         [](page<versioned<parcel>> const& found) { return found.items.empty(); });
    BOOST_TEST(**unit.find(anchor.id) == anchor);
}

inline void C4_a_key_that_changed_hands_is_seen_in_one_hand(store_maker const& make)
{
    yard y(make);
    auto const anchor = y.stored(), first = y.stored("key"), second = y.stored("spare");
    unit_of_work unit(*y.store, y.ours);
    BOOST_TEST(unit.find(anchor.id).has_value());
    BOOST_TEST(y.change(first.id, [](parcel& p) { p.label.clear(); }).has_value());
    BOOST_TEST(y.change(second.id, [](parcel& p) { p.label = "key"; }).has_value());
    snapshot_or_conflict(unit.find(parcel_by_label, key("key")),
                         [&](versioned<parcel> const& k) { return *k == first; });
    snapshot_or_conflict(unit.find(parcel_by_label, key("spare")),
                         [&](versioned<parcel> const& k) { return *k == second; });
}

inline void C4_a_record_that_was_read_never_changes(store_maker const& make)
{
    yard y(make);
    auto const p = y.stored("p");
    auto const kept_p = y.find(p.id);
    BOOST_TEST(y.change(p.id, [](parcel& c) { c.count = 1; }).has_value());
    BOOST_TEST(**kept_p == p);
    BOOST_TEST(y.remove(p.id).has_value());
    BOOST_TEST(**kept_p == p);
}

}  // namespace tender::contract
