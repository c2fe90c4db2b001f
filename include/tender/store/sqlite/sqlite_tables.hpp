// SPDX-License-Identifier: BSL-1.0
// tender/store/sqlite/sqlite_tables.hpp: tables are made, and brought up to date.
#pragma once

#include <tender/store/sql/fresh_rows.hpp>
#include <tender/store/sqlite/sqlite_connection.hpp>

#include <utility>

namespace tender::sqlite {

/// The values of a record's indexes, when it is due, and the record itself.
inline void bind_columns(statement& run, sql::table const& t, sql::row const& r)
{
    for (auto const& key : r.keys) {
        if (key) run.bind(*key);
        else run.bind_null();
    }
    if (t.is_due() && !r.due) run.bind_null().bind_null().bind_null();
    if (t.is_due() && r.due) {
        run.bind(r.due->when.time_since_epoch().count()).bind(std::int64_t(r.due->lane));
        if (r.due->queue == 0) run.bind_null();
        else run.bind(std::int64_t(r.due->queue));
    }
    run.bind(r.data);
}

/// Writes the rows again that would be written in another way today; all, where a column is new.
inline result<> bring_rows_up(connection& c, sql::tables const& among, sql::table const& t,
                              bool all)
{
    struct outdated {
        sql::fresh_rows now;
        std::int64_t version;
    };
    std::string account, which;
    for (int rows = sql::page_size; rows == sql::page_size;) {
        std::vector<outdated> found;
        rows = 0;
        {
            std::string const from = account, from_id = which;
            statement run(c.prepare(t.page));
            run.bind(from).bind(from_id).bind(std::int64_t(sql::page_size));
            int code = run.step();
            for (; code == SQLITE_ROW; code = run.step(), ++rows) {
                account = run.text(0);
                which = run.text(1);
                auto now = sql::fresh_rows_of(among, t, account, run.text(3), all);
                if (!now) return now.error();
                if (now->own) found.push_back({std::move(*now), run.number(2)});
            }
            if (code != SQLITE_DONE) return c.why();
        }
        for (auto const& r : found) {
            for (auto const& part : r.now.split) {
                statement run(c.prepare(part.in->insert_missing));
                run.bind(part.what.account).bind(part.what.id).bind(r.version);
                bind_columns(run, *part.in, part.what);
                if (run.step() != SQLITE_DONE) return c.why();
            }
            auto const& own = *r.now.own;
            statement run(c.prepare(t.update));
            run.bind(r.version);
            bind_columns(run, t, own);
            run.bind(own.account).bind(own.id).bind(r.version);
            if (run.step() != SQLITE_DONE) return c.why();
        }
    }
    return {};
}

inline bool has_table(connection& c, std::string_view name)
{
    auto const count = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '" +
                       std::string(name) + "'";
    return c.pragma(count.c_str()) != 0;
}

/// Makes a table and its indexes, or adds what it lacks.
inline result<> bring_up(connection& c, sql::tables const& among, sql::table const& t,
                         bool outdated)
{
    if (outdated && has_table(c, t.type().former_name) && !has_table(c, t.type().name))
        for (auto const& text : t.rename)
            if (!c.run(text.c_str())) return c.why();
    if (!c.run(t.create.c_str())) return c.why();
    bool added = false;
    for (auto const& column : t.columns) {
        auto const there = "SELECT count(*) FROM pragma_table_info('" +
                           std::string(t.type().name) + "') WHERE name = '" + column.name + "'";
        if (c.pragma(there.c_str()) != 0) continue;
        if (!c.run(t.add(column).c_str())) return c.why();
        added = true;
    }
    if (added || outdated)
        if (auto const done = bring_rows_up(c, among, t, added); !done) return done;
    for (auto const& text : t.indexes)
        if (!c.run(text.c_str())) return c.why();
    return {};
}

/// Why a file is not opened.
inline fault refused(connection const& c, std::string const& file)
{
    return fault(errc::storage_unavailable, file + ": " + std::string(c.why().text()));
}

/// Makes a file, in its transaction, what this library needs.
inline result<> migrate(connection& c, sql::tables const& tables, std::string const& file)
{
    auto const found = c.pragma("PRAGMA user_version");
    if (found > sql::epoch) return sql::newer_library(file, found);
    for (auto const& t : tables.all())
        if (auto const done = bring_up(c, tables, t, found < sql::epoch); !done) return done;
    if (!c.run(tables.directory.c_str())) return refused(c, file);
    auto const marks = "PRAGMA user_version = " + std::to_string(sql::epoch) +
                       "; PRAGMA application_id = " + std::to_string(application);
    return c.run(marks.c_str()) ? result<>() : result<>(refused(c, file));
}

}  // namespace tender::sqlite
