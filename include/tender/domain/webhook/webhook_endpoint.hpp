// SPDX-License-Identifier: BSL-1.0
// tender/domain/webhook/webhook_endpoint.hpp: where a merchant wants to be told.
#pragma once

#include <tender/base/text.hpp>
#include <tender/domain/merchant/account.hpp>

#include <optional>
#include <string>
#include <vector>

namespace tender {

/// How deliveries to an endpoint are signed: as its face says, or as Standard Webhooks.
BOOST_DEFINE_FIXED_ENUM_CLASS(webhook_format, std::uint8_t, own, standard)

/// An address that hears of the objects of one face. Its secret is sealed under the host's; a
/// second one stands beside it from its rotation on, and alone from `switch_at` on.
struct webhook_endpoint {
    tender::id<webhook_endpoint> id;
    tender::id<tender::account> account;
    std::string url;
    std::vector<std::string> events;             ///< in the face's words
    std::string sealed_secret;
    std::string sealed_next;                     ///< empty: none
    std::optional<instant> switch_at;
    std::optional<instant> failing_since;        ///< the first failure behind the last success
    instant created_at{};
    instant updated_at{};
    instant enabled_at{};                        ///< since when it hears of what happens
    name face;
    tender::mode mode = tender::mode::test;
    webhook_format format = webhook_format::own;
    bool enabled = true;
};
BOOST_DESCRIBE_STRUCT(webhook_endpoint, (), (
    id, account, url, events, sealed_secret, sealed_next, switch_at, failing_since, created_at,
    updated_at, enabled_at, face, mode, format, enabled))

/// The one secret that all endpoints of a merchant have in a face that says so; sealed.
struct shared_secret {
    tender::id<shared_secret> id;
    tender::id<tender::account> account;
    std::string sealed;
    name face;
    tender::mode mode = tender::mode::test;
};
BOOST_DESCRIBE_STRUCT(shared_secret, (), (id, account, sealed, face, mode))

/// The one of a face and mode: its id follows from what it is for.
inline id<shared_secret> shared_secret_of(merchant const& who)
{
    auto const mark = hash_of(who.face.text(), static_cast<std::uint64_t>(who.mode));
    return {{who.account.value.high, who.account.value.low ^ mark}};
}

template<>
inline constexpr record_type record_of<shared_secret> = {"shared_secret", {},
                                                         &record_id<shared_secret>};

/// How an endpoint is made.
struct create_webhook_endpoint {
    text<2048> url{};                            ///< https, public, unless settings say else
    std::vector<std::string> events{};
    bool enabled = true;
    webhook_format format = webhook_format::own;

    /// As of `create_product`; the secret is given again, too. For `webhooks::create` alone.
    std::optional<tender::idempotency_key> idempotency_key{};
};
BOOST_DESCRIBE_STRUCT(create_webhook_endpoint, (), (url, idempotency_key))

inline constexpr index_row webhook_endpoint_indexes[] = {
    {"all", false, true,
     [](void const* r, index_key& k) { k.add(static_cast<webhook_endpoint const*>(r)->mode); }},
};

template<>
inline constexpr record_type record_of<webhook_endpoint> = {
    "webhook_endpoint", webhook_endpoint_indexes, &record_id<webhook_endpoint>};
inline constexpr list_index<webhook_endpoint> all_webhook_endpoints{0};

}  // namespace tender
