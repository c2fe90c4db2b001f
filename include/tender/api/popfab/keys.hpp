// SPDX-License-Identifier: BSL-1.0
// tender/api/popfab/keys.hpp: POPFAB's API keys on the wire.
#pragma once

#include <tender/api/popfab/messages.hpp>
#include <tender/service/access/api_keys.hpp>

namespace tender::api::popfab {

inline constexpr std::string_view key_prefix = "key_";

/// In the order of `mode`.
struct environments {
    static constexpr std::string_view words[] = {"sandbox", "live"};
};
static_assert(std::size(environments::words) == enum_count<mode>);

/// Requests per minute, where a key does not ask for another number.
inline constexpr std::int64_t usual_rate = 1000;

/// POST /v1/api-keys.
struct key_request {
    static constexpr auto takes = members::given;

    text<255>                                                label;
    one_of<environments>                                     environment;
    std::optional<whole<1, positive_minor::maximum>>         rate_limit_max;
};
BOOST_DESCRIBE_STRUCT(key_request, (), (label, environment, rate_limit_max))

/// `key` stands there once: where the key was made or rotated.
struct key_view {
    prefixed_id                     id;
    std::optional<std::string_view> key;
    std::string_view                key_prefix, label, environment;
    whole_or_null                   rate_limit_max;    ///< null: the host set no limit
    instant                         created_at;
};
BOOST_DESCRIBE_STRUCT(key_view, (), (id, key, key_prefix, label, environment, rate_limit_max,
    created_at))

struct key_list {
    std::vector<key_view> data;
};
BOOST_DESCRIBE_STRUCT(key_list, (), (data))

}  // namespace tender::api::popfab
