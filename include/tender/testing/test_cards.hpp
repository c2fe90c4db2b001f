// SPDX-License-Identifier: BSL-1.0
// tender/testing/test_cards.hpp: what simulated providers make of what a customer pays with.
#pragma once

#include <tender/port/provider.hpp>
#include <tender/testing/script.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tender::testing {

/// What the numbers of the test cards stand for.
struct test_card {
    std::string_view number;
    script what;
};
inline constexpr test_card test_cards[] = {
    {"4242424242424242", script::succeed},
    {"4000000000000002", script::decline_hard},
    {"4000000000009995", script::insufficient_funds},
    {"4000000000000119", script::timeout_after_charge},
};

/// The test card whose number ends so; null where there is none.
constexpr test_card const* test_card_ending(std::string_view last_four)
{
    for (auto const& c : test_cards)
        if (c.number.substr(c.number.size() - 4) == last_four) return &c;
    return nullptr;
}

/// A token of a simulated provider begins with the last four digits of its card, and a charge with
/// it comes to what one with the test card that ends so does; to success where none does.
inline stored_instrument test_token(std::int16_t last_four, std::string_view reference)
{
    auto token = std::to_string(10'000 + last_four).substr(1);
    auto const* const card = test_card_ending(token);
    auto const brand = card != nullptr ? brand_of(card->number) : card_brand::other;
    token.append("-").append(reference);
    return {std::move(token), {brand, last_four}, {.month = 12, .year = 2039}};
}

/// What a card comes to, typed on a page or saved; and what the customer pays without us waits for
/// the customer.
inline script outcome_with(instrument const& with, payment_method m)
{
    if (!with.token.empty()) {
        auto const* const saved = test_card_ending(std::string_view(with.token).substr(0, 4));
        return saved != nullptr ? saved->what : script::succeed;
    }
    if (with.card)
        for (auto const& c : test_cards)
            if (with.card->number.reveal() == c.number) return c.what;
    using enum payment_method;
    return m == ussd || m == qr || m == bank_transfer ? script::challenge : script::succeed;
}

/// Is this paid by the customer's own hand, elsewhere?
constexpr bool is_told(payment_method m)
{
    using enum payment_method;
    return m == ussd || m == qr || m == bank_transfer || m == mobile_money;
}

/// What the customer would be asked to do.
inline customer_action action_for(payment_method method, std::string_view reference,
                                  std::optional<instant> until = {})
{
    switch (method) {
        case payment_method::ussd: return {"Dial this code on your phone.", "*000*4242#", until};
        case payment_method::qr:
            return {"Scan or enter this code in your banking app.", std::string(reference), until};
        case payment_method::bank_transfer:
            return {"Transfer the amount to this account at Test Bank.", "0000 4242 42", until};
        case payment_method::mobile_money:
            return {"Approve the payment on your phone.", "4242", until};
        default: return {"Follow what your bank asks you to do.", {}, until};
    }
}

}  // namespace tender::testing
