// SPDX-License-Identifier: BSL-1.0
// tender/port/clock.hpp: what time it is.
#pragma once

#include <tender/base/time.hpp>

namespace tender {

/// The engine's only source of time, in UTC. Thread-safe; never throws.
class clock {
public:
    virtual ~clock() = default;
    virtual instant now() = 0;
};

}  // namespace tender
