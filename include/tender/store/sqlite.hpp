// SPDX-License-Identifier: BSL-1.0
// tender/store/sqlite.hpp: records in one SQLite file; link sqlite3.
#pragma once

#include <tender/base/config.hpp>
#include <tender/port/storage.hpp>
#include <tender/store/records/records.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tender {

namespace sqlite {
class core;   ///< what a store and its snapshots share
}

/// Keeps everything in one file for one process. WAL, `synchronous=FULL`: what a commit has
/// acknowledged survives a power cut. One thread writes at a time, for all that wait: their units
/// of work share one flush [C9]. Reads see a snapshot and wait for nobody.
///
/// Thread-safe. A file that is away, full or locked for more than five seconds by another program
/// gives storage_unavailable, whose text is SQLite's own.
class sqlite_storage final : public storage {
public:
    /// Opens the file, making it or bringing it up to date under a lock. Fault
    /// storage_unavailable, with the reason as its text: it cannot be opened or written, it is no
    /// database or another program's, or it was written by a newer library. `entities` is
    /// `records()`, and what the host keeps besides. When the write-ahead log has more than
    /// `longest_log` bytes, writers wait a moment for those who read from it, and begin it anew.
    static result<std::shared_ptr<sqlite_storage>> open(std::string const& file,
                                                        std::vector<entity> const& entities =
                                                            records(),
                                                        std::int64_t longest_log = 16 << 20);
    TENDER_DECL ~sqlite_storage() override;

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

    /// How much stands in the write-ahead log. More than four times `longest_log`: somebody has
    /// been reading one snapshot for long, maybe in another program, and the file grows.
    std::int64_t log_bytes() const;

private:
    explicit sqlite_storage(std::shared_ptr<sqlite::core> inside);

    std::shared_ptr<sqlite::core> core_;       ///< outlived by no snapshot
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/store/sqlite/impl/sqlite.ipp>
#endif
