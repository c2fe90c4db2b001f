// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/sending.ipp: bodies of service/payment/calls.hpp: calls are prepared
// and sent.
#pragma once

#include <tender/service/ledger/bookkeeping.hpp>
#include <tender/service/payment/calls.hpp>
#include <tender/service/payment/impl/guarded_call.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <algorithm>

namespace tender {

TENDER_DECL std::chrono::milliseconds calls::limit_of(attempt const& a) const
{
    auto const* const p = runtime_.providers.find(a.mode, a.provider);
    return p != nullptr ? p->profile().time_limit : std::chrono::milliseconds(3000);
}

TENDER_DECL instant calls::first_question(attempt const& a) const
{
    return a.send_before + limit_of(a);
}

TENDER_DECL instant calls::running_until(attempt const& a) const
{
    return first_question(a) + runtime_.settings.max_clock_skew;
}

TENDER_DECL instant calls::surely_known(attempt const& a) const
{
    auto const* const p = runtime_.providers.find(a.mode, a.provider);
    auto const delay = p != nullptr ? p->profile().consistency_delay : std::chrono::milliseconds(0);
    return running_until(a) + delay;
}

/// Until a question may be believed that finds the attempt unknown: on the wall clock, and on the
/// steady one from the moment that this process first saw it.
TENDER_DECL std::chrono::milliseconds calls::still_to_wait(attempt const& a, clock_reading asked_at)
{
    auto const sure = surely_known(a);
    auto const seen = runtime_.watch.seen_for(a.id.value, asked_at.steady);
    return std::max({std::chrono::milliseconds(0), sure - asked_at.now,
                     sure - a.created_at - seen});
}

TENDER_DECL result<> calls::chargeable(unit_of_work& unit, merchant const& who, money amount,
                                       instant now)
{
    auto const owner = find_chargeable(runtime_, unit, who, now);
    return owner ? books_.room_for(unit, who, amount, now) : result<>(owner.error());
}

TENDER_DECL result<to_send> calls::prepare(unit_of_work& unit, merchant const& who, attempt fresh,
                                           instant now, std::optional<instant> ask_at, int asked)
{
    if (!fresh.id) fresh.id = {runtime_.new_id(now)};
    fresh.account = who.account;
    fresh.mode = who.mode;
    fresh.created_at = now;
    if (fresh.purpose == attempt_purpose::charge)
        if (auto const may = chargeable(unit, who, fresh.amount, now); !may) return may.error();
    auto const since = runtime_.steady();
    auto const kind = fresh.purpose == attempt_purpose::charge ? job_kind::ask_charge
                                                               : job_kind::ask_refund;
    auto const written = unit.insert(std::move(fresh));
    auto question = make_job(who, kind, written->id.value,
                             ask_at.value_or(first_question(*written)),
                             queue_of(who.mode, written->provider));
    question.asked = asked;
    unit.insert(std::move(question));
    return to_send{written, since};
}

namespace sending_parts {

/// A question may one day find a call unknown that was answered so.
constexpr bool may_become_unknown(outcome what)
{
    return what == outcome::unknown || what == outcome::settling || what == outcome::challenged;
}

inline provider_answer unsent(char const* why)
{
    provider_answer answer;
    answer.what = outcome::refused;
    answer.reason = why;
    return answer;
}

}  // namespace sending_parts

TENDER_DECL provider_answer calls::call(to_send const& what, clock_reading at)
{
    auto const& a = *what.attempt;
    bool const known = runtime_.providers.find(a.mode, a.provider) != nullptr;
    bool const in_time = at.now <= a.send_before &&
                         at.steady - what.since <= runtime_.settings.send_within;
    if (!known || !in_time) return sending_parts::unsent("not sent in time");
    if (a.purpose == attempt_purpose::charge) return charge(what, at);
    return a.purpose == attempt_purpose::cancel ? cancel(what) : refund(what);
}

/// A breaker that has opened since the router looked lets no charge through.
TENDER_DECL provider_answer calls::charge(to_send const& what, clock_reading begun)
{
    auto const& a = *what.attempt;
    merchant const who{a.account, a.mode, {}};
    auto const as = health_.enter(who, a.provider, begun.now);
    if (as == admission::refused) return sending_parts::unsent("the provider is not available");
    auto const text = a.id.value.chars();
    auto answer = guarded_call(runtime_, [&] {
        return runtime_.providers.find(a.mode, a.provider)->charge(
            {{text.data(), text.size()}, a.amount, what.payment->method, a.mode,
             *what.payment->terms, a.number, what.with,
             what.payment->all_lines().save_instrument});
    });
    auto const ended = runtime_.read_clock();
    health_.note(who, a.provider, as, answer, ended.steady - begun.steady, ended.now);
    return answer;
}

TENDER_DECL provider_answer calls::refund(to_send const& what)
{
    auto const& a = *what.attempt;
    auto const text = a.id.value.chars();
    auto const charge = (a.of_charge ? a.of_charge : what.payment->last_attempt()).text();
    auto const& at_provider = a.of_charge ? what.charge : what.payment->provider_reference;
    return guarded_call(runtime_, [&] {
        return runtime_.providers.find(a.mode, a.provider)->refund(
            {{text.data(), text.size()}, charge, at_provider, a.amount, a.mode});
    });
}

TENDER_DECL provider_answer calls::cancel(to_send const& what)
{
    auto const& a = *what.attempt;
    auto const ours = a.id.text(), charge = a.of_charge.text();
    return guarded_call(runtime_, [&] {
        return runtime_.providers.find(a.mode, a.provider)->cancel(
            {ours, charge, what.charge, a.mode});
    });
}

TENDER_DECL result<call_step> calls::follow(merchant const& who, result<call_step> step,
                                             known_records& known)
{
    std::shared_ptr<payment const> answer;
    for (;;) {
        if (!step) return step;
        if (runtime_.hooks.incident)
            for (auto const& i : step->incidents) runtime_.hooks.incident(i);
        if (answer) step->answer = answer;
        answer = step->answer;
        if (!step->next) return step;
        auto const next = *step->next;
        auto const sent_at = runtime_.read_clock();
        auto const said = call(next, sent_at);
        if (sending_parts::may_become_unknown(said.what)) {
            runtime_.watch.seen_for(next.attempt->id.value, next.since);
            if (next.attempt->refund)
                runtime_.watch.seen_for(next.attempt->refund.value, next.since);
        }
        step = record(who, next.attempt->id, said, source::call, sent_at, known, next.with);
    }
}

TENDER_DECL result<call_step> calls::send(merchant const& who, to_send first,
                                           known_records known)
{
    call_step begin;
    begin.payment = first.payment;
    begin.next = std::move(first);
    return follow(who, std::move(begin), known);
}

TENDER_DECL result<std::shared_ptr<payment const>> calls::void_charge(merchant const& who,
                                                                    id<payment> which)
{
    known_records known;
    provider_slot slot;
    auto const write = [&](unit_of_work& unit) -> result<to_send> {
        auto const p = find_own(unit, who, which);
        if (!p) return p.error();
        if ((*p)->state != payment_state::challenged) return fault(errc::illegal_transition);
        auto const charge = unit.find((*p)->last_attempt());
        if (!charge) return charge.error();
        if (auto const free = runtime_.take_slot(slot, who.mode, (*charge)->provider); !free)
            return free.error();
        auto const now = runtime_.now();
        attempt fresh;
        fresh.payment = which;
        fresh.of_charge = (*charge)->id;
        fresh.provider = (*charge)->provider;
        fresh.amount = (*charge)->amount;
        fresh.number = (*charge)->number;
        fresh.purpose = attempt_purpose::cancel;
        fresh.send_before = now + runtime_.settings.send_within;
        auto prepared = prepare(unit, who, std::move(fresh), now);
        if (!prepared) return prepared;
        prepared->payment = p->object;
        prepared->charge = (*charge)->provider_reference;
        return prepared;
    };
    auto first = runtime_.transact(who.account, write, &known);
    if (runtime_.wait_for_slot(slot))
        first = runtime_.transact(who.account, write, &known);
    if (!first) return first.error();
    auto done = send(who, std::move(*first), std::move(known));
    if (!done) return done.error();
    return std::move(done->payment);
}

}  // namespace tender
