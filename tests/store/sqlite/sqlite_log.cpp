// SPDX-License-Identifier: BSL-1.0
// tests/store/sqlite_log.cpp: SQLite's write-ahead log stays short, whoever reads.
#include <tender/store/sqlite.hpp>

#include "contract/records.hpp"
#include "contract/temporary.hpp"

#include <tender/store/sqlite/sqlite_connection.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <thread>

namespace sqlite_log_tests {

using namespace tender;
using namespace tender::contract;
using namespace std::chrono_literals;

namespace {

using watch = std::chrono::steady_clock;

constexpr std::int64_t bound = 1 << 20, most = 4 * bound;

/// A store with a short log, and clients that read and write all the time.
class busy_store {
public:
    busy_store() : store_(sqlite_storage::open(file_, with_parcels(), bound).value()) {}
    ~busy_store() { end(); }

    void begin(int clients)
    {
        for (int i = 0; i != clients; ++i)
            threads_.emplace_back([this, i] {
                for (std::uint64_t n = 1; !over_; ++n) work(static_cast<std::uint64_t>(i), n);
            });
    }

    void end()
    {
        over_ = true;
        for (auto& t : threads_) t.join();
        threads_.clear();
        over_ = false;
    }

    /// One unit of work that reads and then writes.
    void work(std::uint64_t client, std::uint64_t n)
    {
        parcel p;
        p.id = {{1000 + client, n}};
        p.account = ours;
        p.number = p.id.text();
        p.label = p.number + std::string(400, '.');
        unit_of_work unit(*store_, ours);
        auto const before = unit.list(all_parcels, key(ours), {}, 20);
        auto const last = n == 1 ? result<versioned<parcel>>(fault(errc::not_found))
                                 : unit.find(id<parcel>{{p.id.value.high, p.id.value.low - 1}});
        if (last) {
            auto changed = **last;
            ++changed.count;
            unit.replace(*last, changed);
        }
        unit.insert(p);
        auto const begun = watch::now();
        bool const done = unit.commit().has_value();
        auto const took = watch::now() - begun;
        if (!before || !done || (n != 1 && !last)) ++refused;
        ++commits;
        for (auto seen = longest.load(); seen < took && !longest.compare_exchange_weak(seen, took);)
            ;
    }

    /// The largest that the log's file was in this time.
    std::int64_t largest_log(watch::duration time)
    {
        std::int64_t largest = 0;
        for (auto const until = watch::now() + time; watch::now() < until;) {
            largest = std::max(largest, log_now());
            std::this_thread::sleep_for(2ms);
        }
        return largest;
    }

    std::int64_t log_now() const
    {
        std::error_code gone;
        auto const size = std::filesystem::file_size(file_ + "-wal", gone);
        return gone ? 0 : static_cast<std::int64_t>(size);
    }

    bool shrinks_within(watch::duration time) const
    {
        auto const until = watch::now() + time;
        while (log_now() > most && watch::now() < until) std::this_thread::sleep_for(5ms);
        return log_now() <= most;
    }

    bool grows_within(watch::duration time) const
    {
        auto const until = watch::now() + time;
        while (log_now() <= most && watch::now() < until) std::this_thread::sleep_for(5ms);
        return log_now() > most;
    }

    sqlite_storage& store() { return *store_; }
    std::string const& file() const { return file_; }

    id<account> const ours{{7, 1}};
    std::atomic<int> commits{0}, refused{0};
    std::atomic<watch::duration> longest{watch::duration::zero()};

private:
    temporary_folder folder_;
    std::string file_ = folder_.file("store.db");
    std::shared_ptr<sqlite_storage> store_;
    std::atomic<bool> over_{false};
    std::vector<std::thread> threads_;
};

/// Another program, in the middle of a transaction that reads.
class other_program {
public:
    explicit other_program(std::string const& file)
    {
        BOOST_REQUIRE(sqlite3_open(file.c_str(), &db_) == SQLITE_OK);
        BOOST_REQUIRE(run("BEGIN; SELECT count(*) FROM parcel") == SQLITE_OK);
    }
    other_program(other_program const&) = delete;
    other_program& operator=(other_program const&) = delete;
    ~other_program() { sqlite3_close(db_); }

    int run(char const* text) { return sqlite3_exec(db_, text, nullptr, nullptr, nullptr); }

private:
    sqlite3* db_ = nullptr;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sqlite_log)

BOOST_AUTO_TEST_CASE(stays_short_while_clients_overlap)
{
    for (int clients : {1, 2, 8}) BOOST_TEST_CONTEXT(clients << " clients") {
        busy_store s;
        s.begin(clients);
        auto const largest = s.largest_log(2s);
        s.end();
        BOOST_TEST(largest <= most);
        BOOST_TEST(s.refused == 0);
        BOOST_TEST(s.commits > 100);
        BOOST_TEST_MESSAGE(s.commits << " commits, the log " << largest);
    }
}

BOOST_AUTO_TEST_CASE(grows_behind_a_snapshot_that_is_held_and_shrinks_after_it)
{
    busy_store s;
    s.work(100, 1);
    {
        unit_of_work reader(s.store(), s.ours);
        BOOST_TEST(reader.list(all_parcels, key(s.ours), {}, 100)->items.size() == 1U);
        s.begin(2);
        BOOST_TEST(s.grows_within(20s));
        BOOST_TEST(s.store().log_bytes() > bound);
        BOOST_TEST(reader.list(all_parcels, key(s.ours), {}, 100)->items.size() == 1U);
    }
    BOOST_TEST(s.shrinks_within(20s));
    BOOST_TEST(s.largest_log(500ms) <= most);
    s.end();
    BOOST_TEST(s.refused == 0);
    BOOST_TEST((s.longest.load() < 2s));
}

BOOST_AUTO_TEST_CASE(does_not_wait_for_a_thread_that_waits_for_it)
{
    busy_store s;
    s.work(100, 1);
    unit_of_work outer(s.store(), s.ours);
    BOOST_TEST(outer.list(all_parcels, key(s.ours), {}, 1).has_value());
    auto const until = watch::now() + 20s;
    std::uint64_t n = 1;
    while (s.log_now() <= most && watch::now() < until) s.work(101, n++);
    BOOST_TEST(s.log_now() > most);
    BOOST_TEST(s.refused == 0);
    BOOST_TEST((s.longest.load() < 2s));
}

BOOST_AUTO_TEST_CASE(grows_behind_another_program_and_nobody_waits_long)
{
    busy_store s;
    s.work(100, 1);
    other_program person(s.file());
    s.begin(2);
    BOOST_TEST(s.grows_within(20s));
    auto const before = s.commits.load();
    s.largest_log(1s);
    BOOST_TEST(s.commits - before > 20);
    BOOST_TEST((s.longest.load() < 2s));
    BOOST_TEST(person.run("COMMIT") == SQLITE_OK);
    BOOST_TEST(s.shrinks_within(20s));
    s.end();
    BOOST_TEST(s.refused == 0);
}

BOOST_AUTO_TEST_CASE(stays_short_while_somebody_visits_everything)
{
    busy_store s;
    for (std::uint64_t n = 1; n <= 1500; ++n) s.work(100, n);
    s.begin(2);
    int seen = 0;
    std::int64_t largest = 0;
    auto const done = s.store().for_each(record_of<parcel>, [&](id<account>, any_versioned const&) {
        if (++seen % 50 == 0) largest = std::max(largest, s.largest_log(50ms));
    });
    s.end();
    BOOST_TEST(done.has_value());
    BOOST_TEST(seen >= 1500);
    BOOST_TEST(largest <= most);
    BOOST_TEST(s.refused == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sqlite_log_tests
