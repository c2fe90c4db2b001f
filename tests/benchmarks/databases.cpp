// SPDX-License-Identifier: BSL-1.0
// tests/benchmarks/databases.cpp: durable creates, against writing the same rows by hand.
#include "report.hpp"
#include "shop.hpp"

#include "contract/postgres_server.hpp"

#include <tender/store/postgres.hpp>
#include <tender/store/sqlite.hpp>
#include <tender/testing/passing_storage.hpp>

#include <atomic>
#include <filesystem>
#include <thread>

namespace bench {

namespace {

using tender::sql::table;

/// One row that a create writes, as it can be written again under another id.
struct written {
    table const* in;
    tender::sql::row fresh;
    bool insert;
};

/// The rows of a create's commits.
using commits = std::vector<std::vector<written>>;

/// Notes what each commit writes.
class noting final : public tender::testing::passing_storage {
public:
    noting(std::shared_ptr<tender::storage> real, tender::sql::tables const& tables)
        : passing_storage(std::move(real)), tables_(tables) {}

    tender::result<> commit(tender::id<tender::account> owner,
                            tender::unit_changes const& what) override
    {
        std::vector<written> rows;
        for (auto const& w : what.writes) {
            if (w.fresh == nullptr) continue;
            auto const* const t = tables_.find(*w.type);
            rows.push_back({t, t->row_of(owner, w.fresh), w.old_version == 0});
        }
        seen.push_back(std::move(rows));
        return passing_storage::commit(owner, what);
    }

    commits seen;

private:
    tender::sql::tables const& tables_;
};

commits commits_of_a_create(tender::sql::tables const& tables)
{
    auto const store = std::make_shared<noting>(std::make_shared<tender::memory_storage>(), tables);
    shop s(store);
    s.create(make_order(s.made++));
    store->seen.clear();
    s.create(make_order(s.made++));
    return store->seen;
}

/// The n-th copy of a row: another id, other keys.
tender::sql::row copy_of(written const& w, std::uint64_t n)
{
    auto r = w.fresh;
    auto const which = tender::ulid::read(r.id).value();
    r.id = tender::ulid{which.high, which.low + (n << 20)}.text();
    for (auto& key : r.keys)
        if (key) *key += std::to_string(n);
    return r;
}

double rate_of(int count, double seconds) { return count / seconds; }

template<class Work>
double seconds_of(Work&& work)
{
    auto const begin = clock::now();
    work();
    return std::chrono::duration<double>(clock::now() - begin).count();
}

/// Creates per second through the dispatcher, by so many callers.
double create_rate(shop& s, int callers, int each)
{
    std::vector<std::vector<order>> orders(static_cast<std::size_t>(callers));
    for (auto& mine : orders)
        for (int i = 0; i != each; ++i) mine.push_back(make_order(s.made++));
    auto const seconds = seconds_of([&] {
        std::vector<std::thread> threads;
        for (auto& mine : orders)
            threads.emplace_back([&] {
                auto request = s.create_request;
                tender::response out;
                for (auto const& o : mine) {
                    s.create(o, request, out);
                    if (out.status != 200) std::abort();
                }
            });
        for (auto& t : threads) t.join();
    });
    return rate_of(callers * each, seconds);
}

class by_hand {
public:
    by_hand(std::string const& file, tender::sql::tables const& tables, commits rows)
        : tables_(tables), rows_(std::move(rows))
    {
        tender::sqlite_storage::open(file).value();
        if (!db_.open(file, false)) std::abort();
    }

    /// So many creates in each pair of commits.
    double rate(int pairs, int in_one)
    {
        auto const seconds = seconds_of([&] {
            for (int p = 0; p != pairs; ++p) {
                for (auto const& commit : rows_) {
                    if (!db_.run("BEGIN IMMEDIATE")) std::abort();
                    for (int i = 0; i != in_one; ++i)
                        for (auto const& w : commit) write(w, made_ + static_cast<unsigned>(i));
                    if (&commit == rows_.data()) name(in_one);
                    if (!db_.run("COMMIT")) std::abort();
                }
                made_ += static_cast<unsigned>(in_one);
            }
        });
        return rate_of(pairs * in_one, seconds);
    }

private:
    void write(written const& w, std::uint64_t n)
    {
        using tender::sqlite::statement;
        auto const r = copy_of(w, n);
        statement run(db_.prepare(w.insert ? w.in->insert : w.in->update));
        if (w.insert) run.bind(r.account).bind(r.id).bind(std::int64_t(1));
        else run.bind(std::int64_t(2));
        tender::sqlite::bind_columns(run, *w.in, r);
        if (!w.insert) run.bind(r.account).bind(r.id).bind(std::int64_t(1));
        if (run.step() != SQLITE_DONE || db_.changed() != 1) std::abort();
    }

    void name(int in_one)
    {
        for (int i = 0; i != in_one; ++i) {
            auto const text = tender::ulid{7, made_ + static_cast<unsigned>(i)}.text();
            tender::sqlite::statement run(db_.prepare(tables_.publish));
            run.bind("attempt").bind_bytes(text).bind(text).bind("test").bind(text);
            if (run.step() != SQLITE_DONE) std::abort();
        }
    }

    tender::sql::tables const& tables_;
    commits rows_;
    tender::sqlite::connection db_;
    std::uint64_t made_ = 1;
};

void measure_sqlite(std::vector<bench::row>& rows, std::string const& folder)
{
    progress("durable creates on SQLite");
    tender::sql::tables const tables(tender::records(), tender::sqlite::dialect);
    auto const written = commits_of_a_create(tables);
    by_hand floor(folder + "/floor.db", tables, written);
    shop s(tender::sqlite_storage::open(folder + "/store.db").value());
    std::vector<double> one, many;
    for (int r = 0; r != 5; ++r) {
        auto const base = floor.rate(500, 1);
        one.push_back(create_rate(s, 1, 500) / base);
        auto const wide = floor.rate(40, 32);
        many.push_back(create_rate(s, 32, 40) / wide);
    }
    rows.push_back({"sqlite_1", median(one), "x", 0.8, 0.95, true, {}});
    rows.push_back({"sqlite_32", median(many), "x", 0.5, 0.8, true, {}});
}

/// Eight connections write the rows of creates, two pipelined commits each.
double libpq_rate(std::string const& database, tender::sql::tables const& tables,
                  commits const& rows, int each, std::uint64_t from)
{
    using namespace tender::postgres;
    static std::string const begin = "BEGIN", end = "COMMIT";
    constexpr int callers = 8;
    std::vector<std::unique_ptr<connection>> connections;
    for (int i = 0; i != callers; ++i) {
        connections.push_back(std::make_unique<connection>());
        if (!connections.back()->open(database)) std::abort();
    }
    auto const work = [&](connection& db, std::uint64_t n) {
        for (auto const& commit : rows) {
            std::vector<call> calls{{&begin, {}}};
            if (&commit == rows.data()) {
                auto const text = tender::ulid{7, n}.text();
                auto& c = calls.emplace_back(call{&tables.publish, {}});
                c.with.add(std::string("attempt")).add_bytes(text).add(text);
                c.with.add(std::string("test")).add(text);
            }
            for (auto const& w : commit) {
                auto const r = copy_of(w, n);
                auto& c = calls.emplace_back(call{w.insert ? &w.in->insert : &w.in->update, {}});
                if (w.insert) c.with.add(r.account).add(r.id).add(std::int64_t(1));
                else c.with.add(std::int64_t(2));
                add_columns(c.with, *w.in, r);
                if (!w.insert) c.with.add(r.account).add(r.id).add(std::int64_t(1));
            }
            calls.push_back({&end, {}});
            if (!db.run(calls)) std::abort();
        }
    };
    auto const seconds = seconds_of([&] {
        std::vector<std::thread> threads;
        for (int t = 0; t != callers; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i != each; ++i)
                    work(*connections[static_cast<std::size_t>(t)],
                         from + static_cast<std::uint64_t>(t * each + i));
            });
        for (auto& t : threads) t.join();
    });
    return rate_of(callers * each, seconds);
}

void measure_postgres(std::vector<bench::row>& rows)
{
    progress("durable creates on PostgreSQL");
    tender::contract::postgres_server server;
    auto const ours = server.fresh_database(), theirs = server.fresh_database();
    tender::sql::tables const tables(tender::records(), tender::postgres::dialect);
    auto const written = commits_of_a_create(tables);
    tender::postgres_storage::open(theirs).value();
    shop s(tender::postgres_storage::open(ours).value());
    std::vector<double> ratios;
    constexpr int each = 200;
    for (std::uint64_t r = 0; r != 5; ++r) {
        auto const base = libpq_rate(theirs, tables, written, each, r * 8 * each + 1);
        ratios.push_back(create_rate(s, 8, each) / base);
    }
    rows.push_back({"postgres_8", median(ratios), "x", 0.6, 0.9, true, {}});
}

}  // namespace

void measure_databases(std::vector<bench::row>& rows)
{
    std::filesystem::current_path(TENDER_SOURCE_DIR);   // where tools/postgres lies
    tender::contract::temporary_folder const folder;
    measure_sqlite(rows, folder.path());
    measure_postgres(rows);
}

}  // namespace bench
