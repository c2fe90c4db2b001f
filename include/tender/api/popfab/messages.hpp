// SPDX-License-Identifier: BSL-1.0
// tender/api/popfab/messages.hpp: what POPFAB's requests and answers look like on the wire.
#pragma once

#include <tender/api/payment_ids.hpp>
#include <tender/base/encoding.hpp>
#include <tender/base/whole.hpp>
#include <tender/core/json/views.hpp>
#include <tender/domain/payment/payment.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace tender::api::popfab {

inline constexpr name face_id = "popfab";
inline constexpr std::string_view payment_prefix = "ppfb_pay_";
inline constexpr std::string_view refund_prefix = "ppfb_rfd_";
inline constexpr std::string_view rule_prefix = "ppfb_rr_";

struct currencies {
    static constexpr std::string_view words[] = {"NGN", "GHS", "KES", "ZAR", "UGX", "XOF", "USD"};
};
struct methods {
    static constexpr std::string_view words[] = {"card", "bank_transfer", "ussd", "mobile_money",
                                                 "qr"};
};
struct providers {
    static constexpr std::string_view words[] = {"paystack", "flutterwave", "monnify", "squad",
                                                 "interswitch", "payaza"};
};
static_assert(std::all_of(std::begin(providers::words), std::end(providers::words), [](auto word) {
    return name::read(word).has_value();
}));

inline name name_of(one_of<providers> const& which) { return *name::read(which.word()); }

struct statuses {
    static constexpr std::string_view words[] = {"pending", "processing", "success", "failed",
                                                 "reversed", "pending_confirmation"};
};

/// An id as POPFAB shows it; nothing where the text is none.
template<class T>
std::optional<id<T>> read_id(std::string_view prefix, std::string_view text)
{
    if (!text.starts_with(prefix)) return std::nullopt;
    return id<T>::read(text.substr(prefix.size()));
}

/// base64url of `{"id":"ppfb_pay_…"}`: the last row of the page before.
inline std::string cursor_text(cursor c)
{
    return base64url("{\"id\":\"" + std::string(payment_prefix) + c.after.text() + "\"}");
}

inline std::optional<cursor> read_cursor(std::string_view text)
{
    constexpr std::string_view before = "{\"id\":\"", behind = "\"}";
    auto const json = from_base64url(text);
    if (!json || !json->starts_with(before) || !json->ends_with(behind)) return std::nullopt;
    auto const middle = std::string_view(*json).substr(
        before.size(), json->size() - before.size() - behind.size());
    auto const last = read_id<payment>(payment_prefix, middle);
    return last ? std::optional(cursor{last->value}) : std::nullopt;
}

struct cursor_rule {
    static constexpr std::size_t minimum = 1, maximum = 128;
    static constexpr std::string_view format = "cursor";
    static std::string_view violation(std::string_view text)
    {
        return read_cursor(text) ? std::string_view{} : "must be a next_cursor of a page";
    }
};

/// POST /v1/payments.
struct initiate_payment {
    positive_minor                   amount;           ///< kobo for NGN, pesewas for GHS
    one_of<currencies>               currency;
    one_of<methods>                  payment_method;
    tender::reference                reference;        ///< unique per merchant
    payer_details                    customer;
    std::optional<one_of<providers>> routing_override;
    std::optional<https_url>         callback_url;
    string_map<20>                   metadata;
};
BOOST_DESCRIBE_STRUCT(initiate_payment, (), (amount, currency, payment_method, reference, customer,
    routing_override, callback_url, metadata))

/// GET /v1/payments.
struct list_query {
    std::optional<one_of<statuses>>         status;
    std::optional<whole<1, 100>>            limit;     ///< 20 where it is not given
    std::optional<constrained<cursor_rule>> cursor;
    std::optional<one_of<providers>>        provider;
};
BOOST_DESCRIBE_STRUCT(list_query, (), (status, limit, cursor, provider))

/// POST /v1/payments/{id}/sync.
struct sync_query {
    std::optional<yes_no> force;
};
BOOST_DESCRIBE_STRUCT(sync_query, (), (force))

struct customer_view {
    std::string_view                email;
    std::optional<std::string_view> name, phone, country, region;
};
BOOST_DESCRIBE_STRUCT(customer_view, (), (email, name, phone, country, region))

struct fees_view {
    std::int64_t popfab_fee, provider_fee, total_fee;
};
BOOST_DESCRIBE_STRUCT(fees_view, (), (popfab_fee, provider_fee, total_fee))

/// What the router made of each provider, in its order.
struct candidates_view {
    std::vector<candidate> const* all = nullptr;
};

/// Every answer has it, so it is put together in one piece.
inline void write_view(json_out& out, candidates_view v)
{
    constexpr std::string_view before = "{\"provider\":\"", between = "\",\"verdict\":\"",
                               behind = "\"},";
    constexpr std::size_t longest = before.size() + name::longest + between.size() +
                                    longest_name<candidate_verdict> + behind.size();
    auto const count = v.all == nullptr ? 0 : v.all->size();
    auto* to = out.room(2 + count * longest);
    *to++ = '[';
    auto const put = [&](std::string_view text) { to = std::copy(text.begin(), text.end(), to); };
    for (std::size_t i = 0; i != count; ++i) {
        auto const& c = (*v.all)[i];
        put(before);
        put(c.provider.text());
        put(between);
        put(enum_name(c.verdict));
        put(behind);
    }
    if (count != 0) --to;
    *to++ = ']';
    out.end_at(to);
}

/// The providers that were called, in their order.
struct tried_view {
    std::vector<tried_provider> const* all = nullptr;
};

inline void write_view(json_out& out, tried_view v)
{
    char before = '[';
    for (std::size_t i = 0; v.all != nullptr && i != v.all->size(); ++i) {
        out.push_back(std::exchange(before, ','));
        write_text(out, (*v.all)[i].provider.text());
    }
    out.append(before == '[' ? "[]" : "]");
}

/// The whole decision; the last two are additions to POPFAB's three.
struct routing_view {
    std::string_view              strategy;
    tried_view                    providers_tried;
    std::string_view              selected_reason;
    std::optional<prefixed_id>    rule_id;
    candidates_view               candidates;
};
BOOST_DESCRIBE_STRUCT(routing_view, (), (strategy, providers_tried, selected_reason, rule_id,
    candidates))

/// POST /v1/payments/{id}/refund. No amount: all that remains.
struct refund_request {
    static constexpr auto takes = members::given;

    std::optional<positive_minor> amount;
    std::optional<text<500, 0>>   reason;
};
BOOST_DESCRIBE_STRUCT(refund_request, (), (amount, reason))

struct refund_view {
    prefixed_id      id;
    std::int64_t     amount;
    text_or_null     reason;
    std::string_view status;
    instant          created_at;
};
BOOST_DESCRIBE_STRUCT(refund_view, (), (id, amount, reason, status, created_at))

/// The methods that a customer is told how to use.
struct told_methods {
    static constexpr std::string_view words[] = {"ussd", "bank_transfer", "qr", "mobile_money"};
};

/// What the customer is to do, while the provider waits for it.
struct instructions_view {
    std::string_view type;             ///< the payment's method
    text_or_null     code;             ///< what to dial, scan or transfer to
    text_or_null     text;             ///< a line to read
    instant_or_null  expires_at;
};
BOOST_DESCRIBE_STRUCT(instructions_view, (), (type, code, text, expires_at))

/// The payment object. The last six stand there only where they mean something.
struct payment_view {
    payment_id_view                         id;
    std::string_view                        reference;
    std::int64_t                            amount;
    std::string_view                        currency, payment_method, status;
    text_or_null                            provider, provider_reference;
    customer_view                           customer;
    pairs_view                              metadata;
    fees_view                               fees;
    routing_view                            routing_context;
    instant                                 created_at, updated_at;
    std::optional<std::string_view>         checkout_url;      ///< where the customer has to go
    std::optional<instructions_view>        instructions;
    std::optional<bool>                     pending_confirmation;
    std::optional<std::string_view>         failure_reason;
    std::optional<std::int64_t>             amount_refunded;
    std::optional<std::vector<refund_view>> refunds;
};
BOOST_DESCRIBE_STRUCT(payment_view, (), (id, reference, amount, currency, payment_method, status,
    provider, provider_reference, customer, metadata, fees, routing_context, created_at,
    updated_at, checkout_url, instructions, pending_confirmation, failure_reason, amount_refunded,
    refunds))

struct page_view {
    std::vector<payment_view> data;
    text_or_null              next_cursor;
    bool                      has_more;
};
BOOST_DESCRIBE_STRUCT(page_view, (), (data, next_cursor, has_more))

struct detail_view {
    std::string_view field, message;
};
BOOST_DESCRIBE_STRUCT(detail_view, (), (field, message))

struct error_view {
    std::string_view                        code, message;
    std::optional<std::vector<detail_view>> details;
};
BOOST_DESCRIBE_STRUCT(error_view, (), (code, message, details))

struct error_envelope {
    error_view error;
};
BOOST_DESCRIBE_STRUCT(error_envelope, (), (error))

}  // namespace tender::api::popfab
