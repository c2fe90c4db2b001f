// SPDX-License-Identifier: BSL-1.0
// tender/service/access/impl/access_tokens.ipp: bodies of service/access/access_tokens.hpp.
#pragma once

#include <tender/port/seal.hpp>
#include <tender/service/access/access_tokens.hpp>
#include <tender/service/merchant/accounts.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>

namespace tender {

namespace access_tokens_parts {

inline constexpr token_kind refresh{"refresh", "refresh_token"};
inline constexpr token_kind access{"access", "api_key"};
inline constexpr token_kind page{"page", "checkout"};
inline constexpr token_kind session{"session", "dashboard"};

inline std::string_view bytes_of(digest const& d)
{
    return {reinterpret_cast<char const*>(d.data()), d.size()};
}

}  // namespace access_tokens_parts

/// Each kind has a key of its own [C48].
TENDER_DECL result<digest> access_tokens::key_for(token_kind kind)
{
    constexpr std::size_t least = 32;
    auto const& host = runtime_.settings.host_secret.reveal();
    if (host.size() < least)
        return fault(errc::internal, "The host has set no secret that tokens can be signed with.");
    return derived_key(runtime_.crypto(), host, "token " + std::string(kind.permission));
}

TENDER_DECL result<token_claims> access_tokens::read(std::string_view text, token_kind kind)
{
    if (text.empty()) return fault(fault_reason::key_missing);
    auto const key = key_for(kind);
    if (!key) return key.error();
    return read_jwt(runtime_.crypto(), access_tokens_parts::bytes_of(*key), text, kind,
                    runtime_.now(), runtime_.settings.max_clock_skew);
}

TENDER_DECL result<secret> access_tokens::mint(token_kind kind, std::string user,
                                               std::chrono::seconds lifetime)
{
    auto const key = key_for(kind);
    if (!key) return key.error();
    token_claims claims;
    claims.subject = std::move(user);
    claims.id = runtime_.ids.text(22);
    claims.issued_at = std::chrono::floor<std::chrono::seconds>(runtime_.now());
    claims.expires_at = claims.issued_at + lifetime;
    return mint_jwt(runtime_.crypto(), access_tokens_parts::bytes_of(*key), kind, claims);
}

TENDER_DECL result<secret> access_tokens::make_refresh_token(merchant const& who)
{
    auto user = accounts_.name_of(who);
    if (!user) return user.error();
    return mint(access_tokens_parts::refresh, std::move(*user), refresh_life);
}

TENDER_DECL result<> access_tokens::check_refresh_token(std::string_view presented)
{
    auto const claims = read(presented, access_tokens_parts::refresh);
    return claims ? result<>() : result<>(claims.error());
}

TENDER_DECL result<access_key> access_tokens::make_key(
    std::string_view refresh_token, name face, std::optional<std::chrono::seconds> lifetime)
{
    auto const claims = read(refresh_token, access_tokens_parts::refresh);
    if (!claims) return claims.error();
    if (lifetime && lifetime->count() <= 0)
        return fault::at("expiration", "must be greater than zero");
    auto const second = std::chrono::floor<std::chrono::seconds>(runtime_.now());
    auto const rest = std::chrono::duration_cast<std::chrono::seconds>(claims->expires_at - second);
    auto const life = std::min(lifetime.value_or(key_life), rest);
    auto text = mint(access_tokens_parts::access, claims->subject, life);
    if (!text) return text.error();
    auto made = read_key(text->reveal(), face);
    if (!made) return made;
    made->text = std::move(*text);
    return made;
}

TENDER_DECL result<secret> access_tokens::make_page_token(std::string checkout,
                                                          std::chrono::seconds lifetime)
{
    return mint(access_tokens_parts::page, std::move(checkout), lifetime);
}

TENDER_DECL result<secret> access_tokens::make_session(merchant const& who,
                                                       std::chrono::seconds lifetime)
{
    auto user = accounts_.name_of(who);
    if (!user) return user.error();
    return mint(access_tokens_parts::session, std::move(*user), lifetime);
}

TENDER_DECL result<principal> access_tokens::read_session(std::string_view presented, name face)
{
    auto const claims = read(presented, access_tokens_parts::session);
    if (!claims) return claims.error();
    auto bearer = bearer_of(*claims, face);
    if (bearer) bearer->scopes = scope::dashboard, bearer->role = role::owner;
    return bearer;
}

/// Who a token stands for, as long as the account is active.
TENDER_DECL result<principal> access_tokens::bearer_of(token_claims const& claims, name face)
{
    auto who = accounts_.named(claims.subject);
    if (!who && who.error() == errc::not_found)
        return fault(errc::unauthorized, "token of no account");
    if (!who) return who.error();
    auto const owner = accounts_.read(who->account);
    if (!owner) return owner.error();
    if (!owner->active) return fault(fault_reason::account_inactive);
    if (who->mode == mode::live && !owner->live_approved)
        return fault(errc::unauthorized, "account not approved for live");
    who->face = face;
    return principal{*who, {{0, hash_of(claims.id)}}, scopes::all(), role::member,
                     runtime_.settings.token_requests_per_minute};
}

TENDER_DECL result<access_key> access_tokens::read_key(std::string_view presented, name face)
{
    auto claims = read(presented, access_tokens_parts::access);
    if (!claims) return claims.error();
    auto bearer = bearer_of(*claims, face);
    if (!bearer) return bearer.error();
    access_key out;
    out.left = std::max(std::chrono::seconds(0), std::chrono::ceil<std::chrono::seconds>(
                                                     claims->expires_at - runtime_.now()));
    out.bearer = std::move(*bearer);
    out.user = std::move(claims->subject);
    return out;
}

}  // namespace tender
