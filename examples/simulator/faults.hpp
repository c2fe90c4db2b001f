// SPDX-License-Identifier: BSL-1.0
// simulator/faults.hpp: what goes wrong next between a provider and its callers.
#pragma once

#include <tender/base/enum.hpp>
#include <tender/base/time.hpp>

#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace simulator {

BOOST_DEFINE_ENUM_CLASS(operation, charge, refund, query, cancel)

/// What happens to a call beside what it comes to. `hang_before`: nothing is done, and the answer
/// comes too late; `hang_after`: the same with the call done; `garbage`: done, and the answer is
/// no JSON.
BOOST_DEFINE_ENUM_CLASS(fault, hang_before, hang_after, garbage)

/// Of one provider. Thread-safe.
class faults {
public:
    void next(operation of, fault what, int times)
    {
        std::lock_guard const hold(lock_);
        planned_[of].insert(planned_[of].end(), static_cast<std::size_t>(times), what);
    }

    /// From now on, questions do not find what is younger than that.
    void forget(std::chrono::milliseconds what_is_younger)
    {
        std::lock_guard const hold(lock_);
        forgotten_ = what_is_younger;
    }

    std::optional<fault> take(operation of)
    {
        std::lock_guard const hold(lock_);
        auto& waiting = planned_[of];
        if (waiting.empty()) return std::nullopt;
        auto const first = waiting.front();
        waiting.pop_front();
        return first;
    }

    bool forgets(tender::instant made, tender::instant now)
    {
        std::lock_guard const hold(lock_);
        return now - made < forgotten_;
    }

    void clear()
    {
        std::lock_guard const hold(lock_);
        planned_.clear();
        forgotten_ = {};
    }

private:
    std::mutex lock_;
    std::map<operation, std::deque<fault>> planned_;
    std::chrono::milliseconds forgotten_{0};
};

}  // namespace simulator
