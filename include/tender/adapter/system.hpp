// SPDX-License-Identifier: BSL-1.0
// tender/adapter/system.hpp: the operating system's clock and entropy.
#pragma once

#include <tender/port/clock.hpp>
#include <tender/port/entropy.hpp>

#include <sys/random.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>

namespace tender {

/// The machine's clock, which somebody keeps within `settings::max_clock_skew` of the others'.
class os_clock final : public clock {
public:
    instant now() override
    {
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
    std::chrono::milliseconds steady() override
    {
        return std::chrono::floor<std::chrono::milliseconds>(
            std::chrono::steady_clock::now().time_since_epoch());
    }
};

/// The kernel's random bytes. A kernel that gives none ends the program: keys are made of them.
class os_entropy final : public entropy {
public:
    void fill(std::span<std::uint8_t> bytes) override
    {
        while (!bytes.empty()) {
            auto const got = ::getrandom(bytes.data(), bytes.size(), 0);
            if (got < 0 && errno != EINTR) std::abort();
            if (got > 0) bytes = bytes.subspan(static_cast<std::size_t>(got));
        }
    }
};

}  // namespace tender
