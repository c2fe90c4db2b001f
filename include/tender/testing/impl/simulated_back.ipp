// SPDX-License-Identifier: BSL-1.0
// tender/testing/impl/simulated_back.ipp: how a simulated provider gives money back.
#pragma once

#include <tender/testing/simulated_provider.hpp>

#include <stdexcept>

namespace tender::testing {

TENDER_DECL provider_answer simulated_provider::refund(refund_order const& order)
{
    ++calls_;
    bool const lost = faults_->calls.strikes();
    provider_answer answer;
    if (lost && !faults_->after) return answer;
    std::optional<planned> plan;
    auto const done = book_->change([&](book_entries& book) {
        if (auto const* const known = book.find(simulated_reference(order.reference))) {
            answer = answer_about(*known);
            return;
        }
        if (!plan) plan = scripted(refund_scripts_).value_or(planned{script::capture_at_once});
        answer = refunded_as(plan->what, order, book);
    });
    return lost || !done ? provider_answer{} : answer;
}

/// A refund of a charge that it has, and of no more than is left of it, is done at once; with
/// `succeed` or `settle` it is acknowledged and done after the delay.
TENDER_DECL provider_answer simulated_provider::refunded_as(script what, refund_order const& order,
                                                       book_entries& book)
{
    provider_answer answer;
    if (what == script::throw_exception) throw std::runtime_error("a provider should not throw");
    if (what == script::timeout_without_charge) return answer;
    auto const* const found = book.find(simulated_reference(order.charge));
    bool const possible = found != nullptr && charged(*found) &&
                          found->currency == order.amount.currency &&
                          found->amount - found->refunded >= order.amount.minor;
    bool const refuses = what == script::refuse || what == script::refuse_credentials;
    bool const declines = what == script::decline_hard || what == script::decline_soft;
    if (!possible || refuses || declines) {
        answer.what = refuses                        ? outcome::refused
                      : what == script::decline_soft ? outcome::declined_soft
                                                     : outcome::declined_hard;
        answer.reason = "the provider did not refund";
        return answer;
    }
    auto charge = *found;
    charge.refunded += order.amount.minor;
    simulated_call e;
    e.id = {simulated_reference(order.reference)};
    e.purpose = charge.id.value;
    e.amount = order.amount.minor;
    e.currency = order.amount.currency;
    e.is_refund = true;
    e.confirm_at = clock_->now() + confirm_after_;
    bool const waits = what == script::succeed || what == script::settle;
    e.status = waits ? simulated_status::waiting : simulated_status::done;
    answer = answer_about(e);
    book.put(std::move(charge));
    book.put(std::move(e));
    return what == script::timeout_after_charge ? provider_answer{} : answer;
}

TENDER_DECL bool simulated_provider::return_refund(std::string_view reference)
{
    bool returned = false;
    auto const done = book_->change([&](book_entries& book) {
        auto const* const found = book.find(simulated_reference(reference));
        returned = found != nullptr && found->is_refund &&
                   status_of(*found) == simulated_status::done;
        auto const* const of = returned ? book.find(found->purpose) : nullptr;
        if (of == nullptr) return;
        auto refund = *found;
        auto charge = *of;
        refund.status = simulated_status::returned;
        charge.refunded -= refund.amount;
        book.put(std::move(refund));
        book.put(std::move(charge));
    });
    return done && returned;
}

/// A charge that still waits is taken back; the book keeps that as a refund of nothing.
TENDER_DECL provider_answer simulated_provider::cancel(cancel_order const& order)
{
    ++calls_;
    bool const lost = faults_->calls.strikes();
    provider_answer answer;
    auto const plan = scripted(cancel_scripts_).value_or(planned{});
    if ((lost && !faults_->after) || plan.what == script::timeout_without_charge) return answer;
    if (plan.what == script::throw_exception)
        throw std::runtime_error("a provider should not throw");
    auto const done = book_->change([&](book_entries& book) {
        answer = {};
        auto const* const made = book.find(simulated_reference(order.reference));
        auto const* const found = book.find(simulated_reference(order.charge));
        bool const waits = found != nullptr && found->challenged &&
                           status_of(*found) == simulated_status::waiting;
        answer.what = waits && plan.what != script::refuse ? outcome::done : outcome::refused;
        if (made != nullptr) answer.what = outcome::done;
        if (made != nullptr || answer.what == outcome::refused) return;
        auto charge = *found;
        charge.status = simulated_status::declined;
        simulated_call e;
        e.id = {simulated_reference(order.reference)};
        e.purpose = charge.id.value;
        e.currency = charge.currency;
        e.is_refund = true;
        e.status = simulated_status::done;
        book.put(std::move(charge));
        book.put(std::move(e));
    });
    bool const lost_answer = lost || plan.what == script::timeout_after_charge;
    return lost_answer || !done ? provider_answer{} : answer;
}

}  // namespace tender::testing
