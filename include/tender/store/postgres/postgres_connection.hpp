// SPDX-License-Identifier: BSL-1.0
// tender/store/postgres/postgres_connection.hpp: statements, and the connections that run them.
#pragma once

#include <tender/store/sql/known_names.hpp>
#include <tender/store/sql/sql.hpp>
#include <tender/store/sql/versions.hpp>

#include <libpq-fe.h>

#include <charconv>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tender {

namespace postgres {

/// How PostgreSQL spells the types of columns.
inline constexpr sql::dialect dialect{"TEXT COLLATE \"C\"", "BIGINT", "JSON", "BYTEA", ""};

/// The values of one statement, in order; everything travels as text.
class values {
public:
    values& add(std::string text)
    {
        texts_.push_back(std::move(text));
        return *this;
    }
    values& add(std::int64_t number) { return add(std::to_string(number)); }
    values& add_null()
    {
        texts_.emplace_back();
        return *this;
    }
    values& add_bytes(std::string_view bytes)
    {
        auto const* const raw = reinterpret_cast<std::uint8_t const*>(bytes.data());
        return add("\\x" + hex({raw, bytes.size()}));
    }

    std::vector<char const*> pointers() const
    {
        std::vector<char const*> out;
        for (auto const& t : texts_) out.push_back(t ? t->c_str() : nullptr);
        return out;
    }

private:
    std::vector<std::optional<std::string>> texts_;
};

/// A statement to run, and its values.
struct call {
    std::string const* text;           ///< outlives the connection
    values with;
};

/// Gives an answer of libpq back.
struct release {
    void operator()(PGresult* r) const { PQclear(r); }
};
/// What a statement was answered.
using reply = std::unique_ptr<PGresult, release>;

/// Rows of text.
inline std::string_view text_in(reply const& r, int row, int column)
{
    return {PQgetvalue(r.get(), row, column),
            static_cast<std::size_t>(PQgetlength(r.get(), row, column))};
}

/// The whole number in a field.
inline std::int64_t number_in(reply const& r, int row, int column)
{
    auto const text = text_in(r, row, column);
    std::int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

/// A statement that fails unless it finds a row: where a version is not the one that was read, the
/// whole unit of work goes back.
inline std::string needing_a_row(std::string const& change, bool reads)
{
    if (reads) return "SELECT 1 / count(*) FROM (" + change + " FOR SHARE) AS found";
    return "WITH found AS (" + change + " RETURNING 1) SELECT 1 / count(*) FROM found";
}

/// What the store says to an SQLSTATE: a race that was lost, or that it is away.
inline fault meaning(std::string_view state, std::string const& message)
{
    constexpr std::string_view lost_races[] = {
        "22012",   // needing_a_row found none
        "23505",   // a unique key is taken
        "40001",   // could not serialize
        "40P01",   // deadlock
        "42710",   // another process makes the same table,
        "42P07",   // or has just made it
    };
    for (auto const s : lost_races)
        if (s == state) return fault(errc::conflict);
    auto text = message;
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return fault(errc::storage_unavailable, text);
}

/// What begins a snapshot, and what ends it.
inline std::string const begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
inline std::string const end_reading = "ROLLBACK";

/// A connection in pipeline mode, and the statements that it has prepared.
class connection {
public:
    connection() = default;
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;
    ~connection() { PQfinish(db_); }

    bool open(std::string const& conninfo)
    {
        char const* const names[] = {"connect_timeout", "client_encoding", "dbname",
                                     "fallback_application_name", nullptr};
        char const* const given[] = {"5", "UTF8", conninfo.c_str(), "tender", nullptr};
        db_ = PQconnectdbParams(names, given, 1);
        if (PQstatus(db_) != CONNECTION_OK) return false;
        PQsetNoticeProcessor(db_, [](void*, char const*) {}, nullptr);
        return PQenterPipelineMode(db_) == 1;
    }

    bool broken() const { return dead_ || PQstatus(db_) != CONNECTION_OK; }
    std::string message() const { return PQerrorMessage(db_); }

    /// One round trip. One reply for each call, or the fault of the first that failed; then none of
    /// them has had an effect, unless they began a transaction.
    result<std::vector<reply>> run(std::vector<call> const& calls)
    {
        for (; unread_ != 0; --unread_)
            if (!read_to_sync(nullptr, nullptr)) return lost();
        std::vector<bool> wanted;      // of each result: is it a call's?
        for (auto const& c : calls)
            if (!send(c, wanted)) return lost();
        if (PQpipelineSync(db_) != 1) return lost();
        std::vector<reply> replies;
        std::optional<fault> failed;
        if (!read_to_sync(&replies, &failed)) return lost();
        if (failed) return *failed;
        std::vector<reply> out;
        for (std::size_t i = 0; i != replies.size() && i != wanted.size(); ++i)
            if (wanted[i]) out.push_back(std::move(replies[i]));
        return out;
    }

    /// For a text that nobody keeps.
    result<> run_once(std::string const& text)
    {
        for (; unread_ != 0; --unread_)
            if (!read_to_sync(nullptr, nullptr)) return lost();
        std::optional<fault> failed;
        if (PQsendQueryParams(db_, text.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) != 1 ||
            PQpipelineSync(db_) != 1 || !read_to_sync(nullptr, &failed))
            return lost();
        return failed ? result<>(*failed) : result<>();
    }

    /// Sends without waiting: the answer is read with the next one's.
    void run_later(std::string const& text)
    {
        std::vector<bool> wanted;
        if (send({&text, {}}, wanted) && PQpipelineSync(db_) == 1) ++unread_;
        PQflush(db_);
    }

private:
    fault lost()
    {
        dead_ = true;
        auto const text = message();
        return meaning("", text.empty() ? std::string("The connection is lost.") : text);
    }

    bool send(call const& c, std::vector<bool>& wanted)
    {
        auto& name = prepared_[c.text->data()];
        if (name.empty()) {
            name = "s" + std::to_string(++names_);
            if (PQsendPrepare(db_, name.c_str(), c.text->c_str(), 0, nullptr) != 1) return false;
            wanted.push_back(false);
            fresh_.push_back(c.text->data());
        }
        auto const at = c.with.pointers();
        wanted.push_back(true);
        return PQsendQueryPrepared(db_, name.c_str(), static_cast<int>(at.size()), at.data(),
                                   nullptr, nullptr, 0) == 1;
    }

    /// Reads the results up to the next sync; false where it does not come. Each statement's
    /// results end with nothing; nothing twice means that a server which went away has taken the
    /// rest with it, even where libpq has not seen its end yet.
    bool read_to_sync(std::vector<reply>* replies, std::optional<fault>* failed)
    {
        for (bool ended = false;;) {
            reply r(PQgetResult(db_));
            if (r == nullptr) {
                if (ended || broken()) return false;
                ended = true;
                continue;
            }
            ended = false;
            auto const status = PQresultStatus(r.get());
            if (status == PGRES_PIPELINE_SYNC) break;
            if (status == PGRES_FATAL_ERROR && failed != nullptr && !*failed) {
                auto const* const state = PQresultErrorField(r.get(), PG_DIAG_SQLSTATE);
                if (state == nullptr) return false;
                *failed = meaning(state, PQresultErrorMessage(r.get()));
            }
            if (replies != nullptr) replies->push_back(std::move(r));
        }
        // What was prepared in a batch that failed may not be there: it gets another name.
        if (failed != nullptr && *failed)
            for (auto const* const text : fresh_) prepared_[text].clear();
        fresh_.clear();
        return !broken();
    }

    PGconn* db_ = nullptr;
    std::unordered_map<char const*, std::string> prepared_;
    std::vector<char const*> fresh_;   ///< prepared in the running batch
    std::size_t names_ = 0;
    int unread_ = 0;                   ///< batches whose answers nobody has read
    bool dead_ = false;                ///< what it would say next, nobody knows
};

/// The values of a record's indexes, when it is due, and the record itself.
inline void add_columns(values& to, sql::table const& t, sql::row const& r)
{
    for (auto const& key : r.keys) {
        if (key) to.add(*key);
        else to.add_null();
    }
    if (t.is_due() && !r.due) to.add_null().add_null().add_null();
    if (t.is_due() && r.due) {
        to.add(r.due->when.time_since_epoch().count()).add(std::int64_t(r.due->lane));
        if (r.due->queue == 0) to.add_null();
        else to.add(std::int64_t(r.due->queue));
    }
    to.add(r.data);
}

}  // namespace postgres

}  // namespace tender
