// SPDX-License-Identifier: BSL-1.0
// tender/store/memory.hpp: records in memory, for tests and for programs that may forget.
#pragma once

#include <tender/base/config.hpp>
#include <tender/port/storage.hpp>

#include <memory>
#include <optional>

namespace tender {

/// Keeps the objects themselves behind pointers to const: nothing is encoded. Readers and
/// writers share a lock only for the moment in which pointers change hands. A snapshot that can
/// no longer be given is a conflict, and the caller reads anew. Never storage_unavailable.
class memory_storage final : public storage {
public:
    /// `seed` makes the hashes of the indexes hard to guess; it changes no result.
    explicit memory_storage(std::uint64_t seed = 0);
    TENDER_DECL ~memory_storage() override;

    TENDER_DECL result<any_versioned> find(id<account>, snapshot&, record_type const&,
                                           ulid) override;
    TENDER_DECL result<any_versioned> find(id<account>, snapshot&, record_type const&,
                                           index_row const&, index_key const&) override;
    TENDER_DECL result<any_page> list(id<account>, snapshot&, record_type const&, index_row const&,
                                      index_key const&, std::optional<cursor>, int,
                                      list_order) override;
    TENDER_DECL result<> commit(id<account>, unit_changes const& what) override;
    TENDER_DECL result<> publish(directory_entry) override;
    TENDER_DECL result<directory_entry> resolve(std::string_view kind,
                                                std::string_view value) override;
    TENDER_DECL result<std::vector<due_record>> due(int lane, instant until, int limit) override;
    TENDER_DECL result<std::optional<instant>> next_due(int lane) override;
    TENDER_DECL result<due_turns> due_in_turns(int lane, instant until, std::int32_t after,
                                               int limit) override;
    TENDER_DECL result<> for_each(record_type const& type, record_visitor const& take) override;
    TENDER_DECL result<> for_each_name(name_visitor const& take) override;
    bool shared() const override { return false; }

private:
    class shard;
    class directory;
    shard& of(id<account> owner);
    std::optional<directory_entry> named(std::string_view kind, std::string_view value);

    std::uint64_t seed_;
    std::unique_ptr<shard[]> shards_;
    std::unique_ptr<directory[]> directories_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/store/memory/impl/memory.ipp>
#    include <tender/store/memory/impl/shard_commit.ipp>
#    include <tender/store/memory/impl/shard_read.ipp>
#endif
