// SPDX-License-Identifier: BSL-1.0
// tender/store/sqlite/impl/sqlite.ipp: bodies of store/sqlite.hpp.
#pragma once

#include <tender/store/sql/names_in.hpp>
#include <tender/store/sqlite.hpp>
#include <tender/store/sqlite/sqlite_reads.hpp>

#include <algorithm>

namespace tender {

TENDER_DECL sqlite_storage::sqlite_storage(std::shared_ptr<sqlite::core> inside)
    : core_(std::move(inside)) {}
TENDER_DECL sqlite_storage::~sqlite_storage() = default;

TENDER_DECL result<std::shared_ptr<sqlite_storage>> sqlite_storage::open(
    std::string const& file, std::vector<entity> const& entities, std::int64_t longest_log)
{
    auto inside = std::make_shared<sqlite::core>(file, entities, longest_log);
    if (auto const ready = inside->prepare(); !ready) return ready.error();
    return std::shared_ptr<sqlite_storage>(new sqlite_storage(std::move(inside)));
}

TENDER_DECL result<any_versioned> sqlite_storage::find(id<account> owner, snapshot& seen,
                                                  record_type const& type, ulid which)
{
    auto const* const t = core_->tables.find(type);
    if (t == nullptr) return sql::unknown_entity(type);
    return sqlite::find_one(*core_, seen, *t, t->find, owner, which.text());
}

TENDER_DECL result<any_versioned> sqlite_storage::find(id<account> owner, snapshot& seen,
                                                  record_type const& type, index_row const& by,
                                                  index_key const& key)
{
    auto const* const t = core_->tables.find(type);
    if (t == nullptr) return sql::unknown_entity(type);
    auto const& text = t->find_by[sql::index_at(type, by)];
    return sqlite::find_one(*core_, seen, *t, text, owner, sql::key_column(key));
}

TENDER_DECL result<any_page> sqlite_storage::list(id<account> owner, snapshot& seen,
                                                  record_type const& type, index_row const& by,
                                                  index_key const& key, std::optional<cursor> after,
                                                  int limit, list_order order)
{
    auto const* const t = core_->tables.find(type);
    if (t == nullptr) return sql::unknown_entity(type);
    auto const c = sqlite::reader(*core_, seen);
    if (!c) return c.error();
    auto const at = sql::index_at(type, by);
    bool const newest = order == list_order::newest_first;
    auto* const s = (*c)->prepare(newest ? t->newest[at] : t->oldest[at]);
    if (s == nullptr) return (*c)->why();
    auto const account = owner.text(), text = sql::key_column(key);
    auto const from = after ? after->after.text() : std::string(newest ? sql::behind_all_ids : "");
    sqlite::statement run(s);
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
        auto item = sqlite::record_in(run, *t);
        if (!item) return item.error();
        out.items.push_back(std::move(*item));
    }
}

TENDER_DECL result<> sqlite_storage::commit(id<account> owner, unit_changes const& what)
{
    sqlite::request mine;
    auto const names = sql::names_in(owner, what);
    mine.names = names;
    for (auto const& r : what.reads) {
        auto const* const t = core_->tables.find(*r.type);
        if (t == nullptr) return sql::unknown_entity(*r.type);
        if (sql::is_written(r, what.writes)) continue;
        auto& g = mine.guards.emplace_back();
        g.in = t;
        g.fresh.account = owner.text();
        g.fresh.id = r.id.text();
        g.old = static_cast<std::int64_t>(r.version);
    }
    for (auto& w : what.writes) {
        auto const* const t = core_->tables.find(*w.type);
        if (t == nullptr) return sql::unknown_entity(*w.type);
        auto const old = static_cast<std::int64_t>(w.old_version);
        if (w.fresh == nullptr) {
            if (w.old_version == 0) continue;
            mine.removals.push_back({t, {owner.text(), w.id.text(), 0, {}, {}, {}}, old});
        } else if (w.old_version == 0) {
            mine.inserts.push_back({t, t->row_of(owner, w.fresh), 0, &w});
        } else {
            mine.updates.push_back({t, t->row_of(owner, w.fresh, w.old), old, &w});
        }
    }
    return core_->write(mine);
}

TENDER_DECL result<> sqlite_storage::publish(directory_entry entry)
{
    sqlite::request mine;
    mine.names = {&entry, 1};
    return core_->write(mine);
}

TENDER_DECL result<directory_entry> sqlite_storage::resolve(std::string_view kind,
                                                            std::string_view value)
{
    return core_->known.find(kind, value, [&]() -> result<directory_entry> {
        snapshot seen;
        auto const c = sqlite::reader(*core_, seen);
        if (!c) return c.error();
        auto* const s = (*c)->prepare(core_->tables.resolve);
        if (s == nullptr) return (*c)->why();
        sqlite::statement run(s);
        run.bind(kind).bind_bytes(value);
        auto const code = run.step();
        if (code == SQLITE_DONE) return fault(errc::not_found);
        if (code != SQLITE_ROW) return (*c)->why();
        return sql::entry_of(kind, value, run.text(0), run.text(1), run.text(2));
    });
}

TENDER_DECL result<std::vector<due_record>> sqlite_storage::due(int lane, instant until, int limit)
{
    snapshot seen;
    auto const c = sqlite::reader(*core_, seen);
    if (!c) return c.error();
    std::vector<due_record> out;
    for (auto const& t : core_->tables.all()) {
        if (!t.is_due()) continue;
        auto* const s = (*c)->prepare(t.due);
        if (s == nullptr) return (*c)->why();
        sqlite::statement run(s);
        run.bind(std::int64_t(lane)).bind(until.time_since_epoch().count());
        run.bind(std::int64_t(limit));
        int code = 0;
        while ((code = run.step()) == SQLITE_ROW) {
            auto const account = id<tender::account>::read(run.text(0));
            auto const which = ulid::read(run.text(1));
            if (!account || !which) return sql::corrupt(t.type());
            out.push_back({*account, *which, instant(std::chrono::milliseconds(run.number(2))),
                           static_cast<std::int32_t>(run.number(3))});
        }
        if (code != SQLITE_DONE) return (*c)->why();
    }
    sql::keep_earliest(out, limit);
    return out;
}

TENDER_DECL result<std::optional<instant>> sqlite_storage::next_due(int lane)
{
    snapshot seen;
    auto const c = sqlite::reader(*core_, seen);
    if (!c) return c.error();
    std::optional<instant> earliest;
    for (auto const& t : core_->tables.all()) {
        if (!t.is_due()) continue;
        auto* const s = (*c)->prepare(t.next_due);
        if (s == nullptr) return (*c)->why();
        sqlite::statement run(s);
        run.bind(std::int64_t(lane));
        if (run.step() != SQLITE_ROW) return (*c)->why();
        if (run.is_null(0)) continue;
        instant const when{std::chrono::milliseconds(run.number(0))};
        earliest = earliest ? std::min(*earliest, when) : when;
    }
    return earliest;
}

TENDER_DECL result<due_turns> sqlite_storage::due_in_turns(int lane, instant until,
                                                           std::int32_t after, int limit)
{
    snapshot seen;
    auto const c = sqlite::reader(*core_, seen);
    if (!c) return c.error();
    std::vector<due_record> all;
    for (auto const& t : core_->tables.all()) {
        if (!t.is_due()) continue;
        auto* const s = (*c)->prepare(t.turn);
        if (s == nullptr) return (*c)->why();
        std::int64_t behind = after;
        bool round = false;
        int found = 0;
        for (int n = 0; n != most_looked_at && found != limit;) {
            sqlite::statement run(s);
            run.bind(std::int64_t(lane)).bind(behind);
            auto const code = run.step();
            if (code != SQLITE_ROW && code != SQLITE_DONE) return (*c)->why();
            behind = code == SQLITE_ROW ? run.number(0) : 0;
            if (round && (behind > after || code == SQLITE_DONE)) break;
            round = round || code == SQLITE_DONE;
            if (code == SQLITE_DONE) continue;
            auto const account = id<tender::account>::read(run.text(1));
            auto const which = ulid::read(run.text(2));
            if (!account || !which) return sql::corrupt(t.type());
            all.push_back({*account, *which, instant(std::chrono::milliseconds(run.number(3))),
                           static_cast<std::int32_t>(behind)});
            ++n;
            if (all.back().when <= until) ++found;
        }
    }
    return as_turns(std::move(all), until, after, limit);
}

TENDER_DECL std::int64_t sqlite_storage::log_bytes() const
{
    return core_->log_bytes();
}

TENDER_DECL result<> sqlite_storage::for_each(record_type const& type, record_visitor const& take)
{
    using namespace sqlite;
    auto const* const t = core_->tables.find(type);
    if (t == nullptr) return sql::unknown_entity(type);
    std::string account, which;
    for (;;) {
        auto const page = one_page<found_record>(
            *core_, t->page, [&](statement& run) { run.bind(account).bind(which); },
            [&](statement& run) { return found_in(run, *t); });
        if (!page) return page.error();
        for (auto const& v : *page) take(v.owner, v.record);
        if (page->size() != sql::page_size) return {};
        account = page->back().account;
        which = page->back().id;
    }
}

TENDER_DECL result<> sqlite_storage::for_each_name(name_visitor const& take)
{
    using namespace sqlite;
    std::string kind, value;
    for (;;) {
        auto const page = one_page<directory_entry>(
            *core_, core_->tables.names,
            [&](statement& run) { run.bind(kind).bind_bytes(value); },
            [](statement& run) {
                return sql::entry_of(run.text(0), run.text(1), run.text(2), run.text(3),
                                     run.text(4));
            });
        if (!page) return page.error();
        for (auto const& entry : *page) take(entry);
        if (page->size() != sql::page_size) return {};
        kind = page->back().kind;
        value = page->back().value;
    }
}

}  // namespace tender
