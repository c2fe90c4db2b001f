// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/payment_change.ipp: bodies of service/payment/payment_change.hpp.
#pragma once

#include <tender/service/payment/payment_change.hpp>

#include <utility>

namespace tender {

TENDER_DECL result<std::shared_ptr<payment const>> payment_change::finish(
    event_kind kind, id<idempotency_record> answers, std::shared_ptr<refund const> about)
{
    if (!legal_) return fault(errc::illegal_transition);
    if (next.hosted() && next.routing) note_attempts();
    note_action();
    auto const object = unit_.replace(old_, std::move(next));
    for (auto* const p : by_.purposes) {
        if (!p->has(*object)) continue;
        payment_move what{unit_,   *old_,  *object,
                          now_,    std::move(declined),
                          decline, std::move(action)};
        if (auto const moved = p->moved(what); !moved) return moved.error();
    }
    auto fresh = event_of(kind, object, old_.object);
    fresh.cause = std::move(about);
    auto const appended =
        by_.outbox.append(unit_, std::move(fresh), object->updated_at, answers);
    if (!appended) return appended.error();
    if (*appended) answer_ = object;
    return object;
}

/// Keeps what the customer is asked to do for as long as the provider waits.
TENDER_DECL void payment_change::note_action()
{
    bool const waits = next.state == payment_state::challenged;
    if (waits ? action.says_nothing() : next.action() == nullptr) return;
    auto lines = next.all_lines();
    lines.action = waits ? std::optional(action) : std::nullopt;
    next.lines = std::make_shared<payment_lines const>(std::move(lines));
}

/// Brings the lines of a page's attempts up to its payment: the last call stands as the payment
/// does, and a call before one that is new has failed.
TENDER_DECL void payment_change::note_attempts()
{
    auto lines = next.attempts();
    auto const calls = next.routing->tried.size();
    auto const end = [&](attempt_end how, std::string const& why) {
        if (lines.empty() || lines.back().end != attempt_end::running) return;
        lines.back().end = how;
        lines.back().reason = why;
        lines.back().decline = how == attempt_end::succeeded ? decline_code::none : decline;
    };
    if (lines.size() < calls) {
        end(ended, declined);
        lines.resize(calls);
        lines.back().method = next.method;
    }
    switch (next.state) {
        case payment_state::captured: end(attempt_end::succeeded, {}); break;
        case payment_state::created: end(ended, declined); break;
        case payment_state::failed:
        case payment_state::canceled:
        case payment_state::expired: end(ended, next.failure); break;
        default: break;
    }
    if (!next.provider_reference.empty()) lines.back().reference = next.provider_reference;
    if (lines == next.attempts()) return;
    auto fresh = next.all_lines();
    fresh.attempts = std::move(lines);
    next.lines = std::make_shared<payment_lines const>(std::move(fresh));
}

}  // namespace tender
