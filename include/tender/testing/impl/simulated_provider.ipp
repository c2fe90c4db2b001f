// SPDX-License-Identifier: BSL-1.0
// tender/testing/impl/simulated_provider.ipp: bodies of testing/simulated_provider.hpp.
#pragma once

#include <tender/testing/simulated_provider.hpp>
#include <tender/testing/test_cards.hpp>

#include <stdexcept>

namespace tender::testing {

namespace simulated_provider_parts {

/// In the table's own words.
inline void decline(provider_answer& answer, outcome what, decline_code why)
{
    answer.what = what;
    answer.decline = why;
    answer.reason = row_of(why).says;
}

/// Of the card that was typed; of one that is good where none was.
inline std::int16_t last_four(instrument const* with)
{
    bool const typed = with != nullptr && with->card;
    return shown_card_of(typed ? with->card->number.reveal() : test_cards[0].number).last_four;
}

inline simulated_call call_of(charge_order const& order)
{
    simulated_call e;
    e.id = {simulated_reference(order.reference)};
    e.purpose = simulated_purpose(order.terms.reference);
    e.amount = order.amount.minor;
    e.currency = order.amount.currency;
    if (order.save) e.stored_card = last_four(order.with);
    return e;
}

}  // namespace simulated_provider_parts

TENDER_DECL void simulated_provider::next(script what, bool counts)
{
    std::lock_guard const hold(lock_);
    scripts_.push_back({what, counts});
}

TENDER_DECL void simulated_provider::next_refund(script what)
{
    std::lock_guard const hold(lock_);
    refund_scripts_.push_back({what});
}

TENDER_DECL void simulated_provider::next_cancel(script what)
{
    std::lock_guard const hold(lock_);
    cancel_scripts_.push_back({what});
}

TENDER_DECL void simulated_provider::next_query(provider_answer what)
{
    std::lock_guard const hold(lock_);
    query_answers_.push_back(std::move(what));
}

TENDER_DECL void simulated_provider::clear()
{
    std::lock_guard const hold(lock_);
    scripts_.clear();
    refund_scripts_.clear();
    cancel_scripts_.clear();
    query_answers_.clear();
}

TENDER_DECL std::optional<simulated_provider::planned> simulated_provider::scripted(
    std::deque<planned>& scripts)
{
    std::lock_guard const hold(lock_);
    if (scripts.empty()) return std::nullopt;
    auto const next = scripts.front();
    scripts.pop_front();
    return next;
}

/// What `amount % 100` asks for, in test mode and two-digit currencies. Of those failures one
/// speaks against the provider's health.
TENDER_DECL simulated_provider::planned simulated_provider::outcome_of(charge_order const& order)
{
    if (auto const next = scripted(scripts_)) return *next;
    if (order.with != nullptr) return {outcome_with(*order.with, order.method)};
    planned const usual{challenges_ && is_told(order.method) ? script::challenge
                                                             : script::succeed};
    constexpr name magic_face = "popfab";
    if (order.terms.face != magic_face || order.amount.currency.digits() != 2) return usual;
    bool const first = order.number == 1;
    switch (order.amount.minor % 100) {
        case 1: return {script::decline_hard};
        case 2: return {first ? script::refuse : script::succeed, false};
        case 3: return {script::refuse, false};
        case 4: return {script::timeout_after_charge, false};
        case 5: return {first ? script::timeout_without_charge : script::succeed, false};
        case 6: return {first ? script::refuse : script::succeed};
        default: return usual;
    }
}

/// Eleven letters and digits after the provider's prefix.
TENDER_DECL std::string simulated_provider::reference_of(simulated_call const& e) const
{
    constexpr char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    auto const which = e.id.value;
    auto bits = which.low ^ (which.high * 0x9e3779b97f4a7c15);
    std::string out = prefix_;
    for (int i = 0; i != 11; ++i, bits = bits >> 6 | bits << 58)
        out.push_back(alphabet[(bits & 63) % 62]);
    return out;
}

TENDER_DECL simulated_status simulated_provider::status_of(simulated_call const& e) const
{
    if (e.status != simulated_status::waiting) return e.status;
    auto const last = e.confirm_at + (e.settles ? confirm_after_ : std::chrono::milliseconds(0));
    return clock_->now() >= last ? simulated_status::done : e.status;
}

TENDER_DECL bool simulated_provider::charged(simulated_call const& e) const
{
    return !e.is_refund && status_of(e) == simulated_status::done;
}

TENDER_DECL provider_answer simulated_provider::answer_about(simulated_call const& e) const
{
    provider_answer answer;
    answer.reference = reference_of(e);
    auto const status = status_of(e);
    if (status == simulated_status::declined) {
        simulated_provider_parts::decline(answer, outcome::declined_hard, decline_code::other);
        return answer;
    }
    if (status != simulated_status::waiting) {
        answer.what = outcome::done;
        answer.amount = money{e.amount, e.currency};
        if (e.stored_card >= 0) answer.stored = test_token(e.stored_card, e.id.text());
        return answer;
    }
    auto const now = clock_->now();
    bool const settling = e.settles && now >= e.confirm_at;
    answer.what = settling       ? outcome::settling
                  : e.challenged ? outcome::challenged
                                 : outcome::acknowledged;
    auto const until = settling ? e.confirm_at + confirm_after_ : e.confirm_at;
    answer.ask_after = until - now;
    return answer;
}

TENDER_DECL provider_answer simulated_provider::charge(charge_order const& order)
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
        if (!plan) plan = outcome_of(order);
        answer = charged_as(plan->what, order, book);
        answer.excused = !plan->counts;
    });
    return lost || !done ? provider_answer{} : answer;
}

TENDER_DECL provider_answer simulated_provider::charged_as(script what, charge_order const& order,
                                                      book_entries& book)
{
    constexpr std::chrono::milliseconds at_once{0};
    constexpr std::chrono::minutes open_for{30};
    auto e = simulated_provider_parts::call_of(order);
    auto const wait = [&](std::chrono::milliseconds confirm_in) {
        e.confirm_at = clock_->now() + confirm_in;
    };
    provider_answer answer;
    switch (what) {
        case script::succeed:
            wait(confirm_after_);
            e.settles = order.method == payment_method::bank_transfer;
            answer.what = outcome::acknowledged;
            answer.reference = reference_of(e);
            answer.ask_after = confirm_after_;
            break;
        case script::capture_at_once:
            wait(at_once);
            answer = answer_about(e);
            break;
        case script::settle:
            wait(at_once);
            e.settles = true;
            answer = answer_about(e);
            break;
        case script::challenge:
            wait(confirm_after_);
            e.challenged = true;
            answer = answer_about(e);
            answer.action = action_for(order.method, answer.reference,
                                       challenges_ ? std::optional(clock_->now() + open_for)
                                                   : std::nullopt);
            break;
        case script::charge_another_amount:
            wait(at_once);
            e.amount -= 1;
            answer = answer_about(e);
            break;
        case script::decline_hard:
        case script::insufficient_funds:
            e.status = simulated_status::declined;
            simulated_provider_parts::decline(answer, outcome::declined_hard,
                                              what == script::decline_hard
                                                  ? decline_code::other
                                                  : decline_code::insufficient_funds);
            break;
        case script::decline_soft:
            e.status = simulated_status::declined;
            simulated_provider_parts::decline(answer, outcome::declined_soft,
                                              decline_code::issuer_unavailable);
            break;
        case script::refuse:
        case script::refuse_credentials:
            answer.what = outcome::refused;
            answer.credentials = what == script::refuse_credentials;
            return answer;
        case script::timeout_after_charge: e.status = simulated_status::done; break;
        case script::charge_late: wait(late_after); break;
        case script::timeout_without_charge: return answer;
        case script::throw_exception: throw std::runtime_error("a provider should not throw");
    }
    book.put(std::move(e));
    return answer;
}

TENDER_DECL provider_answer simulated_provider::query(query_order const& order)
{
    ++questions_;
    provider_answer answer;
    if (faults_->calls.strikes()) return answer;
    {
        std::lock_guard const hold(lock_);
        if (!query_answers_.empty()) {
            answer = std::move(query_answers_.front());
            query_answers_.pop_front();
            return answer;
        }
    }
    auto const done = book_->change([&](book_entries& book) {
        auto const* const e = book.find(simulated_reference(order.reference));
        bool const comes_late = e != nullptr && e->status == simulated_status::waiting &&
                                e->confirm_at - clock_->now() > confirm_after_ + late_after / 2;
        answer = {};
        if (e == nullptr || comes_late) answer.what = outcome::unknown_reference;
        else answer = answer_about(*e);
    });
    return done ? answer : provider_answer{};
}

}  // namespace tender::testing
