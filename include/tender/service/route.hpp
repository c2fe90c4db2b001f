// SPDX-License-Identifier: BSL-1.0
// tender/service/route.hpp: which provider, and why; a pure function.
#pragma once

#include <tender/base/config.hpp>
#include <tender/domain/routing_rule.hpp>
#include <tender/port/provider.hpp>

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

/// What is taken of an amount, rounded half up; never more than all of it [C22].
std::int64_t fee_of(std::int64_t amount, fee_schedule const& how);

/// What a provider takes of a payment; never what is the platform's.
std::int64_t provider_fee_of(payment_terms const& terms, payment_method method,
                             provider_profile const& profile);

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

//---------------------------------------------------------------------------

namespace route_parts {

__extension__ using wide = unsigned __int128;

/// In parts of 10,000 of a minor unit.
constexpr wide exact_fee(std::int64_t amount, fee_schedule const& how)
{
    constexpr wide parts = 10'000;
    auto const whole = [](std::int64_t n) { return static_cast<wide>(n > 0 ? n : 0); };
    auto const least = [](wide a, wide b) { return a < b ? a : b; };
    auto const most = least(whole(amount), how.cap ? whole(*how.cap) : whole(amount)) * parts;
    return least(whole(amount) * whole(how.basis_points) + whole(how.flat) * parts, most);
}

/// The capability that takes a method in a currency, or null.
inline capability const* taking(provider_profile const& p, payment_method method, currency in)
{
    for (auto const& c : p.takes) {
        if (c.method != method) continue;
        if (c.currencies.empty()) return &c;
        for (auto const one : c.currencies)
            if (one == in) return &c;
    }
    return nullptr;
}

inline fee_schedule const& schedule_of(provider_profile const& p, capability const* c)
{
    return c != nullptr && c->fee ? *c->fee : p.fee;
}

}  // namespace route_parts

inline std::int64_t fee_of(std::int64_t amount, fee_schedule const& how)
{
    return static_cast<std::int64_t>((route_parts::exact_fee(amount, how) + 5'000) / 10'000);
}

inline std::int64_t provider_fee_of(payment_terms const& terms, payment_method method,
                                    provider_profile const& profile)
{
    auto const* const c = route_parts::taking(profile, method, terms.amount.currency);
    auto const fee = fee_of(terms.amount.minor, route_parts::schedule_of(profile, c));
    auto const left = terms.amount.minor - terms.platform_fee;
    return fee < left ? fee : left;
}

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/impl/route.ipp>
#endif
