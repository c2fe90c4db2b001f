// SPDX-License-Identifier: BSL-1.0
// tender/domain/routing/breaker_flow.hpp: the life of a provider's circuit breaker.
#pragma once

#include <tender/core/flow.hpp>

#include <cstdint>

namespace tender {

/// closed: calls go through; open: none does; half_open: one at a time does, to see.
BOOST_DEFINE_FIXED_ENUM_CLASS(breaker_state, std::uint8_t, closed, open, half_open)

/// trip: too many calls failed; cool: it was open for long enough; relapse: a call to see failed;
/// recover: enough of them in a row did not.
BOOST_DEFINE_FIXED_ENUM_CLASS(breaker_event, std::uint8_t, trip, cool, relapse, recover)

inline constexpr auto breaker_flow = [] {
    using enum breaker_state;
    using enum breaker_event;
    return make_flow<breaker_state, breaker_event>(closed, {
        // from        on        to
        { closed,      trip,     open      },
        { open,        cool,     half_open },
        { half_open,   relapse,  open      },
        { half_open,   recover,  closed    },
    });
}();
static_assert(breaker_flow.deterministic());
static_assert(breaker_flow.connected());

}  // namespace tender
