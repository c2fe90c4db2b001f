// SPDX-License-Identifier: BSL-1.0
// tender/service/runtime/peers.hpp: an address that hangs takes little of the time that all have.
#pragma once

#include <tender/base/spin_mutex.hpp>
#include <tender/base/config.hpp>

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace tender {

/// How those fare whom one lane tells something, as this process has seen it: a queue is an
/// endpoint, or an address that no key has registered. Of the threads that send, one queue
/// has a quarter, and all that are not known to answer soon have half. Who is silent again and
/// again is left alone for longer and longer, up to a minute, and so is a host of several such.
/// Times are those of the steady clock. Thread-safe.
class peers {
public:
    using milliseconds = std::chrono::milliseconds;

    explicit peers(int senders) : senders_(senders) {}

    /// A sender is on its way to a queue for as long as this lives.
    class visit {
    public:
        visit(peers* to, std::int32_t queue, bool doubtful)
            : to_(to), queue_(queue), doubtful_(doubtful) {}
        visit(visit&& other) noexcept
            : to_(std::exchange(other.to_, nullptr)), queue_(other.queue_),
              doubtful_(other.doubtful_) {}
        visit& operator=(visit&&) = delete;
        ~visit() { if (to_ != nullptr) to_->leave(queue_, doubtful_); }

    private:
        peers* to_;
        std::int32_t queue_;
        bool doubtful_;
    };

    /// Nothing where the queue has its share, or must wait; then `wait` says how long at most.
    std::optional<visit> enter(std::int32_t queue, milliseconds now, milliseconds& wait);

    /// How long a queue must wait for its host; zero: not at all.
    milliseconds held_up(std::int32_t queue, std::uint64_t host, milliseconds now);

    /// What came of an attempt.
    void note(std::int32_t queue, std::uint64_t host, bool answered, milliseconds took,
              milliseconds now);

private:
    struct silence {
        int times = 0;                 ///< in a row
        milliseconds until{0};

        void go_on(milliseconds now, int forgiven);
        milliseconds left(milliseconds now) const
        {
            return until > now ? until - now : milliseconds(0);
        }
    };

    struct lot {
        int running = 0;
        int owes = 1;                  ///< answers that come soon, until it is trusted
        std::uint64_t host = 0;        ///< 0: not known
        silence silent;
    };

    int share() const { return senders_ < 8 ? 1 : senders_ / 4; }
    int doubtful_share() const { return senders_ < 4 ? 1 : senders_ / 2; }
    void leave(std::int32_t queue, bool doubtful);
    void forget_idle(milliseconds now);

    int const senders_;
    spin_mutex lock_;
    int doubtful_ = 0;                 ///< on their way to who is not trusted
    std::unordered_map<std::int32_t, lot> lots_;
    std::unordered_map<std::uint64_t, silence> hosts_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/runtime/impl/peers.ipp>
#endif
