// SPDX-License-Identifier: BSL-1.0
// tender/domain/payment/attempt.hpp: one call that can move money.
#pragma once

#include <tender/base/money.hpp>
#include <tender/domain/payment/payment.hpp>
#include <tender/domain/payment/refund.hpp>

#include <cstdint>
#include <string>

namespace tender {

BOOST_DEFINE_FIXED_ENUM_CLASS(attempt_purpose, std::uint8_t, charge, refund, late_refund, cancel)

/// prepared: written, before the call. acknowledged to in_doubt: the provider has it, or may have.
/// The rest are closed: captured (for a refund: paid back, for a cancel: taken back), declined,
/// refused (surely not done).
BOOST_DEFINE_FIXED_ENUM_CLASS(attempt_state, std::uint8_t,
    prepared, acknowledged, settling, challenged, in_doubt, captured, declined, refused)
template<>
inline constexpr std::array former_words<attempt_state>{
    former_word<attempt_state>{"doubted", attempt_state::in_doubt}};

constexpr bool closed(attempt_state s) { return s >= attempt_state::captured; }

/// A row per call, committed before it [C10]. Its id is our reference at the provider. Nothing is
/// sent after `send_before`.
struct attempt {
    tender::id<attempt> id;
    tender::id<tender::account> account;
    tender::id<tender::payment> payment;
    tender::id<tender::refund> refund;       ///< of a refund's call
    tender::id<attempt> of_charge;           ///< of a late refund or a cancel: what it takes back
    name provider;
    money amount;
    std::string provider_reference;
    instant created_at{};
    instant send_before{};
    int number = 1;                          ///< the payment's first call is 1
    tender::mode mode = tender::mode::test;
    attempt_purpose purpose = attempt_purpose::charge;
    attempt_state state = attempt_state::prepared;
};
BOOST_DESCRIBE_STRUCT(attempt, (), (
    id, account, payment, refund, of_charge, provider, amount, provider_reference, created_at,
    send_before, number, mode, purpose, state))

template<>
inline constexpr record_type record_of<attempt> = {
    .name = "attempt", .indexes = {}, .id = &record_id<attempt>,
    .named = [](void const* a) { return static_cast<attempt const*>(a)->mode; }};

}  // namespace tender
