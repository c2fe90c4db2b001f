// SPDX-License-Identifier: BSL-1.0
// tender/testing/simulated_provider.hpp: a provider that moves no money and keeps a book.
#pragma once

#include <tender/base/spin_mutex.hpp>
#include <tender/base/config.hpp>
#include <tender/port/clock.hpp>
#include <tender/port/provider.hpp>
#include <tender/testing/countdown.hpp>
#include <tender/testing/script.hpp>
#include <tender/testing/simulated_book.hpp>
#include <tender/testing/simulated_message.hpp>

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tender::testing {

/// How all providers of a sandbox fail together: the n-th call of any of them gets no answer.
struct call_faults {
    countdown calls;
    bool after = true;       ///< the work is done all the same

    void arm(int nth, bool with_effect)
    {
        after = with_effect;
        calls.arm(nth);
    }
};

/// The sums of a provider's own book, in minor units of one currency.
struct book_sums {
    std::int64_t charged = 0;
    std::int64_t refunded = 0;
};

/// Answers as scripted, else as the card says that was typed or is saved, else as the amount says
/// where a payment was born in POPFAB [C28], else with success; what is paid by the customer's own
/// hand (USSD, QR, a transfer, on a page) waits for it first. Its book is its own and knows nothing
/// of ours; where the book is away, a call gets no answer. Thread-safe.
class simulated_provider final : public provider {
public:
    simulated_provider(provider_profile profile, std::string reference_prefix,
                       std::shared_ptr<tender::clock> clock,
                       std::chrono::milliseconds confirm_after,
                       std::shared_ptr<call_faults> faults = std::make_shared<call_faults>(),
                       std::shared_ptr<simulated_book> book = std::make_shared<memory_book>())
        : profile_(std::move(profile)), prefix_(std::move(reference_prefix)),
          clock_(std::move(clock)), confirm_after_(confirm_after), faults_(std::move(faults)),
          book_(std::move(book))
    {
        profile_.simulated = true;
    }

    /// The next charge comes to this; several are taken in turn. A failure speaks against the
    /// provider's health unless `counts` says otherwise. `next_refund` for refunds; `next_query` is
    /// the whole answer to the next question.
    void next(script what, bool counts = true);
    void next_refund(script what);
    void next_cancel(script what);           ///< `succeed` is what it does by itself
    void next_query(provider_answer what);

    /// From here on what is paid by USSD, transfer, QR code or mobile money waits for its customer
    /// where no page of ours is, too, and says what is to be done, for half an hour.
    void challenge(bool yes) { challenges_ = yes; }

    /// What was planned and has not happened is dropped.
    void clear();

    /// A refund's money comes back, as when a customer's account is closed; false where there is no
    /// such refund. The engine hears of it by `refunds::return_refund`.
    bool return_refund(std::string_view reference);

    /// How long after its call `charge_late` charges.
    static constexpr std::chrono::minutes late_after{10};

    provider_profile const& profile() const override { return profile_; }
    TENDER_DECL provider_answer charge(charge_order const& order) override;
    TENDER_DECL provider_answer refund(refund_order const& order) override;
    TENDER_DECL provider_answer query(query_order const& order) override;
    TENDER_DECL provider_answer cancel(cancel_order const& order) override;
    std::optional<provider_notice> parse_notification(provider_message const& what) override
    {
        return read_simulated_message(profile_.id, what);
    }

    /// What it would send about a call by now; nothing where it has no such call.
    std::optional<simulated_message> message_about(std::string_view reference) const;

    /// The status of a call by now: what waits is done when its moment has come.
    simulated_status status_of(simulated_call const& e) const;
    simulated_book const& book() const { return *book_; }

    book_sums sums(currency of) const;
    std::size_t charges() const;             ///< that took money, whatever was refunded since
    std::int64_t refunded(std::string_view merchant_reference) const;

    /// Charges for a merchant's reference whose money has not wholly gone back.
    int charges_outstanding(std::string_view merchant_reference) const;
    int calls() const { return calls_; }     ///< charges and refunds that were asked for
    int questions() const { return questions_; }

private:
    struct planned {
        script what = script::succeed;
        bool counts = true;
    };

    planned outcome_of(charge_order const& order);
    std::optional<planned> scripted(std::deque<planned>& scripts);
    provider_answer charged_as(script what, charge_order const& order,
                               book_entries& book);
    provider_answer refunded_as(script what, refund_order const& order,
                                book_entries& book);
    provider_answer answer_about(simulated_call const& e) const;
    std::string reference_of(simulated_call const& e) const;
    bool charged(simulated_call const& e) const;

    provider_profile profile_;
    std::string prefix_;
    std::shared_ptr<tender::clock> clock_;
    std::chrono::milliseconds confirm_after_;
    std::shared_ptr<call_faults> faults_;
    std::shared_ptr<simulated_book> book_;
    spin_mutex lock_;                       ///< of what was scripted
    std::deque<planned> scripts_;
    std::deque<planned> refund_scripts_;
    std::deque<planned> cancel_scripts_;
    std::deque<provider_answer> query_answers_;
    std::atomic<bool> challenges_{false};
    std::atomic<int> calls_{0};
    std::atomic<int> questions_{0};
};

}  // namespace tender::testing

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/testing/impl/simulated_back.ipp>
#    include <tender/testing/impl/simulated_provider.ipp>
#    include <tender/testing/impl/simulated_sums.ipp>
#endif
