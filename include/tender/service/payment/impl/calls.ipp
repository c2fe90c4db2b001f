// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/calls.ipp: bodies of service/payment/calls.hpp.
#pragma once

#include <tender/base/card_number.hpp>
#include <tender/base/grammar.hpp>
#include <tender/base/url.hpp>
#include <tender/service/payment/calls.hpp>
#include <tender/service/payment/payment_change.hpp>
#include <tender/service/routing/route.hpp>
#include <tender/service/runtime/incidents.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <algorithm>

namespace tender {

namespace calls_parts {

/// How long after a charge was given up it is asked about once more.
inline constexpr std::chrono::hours late_watch{24};

/// The longest text of a provider that is kept, in bytes.
inline constexpr std::size_t longest_word = 2048;

/// A provider may say what is no text, say too much of it, and repeat what its customer typed
/// [C37].
inline void make_safe(std::string& said)
{
    if (said.size() > longest_word) said.resize(longest_word);
    said = with_cards_masked(with_chars_mended(std::move(said)));
}

/// An answer that can be kept, where this one cannot; it may also name a page that is none.
inline std::optional<provider_answer> made_safe(provider_answer const& answer)
{
    bool const plain = answer.reason.empty() && !answer.action &&
                       answer.reference.size() <= longest_word &&
                       flaw_of_chars(answer.reference).empty();
    if (plain) return std::nullopt;
    auto out = answer;
    if (out.reference.size() > longest_word) out.reference.resize(longest_word);
    out.reference = with_chars_mended(std::move(out.reference));
    make_safe(out.reason);
    if (!out.action) return out;
    make_safe(out.action->says);
    make_safe(out.action->code);
    auto const& url = out.action->url;
    if (!is_web_url(url) || with_cards_masked(url) != url) out.action->url.clear();
    return out;
}

}  // namespace calls_parts

/// Everything that one answer meets.
struct calls::scene {
    unit_of_work& unit;
    merchant const& who;
    kept<attempt> a;
    kept<payment> p;
    provider_answer const& answer;
    answer_to to;
    clock_reading asked_at;          ///< before the provider could have known more
    instant now;
    instrument const* with = nullptr;   ///< at hand, where the customer is

    job_kind questions() const
    {
        return a->purpose == attempt_purpose::charge ? job_kind::ask_charge : job_kind::ask_refund;
    }

    /// Surely not done. A provider that had acknowledged the call contradicts itself: that is no
    /// answer. The host that says so has waited itself.
    bool unknown_for_sure(calls& c) const
    {
        if (answer.what != outcome::unknown_reference) return false;
        if (to == answer_to::nothing) return asked_at.now >= c.surely_known(*a);
        return a->state != attempt_state::acknowledged &&
               c.still_to_wait(*a, asked_at).count() == 0;
    }

    /// The attempt's next version: its state, and what the provider calls it.
    void set(attempt_state state)
    {
        auto fresh = *a;
        fresh.state = state;
        if (!answer.reference.empty()) fresh.provider_reference = answer.reference;
        unit.replace(a, std::move(fresh));
    }

    std::string const& name_at_provider() const
    {
        return answer.reference.empty() ? a->provider_reference : answer.reference;
    }

    std::int32_t queue() const { return queue_of(who.mode, a->provider); }

    result<> no_more_questions() { return unschedule(unit, who, questions(), a->id.value); }
};

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

TENDER_DECL result<> calls::chargeable(unit_of_work& unit, merchant const& who, money amount)
{
    auto const whose = find_chargeable(runtime_, unit, who);
    return whose ? books_.room_for(unit, who, amount) : result<>(whose.error());
}

TENDER_DECL result<to_send> calls::prepare(unit_of_work& unit, merchant const& who, attempt fresh,
                                           instant now, std::optional<instant> ask_at, int asked)
{
    if (!fresh.id) fresh.id = {runtime_.new_id(now)};
    fresh.account = who.account;
    fresh.mode = who.mode;
    fresh.created_at = now;
    if (fresh.purpose == attempt_purpose::charge)
        if (auto const may = chargeable(unit, who, fresh.amount); !may) return may.error();
    auto const since = runtime_.steady();
    unit.publish({"attempt", fresh.id.text(), who.account, who.mode, fresh.id.value});
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

namespace calls_parts {

/// What is thrown counts as no answer.
template<class Ask>
auto asked(runtime const& r, Ask&& ask) -> decltype(ask())
{
    try {
        return ask();
    } catch (std::exception const& e) {
        r.log({{}, "provider_threw", e.what()});
    } catch (...) {
        r.log({{}, "provider_threw", "something of an unknown type"});
    }
    return {};
}

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

}  // namespace calls_parts

TENDER_DECL provider_answer calls::call(to_send const& what)
{
    auto const& a = *what.attempt;
    bool const known = runtime_.providers.find(a.mode, a.provider) != nullptr;
    auto const at = runtime_.read_clock();
    bool const in_time = at.now <= a.send_before &&
                         at.steady - what.since <= runtime_.settings.send_within;
    if (!known || !in_time) return calls_parts::unsent("not sent in time");
    if (a.purpose == attempt_purpose::charge) return charge(what);
    return a.purpose == attempt_purpose::cancel ? cancel(what) : refund(what);
}

/// A breaker that has opened since the router looked lets no charge through.
TENDER_DECL provider_answer calls::charge(to_send const& what)
{
    auto const& a = *what.attempt;
    merchant const who{a.account, a.mode, {}};
    auto const begun = runtime_.read_clock();
    auto const as = health_.enter(who, a.provider, begun.now);
    if (as == admission::refused) return calls_parts::unsent("the provider is not available");
    auto const text = a.id.value.chars();
    auto answer = calls_parts::asked(runtime_, [&] {
        return runtime_.providers.find(a.mode, a.provider)->charge(
            {{text.data(), text.size()}, a.amount, what.payment->method, a.mode,
             *what.payment->terms, a.number, what.with});
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
    return calls_parts::asked(runtime_, [&] {
        return runtime_.providers.find(a.mode, a.provider)->refund(
            {{text.data(), text.size()}, charge, at_provider, a.amount, a.mode});
    });
}

TENDER_DECL provider_answer calls::cancel(to_send const& what)
{
    auto const& a = *what.attempt;
    auto const ours = a.id.text(), charge = a.of_charge.text();
    return calls_parts::asked(runtime_, [&] {
        return runtime_.providers.find(a.mode, a.provider)->cancel(
            {ours, charge, what.charge, a.mode});
    });
}

/// Where too many requests wait for the provider, that is no answer; a job has its own turns.
TENDER_DECL provider_answer calls::question(attempt const& a, asker by)
{
    auto* const provider = runtime_.providers.find(a.mode, a.provider);
    if (provider == nullptr) return {};
    auto& waiting = runtime_.providers.calls_of(a.mode, a.provider);
    auto const place = by == asker::job ? std::nullopt : runtime_.held_up.enter_some(waiting);
    if (by == asker::request && !place) return {};
    auto const ours = a.id.text();
    auto const begin = runtime_.steady();
    auto answer = calls_parts::asked(runtime_, [&] {
        return provider->query({ours, a.provider_reference, a.purpose, a.mode});
    });
    auto const end = runtime_.steady();
    auto const queue = queue_of(a.mode, a.provider);
    runtime_.called_in(job_lane::engine)
        .note(queue, static_cast<std::uint64_t>(queue), true, end - begin, end);
    return answer;
}

TENDER_DECL result<call_step> calls::follow(merchant const& who, result<call_step> step,
                                             kept_records& known)
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
        auto const said = call(next);
        if (calls_parts::may_become_unknown(said.what)) {
            runtime_.watch.seen_for(next.attempt->id.value, next.since);
            if (next.attempt->refund)
                runtime_.watch.seen_for(next.attempt->refund.value, next.since);
        }
        step = record(who, next.attempt->id, said, answer_to::call, sent_at, known, next.with);
    }
}

TENDER_DECL result<call_step> calls::send(merchant const& who, to_send first,
                                           kept_records known)
{
    call_step begin;
    begin.payment = first.payment;
    begin.next = std::move(first);
    return follow(who, std::move(begin), known);
}

TENDER_DECL result<std::shared_ptr<payment const>> calls::ask(merchant const& who,
                                                              id<attempt> which, answer_to as,
                                                              asker by)
{
    auto const asked_at = runtime_.read_clock();
    std::shared_ptr<payment const> untouched;
    auto const a = runtime_.transact(who.account,
        [&](unit_of_work& unit) -> result<kept<attempt>> {
            auto found = find_own(unit, who, which);
            if (!found) return found;
            auto const& call = **found;
            auto const first = first_question(call);
            bool const on_its_way =
                call.state == attempt_state::prepared && asked_at.now < first &&
                runtime_.watch.seen_for(which.value, asked_at.steady) < first - call.created_at;
            if (!on_its_way) return found;
            auto const p = unit.find((*found)->payment);
            if (!p) return p.error();
            untouched = p->object;
            return found;
        });
    if (!a) return a.error();
    if (untouched) return untouched;
    auto const answer = question(**a, by);
    kept_records known;
    auto done = follow(who, record(who, which, answer, as, asked_at, known), known);
    if (!done) return done.error();
    return std::move(done->payment);
}

TENDER_DECL result<std::shared_ptr<payment const>> calls::take_back(merchant const& who,
                                                                    id<payment> which)
{
    kept_records known;
    provider_place place;
    auto const write = [&](unit_of_work& unit) -> result<to_send> {
        auto const p = find_own(unit, who, which);
        if (!p) return p.error();
        if ((*p)->state != payment_state::challenged) return fault(errc::illegal_transition);
        auto const charge = unit.find((*p)->last_attempt());
        if (!charge) return charge.error();
        if (auto const free = runtime_.take_place(place, who.mode, (*charge)->provider); !free)
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
    if (runtime_.wait_for_place(place))
        first = runtime_.transact(who.account, write, &known);
    if (!first) return first.error();
    auto done = send(who, std::move(*first), std::move(known));
    if (!done) return done.error();
    return std::move(done->payment);
}

TENDER_DECL result<std::shared_ptr<payment const>> calls::resolve(merchant const& who,
                                                                  id<attempt> which,
                                                                  provider_answer const& truth)
{
    return tell(who, which, truth, answer_to::nothing);
}

TENDER_DECL result<std::shared_ptr<payment const>> calls::hear(merchant const& who,
                                                               id<attempt> which,
                                                               provider_answer const& told)
{
    return tell(who, which, told, answer_to::sync);
}

TENDER_DECL result<std::shared_ptr<payment const>> calls::tell(merchant const& who,
                                                               id<attempt> which,
                                                               provider_answer const& what,
                                                               answer_to as)
{
    kept_records known;
    auto const told_at = runtime_.read_clock();
    auto done = follow(who, record(who, which, what, as, told_at, known), known);
    if (!done) return done.error();
    return std::move(done->payment);
}

TENDER_DECL result<call_step> calls::record(merchant const& who, id<attempt> which,
                                            provider_answer const& answer, answer_to to,
                                            clock_reading asked_at, kept_records& known,
                                            instrument const* with)
{
    auto const said = calls_parts::made_safe(answer);
    if (said && said->action && said->action->url != answer.action->url)
        runtime_.log({{}, "customer_page", "what a provider named is no page, or holds a card"});
    auto const work = [&](unit_of_work& unit) -> result<call_step> {
        auto a = find_own(unit, who, which);
        if (!a) return a.error();
        bool const being_made = (*a)->state == attempt_state::prepared;
        if (to == answer_to::nothing && being_made) return fault(errc::illegal_transition);
        auto p = unit.find((*a)->payment);
        if (!p) return p.error();
        scene s{unit,   who, std::move(*a), std::move(*p),  said ? *said : answer,
                to, asked_at, runtime_.now(), with};
        switch (s.a->purpose) {
            case attempt_purpose::charge: return charge_answered(s);
            case attempt_purpose::refund: return refund_answered(s);
            case attempt_purpose::late_refund: return late_refund_answered(s);
            case attempt_purpose::cancel: return cancel_answered(s);
        }
        return fault(errc::internal);
    };
    return runtime_.transact(who.account, work, &known);
}

TENDER_DECL result<call_step> calls::charge_answered(scene& s)
{
    if (closed(s.a->state) || settled(s.p->state)) return late_answer(s);
    switch (s.answer.what) {
        case outcome::done: return captured(s);
        case outcome::acknowledged:
        case outcome::settling:
        case outcome::challenged: return waiting(s);
        case outcome::unknown: return doubted(s);
        case outcome::declined_hard: return not_charged(s, true);
        case outcome::declined_soft:
        case outcome::refused: return not_charged(s, false);
        case outcome::unknown_reference:
            return s.unknown_for_sure(*this) ? not_charged(s, false) : doubted(s);
    }
    return fault(errc::internal);
}

/// Plans the next question. After the last one that the table names, a person is told. A provider
/// may say when a question is worth it, within reason.
TENDER_DECL result<> calls::ask_again(scene& s, call_step& step)
{
    auto const j = find_job(s.unit, s.who, s.questions(), s.a->id.value);
    if (!j && !(j.error() == errc::not_found)) return j.error();
    int asked = j ? (*j)->asked : 0;
    bool const in_turn = s.to == answer_to::question;
    int silent = 0;                    // how many questions in their turn brought no answer
    constexpr std::chrono::milliseconds soonest{1}, latest = std::chrono::hours(24 * 30);
    auto due = s.now;
    auto const wait = s.answer.what == outcome::unknown_reference
        ? still_to_wait(*s.a, s.asked_at) : std::chrono::milliseconds(0);
    if (wait.count() > 0) {
        due = std::max(due, s.asked_at.now + wait);
        if (in_turn && s.asked_at.now >= surely_known(*s.a)) silent = ++asked;
    } else if (s.answer.ask_after && s.answer.what != outcome::unknown_reference) {
        due += std::clamp(*s.answer.ask_after, soonest, latest);
    } else {
        if (in_turn) silent = ++asked;
        due += question_delay(asked);
    }
    if (silent == static_cast<int>(question_delays.size()))
        step.incidents.push_back(make_incident(
            runtime_, s.unit, s.who, incident_kind::silent_provider, s.a->id.value,
            std::string(s.a->provider.text()) + " does not say what became of a call", s.now));
    bool const out_of_turn = s.to == answer_to::sync || s.to == answer_to::nothing;
    if (out_of_turn && j && !(*j)->parked) due = std::min(due, (*j)->due);
    return schedule(s.unit, s.who, s.questions(), s.a->id.value, due, asked, s.queue());
}

/// A charge that is given up. One that the provider does not know is asked about once more a day
/// later: what came too late is found, and goes back.
TENDER_DECL result<> calls::let_go(scene& s)
{
    if (s.answer.what != outcome::unknown_reference) return s.no_more_questions();
    return schedule(s.unit, s.who, s.questions(), s.a->id.value,
                    s.now + calls_parts::late_watch, 0, s.queue());
}

TENDER_DECL result<call_step> calls::captured(scene& s)
{
    auto const charged = s.answer.amount.value_or(s.p->terms->amount);
    if (charged != s.p->terms->amount) return wrong_amount(s, charged);
    auto const whose = runtime_.find_account(s.unit, s.who);
    if (!whose) return whose.error();
    s.set(attempt_state::captured);
    payment_change change(changes_, s.unit, s.p, s.now);
    change.apply(payment_event::capture);
    auto& p = change.next;
    p.captured = charged.minor;
    if (!s.answer.reference.empty()) p.provider_reference = s.answer.reference;
    auto const claim = std::exchange(p.waiting, {});
    books_.post(s.unit, s.who, s.now, p.id.value, posting_kind::captured, charged.currency,
                p.provider(), ledger::capture_lines(p, **whose));
    if ((*whose)->settlement_delay.count() != 0)
        s.unit.insert(make_job(s.who, job_kind::settle, p.id.value,
                               s.now + (*whose)->settlement_delay));
    if ((*whose)->reserve_basis_points != 0)
        s.unit.insert(make_job(s.who, job_kind::release, p.id.value,
                               s.now + (*whose)->reserve_delay));
    if (auto const gone = s.no_more_questions(); !gone) return gone.error();
    auto done = change.finish(event_kind::payment_captured, claim);
    if (!done) return done.error();
    return call_step{*done, {}, {}, change.answer()};
}

/// Confirmed with another amount or currency: the payment fails and the money goes back.
TENDER_DECL result<call_step> calls::wrong_amount(scene& s, money charged)
{
    call_step step;
    payment_change change(changes_, s.unit, s.p, s.now);
    change.apply(payment_event::fail);
    change.next.failure = "the provider charged another amount";
    auto const claim = std::exchange(change.next.waiting, {});
    auto done = change.finish(event_kind::payment_failed, claim);
    if (!done) return done.error();
    step.payment = *done;
    step.answer = change.answer();
    step.incidents.push_back(make_incident(runtime_, s.unit, s.who, incident_kind::amount_differs,
                                           s.p->id.value, change.old().terms->reference, s.now));
    if (auto const back = give_back_late(s, charged, step); !back) return back.error();
    return step;
}

/// Money that nobody waits for any more is booked as such and sent back at once.
TENDER_DECL result<> calls::give_back_late(scene& s, money charged, call_step& step)
{
    s.set(attempt_state::captured);
    if (auto const gone = s.no_more_questions(); !gone) return gone.error();
    if (charged.minor <= 0) return {};
    books_.post(s.unit, s.who, s.now, s.a->id.value, posting_kind::late_charge, charged.currency,
                s.a->provider, {{book::provider, book::suspense, charged.minor}});
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
TENDER_DECL result<call_step> calls::late_answer(scene& s)
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
        if (auto const back = give_back_late(s, charged, step); !back) return back.error();
        return step;
    }
    bool const may_come = what == outcome::acknowledged || what == outcome::settling ||
                          what == outcome::challenged || what == outcome::unknown;
    if (what == outcome::unknown_reference) {
        auto const j = find_job(s.unit, s.who, s.questions(), s.a->id.value);
        if (!j && !(j.error() == errc::not_found)) return j.error();
        bool const its_turn = s.to == answer_to::question && j && (*j)->leased;
        if (!its_turn) return step;   // whoever closed the attempt has planned the last question
        auto const left = s.a->created_at + calls_parts::late_watch -
                          runtime_.watch.patient({s.now, runtime_.steady()});
        if (left.count() > 0) {
            auto const later = schedule(s.unit, s.who, s.questions(), s.a->id.value,
                                        s.now + std::min<std::chrono::milliseconds>(
                                                    left, calls_parts::late_watch), 0, s.queue());
            if (!later) return later.error();
            return step;
        }
    }
    auto const rest = may_come ? ask_again(s, step) : s.no_more_questions();
    if (!rest) return rest.error();
    return step;
}

/// The provider has the call and is at work, or waits for its customer.
TENDER_DECL result<call_step> calls::waiting(scene& s)
{
    call_step step;
    payment_change change(changes_, s.unit, s.p, s.now);
    auto& p = change.next;
    auto const before = p.state;
    bool told = false;
    auto kind = event_kind::payment_acknowledged;
    auto state = attempt_state::acknowledged;
    if (s.answer.what == outcome::challenged) {
        state = attempt_state::challenged;
        if (s.answer.action) change.action = *s.answer.action;
        if (before == payment_state::submitted || before == payment_state::doubted) {
            change.apply(payment_event::challenge);
            kind = event_kind::payment_challenged;
        }
        told = p.state == payment_state::challenged && !change.action.says_nothing() &&
               p.all_lines().action != change.action;
    } else if (s.answer.what == outcome::settling || before == payment_state::doubted) {
        if (s.answer.what == outcome::settling) state = attempt_state::settling;
        if (before != payment_state::accepted) change.apply(payment_event::accept);
        kind = event_kind::payment_accepted;
    }
    bool const renamed = !s.answer.reference.empty() &&
                         p.provider_reference != s.answer.reference;
    if (renamed) p.provider_reference = s.answer.reference;
    if (s.a->state != state || renamed) s.set(state);
    if (auto const again = ask_again(s, step); !again) return again.error();
    if (p.state == before && !renamed && !told && !p.waiting) {
        step.payment = s.p.object;
        return step;
    }
    auto const claim = std::exchange(p.waiting, {});
    auto done = change.finish(kind, claim);
    if (!done) return done.error();
    step.payment = *done;
    step.answer = change.answer();
    return step;
}

/// Nobody knows whether the provider charged: there is no other call until somebody does.
TENDER_DECL result<call_step> calls::doubted(scene& s)
{
    call_step step;
    step.payment = s.p.object;
    if (auto const again = ask_again(s, step); !again) return again.error();
    if (s.a->state != attempt_state::prepared) return step;
    s.set(attempt_state::doubted);
    payment_change change(changes_, s.unit, s.p, s.now);
    change.apply(payment_event::doubt);
    auto const claim = std::exchange(change.next.waiting, {});
    auto done = change.finish(event_kind::payment_doubted, claim);
    if (!done) return done.error();
    step.payment = *done;
    step.answer = change.answer();
    return step;
}

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
TENDER_DECL name calls::next_candidate(scene const& s)
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
TENDER_DECL result<event_kind> calls::give_up(scene& s, payment_change& change, std::string why)
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
    return event_kind::payment_failed;
}

/// Surely not charged: the next candidate, as long as the account may be charged for, or the end.
TENDER_DECL result<call_step> calls::not_charged(scene& s, bool final)
{
    if (auto const next = final ? name() : next_candidate(s); !next.empty()) {
        auto const may = chargeable(s.unit, s.who, s.a->amount);
        if (may) return fail_over(s, next);
        bool const over = may.error() == errc::forbidden || may.error() == errc::amount_overflow;
        if (!over) return may.error();
    }
    call_step step;
    bool const declined = s.answer.what == outcome::declined_hard ||
                          s.answer.what == outcome::declined_soft;
    s.set(declined ? attempt_state::declined : attempt_state::refused);
    if (auto const gone = let_go(s); !gone) return gone.error();
    payment_change change(changes_, s.unit, s.p, s.now);
    if (declined) change.ended = attempt_end::declined;
    auto const kind = give_up(s, change,
                              !s.answer.reason.empty() ? s.answer.reason
                              : declined ? "declined by the provider"
                                         : "no provider could process the payment");
    if (!kind) return kind.error();
    auto const claim = std::exchange(change.next.waiting, {});
    if (s.answer.credentials)
        step.incidents.push_back(make_incident(
            runtime_, s.unit, s.who, incident_kind::provider_credentials, s.a->id.value,
            std::string(s.a->provider.text()) + " refuses the credentials", s.now));
    auto done = change.finish(*kind, claim);
    if (!done) return done.error();
    step.payment = *done;
    step.answer = change.answer();
    return step;
}

/// The first provider's outcome and the second one's attempt are one unit of work [C10].
TENDER_DECL result<call_step> calls::fail_over(scene& s, name to)
{
    call_step step;
    s.set(s.answer.what == outcome::declined_soft ? attempt_state::declined
                                                  : attempt_state::refused);
    if (auto const gone = let_go(s); !gone) return gone.error();
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

#include <tender/service/payment/impl/calls_back.ipp>
