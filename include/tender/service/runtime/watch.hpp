// SPDX-License-Identifier: BSL-1.0
// tender/service/runtime/watch.hpp: what may be concluded from having waited.
#pragma once

#include <tender/base/spin_mutex.hpp>
#include <tender/base/id.hpp>
#include <tender/port/clock.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace tender {

/// Wall clocks are set, and another process may have written what one reads: so that a time is over
/// is only believed where this process has seen it pass [C56]. Thread-safe.
class watch {
public:
    explicit watch(clock_reading begin)
        : young_{begin}, old_(young_), turned_(begin.steady) {}

    /// How long this process has had the thing in sight by then; from then on, where it had not.
    /// What nobody asked about for an hour may be forgotten, or where 200,000 things are in sight:
    /// then it is seen for the first time again.
    std::chrono::milliseconds seen_for(ulid what, std::chrono::milliseconds by)
    {
        sightings forgotten;               // after the lock
        std::lock_guard const hold(lock_);
        if (auto const at = seen_.find(what); at != seen_.end()) return by - at->second;
        bool const long_ago = by - turned_ >= std::chrono::hours(1);
        if (seen_.size() >= (long_ago ? usual_seen : most_seen)) {
            forgotten = std::exchange(earlier_, std::exchange(seen_, {}));
            turned_ = by;
        }
        auto since = by;
        if (auto const at = earlier_.find(what); at != earlier_.end()) since = at->second;
        seen_.emplace(what, since);
        return by - since;
    }

    /// The earliest that it may be, whoever has set the wall clock forth within the last day.
    instant patient(clock_reading at)
    {
        std::lock_guard const hold(lock_);
        look(at);
        return instant(at.steady + std::min(young_.least, old_.least));
    }

    /// The latest that it may be, whoever has set the wall clock back within the last day.
    instant generous(clock_reading at)
    {
        std::lock_guard const hold(lock_);
        look(at);
        return instant(at.steady + std::max(young_.most, old_.most));
    }

private:
    using milliseconds = std::chrono::milliseconds;

    struct hash {
        std::size_t operator()(ulid const& u) const { return static_cast<std::size_t>(u.low); }
    };

    /// How far the wall clock was ahead of the steady one, from a moment on.
    struct span {
        explicit span(clock_reading at)
            : least(at.now.time_since_epoch() - at.steady), most(least), begun(at.steady) {}

        milliseconds least, most, begun;
    };

    void look(clock_reading at)
    {
        constexpr std::chrono::hours day{24};
        span const here(at);
        if (at.steady - young_.begun > day) old_ = std::exchange(young_, here);
        young_.least = std::min(young_.least, here.least);
        young_.most = std::max(young_.most, here.most);
    }

    using sightings = std::unordered_map<ulid, milliseconds, hash>;
    static constexpr std::size_t usual_seen = 50'000, most_seen = 200'000;

    spin_mutex lock_;
    span young_, old_;
    sightings seen_, earlier_;
    milliseconds turned_{};            ///< when the earlier ones became so
};

}  // namespace tender
