// SPDX-License-Identifier: BSL-1.0
// tender/testing/impl/simulated_sums.hpp: what a simulated provider's book adds up to.
#pragma once

#include <tender/testing/simulated_provider.hpp>

namespace tender::testing {

inline book_sums simulated_provider::sums(currency of) const
{
    book_sums out;
    [[maybe_unused]] auto const read = book_->visit([&](simulated_call const& e) {
        if (e.currency != of || status_of(e) != simulated_status::done) return;
        (e.is_refund ? out.refunded : out.charged) += e.amount;
    });
    return out;
}

inline std::size_t simulated_provider::charges() const
{
    std::size_t n = 0;
    [[maybe_unused]] auto const read =
        book_->visit([&](simulated_call const& e) { n += charged(e) ? 1 : 0; });
    return n;
}

inline std::int64_t simulated_provider::refunded(std::string_view merchant_reference) const
{
    auto const purpose = simulated_purpose(merchant_reference);
    std::int64_t sum = 0;
    [[maybe_unused]] auto const read = book_->visit([&](simulated_call const& e) {
        if (charged(e) && e.purpose == purpose) sum += e.refunded;
    });
    return sum;
}

inline int simulated_provider::live_charges(std::string_view merchant_reference) const
{
    auto const purpose = simulated_purpose(merchant_reference);
    int n = 0;
    [[maybe_unused]] auto const read = book_->visit([&](simulated_call const& e) {
        if (charged(e) && e.purpose == purpose && e.refunded < e.amount) ++n;
    });
    return n;
}

}  // namespace tender::testing
