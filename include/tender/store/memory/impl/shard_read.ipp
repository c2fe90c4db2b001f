// SPDX-License-Identifier: BSL-1.0
// tender/store/memory/impl/shard_read.ipp: how a part of the records is read.
#pragma once

#include <tender/store/memory/impl/shard.ipp>

#include <mutex>
#include <unordered_set>

namespace tender {

TENDER_DECL result<any_versioned> memory_storage::shard::find(id<account> owner, snapshot& seen,
                                                         record_type const& type, ulid which)
{
    auto const hash = hash_of_id(which);
    std::lock_guard const hold(lock_);
    begin(seen);
    auto const& t = table_of(type);
    return give(t, t.position_of(accounts_.find(owner), which, hash), seen);
}

TENDER_DECL result<any_versioned> memory_storage::shard::find(id<account> owner, snapshot& seen,
                                                         record_type const& type,
                                                         index_row const& by, index_key const& key)
{
    auto const hash = key_hash(owner, key);
    std::lock_guard const hold(lock_);
    begin(seen);
    auto const& t = table_of(type);
    return give(t, position_of(t, index_at(type, by), hash, accounts_.find(owner), key),
                seen);
}

TENDER_DECL result<any_page> memory_storage::shard::list(id<account> owner, snapshot& seen,
                                                         record_type const& type,
                                                         index_row const& by, index_key const& key,
                                                         std::optional<cursor> after, int limit,
                                                         list_order order)
{
    auto const hash = key_hash(owner, key);
    std::lock_guard const hold(lock_);
    begin(seen);
    auto& t = table_of(type);
    any_page out;
    auto const number = accounts_.find(owner);
    auto const* const g = group_of(t, index_at(type, by), hash, number, key);
    if (g == nullptr) return out;
    if (g->changed > seen.at) return fault(errc::conflict);
    bool stale = false;
    auto const take = [&](ulid which) {
        if (out.items.size() == static_cast<std::size_t>(limit)) {
            out.more = true;
            return false;
        }
        auto const& s = t.slots[t.position_of(number, which, hash_of_id(which))];
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

TENDER_DECL void memory_storage::shard::due(int lane, instant until, std::size_t limit,
                                            std::vector<due_record>& out)
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
TENDER_DECL void memory_storage::shard::due_by_queue(int lane, instant until,
                                                     std::vector<due_record>& out)
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

TENDER_DECL void
memory_storage::shard::collect(record_type const& type,
                               std::vector<std::pair<id<account>, any_versioned>>& out)
{
    std::lock_guard const hold(lock_);
    auto const& t = table_of(type);
    for (std::size_t i = 0; i != t.slots.size(); ++i)
        if (t.slots[i].kept.object != nullptr)
            out.emplace_back(accounts_[t.slots[i].owner], t.slots[i].kept);
}

TENDER_DECL std::optional<directory_entry> memory_storage::shard::named(std::string_view kind,
                                                                        ulid which)
{
    std::lock_guard const hold(lock_);
    for (auto const& t : tables_) {
        if (t.type->named == nullptr || t.type->name != kind) continue;
        auto const position = t.positions.find(hash_of_id(which), [&](std::uint32_t p) {
            return t.type->id(t.slots[p].kept.object.get()) == which;
        });
        if (position != flat_index::none) return name_of(t, t.slots[position]);
    }
    return std::nullopt;
}

TENDER_DECL void memory_storage::shard::collect_named(std::vector<directory_entry>& out)
{
    std::lock_guard const hold(lock_);
    for (auto const& t : tables_) {
        if (t.type->named == nullptr) continue;
        for (std::size_t i = 0; i != t.slots.size(); ++i)
            if (t.slots[i].kept.object != nullptr) out.push_back(name_of(t, t.slots[i]));
    }
}

}  // namespace tender
