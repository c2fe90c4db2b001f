// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/outcomes.ipp: bodies of service/payment/calls.hpp: what follows from
// answers to charges.
#pragma once

#include <tender/base/card_number.hpp>
#include <tender/base/grammar.hpp>
#include <tender/base/url.hpp>
#include <tender/service/ledger/bookkeeping.hpp>
#include <tender/service/payment/impl/outcome_context.ipp>
#include <tender/service/payment/impl/stored_instrument.hpp>
#include <tender/service/payment/payment_change.hpp>
#include <tender/service/runtime/incidents.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <algorithm>

namespace tender {

namespace outcomes_parts {

/// The longest text of a provider that is kept, in bytes.
inline constexpr std::size_t longest_word = 2048;

/// A provider may say what is no text, say too much of it, and repeat what its customer typed
/// [C37].
inline void make_safe(std::string& said)
{
    if (said.size() > longest_word) said.resize(longest_word);
    said = with_cards_masked(with_chars_mended(std::move(said)));
}

/// An answer that can be kept, where this one cannot; it may also name a page that is none, or
/// bring a token that is none.
inline std::optional<provider_answer> made_safe(provider_answer const& answer)
{
    bool const plain = answer.reason.empty() && !answer.action &&
                       !answer.stored && answer.reference.size() <= longest_word &&
                       violation_of_chars(answer.reference).empty();
    if (plain) return std::nullopt;
    auto out = answer;
    if (out.reference.size() > longest_word) out.reference.resize(longest_word);
    out.reference = with_chars_mended(std::move(out.reference));
    make_safe(out.reason);
    if (out.stored && !broken_rules(*out.stored, stored_instrument_rules).empty())
        out.stored.reset();
    if (!out.action) return out;
    make_safe(out.action->says);
    make_safe(out.action->code);
    auto const& url = out.action->url;
    if (!is_web_url(url) || with_cards_masked(url) != url) out.action->url.clear();
    return out;
}

}  // namespace outcomes_parts

TENDER_DECL result<call_step> calls::record(merchant const& who, id<attempt> which,
                                            provider_answer const& answer, source to,
                                            clock_reading asked_at, known_records& known,
                                            instrument const* with)
{
    auto const said = outcomes_parts::made_safe(answer);
    if (said && said->action && said->action->url != answer.action->url)
        runtime_.log({{}, "customer_page", "what a provider named is no page, or holds a card"});
    if (said && answer.stored && !said->stored)
        runtime_.log({{}, "stored_instrument", "what a provider stores is not to be saved"});
    auto const work = [&](unit_of_work& unit) -> result<call_step> {
        auto a = find_own(unit, who, which);
        if (!a) return a.error();
        bool const being_made = (*a)->state == attempt_state::prepared;
        if (to == source::operator_override && being_made) return fault(errc::illegal_transition);
        auto p = unit.find((*a)->payment);
        if (!p) return p.error();
        outcome_context s{unit,   who, std::move(*a), std::move(*p),  said ? *said : answer,
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

TENDER_DECL result<call_step> calls::charge_answered(outcome_context& s)
{
    if (closed(s.a->state) || settled(s.p->state)) return late_answer(s);
    switch (s.answer.what) {
        case outcome::done: return captured(s);
        case outcome::acknowledged:
        case outcome::settling:
        case outcome::challenged: return waiting(s);
        case outcome::unknown: return in_doubt(s);
        case outcome::declined_hard: return not_charged(s, true);
        case outcome::declined_soft:
        case outcome::refused: return not_charged(s, false);
        case outcome::unknown_reference:
            return s.unknown_for_sure(*this) ? not_charged(s, false) : in_doubt(s);
    }
    return fault(errc::internal);
}

/// Plans the next question. After the last one that the table names, a person is told. A provider
/// may say when a question is worth it, within reason.
TENDER_DECL result<> calls::ask_again(outcome_context& s, call_step& step)
{
    auto const j = find_job(s.unit, s.who, s.questions(), s.a->id.value);
    if (!j && !(j.error() == errc::not_found)) return j.error();
    int asked = j ? (*j)->asked : 0;
    bool const in_turn = s.to == source::question;
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
    bool const out_of_turn = s.to == source::sync || s.to == source::operator_override;
    if (out_of_turn && j && !(*j)->parked) due = std::min(due, (*j)->due);
    return schedule(s.unit, s.who, s.questions(), s.a->id.value, due, asked, s.queue());
}

TENDER_DECL result<call_step> calls::captured(outcome_context& s)
{
    auto const charged = s.answer.amount.value_or(s.p->terms->amount);
    if (charged != s.p->terms->amount) return wrong_amount(s, charged);
    auto const owner = runtime_.find_account(s.unit, s.who, s.now);
    if (!owner) return owner.error();
    s.set(attempt_state::captured);
    payment_change change(changes_, s.unit, s.p, s.now);
    change.apply(payment_event::capture);
    auto& p = change.next;
    p.captured = charged.minor;
    if (!s.answer.reference.empty()) p.provider_reference = s.answer.reference;
    if (auto const saved = save_instrument(s, p); !saved) return saved.error();
    auto const waiting = std::exchange(p.waiting, {});
    auto const posted =
        books_.post(s.unit, s.who, s.now, p.id.value, posting_kind::captured, charged.currency,
                    p.provider(), bookkeeping::capture_lines(p, **owner));
    if (!posted) return posted.error();
    if ((*owner)->settlement_delay.count() != 0)
        s.unit.insert(make_job(s.who, job_kind::settle, p.id.value,
                               s.now + (*owner)->settlement_delay));
    if ((*owner)->reserve_basis_points != 0)
        s.unit.insert(make_job(s.who, job_kind::release, p.id.value,
                               s.now + (*owner)->reserve_delay));
    if (auto const gone = s.no_more_questions(); !gone) return gone.error();
    auto done = change.finish(event_kind::payment_captured, waiting);
    if (!done) return done.error();
    return call_step{*done, {}, {}, change.answer()};
}

/// What the provider has stored is saved with the capture, where its customer agreed to that.
TENDER_DECL result<> calls::save_instrument(outcome_context& s, payment& captured)
{
    if (!s.answer.stored || !captured.all_lines().save_instrument) return {};
    saved_instrument fresh;
    fresh.id = {runtime_.new_id(s.now)};
    fresh.account = s.who.account;
    fresh.mode = s.who.mode;
    fresh.payment = captured.id;
    fresh.customer = lower_case(captured.terms->customer.email);
    fresh.stored = *s.answer.stored;
    fresh.created_at = s.now;
    fresh.provider = s.a->provider;
    fresh.method = captured.method;
    auto const saved = find_or_save(s.unit, std::move(fresh));
    if (!saved) return saved.error();
    auto lines = captured.all_lines();
    lines.instrument = (*saved)->id;
    captured.lines = std::make_shared<payment_lines const>(std::move(lines));
    return {};
}

/// The provider has the call and is at work, or waits for its customer.
TENDER_DECL result<call_step> calls::waiting(outcome_context& s)
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
        if (before == payment_state::submitted || before == payment_state::in_doubt) {
            change.apply(payment_event::challenge);
            kind = event_kind::payment_challenged;
        }
        told = p.state == payment_state::challenged && !change.action.says_nothing() &&
               p.all_lines().action != change.action;
    } else if (s.answer.what == outcome::settling || before == payment_state::in_doubt) {
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
    auto const waiting = std::exchange(p.waiting, {});
    auto done = change.finish(kind, waiting);
    if (!done) return done.error();
    step.payment = *done;
    step.answer = change.answer();
    return step;
}

/// Nobody knows whether the provider charged: there is no other call until somebody does.
TENDER_DECL result<call_step> calls::in_doubt(outcome_context& s)
{
    call_step step;
    step.payment = s.p.object;
    if (auto const again = ask_again(s, step); !again) return again.error();
    if (s.a->state != attempt_state::prepared) return step;
    s.set(attempt_state::in_doubt);
    payment_change change(changes_, s.unit, s.p, s.now);
    change.apply(payment_event::outcome_unknown);
    auto const waiting = std::exchange(change.next.waiting, {});
    auto done = change.finish(event_kind::payment_in_doubt, waiting);
    if (!done) return done.error();
    step.payment = *done;
    step.answer = change.answer();
    return step;
}

}  // namespace tender
