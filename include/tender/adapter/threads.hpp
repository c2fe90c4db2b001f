// SPDX-License-Identifier: BSL-1.0
// tender/adapter/threads.hpp: waiting, for hosts with more than one thread.
#pragma once

#include <tender/port/wait.hpp>

#include <array>
#include <condition_variable>
#include <mutex>

namespace tender {

/// Puts a thread to sleep until the answer that it waits for is there.
class thread_waiter final : public waiter {
public:
    bool wait(std::uint64_t what, std::chrono::milliseconds limit,
              std::function<bool()> const& ready) override
    {
        auto& s = seats_[what % seats_.size()];
        auto const end = std::chrono::steady_clock::now() + limit;
        for (;;) {
            auto const seen = turn_of(s);
            if (ready()) return true;
            std::unique_lock hold(s.lock);
            if (s.turn != seen) continue;
            auto const now = std::chrono::steady_clock::now();
            if (now >= end) return false;
            auto const nap = std::min<std::chrono::steady_clock::duration>(end - now, look_again);
            s.woken.wait_for(hold, nap, [&] { return s.turn != seen; });
        }
    }

    void wake(std::uint64_t what) override
    {
        auto& s = seats_[what % seats_.size()];
        {
            std::lock_guard const hold(s.lock);
            ++s.turn;
        }
        s.woken.notify_all();
    }

private:
    static constexpr std::chrono::milliseconds look_again{50};   ///< another process may answer

    struct seat {
        std::mutex lock;
        std::condition_variable woken;
        std::uint64_t turn = 0;
    };

    static std::uint64_t turn_of(seat& s)
    {
        std::lock_guard const hold(s.lock);
        return s.turn;
    }

    std::array<seat, 64> seats_;
};

}  // namespace tender
