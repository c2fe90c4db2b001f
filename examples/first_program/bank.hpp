// SPDX-License-Identifier: BSL-1.0
// first_program/bank.hpp: a provider of the program's own.
#pragma once

#include <tender/port/provider.hpp>

#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace first_program {

/// A bank that takes charges at once and decides them when it is asked. Its book stands for what a
/// company would keep on its side: it outlives the program's engine. Thread-safe.
class bank final : public tender::provider {
public:
    bank();

    tender::provider_profile const& profile() const override { return profile_; }
    tender::provider_answer charge(tender::charge_order const& order) override;
    tender::provider_answer refund(tender::refund_order const& order) override;
    tender::provider_answer query(tender::query_order const& order) override;

    /// Of all charges, what was not paid back.
    std::int64_t holds() const;

private:
    struct entry {
        std::string number;            ///< the bank's own
        tender::money amount;
        bool paid_back = false;
    };

    /// Writes a call down, once for each reference, and finds it again when it comes again.
    entry const& entered(std::string_view reference, tender::money amount, bool paid_back);

    tender::provider_profile profile_{};
    std::mutex mutable lock_;
    std::map<std::string, entry, std::less<>> book_;
};

}  // namespace first_program
