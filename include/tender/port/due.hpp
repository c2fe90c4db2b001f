// SPDX-License-Identifier: BSL-1.0
// tender/port/due.hpp: what a clock works on, and whose turn it is.
#pragma once

#include <tender/base/time.hpp>
#include <tender/domain/merchant/account.hpp>

#include <cstdint>
#include <vector>

namespace tender {

/// A record that a clock works on.
struct due_record {
    tender::id<tender::account> account;
    ulid record;
    instant when;
    std::int32_t queue = 0;
};

/// A part of the round of all queues: the earliest of each that has something due.
struct due_turns {
    std::vector<due_record> found;
    std::int32_t last = 0;             ///< where the next part begins
};

}  // namespace tender
