// SPDX-License-Identifier: BSL-1.0
// tender/api/popfab/webhooks.ipp: what POPFAB tells, and what its endpoints for webhooks do.
#pragma once

#include <tender/api/exchange.hpp>
#include <tender/api/popfab.hpp>
#include <tender/api/popfab/payments.ipp>
#include <tender/api/popfab/webhooks.hpp>
#include <tender/port/webhook_signature.hpp>
#include <tender/service/runtime/read_pages.hpp>

#include <algorithm>

namespace tender::api::popfab {

/// What an endpoint may subscribe to.
inline constexpr std::string_view event_types[] = {
    "payment.pending", "payment.processing",         "payment.success",
    "payment.failed",  "payment.reversed",           "payment.pending_confirmation",
};

inline constexpr event_word event_words[] = {
    {event_kind::payment_submitted, "payment.processing"},
    {event_kind::payment_accepted, "payment.pending_confirmation"},
    {event_kind::payment_in_doubt, "payment.pending_confirmation"},
    {event_kind::payment_reopened, "payment.pending"},
    {event_kind::payment_captured, "payment.success"},
    {event_kind::payment_failed, "payment.failed"},
    {event_kind::payment_canceled, "payment.failed"},
    {event_kind::payment_expired, "payment.failed"},
    {event_kind::payment_refunded, "payment.reversed"},
    {event_kind::payment_reversed, "payment.reversed"},
    {event_kind::payment_created, "payment.pending"},
};
static_assert(each_kind_once(event_words));

/// Of what is pending, only POPFAB's own payments are told, which then wait on a page.
inline std::span<std::string_view const> words_of(event const& what)
{
    bool const pends = what.kind == event_kind::payment_created ||
                       what.kind == event_kind::payment_reopened;
    if (pends && face_of(what) != face_id) return {};
    return word_in(event_words, what.kind);
}

inline void write_event(webhook_message const& what, std::string& out)
{
    event_view v{};
    v.id = {event_prefix, what.event->id.value};
    v.type = what.delivery.type;
    v.api_version = "v1";
    v.created_at = what.event->at();
    v.data.payment = view_of(*object_of<payment>(*what.event));
    write_json(out, v);
}

inline void sign_event(webhook_message const& what, std::string_view body, string_pairs& headers)
{
    auto const timestamp = std::to_string(what.now.time_since_epoch().count());
    auto const signature = timestamped_signature(what.with, what.key.reveal(), timestamp, body);
    auto const environment = environments::words[static_cast<std::size_t>(what.delivery.mode)];
    headers.emplace_back("X-POPFAB-Signature", "sha256=" + signature);
    headers.emplace_back("X-POPFAB-Timestamp", timestamp);
    headers.emplace_back("X-POPFAB-Event", what.delivery.type);
    headers.emplace_back("X-POPFAB-Delivery",
                         std::string(delivery_prefix) + what.delivery.id.text());
    headers.emplace_back("X-POPFAB-Environment", environment);
}

inline std::string event_id(event const& what)
{
    return std::string(event_prefix) + what.id.text();
}

inline constexpr std::chrono::seconds delays[] = {
    std::chrono::seconds(30), std::chrono::minutes(2), std::chrono::minutes(10),
    std::chrono::minutes(30), std::chrono::hours(2),   std::chrono::hours(6),
    std::chrono::hours(24),
};

inline constexpr webhook_dialect dialect{"popfab",    event_types, &words_of, &write_event,
                                         &sign_event, &event_id,   delays,
                                         std::chrono::seconds(10)};

inline endpoint_view view_of(webhook_endpoint const& e)
{
    endpoint_view v{};
    v.id = {endpoint_prefix, e.id.value};
    v.url = e.url;
    v.events.assign(e.events.begin(), e.events.end());
    v.enabled = e.enabled;
    v.signature_format = signatures::words[static_cast<std::size_t>(e.format)];
    v.created_at = e.created_at;
    return v;
}

inline result<> create_endpoint(exchange& x, endpoint_request& wire)
{
    create_webhook_endpoint c;
    c.url = std::move(wire.url);
    for (auto& e : wire.events) c.events.push_back(std::move(e).str());
    c.enabled = !wire.enabled || wire.enabled->value;
    bool const standard = wire.signature_format && wire.signature_format->word() == "standard";
    c.format = standard ? webhook_format::standard : webhook_format::own;
    auto const done = x.pay.webhooks().create(x.caller.who, std::move(c));
    if (!done) return done.error();
    auto v = view_of(done->endpoint);
    v.secret = done->key.reveal();
    write_json(x.out.body, v);
    return {};
}

inline result<> list_endpoints(exchange& x, nothing const&)
{
    auto const all = read_pages<webhook_endpoint>(
        [&](auto const& part) { return x.pay.webhooks().list(x.caller.who, part); });
    if (!all) return all.error();
    endpoint_list out;
    for (auto e = all->rbegin(); e != all->rend(); ++e) out.data.push_back(view_of(**e));
    write_json(x.out.body, out);
    return {};
}

inline result<> list_dead(exchange& x, nothing const&)
{
    auto const all = read_pages<webhook_delivery>(
        [&](auto const& part) { return x.pay.webhooks().dead(x.caller.who, part); });
    if (!all) return all.error();
    dead_list out;
    for (auto at = all->rbegin(); at != all->rend(); ++at) {
        auto const& d = **at;
        out.data.push_back({{delivery_prefix, d.id.value},
                            {endpoint_prefix, d.endpoint.value},
                            {event_prefix, d.event.value},
                            d.type,
                            d.attempts,
                            {d.last_status},
                            {d.last_error},
                            d.ended_at});
    }
    write_json(x.out.body, out);
    return {};
}

inline result<> replay_delivery(exchange& x, nothing const&)
{
    auto const which = read_id<webhook_delivery>(delivery_prefix, x.parameters[0]);
    if (!which) return fault(errc::not_found);
    auto const d = x.pay.webhooks().replay(x.caller.who, *which);
    if (!d) return d.error();
    write_json(x.out.body, delivery_view{{delivery_prefix, d->id.value},
                                         {endpoint_prefix, d->endpoint.value},
                                         {event_prefix, d->event.value},
                                         d->type,
                                         enum_name(d->state),
                                         d->attempts,
                                         d->created_at});
    return {};
}

}  // namespace tender::api::popfab

namespace tender {

TENDER_DECL result<> verify_popfab_webhook(popfab_webhook const& got, secret const& key,
                                           instant now, std::chrono::seconds tolerance)
{
    constexpr std::string_view prefix = "sha256=";
    constexpr std::int64_t milliseconds = 1000;
    auto const refuse = [](std::string_view why) {
        return fault(errc::unauthorized, std::string(why));
    };
    if (key.empty()) return refuse(no_webhook_secret);
    auto const sent = read_timestamp(got.timestamp, milliseconds);
    if (!sent) return refuse("The webhook's timestamp is none.");
    if (*sent < now - tolerance) return refuse("The webhook is too old.");
    if (*sent > now + tolerance) return refuse("The webhook is from the future.");
    auto digits = std::string(got.signature.substr(std::min(prefix.size(), got.signature.size())));
    std::transform(digits.begin(), digits.end(), digits.begin(), [](char c) {
        return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
    });
    builtin_crypto with;
    auto const expected = timestamped_signature(with, key.reveal(), got.timestamp, got.body);
    bool const ours = got.signature.starts_with(prefix) && equal_in_constant_time(digits, expected);
    return ours ? result<>() : refuse("The webhook's signature is not this secret's.");
}

}  // namespace tender
