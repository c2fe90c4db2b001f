// SPDX-License-Identifier: BSL-1.0
// tender/store/impl/memory.ipp: bodies of store/memory.hpp.
#pragma once

#include <tender/core/flat_index.hpp>
#include <tender/core/sorted_list.hpp>
#include <tender/core/steady_vector.hpp>
#include <tender/store/memory.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <mutex>

namespace tender {

/// The records of the accounts that fall into one part of the store, under one lock.
class memory_storage::shard {
public:
    std::uint64_t seed = 0;

    result<any_kept> find(id<account> whose, snapshot& seen, record_type const& type, ulid which)
    {
        std::lock_guard const hold(lock_);
        begin(seen);
        auto& t = table_of(type);
        return give(t, t.place_of(whose, which, hash_of_id(which)), seen);
    }

    result<any_kept> find(id<account> whose, snapshot& seen, record_type const& type,
                          index_row const& by, index_key const& key)
    {
        auto const hash = key_hash(whose, key);
        std::lock_guard const hold(lock_);
        begin(seen);
        auto& t = table_of(type);
        return give(t, place_of(t, index_at(type, by), hash, whose, key), seen);
    }

    result<any_page> list(id<account> whose, snapshot& seen, record_type const& type,
                          index_row const& by, index_key const& key, std::optional<cursor> after,
                          int limit, list_order order)
    {
        auto const hash = key_hash(whose, key);
        std::lock_guard const hold(lock_);
        begin(seen);
        auto& t = table_of(type);
        any_page out;
        auto const* const g = group_of(t, index_at(type, by), hash, whose, key);
        if (g == nullptr) return out;
        if (g->changed > seen.at) return fault(errc::conflict);
        bool stale = false;
        auto const take = [&](ulid which) {
            if (out.items.size() == static_cast<std::size_t>(limit)) {
                out.more = true;
                return false;
            }
            auto const& s = t.slots[t.place_of(whose, which, hash_of_id(which))];
            if (s.kept.version > seen.at) stale = true;
            out.items.push_back(s.kept);
            return !stale;
        };
        if (order == list_order::newest_first) {
            auto const* const bound = after ? &after->after : nullptr;
            g->ids.descend(bound, take);
        } else {
            g->ids.ascend([&](ulid which) {
                return after && which <= after->after ? true : take(which);
            });
        }
        if (stale) return fault(errc::conflict);
        return out;
    }

    result<> commit(id<account> whose, std::span<record_read const> reads,
                    std::span<record_write const> writes)
    {
        std::lock_guard const hold(lock_);
        for (auto const& r : reads)
            if (!is_written(r, writes) && version_of(whose, *r.type, r.id) != r.version)
                return fault(errc::conflict);
        for (auto const& w : writes) {
            if (version_of(whose, *w.type, w.id) != w.old_version) return fault(errc::conflict);
            if (w.fresh != nullptr && takes_held_key(whose, w, writes))
                return fault(errc::conflict);
        }
        ++changes_;
        for (auto const& w : writes) apply(whose, w);
        return {};
    }

    void due(int lane, instant until, std::size_t limit, std::vector<due_record>& out)
    {
        if (earliest_[lane_at(lane)].load(std::memory_order_relaxed) > ticks(until)) return;
        std::lock_guard const hold(lock_);
        std::size_t taken = 0;
        due_[lane_at(lane)].ascend([&](due_entry const& e) {
            if (e.when > until || taken++ == limit) return false;
            out.push_back({e.whose, e.record, e.when});
            return true;
        });
    }

    std::int64_t earliest(int lane) const
    {
        return earliest_[lane_at(lane)].load(std::memory_order_relaxed);
    }

    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

private:
    struct slot {
        any_kept kept;
        id<account> whose;
        ulid which;
    };

    struct group {
        id<account> whose;
        std::string key;
        sorted_list<ulid> ids;
        std::uint64_t changed = 0;
    };

    struct index {
        flat_index places;           ///< unique: of records; list: of groups
        steady_vector<group> groups;
    };

    struct table {
        record_type const* type = nullptr;
        flat_index places;
        steady_vector<slot> slots;
        std::vector<std::uint32_t> free;
        std::vector<index> indexes;

        std::uint32_t place_of(id<account> whose, ulid which, std::uint32_t hash) const
        {
            return places.find(hash, [&](std::uint32_t p) {
                return slots[p].which == which && slots[p].whose == whose;
            });
        }
    };

    struct due_entry {
        instant when;
        ulid record;
        id<account> whose;

        friend auto operator<=>(due_entry const&, due_entry const&) = default;
    };

    static std::size_t lane_at(int lane) { return static_cast<std::size_t>(lane) & 1; }
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

    std::uint32_t key_hash(id<account> whose, index_key const& key) const
    {
        auto const h = hash_of(key.bytes(), seed ^ whose.value.low);
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
            if (t->type == &type) return *t;
        auto& t = *tables_.emplace_back(std::make_unique<table>());
        t.type = &type;
        t.indexes = std::vector<index>(type.indexes.size());
        return t;
    }

    result<any_kept> give(table const& t, std::uint32_t place, snapshot const& seen) const
    {
        if (place == flat_index::none) {
            if (removed_ > seen.at) return fault(errc::conflict);
            return fault(errc::not_found);
        }
        auto const& found = t.slots[place].kept;
        if (found.version > seen.at) return fault(errc::conflict);
        return found;
    }

    std::uint64_t version_of(id<account> whose, record_type const& type, ulid which)
    {
        auto& t = table_of(type);
        auto const place = t.place_of(whose, which, hash_of_id(which));
        return place == flat_index::none ? 0 : t.slots[place].kept.version;
    }

    std::uint32_t place_of(table const& t, std::size_t at, std::uint32_t hash, id<account> whose,
                           index_key const& key) const
    {
        return t.indexes[at].places.find(hash, [&](std::uint32_t p) {
            auto const& s = t.slots[p];
            if (s.whose != whose) return false;
            index_key other;
            t.type->indexes[at].key(s.kept.object.get(), other);
            return other.bytes() == key.bytes();
        });
    }

    group* group_of(table& t, std::size_t at, std::uint32_t hash, id<account> whose,
                    index_key const& key)
    {
        auto& i = t.indexes[at];
        auto const place = i.places.find(hash, [&](std::uint32_t p) {
            return i.groups[p].whose == whose && i.groups[p].key == key.bytes();
        });
        return place == flat_index::none ? nullptr : &i.groups[place];
    }

    static bool is_written(record_read const& r, std::span<record_write const> writes)
    {
        return std::any_of(writes.begin(), writes.end(), [&](record_write const& w) {
            return w.id == r.id && w.type == r.type && w.old_version == r.version;
        });
    }

    /// Would the write take a unique key that another record holds, here or in this commit?
    bool takes_held_key(id<account> whose, record_write const& w,
                        std::span<record_write const> writes)
    {
        auto& t = table_of(*w.type);
        for (std::size_t at = 0; at != w.type->indexes.size(); ++at) {
            auto const& row = w.type->indexes[at];
            if (!row.unique || (row.fixed && w.old_version != 0)) continue;
            index_key key;
            row.key(w.fresh.get(), key);
            if (key.empty()) continue;
            auto const holder = place_of(t, at, key_hash(whose, key), whose, key);
            if (holder != flat_index::none && t.slots[holder].which != w.id &&
                !leaves(writes, row, w.type, t.slots[holder].which, key))
                return true;
            for (auto const& other : writes) {
                if (&other == &w) break;
                if (other.type != w.type || other.fresh == nullptr) continue;
                index_key theirs;
                row.key(other.fresh.get(), theirs);
                if (theirs.bytes() == key.bytes()) return true;
            }
        }
        return false;
    }

    /// Does this commit take the key away from the record that has it?
    static bool leaves(std::span<record_write const> writes, index_row const& row,
                       record_type const* type, ulid which, index_key const& key)
    {
        for (auto const& w : writes) {
            if (w.type != type || w.id != which) continue;
            if (w.fresh == nullptr) return true;
            index_key next;
            row.key(w.fresh.get(), next);
            return next.bytes() != key.bytes();
        }
        return false;
    }

    void apply(id<account> whose, record_write const& w)
    {
        auto& t = table_of(*w.type);
        auto const hash = hash_of_id(w.id);
        auto place = w.old != nullptr ? t.place_of(whose, w.id, hash) : flat_index::none;
        if (place == flat_index::none) {
            place = free_place(t);
            t.slots[place].whose = whose;
            t.slots[place].which = w.id;
            t.places.insert(hash, place);
        }
        for (std::size_t at = 0; at != w.type->indexes.size(); ++at)
            reindex(t, at, place, whose, w);
        if (w.type->due != nullptr && w.old != nullptr) set_due(whose, w, w.old.get(), false);
        if (w.type->due != nullptr && w.fresh != nullptr) set_due(whose, w, w.fresh.get(), true);
        if (w.fresh != nullptr) {
            t.slots[place].kept = {w.fresh, changes_};
            return;
        }
        t.places.erase(hash, place);
        t.slots[place] = {};
        t.free.push_back(place);
        removed_ = changes_;
    }

    static std::uint32_t free_place(table& t)
    {
        if (t.free.empty()) {
            t.slots.append();
            return static_cast<std::uint32_t>(t.slots.size() - 1);
        }
        auto const place = t.free.back();
        t.free.pop_back();
        return place;
    }

    /// Moves a record from its old key in an index to its fresh one, where they differ.
    void reindex(table& t, std::size_t at, std::uint32_t place, id<account> whose,
                 record_write const& w)
    {
        auto const& row = w.type->indexes[at];
        if (row.fixed && w.old != nullptr && w.fresh != nullptr) return;
        index_key old, fresh;
        if (w.old != nullptr) row.key(w.old.get(), old);
        if (w.fresh != nullptr) row.key(w.fresh.get(), fresh);
        if (old.bytes() == fresh.bytes()) return;
        if (!old.empty()) {
            auto const hash = key_hash(whose, old);
            if (row.unique) {
                t.indexes[at].places.erase(hash, place);
                removed_ = changes_;
            } else if (auto* const g = group_of(t, at, hash, whose, old); g != nullptr) {
                g->ids.erase(w.id);
                g->changed = changes_;
            }
        }
        if (fresh.empty()) return;
        auto const hash = key_hash(whose, fresh);
        if (row.unique) {
            t.indexes[at].places.insert(hash, place);
            return;
        }
        auto* g = group_of(t, at, hash, whose, fresh);
        if (g == nullptr) {
            auto& i = t.indexes[at];
            i.places.insert(hash, static_cast<std::uint32_t>(i.groups.size()));
            g = &i.groups.append();
            g->whose = whose;
            g->key = fresh.bytes();
        }
        g->ids.insert(w.id);
        g->changed = changes_;
    }

    void set_due(id<account> whose, record_write const& w, void const* record, bool in)
    {
        due_time time;
        if (!w.type->due(record, time)) return;
        auto const lane = lane_at(time.lane);
        auto& queue = due_[lane];
        if (in) queue.insert({time.when, w.id, whose});
        else queue.erase({time.when, w.id, whose});
        earliest_[lane].store(queue.empty() ? never : ticks(queue.front().when),
                              std::memory_order_relaxed);
    }

    /// A lock that is held for less than a microsecond is worth a short spin.
    class brief_mutex {
    public:
        void lock()
        {
            for (int i = 0; i != 200; ++i)
                if (mutex_.try_lock()) return;
            mutex_.lock();
        }
        void unlock() { mutex_.unlock(); }

    private:
        std::mutex mutex_;
    };

    brief_mutex lock_;
    std::uint64_t changes_ = 1;
    std::uint64_t removed_ = 0;
    std::vector<std::unique_ptr<table>> tables_;
    std::array<sorted_list<due_entry>, 2> due_;
    std::array<std::atomic<std::int64_t>, 2> earliest_{never, never};
};

/// One part of the directory.
class memory_storage::directory {
public:
    result<> publish(std::uint32_t hash, directory_entry entry)
    {
        std::lock_guard const hold(lock_);
        auto const place = find(hash, entry.kind, entry.value);
        if (place != flat_index::none) {
            auto const& there = entries_[place];
            bool const same = there.names == entry.names && there.account == entry.account &&
                              there.mode == entry.mode;
            return same ? result<>() : result<>(fault(errc::conflict));
        }
        places_.insert(hash, static_cast<std::uint32_t>(entries_.size()));
        entries_.append() = std::move(entry);
        return {};
    }

    result<directory_entry> resolve(std::uint32_t hash, std::string_view kind,
                                    std::string_view value)
    {
        std::lock_guard const hold(lock_);
        auto const place = find(hash, kind, value);
        if (place == flat_index::none) return fault(errc::not_found);
        return entries_[place];
    }

private:
    std::uint32_t find(std::uint32_t hash, std::string_view kind, std::string_view value) const
    {
        return places_.find(hash, [&](std::uint32_t p) {
            return entries_[p].value == value && entries_[p].kind == kind;
        });
    }

    std::mutex lock_;
    flat_index places_;
    steady_vector<directory_entry> entries_;
};

namespace memory_parts {
inline constexpr std::size_t count = 16;
}

TENDER_DECL memory_storage::memory_storage(std::uint64_t seed)
    : seed_(seed), shards_(new shard[memory_parts::count]),
      directories_(new directory[memory_parts::count])
{
    for (std::size_t i = 0; i != memory_parts::count; ++i) shards_[i].seed = seed;
}

TENDER_DECL memory_storage::~memory_storage() = default;

TENDER_DECL memory_storage::shard& memory_storage::of(id<account> whose)
{
    auto const h = (whose.value.low ^ seed_) * 0x9e3779b97f4a7c15;
    return shards_[(h >> 60) % memory_parts::count];
}

TENDER_DECL result<any_kept> memory_storage::find(id<account> whose, snapshot& seen,
                                                  record_type const& type, ulid which)
{
    return of(whose).find(whose, seen, type, which);
}

TENDER_DECL result<any_kept> memory_storage::find(id<account> whose, snapshot& seen,
                                                  record_type const& type, index_row const& by,
                                                  index_key const& key)
{
    return of(whose).find(whose, seen, type, by, key);
}

TENDER_DECL result<any_page> memory_storage::list(id<account> whose, snapshot& seen,
                                                  record_type const& type, index_row const& by,
                                                  index_key const& key,
                                                  std::optional<cursor> after, int limit,
                                                  list_order order)
{
    return of(whose).list(whose, seen, type, by, key, after, limit, order);
}

TENDER_DECL result<> memory_storage::commit(id<account> whose,
                                            std::span<record_read const> reads,
                                            std::span<record_write const> writes)
{
    return of(whose).commit(whose, reads, writes);
}

TENDER_DECL result<> memory_storage::publish(directory_entry entry)
{
    auto const h = hash_of(entry.value, seed_);
    return directories_[h % memory_parts::count].publish(static_cast<std::uint32_t>(h >> 32),
                                                         std::move(entry));
}

TENDER_DECL result<directory_entry> memory_storage::resolve(std::string_view kind,
                                                            std::string_view value)
{
    auto const h = hash_of(value, seed_);
    return directories_[h % memory_parts::count].resolve(static_cast<std::uint32_t>(h >> 32),
                                                         kind, value);
}

TENDER_DECL result<std::vector<due_record>> memory_storage::due(int lane, instant until,
                                                                int limit)
{
    std::vector<due_record> out;
    auto const most = static_cast<std::size_t>(limit);
    for (std::size_t i = 0; i != memory_parts::count; ++i) shards_[i].due(lane, until, most, out);
    std::sort(out.begin(), out.end(), [](due_record const& a, due_record const& b) {
        return a.when != b.when ? a.when < b.when : a.record < b.record;
    });
    if (out.size() > most) out.resize(most);
    return out;
}

TENDER_DECL result<std::optional<instant>> memory_storage::next_due(int lane)
{
    auto earliest = shard::never;
    for (std::size_t i = 0; i != memory_parts::count; ++i)
        earliest = std::min(earliest, shards_[i].earliest(lane));
    if (earliest == shard::never) return std::optional<instant>();
    return std::optional<instant>(instant(std::chrono::milliseconds(earliest)));
}

}  // namespace tender
