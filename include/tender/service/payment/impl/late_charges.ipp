// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/late_charges.ipp: bodies of service/payment/calls.hpp: charges that
// nobody waits for any more.
#pragma once

#include <tender/service/ledger/bookkeeping.hpp>
#include <tender/service/payment/impl/outcome_context.ipp>
#include <tender/service/payment/payment_change.hpp>
#include <tender/service/runtime/incidents.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <algorithm>

namespace tender {

namespace late_parts {

/// How long after a charge was given up it is asked about once more.
inline constexpr std::chrono::hours late_watch{24};

}  // namespace late_parts

/// A charge that is given up. One that the provider does not know is asked about once more a day
/// later: what came too late is found, and goes back.
TENDER_DECL result<> calls::abandon(outcome_context& s)
{
    if (s.answer.what != outcome::unknown_reference) return s.no_more_questions();
    return schedule(s.unit, s.who, s.questions(), s.a->id.value,
                    s.now + late_parts::late_watch, 0, s.queue());
}

/// Confirmed with another amount or currency: the payment fails and the money goes back.
TENDER_DECL result<call_step> calls::wrong_amount(outcome_context& s, money charged)
{
    call_step step;
    payment_change change(changes_, s.unit, s.p, s.now);
    change.apply(payment_event::fail);
    change.next.failure = "the provider charged another amount";
    auto const waiting = std::exchange(change.next.waiting, {});
    auto done = change.finish(event_kind::payment_failed, waiting);
    if (!done) return done.error();
    step.payment = *done;
    step.answer = change.answer();
    step.incidents.push_back(make_incident(runtime_, s.unit, s.who, incident_kind::amount_differs,
                                           s.p->id.value, change.old().terms->reference, s.now));
    if (auto const back = refund_late_charge(s, charged, step); !back) return back.error();
    return step;
}

/// Money that nobody waits for any more is booked as such and sent back at once.
TENDER_DECL result<> calls::refund_late_charge(outcome_context& s, money charged, call_step& step)
{
    s.set(attempt_state::captured);
    if (auto const gone = s.no_more_questions(); !gone) return gone.error();
    if (charged.minor <= 0) return {};
    auto const posted = books_.post(
        s.unit, s.who, s.now, s.a->id.value, posting_kind::late_charge, charged.currency,
        s.a->provider, {{book::provider, book::suspense, charged.minor}});
    if (!posted) return posted.error();
    attempt back;
    back.payment = s.a->payment;
    back.of_charge = s.a->id;
    back.provider = s.a->provider;
    back.amount = charged;
    back.number = s.a->number;
    back.purpose = attempt_purpose::late_refund;
    back.send_before = s.now + runtime_.settings.send_within;
    auto const prepared = prepare(s.unit, s.who, std::move(back), s.now);
    if (!prepared) return prepared.error();
    step.next = *prepared;
    step.next->payment = step.payment;
    step.next->charge = s.name_at_provider();
    return {};
}

/// An answer about an attempt that was closed: the decision stands. That the provider still does
/// not know it ends the questions only in their turn: the last one looks for what comes late.
TENDER_DECL result<call_step> calls::late_answer(outcome_context& s)
{
    call_step step;
    step.payment = s.p.object;
    auto const what = s.answer.what;
    if (s.a->state == attempt_state::captured) {
        if (auto const gone = s.no_more_questions(); !gone) return gone.error();
        return step;
    }
    if (what == outcome::done) {
        step.incidents.push_back(make_incident(runtime_, s.unit, s.who, incident_kind::late_charge,
                                               s.a->id.value, s.p->terms->reference, s.now));
        auto const charged = s.answer.amount.value_or(s.a->amount);
        if (auto const back = refund_late_charge(s, charged, step); !back) return back.error();
        return step;
    }
    bool const may_come = what == outcome::acknowledged || what == outcome::settling ||
                          what == outcome::challenged || what == outcome::unknown;
    if (what == outcome::unknown_reference) {
        auto const j = find_job(s.unit, s.who, s.questions(), s.a->id.value);
        if (!j && !(j.error() == errc::not_found)) return j.error();
        bool const its_turn = s.to == source::question && j && (*j)->leased;
        if (!its_turn) return step;   // whoever closed the attempt has planned the last question
        auto const left = s.a->created_at + late_parts::late_watch -
                          runtime_.watch.patient({s.now, runtime_.steady()});
        if (left.count() > 0) {
            auto const later = schedule(s.unit, s.who, s.questions(), s.a->id.value,
                                        s.now + std::min<std::chrono::milliseconds>(
                                                    left, late_parts::late_watch), 0, s.queue());
            if (!later) return later.error();
            return step;
        }
    }
    auto const rest = may_come ? ask_again(s, step) : s.no_more_questions();
    if (!rest) return rest.error();
    return step;
}

}  // namespace tender
