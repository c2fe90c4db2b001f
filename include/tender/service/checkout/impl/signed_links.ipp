// SPDX-License-Identifier: BSL-1.0
// tender/service/checkout/impl/signed_links.ipp: bodies of service/checkout/signed_links.hpp.
#pragma once

#include <tender/base/encoding.hpp>
#include <tender/port/seal.hpp>
#include <tender/service/checkout/signed_links.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace tender {

TENDER_DECL std::string signed_links::mark(name face, std::string_view of)
{
    auto& with = runtime_.crypto();
    auto const bytes_of = [](digest const& d) {
        return std::string_view(reinterpret_cast<char const*>(d.data()), d.size());
    };
    auto const key = derived_key(with, runtime_.settings.host_secret.reveal(),
                                 std::string(face.text()) + " session");
    return base64url(bytes_of(with.hmac_sha256(bytes_of(key), of)));
}

TENDER_DECL bool signed_links::has_secret() const
{
    constexpr std::size_t shortest = 32;   // in bytes: with less anybody could sign
    return runtime_.settings.host_secret.reveal().size() >= shortest;
}

TENDER_DECL result<std::string> signed_links::sign(name face, std::string_view text)
{
    if (!has_secret())
        return fault(errc::internal, "The host has set no secret that pages can be signed with.");
    auto const first = base64url(text);
    return first + '.' + mark(face, first);
}

TENDER_DECL std::optional<std::string> signed_links::read(name face, std::string_view token)
{
    auto const dot = token.find('.');
    if (dot == token.npos || !has_secret()) return std::nullopt;
    auto const first = token.substr(0, dot);
    if (!equal_in_constant_time(token.substr(dot + 1), mark(face, first))) return std::nullopt;
    return from_base64url(first);
}

TENDER_DECL result<checkout_visit> signed_links::preview(merchant const& who, open_checkout command,
                                                         instant ends)
{
    auto at = checkout_.preview(who, std::move(command));
    if (!at || runtime_.now() < ends) return at;
    auto over = *at->session;
    over.state = checkout_state::expired;
    at->session = std::make_shared<checkout_session const>(std::move(over));
    return at;
}

TENDER_DECL result<checkout_visit> signed_links::open(merchant const& who, open_checkout command,
                                                      instant ends)
{
    if (command.token.empty()) return fault::at("token", "must not be empty");
    auto const face = std::string(who.face.text());
    command.reference =
        reference(face + "-" + mark(who.face, "reference " + command.token).substr(0, 22));
    auto const left = std::chrono::floor<std::chrono::seconds>(ends - runtime_.now());
    command.lifetime = std::max(left, std::chrono::seconds(1));
    auto const made = checkout_.open_once(who, std::move(command), nullptr);
    if (!made) return made.error();
    return checkout_.visit(who, (*made)->id);
}

}  // namespace tender
