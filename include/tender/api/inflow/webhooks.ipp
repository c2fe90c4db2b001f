// SPDX-License-Identifier: BSL-1.0
// tender/api/inflow/webhooks.ipp: what Inflow tells its merchants.
#pragma once

#include <tender/api/inflow.hpp>
#include <tender/api/inflow/refunds.ipp>
#include <tender/base/encoding.hpp>
#include <tender/base/uuid.hpp>
#include <tender/port/webhook_signature.hpp>

namespace tender::api::inflow {

inline constexpr std::string_view transaction_changed = "transaction.status_changed";
inline constexpr std::string_view refund_changed = "refund.status_changed";
inline constexpr std::string_view test_event = "webhook.test";
inline constexpr std::string_view event_types[] = {transaction_changed, refund_changed};

/// Is a refund another one, in Inflow's words, than it was before?
inline bool refund_moved(event const& what)
{
    auto const* const r = cause_of<refund>(what);
    auto const* const before = before_of<payment>(what);
    if (r == nullptr || before == nullptr) return false;
    for (auto const& l : before->refunds())
        if (l.id == r->id) return word_of(l.state) != word_of(r->state);
    return true;
}

/// Told of whatever its readers could see: a status, an attempt, a refund; and of a challenge. A
/// refund that moved is told of beside its transaction.
inline std::span<std::string_view const> words_of(event const& what)
{
    auto const* const now = object_of<payment>(what);
    auto const* const before = before_of<payment>(what);
    if (now == nullptr || before == nullptr) return {};
    std::span<std::string_view const> const both = event_types;
    if (refund_moved(what)) return both;
    bool const seen = status_of(*now) != status_of(*before) ||
                      now->attempts() != before->attempts() ||
                      what.kind == event_kind::payment_challenged;
    return both.first(seen ? 1 : 0);
}

inline void write_event(webhook_message const& what, std::string& out)
{
    if (what.delivery.type == test_event)
        return write_json(out, test_message{test_event, "This is a test: your endpoint works.",
                                            what.delivery.created_at});
    auto const& p = *object_of<payment>(*what.event);
    if (what.delivery.type == refund_changed) {
        auto const& r = *cause_of<refund>(*what.event);
        refund_texts const s(r);
        auto const v = view_of(r, s);
        return write_json(out, refund_event{refund_changed, v.id, v.transaction_id, v.amount,
                                            v.currency, v.amount_in_cents, v.amount_usd, v.reason,
                                            v.status, v.created_at, v.updated_at});
    }
    transaction_texts const s(p);
    write_json(out, transaction_event{transaction_changed, s.id, p.terms->reference, s.amount,
                                      status_of(p), p.terms->amount.currency.code(),
                                      s.attempts(p), p.terms->created_at, p.updated_at});
}

inline std::string signature_of(crypto& with, secret const& key, std::string_view body)
{
    return "sha256=" + hex(with.hmac_sha256(key.reveal(), body));
}

inline void sign_event(webhook_message const& what, std::string_view body, string_pairs& headers)
{
    auto const seconds = std::chrono::floor<std::chrono::seconds>(what.now);
    headers.emplace_back("X-Webhook-Event", what.delivery.type);
    headers.emplace_back("X-Webhook-Delivery-Id", uuid_text(what.delivery.id.value));
    headers.emplace_back("X-Webhook-Timestamp", std::to_string(seconds.time_since_epoch().count()));
    headers.emplace_back("X-Webhook-Signature", signature_of(what.with, what.key, body));
}

inline std::string event_id(event const& what) { return what.id.text(); }

/// Each twice the last, ten attempts in all.
inline constexpr std::chrono::seconds delays[] = {
    std::chrono::minutes(1),  std::chrono::minutes(2),   std::chrono::minutes(4),
    std::chrono::minutes(8),  std::chrono::minutes(16),  std::chrono::minutes(32),
    std::chrono::minutes(64), std::chrono::minutes(128), std::chrono::minutes(256),
};

inline constexpr webhook_dialect dialect{"inflow",    event_types, &words_of, &write_event,
                                         &sign_event, &event_id,   delays,
                                         std::chrono::seconds(15), false,    test_event};

}  // namespace tender::api::inflow

namespace tender {

TENDER_DECL result<> verify_inflow_webhook(inflow_webhook const& got, secret const& key)
{
    if (key.empty()) return fault(errc::unauthorized, std::string(no_webhook_secret));
    builtin_crypto with;
    bool const ours = equal_in_constant_time(got.signature,
                                             api::inflow::signature_of(with, key, got.body));
    return ours ? result<>()
                : fault(errc::unauthorized, "The webhook's signature is not this secret's.");
}

}  // namespace tender
