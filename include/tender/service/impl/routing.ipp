// SPDX-License-Identifier: BSL-1.0
// tender/service/impl/routing.ipp: bodies of service/routing.hpp.
#pragma once

#include <tender/service/routing.hpp>

#include <algorithm>

namespace tender {

namespace routing_parts {

/// Does the amount convert exactly into the provider's digits?
inline bool converts(provider_profile const& p, money amount)
{
    for (auto const& [currency, digits] : p.digits) {
        if (currency != amount.currency) continue;
        auto left = amount.minor;
        for (int d = amount.currency.digits(); d > digits; --d) {
            if (left % 10 != 0) return false;
            left /= 10;
        }
    }
    return true;
}

inline candidate_verdict verdict_on(provider_profile const& p, routing_request const& r)
{
    if (!r.routing_override.empty() && r.routing_override != p.id)
        return candidate_verdict::not_overridden;
    auto verdict = candidate_verdict::no_method;
    for (auto const& c : p.takes) {
        if (c.method != r.method) continue;
        auto const& among = c.currencies;
        bool const takes = among.empty() || std::find(among.begin(), among.end(),
                                                      r.amount.currency) != among.end();
        if (takes)
            return converts(p, r.amount) ? candidate_verdict::next
                                         : candidate_verdict::inexact_amount;
        verdict = candidate_verdict::no_currency;
    }
    return verdict;
}

}  // namespace routing_parts

TENDER_DECL result<routing_trace> route(routing_request const& request,
                                        std::vector<std::shared_ptr<provider>> const& among)
{
    if (among.empty()) return fault(errc::providers_unavailable);
    struct priced {
        std::int64_t fee;
        std::int64_t basis_points;
    };
    std::vector<priced> costs;
    std::vector<candidate> candidates;
    costs.reserve(among.size());
    candidates.reserve(among.size());
    for (auto const& p : among) {
        auto const& profile = p->profile();
        auto const verdict = routing_parts::verdict_on(profile, request);
        if (verdict != candidate_verdict::next) continue;
        priced const cost{fee_of(request.amount.minor, profile.fee_basis_points),
                          profile.fee_basis_points};
        auto const at = std::upper_bound(costs.begin(), costs.end(), cost,
                                         [](priced const& a, priced const& b) {
                                             return a.fee != b.fee
                                                 ? a.fee < b.fee
                                                 : a.basis_points < b.basis_points;
                                         });
        candidates.insert(candidates.begin() + (at - costs.begin()),
                          {profile.id, candidate_verdict::next});
        costs.insert(at, cost);
    }
    if (candidates.empty()) return fault(errc::no_route);
    candidates.front().verdict = candidate_verdict::chosen;
    for (auto const& p : among) {
        auto const verdict = routing_parts::verdict_on(p->profile(), request);
        if (verdict != candidate_verdict::next)
            candidates.push_back({p->profile().id, verdict});
    }
    routing_trace out;
    out.candidates = std::make_shared<std::vector<candidate> const>(std::move(candidates));
    if (!request.routing_override.empty()) {
        out.strategy = routing_strategy::explicit_override;
        out.reason = routing_reason::merchant_override;
    }
    return out;
}

}  // namespace tender
