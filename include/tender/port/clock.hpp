// SPDX-License-Identifier: BSL-1.0
// tender/port/clock.hpp: what time it is, and how much of it has passed.
#pragma once

#include <tender/base/time.hpp>

#include <chrono>

namespace tender {

/// What both clocks say at once.
struct clock_reading {
    instant now{};
    std::chrono::milliseconds steady{};
};

/// The engine's only source of time. Thread-safe; never throws.
class clock {
public:
    virtual ~clock() = default;

    /// The wall clock, in UTC. Somebody may set it, forth or back.
    virtual instant now() = 0;

    /// How much time has passed since some moment of this process, which need mean nothing to
    /// another. It never goes back and no setting of the wall clock moves it [C56].
    virtual std::chrono::milliseconds steady() = 0;
};

}  // namespace tender
