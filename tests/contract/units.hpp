// SPDX-License-Identifier: BSL-1.0
// tests/contract/units.hpp: what one unit of work promises.
#pragma once

#include "parcel.hpp"

namespace tender::contract {

inline void C8_an_entity_is_kept_that_no_store_has_heard_of(store_maker const& make)
{
    yard y(make);
    auto p = y.next("fragile", 3);
    p.count = INT64_MIN;
    p.state = parcel_state::sent;
    p.due = at(-5);
    p.lane = 1;
    BOOST_TEST(y.put(p).has_value());
    auto const found = y.find(p.id);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(**found == p);
    BOOST_TEST(found->version != 0U);

    auto bare = y.next();
    bare.number = std::string("\0\x01 \xC3\xA9'\"\\%_", 11) + std::string(300, 'x');
    BOOST_TEST(y.put(bare).has_value());
    BOOST_TEST(**y.find(bare.id) == bare);
}

inline void C4_what_was_written_is_found_by_id_and_by_key(store_maker const& make)
{
    yard y(make);
    auto const p = y.stored("a"), q = y.stored("b");
    unit_of_work unit(*y.store, y.ours);
    BOOST_TEST(**unit.find(p.id) == p);
    BOOST_TEST(**unit.find(q.id) == q);
    BOOST_TEST(**unit.find(parcel_by_label, key("a")) == p);
    BOOST_TEST(**unit.find(parcel_by_number, key(q.number)) == q);
    BOOST_TEST(unit.find(p.id)->version == unit.find(parcel_by_label, key("a"))->version);
    BOOST_TEST(is(unit.find(y.next().id), errc::not_found));
    BOOST_TEST(is(unit.find(parcel_by_label, key("c")), errc::not_found));
    BOOST_TEST(is(unit.find(parcel_by_label, key("")), errc::not_found));
    BOOST_TEST(is(unit.find(parcel_by_number, key("a")), errc::not_found));
}

inline void C4_nothing_is_there_before_the_commit(store_maker const& make)
{
    yard y(make);
    auto const p = y.next("a", 1), old = y.stored("old", 1);
    {
        unit_of_work unit(*y.store, y.ours);
        auto const kept_old = unit.find(old.id);
        auto fresh = **kept_old;
        fresh.count = 9;
        unit.insert(p);
        unit.replace(*kept_old, fresh);
        BOOST_TEST(!unit.writes().empty());
        BOOST_TEST(is(y.find(p.id), errc::not_found));
        BOOST_TEST(is(unit.find(p.id), errc::not_found));
        BOOST_TEST((*unit.find(old.id))->count == 0);
        BOOST_TEST((y.shelf(1) == std::vector<std::int64_t>{0}));
    }
    BOOST_TEST(is(y.find(p.id), errc::not_found));
    BOOST_TEST(is(y.labelled("a"), errc::not_found));
    BOOST_TEST(**y.find(old.id) == old);
}

inline void C4_a_unit_without_writes_commits(store_maker const& make)
{
    yard y(make);
    auto const p = y.stored();
    unit_of_work unit(*y.store, y.ours);
    BOOST_TEST(unit.commit().has_value());
    BOOST_TEST(unit.find(p.id).has_value());
    BOOST_TEST(y.change(p.id, [](parcel& c) { c.count = 1; }).has_value());
    BOOST_TEST(unit.commit().has_value());
}

inline void C6_the_first_writer_wins(store_maker const& make)
{
    yard y(make);
    auto const p = y.stored();
    unit_of_work first(*y.store, y.ours), second(*y.store, y.ours);
    auto const seen = first.find(p.id), same = second.find(p.id);
    BOOST_REQUIRE((seen && same));
    auto fresh = p;
    fresh.count = 1;
    first.replace(*seen, fresh);
    fresh.count = 2;
    second.replace(*same, fresh);
    second.insert(y.next("of the loser"));
    BOOST_TEST(first.commit().has_value());
    BOOST_TEST(is(second.commit(), errc::conflict));
    auto const now = y.find(p.id);
    BOOST_TEST((*now)->count == 1);
    BOOST_TEST(now->version != seen->version);
    BOOST_TEST(is(y.labelled("of the loser"), errc::not_found));

    BOOST_TEST(y.change(p.id, [](parcel& c) { c.count = 0; }).has_value());   // as it was once
    unit_of_work late(*y.store, y.ours);
    late.replace(*seen, fresh);
    BOOST_TEST(is(late.commit(), errc::conflict));
}

inline void C6_what_is_removed_is_gone(store_maker const& make)
{
    yard y(make);
    auto const p = y.stored("a", 1);
    auto const seen = y.find(p.id);
    BOOST_TEST(y.remove(p.id).has_value());
    BOOST_TEST(is(y.find(p.id), errc::not_found));
    BOOST_TEST(is(y.labelled("a"), errc::not_found));
    BOOST_TEST(y.shelf(1).empty());

    unit_of_work again(*y.store, y.ours), change(*y.store, y.ours);
    again.remove(*seen);
    BOOST_TEST(is(again.commit(), errc::conflict));
    change.replace(*seen, p);
    BOOST_TEST(is(change.commit(), errc::conflict));

    BOOST_TEST(y.put(p).has_value());
    BOOST_TEST(**y.find(p.id) == p);
    BOOST_TEST(is(y.put(p), errc::conflict));
    unit_of_work late(*y.store, y.ours);
    late.remove(*seen);
    BOOST_TEST(is(late.commit(), errc::conflict));
}

inline void C4_what_a_unit_inserted_the_next_need_not_read(store_maker const& make)
{
    yard y(make);
    auto p = y.next("a", 1);
    auto const other = y.next("b", 1);
    unit_of_work first(*y.store, y.ours);
    first.insert(p);
    first.insert(other);
    BOOST_TEST(first.commit().has_value());
    auto const known = first.inserted();
    BOOST_TEST(known.size() == 2u);
    for (auto const& k : known)
        BOOST_TEST(y.find(id<parcel>{k.id})->version == k.kept.version);

    unit_of_work second(*y.store, y.ours, &known);
    auto const seen = second.find(p.id);
    BOOST_REQUIRE(seen.has_value());
    BOOST_TEST(**seen == p);
    p.count = 1;
    second.replace(*seen, p);
    second.remove(*second.find(other.id));
    auto const third = y.next("c", 1);
    second.insert(third);
    BOOST_TEST(second.commit().has_value());
    BOOST_TEST(**y.find(p.id) == p);
    BOOST_TEST(is(y.find(other.id), errc::not_found));
    BOOST_TEST(second.inserted().size() == 1u);
    BOOST_TEST((second.inserted().begin()->id == third.id.value));
}

inline void C6_what_is_known_and_has_changed_is_a_lost_race(store_maker const& make)
{
    yard y(make);
    auto const p = y.next("a", 1), other = y.next("b", 1);
    unit_of_work first(*y.store, y.ours);
    first.insert(p);
    BOOST_TEST(first.commit().has_value());
    auto const known = first.inserted();

    unit_of_work looks(*y.store, y.ours, &known);
    BOOST_TEST(looks.find(p.id).has_value());
    BOOST_TEST(is(looks.commit(), errc::conflict));   // it wrote nothing, and did not look

    BOOST_TEST(y.change(p.id, [](parcel& c) { c.count = 7; }).has_value());
    unit_of_work changes(*y.store, y.ours, &known), guards(*y.store, y.ours, &known);
    changes.replace(*changes.find(p.id), p);
    BOOST_TEST(is(changes.commit(), errc::conflict));
    BOOST_TEST(is(changes.find(other.id), errc::not_found));
    BOOST_TEST(guards.find(p.id).has_value());
    guards.insert(other);
    BOOST_TEST(is(guards.commit(), errc::conflict));
    BOOST_TEST(is(y.find(other.id), errc::not_found));
    BOOST_TEST((*y.find(p.id))->count == 7);
}

inline void C4_all_writes_land_or_none(store_maker const& make)
{
    yard y(make);
    auto const keep = y.stored("keep", 1), gone = y.stored("gone", 1), taken = y.stored("taken");
    auto const fresh = y.next("fresh", 1);
    auto const write = [&](unit_of_work& unit, bool with_fault) {
        auto changed = keep;
        changed.count = 5;
        unit.replace(*unit.find(keep.id), changed);
        unit.remove(*unit.find(gone.id));
        unit.insert(fresh);
        if (with_fault) unit.insert(y.next("taken"));
    };
    unit_of_work bad(*y.store, y.ours), good(*y.store, y.ours);
    write(bad, true);
    BOOST_TEST(is(bad.commit(), errc::conflict));
    BOOST_TEST(**y.find(keep.id) == keep);
    BOOST_TEST(**y.find(gone.id) == gone);
    BOOST_TEST(is(y.find(fresh.id), errc::not_found));
    BOOST_TEST((y.shelf(1) == std::vector<std::int64_t>{0, 0}));
    BOOST_TEST(**y.labelled("taken") == taken);

    write(good, false);
    BOOST_TEST(good.commit().has_value());
    BOOST_TEST((*y.find(keep.id))->count == 5);
    BOOST_TEST(is(y.find(gone.id), errc::not_found));
    BOOST_TEST(**y.labelled("fresh") == fresh);
    BOOST_TEST((y.shelf(1) == std::vector<std::int64_t>{0, 5}));
}

inline void C4_later_writes_of_a_unit_take_the_place_of_earlier_ones(store_maker const& make)
{
    yard y(make);
    auto const p = y.stored("p");
    unit_of_work unit(*y.store, y.ours);
    auto const old = unit.find(p.id);
    auto fresh = p;
    fresh.count = 1;
    unit.replace(*old, fresh);
    fresh.count = 2;
    fresh.label = "q";
    unit.replace(*old, fresh);
    BOOST_TEST(unit.commit().has_value());
    BOOST_TEST(**y.labelled("q") == fresh);
    BOOST_TEST(is(y.labelled("p"), errc::not_found));

    unit_of_work both(*y.store, y.ours);
    auto const now = both.find(p.id);
    fresh.count = 3;
    both.replace(*now, fresh);
    both.remove(*now);
    BOOST_TEST(both.commit().has_value());
    BOOST_TEST(is(y.find(p.id), errc::not_found));
}

inline void C4_versions_that_were_read_guard_the_commit(store_maker const& make)
{
    yard y(make);
    auto const root = y.stored("root"), other = y.stored("other");
    for (bool const removed : {false, true}) {
        unit_of_work unit(*y.store, y.ours);
        BOOST_TEST(unit.find(root.id).has_value());
        BOOST_TEST(unit.find(parcel_by_label, key("other")).has_value());
        unit.insert(y.next("depends on root"));
        auto const meanwhile = removed ? y.remove(root.id)
                                       : y.change(root.id, [](parcel& p) { ++p.count; });
        BOOST_TEST(meanwhile.has_value());
        BOOST_TEST(is(unit.commit(), errc::conflict));
        BOOST_TEST(is(y.labelled("depends on root"), errc::not_found));
    }
    unit_of_work unit(*y.store, y.ours);
    BOOST_TEST(unit.find(other.id).has_value());
    unit.insert(y.next("depends on other"));
    y.stored("no matter");
    BOOST_TEST(unit.commit().has_value());
}

inline void C23_a_change_that_the_flow_lacks_is_not_written(store_maker const& make)
{
    yard y(make);
    auto const p = y.stored();
    auto const set = [&](parcel_state to) {
        return y.change(p.id, [&](parcel& c) { c.state = to; });
    };
    BOOST_TEST(is(set(parcel_state::lost), errc::internal));
    BOOST_TEST(**y.find(p.id) == p);
    BOOST_TEST(set(parcel_state::packed).has_value());
    BOOST_TEST(set(parcel_state::sent).has_value());
    BOOST_TEST(is(set(parcel_state::packed), errc::internal));
    BOOST_TEST(set(parcel_state::lost).has_value());
    BOOST_TEST(((*y.find(p.id))->state == parcel_state::lost));
}

inline void C7_accounts_never_meet(store_maker const& make)
{
    yard y(make);
    auto const mine = y.stored("same", 1);
    auto copy = mine;
    copy.account = y.theirs;
    copy.count = 8;
    BOOST_TEST(y.put(copy).has_value());   // the same id, number and label
    BOOST_TEST(**y.find(mine.id) == mine);
    BOOST_TEST(**y.find(mine.id, y.theirs) == copy);
    BOOST_TEST((y.shelf(1) == std::vector<std::int64_t>{0}));

    unit_of_work unit(*y.store, y.theirs);
    BOOST_TEST(**unit.find(parcel_by_label, key("same")) == copy);
    BOOST_TEST(unit.list(parcels_on_shelf, key(1), {}, 10)->items.size() == 1U);
    BOOST_TEST(unit.list(all_parcels, key(y.ours), {}, 10)->items.empty());
    unit.remove(*unit.find(copy.id));
    BOOST_TEST(unit.commit().has_value());
    BOOST_TEST(**y.find(mine.id) == mine);
    BOOST_TEST(**y.labelled("same") == mine);
    BOOST_TEST(is(y.find(mine.id, y.theirs), errc::not_found));
    BOOST_TEST(is(y.find(y.stored("mine alone").id, y.theirs), errc::not_found));
}

}  // namespace tender::contract
