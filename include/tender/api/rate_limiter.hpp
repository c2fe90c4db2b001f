// SPDX-License-Identifier: BSL-1.0
// tender/api/rate_limiter.hpp: how often a key may ask.
#pragma once

#include <tender/base/brief_mutex.hpp>
#include <tender/base/id.hpp>
#include <tender/base/time.hpp>
#include <tender/core/flat_index.hpp>

#include <array>
#include <cstdint>
#include <mutex>
#include <vector>

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
        auto& mine = parts_[key.low % parts_.size()];
        std::lock_guard const hold(mine.lock);
        auto const window = std::chrono::floor<minutes>(now);
        bool const overtaken = window == mine.window - minutes(1);   // by another thread's now
        if (window != mine.window && !overtaken) {
            mine.window = window;
            mine.counts.clear();
            mine.places = {};
        }
        auto const hash = static_cast<std::uint32_t>(key.low >> 8);
        auto at = mine.places.find(
            hash, [&](std::uint32_t p) { return mine.counts[p].key == key; });
        if (at == flat_index::none) {
            at = static_cast<std::uint32_t>(mine.counts.size());
            mine.places.insert(hash, at);
            mine.counts.push_back({key, 0});
        }
        auto& count = mine.counts[at].taken;
        rate_state out;
        out.allowed = count < limit;
        if (out.allowed) ++count;
        out.remaining = limit - count;
        out.reset = mine.window + minutes(1);
        return out;
    }

private:
    struct counter {
        ulid key;
        std::int64_t taken = 0;
    };

    struct part {
        brief_mutex lock;
        std::chrono::sys_time<std::chrono::minutes> window{};
        flat_index places;
        std::vector<counter> counts;
    };

    std::array<part, 16> parts_;
};

}  // namespace tender
