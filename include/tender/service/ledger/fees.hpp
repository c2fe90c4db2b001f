// SPDX-License-Identifier: BSL-1.0
// tender/service/ledger/fees.hpp: what a provider takes of a payment.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/domain/payment/payment.hpp>
#include <tender/port/provider.hpp>

#include <cstdint>

namespace tender {

/// What is taken of an amount, rounded half up; never more than all of it [C22].
std::int64_t fee_of(std::int64_t amount, fee_schedule const& how);

/// What a provider takes of a payment; never what is the platform's.
std::int64_t provider_fee_of(payment_terms const& terms, payment_method method,
                             provider_profile const& profile);

//---------------------------------------------------------------------------

/// In parts of 10,000 of a minor unit.
constexpr int128 exact_fee(std::int64_t amount, fee_schedule const& how)
{
    constexpr int128 parts = 10'000;
    auto const whole = [](std::int64_t n) { return int128(n > 0 ? n : 0); };
    auto const least = [](int128 a, int128 b) { return a < b ? a : b; };
    auto const most = least(whole(amount), how.cap ? whole(*how.cap) : whole(amount)) * parts;
    return least(whole(amount) * whole(how.basis_points) + whole(how.flat) * parts, most);
}

/// The capability that takes a method in a currency, or null.
inline capability const* capability_for(provider_profile const& p, payment_method method,
                                        currency in)
{
    for (auto const& c : p.takes) {
        if (c.method != method) continue;
        if (c.currencies.empty()) return &c;
        for (auto const one : c.currencies)
            if (one == in) return &c;
    }
    return nullptr;
}

/// What is charged for it; `c` may be null.
inline fee_schedule const& schedule_of(provider_profile const& p, capability const* c)
{
    return c != nullptr && c->fee ? *c->fee : p.fee;
}

inline std::int64_t fee_of(std::int64_t amount, fee_schedule const& how)
{
    return static_cast<std::int64_t>((exact_fee(amount, how) + 5'000) / 10'000);
}

inline std::int64_t provider_fee_of(payment_terms const& terms, payment_method method,
                                    provider_profile const& profile)
{
    auto const* const c = capability_for(profile, method, terms.amount.currency);
    auto const fee = fee_of(terms.amount.minor, schedule_of(profile, c));
    auto const left = terms.amount.minor - terms.platform_fee;
    return fee < left ? fee : left;
}

}  // namespace tender
