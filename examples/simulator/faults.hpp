// SPDX-License-Identifier: BSL-1.0
// simulator/faults.hpp: what goes wrong next between a provider and its callers.
#pragma once

#include <tender/base/enum.hpp>
#include <tender/base/time.hpp>

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace simulator {

BOOST_DEFINE_ENUM_CLASS(operation, charge, refund, query)

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

    /// Until then it knows of no call.
    void forget_until(tender::instant when)
    {
        std::lock_guard const hold(lock_);
        forgets_until_ = when;
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

    bool forgets(tender::instant now)
    {
        std::lock_guard const hold(lock_);
        return now < forgets_until_;
    }

    void clear()
    {
        std::lock_guard const hold(lock_);
        planned_.clear();
        forgets_until_ = {};
    }

private:
    std::mutex lock_;
    std::map<operation, std::deque<fault>> planned_;
    tender::instant forgets_until_{};
};

}  // namespace simulator
