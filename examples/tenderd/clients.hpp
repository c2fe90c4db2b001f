// SPDX-License-Identifier: BSL-1.0
// tenderd/clients.hpp: who is connected, and who has been slow for too long.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <set>

namespace tenderd {

/// Seconds since the server started.
using seconds_up = std::uint32_t;

/// One connection, seen from outside its own chain of work. All that is done to it from there is
/// to shut its socket down, which the kernel allows at any time, and which ends that chain.
class client {
public:
    explicit client(int socket) : socket_(socket) {}
    client(client const&) = delete;
    client& operator=(client const&) = delete;

    /// It gets its answer, or has sent its request, before then.
    void must_end(seconds_up when) { deadline_.store(when, std::memory_order_relaxed); }

    /// Between two requests. Told before `clients::stopping` is asked, nobody is forgotten.
    void idle(bool yes) { idle_ = yes; }

private:
    friend class clients;

    void hang_up() const;                  ///< at once
    void no_more_requests() const;         ///< what it has sent is still read

    int socket_;
    std::atomic<seconds_up> deadline_{~seconds_up(0)};
    std::atomic<bool> idle_{false};
};

/// Thread-safe.
class clients {
public:
    static constexpr seconds_up patience = 30;          ///< with one request, and with one answer
    static constexpr seconds_up last_patience = 10;     ///< once the server is to stop

    void add(client& who);
    void remove(client& who);

    seconds_up now() const { return now_.load(std::memory_order_relaxed); }
    bool stopping() const { return stopping_; }

    /// Turns away who is idle, now and from now on.
    void stop();

    /// Hangs up on who was too slow. Called again and again; false once it has stopped and
    /// nobody is left.
    bool sweep(seconds_up now);

private:
    std::atomic<seconds_up> now_{0};
    std::atomic<bool> stopping_{false};
    seconds_up last_deadline_ = 0;                      ///< for all, once it is to stop
    std::mutex lock_;
    std::set<client*> connected_;
};

}  // namespace tenderd
