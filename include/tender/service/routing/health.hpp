// SPDX-License-Identifier: BSL-1.0
// tender/service/routing/health.hpp: how well the providers are.
#pragma once

#include <tender/core/containers/small_buffer.hpp>
#include <tender/service/routing/breaker.hpp>
#include <tender/service/routing/route.hpp>
#include <tender/service/runtime/per_merchant.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace tender {

/// A provider as it stands.
struct provider_health {
    name provider;
    breaker_state state = breaker_state::closed;
    std::int64_t calls_in_window = 0;        ///< in the running minute
    call_figures figures;                    ///< of the fifteen minutes before
};

using routing_options = small_buffer<routing_option, 12>;

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

/// A breaker per provider and mode; in test mode per account, too, so that one merchant's tests
/// are no other's trouble [C26]. What it knows, this process has seen itself. Thread-safe.
class health {
public:
    explicit health(runtime& r) : runtime_(r) {}

    /// The mode's providers that serve the caller's face, as the router sees them.
    routing_options options(merchant const& who, instant now);

    bool admits(merchant const& who, name provider, instant now);

    /// A charge is to begin; where it is let through, its end is to be noted.
    admission enter(merchant const& who, name provider, instant now);
    void note(merchant const& who, name provider, admission as, provider_answer const& answer,
              std::chrono::milliseconds took, instant now);

    /// Those that serve the caller's face, in the order of their registration.
    std::vector<provider_health> all(merchant const& who);

private:
    std::shared_ptr<breakers> of(merchant const& who, instant now);
    std::size_t position_of(merchant const& who, name provider) const;

    runtime& runtime_;
    std::once_flag live_made_;
    std::shared_ptr<breakers> live_;
    per_merchant<std::shared_ptr<breakers>> test_;
};

/// Does an answer speak against the provider's health? Declines do not, nor what the host's own
/// credentials did, nor a failure that was ordered.
constexpr bool is_technical(provider_answer const& a)
{
    bool const failure = a.what == outcome::unknown || a.what == outcome::refused;
    return failure && !a.credentials && !a.excused;
}

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/routing/impl/health.ipp>
#endif
