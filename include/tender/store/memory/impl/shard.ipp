// SPDX-License-Identifier: BSL-1.0
// tender/store/memory/impl/shard.ipp: a part of the records; for the bodies of store/memory.hpp.
#pragma once

#include <tender/base/spin_mutex.hpp>
#include <tender/core/containers/small_buffer.hpp>
#include <tender/core/containers/flat_index.hpp>
#include <tender/core/containers/sorted_list.hpp>
#include <tender/core/containers/stable_vector.hpp>
#include <tender/store/memory.hpp>
#include <tender/store/memory/account_numbers.hpp>

#include <array>
#include <atomic>
#include <deque>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace tender {

/// The records of the accounts that fall into one part of the store, under one lock.
class memory_storage::shard {
public:
    std::uint64_t seed = 0;

    result<any_versioned> find(id<account> owner, snapshot& seen, record_type const& type,
                               ulid which);

    result<any_versioned> find(id<account> owner, snapshot& seen, record_type const& type,
                          index_row const& by, index_key const& key);

    result<any_page> list(id<account> owner, snapshot& seen, record_type const& type,
                          index_row const& by, index_key const& key, std::optional<cursor> after,
                          int limit, list_order order);

    result<> commit(id<account> owner, std::span<record_read const> reads,
                    std::span<record_write> writes);

    void due(int lane, instant until, std::size_t limit, std::vector<due_record>& out);

    /// The earliest of each queue that is due.
    void due_by_queue(int lane, instant until, std::vector<due_record>& out);

    void collect(record_type const& type, std::vector<std::pair<id<account>, any_versioned>>& out);

    /// What the directory says of a record whose id is its name; and of all of those.
    std::optional<directory_entry> named(std::string_view kind, ulid which);
    void collect_named(std::vector<directory_entry>& out);

    std::int64_t earliest(int lane) const
    {
        return lanes_[lane_at(lane)].earliest.load(std::memory_order_relaxed);
    }

    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

private:
    struct slot {
        any_versioned kept;
        std::uint32_t owner = 0;   ///< the account's number
    };

    struct group {
        std::uint32_t owner = 0;
        std::string key;
        sorted_list<ulid> ids;
        std::uint64_t changed = 0;
    };

    struct index {
        flat_index positions;           ///< unique: of records; list: of groups
        stable_vector<group> groups;
    };

    struct table {
        record_type const* type = nullptr;
        flat_index positions;
        stable_vector<slot> slots;
        std::vector<std::uint32_t> free;
        std::vector<index> indexes;

        std::uint32_t position_of(std::uint32_t owner, ulid which, std::uint32_t hash) const
        {
            return positions.find(hash, [&](std::uint32_t p) {
                auto const& s = slots[p];
                return s.owner == owner && type->id(s.kept.object.get()) == which;
            });
        }
    };

    struct due_entry {
        instant when;
        ulid record;
        std::uint32_t owner = 0;       ///< the account's number
        std::int32_t queue = 0;

        friend auto operator<=>(due_entry const&, due_entry const&) = default;
    };

    /// What one write takes, found out before the lock is taken where it can be.
    struct step {
        record_write const* write = nullptr;
        table* into = nullptr;
        std::uint32_t hash = 0;
        std::uint32_t position = flat_index::none;
    };

    struct planned_key {
        std::size_t step = 0;
        index_row const* row = nullptr;
        std::uint32_t hash = 0;
        index_key key;
    };

    struct plan {
        std::uint32_t owner = 0;
        small_buffer<step, 8> steps;
        small_buffer<planned_key, 2> old;      ///< keys that records leave
        small_buffer<planned_key, 10> fresh;   ///< keys that records enter
    };

    struct due_lane {
        sorted_list<due_entry> due;
        std::atomic<std::int64_t> earliest{never};
    };

    due_record as_record(due_entry const& e) const
    {
        return {accounts_[e.owner], e.record, e.when, e.queue};
    }

    static std::size_t lane_at(int lane) { return static_cast<std::size_t>(lane) % lane_count; }
    static std::int64_t ticks(instant t) { return t.time_since_epoch().count(); }

    std::uint32_t hash_of_id(ulid which) const
    {
        auto h = (which.low ^ seed) * 0x9e3779b97f4a7c15;
        h ^= which.high * 0xd1b54a32d192ed03;
        return static_cast<std::uint32_t>(h >> 32);
    }

    static std::size_t index_at(record_type const& type, index_row const& by)
    {
        return static_cast<std::size_t>(&by - type.indexes.data());
    }

    std::uint32_t key_hash(id<account> owner, index_key const& key) const
    {
        auto const h = hash_of(key.bytes(), seed ^ owner.value.low);
        return static_cast<std::uint32_t>(h >> 32);
    }

    void begin(snapshot& seen) const
    {
        if (seen.taken) return;
        seen.taken = true;
        seen.at = changes_;
    }

    table& table_of(record_type const& type)
    {
        for (auto& t : tables_)
            if (t.type == &type) return t;
        auto& t = tables_.emplace_back();
        t.type = &type;
        t.indexes = std::vector<index>(type.indexes.size());
        return t;
    }

    result<any_versioned> give(table const& t, std::uint32_t position, snapshot const& seen) const
    {
        if (position == flat_index::none) {
            if (removed_ > seen.at) return fault(errc::conflict);
            return fault(errc::not_found);
        }
        auto const& found = t.slots[position].kept;
        if (found.version > seen.at) return fault(errc::conflict);
        return found;
    }

    std::uint64_t version_of(std::uint32_t owner, record_type const& type, ulid which)
    {
        auto const& t = table_of(type);
        auto const position = t.position_of(owner, which, hash_of_id(which));
        return position == flat_index::none ? 0 : t.slots[position].kept.version;
    }

    std::uint32_t position_of(table const& t, std::size_t at, std::uint32_t hash,
                           std::uint32_t owner, index_key const& key) const
    {
        return t.indexes[at].positions.find(hash, [&](std::uint32_t p) {
            auto const& s = t.slots[p];
            if (s.owner != owner) return false;
            index_key other;
            t.type->indexes[at].key(s.kept.object.get(), other);
            return other.bytes() == key.bytes();
        });
    }

    group* group_of(table& t, std::size_t at, std::uint32_t hash, std::uint32_t owner,
                    index_key const& key)
    {
        auto& i = t.indexes[at];
        auto const position = i.positions.find(hash, [&](std::uint32_t p) {
            return i.groups[p].owner == owner && i.groups[p].key == key.bytes();
        });
        return position == flat_index::none ? nullptr : &i.groups[position];
    }

    directory_entry name_of(table const& t, slot const& s) const
    {
        auto const* const record = s.kept.object.get();
        auto const which = t.type->id(record);
        return {std::string(t.type->name), which.text(), accounts_[s.owner],
                t.type->named(record), which};
    }

    static bool is_written(record_read const& r, std::span<record_write const> writes);

    void plan_write(plan& p, id<account> owner, record_write const& w) const;

    /// Begins to fetch all that the writes will look at.
    void reach(plan& p);

    static flat_index& positions_of(table& t, planned_key const& k)
    {
        return t.indexes[index_at(*t.type, *k.row)].positions;
    }

    /// Does another record hold the unique key, here or in this commit?
    bool is_taken(plan const& p, planned_key const& k) const;

    /// Does this commit take the key away from the record that has it?
    static bool leaves(plan const& p, planned_key const& k, std::uint32_t holder);

    /// Puts the record where it will stand; one that is removed stays until its keys have left.
    void put(plan const& p, step& s);

    void leave(plan const& p, planned_key const& k);

    void enter(plan const& p, planned_key const& k);

    /// The clock's queue, and the end of what is removed.
    void settle(std::uint32_t owner, step const& s);

    static std::uint32_t free_position(table& t)
    {
        if (t.free.empty()) {
            t.slots.append();
            return static_cast<std::uint32_t>(t.slots.size() - 1);
        }
        auto const position = t.free.back();
        t.free.pop_back();
        return position;
    }

    void set_due(std::uint32_t owner, record_write const& w, void const* record, bool in);

    spin_mutex lock_;
    std::uint64_t changes_ = 1;
    std::uint64_t removed_ = 0;
    std::deque<table> tables_;
    account_numbers accounts_;
    std::array<due_lane, lane_count> lanes_;
};

}  // namespace tender
