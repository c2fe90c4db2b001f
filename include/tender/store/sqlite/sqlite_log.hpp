// SPDX-License-Identifier: BSL-1.0
// tender/store/sqlite/sqlite_log.hpp: when the write-ahead log is copied and begins anew.
#pragma once

#include <tender/store/sqlite/sqlite_connection.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace tender::sqlite {

/// Keeps a file's write-ahead log short. SQLite by itself begins it anew only where a commit finds
/// no reader in it, which clients that overlap may never grant. Here it is copied into the file
/// beside those who write; then whoever writes next lets nobody write, so that readers who come
/// have no use for the log, and those who are there need only be waited for: not at all at first,
/// for a moment where the log is long. While somebody reads old versions so long that much cannot
/// be copied, nobody waits.
///
/// All but `watch` and `bytes` under the lock of those who write.
class write_ahead_log {
public:
    void watch(connection& writer, std::int64_t longest)
    {
        constexpr std::int64_t frame_header = 24, usual_step = 1000;   // pages, as SQLite's own
        frame_ = writer.pragma("PRAGMA page_size") + frame_header;
        longest_ = std::max<std::int64_t>(longest / frame_, 1);
        step_ = next_ = std::min(usual_step, longest_);
        writer.run(("PRAGMA journal_size_limit = " + std::to_string(longest)).c_str());
        writer.watch_log(
            [](void* pages, sqlite3*, char const*, int now) {
                *static_cast<std::atomic<std::int64_t>*>(pages) = now;
                return SQLITE_OK;
            },
            &pages_);
    }

    /// After commits.
    void look()
    {
        auto const now = pages_.load();
        if (now < seen_) begin_anew();
        seen_ = now;
    }

    /// Should the caller copy it? One does at a time.
    bool is_due()
    {
        if (copying_ || seen_ < next_) return false;
        return copying_ = true;
    }

    /// `left` pages were not copied; below zero where nothing could be done.
    void copied(std::int64_t left)
    {
        copying_ = false;
        next_ = seen_ + step_;
        may_end_ = left >= 0 && left <= longest_;
    }

    /// Is it so long that who writes should wait for who copies?
    bool is_far_behind() const { return copying_ && seen_ > 2 * longest_; }

    bool may_end() const { return may_end_; }

    /// How long its readers are waited for, in milliseconds.
    int patience() const { return seen_ >= longest_ ? 100 : 0; }

    void ended(bool done)
    {
        if (done) {
            begin_anew();
            seen_ = 0;
        }
        may_end_ = false;
    }

    std::int64_t bytes() const { return pages_ * frame_; }

private:
    void begin_anew()
    {
        next_ = step_;
        may_end_ = false;
    }

    std::int64_t frame_ = 0;           ///< bytes that a page takes in it
    std::int64_t longest_ = 0;         ///< pages, as all that follow
    std::int64_t step_ = 0;            ///< from one copying to the next
    std::int64_t next_ = 0;            ///< when it is due
    std::int64_t seen_ = 0;
    std::atomic<std::int64_t> pages_{0};
    bool copying_ = false;             ///< somebody does
    bool may_end_ = false;             ///< hardly anything is left to copy
};

}  // namespace tender::sqlite
