// SPDX-License-Identifier: BSL-1.0
// tender/domain/webhook/webhook_delivery.hpp: one event on its way to one endpoint.
#pragma once

#include <tender/core/flow.hpp>
#include <tender/domain/runtime/job.hpp>
#include <tender/domain/webhook/webhook_endpoint.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace tender {

/// pending: it is sent until it arrives or its attempts are used up; dead: they are, or the
/// endpoint was disabled; replayed: dead, and a fresh delivery has taken its place.
BOOST_DEFINE_FIXED_ENUM_CLASS(delivery_state, std::uint8_t, pending, delivered, dead, replayed)
BOOST_DEFINE_FIXED_ENUM_CLASS(delivery_event, std::uint8_t, arrive, give_up, replay)

inline constexpr auto delivery_flow = [] {
    using enum delivery_state;
    using enum delivery_event;
    return make_flow<delivery_state, delivery_event>(pending, {
        // from       on        to
        { pending,    arrive,   delivered },
        { pending,    give_up,  dead      },
        { dead,       replay,   replayed  },
    });
}();
static_assert(delivery_flow.deterministic());
static_assert(delivery_flow.connected());

struct event;

/// Written with its event [C29]; its body is made of the event whenever it is sent.
struct webhook_delivery {
    tender::id<webhook_delivery> id;
    tender::id<tender::account> account;
    tender::id<webhook_endpoint> endpoint;   ///< null: the payment's own `notify_url`
    tender::id<tender::event> event;         ///< null: a test
    ulid object;                       ///< whose events arrive in their order
    std::string type;                  ///< in the face's words
    std::string last_error;            ///< of the last attempt; empty where there was an answer
    instant created_at{};
    instant ended_at{};                ///< when it arrived or was given up
    int attempts = 0;
    int last_status = 0;               ///< 0: no answer
    name face;
    tender::mode mode = tender::mode::test;
    delivery_state state = delivery_state::pending;
};
BOOST_DESCRIBE_STRUCT(webhook_delivery, (), (
    id, account, endpoint, event, object, type, last_error, created_at, ended_at, attempts,
    last_status, face, mode, state))

/// What sends a delivery.
constexpr job_kind sender_of(webhook_delivery const& d)
{
    return d.endpoint ? job_kind::deliver : job_kind::deliver_untrusted;
}

/// The one delivery of an event to an endpoint that is no replay: its id follows from both, so
/// that it is never written twice. `nth` tells apart what one event is told as.
constexpr id<webhook_delivery> delivery_of(id<event> e, id<webhook_endpoint> to,
                                           std::size_t nth = 0)
{
    auto const mark = to.value.low * 0x9e3779b97f4a7c15 ^ to.value.high ^
                      nth * 0xd1b54a32d192ed03;
    return {{e.value.high, e.value.low ^ mark}};
}

inline constexpr index_row webhook_delivery_indexes[] = {
    {"dead", false, false,
     [](void const* r, index_key& k) {
         auto const& d = *static_cast<webhook_delivery const*>(r);
         if (d.state == delivery_state::dead) k.add(d.mode).add(d.face.text());
     }},
    {"pending", false, false,
     [](void const* r, index_key& k) {
         auto const& d = *static_cast<webhook_delivery const*>(r);
         if (d.state == delivery_state::pending) k.add(d.mode).add(d.endpoint);
     }},
    {"not_tried", false, false,
     [](void const* r, index_key& k) {
         auto const& d = *static_cast<webhook_delivery const*>(r);
         bool const fresh = d.state == delivery_state::pending && d.attempts == 0;
         if (fresh) k.add(d.mode).add(d.endpoint).add(d.object);
     }},
};

template<>
inline constexpr record_type record_of<webhook_delivery> = {
    "webhook_delivery", webhook_delivery_indexes, &record_id<webhook_delivery>, nullptr,
    &record_legal<webhook_delivery, delivery_flow>};
inline constexpr list_index<webhook_delivery> dead_webhook_deliveries{0};
inline constexpr list_index<webhook_delivery> pending_webhook_deliveries{1};
inline constexpr list_index<webhook_delivery> untried_webhook_deliveries{2};

}  // namespace tender
