// SPDX-License-Identifier: BSL-1.0
// tender/testing/impl/simulated_book.hpp: what a simulated provider's own book says.
#pragma once

#include <tender/core/record.hpp>
#include <tender/testing/simulated_provider.hpp>

namespace tender::testing {

inline book_sums simulated_provider::sums(currency of) const
{
    std::lock_guard const hold(lock_);
    book_sums out;
    for (auto const& e : book_) {
        if (e.currency != of || now_of(e) != status::done) continue;
        (e.is_refund ? out.refunded : out.charged) += e.amount;
    }
    return out;
}

inline std::size_t simulated_provider::charges() const
{
    std::lock_guard const hold(lock_);
    std::size_t n = 0;
    for (auto const& e : book_) n += charged(e) ? 1 : 0;
    return n;
}

inline std::int64_t simulated_provider::refunded(std::string_view merchant_reference) const
{
    std::lock_guard const hold(lock_);
    auto const purpose = hash_of(merchant_reference);
    std::int64_t sum = 0;
    for (auto const& e : book_)
        if (charged(e) && e.purpose == purpose) sum += e.refunded;
    return sum;
}

inline int simulated_provider::live_charges(std::string_view merchant_reference) const
{
    std::lock_guard const hold(lock_);
    auto const purpose = hash_of(merchant_reference);
    int n = 0;
    for (auto const& e : book_)
        if (charged(e) && e.purpose == purpose && e.refunded < e.amount) ++n;
    return n;
}

}  // namespace tender::testing
