// SPDX-License-Identifier: BSL-1.0
// tender/store/postgres/impl/postgres.ipp: bodies of store/postgres.hpp.
#pragma once

#include <tender/store/postgres.hpp>
#include <tender/store/postgres/postgres_core.hpp>
#include <tender/store/sql/names_in.hpp>

#include <algorithm>
#include <iterator>

namespace tender {

TENDER_DECL postgres_storage::postgres_storage(std::shared_ptr<postgres::core> inside)
    : core_(std::move(inside)) {}
TENDER_DECL postgres_storage::~postgres_storage() = default;

TENDER_DECL result<std::shared_ptr<postgres_storage>> postgres_storage::open(
    std::string const& conninfo, std::vector<entity> const& entities)
{
    auto inside = std::make_shared<postgres::core>(conninfo, entities);
    if (auto const ready = inside->prepare(); !ready) return ready.error();
    return std::shared_ptr<postgres_storage>(new postgres_storage(std::move(inside)));
}

namespace postgres {

/// The record in a row of version and data.
inline result<any_versioned> record_in(reply const& found, int row, sql::table const& t)
{
    auto record = t.of().decode(text_in(found, row, 1));
    if (!record) return sql::corrupt(t.type());
    return any_versioned{std::move(record), static_cast<std::uint64_t>(number_in(found, row, 0))};
}

/// The record in an answer of at most one row.
inline result<any_versioned> only_record_in(result<reply> const& found, sql::table const& t)
{
    if (!found) return found.error();
    if (PQntuples(found->get()) == 0) return fault(errc::not_found);
    return record_in(*found, 0, t);
}

/// The values of a name in the directory.
inline values name_values(directory_entry const& e)
{
    values v;
    v.add(e.kind).add_bytes(e.value).add(e.account.text());
    v.add(std::string(enum_name(e.mode))).add(e.names.text());
    return v;
}

}  // namespace postgres

TENDER_DECL result<any_versioned> postgres_storage::find(id<account> owner, snapshot& seen,
                                                    record_type const& type, ulid which)
{
    auto const* const t = core_->tables.find(type);
    if (t == nullptr) return sql::unknown_entity(type);
    postgres::values with;
    with.add(owner.text()).add(which.text());
    return postgres::only_record_in(core_->read(seen, t->find, std::move(with)), *t);
}

TENDER_DECL result<any_versioned> postgres_storage::find(id<account> owner, snapshot& seen,
                                                    record_type const& type, index_row const& by,
                                                    index_key const& key)
{
    auto const* const t = core_->tables.find(type);
    if (t == nullptr) return sql::unknown_entity(type);
    postgres::values with;
    with.add(owner.text()).add(sql::key_column(key));
    auto const& text = t->find_by[sql::index_at(type, by)];
    return postgres::only_record_in(core_->read(seen, text, std::move(with)), *t);
}

TENDER_DECL result<any_page> postgres_storage::list(id<account> owner, snapshot& seen,
                                                    record_type const& type, index_row const& by,
                                                    index_key const& key,
                                                    std::optional<cursor> after, int limit,
                                                    list_order order)
{
    auto const* const t = core_->tables.find(type);
    if (t == nullptr) return sql::unknown_entity(type);
    auto const at = sql::index_at(type, by);
    bool const newest = order == list_order::newest_first;
    postgres::values with;
    with.add(owner.text()).add(sql::key_column(key));
    with.add(after ? after->after.text() : std::string(newest ? sql::behind_all_ids : ""));
    with.add(std::int64_t(limit) + 1);
    auto const found = core_->read(seen, newest ? t->newest[at] : t->oldest[at], std::move(with));
    if (!found) return found.error();
    any_page out;
    auto const rows = PQntuples(found->get());
    out.more = rows > limit;
    for (int row = 0; row != std::min(rows, limit); ++row) {
        auto item = postgres::record_in(*found, row, *t);
        if (!item) return item.error();
        out.items.push_back(std::move(*item));
    }
    return out;
}

TENDER_DECL result<> postgres_storage::commit(id<account> owner, unit_changes const& what)
{
    auto const account = owner.text();
    std::vector<postgres::call> guards, removals, updates, inserts;
    guards.push_back({&core_->same_epoch, {}});
    for (auto const& e : sql::names_in(owner, what)) {
        guards.push_back({&core_->tables.publish, postgres::name_values(e)});
        guards.push_back({&core_->same_name, postgres::name_values(e)});
    }
    for (auto const& r : what.reads) {
        auto const* const c = core_->find(*r.type);
        if (c == nullptr) return sql::unknown_entity(*r.type);
        if (sql::is_written(r, what.writes)) continue;
        auto& g = guards.emplace_back(postgres::call{&c->guard, {}});
        g.with.add(account).add(r.id.text()).add(static_cast<std::int64_t>(r.version));
    }
    for (auto& w : what.writes) {
        auto const* const c = core_->find(*w.type);
        if (c == nullptr) return sql::unknown_entity(*w.type);
        auto const old = static_cast<std::int64_t>(w.old_version);
        if (w.fresh == nullptr) {
            if (w.old_version == 0) continue;
            auto& r = removals.emplace_back(postgres::call{&c->remove, {}});
            r.with.add(account).add(w.id.text()).add(old);
            continue;
        }
        auto const row = c->in->row_of(owner, w.fresh, w.old);
        auto const version = core_->version();
        w.fresh_version = static_cast<std::uint64_t>(version);
        if (w.old_version == 0) {
            auto& i = inserts.emplace_back(postgres::call{&c->in->insert, {}});
            i.with.add(account).add(row.id).add(version);
            postgres::add_columns(i.with, *c->in, row);
        } else {
            auto& u = updates.emplace_back(postgres::call{&c->update, {}});
            u.with.add(version);
            postgres::add_columns(u.with, *c->in, row);
            u.with.add(account).add(row.id).add(old);
        }
    }
    for (auto* const more : {&removals, &updates, &inserts})
        std::move(more->begin(), more->end(), std::back_inserter(guards));
    auto const done = core_->write(guards);
    if (!done) return done.error();
    return {};
}

TENDER_DECL result<> postgres_storage::publish(directory_entry entry)
{
    auto const publish = [&] { return commit(entry.account, {{}, {}, {&entry, 1}}); };
    auto const done = publish();
    bool const unknown = !done && done.error() == errc::storage_unavailable;
    return unknown ? publish() : done;   // saying it again is no fault
}

TENDER_DECL result<directory_entry> postgres_storage::resolve(std::string_view kind,
                                                              std::string_view value)
{
    using postgres::text_in;
    return core_->known.find(kind, value, [&]() -> result<directory_entry> {
        postgres::values with;
        with.add(std::string(kind)).add_bytes(value);
        auto const done = core_->look({&core_->tables.resolve, std::move(with)});
        if (!done) return done.error();
        auto const& r = *done;
        if (PQntuples(r.get()) == 0) return fault(errc::not_found);
        return sql::entry_of(kind, value, text_in(r, 0, 0), text_in(r, 0, 1), text_in(r, 0, 2));
    });
}

TENDER_DECL result<std::vector<due_record>> postgres_storage::due(int lane, instant until,
                                                                  int limit)
{
    using postgres::text_in;
    std::vector<due_record> out;
    for (auto const& t : core_->tables.all()) {
        if (!t.is_due()) continue;
        postgres::values with;
        with.add(std::int64_t(lane)).add(until.time_since_epoch().count());
        with.add(std::int64_t(limit));
        auto const done = core_->look({&t.due, std::move(with)});
        if (!done) return done.error();
        auto const& r = *done;
        for (int row = 0; row != PQntuples(r.get()); ++row) {
            auto const account = id<tender::account>::read(text_in(r, row, 0));
            auto const which = ulid::read(text_in(r, row, 1));
            if (!account || !which) return sql::corrupt(t.type());
            instant const when{std::chrono::milliseconds(postgres::number_in(r, row, 2))};
            auto const queue = postgres::number_in(r, row, 3);
            out.push_back({*account, *which, when, static_cast<std::int32_t>(queue)});
        }
    }
    sql::keep_earliest(out, limit);
    return out;
}

TENDER_DECL result<std::optional<instant>> postgres_storage::next_due(int lane)
{
    std::optional<instant> earliest;
    for (auto const& t : core_->tables.all()) {
        if (!t.is_due()) continue;
        postgres::values with;
        with.add(std::int64_t(lane));
        auto const done = core_->look({&t.next_due, std::move(with)});
        if (!done) return done.error();
        auto const& r = *done;
        if (PQgetisnull(r.get(), 0, 0) != 0) continue;
        instant const when{std::chrono::milliseconds(postgres::number_in(r, 0, 0))};
        earliest = earliest ? std::min(*earliest, when) : when;
    }
    return earliest;
}

TENDER_DECL result<due_turns> postgres_storage::due_in_turns(int lane, instant until,
                                                             std::int32_t after, int limit)
{
    using postgres::number_in;
    using postgres::text_in;
    std::vector<due_record> all;
    for (auto const& t : core_->tables.all()) {
        if (!t.is_due()) continue;
        for (std::int64_t const behind : {std::int64_t(after), std::int64_t(0)}) {
            postgres::values with;
            with.add(std::int64_t(lane)).add(behind).add(std::int64_t(most_looked_at));
            auto const done = core_->look({&t.turns, std::move(with)});
            if (!done) return done.error();
            auto const& r = *done;
            for (int row = 0; row != PQntuples(r.get()); ++row) {
                auto const account = id<tender::account>::read(text_in(r, row, 1));
                auto const which = ulid::read(text_in(r, row, 2));
                if (!account || !which) return sql::corrupt(t.type());
                all.push_back({*account, *which,
                               instant(std::chrono::milliseconds(number_in(r, row, 3))),
                               static_cast<std::int32_t>(number_in(r, row, 0))});
            }
            if (after == 0 || PQntuples(r.get()) == most_looked_at) break;
        }
    }
    return as_turns(std::move(all), until, after, limit);
}

TENDER_DECL result<> postgres_storage::for_each(record_type const& type, record_visitor const& take)
{
    using postgres::text_in;
    auto const* const t = core_->tables.find(type);
    if (t == nullptr) return sql::unknown_entity(type);
    snapshot seen;
    std::string account, which;
    for (int rows = sql::page_size; rows == sql::page_size;) {
        postgres::values with;
        with.add(account).add(which).add(std::int64_t(sql::page_size));
        auto const r = core_->read(seen, t->page, std::move(with));
        if (!r) return r.error();
        rows = PQntuples(r->get());
        for (int row = 0; row != rows; ++row) {
            account = text_in(*r, row, 0);
            which = text_in(*r, row, 1);
            auto const owner = id<tender::account>::read(account);
            auto record = t->of().decode(text_in(*r, row, 3));
            if (!owner || !record) return sql::corrupt(type);
            auto const version = postgres::number_in(*r, row, 2);
            take(*owner, {std::move(record), static_cast<std::uint64_t>(version)});
        }
    }
    return {};
}

TENDER_DECL result<> postgres_storage::for_each_name(name_visitor const& take)
{
    using postgres::text_in;
    snapshot seen;
    std::string kind, value;
    for (int rows = sql::page_size; rows == sql::page_size;) {
        postgres::values with;
        with.add(kind).add_bytes(value).add(std::int64_t(sql::page_size));
        auto const r = core_->read(seen, core_->tables.names, std::move(with));
        if (!r) return r.error();
        rows = PQntuples(r->get());
        for (int row = 0; row != rows; ++row) {
            kind = text_in(*r, row, 0);
            value = from_hex(text_in(*r, row, 1).substr(2)).value_or("");
            auto const entry = sql::entry_of(kind, value, text_in(*r, row, 2),
                                             text_in(*r, row, 3), text_in(*r, row, 4));
            if (!entry) return entry.error();
            take(*entry);
        }
    }
    return {};
}

}  // namespace tender
