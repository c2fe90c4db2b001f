// SPDX-License-Identifier: BSL-1.0
// tender/api/rate_limiter.hpp: how often a key may ask.
#pragma once

#include <tender/base/id.hpp>
#include <tender/base/time.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <mutex>

namespace tender {

/// What a key has left in the minute that runs.
struct rate_state {
    bool allowed = true;
    std::int64_t remaining = 0;
    instant reset{};              ///< when the next minute begins
};

/// Counts requests per key in fixed windows of a minute, on the engine's clock, in this process
/// alone. Thread-safe; keys fall into parts with a lock each.
class rate_limiter {
public:
    rate_state take(ulid key, std::int64_t limit, instant now)
    {
        using std::chrono::minutes;
        auto const window = std::chrono::floor<minutes>(now);
        auto& mine = parts_[key.low % parts_.size()];
        std::lock_guard const hold(mine.lock);
        if (mine.window != window) {
            mine.window = window;
            mine.counts.clear();
        }
        auto& count = mine.counts[key];
        rate_state out;
        out.allowed = count < limit;
        if (out.allowed) ++count;
        out.remaining = limit - count;
        out.reset = window + minutes(1);
        return out;
    }

private:
    struct part {
        std::mutex lock;
        std::chrono::sys_time<std::chrono::minutes> window{};
        std::map<ulid, std::int64_t> counts;
    };

    std::array<part, 16> parts_;
};

}  // namespace tender
