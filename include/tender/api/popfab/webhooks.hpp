// SPDX-License-Identifier: BSL-1.0
// tender/api/popfab/webhooks.hpp: POPFAB's webhooks and their endpoints on the wire.
#pragma once

#include <tender/api/popfab/keys.hpp>
#include <tender/service/webhook/webhooks.hpp>

namespace tender::api::popfab {

inline constexpr std::string_view endpoint_prefix = "ppfb_ep_";
inline constexpr std::string_view delivery_prefix = "ppfb_del_";
inline constexpr std::string_view event_prefix = "evt_";

/// In the order of `webhook_format`.
struct signatures {
    static constexpr std::string_view words[] = {"popfab", "standard"};
};
static_assert(std::size(signatures::words) == enum_count<webhook_format>);

/// POST /v1/webhooks/endpoints. `signature_format` is an addition.
struct endpoint_request {
    static constexpr auto takes = members::given;

    text<2048>                        url;
    std::vector<text<64>>             events;
    std::optional<yes_no>             enabled;           ///< true where it is not given
    std::optional<one_of<signatures>> signature_format;  ///< popfab
};
BOOST_DESCRIBE_STRUCT(endpoint_request, (), (url, events, enabled, signature_format))

/// `secret` stands there where the endpoint was made.
struct endpoint_view {
    prefixed_id                     id;
    std::string_view                url;
    std::vector<std::string_view>   events;
    bool                            enabled;
    std::string_view                signature_format;
    std::optional<std::string_view> secret;
    instant                         created_at;
};
BOOST_DESCRIBE_STRUCT(endpoint_view, (), (id, url, events, enabled, signature_format, secret,
    created_at))

struct endpoint_list {
    std::vector<endpoint_view> data;
};
BOOST_DESCRIBE_STRUCT(endpoint_list, (), (data))

/// One of GET /v1/webhooks/deliveries/dead.
struct dead_view {
    prefixed_id      id, endpoint_id, event_id;
    std::string_view event_type;
    std::int64_t     attempts;
    whole_or_null    last_status;      ///< null: there was no answer
    text_or_null     last_error;
    instant          failed_at;
};
BOOST_DESCRIBE_STRUCT(dead_view, (), (id, endpoint_id, event_id, event_type, attempts,
    last_status, last_error, failed_at))

struct dead_list {
    std::vector<dead_view> data;
};
BOOST_DESCRIBE_STRUCT(dead_list, (), (data))

/// A delivery that was just made.
struct delivery_view {
    prefixed_id      id, endpoint_id, event_id;
    std::string_view event_type, status;
    std::int64_t     attempts;
    instant          created_at;
};
BOOST_DESCRIBE_STRUCT(delivery_view, (), (id, endpoint_id, event_id, event_type, status, attempts,
    created_at))

struct event_data {
    payment_view payment;
};
BOOST_DESCRIBE_STRUCT(event_data, (), (payment))

/// What an endpoint gets.
struct event_view {
    prefixed_id      id;
    std::string_view type, api_version;
    instant          created_at;
    event_data       data;
};
BOOST_DESCRIBE_STRUCT(event_view, (), (id, type, api_version, created_at, data))

}  // namespace tender::api::popfab
