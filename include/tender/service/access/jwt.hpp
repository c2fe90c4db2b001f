// SPDX-License-Identifier: BSL-1.0
// tender/service/access/jwt.hpp: JSON Web Tokens, signed with HMAC-SHA-256 and with nothing else.
#pragma once

#include <tender/base/config.hpp>
#include <tender/base/result.hpp>
#include <tender/base/secret.hpp>
#include <tender/base/time.hpp>
#include <tender/port/crypto.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace tender {

/// A token with more bytes is refused before anything in it is decoded [C33].
inline constexpr std::size_t longest_token = 8192;

/// What a token is for. One of another kind is refused, whoever signed it.
struct token_kind {
    std::string_view type;             ///< `type`, such as access or refresh
    std::string_view permission;       ///< `permission_field`, such as api_key or refresh_token
};

/// What a token says of its bearer. Each text has 1 to 255 characters of UTF-8.
struct token_claims {
    std::string subject;               ///< `sub`
    std::string id;                    ///< `jti`
    instant issued_at{};               ///< `iat`, cut to whole seconds, as the next is
    instant expires_at{};              ///< `exp`: from this instant on it is expired
};

// All of these take a key of 32 bytes or more, which serves one purpose alone (`derived_key` makes
// such keys); with a shorter one no token is accepted. Every refusal is the fault unauthorized; its
// text is for the log and holds nothing of the token's values. Nothing throws.

/// A token in RFC 7519's compact form, its algorithm HS256 and its `typ` JWT.
secret mint_jwt(crypto& with, std::string_view key, token_kind kind, token_claims const& claims);

/// What a token says that `mint_jwt` made with this key for this purpose, and that is valid now.
/// It may be as early or late as `leeway` says: the clock that it was made by is another. Its times
/// are whole numbers; it may have an `nbf`, and other claims, which are passed over.
result<token_claims> read_jwt(crypto& with, std::string_view key, std::string_view token,
                              token_kind kind, instant now,
                              std::chrono::milliseconds leeway = {});

/// The payload of any signature in RFC 7515's compact form, whatever the payload is. It has exactly
/// three parts of base64url, written as its rules say to the last bit. The signature is looked at
/// before anything else; then the header has to be an object of texts, none twice, with the `alg`
/// HS256 and no `crit`.
result<std::string> verify_jws(crypto& with, std::string_view key, std::string_view token);

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/access/impl/jwt.ipp>
#endif
