// SPDX-License-Identifier: BSL-1.0
// tender/testing/test_cards.hpp: what simulated providers make of what a customer pays with.
#pragma once

#include <tender/port/provider.hpp>
#include <tender/testing/script.hpp>

#include <optional>
#include <string_view>

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

/// On a page, what a card comes to; and what the customer pays without us waits for the customer.
inline script outcome_on_page(charge_order const& order)
{
    if (order.with->card)
        for (auto const& c : test_cards)
            if (order.with->card->number.reveal() == c.number) return c.what;
    using enum payment_method;
    auto const m = order.method;
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
