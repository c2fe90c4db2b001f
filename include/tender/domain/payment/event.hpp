// SPDX-License-Identifier: BSL-1.0
// tender/domain/payment/event.hpp: something happened, and what the thing was like after it.
#pragma once

#include <tender/domain/payment/payment.hpp>
#include <tender/domain/payment/refund.hpp>

#include <cstdint>
#include <memory>

namespace tender {

/// What happened, in the core's words; a face's table says what its endpoints are told.
BOOST_DEFINE_FIXED_ENUM_CLASS(event_kind, std::uint8_t,
    payment_submitted, payment_acknowledged, payment_rerouted, payment_challenged,
    payment_accepted, payment_doubted, payment_reopened, payment_captured, payment_failed,
    payment_canceled, payment_expired, payment_refunding, payment_refunded,
    payment_partly_refunded, payment_refund_failed, payment_refund_returned, payment_reversed,
    answered, payment_created)

/// The instant that a ulid begins with.
inline instant instant_of(ulid u) { return instant(std::chrono::milliseconds(u.high >> 16)); }

/// Appended in the unit of work that made the change [C24]. It shares the object's version; the
/// version before it tells the old value of each changed member.
struct event {
    tender::id<event> id;
    tender::id<tender::account> account;
    std::shared_ptr<tender::payment const> payment;   ///< as it was after the change
    std::shared_ptr<tender::payment const> before;    ///< null where it was made by the change
    std::shared_ptr<tender::refund const> refund;     ///< of a refund's change
    tender::mode mode = tender::mode::test;
    event_kind kind = event_kind::payment_submitted;

    instant at() const { return instant_of(id.value); }
};
BOOST_DESCRIBE_STRUCT(event, (), (id, account, payment, before, refund, mode, kind))

inline constexpr index_row event_indexes[] = {
    {"all", false, true,
     [](void const* r, index_key& k) { k.add(static_cast<event const*>(r)->mode); }},
};

template<>
inline constexpr record_type record_of<event> = {"event", event_indexes, &record_id<event>};
inline constexpr list_index<event> all_events{0};

}  // namespace tender
