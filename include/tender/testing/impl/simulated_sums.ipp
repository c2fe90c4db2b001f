// SPDX-License-Identifier: BSL-1.0
// tender/testing/impl/simulated_sums.ipp: what a simulated provider's book says.
#pragma once

#include <tender/testing/simulated_provider.hpp>

namespace tender::testing {

TENDER_DECL book_sums simulated_provider::sums(currency of) const
{
    book_sums out;
    [[maybe_unused]] auto const read = book_->for_each([&](simulated_call const& e) {
        if (e.currency != of || status_of(e) != simulated_status::done) return;
        auto& sum = e.is_refund ? out.refunded : out.charged;
        sum = nearest(int128(sum) + e.amount);
    });
    return out;
}

TENDER_DECL std::size_t simulated_provider::charges() const
{
    std::size_t n = 0;
    [[maybe_unused]] auto const read =
        book_->for_each([&](simulated_call const& e) { n += charged(e) ? 1 : 0; });
    return n;
}

TENDER_DECL std::int64_t simulated_provider::refunded(std::string_view merchant_reference) const
{
    auto const purpose = simulated_purpose(merchant_reference);
    std::int64_t sum = 0;
    [[maybe_unused]] auto const read = book_->for_each([&](simulated_call const& e) {
        if (charged(e) && e.purpose == purpose) sum += e.refunded;
    });
    return sum;
}

TENDER_DECL int simulated_provider::charges_outstanding(std::string_view merchant_reference) const
{
    auto const purpose = simulated_purpose(merchant_reference);
    int n = 0;
    [[maybe_unused]] auto const read = book_->for_each([&](simulated_call const& e) {
        if (charged(e) && e.purpose == purpose && e.refunded < e.amount) ++n;
    });
    return n;
}

TENDER_DECL std::optional<simulated_message> simulated_provider::message_about(
    std::string_view reference) const
{
    std::optional<simulated_message> out;
    auto const done = book_->change([&](book_entries& book) {
        out.reset();
        auto const* const e = book.find(simulated_reference(reference));
        if (e == nullptr) return;
        auto const status = status_of(*e);
        auto const word = status == simulated_status::done       ? "done"
                          : status == simulated_status::declined ? "declined"
                                                                 : "waiting";
        out = write_simulated_message(profile_.id, reference, word, {e->amount, e->currency});
    });
    return done ? out : std::nullopt;
}

}  // namespace tender::testing
