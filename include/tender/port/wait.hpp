// SPDX-License-Identifier: BSL-1.0
// tender/port/wait.hpp: waiting for another thread's answer.
#pragma once

#include <tender/base/config.hpp>

#include <chrono>
#include <cstdint>
#include <functional>

namespace tender {

/// How a request waits for the first one with its key [C16]. Thread-safe.
class waiter {
public:
    virtual ~waiter() = default;

    /// Returns true as soon as `ready()` does, false after `limit`. `ready` is asked again after
    /// each `wake` of the same number, and now and then, since another process may have answered.
    virtual bool wait(std::uint64_t what, std::chrono::milliseconds limit,
                      std::function<bool()> const& ready) = 0;
    virtual void wake(std::uint64_t what) = 0;
};

/// For one thread: there is nobody to wait for.
class no_waiting final : public waiter {
public:
    bool wait(std::uint64_t, std::chrono::milliseconds, std::function<bool()> const& ready) override
    {
        return ready();
    }
    void wake(std::uint64_t) override {}
};

}  // namespace tender
