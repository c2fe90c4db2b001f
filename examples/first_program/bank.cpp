// SPDX-License-Identifier: BSL-1.0
// first_program/bank.cpp: bodies of bank.hpp.
#include "bank.hpp"

namespace first_program {

using namespace std::chrono_literals;

bank::bank()
{
    profile_.id = "bank";
    profile_.takes = {{tender::payment_method::card, {"NGN"}}};
    profile_.fee = {.basis_points = 140};
}

tender::provider_answer bank::charge(tender::charge_order const& order)
{
    std::lock_guard const hold(lock_);
    auto const& call = entered(order.reference, order.amount, false);
    return {.what = tender::outcome::acknowledged, .reference = call.number, .ask_after = 20ms};
}

tender::provider_answer bank::refund(tender::refund_order const& order)
{
    std::lock_guard const hold(lock_);
    if (!book_.contains(order.charge))
        return {.what = tender::outcome::refused, .reason = "there is no such charge"};
    auto const& call = entered(order.reference, order.amount, true);
    return {.what = tender::outcome::done, .reference = call.number, .amount = call.amount};
}

tender::provider_answer bank::query(tender::query_order const& order)
{
    std::lock_guard const hold(lock_);
    auto const known = book_.find(order.reference);
    if (known == book_.end()) return {.what = tender::outcome::unknown_reference};
    auto const& call = known->second;
    return {.what = tender::outcome::done, .reference = call.number, .amount = call.amount};
}

std::int64_t bank::holds() const
{
    std::lock_guard const hold(lock_);
    std::int64_t sum = 0;
    for (auto const& [reference, call] : book_)
        sum += call.paid_back ? -call.amount.minor : call.amount.minor;
    return sum;
}

bank::entry const& bank::entered(std::string_view reference, tender::money amount, bool paid_back)
{
    auto const number = "bank_" + std::to_string(book_.size() + 1);
    return book_.try_emplace(std::string(reference), entry{number, amount, paid_back})
        .first->second;
}

}  // namespace first_program
