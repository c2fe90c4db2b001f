// SPDX-License-Identifier: BSL-1.0
// tender/service/routing.hpp: which provider, and why; a pure function.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/base/config.hpp>
#include <tender/port/provider.hpp>

#include <memory>
#include <vector>

namespace tender {

/// What is to be routed.
struct routing_request {
    money amount;
    payment_method method;
    name routing_override;   ///< empty: the router decides
};

/// What a provider takes of an amount: basis points, rounded half up, never more than all of it.
std::int64_t fee_of(std::int64_t amount, std::int64_t basis_points);

/// What a provider takes of a payment: its rate, and never what is the platform's.
std::int64_t provider_fee_of(payment_terms const& terms, provider_profile const& profile);

/// The candidates in the order they are tried, then those that were dropped, each with why. An
/// override has one candidate. Ties in cost go to the lower rate, then to the earlier provider.
/// Faults: no_route where none takes the method, currency and amount; providers_unavailable
/// where there is no provider at all.
TENDER_DECL result<routing_trace> route(routing_request const& request,
                                        std::vector<std::shared_ptr<provider>> const& among);

//---------------------------------------------------------------------------

inline std::int64_t fee_of(std::int64_t amount, std::int64_t basis_points)
{
    auto const fee = multiply_divide(amount, basis_points, 10'000).value_or(amount);
    return fee < amount ? fee : amount;
}

inline std::int64_t provider_fee_of(payment_terms const& terms, provider_profile const& profile)
{
    auto const fee = fee_of(terms.amount.minor, profile.fee_basis_points);
    auto const left = terms.amount.minor - terms.platform_fee;
    return fee < left ? fee : left;
}

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/impl/routing.ipp>
#endif
