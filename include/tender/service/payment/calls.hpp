// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/calls.hpp: calls to providers, and what follows from their answers.
#pragma once

#include <tender/domain/event/event.hpp>
#include <tender/domain/payment/attempt.hpp>
#include <tender/domain/runtime/idempotency_record.hpp>
#include <tender/domain/runtime/incident.hpp>
#include <tender/service/ledger/bookkeeping.hpp>
#include <tender/service/routing/health.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace tender {

/// An attempt that is written and now to be sent.
struct to_send {
    std::shared_ptr<tender::attempt const> attempt;
    std::chrono::milliseconds since{};       ///< the steady clock when it was written
    std::shared_ptr<tender::payment const> payment{};
    std::string charge{};                    ///< the provider's name of the charge to take back
    instrument const* with = nullptr;        ///< where the customer is here and brought one
};

/// What recording an answer came to.
struct call_step {
    std::shared_ptr<tender::payment const> payment;
    std::optional<to_send> next;             ///< a call that follows: the next provider, or a
                                             ///< refund of what came too late
    std::vector<incident> incidents{};
    std::shared_ptr<tender::payment const> answer{};   ///< what a waiting key was answered with
};

/// What an answer is to: the call itself, a question in its turn, or one that somebody asked out
/// of turn and that puts off no other; or it is the host's word, which nobody contradicts.
enum class source { call, question, sync, operator_override };

class payment_change;
struct payment_changes;

/// The table of [C11], once. Every answer is recorded in one unit of work with all that follows
/// from it: the payment, the attempt, postings, events, jobs and the answer for a waiting key.
/// Thread-safe.
class calls {
public:
    calls(runtime& r, bookkeeping& books, health& h, payment_changes& changes)
        : runtime_(r), books_(books), health_(h), changes_(changes)
    {
    }

    /// A row for one more call, and what to send: what it is about is the caller's to add, whose
    /// unit of work it joins. The first question about it is due when it must have been answered,
    /// or at `ask_at`. A charge is prepared where it is `chargeable` alone; money goes back from
    /// all.
    result<to_send> prepare(unit_of_work& unit, merchant const& who, attempt fresh, instant now,
                            std::optional<instant> ask_at = {}, int asked = 0);

    /// Sends, records the answer, and goes on with the next candidate for as long as one follows.
    /// The payment as it is then, and as a waiting key was answered with it on the way.
    /// `known` is what the unit of work that prepared it has inserted.
    result<call_step> send(merchant const& who, to_send first, known_records known);

    /// Whose thread waits for the answer.
    enum class asker { job, request };

    /// Asks the provider about an attempt, records the answer and sends what follows. An attempt
    /// that its own caller may still be sending is left alone.
    result<std::shared_ptr<payment const>> ask(merchant const& who, id<attempt> which,
                                               source as = source::question,
                                               asker by = asker::job);

    /// Records what the provider told by itself of an attempt, as an answer to a question.
    result<std::shared_ptr<payment const>>
    handle_notification(merchant const& who, id<attempt> which, provider_answer const& told);

    /// Gives a key whose request died its answer [C16]: nobody heard what the request's call came
    /// to, so the payment or refund is in doubt.
    result<> finish(merchant const& who, versioned<idempotency_record> const& unanswered);

    /// Asks the provider to take back a charge that waits for its customer. The payment as it is
    /// then: where the provider did, one on a page is created again, and another has failed. Fault
    /// illegal_transition where it waits for nobody.
    result<std::shared_ptr<payment const>> void_charge(merchant const& who, id<payment> which);

    /// Records what the host found out about an attempt as if the provider had said it.
    result<std::shared_ptr<payment const>> resolve(merchant const& who, id<attempt> which,
                                                   provider_answer const& truth);

    /// May this be charged in the account's name [C57], and can its books hold it? Faults
    /// not_found, forbidden, amount_overflow.
    result<> chargeable(unit_of_work& unit, merchant const& who, money amount, instant now);

    /// From this instant on, "unknown reference" means that nothing was charged [C10], where this
    /// process has also seen as much time pass [C56].
    instant surely_known(attempt const& a) const;

    /// A retry may finish what the attempt's own request did not.
    instant running_until(attempt const& a) const;

    /// Until then only the caller that wrote the attempt acts on it.
    instant first_question(attempt const& a) const;

private:
    struct outcome_context;

    provider_answer call(to_send const& what, clock_reading at);
    provider_answer charge(to_send const& what, clock_reading begun);
    provider_answer refund(to_send const& what);
    provider_answer cancel(to_send const& what);
    provider_answer question(attempt const& a, asker by);
    result<std::shared_ptr<payment const>> apply_outcome(merchant const& who, id<attempt> which,
                                                provider_answer const& what, source as);
    result<call_step> record(merchant const& who, id<attempt> which, provider_answer const& answer,
                             source to, clock_reading asked_at, known_records& known,
                             instrument const* with = nullptr);
    result<call_step> follow(merchant const& who, result<call_step> step, known_records& known);

    result<call_step> charge_answered(outcome_context& s);
    result<call_step> late_answer(outcome_context& s);
    result<call_step> captured(outcome_context& s);
    result<> save_instrument(outcome_context& s, payment& captured);
    result<call_step> wrong_amount(outcome_context& s, money charged);
    result<call_step> waiting(outcome_context& s);
    result<call_step> in_doubt(outcome_context& s);
    result<call_step> not_charged(outcome_context& s, bool final);
    result<call_step> fail_over(outcome_context& s, name to);
    name next_candidate(outcome_context const& s);
    bool is_over(ulid what, instant begun);
    result<event_kind> give_up(outcome_context& s, payment_change& change, std::string why);
    result<> refund_late_charge(outcome_context& s, money charged, call_step& step);

    result<call_step> refund_answered(outcome_context& s);
    result<call_step> refund_open(outcome_context& s);
    result<call_step> refund_ends(outcome_context& s, refund_event how, attempt_state as);
    result<call_step> resend_refund(outcome_context& s);
    result<call_step> late_refund_answered(outcome_context& s);
    result<call_step> late_refund_again(outcome_context& s, bool at_once);
    result<call_step> cancel_answered(outcome_context& s);
    result<call_step> taken_back(outcome_context& s);

    result<> ask_again(outcome_context& s, call_step& step);
    result<> abandon(outcome_context& s);
    std::chrono::milliseconds limit_of(attempt const& a) const;
    std::chrono::milliseconds still_to_wait(attempt const& a, clock_reading asked_at);

    runtime& runtime_;
    bookkeeping& books_;
    health& health_;
    payment_changes& changes_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/payment/impl/asking.ipp>
#    include <tender/service/payment/impl/failover.ipp>
#    include <tender/service/payment/impl/late_charges.ipp>
#    include <tender/service/payment/impl/outcomes.ipp>
#    include <tender/service/payment/impl/refund_outcomes.ipp>
#    include <tender/service/payment/impl/sending.ipp>
#endif
