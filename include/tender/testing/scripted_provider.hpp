// SPDX-License-Identifier: BSL-1.0
// tender/testing/scripted_provider.hpp: a provider that says what a test wants it to say.
#pragma once

#include <tender/port/provider.hpp>

#include <atomic>
#include <functional>
#include <optional>
#include <utility>

namespace tender::testing {

/// Takes every method in every currency and answers with functions; one that is not set says
/// `unknown`, or reads nothing. It keeps no book. Thread-safe where its functions are.
class scripted_provider final : public provider {
public:
    explicit scripted_provider(name id, std::int64_t fee_basis_points = 0)
    {
        profile_.id = id;
        profile_.fee.basis_points = fee_basis_points;
        profile_.simulated = true;
        using enum payment_method;
        for (auto const m : {card, bank_transfer, ussd, mobile_money, qr, wallet})
            profile_.takes.push_back({m, {}});
    }

    std::function<provider_answer(charge_order const&)> on_charge{};
    std::function<provider_answer(refund_order const&)> on_refund{};
    std::function<provider_answer(query_order const&)> on_query{};
    std::function<provider_answer(cancel_order const&)> on_cancel{};
    std::function<std::optional<provider_notice>(provider_message const&)> on_message{};

    /// To be changed before it is registered.
    provider_profile& schema() { return profile_; }

    int charges() const { return charges_; }
    int refunds() const { return refunds_; }
    int questions() const { return questions_; }

    provider_profile const& profile() const override { return profile_; }
    provider_answer charge(charge_order const& order) override
    {
        ++charges_;
        return on_charge ? on_charge(order) : provider_answer{};
    }
    provider_answer refund(refund_order const& order) override
    {
        ++refunds_;
        return on_refund ? on_refund(order) : provider_answer{};
    }
    provider_answer query(query_order const& order) override
    {
        ++questions_;
        return on_query ? on_query(order) : provider_answer{};
    }
    provider_answer cancel(cancel_order const& order) override
    {
        return on_cancel ? on_cancel(order) : provider::cancel(order);
    }
    std::optional<provider_notice> parse_notification(provider_message const& what) override
    {
        return on_message ? on_message(what) : std::nullopt;
    }

private:
    provider_profile profile_;
    std::atomic<int> charges_{0};
    std::atomic<int> refunds_{0};
    std::atomic<int> questions_{0};
};

}  // namespace tender::testing
