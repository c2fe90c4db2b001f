// SPDX-License-Identifier: BSL-1.0
// tender/store/sqlite/sqlite_reads.hpp: records and pages, read in a snapshot.
#pragma once

#include <tender/store/sqlite/sqlite_core.hpp>

namespace tender::sqlite {

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
inline result<any_versioned> record_in(statement& found, sql::table const& t)
{
    auto record = t.of().decode(found.text(1));
    if (!record) return sql::corrupt(t.type());
    return any_versioned{std::move(record), static_cast<std::uint64_t>(found.number(0))};
}

/// The record that a statement of account and key finds.
inline result<any_versioned> find_one(core& inside, snapshot& seen, sql::table const& t,
                                 std::string const& text, id<account> owner,
                                 std::string const& key)
{
    auto const c = reader(inside, seen);
    if (!c) return c.error();
    auto* const s = (*c)->prepare(text);
    if (s == nullptr) return (*c)->why();
    auto const account = owner.text();
    statement run(s);
    run.bind(account).bind(key);
    auto const code = run.step();
    if (code == SQLITE_DONE) return fault(errc::not_found);
    return code == SQLITE_ROW ? record_in(run, t) : (*c)->why();
}

/// A page of what a walk reads, in a snapshot of its own: no reader stays in the log for long.
template<class Item, class Bind, class Read>
result<std::vector<Item>> one_page(core& inside, std::string const& text, Bind&& bind, Read&& read)
{
    snapshot seen;
    auto const c = reader(inside, seen);
    if (!c) return c.error();
    auto* const s = (*c)->prepare(text);
    if (s == nullptr) return (*c)->why();
    statement run(s);
    bind(run);
    run.bind(std::int64_t(sql::page_size));
    std::vector<Item> out;
    int code = 0;
    while ((code = run.step()) == SQLITE_ROW) {
        result<Item> item = read(run);
        if (!item) return item.error();
        out.push_back(std::move(*item));
    }
    if (code != SQLITE_DONE) return (*c)->why();
    return out;
}

/// A record that a walk came to, and whose it is.
struct found_record {
    std::string account, id;
    tender::id<tender::account> owner;
    any_versioned record;
};

/// The record in a row of a walk.
inline result<found_record> found_in(statement& run, sql::table const& t)
{
    auto const owner = id<account>::read(run.text(0));
    auto record = t.of().decode(run.text(3));
    if (!owner || !record) return sql::corrupt(t.type());
    auto const version = static_cast<std::uint64_t>(run.number(2));
    return found_record{std::string(run.text(0)), std::string(run.text(1)), *owner,
                   {std::move(record), version}};
}

}  // namespace tender::sqlite
