// SPDX-License-Identifier: BSL-1.0
// tender/service/routing/route.hpp: which provider, and why; a pure function.
#pragma once

#include <tender/base/config.hpp>
#include <tender/domain/routing/routing_rule.hpp>
#include <tender/port/provider.hpp>
#include <tender/service/ledger/fees.hpp>

#include <span>

namespace tender {

/// What is to be routed.
struct routing_request {
    money amount;
    payment_method method;
    name routing_override{};           ///< empty: the router decides
    std::string_view customer_country{};
    bool without_page = false;         ///< nothing of what a customer types comes with the charge
};

/// A provider as it is at this moment.
struct routing_option {
    provider_profile const* profile;
    bool admits = true;                ///< its breaker lets a call through
    std::int64_t success_rate = 1'000'000;     ///< of its recent calls, in millionths
};

/// The candidates in the order they are tried, then those that were dropped, each with why [C25].
/// Seven layers decide, each where the one before leaves more than one:
///
///     1  the merchant's override: one candidate
///     2  the first rule that holds, in the order of `rules`, names one provider
///     3  or draws among several by weight
///     4  providers whose breaker is open are dropped
///     5  the lowest fee, before it is rounded
///     6  the highest success rate
///     7  an even draw
///
/// Behind what a rule names come its fallbacks, then what layers 5 to 7 make of the rest. `rules`
/// are sorted by priority. The same arguments give the same answer; `seed` is all that is drawn
/// from. Faults: no_route where nobody takes the method, currency and amount;
/// providers_unavailable where those who do are not available.
TENDER_DECL result<routing_trace> route(routing_request const& request,
                                        std::span<routing_rule const> rules,
                                        std::span<routing_option const> among,
                                        std::uint64_t seed);

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/routing/impl/route.ipp>
#endif
