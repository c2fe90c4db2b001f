// SPDX-License-Identifier: BSL-1.0
// tender/service/checkout/impl/checkout_ending.ipp: bodies of service/checkout/checkout.hpp: a page
// ends by itself.
#pragma once

#include <tender/service/checkout/checkout.hpp>
#include <tender/service/payment/payment_change.hpp>
#include <tender/service/routing/routing.hpp>
#include <tender/service/runtime/runtime.hpp>

namespace tender {

/// Only what no customer has paid meanwhile.
TENDER_DECL result<> checkout::simulate(merchant const& who, versioned<job> const& due)
{
    id<payment> const which{due->subject};
    auto const at = look(who, which);
    if (!at) return at.error();
    auto const& terms = *at->paid->terms;
    auto const by = routing_.decide(at->who, {terms.amount, payment_method::card, {},
                                              terms.customer.country}, which.value.low);
    if (!by && by.error() == errc::storage_unavailable) return by.error();
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        auto const there = unit.find(due->id);
        if (!there) return there.error() == errc::not_found ? result<>() : result<>(there.error());
        unit.remove(*there);
        auto const p = find_own(unit, who, which);
        if (!p) return p.error();
        auto const now = runtime_.now();
        auto const owner = find_chargeable(runtime_, unit, who, now);
        if (!owner && !(owner.error() == errc::forbidden)) return owner.error();
        bool const open =
            owner && (*p)->state == payment_state::created && !is_over(**p, now);
        return open ? end_simulated(unit, who, *p, by ? *by : routing_trace{}) : result<>();
    });
}

/// No provider is asked: the attempt says what one would have said.
TENDER_DECL result<> checkout::end_simulated(unit_of_work& unit, merchant const& who,
                                             versioned<payment> const& p, routing_trace const& by)
{
    auto const now = runtime_.now();
    auto const end = p->terms->checkout->simulate;
    payment_change change(changes_, unit, p, now);
    if (end == simulated_end::canceled) {
        change.apply(payment_event::cancel);
        change.next.failure = "canceled";
        auto const done = change.finish(event_kind::payment_canceled);
        return done ? result<>() : result<>(done.error());
    }
    bool const fails = end == simulated_end::failed;
    if (by.candidates) {
        auto trace = by;
        if (auto const& earlier = p->routing) trace.tried = earlier->tried;
        trace.earlier = static_cast<std::int16_t>(trace.tried.size());
        attempt call;
        call.id = {runtime_.new_id(now)};
        call.account = who.account;
        call.mode = who.mode;
        call.payment = p->id;
        call.provider = by.candidates->front().provider;
        call.amount = p->terms->amount;
        call.created_at = call.send_before = now;
        call.state = fails ? attempt_state::declined : attempt_state::settling;
        call.number = static_cast<int>(trace.tried.size()) + 1;
        trace.tried.push_back({call.provider, call.id, 0});
        change.next.routing = std::make_shared<routing_trace const>(std::move(trace));
        change.next.provider_reference.clear();
        unit.insert(std::move(call));
    }
    change.apply(payment_event::submit);
    if (fails) {
        change.apply(payment_event::fail);
        change.next.failure = "declined";
        change.next.decline = change.decline = decline_code::other;
        change.ended = attempt_end::declined;
    }
    auto const done = change.finish(fails ? event_kind::payment_failed
                                          : event_kind::payment_submitted);
    if (!done) return done.error();
    if (fails) return {};
    payment_change settling(changes_, unit, {*done, p.version}, now);
    settling.apply(payment_event::accept);
    auto const accepted = settling.finish(event_kind::payment_accepted);
    return accepted ? result<>() : result<>(accepted.error());
}

TENDER_DECL result<> checkout::expire_at(unit_of_work& unit, versioned<payment> const& p)
{
    payment_change change(changes_, unit, p, *p->terms->checkout->expires_at);
    change.apply(payment_event::expire);
    change.next.failure = "expired";
    auto const done = change.finish(event_kind::payment_expired);
    return done ? result<>() : result<>(done.error());
}

/// One that is being paid is left alone: where that comes to nothing, its job is there again.
TENDER_DECL result<> checkout::expire(merchant const& who, versioned<job> const& due)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        auto const there = unit.find(due->id);
        if (!there) return there.error() == errc::not_found ? result<>() : result<>(there.error());
        auto const p = find_own(unit, who, id<payment>{due->subject});
        if (!p) return p.error();
        if (is_over(**p, runtime_.now())) return expire_at(unit, *p);
        unit.remove(*there);
        return {};
    });
}


}  // namespace tender
