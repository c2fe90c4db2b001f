// SPDX-License-Identifier: BSL-1.0
// tender/domain/checkout/checkout.hpp: a payment that its customer makes on a page of ours.
#pragma once

#include <tender/core/flow.hpp>
#include <tender/core/record.hpp>
#include <tender/domain/merchant/account.hpp>
#include <tender/domain/payment/decline.hpp>
#include <tender/domain/payment/page_terms.hpp>
#include <tender/domain/payment/payment_flow.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace tender {

struct payment;

/// What each state means:
///   open       the form; a decline comes back to it
///   paying     submitted: no other attempt, no cancel, no expiry until its outcome is known
///   completed  paid
///   exhausted  no more attempts: ten were declined, or the payment failed for good
BOOST_DEFINE_FIXED_ENUM_CLASS(checkout_state, std::uint8_t,
    open, paying, completed, exhausted, expired, canceled)
BOOST_DEFINE_FIXED_ENUM_CLASS(checkout_event, std::uint8_t,
    submit, reopen, complete, exhaust, expire, cancel)

inline constexpr auto checkout_flow = [] {
    using enum checkout_state;
    using enum checkout_event;
    return make_flow<checkout_state, checkout_event>(open, {
        // from     on         to
        { open,     submit,    paying    },
        { open,     complete,  completed },
        { open,     exhaust,   exhausted },
        { open,     expire,    expired   },
        { open,     cancel,    canceled  },
        { paying,   reopen,    open      },
        { paying,   complete,  completed },
        { paying,   exhaust,   exhausted },
        { paying,   expire,    expired   },
    });
}();
static_assert(checkout_flow.deterministic());
static_assert(checkout_flow.connected());

/// What a state of a payment means for the page that it is paid on; nothing where it stays.
constexpr std::optional<checkout_event> checkout_event_of(checkout_state from, payment_state to)
{
    using enum checkout_event;
    bool const open = from == checkout_state::open, paying = from == checkout_state::paying;
    if (!open && !paying) return std::nullopt;
    switch (to) {
        case payment_state::created: return paying ? std::optional(reopen) : std::nullopt;
        case payment_state::submitted:
        case payment_state::challenged:
        case payment_state::accepted:
        case payment_state::in_doubt: return open ? std::optional(submit) : std::nullopt;
        case payment_state::captured:
        case payment_state::refunded:
        case payment_state::reversed: return complete;
        case payment_state::failed: return exhaust;
        case payment_state::canceled: return cancel;
        case payment_state::expired: return expire;
    }
    return std::nullopt;
}

/// How often a customer may submit one checkout.
inline constexpr int most_submits = 10;

/// One version of a checkout. It has the id of its payment and is written with it [C43].
struct checkout_session {
    tender::id<checkout_session> id;
    tender::id<tender::account> account;
    std::string nonce;                        ///< of the form that may be submitted
    std::string declined;                     ///< why the last attempt failed; empty: it did not
    decline_code decline = decline_code::none;
    customer_action action;                   ///< while the provider waits for the customer
    int submits = 0;
    tender::mode mode = tender::mode::test;
    checkout_state state = checkout_state::open;
    tender::id<payment_link> link;            ///< as in its payment's terms
};
BOOST_DESCRIBE_STRUCT(checkout_session, (), (
    id, account, nonce, declined, decline, action, submits, mode, state, link))

constexpr id<checkout_session> session_of(id<payment> which) { return {which.value}; }
constexpr id<payment> payment_of(id<checkout_session> which) { return {which.value}; }

inline constexpr index_row checkout_session_indexes[] = {
    {"paid_by_link", false, false,
     [](void const* r, index_key& k) {
         auto const& s = *static_cast<checkout_session const*>(r);
         if (s.link && s.state == checkout_state::completed) k.add(s.mode).add(s.link);
     }},
};

template<>
inline constexpr record_type record_of<checkout_session> = {
    "checkout_session", checkout_session_indexes, &record_id<checkout_session>, nullptr,
    &record_legal<checkout_session, checkout_flow>};
inline constexpr list_index<checkout_session> sessions_paid_by_link{0};

}  // namespace tender
