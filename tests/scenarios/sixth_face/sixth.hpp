// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/sixth_face/sixth.hpp: a face that the library has not heard of: tips.
#pragma once

#include <scenarios/sixth_face/tip.hpp>

#include <tender/api/exchange.hpp>
#include <tender/base/whole.hpp>
#include <tender/core/json/views.hpp>
#include <tender/port/webhook_signature.hpp>
#include <tender/service/engine_internals.hpp>

#include <boost/describe/class.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tender::api::sixth {

inline constexpr name face_id = "sixth";
inline constexpr std::string_view tip_prefix = "tip_", event_prefix = "tev_";

struct currencies {
    static constexpr std::string_view words[] = {"NGN", "USD"};
};

/// POST /v1/tips.
struct create_tip {
    whole<100, 5'000'000>    amount;                   ///< minor units
    one_of<currencies>       currency;
    email                    customer_email;
    std::optional<text<200>> message;
};
BOOST_DESCRIBE_STRUCT(create_tip, (), (amount, currency, customer_email, message))

/// The tip as its merchant sees it.
struct tip_view {
    prefixed_id      id;
    std::int64_t     amount;
    std::string_view currency, status;
    text_or_null     message;
    instant          created_at;
};
BOOST_DESCRIBE_STRUCT(tip_view, (), (id, amount, currency, status, message, created_at))

struct event_view {
    prefixed_id      id;
    std::string_view type;
    instant          created_at;
    tip_view         tip;
};
BOOST_DESCRIBE_STRUCT(event_view, (), (id, type, created_at, tip))

struct error_view {
    std::string_view                code, message;
    std::optional<std::string_view> field;
};
BOOST_DESCRIBE_STRUCT(error_view, (), (code, message, field))

struct error_envelope {
    error_view error;
};
BOOST_DESCRIBE_STRUCT(error_envelope, (), (error))

/// The face's word for each state of a payment.
struct status_word {
    payment_state state;
    std::string_view word;
};
inline constexpr status_word status_words[] = {
    {payment_state::created, "pending"},    {payment_state::submitted, "pending"},
    {payment_state::challenged, "pending"}, {payment_state::accepted, "pending"},
    {payment_state::in_doubt, "pending"},    {payment_state::captured, "paid"},
    {payment_state::failed, "failed"},      {payment_state::canceled, "failed"},
    {payment_state::expired, "failed"},     {payment_state::refunded, "returned"},
    {payment_state::reversed, "returned"},
};
static_assert(one_row_each<payment_state>(status_words, &status_word::state));

/// The id that such a text stands for; nothing where it is none.
inline std::optional<id<tip>> read_tip_id(std::string_view text)
{
    if (!text.starts_with(tip_prefix)) return std::nullopt;
    return id<tip>::read(text.substr(tip_prefix.size()));
}

/// What a payment of this face says of its tip, whose id is its reference.
inline std::optional<tip> tip_of(payment const& p)
{
    auto const which = read_tip_id(p.terms->reference);
    if (p.terms->face != face_id || !which) return std::nullopt;
    auto const& more = p.terms->metadata;
    return tip{*which, p.account, p.mode, more.empty() ? std::string() : more.front().second, p.id};
}

inline tip_view view_of(tip const& t, payment const& p)
{
    auto const& terms = *p.terms;
    return {{tip_prefix, t.id.value},
            terms.amount.minor,
            terms.amount.currency.code(),
            status_words[static_cast<std::size_t>(p.state)].word,
            {t.message},
            terms.created_at};
}

/// An answer that is replayed is made of its payment alone.
inline void write_answer(payment const& p, std::string& body)
{
    if (auto const t = tip_of(p)) write_json(body, view_of(*t, p));
}

/// The tip is written with its payment: both or none.
inline result<std::shared_ptr<payment const>> create(exchange& x, create_tip& wire,
                                                     idempotency_request const* request)
{
    create_payment c;
    c.amount = {wire.amount.value(), currency::find(wire.currency.word()).value_or(currency())};
    c.reference = std::string(tip_prefix) + x.pay.new_id().text();
    c.customer.email = std::move(wire.customer_email);
    if (wire.message) c.metadata = {{"message", std::move(*wire.message).str()}};
    c.alongside = [](unit_of_work& unit, payment const& p) -> result<> {
        auto fresh = tip_of(p);
        if (!fresh) return fault(errc::internal);
        unit.insert(std::move(*fresh));
        return {};
    };
    return engine_internals::create_once(x.pay, x.caller.who, std::move(c), request);
}

inline result<tip> find_tip(exchange& x, std::string_view text)
{
    auto const which = read_tip_id(text);
    if (!which) return fault(errc::not_found);
    auto const& who = x.caller.who;
    return x.pay.transact(who.account, [&](unit_of_work& unit) -> result<tip> {
        auto const found = find_own(unit, who, *which);
        if (!found) return found.error();
        return **found;
    });
}

inline result<> read_tip(exchange& x, nothing const&)
{
    auto const found = find_tip(x, x.parameters[0]);
    if (!found) return found.error();
    auto const paid = x.pay.payments().read(x.caller.who, found->payment);
    if (!paid) return paid.error();
    write_json(x.out.body, view_of(*found, *paid));
    return {};
}

inline constexpr std::string_view event_types[] = {"tip.paid"};

inline std::span<std::string_view const> words_of(event const& what)
{
    auto const* const p = object_of<payment>(what);
    bool const paid = what.kind == event_kind::payment_captured && p != nullptr && tip_of(*p);
    return paid ? std::span<std::string_view const>(event_types)
                : std::span<std::string_view const>();
}

inline void write_event(webhook_message const& what, std::string& out)
{
    auto const& p = *object_of<payment>(*what.event);
    auto const t = tip_of(p).value_or(tip());
    write_json(out, event_view{{event_prefix, what.event->id.value}, what.delivery.type,
                               what.event->at(), view_of(t, p)});
}

inline std::string event_id(event const& what)
{
    return std::string(event_prefix) + what.id.text();
}

/// Signed as Standard Webhooks are, under headers of the face's own.
inline void sign_event(webhook_message const& what, std::string_view body, string_pairs& headers)
{
    auto const seconds = std::chrono::floor<std::chrono::seconds>(what.now);
    auto const timestamp = std::to_string(seconds.time_since_epoch().count());
    auto const id = event_id(*what.event);
    auto const signature = standard_signature(what.with, what.key, id, timestamp, body);
    headers.insert(headers.end(), {{"Tip-Event", id}, {"Tip-Timestamp", timestamp},
                                   {"Tip-Signature", signature.value_or("")}});
}

inline constexpr std::chrono::seconds delays[] = {std::chrono::minutes(1),
                                                  std::chrono::minutes(10)};

inline constexpr webhook_dialect dialect{face_id,     event_types, &words_of, &write_event,
                                         &sign_event, &event_id,   delays,
                                         std::chrono::seconds(5)};

/// Status and code of each fault.
struct fault_word {
    errc code;
    int http;
    std::string_view word;
};
inline constexpr fault_word fault_words[] = {
    {errc::invalid_request, 422, "invalid"},
    {errc::unauthorized, 401, "who_are_you"},
    {errc::forbidden, 403, "not_yours"},
    {errc::not_found, 404, "no_such_tip"},
    {errc::method_not_allowed, 405, "no_such_method"},
    {errc::payload_too_large, 413, "too_large"},
    {errc::unsupported_media_type, 415, "not_json"},
    {errc::idempotency_conflict, 409, "key_reused"},
    {errc::request_in_progress, 409, "key_in_use"},
    {errc::duplicate_reference, 409, "conflict"},
    {errc::illegal_transition, 409, "conflict"},
    {errc::exceeds_remaining, 422, "invalid"},
    {errc::exceeds_balance, 422, "invalid"},
    {errc::currency_mismatch, 422, "invalid"},
    {errc::amount_overflow, 422, "invalid"},
    {errc::no_route, 422, "nobody_takes_it"},
    {errc::providers_unavailable, 503, "try_again"},
    {errc::rate_limited, 429, "slow_down"},
    {errc::conflict, 503, "try_again"},
    {errc::storage_unavailable, 503, "try_again"},
    {errc::internal, 500, "our_fault"},
};
static_assert(one_row_each<errc>(fault_words, &fault_word::code));

/// The first fault of a field, in the order of the request's fields.
inline void refuse(fault const& why, response& out)
{
    auto const& row = fault_words[static_cast<std::size_t>(why.code())];
    out.status = row.http;
    error_envelope e{{row.word, kind_of(why.code()).text, {}}};
    if (!why.fields().empty()) {
        e.error.field = why.fields().front().field;
        e.error.message = why.fields().front().says;
    }
    write_json(out.body, e);
}

/// The text behind `Bearer `; what has another scheme is a key that nobody has.
inline std::string_view presented(request const& asked)
{
    constexpr std::string_view scheme = "Bearer ";
    auto const* const h = asked.find("authorization");
    if (h == nullptr) return {};
    return h->value.starts_with(scheme) ? h->value.substr(scheme.size()) : "?";
}

inline constexpr endpoint endpoints[] = {
    // verb      path             needs                  key                    does
    {verb::POST, "/v1/tips",      scope::payments_write, idempotency::honoured,
     &call<create_tip, &create, &write_answer, 201>},
    {verb::GET,  "/v1/tips/{id}", scope::payments_read,  idempotency::ignored,
     &query<nothing, &read_tip>},
};
static_assert(well_formed(endpoints));

}  // namespace tender::api::sixth

namespace tender {

/// `POST /v1/tips` takes a tip by card, `GET /v1/tips/{id}` tells what became of it.
inline face const& sixth()
{
    static constexpr face itself{api::sixth::face_id, api::sixth::endpoints,
                                 &api::sixth::presented, &api::sixth::refuse,
                                 &api::sixth::dialect};
    return itself;
}

}  // namespace tender
