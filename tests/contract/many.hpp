// SPDX-License-Identifier: BSL-1.0
// tests/contract/many.hpp: a long life against a simple model, and many threads at once.
#pragma once

#include "parcel.hpp"

#include <atomic>
#include <map>
#include <random>
#include <thread>

namespace tender::contract {

/// What a store should hold, and random work on both.
class modelled {
public:
    explicit modelled(store_maker const& make) : yard_(make) {}

    void step()
    {
        auto const owner = random_() % 2 == 0 ? yard_.ours : yard_.theirs;
        auto& model = models_[owner];
        auto expected = model;
        bool legal = true;
        unit_of_work unit(*yard_.store, owner);
        std::map<id<parcel>, bool> touched;
        for (auto writes = 1 + random_() % 3; writes != 0; --writes) {
            auto const which = any_of(model);
            auto const choice = which && !touched[*which] ? random_() % 8 : 0;
            if (choice < 3) {
                auto p = changed(yard_.next());
                p.account = owner;
                unit.insert(p);
                expected[p.id] = p;
                continue;
            }
            touched[*which] = true;
            auto old = unit.find(*which);
            BOOST_REQUIRE(old.has_value());
            BOOST_REQUIRE(**old == model.at(*which));
            if (random_() % 40 == 0) {
                old->version += 1;   // as if another writer had been there
                legal = false;
            }
            if (choice == 3) {
                unit.remove(*old);
                expected.erase(*which);
            } else {
                expected[*which] = changed(**old);
                unit.replace(*old, expected[*which]);
            }
        }
        // Whether a key may pass from one record to another within one commit is nobody's promise.
        if (passes_a_key(model, expected)) return;
        legal = legal && keys_are_unique(expected);
        auto const done = unit.commit();
        BOOST_REQUIRE(done.has_value() == legal);
        if (legal) model = expected;
        else BOOST_REQUIRE((done.error() == errc::conflict));
        ++(legal ? landed_ : refused_);
    }

    /// Everything is where it should be, and nothing else is.
    void compare()
    {
        for (auto const& [owner, model] : models_) {
            unit_of_work unit(*yard_.store, owner);
            std::map<int, std::vector<id<parcel>>> shelves;
            for (auto const& [which, p] : model) {
                BOOST_REQUIRE(**unit.find(which) == p);
                BOOST_REQUIRE(**unit.find(parcel_by_number, key(p.number)) == p);
                if (!p.label.empty())
                    BOOST_REQUIRE(**unit.find(parcel_by_label, key(p.label)) == p);
                shelves[p.shelf].push_back(which);
            }
            for (int shelf = 0; shelf != 4; ++shelf) {
                std::vector<id<parcel>> found;
                auto const page = unit.list(parcels_on_shelf, key(shelf), {}, 100'000,
                                            list_order::oldest_first);
                for (auto const& item : page->items) found.push_back(item->id);
                BOOST_REQUIRE((found == shelves[shelf]));
            }
            for (int label = 0; label != 60; ++label) {
                auto const text = "L" + std::to_string(label);
                bool held = false;
                for (auto const& [which, p] : model) held = held || p.label == text;
                BOOST_REQUIRE(unit.find(parcel_by_label, key(text)).has_value() == held);
            }
        }
        compare_due();
    }

    int landed() const { return landed_; }
    int refused() const { return refused_; }

private:
    using parcels = std::map<id<parcel>, parcel>;

    std::optional<id<parcel>> any_of(parcels const& model)
    {
        if (model.empty()) return std::nullopt;
        auto it = model.begin();
        std::advance(it, static_cast<long>(random_() % model.size()));
        return it->first;
    }

    parcel changed(parcel p)
    {
        auto const one_in = [&](unsigned n) { return random_() % n == 0; };
        p.count = static_cast<std::int64_t>(random_());
        if (one_in(2)) p.shelf = static_cast<int>(random_() % 5) - 1;
        if (one_in(2)) p.label = one_in(4) ? "" : "L" + std::to_string(random_() % 60);
        if (one_in(2)) p.lane = static_cast<int>(random_() % lane_count);
        if (one_in(2)) p.due = at(static_cast<int>(random_() % 50));
        if (one_in(6)) p.due.reset();
        return p;
    }

    static bool passes_a_key(parcels const& before, parcels const& after)
    {
        for (auto const& [which, p] : before) {
            auto const same = after.find(which);
            if (p.label.empty() || same == after.end() || same->second.label == p.label) continue;
            for (auto const& [other, q] : after)
                if (other != which && q.label == p.label) return true;
        }
        return false;
    }

    static bool keys_are_unique(parcels const& model)
    {
        std::map<std::string, int> labels;
        for (auto const& [which, p] : model)
            if (!p.label.empty() && ++labels[p.label] == 2) return false;
        return true;
    }

    void compare_due()
    {
        for (int lane = 0; lane != lane_count; ++lane) {
            std::vector<instant> expected, found;
            for (auto const& [owner, model] : models_)
                for (auto const& [which, p] : model)
                    if (p.due && p.lane == lane) expected.push_back(*p.due);
            std::sort(expected.begin(), expected.end());
            auto const all = yard_.store->due(lane, at(1000), 100'000);
            for (auto const& d : *all) {
                found.push_back(d.when);
                BOOST_REQUIRE((models_[d.account].at({d.record}).due == d.when));
            }
            BOOST_REQUIRE((found == expected));
            auto const next = yard_.store->next_due(lane);
            BOOST_REQUIRE(next->has_value() == !expected.empty());
            if (*next) BOOST_REQUIRE((**next == expected.front()));
        }
    }

    yard yard_;
    std::mt19937 random_{9};
    std::map<id<account>, parcels> models_;
    int landed_ = 0, refused_ = 0;
};

inline void C9_a_long_life_leaves_what_a_map_would(store_maker const& make)
{
    modelled life(make);
    for (int round = 0; round != 3000; ++round) {
        life.step();
        if (round % 250 == 249) life.compare();
    }
    BOOST_TEST(life.landed() > 1000);
    BOOST_TEST(life.refused() > 100);
}

template<class Work>
void in_threads(int count, Work work)
{
    std::vector<std::thread> threads;
    for (int i = 0; i != count; ++i) threads.emplace_back(work, i);
    for (auto& t : threads) t.join();
}

inline void C6_no_increment_of_four_threads_is_lost(store_maker const& make)
{
    yard y(make);
    auto const p = y.stored();
    std::atomic<int> strange{0};
    in_threads(4, [&](int) {
        for (int i = 0; i != 500;) {
            auto const done = y.change(p.id, [](parcel& c) { ++c.count; });
            if (done.has_value()) ++i;
            else if (!(done.error() == errc::conflict)) ++strange;
        }
    });
    BOOST_TEST(strange == 0);
    BOOST_TEST((*y.find(p.id))->count == 2000);
}

inline void C5_of_four_threads_one_takes_a_key(store_maker const& make)
{
    yard y(make);
    std::vector<parcel> fresh;
    for (int i = 0; i != 4 * 200; ++i) fresh.push_back(y.next("L" + std::to_string(i / 4)));
    std::atomic<int> won{0};
    in_threads(4, [&](int thread) {
        for (std::size_t i = 0; i != 200; ++i)
            if (y.put(fresh[4 * i + static_cast<std::size_t>(thread)]).has_value()) ++won;
    });
    BOOST_TEST(won == 200);
}

inline void C4_no_thread_sees_half_of_a_commit(store_maker const& make)
{
    yard y(make);
    auto a = y.next("a", 1), b = y.next("b", 1);
    a.count = 1000;
    BOOST_TEST((y.put(a) && y.put(b)));
    std::atomic<int> wrong{0}, whole{0};
    auto const move_one = [&] {
        unit_of_work unit(*y.store, y.ours);
        auto const from = unit.find(a.id), to = unit.find(b.id);
        if (!from || !to) return false;
        auto less = **from, more = **to;
        --less.count;
        ++more.count;
        unit.replace(*from, less);
        unit.replace(*to, more);
        return unit.commit().has_value();
    };
    auto const look = [&] {
        unit_of_work unit(*y.store, y.ours);
        auto const to = unit.find(parcel_by_label, key("b")), from = unit.find(a.id);
        auto const both = unit.list(parcels_on_shelf, key(1), {}, 5);
        if (!from || !to || !both) return;
        ++whole;
        if ((*from)->count + (*to)->count != 1000) ++wrong;
        if (both->items[0]->count + both->items[1]->count != 1000) ++wrong;
        if (both->items[0]->count != (*to)->count) ++wrong;
    };
    in_threads(4, [&](int thread) {
        for (int i = 0; i != 300;)
            if (thread >= 2) look(), ++i;
            else if (move_one()) ++i;
    });
    BOOST_TEST(wrong == 0);
    look();
    BOOST_TEST(whole > 0);
    BOOST_TEST((*y.find(b.id))->count == 600);
}

}  // namespace tender::contract
