// SPDX-License-Identifier: BSL-1.0
// tender/store/impl/sqlite.hpp: bodies of store/sqlite.hpp.
#pragma once

#include <tender/store/impl/sqlite_core.hpp>
#include <tender/store/sqlite.hpp>

#include <algorithm>

namespace tender {

inline sqlite_storage::sqlite_storage(std::shared_ptr<sqlite_parts::core> inside)
    : core_(std::move(inside)) {}
inline sqlite_storage::~sqlite_storage() = default;

inline result<std::shared_ptr<sqlite_storage>> sqlite_storage::open(
    std::string const& file, std::vector<entity> const& entities)
{
    auto inside = std::make_shared<sqlite_parts::core>(file, entities);
    if (auto const ready = inside->prepare(); !ready) return ready.error();
    return std::shared_ptr<sqlite_storage>(new sqlite_storage(std::move(inside)));
}

namespace sqlite_parts {

/// Begins the snapshot where there is none yet, and hands out its connection.
inline result<connection*> reader(core& inside, snapshot& seen)
{
    if (!seen.held) {
        auto held = inside.begin();
        if (!held) return held.error();
        seen.held = std::move(*held);
        seen.taken = true;
    }
    return static_cast<connection*>(seen.held.get());
}

/// The record in a row of version and data.
inline result<any_kept> record_in(statement& found, sql::table const& t)
{
    auto record = t.of().decode(found.text(1));
    if (!record) return sql::corrupt(t.type());
    return any_kept{std::move(record), static_cast<std::uint64_t>(found.number(0))};
}

/// The record that a statement of account and key finds.
inline result<any_kept> find_one(core& inside, snapshot& seen, sql::table const& t,
                                 std::string const& text, id<account> whose,
                                 std::string const& key)
{
    auto const c = reader(inside, seen);
    if (!c) return c.error();
    auto* const s = (*c)->prepare(text);
    if (s == nullptr) return (*c)->why();
    auto const account = whose.text();
    statement run(s);
    run.bind(account).bind(key);
    auto const code = run.step();
    if (code == SQLITE_DONE) return fault(errc::not_found);
    return code == SQLITE_ROW ? record_in(run, t) : (*c)->why();
}

}  // namespace sqlite_parts

inline result<any_kept> sqlite_storage::find(id<account> whose, snapshot& seen,
                                             record_type const& type, ulid which)
{
    auto const* const t = core_->tables.find(type);
    if (t == nullptr) return sql::unknown_entity(type);
    return sqlite_parts::find_one(*core_, seen, *t, t->find, whose, which.text());
}

inline result<any_kept> sqlite_storage::find(id<account> whose, snapshot& seen,
                                             record_type const& type, index_row const& by,
                                             index_key const& key)
{
    auto const* const t = core_->tables.find(type);
    if (t == nullptr) return sql::unknown_entity(type);
    auto const& text = t->find_by[sql::index_at(type, by)];
    return sqlite_parts::find_one(*core_, seen, *t, text, whose, sql::key_column(key));
}

inline result<any_page> sqlite_storage::list(id<account> whose, snapshot& seen,
                                             record_type const& type, index_row const& by,
                                             index_key const& key, std::optional<cursor> after,
                                             int limit, list_order order)
{
    auto const* const t = core_->tables.find(type);
    if (t == nullptr) return sql::unknown_entity(type);
    auto const c = sqlite_parts::reader(*core_, seen);
    if (!c) return c.error();
    auto const at = sql::index_at(type, by);
    bool const newest = order == list_order::newest_first;
    auto* const s = (*c)->prepare(newest ? t->newest[at] : t->oldest[at]);
    if (s == nullptr) return (*c)->why();
    auto const account = whose.text(), text = sql::key_column(key);
    auto const from = after ? after->after.text() : std::string(newest ? sql::behind_all_ids : "");
    sqlite_parts::statement run(s);
    run.bind(account).bind(text).bind(from).bind(std::int64_t(limit) + 1);
    any_page out;
    for (;;) {
        auto const code = run.step();
        if (code == SQLITE_DONE) return out;
        if (code != SQLITE_ROW) return (*c)->why();
        if (out.items.size() == static_cast<std::size_t>(limit)) {
            out.more = true;
            return out;
        }
        auto item = sqlite_parts::record_in(run, *t);
        if (!item) return item.error();
        out.items.push_back(std::move(*item));
    }
}

inline result<> sqlite_storage::commit(id<account> whose, unit_changes const& what)
{
    sqlite_parts::request mine;
    mine.names = what.names;
    for (auto const& r : what.reads) {
        auto const* const t = core_->tables.find(*r.type);
        if (t == nullptr) return sql::unknown_entity(*r.type);
        if (sql::is_written(r, what.writes)) continue;
        auto& g = mine.guards.emplace_back();
        g.in = t;
        g.fresh.account = whose.text();
        g.fresh.id = r.id.text();
        g.old = static_cast<std::int64_t>(r.version);
    }
    for (auto& w : what.writes) {
        auto const* const t = core_->tables.find(*w.type);
        if (t == nullptr) return sql::unknown_entity(*w.type);
        auto const old = static_cast<std::int64_t>(w.old_version);
        if (w.fresh == nullptr) {
            if (w.old_version == 0) continue;
            mine.removals.push_back({t, {whose.text(), w.id.text(), 0, {}, {}, {}}, old});
        } else if (w.old_version == 0) {
            mine.inserts.push_back({t, t->row_of(whose, w.fresh), 0, &w});
        } else {
            mine.updates.push_back({t, t->row_of(whose, w.fresh, w.old), old, &w});
        }
    }
    return core_->write(mine);
}

inline result<> sqlite_storage::publish(directory_entry entry)
{
    sqlite_parts::request mine;
    mine.names = {&entry, 1};
    return core_->write(mine);
}

inline result<directory_entry> sqlite_storage::resolve(std::string_view kind,
                                                       std::string_view value)
{
    return core_->known.find(kind, value, [&]() -> result<directory_entry> {
        snapshot seen;
        auto const c = sqlite_parts::reader(*core_, seen);
        if (!c) return c.error();
        auto* const s = (*c)->prepare(core_->tables.resolve);
        if (s == nullptr) return (*c)->why();
        sqlite_parts::statement run(s);
        run.bind(kind).bind_bytes(value);
        auto const code = run.step();
        if (code == SQLITE_DONE) return fault(errc::not_found);
        if (code != SQLITE_ROW) return (*c)->why();
        return sql::entry_of(kind, value, run.text(0), run.text(1), run.text(2));
    });
}

inline result<std::vector<due_record>> sqlite_storage::due(int lane, instant until, int limit)
{
    snapshot seen;
    auto const c = sqlite_parts::reader(*core_, seen);
    if (!c) return c.error();
    std::vector<due_record> out;
    for (auto const& t : core_->tables.all()) {
        if (!t.is_due()) continue;
        auto* const s = (*c)->prepare(t.due);
        if (s == nullptr) return (*c)->why();
        sqlite_parts::statement run(s);
        run.bind(std::int64_t(lane)).bind(until.time_since_epoch().count());
        run.bind(std::int64_t(limit));
        int code = 0;
        while ((code = run.step()) == SQLITE_ROW) {
            auto const account = id<tender::account>::read(run.text(0));
            auto const which = ulid::read(run.text(1));
            if (!account || !which) return sql::corrupt(t.type());
            out.push_back({*account, *which, instant(std::chrono::milliseconds(run.number(2)))});
        }
        if (code != SQLITE_DONE) return (*c)->why();
    }
    sql::keep_earliest(out, limit);
    return out;
}

inline result<std::optional<instant>> sqlite_storage::next_due(int lane)
{
    snapshot seen;
    auto const c = sqlite_parts::reader(*core_, seen);
    if (!c) return c.error();
    std::optional<instant> earliest;
    for (auto const& t : core_->tables.all()) {
        if (!t.is_due()) continue;
        auto* const s = (*c)->prepare(t.next_due);
        if (s == nullptr) return (*c)->why();
        sqlite_parts::statement run(s);
        run.bind(std::int64_t(lane));
        if (run.step() != SQLITE_ROW) return (*c)->why();
        if (run.is_null(0)) continue;
        instant const when{std::chrono::milliseconds(run.number(0))};
        earliest = earliest ? std::min(*earliest, when) : when;
    }
    return earliest;
}

inline result<> sqlite_storage::visit(record_type const& type, record_visitor const& take)
{
    auto const* const t = core_->tables.find(type);
    if (t == nullptr) return sql::unknown_entity(type);
    snapshot seen;
    auto const c = sqlite_parts::reader(*core_, seen);
    if (!c) return c.error();
    std::string account, which;
    for (int rows = sql::page_size; rows == sql::page_size;) {
        rows = 0;
        auto* const s = (*c)->prepare(t->page);
        if (s == nullptr) return (*c)->why();
        std::string const from = account, from_id = which;
        sqlite_parts::statement run(s);
        run.bind(from).bind(from_id).bind(std::int64_t(sql::page_size));
        int code = 0;
        for (; (code = run.step()) == SQLITE_ROW; ++rows) {
            account = run.text(0);
            which = run.text(1);
            auto const whose = id<tender::account>::read(account);
            auto record = t->of().decode(run.text(3));
            if (!whose || !record) return sql::corrupt(type);
            take(*whose, {std::move(record), static_cast<std::uint64_t>(run.number(2))});
        }
        if (code != SQLITE_DONE) return (*c)->why();
    }
    return {};
}

inline result<> sqlite_storage::visit_names(name_visitor const& take)
{
    snapshot seen;
    auto const c = sqlite_parts::reader(*core_, seen);
    if (!c) return c.error();
    std::string kind, value;
    for (int rows = sql::page_size; rows == sql::page_size;) {
        rows = 0;
        auto* const s = (*c)->prepare(core_->tables.names);
        if (s == nullptr) return (*c)->why();
        std::string const from = kind, from_value = value;
        sqlite_parts::statement run(s);
        run.bind(from).bind_bytes(from_value).bind(std::int64_t(sql::page_size));
        int code = 0;
        for (; (code = run.step()) == SQLITE_ROW; ++rows) {
            kind = run.text(0);
            value = run.text(1);
            auto const entry = sql::entry_of(kind, value, run.text(2), run.text(3), run.text(4));
            if (!entry) return entry.error();
            take(*entry);
        }
        if (code != SQLITE_DONE) return (*c)->why();
    }
    return {};
}

}  // namespace tender
