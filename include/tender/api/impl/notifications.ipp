// SPDX-License-Identifier: BSL-1.0
// tender/api/impl/notifications.ipp: bodies of api/notifications.hpp.
#pragma once

#include <tender/api/exchange.hpp>
#include <tender/api/notifications.hpp>
#include <tender/core/json/write.hpp>

namespace tender {

namespace notifications_face_parts {

inline void take(exchange& x)
{
    auto const where = enum_from<mode>(x.parameters[0]);
    auto const from = name::read(x.parameters[1]);
    if (!where || !from) return x.refuse(fault(errc::not_found));
    if (!x.within_client(1, x.how.notifications_per_client)) return;
    string_pairs headers;
    headers.reserve(x.asked.headers.size());
    for (auto const& h : x.asked.headers) headers.emplace_back(h.name, h.value);
    auto const done = x.pay.notify(*from, *where, headers, x.asked.body);
    if (!done) return x.refuse(done.error());
    x.out.body = "{}";
}

inline constexpr endpoint endpoints[] = {
    // verb        path                  needs         key                     does
    {verb::POST, "/{mode}/{provider}", std::nullopt, idempotency::ignored, take},
};
static_assert(well_formed(endpoints));

inline void refuse(fault const& why, response& out)
{
    out.status = kind_of(why.code()).http;
    out.body = R"({"error":)";
    write_text(out.body, why.text());
    out.body += '}';
}

inline constexpr face spoken{
    .id = "notifications",
    .endpoints = endpoints,
    .presented = [](request const&) { return std::string_view(); },
    .refuse = refuse,
    .limits_keyless = false,
    .largest_body = 64 * 1024,
};

}  // namespace notifications_face_parts

TENDER_DECL face const& provider_notifications() { return notifications_face_parts::spoken; }

}  // namespace tender
