// SPDX-License-Identifier: BSL-1.0
// tender/store/memory/impl/memory.ipp: bodies of store/memory.hpp.
#pragma once

#include <tender/base/brief_mutex.hpp>
#include <tender/core/containers/brief_vector.hpp>
#include <tender/core/containers/flat_index.hpp>
#include <tender/core/containers/sorted_list.hpp>
#include <tender/core/containers/steady_vector.hpp>
#include <tender/store/memory.hpp>
#include <tender/store/records/turns.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <limits>
#include <mutex>
#include <unordered_set>

namespace tender {

namespace memory_parts {

inline constexpr std::size_t count = 16;

/// Small numbers for accounts, in the order in which they came.
class account_numbers {
public:
    static constexpr std::uint32_t nobody = flat_index::none;

    std::uint32_t find(id<account> whose) const   ///< nobody: never seen
    {
        return places_.find(hash(whose), [&](std::uint32_t n) { return seen_[n] == whose; });
    }

    std::uint32_t number(id<account> whose)
    {
        if (auto const known = find(whose); known != nobody) return known;
        seen_.push_back(whose);
        auto const fresh = static_cast<std::uint32_t>(seen_.size() - 1);
        places_.insert(hash(whose), fresh);
        return fresh;
    }

    id<account> operator[](std::uint32_t number) const { return seen_[number]; }

private:
    static std::uint32_t hash(id<account> whose)
    {
        return static_cast<std::uint32_t>(whose.value.low * 0x9e3779b97f4a7c15 >> 32);
    }

    flat_index places_;
    std::vector<id<account>> seen_;
};

}  // namespace memory_parts

/// The records of the accounts that fall into one part of the store, under one lock.
class memory_storage::shard {
public:
    std::uint64_t seed = 0;

    result<any_kept> find(id<account> whose, snapshot& seen, record_type const& type, ulid which)
    {
        auto const hash = hash_of_id(which);
        std::lock_guard const hold(lock_);
        begin(seen);
        auto const& t = table_of(type);
        return give(t, t.place_of(accounts_.find(whose), which, hash), seen);
    }

    result<any_kept> find(id<account> whose, snapshot& seen, record_type const& type,
                          index_row const& by, index_key const& key)
    {
        auto const hash = key_hash(whose, key);
        std::lock_guard const hold(lock_);
        begin(seen);
        auto const& t = table_of(type);
        return give(t, place_of(t, index_at(type, by), hash, accounts_.find(whose), key),
                    seen);
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
        auto const number = accounts_.find(whose);
        auto const* const g = group_of(t, index_at(type, by), hash, number, key);
        if (g == nullptr) return out;
        if (g->changed > seen.at) return fault(errc::conflict);
        bool stale = false;
        auto const take = [&](ulid which) {
            if (out.items.size() == static_cast<std::size_t>(limit)) {
                out.more = true;
                return false;
            }
            auto const& s = t.slots[t.place_of(number, which, hash_of_id(which))];
            if (s.kept.version > seen.at) stale = true;
            out.items.push_back(s.kept);
            return !stale;
        };
        auto const* const bound = after ? &after->after : nullptr;
        if (order == list_order::newest_first) g->ids.descend(bound, take);
        else g->ids.ascend(bound, take);
        if (stale) return fault(errc::conflict);
        return out;
    }

    result<> commit(id<account> whose, std::span<record_read const> reads,
                    std::span<record_write> writes)
    {
        plan p;
        for (auto const& w : writes) plan_write(p, whose, w);
        std::lock_guard const hold(lock_);
        p.whose = accounts_.number(whose);
        reach(p);
        for (auto const& r : reads)
            if (!is_written(r, writes) && version_of(p.whose, *r.type, r.id) != r.version)
                return fault(errc::conflict);
        for (auto& s : p.steps) {
            s.place = s.into->place_of(p.whose, s.write->id, s.hash);
            auto const version =
                s.place == flat_index::none ? 0 : s.into->slots[s.place].kept.version;
            if (version != s.write->old_version) return fault(errc::conflict);
        }
        for (auto const& k : p.fresh)
            if (k.row->unique && is_taken(p, k)) return fault(errc::conflict);
        ++changes_;
        for (auto& s : p.steps) place(p, s);
        for (auto const& k : p.old) leave(p, k);
        for (auto const& k : p.fresh) enter(p, k);
        for (auto const& s : p.steps) settle(p.whose, s);
        for (auto& w : writes) w.fresh_version = changes_;
        return {};
    }

    void due(int lane, instant until, std::size_t limit, std::vector<due_record>& out)
    {
        if (earliest(lane) > ticks(until)) return;
        std::lock_guard const hold(lock_);
        std::size_t taken = 0;
        lanes_[lane_at(lane)].due.ascend(nullptr, [&](due_entry const& e) {
            if (e.when > until || taken++ == limit) return false;
            out.push_back(as_record(e));
            return true;
        });
    }

    /// The earliest of each queue that is due.
    void due_by_queue(int lane, instant until, std::vector<due_record>& out)
    {
        if (earliest(lane) > ticks(until)) return;
        std::lock_guard const hold(lock_);
        std::unordered_set<std::int32_t> seen{0};
        lanes_[lane_at(lane)].due.ascend(nullptr, [&](due_entry const& e) {
            if (e.when > until) return false;
            if (seen.insert(e.queue).second) out.push_back(as_record(e));
            return true;
        });
    }

    void collect(record_type const& type, std::vector<std::pair<id<account>, any_kept>>& out)
    {
        std::lock_guard const hold(lock_);
        auto const& t = table_of(type);
        for (std::size_t i = 0; i != t.slots.size(); ++i)
            if (t.slots[i].kept.object != nullptr)
                out.emplace_back(accounts_[t.slots[i].whose], t.slots[i].kept);
    }

    std::int64_t earliest(int lane) const
    {
        return lanes_[lane_at(lane)].earliest.load(std::memory_order_relaxed);
    }

    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

private:
    using account_numbers = memory_parts::account_numbers;

    struct slot {
        any_kept kept;
        std::uint32_t whose = 0;   ///< the account's number
    };

    struct group {
        std::uint32_t whose = 0;
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

        std::uint32_t place_of(std::uint32_t whose, ulid which, std::uint32_t hash) const
        {
            return places.find(hash, [&](std::uint32_t p) {
                auto const& s = slots[p];
                return s.whose == whose && type->id(s.kept.object.get()) == which;
            });
        }
    };

    struct due_entry {
        instant when;
        ulid record;
        std::uint32_t whose = 0;       ///< the account's number
        std::int32_t queue = 0;

        friend auto operator<=>(due_entry const&, due_entry const&) = default;
    };

    /// What one write takes, found out before the lock is taken where it can be.
    struct step {
        record_write const* write = nullptr;
        table* into = nullptr;
        std::uint32_t hash = 0;
        std::uint32_t place = flat_index::none;
    };

    struct planned_key {
        std::size_t step = 0;
        index_row const* row = nullptr;
        std::uint32_t hash = 0;
        index_key key;
    };

    struct plan {
        std::uint32_t whose = 0;
        brief_vector<step, 8> steps;
        brief_vector<planned_key, 2> old;      ///< keys that records leave
        brief_vector<planned_key, 10> fresh;   ///< keys that records enter
    };

    struct due_lane {
        sorted_list<due_entry> due;
        std::atomic<std::int64_t> earliest{never};
    };

    due_record as_record(due_entry const& e) const
    {
        return {accounts_[e.whose], e.record, e.when, e.queue};
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
            if (t.type == &type) return t;
        auto& t = tables_.emplace_back();
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

    std::uint64_t version_of(std::uint32_t whose, record_type const& type, ulid which)
    {
        auto const& t = table_of(type);
        auto const place = t.place_of(whose, which, hash_of_id(which));
        return place == flat_index::none ? 0 : t.slots[place].kept.version;
    }

    std::uint32_t place_of(table const& t, std::size_t at, std::uint32_t hash,
                           std::uint32_t whose, index_key const& key) const
    {
        return t.indexes[at].places.find(hash, [&](std::uint32_t p) {
            auto const& s = t.slots[p];
            if (s.whose != whose) return false;
            index_key other;
            t.type->indexes[at].key(s.kept.object.get(), other);
            return other.bytes() == key.bytes();
        });
    }

    group* group_of(table& t, std::size_t at, std::uint32_t hash, std::uint32_t whose,
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

    void plan_write(plan& p, id<account> whose, record_write const& w) const
    {
        auto const at = p.steps.size();
        p.steps.push_back({&w, nullptr, hash_of_id(w.id), flat_index::none});
        for (auto const& row : w.type->indexes) {
            if (row.fixed && w.old != nullptr && w.fresh != nullptr) continue;
            planned_key old{at, &row, 0, {}}, fresh{at, &row, 0, {}};
            if (w.old != nullptr) row.key(w.old.get(), old.key);
            if (w.fresh != nullptr) row.key(w.fresh.get(), fresh.key);
            if (old.key.bytes() == fresh.key.bytes()) continue;
            old.hash = key_hash(whose, old.key);
            fresh.hash = key_hash(whose, fresh.key);
            if (!old.key.empty()) p.old.push_back(std::move(old));
            if (!fresh.key.empty()) p.fresh.push_back(std::move(fresh));
        }
    }

    /// Begins to fetch all that the writes will look at.
    void reach(plan& p)
    {
        for (auto& s : p.steps) {
            s.into = &table_of(*s.write->type);
            s.into->places.prefetch(s.hash);
        }
        for (auto const& k : p.fresh)
            if (k.row->unique) places_of(*p.steps.begin()[k.step].into, k).prefetch(k.hash);
    }

    static flat_index& places_of(table& t, planned_key const& k)
    {
        return t.indexes[index_at(*t.type, *k.row)].places;
    }

    /// Does another record hold the unique key, here or in this commit?
    bool is_taken(plan const& p, planned_key const& k) const
    {
        auto const& mine = p.steps.begin()[k.step];
        auto const& t = *mine.into;
        auto const holder = place_of(t, index_at(*t.type, *k.row), k.hash, p.whose, k.key);
        if (holder != flat_index::none && holder != mine.place && !leaves(p, k, holder))
            return true;
        return std::any_of(p.fresh.begin(), &k, [&](planned_key const& other) {
            return other.row == k.row && other.key.bytes() == k.key.bytes();
        });
    }

    /// Does this commit take the key away from the record that has it?
    static bool leaves(plan const& p, planned_key const& k, std::uint32_t holder)
    {
        return std::any_of(p.old.begin(), p.old.end(), [&](planned_key const& other) {
            return other.row == k.row && p.steps.begin()[other.step].place == holder &&
                   other.key.bytes() == k.key.bytes();
        });
    }

    /// Puts the record where it will stand; one that is removed stays until its keys have left.
    void place(plan const& p, step& s)
    {
        if (s.write->fresh == nullptr) return;
        auto& t = *s.into;
        if (s.place == flat_index::none) {
            s.place = free_place(t);
            t.slots[s.place].whose = p.whose;
            t.places.insert(s.hash, s.place);
        }
        t.slots[s.place].kept = {s.write->fresh, changes_};
    }

    void leave(plan const& p, planned_key const& k)
    {
        auto const& s = p.steps.begin()[k.step];
        if (k.row->unique) {
            places_of(*s.into, k).erase(k.hash, s.place);
            removed_ = changes_;
        } else if (auto* const g = group_of(*s.into, index_at(*s.into->type, *k.row), k.hash,
                                            p.whose, k.key);
                   g != nullptr) {
            g->ids.erase(s.write->id);
            g->changed = changes_;
        }
    }

    void enter(plan const& p, planned_key const& k)
    {
        auto const& s = p.steps.begin()[k.step];
        if (k.row->unique) return places_of(*s.into, k).insert(k.hash, s.place);
        auto const at = index_at(*s.into->type, *k.row);
        auto* g = group_of(*s.into, at, k.hash, p.whose, k.key);
        if (g == nullptr) {
            auto& i = s.into->indexes[at];
            i.places.insert(k.hash, static_cast<std::uint32_t>(i.groups.size()));
            g = &i.groups.append();
            g->whose = p.whose;
            g->key = k.key.bytes();
        }
        g->ids.insert(s.write->id);
        g->changed = changes_;
    }

    /// The clock's queue, and the end of what is removed.
    void settle(std::uint32_t whose, step const& s)
    {
        auto const& w = *s.write;
        if (w.type->due != nullptr) {
            if (w.old != nullptr) set_due(whose, w, w.old.get(), false);
            if (w.fresh != nullptr) set_due(whose, w, w.fresh.get(), true);
        }
        if (w.fresh != nullptr) return;
        s.into->places.erase(s.hash, s.place);
        s.into->slots[s.place] = {};
        s.into->free.push_back(s.place);
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

    void set_due(std::uint32_t whose, record_write const& w, void const* record, bool in)
    {
        due_time time;
        if (!w.type->due(record, time)) return;
        auto& lane = lanes_[lane_at(time.lane)];
        if (in) lane.due.insert({time.when, w.id, whose, time.queue});
        else lane.due.erase({time.when, w.id, whose, time.queue});
        lane.earliest.store(lane.due.empty() ? never : ticks(lane.due.front().when),
                            std::memory_order_relaxed);
    }

    brief_mutex lock_;
    std::uint64_t changes_ = 1;
    std::uint64_t removed_ = 0;
    std::deque<table> tables_;
    account_numbers accounts_;
    std::array<due_lane, lane_count> lanes_;
};

/// One part of the directory. Most values are the text of what they name, and need no room.
class memory_storage::directory {
public:
    result<> publish(std::uint32_t hash, directory_entry const& entry)
    {
        std::lock_guard const hold(lock_);
        auto const which = ulid::read(entry.value);
        auto const place = find(hash, entry.kind, entry.value, which);
        if (place != flat_index::none) {
            auto const& there = lines_[place];
            bool const same = there.names == entry.names &&
                              accounts_[there.whose] == entry.account &&
                              there.mode == entry.mode;
            return same ? result<>() : result<>(fault(errc::conflict));
        }
        places_.insert(hash, static_cast<std::uint32_t>(lines_.size()));
        auto& fresh = lines_.append();
        fresh.kind = number_of(entry.kind);
        fresh.mode = entry.mode;
        fresh.names = entry.names;
        fresh.whose = accounts_.number(entry.account);
        if (which != entry.names)
            fresh.other = std::make_unique<std::string const>(entry.value);
        return {};
    }

    result<directory_entry> resolve(std::uint32_t hash, std::string_view kind,
                                    std::string_view value)
    {
        std::lock_guard const hold(lock_);
        auto const place = find(hash, kind, value, ulid::read(value));
        if (place == flat_index::none) return fault(errc::not_found);
        auto const& e = lines_[place];
        return directory_entry{std::string(kind), std::string(value), accounts_[e.whose], e.mode,
                               e.names};
    }

    void collect(std::vector<directory_entry>& out)
    {
        std::lock_guard const hold(lock_);
        for (std::size_t i = 0; i != lines_.size(); ++i) {
            auto const& l = lines_[i];
            out.push_back({kinds_[l.kind], l.other ? *l.other : l.names.text(),
                           accounts_[l.whose], l.mode, l.names});
        }
    }

private:
    struct line {
        ulid names;
        std::unique_ptr<std::string const> other;   ///< the value, unless it is what it names
        std::uint32_t whose = 0;                    ///< the account's number
        std::uint16_t kind = 0;
        tender::mode mode = tender::mode::test;
    };

    std::uint16_t number_of(std::string_view kind)
    {
        auto const at = std::find(kinds_.begin(), kinds_.end(), kind) - kinds_.begin();
        auto const number = static_cast<std::size_t>(at);
        if (number == kinds_.size()) kinds_.emplace_back(kind);
        return static_cast<std::uint16_t>(number);
    }

    std::uint32_t find(std::uint32_t hash, std::string_view kind, std::string_view value,
                       std::optional<ulid> which) const
    {
        return places_.find(hash, [&](std::uint32_t p) {
            auto const& e = lines_[p];
            if (kinds_[e.kind] != kind) return false;
            return e.other ? *e.other == value : which == e.names;
        });
    }

    brief_mutex lock_;
    flat_index places_;
    steady_vector<line> lines_;
    std::vector<std::string> kinds_;
    memory_parts::account_numbers accounts_;
};

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

TENDER_DECL result<> memory_storage::commit(id<account> whose, unit_changes const& what)
{
    for (auto const& entry : what.names)
        if (auto const done = publish(entry); !done) return done;
    return of(whose).commit(whose, what.reads, what.writes);
}

TENDER_DECL result<> memory_storage::publish(directory_entry entry)
{
    auto const h = hash_of(entry.value, seed_);
    return directories_[h % memory_parts::count].publish(static_cast<std::uint32_t>(h >> 32),
                                                         entry);
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

TENDER_DECL result<due_turns> memory_storage::due_in_turns(int lane, instant until,
                                                           std::int32_t after, int limit)
{
    std::vector<due_record> all;
    for (std::size_t i = 0; i != memory_parts::count; ++i)
        shards_[i].due_by_queue(lane, until, all);
    return as_turns(std::move(all), until, after, limit);
}

TENDER_DECL result<> memory_storage::visit(record_type const& type, record_visitor const& take)
{
    std::vector<std::pair<id<account>, any_kept>> all;
    for (std::size_t i = 0; i != memory_parts::count; ++i) shards_[i].collect(type, all);
    for (auto const& [whose, record] : all) take(whose, record);
    return {};
}

TENDER_DECL result<> memory_storage::visit_names(name_visitor const& take)
{
    std::vector<directory_entry> all;
    for (std::size_t i = 0; i != memory_parts::count; ++i) directories_[i].collect(all);
    for (auto const& entry : all) take(entry);
    return {};
}

}  // namespace tender
