// SPDX-License-Identifier: BSL-1.0
// tender/api/inflow/messages.hpp: what Inflow's requests and answers look like on the wire.
#pragma once

#include <tender/api/number_text.hpp>
#include <tender/base/country.hpp>
#include <tender/base/decimal.hpp>
#include <tender/base/grammar.hpp>
#include <tender/base/text.hpp>
#include <tender/base/time.hpp>
#include <tender/base/whole.hpp>
#include <tender/core/json/views.hpp>
#include <tender/domain/checkout/checkout.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

namespace tender::api::inflow {

inline constexpr int cents = 2;

struct currencies {
    static constexpr std::string_view words[] = {"USD", "EUR"};
};

/// Has Inflow words for amounts in it [C45]?
inline bool states(currency in)
{
    return std::find(std::begin(currencies::words), std::end(currencies::words), in.code()) !=
           std::end(currencies::words);
}

/// What a session may be told to come to; in the order of `simulated_ends`.
struct simulations {
    static constexpr std::string_view words[] = {"payment_failed", "checkout_canceled", "canceled",
                                                 "success_pending_deposit", "checkout_pending"};
};
inline constexpr simulated_end simulated_ends[] = {
    simulated_end::failed, simulated_end::canceled, simulated_end::canceled,
    simulated_end::deposit_pending, simulated_end::untouched};
static_assert(std::size(simulated_ends) == std::size(simulations::words));

struct country_rule {
    static constexpr std::size_t minimum = 2, maximum = 2;
    static constexpr std::string_view format{};
    static constexpr std::string_view violation(std::string_view text)
    {
        return find_country(text) != nullptr
            ? std::string_view{} : "must be a country of ISO 3166-1 such as FR";
    }
};

struct time_rule {
    static constexpr std::size_t minimum = 20, maximum = 40;
    static constexpr std::string_view format = "date-time";
    static std::string_view violation(std::string_view text)
    {
        return read_rfc3339(text) ? std::string_view{}
                                  : "must be a time such as 2026-05-04T10:10:00Z";
    }
};

/// A decimal above zero with two places at most.
struct price_rule {
    static std::string_view violation(std::string_view text)
    {
        auto const read = read_decimal(text, cents);
        if (read.violation == decimal_violation::too_precise)
            return "must have at most 2 decimal places";
        if (read.violation == decimal_violation::too_large) return "is too large";
        if (read.violation != decimal_violation::none)
            return "must be a decimal number such as 29.99";
        return read.minor > 0 ? std::string_view{} : "must be greater than zero";
    }
};
using price_text = number_text<price_rule>;

inline std::int64_t cents_in(price_text const& p) { return read_decimal(p.text, cents).minor; }

/// What is bought: of the catalog where there is an id, else by name and price.
struct product_item {
    std::optional<text<64>>   id;
    std::optional<text<255>>  name;
    whole<1, 1'000'000>       quantity;
    std::optional<price_text> unit_price;
};
BOOST_DESCRIBE_STRUCT(product_item, (), (id, name, quantity, unit_price))

/// Who pays, in what, and where he goes then.
struct billing_request {
    constrained<country_rule>          billing_country;
    std::optional<text<20, 0>>         billing_postal_code;
    email                              billing_email;
    std::optional<text<40, 0>>         billing_phone;
    std::optional<one_of<currencies>>  currency;
    std::optional<redirect_url>        successUrl, failedUrl, cancelUrl;
};
BOOST_DESCRIBE_STRUCT(billing_request, (), (billing_country, billing_postal_code, billing_email,
    billing_phone, currency, successUrl, failedUrl, cancelUrl))

/// POST /checkout/create/.
struct checkout_request : billing_request {
    text<100>                          billing_first_name, billing_last_name;
    std::vector<product_item>          products;
    std::optional<one_of<simulations>> sandbox_simulate;
};
BOOST_DESCRIBE_STRUCT(checkout_request, (billing_request), (billing_first_name, billing_last_name,
    products, sandbox_simulate))

/// POST /payment-links/public/{token}/checkout/. The contract prints no limits for names; together
/// they fit a payment's.
struct link_checkout_request : billing_request {
    text<127> billing_first_name, billing_last_name;
};
BOOST_DESCRIBE_STRUCT(link_checkout_request, (billing_request), (billing_first_name,
    billing_last_name))

struct checkout_view {
    std::string_view checkout_id, order_id, checkout_url, token;
    std::int64_t     expires_at;                       ///< Unix seconds
};
BOOST_DESCRIBE_STRUCT(checkout_view, (), (checkout_id, order_id, checkout_url, token, expires_at))

struct product_view {
    text_or_null     id;                               ///< null: it is not of the catalog
    std::string_view name;
};
BOOST_DESCRIBE_STRUCT(product_view, (), (id, name))

struct attempt_view {
    std::string_view status;
    text_or_null     paymentId;                        ///< null: the provider has not told it
    instant          attemptedAt;
    text_or_null     errorMessage;
    std::string_view paymentMethod;
};
BOOST_DESCRIBE_STRUCT(attempt_view, (), (status, paymentId, attemptedAt, errorMessage,
    paymentMethod))

struct transaction_view {
    std::string_view          id, amount, status, currency;
    text_or_null              payer_email;
    std::vector<product_view> products;
    std::vector<attempt_view> depositAttempts;
    instant                   created_at;
};
BOOST_DESCRIBE_STRUCT(transaction_view, (), (id, amount, status, currency, payer_email, products,
    depositAttempts, created_at))

/// POST /transactions/{id}/refund/.
struct refund_request {
    static constexpr auto takes = members::given;

    text<500>                 reason;
    std::optional<price_text> amount;
};
BOOST_DESCRIBE_STRUCT(refund_request, (), (reason, amount))

struct fresh_refund_view {
    std::string_view status;
    std::int64_t     refund_id;
    std::string_view refund_public_id;
    std::int64_t     transaction_id;
    std::string_view amount, currency;
    text_or_null     amount_usd;                       ///< null: nobody knows the rate
    std::int64_t     amount_in_cents;
};
BOOST_DESCRIBE_STRUCT(fresh_refund_view, (), (status, refund_id, refund_public_id, transaction_id,
    amount, currency, amount_usd, amount_in_cents))

struct refund_words {
    static constexpr std::string_view words[] = {"pending", "processing", "completed", "failed",
                                                 "rejected"};
};
struct orderings {
    static constexpr std::string_view words[] = {"created_at", "-created_at", "updated_at",
                                                 "-updated_at", "amount", "-amount"};
};

/// GET /refunds/.
struct refund_query {
    std::optional<one_of<refund_words>>       status;
    std::optional<constrained<time_rule>>     created_at__gte, created_at__lte;
    std::optional<text<255, 0>>               search;
    std::optional<one_of<orderings>>          ordering;
    std::optional<text<20>>                   page;
    std::optional<whole<1, 1'000'000>>        page_size;
};
BOOST_DESCRIBE_STRUCT(refund_query, (), (status, created_at__gte, created_at__lte, search,
    ordering, page, page_size))

struct refund_view {
    std::string_view id, transaction_id, amount, currency;
    std::int64_t     amount_in_cents;
    text_or_null     amount_usd;
    std::string_view reason, status;
    instant          created_at, updated_at;
};
BOOST_DESCRIBE_STRUCT(refund_view, (), (id, transaction_id, amount, currency, amount_in_cents,
    amount_usd, reason, status, created_at, updated_at))

/// `transaction.status_changed`.
struct transaction_event {
    std::string_view          event, transaction_id, order_id, amount, status, currency;
    std::vector<attempt_view> depositAttempts;
    instant                   created_at, updated_at;
};
BOOST_DESCRIBE_STRUCT(transaction_event, (), (event, transaction_id, order_id, amount, status,
    currency, depositAttempts, created_at, updated_at))

/// `refund.status_changed`.
struct refund_event {
    std::string_view event, refund_id, transaction_id, amount, currency;
    std::int64_t     amount_in_cents;
    text_or_null     amount_usd;
    std::string_view reason, status;
    instant          created_at, updated_at;
};
BOOST_DESCRIBE_STRUCT(refund_event, (), (event, refund_id, transaction_id, amount, currency,
    amount_in_cents, amount_usd, reason, status, created_at, updated_at))

/// `webhook.test`.
struct test_message {
    std::string_view event, message;
    instant          created_at;
};
BOOST_DESCRIBE_STRUCT(test_message, (), (event, message, created_at))

/// A business rule that was broken, and everything that is no field's fault.
struct detail_view {
    std::string_view                detail;
    std::optional<std::string_view> code;
};
BOOST_DESCRIBE_STRUCT(detail_view, (), (detail, code))

}  // namespace tender::api::inflow
