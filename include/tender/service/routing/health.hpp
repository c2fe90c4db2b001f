// SPDX-License-Identifier: BSL-1.0
// tender/service/routing/health.hpp: how well the providers are.
#pragma once

#include <tender/core/containers/small_buffer.hpp>
#include <tender/service/routing/breaker.hpp>
#include <tender/service/routing/route.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace tender {

class breakers;
class runtime;

/// A provider as it stands.
struct provider_health {
    name provider;
    breaker_state state = breaker_state::closed;
    std::int64_t calls_in_window = 0;        ///< in the running minute
    call_figures figures;                    ///< of the fifteen minutes before
};

using routing_options = small_buffer<routing_option, 12>;

/// A breaker per provider and mode; in test mode per account, too, so that one merchant's tests
/// are no other's trouble [C26]. What it knows, this process has seen itself. Thread-safe.
class health {
public:
    explicit health(runtime& r);
    ~health();

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
    struct by_mode;
    std::unique_ptr<by_mode> breakers_;
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
