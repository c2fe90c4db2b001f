// SPDX-License-Identifier: BSL-1.0
// tender/store/sqlite/sqlite_connection.hpp: statements, and the connections that run them.
#pragma once

#include <tender/store/sql/known_names.hpp>
#include <tender/store/sql/sql.hpp>
#include <tender/store/sql/versions.hpp>

#include <sqlite3.h>

#include <condition_variable>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tender {

namespace sqlite {

/// How SQLite spells the types of columns.
inline constexpr sql::dialect dialect{"TEXT", "INTEGER", "TEXT", "BLOB", "STRICT"};
inline constexpr int application = 0x544E4452;   ///< "TNDR", in the file's header

/// A statement that is running; reset when it goes.
class statement {
public:
    explicit statement(sqlite3_stmt* s) : it_(s) {}
    statement(statement const&) = delete;
    statement& operator=(statement const&) = delete;
    ~statement()
    {
        sqlite3_reset(it_);
        sqlite3_clear_bindings(it_);
    }

    /// The text must live until the statement has run.
    statement& bind(std::string_view text)
    {
        sqlite3_bind_text64(it_, ++bound_, text.data() == nullptr ? "" : text.data(), text.size(),
                            SQLITE_STATIC, SQLITE_UTF8);
        return *this;
    }
    statement& bind(std::int64_t number)
    {
        sqlite3_bind_int64(it_, ++bound_, number);
        return *this;
    }
    statement& bind_null()
    {
        ++bound_;
        return *this;
    }
    statement& bind_bytes(std::string_view bytes)
    {
        sqlite3_bind_blob64(it_, ++bound_, bytes.data() == nullptr ? "" : bytes.data(),
                            bytes.size(), SQLITE_STATIC);
        return *this;
    }

    int step() { return sqlite3_step(it_); }
    bool is_null(int column) { return sqlite3_column_type(it_, column) == SQLITE_NULL; }
    std::int64_t number(int column) { return sqlite3_column_int64(it_, column); }
    std::string_view text(int column)
    {
        auto const* const at = sqlite3_column_text(it_, column);
        auto const size = static_cast<std::size_t>(sqlite3_column_bytes(it_, column));
        return {reinterpret_cast<char const*>(at), size};
    }

private:
    sqlite3_stmt* it_;
    int bound_ = 0;
};

/// One unit of work, waiting for whoever writes next.
struct request {
    struct change {
        sql::table const* in;
        sql::row fresh;
        std::int64_t old = 0;
        record_write* of = nullptr;    ///< is told its version
    };
    std::vector<change> inserts;
    std::vector<change> updates;
    std::vector<change> removals;
    std::vector<change> guards;        ///< what was read and must not have changed
    std::span<directory_entry const> names;   ///< for the directory
    result<> answer;
    std::condition_variable turn{};
    bool done = false;
    bool writes = false;               ///< for all that wait
};

/// A connection and the statements that it has prepared.
class connection {
public:
    connection() = default;
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;
    ~connection()
    {
        for (auto const& [text, s] : prepared_) sqlite3_finalize(s);
        sqlite3_close(db_);
    }

    bool open(std::string const& file, bool make)
    {
        int const flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                          (make ? SQLITE_OPEN_CREATE : 0);
        if (sqlite3_open_v2(file.c_str(), &db_, flags, nullptr) != SQLITE_OK) return false;
        sqlite3_extended_result_codes(db_, 1);
        sqlite3_busy_timeout(db_, usual_patience);
        return run("PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY");
    }

    bool run(char const* text)
    {
        return sqlite3_exec(db_, text, nullptr, nullptr, nullptr) == SQLITE_OK;
    }

    /// The same, again and again while others are in the way: SQLite does not wait by itself where
    /// two could wait for each other.
    bool persist(char const* text)
    {
        constexpr int most = 500, pause = 10;   // milliseconds
        for (int i = 0; !run(text); ++i) {
            bool const busy = (sqlite3_errcode(db_) & 0xff) == SQLITE_BUSY;
            if (!busy || i == most) return false;
            sqlite3_sleep(pause);
        }
        return true;
    }

    /// The same for a text of static storage, which is prepared once.
    bool repeat(char const* text)
    {
        auto* const s = prepare(text);
        if (s == nullptr) return false;
        statement run(s);
        auto const code = run.step();
        return code == SQLITE_DONE || code == SQLITE_ROW;
    }

    /// The statement of a text that outlives the connection; null where it does not compile.
    sqlite3_stmt* prepare(std::string const& text) { return prepare(text.c_str()); }
    sqlite3_stmt* prepare(char const* text)
    {
        auto& s = prepared_[text];
        if (s == nullptr)
            sqlite3_prepare_v3(db_, text, -1, SQLITE_PREPARE_PERSISTENT, &s, nullptr);
        return s;
    }

    /// `grown` is told the pages of the log after each commit; nothing else copies it any more.
    void watch_log(int (*grown)(void*, sqlite3*, char const*, int), void* who)
    {
        sqlite3_wal_hook(db_, grown, who);
    }

    /// Copies the log into the file, as far as nobody reads what it replaces; gives the pages that
    /// are left, or -1.
    std::int64_t copy_log()
    {
        int all = 0, copied = 0;
        auto const code = sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_PASSIVE, &all,
                                                    &copied);
        return code == SQLITE_OK ? all - copied : -1;
    }

    /// Copies what is left of the log, and waits until no reader is in it any more: the next
    /// commit begins it anew. False where one was still there after so many milliseconds.
    bool end_log(int patience)
    {
        sqlite3_busy_timeout(db_, patience);
        auto const code = sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_RESTART,
                                                    nullptr, nullptr);
        sqlite3_busy_timeout(db_, usual_patience);
        return code == SQLITE_OK;
    }

    std::int64_t pragma(char const* text)
    {
        sqlite3_stmt* s = nullptr;
        std::int64_t out = -1;
        if (sqlite3_prepare_v2(db_, text, -1, &s, nullptr) == SQLITE_OK &&
            sqlite3_step(s) == SQLITE_ROW)
            out = sqlite3_column_int64(s, 0);
        sqlite3_finalize(s);
        return out;
    }

    int code() const { return sqlite3_extended_errcode(db_); }
    int changed() const { return sqlite3_changes(db_); }
    fault why() const { return fault(errc::storage_unavailable, sqlite3_errmsg(db_)); }

private:
    static constexpr int usual_patience = 5000;   ///< with locks, in milliseconds

    sqlite3* db_ = nullptr;
    std::unordered_map<char const*, sqlite3_stmt*> prepared_;
};

}  // namespace sqlite

}  // namespace tender
