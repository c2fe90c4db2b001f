// SPDX-License-Identifier: BSL-1.0
// tender/api/poof/keys.ipp: keys are minted and described.
#pragma once

#include <tender/api/exchange.hpp>
#include <tender/api/poof/messages.hpp>

namespace tender::api::poof {

/// The header as it is; a scheme before the key does no harm.
inline std::string_view presented(request const& asked)
{
    constexpr std::string_view scheme = "Bearer ";
    auto const* const h = asked.find("authorization");
    if (h == nullptr) return {};
    auto const value = h->value;
    return same_word(value.substr(0, scheme.size()), scheme) ? value.substr(scheme.size()) : value;
}

inline result<principal> authenticate(engine& pay, std::string_view text)
{
    auto key = pay.access_tokens().read_key(text, "poof");
    if (!key) return key.error();
    return std::move(key->bearer);
}

inline void write_key(exchange& x, access_key const& key)
{
    auto const seconds = std::to_string(key.left.count());
    key_view v{{}, seconds, "authentication", "api_key", key.user};
    if (!key.text.empty()) v.key = key.text.reveal();
    write_json(x.out.body, v);
}

inline result<> create_key(exchange& x, key_request& wire)
{
    auto const token = wire.refresh_token ? std::string_view(wire.refresh_token->str())
                                          : presented(x.asked);
    std::optional<std::chrono::seconds> lifetime;
    if (wire.expiration) lifetime = std::chrono::seconds(value_of(*wire.expiration));
    auto const made = x.pay.access_tokens().make_key(token, x.speaks.id, lifetime);
    if (!made) return made.error();
    write_key(x, *made);
    return {};
}

inline result<> read_key(exchange& x, nothing const&)
{
    auto const key = x.pay.access_tokens().read_key(presented(x.asked), x.speaks.id);
    if (!key) return key.error();
    write_key(x, *key);
    return {};
}

}  // namespace tender::api::poof
