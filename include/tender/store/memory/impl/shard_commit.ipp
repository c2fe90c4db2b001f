// SPDX-License-Identifier: BSL-1.0
// tender/store/memory/impl/shard_commit.ipp: how a part of the records takes a unit of work.
#pragma once

#include <tender/store/memory/impl/shard.ipp>

#include <algorithm>
#include <mutex>
#include <span>

namespace tender {

TENDER_DECL result<> memory_storage::shard::commit(id<account> owner,
                                                   std::span<record_read const> reads,
                                                   std::span<record_write> writes)
{
    plan p;
    for (auto const& w : writes) plan_write(p, owner, w);
    std::lock_guard const hold(lock_);
    p.owner = accounts_.number(owner);
    reach(p);
    for (auto const& r : reads)
        if (!is_written(r, writes) && version_of(p.owner, *r.type, r.id) != r.version)
            return fault(errc::conflict);
    for (auto& s : p.steps) {
        s.position = s.into->position_of(p.owner, s.write->id, s.hash);
        auto const version =
            s.position == flat_index::none ? 0 : s.into->slots[s.position].kept.version;
        if (version != s.write->old_version) return fault(errc::conflict);
    }
    for (auto const& k : p.fresh)
        if (k.row->unique && is_taken(p, k)) return fault(errc::conflict);
    ++changes_;
    for (auto& s : p.steps) put(p, s);
    for (auto const& k : p.old) leave(p, k);
    for (auto const& k : p.fresh) enter(p, k);
    for (auto const& s : p.steps) settle(p.owner, s);
    for (auto& w : writes) w.fresh_version = changes_;
    return {};
}

TENDER_DECL bool memory_storage::shard::is_written(record_read const& r,
                                                   std::span<record_write const> writes)
{
    return std::any_of(writes.begin(), writes.end(), [&](record_write const& w) {
        return w.id == r.id && w.type == r.type && w.old_version == r.version;
    });
}

TENDER_DECL void memory_storage::shard::plan_write(plan& p, id<account> owner,
                                                   record_write const& w) const
{
    auto const at = p.steps.size();
    p.steps.push_back({&w, nullptr, hash_of_id(w.id), flat_index::none});
    for (auto const& row : w.type->indexes) {
        if (row.fixed && w.old != nullptr && w.fresh != nullptr) continue;
        planned_key old{at, &row, 0, {}}, fresh{at, &row, 0, {}};
        if (w.old != nullptr) row.key(w.old.get(), old.key);
        if (w.fresh != nullptr) row.key(w.fresh.get(), fresh.key);
        if (old.key.bytes() == fresh.key.bytes()) continue;
        old.hash = key_hash(owner, old.key);
        fresh.hash = key_hash(owner, fresh.key);
        if (!old.key.empty()) p.old.push_back(std::move(old));
        if (!fresh.key.empty()) p.fresh.push_back(std::move(fresh));
    }
}

/// Begins to fetch all that the writes will look at.
TENDER_DECL void memory_storage::shard::reach(plan& p)
{
    for (auto& s : p.steps) {
        s.into = &table_of(*s.write->type);
        s.into->positions.prefetch(s.hash);
    }
    for (auto const& k : p.fresh)
        if (k.row->unique) positions_of(*p.steps.begin()[k.step].into, k).prefetch(k.hash);
}

/// Does another record hold the unique key, here or in this commit?
TENDER_DECL bool memory_storage::shard::is_taken(plan const& p, planned_key const& k) const
{
    auto const& mine = p.steps.begin()[k.step];
    auto const& t = *mine.into;
    auto const holder = position_of(t, index_at(*t.type, *k.row), k.hash, p.owner, k.key);
    if (holder != flat_index::none && holder != mine.position && !leaves(p, k, holder))
        return true;
    return std::any_of(p.fresh.begin(), &k, [&](planned_key const& other) {
        return other.row == k.row && other.key.bytes() == k.key.bytes();
    });
}

/// Does this commit take the key away from the record that has it?
TENDER_DECL bool memory_storage::shard::leaves(plan const& p, planned_key const& k,
                                               std::uint32_t holder)
{
    return std::any_of(p.old.begin(), p.old.end(), [&](planned_key const& other) {
        return other.row == k.row && p.steps.begin()[other.step].position == holder &&
               other.key.bytes() == k.key.bytes();
    });
}

/// Puts the record where it will stand; one that is removed stays until its keys have left.
TENDER_DECL void memory_storage::shard::put(plan const& p, step& s)
{
    if (s.write->fresh == nullptr) return;
    auto& t = *s.into;
    if (s.position == flat_index::none) {
        s.position = free_position(t);
        t.slots[s.position].owner = p.owner;
        t.positions.insert(s.hash, s.position);
    }
    t.slots[s.position].kept = {s.write->fresh, changes_};
}

TENDER_DECL void memory_storage::shard::leave(plan const& p, planned_key const& k)
{
    auto const& s = p.steps.begin()[k.step];
    if (k.row->unique) {
        positions_of(*s.into, k).erase(k.hash, s.position);
        removed_ = changes_;
    } else if (auto* const g = group_of(*s.into, index_at(*s.into->type, *k.row), k.hash,
                                        p.owner, k.key);
               g != nullptr) {
        g->ids.erase(s.write->id);
        g->changed = changes_;
    }
}

TENDER_DECL void memory_storage::shard::enter(plan const& p, planned_key const& k)
{
    auto const& s = p.steps.begin()[k.step];
    if (k.row->unique) return positions_of(*s.into, k).insert(k.hash, s.position);
    auto const at = index_at(*s.into->type, *k.row);
    auto* g = group_of(*s.into, at, k.hash, p.owner, k.key);
    if (g == nullptr) {
        auto& i = s.into->indexes[at];
        i.positions.insert(k.hash, static_cast<std::uint32_t>(i.groups.size()));
        g = &i.groups.append();
        g->owner = p.owner;
        g->key = k.key.bytes();
    }
    g->ids.insert(s.write->id);
    g->changed = changes_;
}

/// The clock's queue, and the end of what is removed.
TENDER_DECL void memory_storage::shard::settle(std::uint32_t owner, step const& s)
{
    auto const& w = *s.write;
    if (w.type->due != nullptr) {
        if (w.old != nullptr) set_due(owner, w, w.old.get(), false);
        if (w.fresh != nullptr) set_due(owner, w, w.fresh.get(), true);
    }
    if (w.fresh != nullptr) return;
    s.into->positions.erase(s.hash, s.position);
    s.into->slots[s.position] = {};
    s.into->free.push_back(s.position);
    removed_ = changes_;
}

TENDER_DECL void memory_storage::shard::set_due(std::uint32_t owner, record_write const& w,
                                                void const* record, bool in)
{
    due_time time;
    if (!w.type->due(record, time)) return;
    auto& lane = lanes_[lane_at(time.lane)];
    if (in) lane.due.insert({time.when, w.id, owner, time.queue});
    else lane.due.erase({time.when, w.id, owner, time.queue});
    lane.earliest.store(lane.due.empty() ? never : ticks(lane.due.front().when),
                        std::memory_order_relaxed);
}

}  // namespace tender
