// SPDX-License-Identifier: BSL-1.0
// tests/contract/epochs.cpp: a process that is older than what it meets writes nothing [C53].
#include "postgres_server.hpp"
#include "records.hpp"

#include <tender/store/postgres.hpp>
#include <tender/store/postgres/postgres_connection.hpp>
#include <tender/store/sqlite.hpp>
#include <tender/store/sqlite/sqlite_connection.hpp>

#include <boost/test/unit_test.hpp>

namespace epochs_tests {

using namespace tender;

namespace {

directory_entry some_name(std::uint64_t number)
{
    return {"kind", std::to_string(number), {{1, 2}}, mode::test, {0, number}};
}

/// Writes, meets a newer library's mark, and writes no more; nor does it open any more.
template<class Open, class Mark>
void writes_until_marked(Open&& open, Mark&& mark)
{
    auto const store = open().value();
    BOOST_TEST(store->publish(some_name(1)).has_value());
    mark();
    auto const refused = store->publish(some_name(2));
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error() == errc::storage_unavailable));
    BOOST_TEST(refused.error().text().find("newer version") != std::string_view::npos);
    BOOST_TEST((store->resolve("kind", "2").error() == errc::not_found));
    auto const again = open();
    BOOST_REQUIRE(!again.has_value());
    BOOST_TEST(again.error().text().find("newer version") != std::string_view::npos);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(epochs)

BOOST_AUTO_TEST_CASE(C53_sqlite_is_left_to_newer_processes)
{
    contract::temporary_folder const folder;
    auto const file = folder.file("store.db");
    writes_until_marked([&] { return sqlite_storage::open(file); }, [&] {
        sqlite3* db = nullptr;
        BOOST_REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
        auto const* const text = "PRAGMA user_version = 1000";
        BOOST_TEST(sqlite3_exec(db, text, nullptr, nullptr, nullptr) == SQLITE_OK);
        sqlite3_close(db);
    });
}

BOOST_AUTO_TEST_CASE(C53_postgres_is_left_to_newer_processes)
{
    contract::postgres_server server;
    auto const database = server.fresh_database();
    writes_until_marked([&] { return postgres_storage::open(database); }, [&] {
        auto* const db = PQconnectdb(database.c_str());
        PQclear(PQexec(db, "UPDATE tender_schema SET value = 1000"));
        PQfinish(db);
    });
}

/// A newer process gives a record a member; this one writes the record and keeps it.
template<class Give, class Read>
void keeps_members(std::shared_ptr<storage> const& store, Give&& give, Read&& read)
{
    contract::yard y([&] { return store; });
    auto const p = y.stored();
    give();
    BOOST_TEST(y.change(p.id, [](contract::parcel& fresh) { fresh.count = 77; }).has_value());
    auto const text = read();
    BOOST_TEST(text.find("\"later\"") != text.npos);
    BOOST_TEST(text.find("77") != text.npos);
    BOOST_TEST((*y.find(p.id))->count == 77);
}

BOOST_AUTO_TEST_CASE(C53_sqlite_keeps_members_of_newer_processes)
{
    contract::temporary_folder const folder;
    auto const file = folder.file("store.db");
    auto const store = sqlite_storage::open(file, contract::with_parcels()).value();
    std::string found;
    auto const run = [&](char const* text) {
        sqlite3* db = nullptr;
        BOOST_REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
        auto const take = [](void* to, int, char** values, char**) {
            *static_cast<std::string*>(to) = values[0];
            return 0;
        };
        BOOST_TEST(sqlite3_exec(db, text, take, &found, nullptr) == SQLITE_OK);
        sqlite3_close(db);
    };
    keeps_members(store, [&] { run("UPDATE parcel SET data = json_set(data, '$.later', 1)"); },
                  [&] {
                      run("SELECT data FROM parcel");
                      return found;
                  });
}

BOOST_AUTO_TEST_CASE(C53_postgres_keeps_members_of_newer_processes)
{
    contract::postgres_server server;
    auto const database = server.fresh_database();
    auto const store = postgres_storage::open(database, contract::with_parcels()).value();
    auto const run = [&](char const* text) {
        auto* const db = PQconnectdb(database.c_str());
        auto* const done = PQexec(db, text);
        std::string const found = PQntuples(done) == 0 ? "" : PQgetvalue(done, 0, 0);
        PQclear(done);
        PQfinish(db);
        return found;
    };
    keeps_members(store,
                  [&] {
                      run("UPDATE parcel SET data = CAST(CAST(data AS JSONB) || "
                          "'{\"later\": {\"a\": 1}}' AS JSON)");
                  },
                  [&] { return run("SELECT data FROM parcel"); });
}

BOOST_AUTO_TEST_CASE(C9_connections_that_died_while_they_idled_are_nobodys_fault)
{
    contract::postgres_server server;
    auto const store = postgres_storage::open(server.fresh_database()).value();
    BOOST_TEST(store->publish(some_name(1)).has_value());
    for (int kind = 0; kind != 4; ++kind) {
        std::vector<snapshot> open(5);
        for (auto& seen : open)
            BOOST_TEST((store->find({}, seen, record_of<account>, {}).error() == errc::not_found));
        open.clear();
        server.stop_at_once();
        server.start();
        snapshot seen;
        if (kind == 0) BOOST_TEST(store->resolve("kind", "1").has_value());
        if (kind == 1) BOOST_TEST(store->next_due(0).has_value());
        if (kind == 2)
            BOOST_TEST((store->find({}, seen, record_of<account>, {}).error() == errc::not_found));
        if (kind == 3) BOOST_TEST(store->publish(some_name(2)).has_value());
    }
}

BOOST_AUTO_TEST_CASE(C9_a_server_that_is_away_is_unavailable_and_comes_back)
{
    contract::postgres_server server;
    auto const store = postgres_storage::open(server.fresh_database()).value();
    BOOST_TEST(store->publish(some_name(1)).has_value());
    server.stop_at_once();
    BOOST_TEST((store->publish(some_name(2)).error() == errc::storage_unavailable));
    BOOST_TEST((store->resolve("kind", "1").error() == errc::storage_unavailable));
    server.start();
    BOOST_TEST(store->resolve("kind", "1").has_value());
    BOOST_TEST(store->publish(some_name(2)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace epochs_tests
