// SPDX-License-Identifier: BSL-1.0
// tender/testing/countdown.hpp: which call it is that fails.
#pragma once

#include <tender/base/config.hpp>

#include <atomic>

namespace tender::testing {

/// Counts down to the one call that fails. Thread-safe.
class countdown {
public:
    /// The n-th call from now on, counted from 1; 0: none.
    void arm(int nth)
    {
        left_ = nth;
        if (nth != 0) struck_ = false;
    }

    /// Has the call come? Stays until it is armed again.
    bool struck() const { return struck_; }

    bool paused() const { return pauses_ != 0; }

    /// Is this call the one?
    bool strikes()
    {
        if (paused()) return false;
        auto left = left_.load();
        while (left > 0 && !left_.compare_exchange_weak(left, left - 1)) {}
        if (left != 1) return false;
        struck_ = true;
        return true;
    }

    /// While one of these lives, calls do not count.
    class pause {
    public:
        explicit pause(countdown& of) : of_(of) { ++of_.pauses_; }
        ~pause() { --of_.pauses_; }
        pause(pause const&) = delete;
        pause& operator=(pause const&) = delete;

    private:
        countdown& of_;
    };

private:
    std::atomic<int> left_{0};
    std::atomic<int> pauses_{0};
    std::atomic<bool> struck_{false};
};

}  // namespace tender::testing
