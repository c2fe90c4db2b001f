// SPDX-License-Identifier: BSL-1.0
// tender/api/shop/webhooks.ipp: what the shop tells its merchants.
#pragma once

#include <tender/api/shop.hpp>
#include <tender/api/shop/payments.ipp>

namespace tender::api::shop {

inline constexpr std::string_view event_types[] = {"payment.completed", "payment.failed",
                                                   "payment.refunded"};

inline constexpr event_word event_words[] = {
    {event_kind::payment_captured, "payment.completed"},
    {event_kind::payment_failed, "payment.failed"},
    {event_kind::payment_canceled, "payment.failed"},
    {event_kind::payment_expired, "payment.failed"},
    {event_kind::payment_refunded, "payment.refunded"},
    {event_kind::payment_reversed, "payment.refunded"},
};
static_assert(each_kind_once(event_words));

inline std::span<std::string_view const> words_of(event const& what)
{
    auto const* const p = object_of<payment>(what);
    if (p == nullptr || !p->hosted()) return {};
    return word_in(event_words, what.kind);
}

inline void write_event(webhook_message const& what, std::string& out)
{
    write_json(out, event_view{{event_prefix, what.event->id.value},
                               what.delivery.type,
                               what.event->at(),
                               view_of(*object_of<payment>(*what.event))});
}

inline void sign_event(webhook_message const& what, std::string_view body, string_pairs& headers)
{
    auto const seconds = std::chrono::floor<std::chrono::seconds>(what.now);
    auto const timestamp = std::to_string(seconds.time_since_epoch().count());
    auto const signature = timestamped_signature(what.with, what.key.reveal(), timestamp, body);
    headers.emplace_back("X-Webhook-Signature", "t=" + timestamp + ",v1=" + signature);
}

inline std::string event_id(event const& what)
{
    return std::string(event_prefix) + what.id.text();
}

inline constexpr std::chrono::seconds delays[] = {
    std::chrono::minutes(1), std::chrono::minutes(5), std::chrono::minutes(30),
    std::chrono::hours(2), std::chrono::hours(12),
};

inline constexpr webhook_dialect dialect{"shop",      event_types, &words_of, &write_event,
                                         &sign_event, &event_id,   delays,
                                         std::chrono::seconds(10)};

}  // namespace tender::api::shop

namespace tender {

TENDER_DECL result<> verify_shop_webhook(shop_webhook const& got, secret const& key, instant now,
                                         std::chrono::seconds tolerance)
{
    auto const refuse = [](std::string_view why) {
        return fault(errc::unauthorized, std::string(why));
    };
    if (key.empty()) return refuse(no_webhook_secret);
    auto rest = got.signature;
    auto const comma = rest.find(',');
    bool const readable = comma != rest.npos && rest.starts_with("t=") &&
                          rest.substr(comma).starts_with(",v1=");
    if (!readable) return refuse("The webhook's signature is none.");
    auto const timestamp = rest.substr(2, comma - 2);
    auto const signature = rest.substr(comma + 4);
    auto const sent = read_timestamp(timestamp, 1);
    if (!sent) return refuse("The webhook's timestamp is none.");
    auto const second = std::chrono::floor<std::chrono::seconds>(now);
    if (*sent < second - tolerance) return refuse("The webhook is too old.");
    if (*sent > second + tolerance) return refuse("The webhook is from the future.");
    builtin_crypto with;
    auto const expected = timestamped_signature(with, key.reveal(), timestamp, got.body);
    bool const ours = equal_in_constant_time(signature, expected);
    return ours ? result<>() : refuse("The webhook's signature is not this secret's.");
}

}  // namespace tender
