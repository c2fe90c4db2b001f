// SPDX-License-Identifier: BSL-1.0
// tender/port/entropy.hpp: random bytes.
#pragma once

#include <tender/base/config.hpp>

#include <cstdint>
#include <span>

namespace tender {

/// The engine's only source of randomness; keys are made of it, so it must be fit for secrets.
/// Thread-safe; never throws: a source that is dead ends the program.
class entropy {
public:
    virtual ~entropy() = default;
    virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

}  // namespace tender
