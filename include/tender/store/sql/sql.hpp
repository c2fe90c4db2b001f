// SPDX-License-Identifier: BSL-1.0
// tender/store/sql/sql.hpp: tables for records, in the SQL that databases share.
#pragma once

#include <tender/base/grammar.hpp>
#include <tender/core/sha256.hpp>
#include <tender/port/storage.hpp>
#include <tender/store/records/entity.hpp>
#include <tender/store/records/turns.hpp>

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace tender::sql {

/// What the tables are like; a store that finds a higher number was written by a newer library.
inline constexpr int epoch = 8;

/// How a database spells what the others spell differently.
struct dialect {
    std::string_view text;             ///< the type of text that sorts by its bytes
    std::string_view whole;            ///< the type of 64 bits
    std::string_view json;             ///< the type of the record's text
    std::string_view bytes;            ///< the type of the directory's values
    std::string_view table_end;        ///< behind each table's columns
};

/// The column's value for a key. Databases limit what an index holds and take UTF-8 alone: of a key
/// that is too long, or is none, the beginning stands there, and its SHA-256.
inline std::string key_column(index_key const& key)
{
    constexpr std::size_t longest = 600, beginning = 100;
    auto const text = key.bytes();
    if (text.size() <= longest && is_utf8(text)) return std::string(text);
    std::size_t end = 0;
    while (end != std::min(beginning, text.size()) && static_cast<unsigned char>(text[end]) < 0x80)
        ++end;
    return std::string(text.substr(0, end)) + "#" + hex(sha256_of(text));
}

/// A record as its table's row.
struct row {
    std::string account;
    std::string id;
    std::int64_t version = 0;
    std::vector<std::optional<std::string>> keys;   ///< one per index
    std::optional<due_time> due;
    std::string data;
};

/// One entity's table, and the text of everything that is done with it. Parameters are numbered
/// in the order in which they stand.
class table {
public:
    table(entity const& of, dialect const& d) : of_(of)
    {
        name_ = quoted(of.type->name);
        make_statements(d);
    }

    entity const& of() const { return of_; }
    record_type const& type() const { return *of_.type; }
    bool is_due() const { return of_.type->due != nullptr; }
    std::string const& name() const { return name_; }

    /// A column beyond account, id and version.
    struct column {
        std::string name;
        std::string definition;
    };

    std::string create;                ///< the table, where it is missing
    std::vector<column> columns;       ///< those that a later version may have added
    std::vector<std::string> indexes;  ///< where they are missing
    std::vector<std::string> rename;   ///< where the table has its former name yet
    std::string find;                  ///< account, id → version, data
    std::vector<std::string> find_by;  ///< account, key → version, data; per index
    std::vector<std::string> newest;   ///< account, key, id below, limit → version, data
    std::vector<std::string> oldest;   ///< account, key, id above, limit
    std::string insert_missing;        ///< as `insert`, where no other has the id
    std::string insert;                ///< account, id, version, keys…, [due, lane, queue,] data
    std::string update;                ///< version, keys…, [due, lane, queue,] data, account, id,
                                       ///< old
    std::string remove;                ///< account, id, old version
    std::string guard;                 ///< account, id, version → 1
    std::string due;                   ///< lane, until, limit → account, id, due, queue
    std::string next_due;              ///< lane → due
    std::string turn;                  ///< lane, queue above → the next: queue, account, id, due
    std::string turns;                 ///< lane, queue above, limit → so many, where SQL can it
    std::string page;                  ///< account, id above; limit → those, version, data

    /// Adds a column to a table that was made without it.
    std::string add(column const& c) const
    {
        return "ALTER TABLE " + name_ + " ADD COLUMN " + c.definition;
    }

    /// The row of a record, but for its version.
    row row_of(tender::id<account> owner, std::shared_ptr<void const> const& record,
               std::shared_ptr<void const> const& before = nullptr) const
    {
        row r;
        r.account = owner.text();
        r.id = type().id(record.get()).text();
        for (auto const& index : type().indexes) {
            index_key key;
            index.key(record.get(), key);
            auto& text = r.keys.emplace_back();
            if (!key.empty()) text = key_column(key);
        }
        if (due_time when; is_due() && type().due(record.get(), when)) r.due = when;
        r.data = of_.encode(record, before);
        return r;
    }

private:
    static std::string quoted(std::string_view name)
    {
        return "\"" + std::string(name) + "\"";
    }

    void make_statements(dialect const& d)
    {
        auto const number = [](std::size_t n) { return "$" + std::to_string(n); };
        std::string names, places, changes, definitions;
        std::size_t at = 3;
        auto const add_column = [&](std::string const& plain, std::string const& name,
                                    std::string_view sort) {
            ++at;
            names += ", " + name;
            places += ", " + number(at);
            changes += ", " + name + " = " + number(at - 2);
            auto const definition = name + " " + std::string(sort);
            definitions += definition + ", ";
            if (plain == "data") return;
            columns.push_back({plain, definition});
        };
        for (auto const& index : type().indexes)
            add_column(std::string(index.name), quoted(index.name), d.text);
        if (is_due()) {
            add_column("due", "due", d.whole);
            add_column("lane", "lane", d.whole);
            add_column("queue", "queue", d.whole);
        }
        add_column("data", "data", d.json);

        auto const& t = name_;
        create = "CREATE TABLE IF NOT EXISTS " + t + " (account " + std::string(d.text) +
                 " NOT NULL, id " + std::string(d.text) + " NOT NULL, version " +
                 std::string(d.whole) + " NOT NULL, " + definitions +
                 "PRIMARY KEY (account, id)) " + std::string(d.table_end);
        if (auto const former = type().former_name; !former.empty()) {
            rename.push_back("ALTER TABLE " + quoted(former) + " RENAME TO " + t);
            for (auto const& index : type().indexes)
                rename.push_back("DROP INDEX IF EXISTS " +
                                 quoted(std::string(former) + "_" + std::string(index.name)));
        }
        auto const chosen = "SELECT version, data FROM " + t + " WHERE account = $1 AND ";
        for (auto const& index : type().indexes) {
            auto const key = quoted(index.name);
            auto const index_name = std::string(type().name) + "_" + std::string(index.name);
            indexes.push_back(std::string(index.unique ? "CREATE UNIQUE" : "CREATE") +
                              " INDEX IF NOT EXISTS " + quoted(index_name) + " ON " + t +
                              " (account, " + key + (index.unique ? ")" : ", id)") + " WHERE " +
                              key + " IS NOT NULL");
            find_by.push_back(chosen + key + " = $2");
            newest.push_back(chosen + key + " = $2 AND id < $3 ORDER BY id DESC LIMIT $4");
            oldest.push_back(chosen + key + " = $2 AND id > $3 ORDER BY id LIMIT $4");
        }
        if (is_due()) make_due_statements();
        find = chosen + "id = $2";
        insert = "INSERT INTO " + t + " (account, id, version" + names + ") VALUES ($1, $2, $3" +
                 places + ")";
        insert_missing = insert + " ON CONFLICT DO NOTHING";
        update = "UPDATE " + t + " SET version = $1" + changes + " WHERE account = " +
                 number(at - 1) + " AND id = " + number(at) + " AND version = " + number(at + 1);
        remove = "DELETE FROM " + t + " WHERE account = $1 AND id = $2 AND version = $3";
        guard = "SELECT 1 FROM " + t + " WHERE account = $1 AND id = $2 AND version = $3";
        page = "SELECT account, id, version, data FROM " + t +
                     " WHERE (account, id) > ($1, $2) ORDER BY account, id LIMIT $3";
    }

    void make_due_statements()
    {
        auto const& t = name_;
        auto const make = "CREATE INDEX IF NOT EXISTS \"" + std::string(type().name);
        indexes.push_back(make + "_due\" ON " + t + " (lane, due, id) WHERE due IS NOT NULL");
        indexes.push_back(make + "_turns\" ON " + t +
                          " (lane, queue, due, id) WHERE queue IS NOT NULL");
        due = "SELECT account, id, due, coalesce(queue, 0) FROM " + t +
              " WHERE lane = $1 AND due <= $2 AND due IS NOT NULL ORDER BY due, id LIMIT $3";
        next_due = "SELECT min(due) FROM " + t + " WHERE lane = $1 AND due IS NOT NULL";
        auto const turn_behind = [&](std::string const& queue) {
            return "SELECT queue, account, id, due FROM " + t + " WHERE lane = $1 AND queue > " +
                   queue + " AND queue IS NOT NULL ORDER BY queue, due, id LIMIT 1";
        };
        turn = turn_behind("$2");
        turns = "WITH RECURSIVE round AS (SELECT f.*, 1 AS n FROM (" + turn + ") f UNION ALL"
                " SELECT next.*, n + 1 FROM round CROSS JOIN LATERAL (" +
                turn_behind("round.queue") + ") next WHERE n < $3)"
                " SELECT queue, account, id, due FROM round";
    }

    entity of_;
    std::string name_;
};

/// The tables of all entities.
class tables {
public:
    tables(std::vector<entity> const& of, dialect const& d)
    {
        for (auto const& e : of) all_.emplace_back(e, d);
        std::string const text(d.text), bytes(d.bytes);
        directory = "CREATE TABLE IF NOT EXISTS directory (kind " + text + " NOT NULL, value " +
                    bytes + " NOT NULL, account " + text + " NOT NULL, mode " + text +
                    " NOT NULL, names " + text + " NOT NULL, PRIMARY KEY (kind, value)) " +
                    std::string(d.table_end);
    }

    table const* find(record_type const& type) const
    {
        for (auto const& t : all_)
            if (&t.type() == &type) return &t;
        return nullptr;
    }

    std::deque<table> const& all() const { return all_; }

    std::string directory;
    std::string const publish =
        "INSERT INTO directory (kind, value, account, mode, names) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT DO NOTHING";
    std::string const resolve =
        "SELECT account, mode, names FROM directory WHERE kind = $1 AND value = $2";
    std::string const names =          ///< kind and value above, limit → all of it
        "SELECT kind, value, account, mode, names FROM directory WHERE (kind, value) > ($1, $2)"
        " ORDER BY kind, value LIMIT $3";

private:
    std::deque<table> all_;
};

/// The newest page begins below this, the oldest above "".
inline constexpr std::string_view behind_all_ids = "~";

/// How many rows are read at a time by what reads all of them. So does what brings a table up to
/// date: new columns get what the records say, and former words become those of today.
inline constexpr int page_size = 500;

inline std::size_t index_at(record_type const& type, index_row const& by)
{
    return static_cast<std::size_t>(&by - type.indexes.data());
}

/// Is what was read written too, from that very version?
inline bool is_written(record_read const& r, std::span<record_write const> writes)
{
    for (auto const& w : writes)
        if (w.id == r.id && w.type == r.type && w.old_version == r.version) return true;
    return false;
}

/// A line of the directory, of account, mode and names.
inline result<directory_entry> entry_of(std::string_view kind, std::string_view value,
                                        std::string_view account, std::string_view where,
                                        std::string_view names)
{
    auto const owner = id<tender::account>::read(account);
    auto const in = enum_from<mode>(where);
    auto const which = ulid::read(names);
    if (!owner || !in || !which)
        return fault(errc::storage_unavailable, "The directory holds a line that cannot be read.");
    return directory_entry{std::string(kind), std::string(value), *owner, *in, *which};
}

inline fault newer_library(std::string const& where, std::int64_t found)
{
    return fault(errc::storage_unavailable,
                 where + ": it was written by a newer version of this library (epoch " +
                     std::to_string(found) + "; this one knows " + std::to_string(epoch) + ")");
}

inline fault unknown_entity(record_type const& type)
{
    return fault(errc::internal, "The store was not told of the entity " +
                                     std::string(type.name) + ".");
}

inline fault corrupt(record_type const& type)
{
    return fault(errc::storage_unavailable, "The store holds a " + std::string(type.name) +
                                                " that cannot be read.");
}

}  // namespace tender::sql
