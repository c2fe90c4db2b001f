// SPDX-License-Identifier: BSL-1.0
// tests/contract/epochs.cpp: a process that is older than what it meets writes nothing [C53].
#include "postgres_server.hpp"

#include <tender/store/postgres.hpp>
#include <tender/store/sqlite.hpp>

#include <boost/test/unit_test.hpp>

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
