// SPDX-License-Identifier: BSL-1.0
// tender/store/postgres.hpp: records in PostgreSQL, shared by any number of processes; link libpq.
#pragma once

#include <tender/base/config.hpp>
#include <tender/port/storage.hpp>
#include <tender/store/records/records.hpp>

#include <memory>
#include <string>
#include <vector>

namespace tender {

namespace postgres {
class core;   ///< what a store and its snapshots share
}

/// Keeps everything in one PostgreSQL database (15 or newer). A unit of work reads in one
/// REPEATABLE READ transaction and writes in another, each a single round trip: what it read is
/// compared when it commits [C4]. Connections are opened as threads need them and kept.
///
/// Thread-safe, and safe beside other processes on the same database. A server that is away gives
/// storage_unavailable; the next call connects anew.
class postgres_storage final : public storage {
public:
    /// Connects and brings the tables up to date under a lock. `conninfo` is libpq's: keywords or
    /// a URL. Fault storage_unavailable, with the reason as its text. `entities` is `records()`,
    /// and what the host keeps besides.
    static result<std::shared_ptr<postgres_storage>> open(std::string const& conninfo,
                                                          std::vector<entity> const& entities =
                                                              records());
    TENDER_DECL ~postgres_storage() override;

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

private:
    explicit postgres_storage(std::shared_ptr<postgres::core> inside);

    std::shared_ptr<postgres::core> core_;       ///< outlived by no snapshot
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/store/postgres/impl/postgres.ipp>
#endif
