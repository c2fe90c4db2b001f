// SPDX-License-Identifier: BSL-1.0
// tender/service/access/access_tokens.hpp: keys that are tokens, minted with a token that lives
// longer.
#pragma once

#include <tender/service/access/api_keys.hpp>
#include <tender/service/access/jwt.hpp>
#include <tender/service/merchant/accounts.hpp>

#include <chrono>
#include <optional>
#include <string_view>

namespace tender {

/// A key that was minted, or what one that was presented stands for.
struct access_key {
    secret text{};                     ///< of a fresh one
    std::string user;                  ///< the username that names account and mode
    std::chrono::seconds left{0};      ///< until it expires
    principal bearer;
};

/// JSON Web Tokens [C33]: a refresh token mints keys, a key lets its bearer in until it expires, a
/// session does so for people, and none of them passes for another. None is stored, so none can be
/// taken back; its user must be an active account when it is presented. Its maker's clock may be
/// `settings::max_clock_skew` ahead of or behind this one. Thread-safe. Faults: unauthorized, with
/// the reason `token_expired` or `token_early` where that alone is wrong; internal where the host
/// has set no secret.
class access_tokens {
public:
    static constexpr std::chrono::seconds refresh_life{17'280'000};   ///< 200 days
    static constexpr std::chrono::seconds key_life{36'000};           ///< 10 hours
    static constexpr std::chrono::seconds session_life{43'200};       ///< 12 hours

    access_tokens(runtime& r, accounts& a) : runtime_(r), accounts_(a) {}

    /// For the account and mode of the caller, as its dashboard would make it.
    result<secret> make_refresh_token(merchant const& who);

    /// A key of a lifetime, which is cut to what the refresh token has left. Fault invalid_request
    /// where the lifetime is not above zero.
    result<access_key> make_key(std::string_view refresh_token, name face,
                                std::optional<std::chrono::seconds> lifetime = {});

    /// Lets somebody whom the host has logged in do what people do: its bearer has the scope
    /// `dashboard` alone, and every right in it.
    result<secret> make_session(merchant const& who,
                                std::chrono::seconds lifetime = session_life);
    result<principal> read_session(std::string_view presented, name face);

    /// A signed token for the address of a checkout's page; it says when the page is over, too.
    result<secret> make_page_token(std::string checkout, std::chrono::seconds lifetime);

    result<access_key> read_key(std::string_view presented, name face);

    /// Is it one that still mints keys?
    result<> check_refresh_token(std::string_view presented);

private:
    result<digest> key_for(token_kind kind);
    result<token_claims> read(std::string_view text, token_kind kind);
    result<principal> bearer_of(token_claims const& claims, name face);
    result<secret> mint(token_kind kind, std::string user, std::chrono::seconds lifetime);

    runtime& runtime_;
    accounts& accounts_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/access/impl/access_tokens.ipp>
#endif
