// SPDX-License-Identifier: BSL-1.0
// tender/base/spin_mutex.hpp: a lock for what takes less time than falling asleep would.
#pragma once

#include <tender/base/config.hpp>

#include <atomic>
#include <cstdint>

namespace tender {

/// A mutex whose lock spins for some microseconds before it sleeps. For `std::lock_guard`.
class spin_mutex {
public:
    void lock()
    {
        constexpr int patience = 500;
        for (int i = 0; i != patience; ++i) {
            if (try_lock()) return;
            pause();
        }
        while (state_.exchange(awaited, std::memory_order_acquire) != open)
            state_.wait(awaited, std::memory_order_relaxed);
    }

    bool try_lock()
    {
        auto expected = open;
        return state_.load(std::memory_order_relaxed) == open &&
               state_.compare_exchange_strong(expected, held, std::memory_order_acquire,
                                              std::memory_order_relaxed);
    }

    void unlock()
    {
        if (state_.exchange(open, std::memory_order_release) == awaited) state_.notify_one();
    }

private:
    static constexpr std::uint32_t open = 0, held = 1, awaited = 2;   ///< awaited: somebody sleeps

    static void pause()
    {
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#elif defined(__aarch64__)
        asm volatile("yield");
#endif
    }

    std::atomic<std::uint32_t> state_{open};
};

}  // namespace tender
