// SPDX-License-Identifier: BSL-1.0
// tests/contract/plans.cpp: what the databases do for each statement: they search an index, walk
// nothing and sort nothing, so that it costs a logarithm of what they hold.
#include "postgres_server.hpp"
#include "records.hpp"

#include <tender/store/postgres.hpp>
#include <tender/store/postgres/postgres_connection.hpp>
#include <tender/store/sqlite.hpp>
#include <tender/store/sqlite/sqlite_connection.hpp>

#include <boost/test/unit_test.hpp>

namespace plans_tests {

using namespace tender;

namespace {

/// Every statement that a store runs, but for inserts and what makes tables. Who finds, finds by a
/// unique index; who lists, by another.
std::vector<std::string> statements_of(sql::tables const& tables)
{
    std::vector<std::string> all{tables.resolve, tables.names};
    for (auto const& t : tables.all()) {
        for (auto const* const one : {&t.find, &t.update, &t.remove, &t.guard, &t.page})
            all.push_back(*one);
        for (std::size_t i = 0; i != t.type().indexes.size(); ++i) {
            if (t.type().indexes[i].unique) all.push_back(t.find_by[i]);
            else all.insert(all.end(), {t.newest[i], t.oldest[i]});
        }
        if (t.is_due()) {
            all.push_back(t.due);
            all.push_back(t.next_due);
            all.push_back(t.turn);
        }
    }
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plans)

BOOST_AUTO_TEST_CASE(C40_sqlite_searches_an_index_for_every_statement)
{
    contract::temporary_folder const folder;
    auto const file = folder.file("store.db");
    auto const entities = contract::with_parcels();
    BOOST_TEST(sqlite_storage::open(file, entities).has_value());
    sqlite3* db = nullptr;
    BOOST_REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
    sql::tables const tables(entities, sqlite::dialect);
    for (auto const& text : statements_of(tables)) BOOST_TEST_CONTEXT(text) {
        std::string plan;
        auto const take = [](void* to, int count, char** values, char**) {
            static_cast<std::string*>(to)->append(values[count - 1]).append("\n");
            return 0;
        };
        auto const explain = "EXPLAIN QUERY PLAN " + text;
        BOOST_TEST(sqlite3_exec(db, explain.c_str(), take, &plan, nullptr) == SQLITE_OK);
        BOOST_TEST_CONTEXT(plan) {
            BOOST_TEST(plan.find("SEARCH") != plan.npos);
            BOOST_TEST(plan.find("SCAN") == plan.npos);
            BOOST_TEST(plan.find("TEMP B-TREE") == plan.npos);
        }
    }
    sqlite3_close(db);
}

BOOST_AUTO_TEST_CASE(C40_postgres_searches_an_index_for_every_statement)
{
    contract::postgres_server server;
    auto const database = server.fresh_database();
    auto const entities = contract::with_parcels();
    BOOST_TEST(postgres_storage::open(database, entities).has_value());
    auto* const db = PQconnectdb(database.c_str());
    auto const run = [&](std::string const& text) {
        auto* const done = PQexec(db, text.c_str());
        auto const status = PQresultStatus(done);
        BOOST_TEST((status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK));
        std::string rows;
        for (int row = 0; row != PQntuples(done); ++row)
            rows.append(PQgetvalue(done, row, 0)).append("\n");
        PQclear(done);
        return rows;
    };
    // Empty tables are quickly walked: what counts is whether there is another way.
    run("SET enable_seqscan = off");
    run("SET enable_bitmapscan = off");
    run("SET plan_cache_mode = force_generic_plan");
    sql::tables const tables(entities, postgres::dialect);
    for (auto const& text : statements_of(tables)) BOOST_TEST_CONTEXT(text) {
        std::string given;
        for (int n = 1; text.find("$" + std::to_string(n)) != text.npos; ++n)
            given += given.empty() ? "'1'" : ", '1'";
        run("PREPARE asked AS " + text);
        auto const plan = run("EXPLAIN EXECUTE asked (" + given + ")");
        run("DEALLOCATE asked");
        BOOST_TEST_CONTEXT(plan) {
            BOOST_TEST(plan.find("Index") != plan.npos);
            BOOST_TEST(plan.find("Index Cond") != plan.npos);
            BOOST_TEST(plan.find("Seq Scan") == plan.npos);
            BOOST_TEST(plan.find("Sort") == plan.npos);
        }
    }
    PQfinish(db);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace plans_tests
