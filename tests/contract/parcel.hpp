// SPDX-License-Identifier: BSL-1.0
// tests/contract/parcel.hpp: an entity that no store has heard of, and work on it.
#pragma once

#include <tender/base/money.hpp>
#include <tender/core/flow.hpp>
#include <tender/port/storage.hpp>

#include <boost/describe/class.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace tender::contract {

BOOST_DEFINE_ENUM_CLASS(parcel_state, packed, sent, lost)
BOOST_DEFINE_ENUM_CLASS(parcel_event, send, lose)

inline constexpr auto parcel_flow = [] {
    using enum parcel_state;
    using enum parcel_event;
    return make_flow<parcel_state, parcel_event>(packed, {
        { packed, send, sent },
        { sent,   lose, lost },
    });
}();

/// Has an index of every sort: unique and not, with a key that stays and one that may change or
/// be missing; and is due, or not.
struct parcel {
    tender::id<parcel> id;
    tender::id<tender::account> account;
    std::string number;                ///< unique, never changes
    std::string label;                 ///< unique where there is one
    int shelf = 0;                     ///< below 0: on none
    std::int64_t count = 0;
    parcel_state state = parcel_state::packed;
    std::optional<instant> due;
    int lane = 0;
    std::int32_t queue = 0;

    friend bool operator==(parcel const&, parcel const&) = default;
};
BOOST_DESCRIBE_STRUCT(parcel, (), (id, account, number, label, shelf, count, state, due, lane,
    queue))

inline std::ostream& operator<<(std::ostream& out, parcel const& p)
{
    return out << p.id.text() << ' ' << p.number << ' ' << p.label << ' ' << p.shelf << ' '
               << p.count;
}

inline constexpr index_row parcel_indexes[] = {
    {"by_number", true, true,
     [](void const* r, index_key& k) { k.add(static_cast<parcel const*>(r)->number); }},
    {"by_label", true, false,
     [](void const* r, index_key& k) {
         auto const& p = *static_cast<parcel const*>(r);
         if (!p.label.empty()) k.add(p.label);
     }},
    {"on_shelf", false, false,
     [](void const* r, index_key& k) {
         auto const& p = *static_cast<parcel const*>(r);
         if (p.shelf >= 0) k.add(p.shelf);
     }},
    {"all", false, true,
     [](void const* r, index_key& k) { k.add(static_cast<parcel const*>(r)->account); }},
};

}  // namespace tender::contract

namespace tender {

template<>
inline constexpr record_type record_of<contract::parcel> = {
    "parcel", contract::parcel_indexes, &record_id<contract::parcel>,
    [](void const* r, due_time& out) {
        auto const& p = *static_cast<contract::parcel const*>(r);
        if (p.due) out = {*p.due, p.lane, p.queue};
        return p.due.has_value();
    },
    &record_legal<contract::parcel, contract::parcel_flow>};

}  // namespace tender

namespace tender::contract {

inline constexpr unique_index<parcel> parcel_by_number{0};
inline constexpr unique_index<parcel> parcel_by_label{1};
inline constexpr list_index<parcel> parcels_on_shelf{2};
inline constexpr list_index<parcel> all_parcels{3};

/// Makes an empty store.
using store_maker = std::function<std::shared_ptr<storage>()>;

template<class... Part>
index_key key(Part const&... part)
{
    index_key k;
    (k.add(part), ...);
    return k;
}

/// A store, two accounts in it, and what most tests do with them.
struct yard {
    explicit yard(store_maker const& make) : store(make()) {}

    std::shared_ptr<storage> store;
    id<account> const ours{{7, 1}};
    id<account> const theirs{{7, 2}};
    std::uint64_t made = 0;

    /// The next parcel; its id comes behind those before it.
    parcel next(std::string label = {}, int shelf = -1)
    {
        ++made;
        parcel p;
        p.id = {{1000 + made, made * 0x9e3779b97f4a7c15}};
        p.account = ours;
        p.number = "N" + std::to_string(made);
        p.label = std::move(label);
        p.shelf = shelf;
        return p;
    }

    result<> put(parcel p)
    {
        unit_of_work unit(*store, p.account);
        unit.insert(std::move(p));
        return unit.commit();
    }

    /// A parcel that is in the store.
    parcel stored(std::string label = {}, int shelf = -1)
    {
        auto p = next(std::move(label), shelf);
        BOOST_TEST(put(p).has_value());
        return p;
    }

    result<versioned<parcel>> find(id<parcel> which, std::optional<id<account>> owner = {})
    {
        unit_of_work unit(*store, owner.value_or(ours));
        return unit.find(which);
    }

    result<versioned<parcel>> labelled(std::string_view label)
    {
        unit_of_work unit(*store, ours);
        return unit.find(parcel_by_label, key(label));
    }

    /// Reads, changes and writes in one unit of work.
    template<class Change>
    result<> change(id<parcel> which, Change&& how)
    {
        unit_of_work unit(*store, ours);
        auto const old = unit.find(which);
        if (!old) return old.error();
        auto fresh = **old;
        how(fresh);
        unit.replace(*old, std::move(fresh));
        return unit.commit();
    }

    result<> remove(id<parcel> which)
    {
        unit_of_work unit(*store, ours);
        auto const old = unit.find(which);
        if (!old) return old.error();
        unit.remove(*old);
        return unit.commit();
    }

    /// The counts on a shelf, page by page.
    std::vector<std::int64_t> shelf(int which, list_order order = list_order::newest_first,
                                    int limit = 100)
    {
        std::vector<std::int64_t> counts;
        std::optional<cursor> after;
        do {
            unit_of_work unit(*store, ours);
            auto const part = unit.list(parcels_on_shelf, key(which), after, limit, order);
            BOOST_REQUIRE(part.has_value());
            BOOST_TEST(part->items.size() <= static_cast<std::size_t>(limit));
            for (auto const& item : part->items) counts.push_back(item->count);
            after = part->next;
        } while (after);
        return counts;
    }
};

/// Does it stand as that fault?
template<class T>
bool is(result<T> const& r, errc code)
{
    return !r.has_value() && r.error() == code;
}

inline instant at(int seconds)
{
    return instant(std::chrono::seconds(seconds));
}

}  // namespace tender::contract
