// SPDX-License-Identifier: BSL-1.0
// tests/contract/sqlite.cpp: what every store promises, by SQLite's files.
#include "records.hpp"
#include "storage_suite.hpp"
#include "temporary.hpp"

#include <tender/store/sqlite.hpp>

using namespace tender;

namespace {

contract::storage_suite const sqlite("sqlite", [] {
    static contract::temporary_folder const folder;
    static int made = 0;
    auto const file = folder.file(std::to_string(++made) + ".db");
    return sqlite_storage::open(file, contract::with_parcels()).value();
});

}  // namespace
