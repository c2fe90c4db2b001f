// SPDX-License-Identifier: BSL-1.0
// tender/testing/impl/simulated_provider.hpp: bodies of testing/simulated_provider.hpp.
#pragma once

#include <tender/core/record.hpp>
#include <tender/testing/simulated_provider.hpp>

#include <stdexcept>

namespace tender::testing {

inline void simulated_provider::next(script what)
{
    std::lock_guard const hold(lock_);
    scripts_.push_back(what);
}

inline void simulated_provider::next_refund(script what)
{
    std::lock_guard const hold(lock_);
    refund_scripts_.push_back(what);
}

inline void simulated_provider::next_query(provider_answer what)
{
    std::lock_guard const hold(lock_);
    query_answers_.push_back(std::move(what));
}

/// What `amount % 100` asks for, in test mode and two-digit currencies.
inline script simulated_provider::outcome_of(charge_order const& order)
{
    if (!scripts_.empty()) {
        auto const next = scripts_.front();
        scripts_.pop_front();
        return next;
    }
    constexpr name magic_face = "popfab";
    if (order.terms.face != magic_face || order.amount.currency.digits() != 2)
        return script::succeed;
    bool const first = order.number == 1;
    switch (order.amount.minor % 100) {
        case 1: return script::decline_hard;
        case 2:
        case 6: return first ? script::refuse : script::succeed;
        case 3: return script::refuse;
        case 4: return script::timeout_after_charge;
        case 5: return first ? script::timeout_without_charge : script::succeed;
        default: return script::succeed;
    }
}

inline std::uint32_t simulated_provider::place_of(std::string_view reference) const
{
    auto const which = ulid::read(reference);
    if (!which) return flat_index::none;
    return index_.find(static_cast<std::uint32_t>(which->low * 0x9e3779b97f4a7c15 >> 32),
                       [&](std::uint32_t p) { return book_[p].reference == *which; });
}

inline simulated_provider::entry* simulated_provider::find(std::string_view reference)
{
    auto const at = place_of(reference);
    return at == flat_index::none ? nullptr : &book_[at];
}

inline simulated_provider::entry& simulated_provider::add(std::string_view reference, money amount)
{
    auto& e = book_.emplace_back();
    e.reference = ulid::read(reference).value_or(ulid{});
    e.amount = amount.minor;
    e.currency = amount.currency;
    index_.insert(static_cast<std::uint32_t>(e.reference.low * 0x9e3779b97f4a7c15 >> 32),
                  static_cast<std::uint32_t>(book_.size() - 1));
    return e;
}

/// Eleven letters and digits after the provider's prefix.
inline std::string simulated_provider::reference_of(entry const& e) const
{
    constexpr char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    auto bits = e.reference.low ^ (e.reference.high * 0x9e3779b97f4a7c15);
    std::string out = prefix_;
    for (int i = 0; i != 11; ++i, bits = bits >> 6 | bits << 58)
        out.push_back(alphabet[(bits & 63) % 62]);
    return out;
}

/// What waits is done when its moment has come, whether or not somebody asks.
inline simulated_provider::status simulated_provider::now_of(entry const& e) const
{
    auto const last = e.confirm_at + (e.settles ? confirm_after_ : std::chrono::milliseconds(0));
    return e.now == status::waiting && clock_->now() >= last ? status::done : e.now;
}

inline bool simulated_provider::charged(entry const& e) const
{
    return !e.is_refund && now_of(e) == status::done;
}

inline provider_answer simulated_provider::answer_about(entry& e)
{
    e.now = now_of(e);
    provider_answer answer;
    answer.reference = reference_of(e);
    if (e.now == status::declined) {
        answer.what = outcome::declined_hard;
        answer.reason = "declined by the provider";
        return answer;
    }
    if (e.now != status::waiting) {
        answer.what = outcome::done;
        answer.amount = money{e.amount, e.currency};
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

inline provider_answer simulated_provider::charge(charge_order const& order)
{
    ++calls_;
    std::lock_guard const hold(lock_);
    bool const lost = faults_->calls.strikes();
    provider_answer answer;
    if (lost && !faults_->after) return answer;
    if (auto* const known = find(order.reference); known != nullptr)
        return lost ? answer : answer_about(*known);
    auto const what = outcome_of(order);
    auto const now = clock_->now();
    auto const book = [&](std::chrono::milliseconds confirm_in) -> entry& {
        auto& e = add(order.reference, order.amount);
        e.purpose = hash_of(order.terms.reference);
        e.confirm_at = now + confirm_in;
        return e;
    };
    constexpr std::chrono::milliseconds at_once{0};
    switch (what) {
        case script::succeed: {
            auto& e = book(confirm_after_);
            e.settles = order.method == payment_method::bank_transfer;
            answer.what = outcome::acknowledged;
            answer.reference = reference_of(e);
            answer.ask_after = confirm_after_;
            break;
        }
        case script::capture_at_once: answer = answer_about(book(at_once)); break;
        case script::settle: {
            auto& e = book(at_once);
            e.settles = true;
            answer = answer_about(e);
            break;
        }
        case script::challenge: {
            auto& e = book(confirm_after_);
            e.challenged = true;
            answer = answer_about(e);
            break;
        }
        case script::charge_another_amount: {
            auto& e = book(at_once);
            e.amount -= 1;
            answer = answer_about(e);
            break;
        }
        case script::decline_hard:
        case script::insufficient_funds:
            book(at_once).now = status::declined;
            answer.what = outcome::declined_hard;
            answer.reason = what == script::decline_hard ? "declined by the provider"
                                                         : "insufficient funds";
            break;
        case script::decline_soft:
            book(at_once).now = status::declined;
            answer.what = outcome::declined_soft;
            answer.reason = "the issuer does not answer";
            break;
        case script::refuse:
        case script::refuse_credentials:
            answer.what = outcome::refused;
            answer.credentials = what == script::refuse_credentials;
            break;
        case script::timeout_after_charge: book(at_once).now = status::done; break;
        case script::charge_late: book(late_after); break;
        case script::timeout_without_charge: break;
        case script::throw_exception: throw std::runtime_error("a provider should not throw");
    }
    return lost ? provider_answer{} : answer;
}

/// A refund of a charge that it has, and of no more than is left of it, is done at once; with
/// `succeed` or `settle` it is acknowledged and done after the delay.
inline provider_answer simulated_provider::refund(refund_order const& order)
{
    ++calls_;
    std::lock_guard const hold(lock_);
    bool const lost = faults_->calls.strikes();
    provider_answer answer;
    if (lost && !faults_->after) return answer;
    if (auto* const known = find(order.reference); known != nullptr)
        return lost ? answer : answer_about(*known);
    auto what = script::capture_at_once;
    if (!refund_scripts_.empty()) {
        what = refund_scripts_.front();
        refund_scripts_.pop_front();
    }
    if (what == script::throw_exception) throw std::runtime_error("a provider should not throw");
    if (what == script::timeout_without_charge) return answer;
    auto* const charge = find(order.charge);
    bool const possible = charge != nullptr && charged(*charge) &&
                          charge->currency == order.amount.currency &&
                          charge->amount - charge->refunded >= order.amount.minor;
    bool const refuses = what == script::refuse || what == script::refuse_credentials;
    bool const declines = what == script::decline_hard || what == script::decline_soft;
    if (!possible || refuses || declines) {
        answer.what = refuses                        ? outcome::refused
                      : what == script::decline_soft ? outcome::declined_soft
                                                     : outcome::declined_hard;
        answer.reason = "the provider did not refund";
        return lost ? provider_answer{} : answer;
    }
    charge->refunded += order.amount.minor;
    auto& e = add(order.reference, order.amount);
    e.is_refund = true;
    e.purpose = place_of(order.charge);
    e.confirm_at = clock_->now() + confirm_after_;
    bool const waits = what == script::succeed || what == script::settle;
    e.now = waits ? status::waiting : status::done;
    answer = answer_about(e);
    return lost || what == script::timeout_after_charge ? provider_answer{} : answer;
}

inline bool simulated_provider::return_refund(std::string_view reference)
{
    std::lock_guard const hold(lock_);
    auto* const e = find(reference);
    if (e == nullptr || !e->is_refund || now_of(*e) != status::done) return false;
    e->now = status::returned;
    book_[e->purpose].refunded -= e->amount;
    return true;
}

inline provider_answer simulated_provider::query(query_order const& order)
{
    ++questions_;
    std::lock_guard const hold(lock_);
    provider_answer answer;
    if (faults_->calls.strikes()) return answer;
    if (!query_answers_.empty()) {
        answer = std::move(query_answers_.front());
        query_answers_.pop_front();
        return answer;
    }
    auto* const e = find(order.reference);
    bool const comes_late = e != nullptr && e->now == status::waiting &&
                            e->confirm_at - clock_->now() > confirm_after_ + late_after / 2;
    if (e == nullptr || comes_late) {
        answer.what = outcome::unknown_reference;
        return answer;
    }
    return answer_about(*e);
}

}  // namespace tender::testing
