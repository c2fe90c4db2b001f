// SPDX-License-Identifier: BSL-1.0
// tender/store/sqlite/sqlite_core.hpp: who writes, for all that wait.
#pragma once

#include <tender/store/sqlite/sqlite_log.hpp>
#include <tender/store/sqlite/sqlite_tables.hpp>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <random>

namespace tender::sqlite {

/// What the store and its snapshots share.
class core : public std::enable_shared_from_this<core> {
public:
    core(std::string file, std::vector<entity> const& entities, std::int64_t longest_log)
        : tables(entities, dialect), file_(std::move(file)), longest_log_(longest_log),
          versions_(std::random_device()() + (std::uint64_t(std::random_device()()) << 32)) {}

    /// Makes the file what this library needs.
    result<> prepare()
    {
        bool const fresh = !std::filesystem::exists(file_);
        if (!writer_.open(file_, true)) return refuse();
        if (fresh) {                   // its journals have the same permissions
            std::error_code ignored;
            using std::filesystem::perms;
            std::filesystem::permissions(file_, perms::owner_read | perms::owner_write, ignored);
        }
        if (auto const mine = ours(); !mine) return mine;
        if (!writer_.persist("PRAGMA journal_mode = WAL")) return refuse();
        log_.watch(writer_, longest_log_);
        if (!writer_.persist("BEGIN IMMEDIATE")) return refuse();
        auto const done = migrate(writer_, tables, file_);
        if (!done) {
            writer_.run("ROLLBACK");
            return done;
        }
        return writer_.run("COMMIT") ? result<>() : refuse();
    }

    /// A connection in a transaction of its own; given back when nobody holds it any more.
    result<std::shared_ptr<void>> begin()
    {
        auto c = take();
        if (!c) return c.error();
        if (!(*c)->repeat("BEGIN")) return (*c)->why();
        auto const giver = shared_from_this();
        return std::shared_ptr<void>(c->release(), [giver](void* held) {
            auto* const back = static_cast<connection*>(held);
            back->repeat("ROLLBACK");
            giver->give(std::unique_ptr<connection>(back));
        });
    }

    /// Writes what waits, the caller's request among it, under one flush [C9]. Whoever comes first
    /// writes; the first of those who came meanwhile writes next.
    result<> write(request& mine)
    {
        bool copies = false;
        std::unique_lock hold(lock_);
        waiting_.push_back(&mine);
        mine.writes = !std::exchange(busy_, true);
        while (!mine.done) {
            mine.turn.wait(hold, [&] { return mine.done || mine.writes; });
            if (mine.done) break;
            constexpr std::size_t most = 256;
            auto const count = static_cast<std::ptrdiff_t>(std::min(most, waiting_.size()));
            std::vector<request*> const batch(waiting_.begin(), waiting_.begin() + count);
            waiting_.erase(waiting_.begin(), waiting_.begin() + count);
            hold.unlock();
            try {
                write_batch(batch);
            } catch (...) {
                writer_.run("ROLLBACK");
                for (auto* const r : batch) r->answer = fault(errc::storage_unavailable);
            }
            hold.lock();
            for (auto* const r : batch) {
                r->done = true;
                r->turn.notify_one();
            }
            log_.look();
            copied_.wait_for(hold, longest_wait, [&] { return !log_.is_far_behind(); });
            if (log_.may_end()) end_log(hold);
            copies = log_.is_due();
            busy_ = !waiting_.empty();
            if (busy_) {
                waiting_.front()->writes = true;
                waiting_.front()->turn.notify_one();
            }
        }
        hold.unlock();
        if (copies) copy_log();
        return mine.answer;
    }

    std::int64_t log_bytes() const { return log_.bytes(); }

    sql::tables const tables;
    sql::known_names known;

private:
    result<> refuse() const { return refused(writer_, file_); }

    /// An empty file, or one with our mark: both read at one moment, for others may open it too.
    result<> ours()
    {
        if (!writer_.run("BEGIN")) return refuse();
        auto const objects = writer_.pragma("SELECT count(*) FROM sqlite_master");
        auto const why = refuse();
        auto const owner = writer_.pragma("PRAGMA application_id");
        writer_.run("COMMIT");
        if (objects < 0) return why;
        if (owner == application || objects == 0) return {};
        return fault(errc::storage_unavailable, file_ + ": this is another program's database");
    }

    result<std::unique_ptr<connection>> take()
    {
        {
            std::lock_guard const hold(idle_lock_);
            if (!idle_.empty()) {
                auto c = std::move(idle_.back());
                idle_.pop_back();
                return c;
            }
        }
        auto c = std::make_unique<connection>();
        if (!c->open(file_, false)) return c->why();
        return c;
    }

    void give(std::unique_ptr<connection> c)
    {
        std::lock_guard const hold(idle_lock_);
        idle_.push_back(std::move(c));
    }

    std::int64_t epoch()
    {
        statement run(writer_.prepare("PRAGMA user_version"));
        return run.step() == SQLITE_ROW ? run.number(0) : 0;
    }

    void end_log(std::unique_lock<std::mutex>& hold)
    {
        auto const patience = log_.patience();
        hold.unlock();
        bool const done = writer_.end_log(patience);
        hold.lock();
        log_.ended(done);
    }

    /// While others write; the caller's commit stands, whatever comes of this.
    void copy_log()
    {
        std::int64_t left = -1;
        try {
            auto c = take();
            if (c) left = (*c)->copy_log();
            if (c) give(std::move(*c));
        } catch (...) {}
        std::lock_guard const hold(lock_);
        log_.copied(left);
        copied_.notify_all();
    }

    void write_batch(std::vector<request*> const& batch)
    {
        auto const all = [&](fault const& why) {
            writer_.repeat("ROLLBACK");
            for (auto* const r : batch) r->answer = why;
        };
        if (!writer_.repeat("BEGIN IMMEDIATE")) return all(writer_.why());
        if (auto const now = epoch(); now > sql::epoch)
            return all(sql::newer_library(file_, now));
        bool const alone = batch.size() == 1;
        for (auto* const r : batch) {
            if (!alone && !writer_.repeat("SAVEPOINT one")) return all(writer_.why());
            r->answer = write_one(*r);
            bool const conflict = !r->answer && r->answer.error() == errc::conflict;
            if (!r->answer && (alone || !conflict)) return all(fault(r->answer.error()));
            if (conflict && !writer_.repeat("ROLLBACK TO one")) return all(writer_.why());
            if (!alone && !writer_.repeat("RELEASE one")) return all(writer_.why());
        }
        if (!writer_.repeat("COMMIT")) all(writer_.why());
    }

    result<> write_one(request& r)
    {
        for (auto const& e : r.names)
            if (auto const done = write_name(e); !done) return done;
        for (auto const& g : r.guards) {
            auto const done = bound_to_old(g.in->guard, g, SQLITE_ROW);
            if (!done) return done;
        }
        for (auto const& c : r.removals) {
            auto const done = bound_to_old(c.in->remove, c, SQLITE_DONE);
            if (!done) return done;
        }
        for (auto& c : r.updates) {
            auto* const s = writer_.prepare(c.in->update);
            if (s == nullptr) return writer_.why();
            statement run(s);
            run.bind(next_version(c));
            bind_columns(run, *c.in, c.fresh);
            run.bind(c.fresh.account).bind(c.fresh.id).bind(c.old);
            if (auto const done = ended(run.step(), SQLITE_DONE); !done) return done;
            if (writer_.changed() == 0) return fault(errc::conflict);
        }
        for (auto& c : r.inserts) {
            auto* const s = writer_.prepare(c.in->insert);
            if (s == nullptr) return writer_.why();
            statement run(s);
            run.bind(c.fresh.account).bind(c.fresh.id).bind(next_version(c));
            bind_columns(run, *c.in, c.fresh);
            if (auto const done = ended(run.step(), SQLITE_DONE); !done) return done;
        }
        return {};
    }

    std::int64_t next_version(request::change& c)
    {
        auto const version = versions_.next();
        c.of->fresh_version = static_cast<std::uint64_t>(version);
        return version;
    }

    /// Runs a statement on the version that was read; conflict where it is no longer there.
    result<> bound_to_old(std::string const& text, request::change const& c,
                          int expected)
    {
        auto* const s = writer_.prepare(text);
        if (s == nullptr) return writer_.why();
        statement run(s);
        run.bind(c.fresh.account).bind(c.fresh.id).bind(c.old);
        auto const code = run.step();
        if (expected == SQLITE_ROW)
            return code == SQLITE_DONE ? result<>(fault(errc::conflict)) : ended(code, expected);
        if (auto const done = ended(code, expected); !done) return done;
        return writer_.changed() == 0 ? result<>(fault(errc::conflict)) : result<>();
    }

    result<> ended(int code, int expected)
    {
        if (code == expected) return {};
        if ((code & 0xff) == SQLITE_CONSTRAINT) return fault(errc::conflict);
        return writer_.why();
    }

    result<> write_name(directory_entry const& e)
    {
        auto* const s = writer_.prepare(tables.publish);
        if (s == nullptr) return writer_.why();
        auto const account = e.account.text(), names = e.names.text();
        statement run(s);
        run.bind(e.kind).bind_bytes(e.value).bind(account).bind(enum_name(e.mode)).bind(names);
        if (auto const done = ended(run.step(), SQLITE_DONE); !done) return done;
        if (writer_.changed() != 0) return {};
        auto* const look = writer_.prepare(tables.resolve);
        if (look == nullptr) return writer_.why();
        statement there(look);
        there.bind(e.kind).bind_bytes(e.value);
        if (auto const done = ended(there.step(), SQLITE_ROW); !done) return done;
        bool const same = there.text(0) == account && there.text(1) == enum_name(e.mode) &&
                          there.text(2) == names;
        return same ? result<>() : result<>(fault(errc::conflict));
    }

    static constexpr std::chrono::seconds longest_wait{1};   ///< for who copies the log

    std::string file_;
    std::int64_t const longest_log_;
    write_ahead_log log_;              ///< is told of by `writer_`
    std::condition_variable copied_;
    connection writer_;                ///< of the request that `writes`
    sql::version_source versions_;
    std::mutex lock_;
    std::vector<request*> waiting_;
    bool busy_ = false;                ///< somebody writes, or is about to
    std::mutex idle_lock_;
    std::vector<std::unique_ptr<connection>> idle_;
};

}  // namespace tender::sqlite
