// SPDX-License-Identifier: BSL-1.0
// tender/service/routing/breakers.hpp: the circuit breakers of several providers.
#pragma once

#include <tender/service/routing/breaker.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

namespace tender {

/// The breakers of all providers, in the order of their registration; made when they are needed.
class breakers {
public:
    explicit breakers(std::size_t count) : all_(count) {}
    breakers(breakers const&) = delete;
    breakers& operator=(breakers const&) = delete;
    ~breakers()
    {
        for (auto& b : all_) delete b.load();
    }

    std::size_t size() const { return all_.size(); }
    breaker const* find(std::size_t at) const { return all_[at].load(); }   ///< null: never called
    breaker& get(std::size_t at, breaker_settings const& how)
    {
        auto* there = all_[at].load();
        if (there != nullptr) return *there;
        auto fresh = std::make_unique<breaker>(how);
        return all_[at].compare_exchange_strong(there, fresh.get()) ? *fresh.release() : *there;
    }

private:
    std::vector<std::atomic<breaker*>> all_;
};

}  // namespace tender
