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

inline simulated_provider::entry* simulated_provider::find(std::string_view reference)
{
    auto const which = ulid::read(reference);
    if (!which) return nullptr;
    auto const at = index_.find(static_cast<std::uint32_t>(which->low * 0x9e3779b97f4a7c15 >> 32),
                                [&](std::uint32_t p) { return book_[p].reference == *which; });
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

/// A charge that waits is captured when its moment has come.
inline void simulated_provider::ripen(entry& e)
{
    if (e.now != status::waiting) return;
    auto const last = e.confirm_at + (e.settles ? confirm_after_ : std::chrono::milliseconds(0));
    if (clock_->now() >= last) e.now = status::captured;
}

inline provider_answer simulated_provider::answer_about(entry& e)
{
    ripen(e);
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
    if (auto* const known = find(order.reference); known != nullptr) return answer_about(*known);
    auto const what = outcome_of(order);
    bool const lost = faults_->strikes();
    provider_answer answer;
    if (lost && !faults_->after) return answer;
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
        case script::timeout_after_charge: book(at_once).now = status::captured; break;
        case script::charge_late: book(late_after); break;
        case script::timeout_without_charge: break;
        case script::throw_exception: throw std::runtime_error("a provider should not throw");
    }
    return lost ? provider_answer{} : answer;
}

inline provider_answer simulated_provider::refund(refund_order const& order)
{
    ++calls_;
    std::lock_guard const hold(lock_);
    if (auto* const known = find(order.reference); known != nullptr) return answer_about(*known);
    auto what = script::capture_at_once;
    if (!refund_scripts_.empty()) {
        what = refund_scripts_.front();
        refund_scripts_.pop_front();
    }
    bool const lost = faults_->strikes();
    provider_answer answer;
    if ((lost && !faults_->after) || what == script::timeout_without_charge) return answer;
    auto* const charge = find(order.charge);
    if (charge != nullptr) ripen(*charge);
    bool const possible = charge != nullptr && charge->now == status::captured &&
                          charge->currency == order.amount.currency &&
                          charge->amount - charge->refunded >= order.amount.minor;
    if (!possible || what == script::decline_hard || what == script::refuse) {
        answer.what = what == script::refuse ? outcome::refused : outcome::declined_hard;
        answer.reason = "the provider did not refund";
        return lost ? provider_answer{} : answer;
    }
    charge->refunded += order.amount.minor;
    auto& e = add(order.reference, order.amount);
    e.confirm_at = clock_->now() + confirm_after_;
    e.now = what == script::succeed ? status::waiting : status::refund;
    answer = answer_about(e);
    return lost || what == script::timeout_after_charge ? provider_answer{} : answer;
}

inline provider_answer simulated_provider::query(query_order const& order)
{
    std::lock_guard const hold(lock_);
    bool const lost = faults_->strikes();
    provider_answer answer;
    if (lost) return answer;
    auto* const e = find(order.reference);
    bool const comes_late = e != nullptr && e->now == status::waiting &&
                            e->confirm_at - clock_->now() > confirm_after_ + late_after / 2;
    if (e == nullptr || comes_late) {
        answer.what = outcome::unknown_reference;
        return answer;
    }
    return answer_about(*e);
}

inline book_sums simulated_provider::sums(currency of) const
{
    std::lock_guard const hold(lock_);
    book_sums out;
    for (auto const& e : book_) {
        if (e.currency != of || e.now != status::captured) continue;
        out.charged += e.amount;
        out.refunded += e.refunded;
    }
    return out;
}

inline std::size_t simulated_provider::charges() const
{
    std::lock_guard const hold(lock_);
    std::size_t n = 0;
    for (auto const& e : book_) n += e.now == status::captured ? 1 : 0;
    return n;
}

inline int simulated_provider::live_charges(std::string_view merchant_reference) const
{
    std::lock_guard const hold(lock_);
    auto const purpose = hash_of(merchant_reference);
    int n = 0;
    for (auto const& e : book_)
        if (e.now == status::captured && e.purpose == purpose && e.refunded < e.amount) ++n;
    return n;
}

inline std::vector<std::shared_ptr<simulated_provider>> popfab_providers(
    std::shared_ptr<tender::clock> clock, std::chrono::milliseconds confirm_after,
    std::shared_ptr<call_faults> faults)
{
    using enum payment_method;
    using currencies = std::vector<currency>;
    currencies const nigeria{"NGN"};
    currencies const four{"NGN", "GHS", "KES", "ZAR"};
    currencies const four_and_dollars{"NGN", "GHS", "KES", "ZAR", "USD"};
    currencies const africa{"NGN", "GHS", "KES", "ZAR", "UGX", "XOF"};
    currencies const africa_and_dollars{"NGN", "GHS", "KES", "ZAR", "UGX", "XOF", "USD"};
    struct row {
        name id;
        char const* prefix;
        std::int64_t basis_points;
        std::vector<capability> takes;
    };
    row const rows[] = {
        {"paystack", "psk_", 25, {{card, four_and_dollars}, {bank_transfer, four}, {ussd, four},
                                  {qr, four}}},
        {"flutterwave", "flw_", 30, {{card, africa_and_dollars}, {mobile_money, africa},
                                     {bank_transfer, africa}, {ussd, africa}}},
        {"monnify", "mnf_", 28, {{bank_transfer, nigeria}, {ussd, nigeria}}},
        {"squad", "sqd_", 27, {{card, nigeria}, {bank_transfer, nigeria}}},
        {"interswitch", "isw_", 32, {{card, nigeria}, {ussd, nigeria}}},
        {"payaza", "pyz_", 29, {{card, nigeria}, {bank_transfer, nigeria}}},
    };
    std::vector<std::shared_ptr<simulated_provider>> out;
    for (auto const& r : rows) {
        provider_profile profile;
        profile.id = r.id;
        profile.takes = r.takes;
        profile.fee_basis_points = r.basis_points;
        out.push_back(std::make_shared<simulated_provider>(std::move(profile), r.prefix, clock,
                                                           confirm_after, faults));
    }
    return out;
}

}  // namespace tender::testing
