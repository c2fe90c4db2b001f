// SPDX-License-Identifier: BSL-1.0
// tests/contract/directory.hpp: what is known before its account is, and what is due.
#pragma once

#include "parcel.hpp"

#include <tender/base/grammar.hpp>
#include <tender/domain/payment/attempt.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace tender::contract {

inline void C54_a_name_is_published_once(store_maker const& make)
{
    yard y(make);
    directory_entry const entry = {"key", "abc", y.ours, mode::test, {5, 6}};
    BOOST_TEST(is(y.store->resolve("key", "abc"), errc::not_found));
    BOOST_TEST(y.store->publish(entry).has_value());
    BOOST_TEST(y.store->publish(entry).has_value());   // saying it again is no fault

    std::vector<directory_entry> const others = {
        {"key", "abc", y.theirs, mode::test, {5, 6}}, {"key", "abc", y.ours, mode::live, {5, 6}},
        {"key", "abc", y.ours, mode::test, {5, 7}}, {"key", "abc", y.ours, mode::test, {6, 6}}};
    for (auto const& other : others) BOOST_TEST(is(y.store->publish(other), errc::conflict));

    auto const found = y.store->resolve("key", "abc");
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->kind == "key");
    BOOST_TEST(found->value == "abc");
    BOOST_TEST((found->account == y.ours));
    BOOST_TEST((found->mode == mode::test));
    BOOST_TEST((found->names == ulid{5, 6}));
}

inline void C54_names_are_told_apart_by_kind_and_value(store_maker const& make)
{
    yard y(make);
    std::vector<std::pair<std::string, std::string>> const names = {
        {"key", "a"}, {"key", "b"}, {"page", "a"}, {"key", "A"}, {"key", ""}, {"", "key"},
        {"ke", "ya"}, {"key", std::string("a\0", 2)}, {"key", std::string(3000, 'x')},
        {"key", std::string(32, '\xFF')}};
    std::uint64_t number = 0;
    for (auto const& [kind, value] : names)
        BOOST_TEST(y.store->publish({kind, value, y.ours, mode::live, {1, ++number}}).has_value());
    number = 0;
    for (auto const& [kind, value] : names)
        BOOST_TEST((y.store->resolve(kind, value)->names == ulid{1, ++number}), kind << value);
    BOOST_TEST(is(y.store->resolve("page", "b"), errc::not_found));
    BOOST_TEST(is(y.store->resolve("key", "aa"), errc::not_found));
}

inline void C54_a_directory_holds_many(store_maker const& make)
{
    yard y(make);
    for (std::uint64_t i = 0; i != 3000; ++i)
        BOOST_TEST(y.store->publish({"n", std::to_string(i), y.ours, mode::test, {0, i}})
                       .has_value());
    for (std::uint64_t i = 0; i != 3000; ++i)
        BOOST_TEST(y.store->resolve("n", std::to_string(i))->names.low == i);
    BOOST_TEST(is(y.store->resolve("n", "3000"), errc::not_found));
}

/// An attempt's id is its name: it is published with its record, by that alone, and not without it.
inline void C54_an_id_that_is_a_name_is_found(store_maker const& make)
{
    yard y(make);
    attempt a;
    a.id = {{900, 1}};
    a.account = y.theirs;
    a.mode = mode::live;
    auto const text = a.id.text();
    auto const put = [&](bool loses) {
        unit_of_work unit(*y.store, y.theirs);
        if (loses) unit.replace(versioned<parcel>{std::make_shared<parcel>(y.next()), 3}, y.next());
        unit.insert(a);
        return unit.commit();
    };
    BOOST_TEST(is(put(true), errc::conflict));
    BOOST_TEST(is(y.store->resolve("attempt", text), errc::not_found));
    BOOST_TEST(put(false).has_value());

    auto const found = y.store->resolve("attempt", text);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->kind == "attempt");
    BOOST_TEST(found->value == text);
    BOOST_TEST((found->account == y.theirs));
    BOOST_TEST((found->mode == mode::live));
    BOOST_TEST((found->names == a.id.value));
    auto const kept = y.stored();
    for (std::string_view kind : {"parcel", "payment", "", "attempts"})
        BOOST_TEST(is(y.store->resolve(kind, text), errc::not_found), kind);
    BOOST_TEST(is(y.store->resolve("parcel", kept.id.text()), errc::not_found));
    for (auto const& other : {lower_case(text), text.substr(1), text + "0", ulid{900, 2}.text()})
        BOOST_TEST(is(y.store->resolve("attempt", other), errc::not_found), other);

    BOOST_TEST(y.store->publish(*found).has_value());
    auto another = *found;
    another.account = y.ours;
    BOOST_TEST(is(y.store->publish(another), errc::conflict));
    // What tools bring in names first: then it stands there already, and once.
    a.id = {{900, 3}};
    BOOST_TEST(y.store->publish({"attempt", a.id.text(), y.theirs, mode::live, a.id.value}));
    BOOST_TEST(put(false).has_value());
    BOOST_TEST((y.store->resolve("attempt", a.id.text())->names == a.id.value));
    std::vector<std::string> names;
    auto const seen = y.store->for_each_name([&](auto const& e) { names.push_back(e.value); });
    BOOST_TEST(seen.has_value());
    std::sort(names.begin(), names.end());
    BOOST_TEST((names == std::vector{text, a.id.text()}));
}

/// The counts of what is due in a lane.
inline std::vector<std::int64_t> due(yard& y, int lane, instant until, int limit = 100)
{
    std::vector<std::int64_t> counts;
    auto const found = y.store->due(lane, until, limit);
    BOOST_REQUIRE(found.has_value());
    for (auto const& d : *found) {
        auto const p = y.find({d.record}, d.account);
        BOOST_REQUIRE(p.has_value());
        BOOST_TEST(((*p)->due == d.when));
        BOOST_TEST((*p)->queue == d.queue);
        counts.push_back((*p)->count);
    }
    return counts;
}

inline void C54_what_is_due_is_read_by_lane_and_time(store_maker const& make)
{
    yard y(make);
    using counts = std::vector<std::int64_t>;
    for (int lane = 0; lane != lane_count; ++lane) {
        BOOST_TEST(due(y, lane, at(1'000'000)).empty());
        BOOST_TEST(!y.store->next_due(lane)->has_value());
    }
    for (int lane = lane_count - 1; lane != -1; --lane)
        for (int const second : {30, 10, 50, 20, 40}) {
            auto p = y.next();
            p.due = at(second + lane);
            p.count = second + lane;
            p.lane = lane;
            p.queue = second == 20 ? 0 : second;
            if (second == 40) p.account = y.theirs;
            BOOST_TEST(y.put(p).has_value());
            y.stored();   // never due
        }
    for (int lane = 0; lane != lane_count; ++lane) BOOST_TEST_CONTEXT("lane " << lane) {
        BOOST_TEST((due(y, lane, at(9 + lane)) == counts{}));
        BOOST_TEST((due(y, lane, at(10 + lane)) == counts{10 + lane}));
        BOOST_TEST((due(y, lane, at(45)) == counts{10 + lane, 20 + lane, 30 + lane, 40 + lane}));
        BOOST_TEST((due(y, lane, at(1000)) ==
                    counts{10 + lane, 20 + lane, 30 + lane, 40 + lane, 50 + lane}));
        BOOST_TEST((due(y, lane, at(1000), 2) == counts{10 + lane, 20 + lane}));
        BOOST_TEST((*y.store->next_due(lane) == at(10 + lane)));
    }
}

inline void C54_what_is_due_follows_its_record(store_maker const& make)
{
    yard y(make);
    using counts = std::vector<std::int64_t>;
    std::vector<parcel> all;
    for (int i = 1; i != 4; ++i) {
        all.push_back(y.next());
        all.back().due = at(10 * i);
        all.back().count = i;
        BOOST_TEST(y.put(all.back()).has_value());
    }
    auto const set = [&](std::size_t which, std::optional<instant> when, int lane = 0) {
        auto const done = y.change(all[which].id, [&](parcel& p) {
            p.due = when;
            p.lane = lane;
        });
        BOOST_TEST(done.has_value());
    };
    set(0, at(25));
    BOOST_TEST((due(y, 0, at(100)) == counts{2, 1, 3}));
    BOOST_TEST((*y.store->next_due(0) == at(20)));
    set(1, {});
    BOOST_TEST((due(y, 0, at(100)) == counts{1, 3}));
    set(2, at(5), 1);
    BOOST_TEST((due(y, 0, at(100)) == counts{1}));
    BOOST_TEST((due(y, 1, at(100)) == counts{3}));
    set(1, at(25));
    auto both = due(y, 0, at(25));
    BOOST_TEST(both.size() == 2U);
    BOOST_TEST(y.remove(all[0].id).has_value());
    BOOST_TEST((due(y, 0, at(100)) == counts{2}));
    BOOST_TEST(y.remove(all[1].id).has_value());
    BOOST_TEST(!y.store->next_due(0)->has_value());
    BOOST_TEST((*y.store->next_due(1) == at(5)));
    BOOST_TEST(due(y, 0, at(100)).empty());
}

inline void C9_all_records_are_visited(store_maker const& make)
{
    yard y(make);
    std::map<std::pair<id<account>, id<parcel>>, parcel> expected, found;
    for (int i = 0; i != 1203; ++i) {   // more than two pages
        auto p = y.next();
        if (i % 2 != 0) p.account = y.theirs;
        if (i % 100 == 0) p.number += std::string("\0", 1);
        BOOST_TEST(y.put(p).has_value());
        expected.emplace(std::pair(p.account, p.id), p);
    }
    auto const gone = y.stored();
    BOOST_TEST(y.remove(gone.id).has_value());
    auto const done = y.store->for_each(record_of<parcel>, [&](id<account> owner,
                                                            any_versioned const& kept) {
        auto const& p = *static_cast<parcel const*>(kept.object.get());
        BOOST_TEST(kept.version == y.find(p.id, owner)->version);
        BOOST_TEST(found.emplace(std::pair(owner, p.id), p).second);
    });
    BOOST_TEST(done.has_value());
    BOOST_TEST((found == expected));
}

inline void C9_all_names_are_visited(store_maker const& make)
{
    yard y(make);
    std::map<std::pair<std::string, std::string>, ulid> expected, found;
    for (std::uint64_t i = 0; i != 1203; ++i) {
        directory_entry e{i % 2 == 0 ? "even" : "odd", std::to_string(i), y.ours, mode::live,
                          {1, i}};
        if (i % 100 == 0) e.value += std::string("\0\xFF", 2);
        if (i % 7 == 0) e.value = e.names.text();
        BOOST_TEST(y.store->publish(e).has_value());
        expected.emplace(std::pair(e.kind, e.value), e.names);
    }
    auto const done = y.store->for_each_name([&](directory_entry const& e) {
        BOOST_TEST((e.account == y.ours));
        BOOST_TEST((e.mode == mode::live));
        BOOST_TEST(found.emplace(std::pair(e.kind, e.value), e.names).second);
    });
    BOOST_TEST(done.has_value());
    BOOST_TEST((found == expected));
}

/// Much waits in one queue, little in others: each gives its earliest, round and round.
inline void C54_queues_take_turns(store_maker const& make)
{
    yard y(make);
    using counts = std::vector<std::int64_t>;
    auto const put = [&](std::int32_t queue, int second, bool theirs = false) {
        auto p = y.next();
        p.due = at(second);
        p.count = queue;
        p.lane = 1;
        p.queue = queue;
        if (theirs) p.account = y.theirs;
        BOOST_TEST(y.put(p).has_value());
    };
    BOOST_TEST(y.store->due_in_turns(1, at(1000), 7, 10)->found.empty());
    for (int i = 0; i != 300; ++i) put(100, i);
    put(30, 500);
    put(2'000'000'000, 600, true);
    put(70, 1001);              // not due
    put(0, 1);                  // of no queue
    put(1, 400, true);
    std::int32_t last = 0;
    auto const turn = [&](int limit) {
        auto const turns = y.store->due_in_turns(1, at(1000), last, limit);
        BOOST_REQUIRE(turns.has_value());
        last = turns->last;
        counts found;
        for (auto const& d : turns->found) {
            auto const p = y.find({d.record}, d.account);
            BOOST_REQUIRE(p.has_value());
            BOOST_TEST(((*p)->due == d.when));
            BOOST_TEST((*p)->queue == d.queue);
            if (d.queue == 100) BOOST_TEST((d.when == at(0)));
            found.push_back((*p)->count);
        }
        return found;
    };
    BOOST_TEST((turn(100) == counts{1, 30, 100, 2'000'000'000}));
    BOOST_TEST((turn(100) == counts{1, 30, 100, 2'000'000'000}));
    last = 30;
    BOOST_TEST((turn(100) == counts{100, 2'000'000'000, 1, 30}));
    last = 99;
    BOOST_TEST((turn(2) == counts{100, 2'000'000'000}));
    BOOST_TEST((turn(1) == counts{1}));
    BOOST_TEST((turn(1) == counts{30}));
    counts round;               // however few are looked at together, all have their turns
    for (int i = 0; i != 5; ++i)
        for (auto const queue : turn(1)) round.push_back(queue);
    std::sort(round.begin(), round.end());
    round.erase(std::unique(round.begin(), round.end()), round.end());
    BOOST_TEST((round == counts{1, 30, 100, 2'000'000'000}));
    BOOST_TEST(y.store->due_in_turns(0, at(1000), 0, 10)->found.empty());
    BOOST_TEST(y.store->due_in_turns(1, at(-1), 0, 10)->found.empty());
}

}  // namespace tender::contract
