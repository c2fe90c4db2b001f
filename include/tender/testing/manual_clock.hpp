// SPDX-License-Identifier: BSL-1.0
// tender/testing/manual_clock.hpp: time and chance in the test's hand.
#pragma once

#include <tender/port/clock.hpp>
#include <tender/port/entropy.hpp>

#include <atomic>
#include <mutex>

namespace tender::testing {

/// Stands still until it is moved. Thread-safe.
class manual_clock final : public clock {
public:
    explicit manual_clock(instant begin) : ticks_(begin.time_since_epoch().count()) {}

    instant now() override { return instant(std::chrono::milliseconds(ticks_.load())); }
    std::chrono::milliseconds steady() override
    {
        return std::chrono::milliseconds(passed_.load());
    }

    void advance(std::chrono::milliseconds by)
    {
        ticks_ += by.count();
        passed_ += by.count();
    }

    /// As much time passes as lies before that instant; back to one that is over it only steps.
    void set(instant to)
    {
        auto const by = to - now();
        if (by.count() < 0) step(by);
        else advance(by);
    }

    /// Somebody sets the wall clock, forth or back: no time passes.
    void step(std::chrono::milliseconds by) { ticks_ += by.count(); }

private:
    std::atomic<std::int64_t> ticks_;
    std::atomic<std::int64_t> passed_{0};
};

/// The same bytes for the same seed, on every machine; no secret should be made of them.
/// Thread-safe.
class seeded_entropy final : public entropy {
public:
    explicit seeded_entropy(std::uint64_t seed) : state_(seed) {}

    void fill(std::span<std::uint8_t> bytes) override
    {
        std::lock_guard const hold(lock_);
        std::uint64_t word = 0;
        for (std::size_t i = 0; i != bytes.size(); ++i) {
            if (i % 8 == 0) word = next();
            bytes[i] = static_cast<std::uint8_t>(word >> (i % 8 * 8));
        }
    }

private:
    std::uint64_t next()
    {
        auto z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    std::mutex lock_;
    std::uint64_t state_;
};

}  // namespace tender::testing
