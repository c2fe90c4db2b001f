// SPDX-License-Identifier: BSL-1.0
// tender/domain/payment/page_terms.hpp: what a page that a payment is made on never changes.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/base/text.hpp>
#include <tender/core/json/members.hpp>
#include <tender/core/record.hpp>
#include <tender/domain/merchant/tax.hpp>
#include <tender/domain/payment/payment_method.hpp>
#include <tender/domain/payment/rate.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tender {

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
    string_pairs face_data;                   ///< what the face keeps of it, under its own names
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
    face_data, routing_override, postal_code, in_dollars, expires_at, link, tax, prices, simulate))
template<>
inline constexpr std::array former_members<checkout_terms>{
    former_member{"amount_text", "face_data"}, former_member{"wallet", "face_data"}};

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

}  // namespace tender
