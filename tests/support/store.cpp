// SPDX-License-Identifier: BSL-1.0
// tests/support/store.cpp: where sandboxes keep their records: TENDER_TEST_STORE is memory (or is
// not set), sqlite or postgres.
#include "contract/postgres_server.hpp"

#include <tender/store/postgres.hpp>
#include <tender/store/sqlite.hpp>
#include <tender/testing/sandbox.hpp>

#include <libpq-fe.h>

#include <cstdio>
#include <stdexcept>

using namespace tender;

namespace {

/// A file like one that was just made.
std::shared_ptr<storage> in_sqlite(std::uint64_t)
{
    static contract::temporary_folder const folder;
    static auto const empty = [] {
        auto const file = folder.file("empty.db");
        sqlite_storage::open(file).value();
        return file;
    }();
    static int made = 0;
    auto const file = folder.file(std::to_string(++made) + ".db");
    std::filesystem::copy_file(empty, file);
    return sqlite_storage::open(file).value();
}

/// One database, emptied.
std::shared_ptr<storage> in_postgres(std::uint64_t)
{
    static contract::postgres_server server;
    static auto const database = server.fresh_database();
    static auto const empty = [] {
        std::string text = "DELETE FROM directory";
        for (auto const& e : records()) text += "; DELETE FROM " + std::string(e.type->name);
        return text;
    }();
    auto const store = postgres_storage::open(database).value();
    auto* const db = PQconnectdb(database.c_str());
    auto* const done = PQexec(db, empty.c_str());
    bool const emptied = PQresultStatus(done) == PGRES_COMMAND_OK;
    PQclear(done);
    PQfinish(db);
    if (!emptied) throw std::runtime_error("the database cannot be emptied");
    return store;
}

bool const chosen = [] {
    auto const* const name = std::getenv("TENDER_TEST_STORE");
    std::string const store = name == nullptr ? "memory" : name;
    if (store == "sqlite") testing::store_maker = in_sqlite;
    else if (store == "postgres") testing::store_maker = in_postgres;
    else if (store != "memory") {
        std::fprintf(stderr, "TENDER_TEST_STORE must be memory, sqlite or postgres\n");
        std::exit(1);
    }
    if (store != "memory") std::printf("sandboxes keep their records in %s\n", store.c_str());
    return true;
}();

}  // namespace
