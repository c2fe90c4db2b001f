// SPDX-License-Identifier: BSL-1.0
// tender/store/memory/impl/memory.ipp: bodies of store/memory.hpp.
#pragma once

#include <tender/store/memory.hpp>
#include <tender/store/memory/impl/directory.ipp>
#include <tender/store/memory/impl/shard.ipp>
#include <tender/store/records/turns.hpp>

#include <algorithm>

namespace tender {

namespace memory_parts {

/// How many parts there are, of the records and of the directory.
inline constexpr std::size_t count = 16;

}  // namespace memory_parts

TENDER_DECL memory_storage::memory_storage(std::uint64_t seed)
    : seed_(seed), shards_(new shard[memory_parts::count]),
      directories_(new directory[memory_parts::count])
{
    for (std::size_t i = 0; i != memory_parts::count; ++i) shards_[i].seed = seed;
}

TENDER_DECL memory_storage::~memory_storage() = default;

TENDER_DECL memory_storage::shard& memory_storage::of(id<account> owner)
{
    auto const h = (owner.value.low ^ seed_) * 0x9e3779b97f4a7c15;
    return shards_[(h >> 60) % memory_parts::count];
}

TENDER_DECL result<any_versioned> memory_storage::find(id<account> owner, snapshot& seen,
                                                  record_type const& type, ulid which)
{
    return of(owner).find(owner, seen, type, which);
}

TENDER_DECL result<any_versioned> memory_storage::find(id<account> owner, snapshot& seen,
                                                  record_type const& type, index_row const& by,
                                                  index_key const& key)
{
    return of(owner).find(owner, seen, type, by, key);
}

TENDER_DECL result<any_page> memory_storage::list(id<account> owner, snapshot& seen,
                                                  record_type const& type, index_row const& by,
                                                  index_key const& key,
                                                  std::optional<cursor> after, int limit,
                                                  list_order order)
{
    return of(owner).list(owner, seen, type, by, key, after, limit, order);
}

TENDER_DECL result<> memory_storage::commit(id<account> owner, unit_changes const& what)
{
    for (auto const& entry : what.names)
        if (auto const done = publish(entry); !done) return done;
    return of(owner).commit(owner, what.reads, what.writes);
}

/// A record whose id is its name stands in no directory: it is found where it is.
TENDER_DECL std::optional<directory_entry> memory_storage::named(std::string_view kind,
                                                                 std::string_view value)
{
    auto const which = ulid::read(value);
    for (std::size_t i = 0; which && i != memory_parts::count; ++i)
        if (auto found = shards_[i].named(kind, *which)) return found;
    return std::nullopt;
}

TENDER_DECL result<> memory_storage::publish(directory_entry entry)
{
    if (auto const there = named(entry.kind, entry.value))
        return *there == entry ? result<>() : fault(errc::conflict);
    auto const h = hash_of(entry.value, seed_);
    return directories_[h % memory_parts::count].publish(static_cast<std::uint32_t>(h >> 32),
                                                         entry);
}

TENDER_DECL result<directory_entry> memory_storage::resolve(std::string_view kind,
                                                            std::string_view value)
{
    if (auto const record = named(kind, value)) return *record;
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

TENDER_DECL result<> memory_storage::for_each(record_type const& type, record_visitor const& take)
{
    std::vector<std::pair<id<account>, any_versioned>> all;
    for (std::size_t i = 0; i != memory_parts::count; ++i) shards_[i].collect(type, all);
    for (auto const& [owner, record] : all) take(owner, record);
    return {};
}

TENDER_DECL result<> memory_storage::for_each_name(name_visitor const& take)
{
    std::vector<directory_entry> all;
    for (std::size_t i = 0; i != memory_parts::count; ++i) directories_[i].collect(all);
    std::erase_if(all, [&](auto const& e) { return named(e.kind, e.value).has_value(); });
    for (std::size_t i = 0; i != memory_parts::count; ++i) shards_[i].collect_named(all);
    for (auto const& entry : all) take(entry);
    return {};
}

}  // namespace tender
