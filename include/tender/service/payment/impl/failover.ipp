// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/failover.ipp: bodies of service/payment/calls.hpp: a charge was
// surely not made, and who is tried next.
#pragma once

#include <tender/service/payment/impl/outcome_context.ipp>
#include <tender/service/payment/payment_change.hpp>
#include <tender/service/routing/route.hpp>
#include <tender/service/runtime/incidents.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>

namespace tender {

/// Is the time over in which what began then may be tried again [C55]? A clock that was set back
/// opens it no more: one that is behind the beginning does not tell, and what this process has had
/// in sight it knows.
TENDER_DECL bool calls::is_over(ulid what, instant begun)
{
    auto const at = runtime_.read_clock();
    auto const window = runtime_.settings.attempt_window;
    bool const behind = at.now + runtime_.settings.max_clock_skew < begun;
    return behind || at.now > begun + window ||
           runtime_.watch.seen_for(what, at.steady) > window;
}

/// Who is tried next, if anybody: each provider once per request or submit, and within the window.
/// A payment whose customer was sent to a provider, or that a provider had accepted, goes to no
/// other, and none goes without what its customer submitted [C55].
TENDER_DECL name calls::next_candidate(outcome_context const& s)
{
    auto const& p = *s.p;
    auto const& routing = *p.routing;
    auto const first = routing.tried.begin() + routing.earlier;
    auto const begun = p.hosted() ? instant_of(first->attempt.value) : p.terms->created_at;
    bool const may_move = payment_flow.next(p.state, payment_event::submit).has_value();
    bool const lacks_customer = p.hosted() && s.with == nullptr;
    if (!may_move || lacks_customer || is_over(first->attempt.value, begun))
        return {};
    for (auto const& c : *routing.candidates) {
        bool const open = c.verdict == candidate_verdict::chosen ||
                          c.verdict == candidate_verdict::next;
        bool const tried = std::any_of(
            first, routing.tried.end(),
            [&](tried_provider const& t) { return t.provider == c.provider; });
        if (open && !tried && runtime_.providers.find(s.who.mode, c.provider) != nullptr &&
            health_.admits(s.who, c.provider, s.now))
            return c.provider;
    }
    return {};
}

/// Where what it is for lets the customer try again, it is as before; else it has failed.
TENDER_DECL result<event_kind> calls::give_up(outcome_context& s, payment_change& change,
                                              std::string why)
{
    auto const again = changes_.may_try_again(s.unit, *s.p);
    if (!again) return again.error();
    if (*again) {
        change.apply(payment_event::reopen);
        change.declined = std::move(why);
        return event_kind::payment_reopened;
    }
    change.apply(payment_event::fail);
    change.next.failure = std::move(why);
    change.next.decline = change.decline;
    return event_kind::payment_failed;
}

/// Surely not charged: the next candidate, as long as the account may be charged for, or the end.
TENDER_DECL result<call_step> calls::not_charged(outcome_context& s, bool final)
{
    if (auto const next = final ? name() : next_candidate(s); !next.empty()) {
        auto const may = chargeable(s.unit, s.who, s.a->amount, s.now);
        if (may) return fail_over(s, next);
        bool const over = may.error() == errc::forbidden || may.error() == errc::amount_overflow;
        if (!over) return may.error();
    }
    call_step step;
    bool const declined = s.answer.what == outcome::declined_hard ||
                          s.answer.what == outcome::declined_soft;
    s.set(declined ? attempt_state::declined : attempt_state::refused);
    if (auto const gone = abandon(s); !gone) return gone.error();
    payment_change change(changes_, s.unit, s.p, s.now);
    if (declined) change.ended = attempt_end::declined;
    change.decline = decline_of(s.answer);
    auto const kind = give_up(s, change,
                              s.answer.reason.empty() ? std::string(row_of(change.decline).says)
                                                      : s.answer.reason);
    if (!kind) return kind.error();
    auto const waiting = std::exchange(change.next.waiting, {});
    if (s.answer.credentials)
        step.incidents.push_back(make_incident(
            runtime_, s.unit, s.who, incident_kind::provider_credentials, s.a->id.value,
            std::string(s.a->provider.text()) + " refuses the credentials", s.now));
    auto done = change.finish(*kind, waiting);
    if (!done) return done.error();
    step.payment = *done;
    step.answer = change.answer();
    return step;
}

/// The first provider's outcome and the second one's attempt are one unit of work [C10].
TENDER_DECL result<call_step> calls::fail_over(outcome_context& s, name to)
{
    call_step step;
    s.set(s.answer.what == outcome::declined_soft ? attempt_state::declined
                                                  : attempt_state::refused);
    if (auto const gone = abandon(s); !gone) return gone.error();
    if (s.answer.credentials)
        step.incidents.push_back(make_incident(
            runtime_, s.unit, s.who, incident_kind::provider_credentials, s.a->id.value,
            std::string(s.a->provider.text()) + " refuses the credentials", s.now));
    attempt fresh;
    fresh.payment = s.p->id;
    fresh.provider = to;
    fresh.amount = s.a->amount;
    fresh.number = s.a->number + 1;
    fresh.send_before = s.now + runtime_.settings.send_within;
    auto const prepared = prepare(s.unit, s.who, std::move(fresh), s.now);
    if (!prepared) return prepared.error();

    payment_change change(changes_, s.unit, s.p, s.now);
    change.apply(payment_event::submit);
    if (s.answer.what == outcome::declined_soft) change.ended = attempt_end::declined;
    change.decline = decline_of(s.answer);
    change.declined = s.answer.reason;
    auto& p = change.next;
    auto trace = *p.routing;
    trace.reason = routing_reason::failover;
    auto const& profile = runtime_.providers.find(s.who.mode, to)->profile();
    trace.tried.push_back(
        {to, prepared->attempt->id, provider_fee_of(*p.terms, p.method, profile)});
    p.routing = std::make_shared<routing_trace const>(std::move(trace));
    p.provider_reference.clear();
    if (p.waiting) {
        auto const c = s.unit.find(p.waiting);
        if (!c && !(c.error() == errc::not_found)) return c.error();
        if (c) {
            auto longer = **c;
            longer.running_until = running_until(*prepared->attempt);
            s.unit.replace(*c, std::move(longer));
        }
    }
    auto done = change.finish(event_kind::payment_rerouted);
    if (!done) return done.error();
    step.payment = *done;
    step.next = *prepared;
    step.next->payment = *done;
    step.next->with = s.with;
    return step;
}


}  // namespace tender
