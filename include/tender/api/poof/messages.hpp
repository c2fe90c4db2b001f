// SPDX-License-Identifier: BSL-1.0
// tender/api/poof/messages.hpp: what poof's requests and answers look like on the wire.
#pragma once

#include <tender/api/number_text.hpp>
#include <tender/base/decimal.hpp>
#include <tender/base/text.hpp>
#include <tender/core/json/json_text.hpp>
#include <tender/core/json/views.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tender::api::poof {

/// A decimal above zero. How many digits it may have, its currency says.
struct amount_rule {
    static std::string_view violation(std::string_view text)
    {
        constexpr int most_digits = 4;
        auto const read = read_decimal(text, most_digits);
        if (read.violation == decimal_violation::too_large) return "is too large";
        if (read.violation != decimal_violation::none)
            return "must be a decimal number such as 1.50";
        return read.minor > 0 ? std::string_view{} : "must be greater than zero";
    }
};

/// A whole number above zero.
struct count_rule {
    static std::string_view violation(std::string_view text)
    {
        auto const read = read_decimal(text, 0);
        if (read.violation == decimal_violation::too_large) return "is too large";
        if (read.violation != decimal_violation::none) return "must be a whole number";
        return read.minor > 0 ? std::string_view{} : "must be greater than zero";
    }
};

using amount_text = number_text<amount_rule>;
using count_text = number_text<count_rule>;

inline std::int64_t value_of(count_text const& n) { return read_decimal(n.text, 0).minor; }

struct wallets {
    static constexpr std::string_view words[] = {"paypal", "venmo", "cashapp", "skrill",
                                                 "credit card"};
};
struct filters {
    static constexpr std::string_view words[] = {"email", "name", "amount", "payment",
                                                 "crypto address", "metadata"};
};

/// POST /api/v1/key.
struct key_request {
    std::optional<text<8192>> refresh_token;     ///< or the header `Authorization`
    std::optional<count_text> expiration;        ///< seconds
};
BOOST_DESCRIBE_STRUCT(key_request, (), (refresh_token, expiration))

struct key_view {
    std::optional<std::string_view> key;
    std::string_view                expiration, object, permission_field, user;
};
BOOST_DESCRIBE_STRUCT(key_view, (), (key, expiration, object, permission_field, user))

/// POST /api/v1/checkout.
struct checkout_request {
    text<64>                         username;
    amount_text                      amount;
    redirect_url                     redirect;          ///< where a cancel leads
    std::optional<redirect_url>      success_url;
    std::vector<text<64>>            fields;
    std::vector<text<64>>            disable_payments;
    std::optional<text<64>>          product_id;
    std::optional<count_text>        product_quantity;
    string_map<20, 64, 255>          default_;
    std::optional<json_text>         metadata;
    std::optional<redirect_url>      instant_payment_notification;
};
BOOST_DESCRIBE_STRUCT(checkout_request, (), (username, amount, redirect, success_url, fields,
    disable_payments, product_id, product_quantity, default_, metadata,
    instant_payment_notification))

/// What a page's token carries: the request, and the token's own id and end.
struct session_payload : checkout_request {
    text<22>     jti;
    std::int64_t exp = 0;                               ///< Unix seconds
};
BOOST_DESCRIBE_STRUCT(session_payload, (checkout_request), (jti, exp))

struct checkout_view {
    std::string_view checkout_url;
};
BOOST_DESCRIBE_STRUCT(checkout_view, (), (checkout_url))

/// POST /api/v1/create_fiat_invoice and create_fiat_charge.
struct fiat_request {
    amount_text     amount;
    one_of<wallets> payment;
    text<3>         currency;
    redirect_url    redirect_url_;
    redirect_url    success_url;
};
BOOST_DESCRIBE_STRUCT(fiat_request, (), (amount, payment, currency, redirect_url_, success_url))

struct invoice_view {
    std::string_view                amount, currency, payment, payment_link;
    std::optional<std::string_view> qr_code, tracking_id;
};
BOOST_DESCRIBE_STRUCT(invoice_view, (), (amount, currency, payment, payment_link, qr_code,
    tracking_id))

struct transaction_request {
    text<64> transaction;
};
BOOST_DESCRIBE_STRUCT(transaction_request, (), (transaction))

struct query_request {
    one_of<filters> filter;
    text<255, 0>    search;
};
BOOST_DESCRIBE_STRUCT(query_request, (), (filter, search))

/// A transaction. In webhooks the street address is an object and the secret stands behind it.
struct transaction_view {
    std::string_view                amount, payment_method, currency, payment_id, name, email,
                                    items, quantities, date, note, paid;
    raw_json                        metadata, street_address;
    std::optional<std::string_view> secret;
};

struct webhook_request {
    text<2048> url;
};
BOOST_DESCRIBE_STRUCT(webhook_request, (), (url))

struct webhook_view {
    std::string_view endpoint, message;
};
BOOST_DESCRIBE_STRUCT(webhook_view, (), (endpoint, message))

struct product_request {
    text<64> product_id;
};
BOOST_DESCRIBE_STRUCT(product_request, (), (product_id))

struct product_view {
    std::string_view product_id, product_name, description, image, price, quantity, min_purchase,
                     max_purchase, username;
};
BOOST_DESCRIBE_STRUCT(product_view, (), (product_id, product_name, description, image, price,
    quantity, min_purchase, max_purchase, username))

struct balance_request {
    text<16> crypto;
};
BOOST_DESCRIBE_STRUCT(balance_request, (), (crypto))

struct balance_view {
    std::string_view balance, crypto;
};
BOOST_DESCRIBE_STRUCT(balance_view, (), (balance, crypto))

struct error_view {
    std::string_view object, error, message;
};
BOOST_DESCRIBE_STRUCT(error_view, (), (object, error, message))

inline void write_view(json_out& out, transaction_view const& v)
{
    struct row {
        std::string_view name, value;
    };
    row const texts[] = {
        {"amount", v.amount},     {"payment_method", v.payment_method},
        {"currency", v.currency}, {"payment_id", v.payment_id},
        {"name", v.name},         {"email", v.email},
        {"items", v.items},       {"quantities", v.quantities},
        {"date", v.date},         {"note", v.note},
        {"paid", v.paid},
    };
    char before = '{';
    for (auto const& t : texts) {
        out.push_back(std::exchange(before, ','));
        write_text(out, t.name);
        out.push_back(':');
        write_text(out, t.value);
    }
    out.append(",\"metadata\":").append(v.metadata.text);
    out.append(",\"street_address\":").append(v.street_address.text);
    if (v.secret) {
        out.append(",\"x-poof-signature\":");
        write_text(out, *v.secret);
    }
    out.push_back('}');
}

}  // namespace tender::api::poof
