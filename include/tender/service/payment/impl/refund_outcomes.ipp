// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/refund_outcomes.ipp: bodies of service/payment/calls.hpp: what
// follows from answers about money on its way back.
#pragma once

#include <tender/service/ledger/bookkeeping.hpp>
#include <tender/service/payment/impl/outcome_context.ipp>
#include <tender/service/payment/impl/refund_versions.hpp>
#include <tender/service/payment/payment_change.hpp>
#include <tender/service/runtime/incidents.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <algorithm>

namespace tender {

TENDER_DECL result<call_step> calls::refund_answered(outcome_context& s)
{
    if (closed(s.a->state)) {
        if (auto const gone = s.no_more_questions(); !gone) return gone.error();
        return call_step{s.p.object, {}};
    }
    switch (s.answer.what) {
        case outcome::done: return refund_ends(s, refund_event::succeed, attempt_state::captured);
        case outcome::declined_hard:
        case outcome::declined_soft:
        case outcome::refused:
            return refund_ends(s, refund_event::reject, attempt_state::declined);
        case outcome::acknowledged:
        case outcome::settling:
        case outcome::challenged:
        case outcome::unknown: return refund_open(s);
        case outcome::unknown_reference:
            return s.unknown_for_sure(*this) ? resend_refund(s) : refund_open(s);
    }
    return fault(errc::internal);
}

/// The provider is at work on it, or nobody knows.
TENDER_DECL result<call_step> calls::refund_open(outcome_context& s)
{
    call_step step;
    step.payment = s.p.object;
    auto const r = s.unit.find(s.a->refund);
    if (!r) return r.error();
    if (auto const again = ask_again(s, step); !again) return again.error();
    bool const working = s.answer.what == outcome::acknowledged ||
                         s.answer.what == outcome::settling;
    auto next = touched_refund(*r, s.now);
    if (!working && s.a->state == attempt_state::prepared) {
        auto const in_doubt = moved_refund(*r, refund_event::outcome_unknown, s.now);
        if (!in_doubt) return fault(errc::illegal_transition);
        next = *in_doubt;
    }
    auto const to = working ? attempt_state::acknowledged : attempt_state::in_doubt;
    if (s.a->state == attempt_state::prepared || working) s.set(to);
    if (next.state == (*r)->state && !next.waiting) return step;
    auto const waiting = std::exchange(next.waiting, {});
    auto const written = s.unit.replace(*r, std::move(next));
    payment_change change(changes_, s.unit, s.p, s.now);
    change.next.lines = with_refund_line(change.next, *written);
    auto done = change.finish(event_kind::payment_refunding, waiting, written);
    if (!done) return done.error();
    step.payment = *done;
    step.answer = change.answer();
    return step;
}

/// The money is back with the customer, or it stays. A provider that paid back another sum than it
/// was told is something that a person should look at.
TENDER_DECL result<call_step> calls::refund_ends(outcome_context& s, refund_event how,
                                                 attempt_state as)
{
    auto const r = s.unit.find(s.a->refund);
    if (!r) return r.error();
    auto next = moved_refund(*r, how, s.now);
    if (!next) return fault(errc::illegal_transition);
    bool const paid = how == refund_event::succeed;
    if (!paid)
        next->failure = s.answer.reason.empty() ? "the provider did not refund" : s.answer.reason;
    auto const waiting = std::exchange(next->waiting, {});
    auto const written = s.unit.replace(*r, std::move(*next));
    s.set(as);
    if (auto const gone = s.no_more_questions(); !gone) return gone.error();

    auto const amount = written->amount;
    auto const kind = paid ? posting_kind::refund_succeeded : posting_kind::refund_given_up;
    auto const posted = books_.post(
        s.unit, s.who, s.now, written->id.value, kind, amount.currency, written->provider,
        {{book::refunding, paid ? book::provider : book::available, amount.minor}});
    if (!posted) return posted.error();

    payment_change change(changes_, s.unit, s.p, s.now);
    auto& p = change.next;
    p.refunding -= amount.minor;
    if (paid) p.refunded += amount.minor;
    p.lines = with_refund_line(p, *written);
    auto event = paid ? event_kind::payment_partly_refunded : event_kind::payment_refund_failed;
    if (paid && p.refunded == p.captured) {
        change.apply(payment_event::refund);
        event = event_kind::payment_refunded;
    }
    auto done = change.finish(event, waiting, written);
    if (!done) return done.error();
    call_step step{*done, {}, {}, change.answer()};
    if (paid && s.answer.amount.value_or(amount) != amount)
        step.incidents.push_back(make_incident(runtime_, s.unit, s.who,
                                               incident_kind::amount_differs, written->id.value,
                                               "a refund of another amount", s.now));
    return step;
}

/// The provider surely never saw the refund: once more, with a row of its own.
TENDER_DECL result<call_step> calls::resend_refund(outcome_context& s)
{
    auto const r = s.unit.find(s.a->refund);
    if (!r) return r.error();
    if (is_over((*r)->id.value, (*r)->created_at))
        return refund_ends(s, refund_event::fail, attempt_state::refused);
    auto const how = (*r)->state == refund_state::in_doubt
        ? std::optional(refund_event::resend) : std::nullopt;
    s.set(attempt_state::refused);
    if (auto const gone = s.no_more_questions(); !gone) return gone.error();
    auto fresh = *s.a;
    fresh.id = {};
    fresh.state = attempt_state::prepared;
    fresh.provider_reference.clear();
    fresh.send_before = s.now + runtime_.settings.send_within;
    auto const prepared = prepare(s.unit, s.who, std::move(fresh), s.now);
    if (!prepared) return prepared.error();
    auto next = how ? *moved_refund(*r, *how, s.now) : touched_refund(*r, s.now);
    next.attempt = prepared->attempt->id;
    auto const waiting = std::exchange(next.waiting, {});
    auto const written = s.unit.replace(*r, std::move(next));
    payment_change change(changes_, s.unit, s.p, s.now);
    change.next.lines = with_refund_line(change.next, *written);
    auto done = change.finish(event_kind::payment_refunding, waiting, written);
    if (!done) return done.error();
    call_step step;
    step.payment = *done;
    step.answer = change.answer();
    step.next = *prepared;
    step.next->payment = *done;
    return step;
}

/// The refund of a charge that came too late hangs on its attempt and counts nowhere else [C42].
/// It is tried for as long as it takes.
TENDER_DECL result<call_step> calls::late_refund_answered(outcome_context& s)
{
    call_step step;
    step.payment = s.p.object;
    auto const what = s.answer.what;
    if (closed(s.a->state) || what == outcome::done) {
        if (auto const gone = s.no_more_questions(); !gone) return gone.error();
        if (closed(s.a->state)) return step;
        s.set(attempt_state::captured);
        auto const posted = books_.post(
            s.unit, s.who, s.now, s.a->id.value, posting_kind::late_refund,
            s.a->amount.currency, s.a->provider,
            {{book::suspense, book::provider, s.a->amount.minor}});
        if (!posted) return posted.error();
        return step;
    }
    bool const refused = what == outcome::refused || what == outcome::declined_hard ||
                         what == outcome::declined_soft;
    bool const never_came = s.unknown_for_sure(*this);
    if (!refused && !never_came) {
        if (s.a->state == attempt_state::prepared) s.set(attempt_state::in_doubt);
        if (auto const again = ask_again(s, step); !again) return again.error();
        return step;
    }
    return late_refund_again(s, never_came);
}

/// Once more, with a row of its own: at once where the provider never had the call, later where it
/// refused. The row that waits for its time is written as one whose time to be sent is over.
TENDER_DECL result<call_step> calls::late_refund_again(outcome_context& s, bool at_once)
{
    auto const j = find_job(s.unit, s.who, s.questions(), s.a->id.value);
    if (!j && !(j.error() == errc::not_found)) return j.error();
    auto const charge = s.unit.find(s.a->of_charge);
    if (!charge) return charge.error();
    bool const was_sent = s.a->send_before >= s.a->created_at;
    int const before = j ? (*j)->asked : 0;
    int const asked = was_sent ? before + 1 : before;
    s.set(attempt_state::refused);
    if (j) s.unit.remove(*j);
    auto fresh = *s.a;
    fresh.id = {};
    fresh.state = attempt_state::prepared;
    fresh.provider_reference.clear();
    fresh.send_before = at_once ? s.now + runtime_.settings.send_within
                                : s.now - std::chrono::milliseconds(1);
    auto const ask_at = at_once ? first_question(fresh) : s.now + question_delay(before);
    auto const prepared = prepare(s.unit, s.who, std::move(fresh), s.now, ask_at, asked);
    if (!prepared) return prepared.error();
    call_step step;
    step.payment = s.p.object;
    if (at_once) {
        step.next = *prepared;
        step.next->payment = s.p.object;
        step.next->charge = (*charge)->provider_reference;
    }
    if (asked != before && asked == static_cast<int>(question_delays.size()))
        step.incidents.push_back(make_incident(
            runtime_, s.unit, s.who, incident_kind::silent_provider, s.a->id.value,
            std::string(s.a->provider.text()) + " does not take back a late charge", s.now));
    return step;
}

/// What became of taking a charge back. Unless the provider says that it did, the charge goes on.
TENDER_DECL result<call_step> calls::cancel_answered(outcome_context& s)
{
    call_step step;
    step.payment = s.p.object;
    auto const what = s.answer.what;
    bool const refused = what == outcome::refused || what == outcome::declined_hard ||
                         what == outcome::declined_soft || s.unknown_for_sure(*this);
    if (!closed(s.a->state) && what == outcome::done) return taken_back(s);
    if (closed(s.a->state) || refused) {
        if (!closed(s.a->state)) s.set(attempt_state::refused);
        if (auto const gone = s.no_more_questions(); !gone) return gone.error();
        return step;
    }
    if (s.a->state == attempt_state::prepared) s.set(attempt_state::in_doubt);
    if (auto const again = ask_again(s, step); !again) return again.error();
    return step;
}

/// The charge will never be made: on a page the customer may choose again.
TENDER_DECL result<call_step> calls::taken_back(outcome_context& s)
{
    call_step step;
    step.payment = s.p.object;
    s.set(attempt_state::captured);
    if (auto const gone = s.no_more_questions(); !gone) return gone.error();
    auto const charge = s.unit.find(s.a->of_charge);
    if (!charge) return charge.error();
    if (closed((*charge)->state) || s.p->state != payment_state::challenged) return step;
    auto over = **charge;
    over.state = attempt_state::refused;
    s.unit.replace(*charge, std::move(over));
    auto const gone = unschedule(s.unit, s.who, job_kind::ask_charge, (*charge)->id.value);
    if (!gone) return gone.error();
    payment_change change(changes_, s.unit, s.p, s.now);
    auto const kind = s.p->hosted() ? give_up(s, change, {}) : event_kind::payment_failed;
    if (!kind) return kind.error();
    if (!s.p->hosted()) change.apply(payment_event::fail);
    if (change.next.state == payment_state::failed) change.next.failure = "canceled";
    auto done = change.finish(*kind);
    if (!done) return done.error();
    step.payment = *done;
    return step;
}


}  // namespace tender
