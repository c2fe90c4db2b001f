// SPDX-License-Identifier: BSL-1.0
// tender/domain/event/event.hpp: something happened, and what the thing was like after it.
#pragma once

#include <tender/base/assert.hpp>
#include <tender/domain/payment/payment.hpp>
#include <tender/domain/payment/refund.hpp>

#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace tender {

/// What happened, in the core's words; a face's table says what its endpoints are told. `answered`
/// occurs in older stores only, an answer without a change; it is no longer written.
BOOST_DEFINE_FIXED_ENUM_CLASS(event_kind, std::uint8_t,
    payment_submitted, payment_acknowledged, payment_rerouted, payment_challenged,
    payment_accepted, payment_in_doubt, payment_reopened, payment_captured, payment_failed,
    payment_canceled, payment_expired, payment_refunding, payment_refunded,
    payment_partly_refunded, payment_refund_failed, payment_refund_returned, payment_reversed,
    answered, payment_created)
template<>
inline constexpr std::array former_words<event_kind>{
    former_word<event_kind>{"payment_doubted", event_kind::payment_in_doubt}};

/// What a kind of event is about.
struct event_row {
    event_kind kind;
    record_type const* subject;            ///< of the object, before and after
    record_type const* cause = nullptr;    ///< of what changed it; null: it has no cause
};

inline constexpr event_row event_rows[] = {
    // kind                                 subject               cause
    {event_kind::payment_submitted,         &record_of<payment>},
    {event_kind::payment_acknowledged,      &record_of<payment>},
    {event_kind::payment_rerouted,          &record_of<payment>},
    {event_kind::payment_challenged,        &record_of<payment>},
    {event_kind::payment_accepted,          &record_of<payment>},
    {event_kind::payment_in_doubt,          &record_of<payment>},
    {event_kind::payment_reopened,          &record_of<payment>},
    {event_kind::payment_captured,          &record_of<payment>},
    {event_kind::payment_failed,            &record_of<payment>},
    {event_kind::payment_canceled,          &record_of<payment>},
    {event_kind::payment_expired,           &record_of<payment>},
    {event_kind::payment_refunding,         &record_of<payment>, &record_of<refund>},
    {event_kind::payment_refunded,          &record_of<payment>, &record_of<refund>},
    {event_kind::payment_partly_refunded,   &record_of<payment>, &record_of<refund>},
    {event_kind::payment_refund_failed,     &record_of<payment>, &record_of<refund>},
    {event_kind::payment_refund_returned,   &record_of<payment>, &record_of<refund>},
    {event_kind::payment_reversed,          &record_of<payment>},
    {event_kind::answered,                  &record_of<payment>, &record_of<refund>},
    {event_kind::payment_created,           &record_of<payment>},
};
static_assert(one_row_each<event_kind>(event_rows, &event_row::kind));

constexpr event_row const& row_of(event_kind k) { return event_rows[static_cast<std::size_t>(k)]; }

/// The instant that a ulid begins with.
inline instant instant_of(ulid u) { return instant(std::chrono::milliseconds(u.high >> 16)); }

/// Appended in the unit of work that made the change [C24]. It shares the object's version; the
/// version before it tells the old value of each changed member. What an event is about can be any
/// record: `object_of<payment>(e)` and its like say whether it is, and give it.
struct event {
    tender::id<event> id;
    tender::id<tender::account> account;
    std::shared_ptr<void const> object;    ///< as it was after the change
    std::shared_ptr<void const> before;    ///< null where it was made by the change
    std::shared_ptr<void const> cause;     ///< what changed it: the refund of a payment
    tender::mode mode = tender::mode::test;
    event_kind kind = event_kind::payment_submitted;

    instant at() const { return instant_of(id.value); }
};

/// The object after the change, where it is an R; else null.
template<class R>
R const* object_of(event const& e)
{
    return row_of(e.kind).subject == &record_of<R> ? static_cast<R const*>(e.object.get())
                                                   : nullptr;
}

/// The object before the change; null, too, where the change made it.
template<class R>
R const* before_of(event const& e)
{
    return row_of(e.kind).subject == &record_of<R> ? static_cast<R const*>(e.before.get())
                                                   : nullptr;
}

/// What changed the object, where it is an R; else null.
template<class R>
R const* cause_of(event const& e)
{
    return row_of(e.kind).cause == &record_of<R> ? static_cast<R const*>(e.cause.get()) : nullptr;
}

/// An event that a unit of work will append; `outbox::append` gives it its id.
template<class R>
event event_of(event_kind kind, std::shared_ptr<R const> object,
               std::type_identity_t<std::shared_ptr<R const>> before = nullptr)
{
    TENDER_ASSERT(row_of(kind).subject == &record_of<R>,
                  "An event of this kind is of another record.");
    event e;
    e.account = object->account;
    e.mode = object->mode;
    e.kind = kind;
    e.object = std::move(object);
    e.before = std::move(before);
    return e;
}

/// The id of what it is about.
inline ulid subject_of(event const& e) { return row_of(e.kind).subject->id(e.object.get()); }

/// Whose webhooks tell of it; "" where nobody's do.
inline name face_of(event const& e)
{
    auto const& subject = *row_of(e.kind).subject;
    return subject.face != nullptr ? subject.face(e.object.get()) : name();
}

/// The address that hears of it beside the merchant's endpoints; "" where there is none.
inline std::string_view notify_url_of(event const& e)
{
    auto const* const p = object_of<payment>(e);
    return p != nullptr && p->hosted() ? p->terms->checkout->notify_url : std::string_view();
}

inline constexpr index_row event_indexes[] = {
    {"all", false, true,
     [](void const* r, index_key& k) { k.add(static_cast<event const*>(r)->mode); }},
};

template<>
inline constexpr record_type record_of<event> = {"event", event_indexes, &record_id<event>};
inline constexpr list_index<event> all_events{0};

}  // namespace tender
