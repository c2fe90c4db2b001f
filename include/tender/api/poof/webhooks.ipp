// SPDX-License-Identifier: BSL-1.0
// tender/api/poof/webhooks.ipp: what poof tells its merchants, with the secret in the body.
#pragma once

#include <tender/api/poof.hpp>
#include <tender/api/poof/transactions.ipp>
#include <tender/port/webhook_signature.hpp>
#include <tender/service/runtime/read_pages.hpp>

namespace tender::api::poof {

inline constexpr std::string_view event_types[] = {"hold", "pending", "yes"};

inline constexpr event_word event_words[] = {
    {event_kind::payment_challenged, "hold"},
    {event_kind::payment_accepted, "pending"},
    {event_kind::payment_in_doubt, "pending"},
    {event_kind::payment_captured, "yes"},
};
static_assert(each_kind_once(event_words));

inline std::span<std::string_view const> words_of(event const& what)
{
    auto const* const p = object_of<payment>(what);
    if (p == nullptr || !p->hosted()) return {};
    return word_in(event_words, what.kind);
}

/// The secret is put in while sending, and stands nowhere else [C41].
inline void write_event(webhook_message const& what, std::string& out)
{
    auto const& p = *object_of<payment>(*what.event);
    transaction_texts const texts(p);
    auto v = view_of(p, texts);
    v.street_address = {R"({"address":"","city":"","state":"","zipcode":"","country":""})"};
    if (!what.key.empty()) v.secret = what.key.reveal();
    write_json(out, v);
}

inline void sign_event(webhook_message const&, std::string_view, string_pairs&) {}

inline std::string event_id(event const& what) { return what.id.text(); }

inline constexpr std::chrono::seconds delays[] = {
    std::chrono::minutes(1), std::chrono::minutes(5), std::chrono::minutes(30),
    std::chrono::hours(2), std::chrono::hours(12),
};

inline constexpr webhook_dialect dialect{"poof",      event_types, &words_of, &write_event,
                                         &sign_event, &event_id,   delays,
                                         std::chrono::seconds(10), true};

/// One endpoint per URL: to register it again changes nothing.
inline result<> create_webhook(exchange& x, webhook_request& wire)
{
    auto const url = wire.url.str();
    auto const there = read_pages<webhook_endpoint>(
        [&](auto const& part) { return x.pay.webhooks().list(x.caller.who, part); });
    if (!there) return there.error();
    bool const known = std::any_of(there->begin(), there->end(), [&](auto const& e) {
        return e->enabled && e->url == url;
    });
    if (!known) {
        create_webhook_endpoint c;
        c.url = std::move(wire.url);
        c.events.assign(std::begin(event_types), std::end(event_types));
        if (auto const done = x.pay.webhooks().create(x.caller.who, std::move(c)); !done)
            return done.error();
    }
    write_json(x.out.body, webhook_view{url, "The endpoint hears of payments from now on."});
    return {};
}

}  // namespace tender::api::poof

namespace tender {

TENDER_DECL result<> verify_poof_webhook(std::string_view body, secret const& shared)
{
    if (shared.empty()) return fault(errc::unauthorized, std::string(no_webhook_secret));
    constexpr std::string_view name = "\"x-poof-signature\":\"";
    auto const at = body.rfind(name);
    auto const from = at == body.npos ? body.size() : at + name.size();
    auto const value = body.substr(from, body.find('"', from) - from);
    bool const ours = equal_in_constant_time(value, shared.reveal());
    return ours ? result<>()
                : fault(errc::unauthorized, "The webhook does not hold the shared secret.");
}

}  // namespace tender
