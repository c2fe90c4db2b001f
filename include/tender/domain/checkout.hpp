// SPDX-License-Identifier: BSL-1.0
// tender/domain/checkout.hpp: a payment that its customer makes on a page of ours.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/core/flow.hpp>
#include <tender/core/record.hpp>
#include <tender/core/rules.hpp>
#include <tender/domain/account.hpp>
#include <tender/domain/payment_method.hpp>
#include <tender/domain/rate.hpp>
#include <tender/domain/tax.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tender {

struct payment;
struct payment_link;
struct product;

/// A line of what is paid for, as the page shows it. `amount` is of one piece, in minor units.
struct checkout_item {
    std::string name;
    std::int64_t quantity = 1;
    std::int64_t amount = 0;
    id<tender::product> product{};            ///< null: it is not of the catalog
};
BOOST_DESCRIBE_STRUCT(checkout_item, (), (name, quantity, amount, product))

/// That a sale of the catalog may have.
inline constexpr std::size_t most_items = 100;

/// What all of them cost together; nothing where 64 bits do not hold it.
inline std::optional<std::int64_t> sum_of(std::vector<checkout_item> const& items)
{
    std::int64_t sum = 0;
    for (auto const& i : items) {
        auto const price = checked_multiply(i.amount, i.quantity);
        auto const more = price ? checked_add(sum, *price) : std::nullopt;
        if (!more) return std::nullopt;
        sum = *more;
    }
    return sum;
}

/// What the page asks its customer besides; before the first submit `answer` is filled in.
struct checkout_field {
    std::string label;
    std::string answer;
};
BOOST_DESCRIBE_STRUCT(checkout_field, (), (label, answer))

/// How a checkout in test mode ends by itself, a while after it was made:
///   failed, canceled   so
///   deposit_pending    it is done, and the money is not there yet: so it stays
///   untouched          nobody comes: it stays as it is until its time is over
BOOST_DEFINE_FIXED_ENUM_CLASS(simulated_end, std::uint8_t,
    none, failed, canceled, deposit_pending, untouched)

/// What a checkout never changes; it stands among the terms of its payment.
struct checkout_terms {
    std::string url;                          ///< of the page; it holds the page's token
    std::string success_url;                  ///< where the customer goes; empty: nowhere
    std::string cancel_url;
    std::string failure_url;
    std::string notify_url;                   ///< is told beside the merchant's endpoints
    std::vector<checkout_item> items;
    std::vector<payment_method> methods;      ///< that are open; none: all but wallets
    std::string metadata;                     ///< the merchant's JSON object; or empty
    std::vector<checkout_field> fields;       ///< of a page that asks, and what was answered
    std::string amount_text;                  ///< as the merchant wrote it, where that is echoed
    std::string wallet;                       ///< whose wallet, where that is the method
    name routing_override;                    ///< empty: the router decides
    std::string postal_code;                  ///< of the payer; empty: not given
    rate in_dollars;                          ///< as it was when the checkout was made [C51]
    std::optional<instant> expires_at;        ///< none: never
    id<payment_link> link;                    ///< that it was made from; null: none
    std::int64_t tax = 0;                     ///< of the amount, in minor units
    price_mode prices = price_mode::tax_included;   ///< of the items
    simulated_end simulate = simulated_end::none;
};
BOOST_DESCRIBE_STRUCT(checkout_terms, (), (
    url, success_url, cancel_url, failure_url, notify_url, items, methods, metadata, fields,
    amount_text, wallet, routing_override, postal_code, in_dollars, expires_at, link, tax, prices,
    simulate))

/// What each state means:
///   open       the form; a decline comes back to it
///   paying     submitted: no other attempt, no cancel, no expiry until its outcome is known
///   completed  paid
///   exhausted  no more attempts: ten were declined, or the payment failed for good
BOOST_DEFINE_FIXED_ENUM_CLASS(checkout_state, std::uint8_t,
    open, paying, completed, exhausted, expired, canceled)
BOOST_DEFINE_FIXED_ENUM_CLASS(checkout_event, std::uint8_t,
    submit, reopen, complete, exhaust, expire, cancel)

inline constexpr auto checkout_flow = [] {
    using enum checkout_state;
    using enum checkout_event;
    return make_flow<checkout_state, checkout_event>(open, {
        // from     on         to
        { open,     submit,    paying    },
        { open,     complete,  completed },
        { open,     exhaust,   exhausted },
        { open,     expire,    expired   },
        { open,     cancel,    canceled  },
        { paying,   reopen,    open      },
        { paying,   complete,  completed },
        { paying,   exhaust,   exhausted },
        { paying,   expire,    expired   },
    });
}();
static_assert(checkout_flow.deterministic());
static_assert(checkout_flow.connected());

/// How often a customer may submit one checkout.
inline constexpr int most_submits = 10;

/// What a provider asks the customer to do.
struct customer_action {
    std::string says;                         ///< a line to read: whom to pay, or what to dial
    std::string code;                         ///< what to type, dial or scan
    std::optional<instant> until;
    std::string url{};                        ///< a page of the provider's, where it has one

    bool says_nothing() const { return says.empty() && code.empty() && url.empty(); }
    friend bool operator==(customer_action const&, customer_action const&) = default;
};
BOOST_DESCRIBE_STRUCT(customer_action, (), (says, code, until, url))

/// One version of a checkout. It has the id of its payment and is written with it [C43].
struct checkout_session {
    tender::id<checkout_session> id;
    tender::id<tender::account> account;
    std::string nonce;                        ///< of the form that may be submitted
    std::string declined;                     ///< why the last attempt failed; empty: it did not
    customer_action action;                   ///< while the provider waits for the customer
    int submits = 0;
    tender::mode mode = tender::mode::test;
    checkout_state state = checkout_state::open;
    tender::id<payment_link> link;            ///< as in its payment's terms
};
BOOST_DESCRIBE_STRUCT(checkout_session, (), (
    id, account, nonce, declined, action, submits, mode, state, link))

constexpr id<checkout_session> session_of(id<payment> which) { return {which.value}; }
constexpr id<payment> payment_of(id<checkout_session> which) { return {which.value}; }

inline constexpr index_row checkout_session_indexes[] = {
    {"paid_by_link", false, false,
     [](void const* r, index_key& k) {
         auto const& s = *static_cast<checkout_session const*>(r);
         if (s.link && s.state == checkout_state::completed) k.add(s.mode).add(s.link);
     }},
};

template<>
inline constexpr record_type record_of<checkout_session> = {
    "checkout_session", checkout_session_indexes, &record_id<checkout_session>, nullptr,
    &record_legal<checkout_session, checkout_flow>};
inline constexpr list_index<checkout_session> sessions_paid_by_link{0};

}  // namespace tender
