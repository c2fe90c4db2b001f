// SPDX-License-Identifier: BSL-1.0
// tender/store/postgres/postgres_core.hpp: the connections of a store, and its tables.
#pragma once

#include <tender/store/postgres/postgres_connection.hpp>
#include <tender/store/sql/fresh_rows.hpp>

#include <deque>
#include <memory>
#include <mutex>
#include <random>

namespace tender::postgres {

/// What the store and its snapshots share.
class core : public std::enable_shared_from_this<core> {
public:
    core(std::string conninfo, std::vector<entity> const& entities)
        : tables(entities, dialect), conninfo_(std::move(conninfo)),
          versions_(std::random_device()() + (std::uint64_t(std::random_device()()) << 32))
    {
        for (auto const& t : tables.all())
            checked_.push_back({&t, needing_a_row(t.guard, true), needing_a_row(t.update, false),
                                needing_a_row(t.remove, false)});
    }

    /// Makes the tables. Processes that start together wait for the first at the epoch's row.
    result<> prepare()
    {
        auto c = connect();
        if (!c) return c.error();
        constexpr int most_rounds = 10;   // CREATE IF NOT EXISTS may lose a race with another one
        for (int round = 1;; ++round) {
            auto const done = migrate(**c);
            if (done) break;
            auto const ended = (*c)->run({{&end_reading, {}}});
            if (!ended) return ended.error();
            if (!(done.error() == errc::conflict)) return done;
            if (round == most_rounds)
                return fault(errc::storage_unavailable,
                             "The tables cannot be brought up to date beside processes that write: "
                             "end those of an older version, and open it again.");
        }
        give(std::move(*c));
        return {};
    }

    /// Runs reads in the snapshot's transaction, beginning it where there is none.
    result<reply> read(snapshot& seen, std::string const& text, values with)
    {
        std::vector<call> calls;
        if (seen.held) {
            calls.push_back({&text, std::move(with)});
            auto done = static_cast<connection*>(seen.held.get())->run(calls);
            if (!done) return done.error();
            return std::move(done->back());
        }
        calls.push_back({&begin_reading, {}});
        calls.push_back({&text, std::move(with)});
        for (;;) {
            bool const was_idle = has_idle();
            auto c = take();
            if (!c) return c.error();
            auto done = (*c)->run(calls);
            if (!done && (*c)->broken()) forget_idle();
            if (!done && (*c)->broken() && was_idle) continue;   // it had gone while it was idle
            if (!done) return done.error();
            auto const giver = shared_from_this();
            seen.taken = true;
            seen.held = std::shared_ptr<void>(c->release(), [giver](void* held) {
                std::unique_ptr<connection> back(static_cast<connection*>(held));
                back->run_later(end_reading);
                if (!back->broken()) giver->give(std::move(back));
            });
            return std::move(done->back());
        }
    }

    /// Several statements that happen together or not at all.
    result<std::vector<reply>> write(
        std::vector<call> const& calls)
    {
        auto c = take();
        if (!c) return c.error();
        auto done = (*c)->run(calls);
        if ((*c)->broken()) forget_idle();
        else give(std::move(*c));
        return done;
    }

    /// A statement that changes nothing, and so may be repeated on a fresh connection where an idle
    /// one turns out to be dead.
    result<reply> look(call what)
    {
        std::vector<call> calls;
        calls.push_back(std::move(what));
        for (;;) {
            bool const was_idle = has_idle();
            auto c = take();
            if (!c) return c.error();
            auto done = (*c)->run(calls);
            bool const broken = (*c)->broken();
            if (broken) forget_idle();
            else give(std::move(*c));
            if (done) return std::move(done->back());
            if (!broken || !was_idle) return done.error();
        }
    }

    std::int64_t version()
    {
        std::lock_guard const hold(lock_);
        return versions_.next();
    }

    struct checked {
        sql::table const* in;
        std::string guard, update, remove;
    };

    checked const* find(record_type const& type) const
    {
        for (auto const& c : checked_)
            if (&c.in->type() == &type) return &c;
        return nullptr;
    }

    sql::tables const tables;
    sql::known_names known;

    /// Fails where a name is another's, like `needing_a_row`.
    std::string const same_name = "SELECT 1 / count(*) FROM directory WHERE kind = $1 AND "
                                  "value = $2 AND account = $3 AND mode = $4 AND names = $5";
    /// Fails with these words where a newer library has been here [C53].
    std::string const same_epoch =
        "SELECT CASE WHEN value > " + std::to_string(sql::epoch) +
        " THEN CAST('written by a newer version, epoch ' || value AS INTEGER) ELSE 1 END"
        " FROM tender_schema WHERE name = 'epoch'";

private:
    result<> migrate(connection& c)
    {
        static std::string const make_schema =
            "CREATE TABLE IF NOT EXISTS tender_schema (name TEXT PRIMARY KEY, value BIGINT)";
        static std::string const first_epoch =
            "INSERT INTO tender_schema (name, value) VALUES ('epoch', " +
            std::to_string(sql::epoch) + ") ON CONFLICT DO NOTHING";
        static std::string const lock =
            "SELECT value FROM tender_schema WHERE name = 'epoch' FOR UPDATE";
        static std::string const mark = "UPDATE tender_schema SET value = " +
                                        std::to_string(sql::epoch) + " WHERE name = 'epoch'";
        static std::string const begin = "BEGIN", commit = "COMMIT";
        auto const made = c.run({{&make_schema, {}}});
        if (!made) return made.error();
        auto const marked = c.run({{&first_epoch, {}}});
        if (!marked) return marked.error();
        auto const found = c.run({{&begin, {}}, {&lock, {}}});
        if (!found) return found.error();
        auto const epoch = number_in(found->back(), 0, 0);
        if (epoch > sql::epoch) return sql::newer_library("PostgreSQL", epoch);
        auto const directory = c.run({{&tables.directory, {}}});
        if (!directory) return directory.error();
        for (auto const& t : tables.all())
            if (auto const done = bring_up(c, t, epoch < sql::epoch); !done) return done;
        std::vector<call> calls;
        if (epoch < sql::epoch) calls.push_back({&mark, {}});
        calls.push_back({&commit, {}});
        auto const done = c.run(calls);
        return done ? result<>() : result<>(done.error());
    }

    /// Makes a table and its indexes, or adds what it lacks.
    result<> bring_up(connection& c, sql::table const& t, bool outdated)
    {
        static std::string const there =
            "SELECT count(*) FROM information_schema.columns WHERE table_schema = "
            "current_schema() AND table_name = $1 AND column_name = $2";
        auto const run = [&](std::string const& text) -> result<> {
            auto const done = c.run_once(text);
            return done ? result<>() : result<>(done.error());
        };
        auto const has = [&](std::string_view name, std::string const& column) -> result<bool> {
            values with;
            with.add(std::string(name)).add(column);
            auto const found = c.run({{&there, std::move(with)}});
            if (!found) return found.error();
            return number_in(found->back(), 0, 0) != 0;
        };
        if (outdated && !t.rename.empty()) {
            auto const former = has(t.type().former_name, "id"), now = has(t.type().name, "id");
            if (!former || !now) return former ? now.error() : former.error();
            for (auto const& text : t.rename)
                if (*former && !*now)
                    if (auto const done = run(text); !done) return done;
        }
        if (auto const made = run(t.create); !made) return made;
        bool added = false;
        for (auto const& column : t.columns) {
            auto const found = has(t.type().name, column.name);
            if (!found) return found.error();
            if (*found) continue;
            if (auto const done = run(t.add(column)); !done) return done;
            added = true;
        }
        if (added || outdated)
            if (auto const done = bring_rows_up(c, t, added); !done) return done;
        for (auto const& text : t.indexes)
            if (auto const made = run(text); !made) return made;
        return {};
    }

    /// Writes the rows again that would be written in another way today; all, where a column is
    /// new. A conflict where an older process has just changed one.
    result<> bring_rows_up(connection& c, sql::table const& t, bool all)
    {
        auto const& update = find(t.type())->update;
        std::string account, which;
        for (int rows = sql::page_size; rows == sql::page_size;) {
            values with;
            with.add(account).add(which).add(std::int64_t(sql::page_size));
            auto const found = c.run({{&t.page, std::move(with)}});
            if (!found) return found.error();
            auto const& r = found->back();
            rows = PQntuples(r.get());
            std::vector<call> calls;
            for (int i = 0; i != rows; ++i) {
                account = text_in(r, i, 0);
                which = text_in(r, i, 1);
                auto const now = sql::fresh_rows_of(tables, t, account, text_in(r, i, 3), all);
                if (!now) return now.error();
                for (auto const& part : now->split) {
                    auto& one = calls.emplace_back(call{&part.in->insert_missing, {}});
                    one.with.add(part.what.account).add(part.what.id).add(this->version());
                    add_columns(one.with, *part.in, part.what);
                }
                if (!now->own) continue;
                auto& one = calls.emplace_back(call{&update, {}});
                one.with.add(this->version());   // an older process that waits for it has lost
                add_columns(one.with, t, *now->own);
                one.with.add(account).add(which).add(number_in(r, i, 2));
            }
            if (calls.empty()) continue;
            if (auto const done = c.run(calls); !done) return done.error();
        }
        return {};
    }

    bool has_idle()
    {
        std::lock_guard const hold(lock_);
        return !idle_.empty();
    }

    result<std::unique_ptr<connection>> take()
    {
        {
            std::lock_guard const hold(lock_);
            if (!idle_.empty()) {
                auto c = std::move(idle_.back());
                idle_.pop_back();
                return c;
            }
        }
        return connect();
    }

    result<std::unique_ptr<connection>> connect()
    {
        auto c = std::make_unique<connection>();
        if (!c->open(conninfo_)) return meaning("", c->message());
        return c;
    }

    /// When one connection is gone, those that idle most likely are too.
    void forget_idle()
    {
        std::lock_guard const hold(lock_);
        idle_.clear();
    }

    void give(std::unique_ptr<connection> c)
    {
        std::lock_guard const hold(lock_);
        idle_.push_back(std::move(c));
    }

    std::string conninfo_;
    std::deque<checked> checked_;
    std::mutex lock_;
    sql::version_source versions_;
    std::vector<std::unique_ptr<connection>> idle_;
};

}  // namespace tender::postgres
