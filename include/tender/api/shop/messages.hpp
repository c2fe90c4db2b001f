// SPDX-License-Identifier: BSL-1.0
// tender/api/shop/messages.hpp: what the shop's requests and answers look like on the wire.
#pragma once

#include <tender/api/payment_ids.hpp>
#include <tender/base/whole.hpp>
#include <tender/core/json/json_text.hpp>
#include <tender/core/json/views.hpp>
#include <tender/domain/payment/payment.hpp>

#include <boost/describe/class.hpp>

namespace tender::api::shop {

inline constexpr std::string_view event_prefix = "evt_";

/// `usd`, in any case.
struct dollars_rule {
    static constexpr std::size_t minimum = 3, maximum = 3;
    static constexpr std::string_view format{};
    static constexpr std::string_view violation(std::string_view text)
    {
        return same_word(text, "usd") ? std::string_view{} : "must be usd";
    }
};

/// An object of at most 50 texts, numbers and yes-or-nos, in at most 5 KiB.
struct metadata {
    static constexpr std::size_t most_members = 50, largest = 5120;
    json_text object;

    std::string_view violation() const
    {
        if (object.kind() != '{') return "must be an object";
        auto const outline = outline_of(object.text);
        if (outline.members > most_members) return "must have at most 50 keys";
        if (!outline.flat) return "must have strings, numbers and booleans alone";
        if (object.text.size() > largest) return "must have at most 5120 bytes";
        return violation_of_json_chars(object.text);
    }
};

/// POST /v1/payments.
struct create_payment {
    whole<50, 99'999'999>         amount;              ///< cents
    constrained<dollars_rule>     currency;
    redirect_url                  return_url;
    std::optional<email>          customer_email;
    std::optional<text<255, 0>>   customer_name;
    std::optional<shop::metadata> metadata;
};
BOOST_DESCRIBE_STRUCT(create_payment, (), (amount, currency, return_url, customer_email,
    customer_name, metadata))

/// The payment object.
struct payment_view {
    payment_id_view                 id;
    std::int64_t                    amount;
    std::string_view                currency, status, checkout_url;
    std::optional<std::string_view> customer_email, customer_name;
    raw_json                        metadata;
    instant                         created_at;
};
BOOST_DESCRIBE_STRUCT(payment_view, (), (id, amount, currency, status, checkout_url,
    customer_email, customer_name, metadata, created_at))

struct event_view {
    prefixed_id      id;
    std::string_view type;
    instant          created_at;
    payment_view     data;
};
BOOST_DESCRIBE_STRUCT(event_view, (), (id, type, created_at, data))

struct error_view {
    std::string_view                code, message;
    std::optional<std::string_view> param;
};
BOOST_DESCRIBE_STRUCT(error_view, (), (code, message, param))

struct error_envelope {
    error_view error;
};
BOOST_DESCRIBE_STRUCT(error_envelope, (), (error))

}  // namespace tender::api::shop

namespace tender {

template<>
struct schema_for<api::shop::metadata> {
    using type = api::shop::metadata;
    static constexpr schema make()
    {
        return {.kind = schema_kind::text, .expects = "must be an object",
                .take_raw = [](void* v, std::string_view json) {
                    auto& value = *static_cast<type*>(v);
                    value.object.text = json;
                    return value.violation();
                }};
    }
};

}  // namespace tender
