// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/payment_change.hpp: how a payment changes: version, event and answer in
// one.
#pragma once

#include <tender/domain/event/event.hpp>
#include <tender/domain/runtime/idempotency_record.hpp>
#include <tender/service/webhook/outbox.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tender {

/// A payment that has moved, as its purpose sees it: in the unit of work that moved it.
struct payment_move {
    unit_of_work& unit;
    payment const& before;
    payment const& now;
    instant at;
    std::string declined;              ///< why the customer may try again
    decline_code decline;
    customer_action action;            ///< what the provider asks of the customer
};

/// What payments can be for: a page, an invoice. Whoever has something of its own to move with its
/// payments registers that here, and the payment knows nothing of it.
class purpose {
public:
    virtual ~purpose() = default;

    /// Is that payment for it? Of all purposes at most one says so.
    virtual bool has(payment const& p) const = 0;

    /// After a decline: may the customer try again, with this payment?
    virtual result<bool> may_try_again(unit_of_work& unit, payment const& p) = 0;

    /// Called in the unit of work of the move; a fault undoes both.
    virtual result<> moved(payment_move& what) = 0;
};

/// What every change of a payment needs: who hears of it, and what payments are for.
struct payment_changes {
    tender::outbox& outbox;
    std::vector<purpose*> purposes;

    result<bool> may_try_again(unit_of_work& unit, payment const& p)
    {
        for (auto* const of : purposes)
            if (of->has(p)) return of->may_try_again(unit, p);
        return false;
    }
};

/// A change of one payment inside a unit of work. `next` is the version to be.
class payment_change {
public:
    payment_change(payment_changes& by, unit_of_work& unit, versioned<payment> old, instant now)
        : next(*old), by_(by), unit_(unit), old_(std::move(old)), now_(now)
    {
        next.updated_at = changed_at(now, old_->updated_at);
    }

    payment next;
    std::string declined{};            ///< why the customer may try again
    decline_code decline = decline_code::none;   ///< of what ended, for whatever reason it did
    customer_action action{};          ///< what the provider asks of the customer
    attempt_end ended = attempt_end::failed;   ///< what a call came to that did not succeed

    payment const& old() const { return *old_; }
    instant now() const { return now_; }

    /// Moves along the flow's table; a move that is not in it makes the unit of work fail.
    void apply(payment_event what)
    {
        auto const to = payment_flow.next(next.state, what);
        if (to) next.state = *to;
        else legal_ = false;
    }

    /// Writes the version and its event, and what the payment is for moves along. The idempotency
    /// record, if one waits, gets the event for its answer.
    result<std::shared_ptr<payment const>> finish(event_kind kind,
                                                  id<idempotency_record> answers = {},
                                                  std::shared_ptr<refund const> about = {});

    /// What the idempotency record was answered with; null where none waited, or had its answer
    /// before.
    std::shared_ptr<payment const> answer() const { return answer_; }

private:
    void note_attempts();
    void note_action();

    payment_changes& by_;
    unit_of_work& unit_;
    versioned<payment> old_;
    instant now_;
    bool legal_ = true;
    std::shared_ptr<payment const> answer_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/payment/impl/payment_change.ipp>
#endif
