// SPDX-License-Identifier: BSL-1.0
// tender/api/poof/poof.ipp: poof's faults, and the table of its endpoints.
#pragma once

#include <tender/api/poof.hpp>
#include <tender/api/poof/checkout.ipp>
#include <tender/api/poof/keys.ipp>
#include <tender/api/poof/scripts.ipp>
#include <tender/api/poof/transactions.ipp>
#include <tender/api/poof/webhooks.ipp>

namespace tender::api::poof {

/// Status and code of each fault.
struct fault_word {
    errc code;
    int http;
    std::string_view word;
};
inline constexpr fault_word fault_words[] = {
    {errc::invalid_request, 400, "invalid_request"},
    {errc::unauthorized, 401, "invalid_api_key"},
    {errc::forbidden, 401, "invalid_api_key"},
    {errc::not_found, 404, "not_found"},
    {errc::method_not_allowed, 405, "method_not_allowed"},
    {errc::payload_too_large, 413, "invalid_request"},
    {errc::unsupported_media_type, 415, "invalid_request"},
    {errc::idempotency_conflict, 409, "idempotency_conflict"},
    {errc::request_in_progress, 429, "request_in_progress"},
    {errc::duplicate_reference, 409, "invalid_request"},
    {errc::illegal_transition, 409, "invalid_request"},
    {errc::exceeds_remaining, 400, "invalid_request"},
    {errc::exceeds_balance, 400, "invalid_request"},
    {errc::currency_mismatch, 400, "invalid_request"},
    {errc::amount_overflow, 400, "invalid_request"},
    {errc::no_route, 400, "invalid_request"},
    {errc::providers_unavailable, 503, "server_error"},
    {errc::rate_limited, 429, "rate_limited"},
    {errc::conflict, 503, "server_error"},
    {errc::storage_unavailable, 503, "server_error"},
    {errc::internal, 500, "server_error"},
};
static_assert(one_row_each<errc>(fault_words, &fault_word::code));

/// What is not there.
struct missing_word {
    fault_reason reason;
    std::string_view word;
};
inline constexpr missing_word missing_words[] = {
    {fault_reason::user_unknown, "user_not_found"},
    {fault_reason::product_unknown, "product_not_found"},
    {fault_reason::transaction_unknown, "transaction_not_found"},
};

inline void refuse_as(fault const& why, response& out, std::string_view invalid,
                      std::string_view expired)
{
    auto const& row = fault_words[static_cast<std::size_t>(why.code())];
    out.status = row.http;
    error_view e{"error", row.word, why.text()};
    bool const ours_alone = row.http >= 500 || row.http == 401;
    if (ours_alone) e.message = kind_of(why.code()).text;
    if (row.http == 401) e.error = why == fault_reason::token_expired ? expired : invalid;
    for (auto const& m : missing_words)
        if (why == m.reason) e.error = m.word;
    std::string message;
    if (why == errc::invalid_request && !why.fields().empty()) {
        auto const& first = why.fields().front();
        message = first.field + " " + first.says;
        e.message = message;
    }
    write_json(out.body, e);
}

inline void refuse(fault const& why, response& out)
{
    refuse_as(why, out, "invalid_api_key", "expired_api_key");
}

inline void refuse_refresh(fault const& why, response& out)
{
    out.set("Content-Type", "application/json");
    refuse_as(why, out, "invalid_refresh_token", "expired_refresh_token");
}

using enum verb;
using enum scope;
inline constexpr auto ignored = idempotency::ignored, honoured = idempotency::honoured;
inline constexpr auto anybody = std::nullopt;

/// Method and path differ in the source text; all that it shows are answered.
inline constexpr endpoint own_endpoints[] = {
    // verb    path                          needs           key       does
    {POST,    "/api/v1/key",                 anybody,        ignored,
     &act<key_request, &create_key>, role::member, &refuse_refresh},
    {POST,    "/v1/generate_key",            anybody,        ignored,
     &act<key_request, &create_key>, role::member, &refuse_refresh},
    {POST,    "/api/v1/generate_key",        anybody,        ignored,
     &act<key_request, &create_key>, role::member, &refuse_refresh},
    {GET,     "/api/v1/key",                 payments_read,  ignored, &query<nothing, &read_key>},
    {GET,     "/v1/generate_key",            payments_read,  ignored, &query<nothing, &read_key>},
    {GET,     "/api/v1/generate_key",        payments_read,  ignored, &query<nothing, &read_key>},
    {POST,    "/api/v1/checkout",            anybody,        ignored, &checkout_from_anywhere},
    {OPTIONS, "/api/v1/checkout",            anybody,        ignored, &preflight},
    {POST,    "/api/v1/create_fiat_invoice", payments_write, honoured,
     &call<fiat_request, &create_invoice, &write_invoice>},
    {POST,    "/api/v1/create_fiat_charge",  payments_write, honoured,
     &call<fiat_request, &create_invoice, &write_charge>},
    {POST,    "/api/v1/transaction",         payments_read,  ignored,
     &act<transaction_request, &read_transaction>},
    {POST,    "/api/v1/fetch_transactions",  payments_read,  ignored,
     &act<nothing, &fetch_transactions>},
    {POST,    "/api/v2/transaction_query",   payments_read,  ignored,
     &act<query_request, &query_transactions>},
    {POST,    "/api/v1/create_webhook",      webhooks_write, ignored,
     &act<webhook_request, &create_webhook>},
    {POST,    "/api/v2/fetch_product",       payments_read,  ignored,
     &act<product_request, &fetch_product>},
    {POST,    "/api/v1/balance",             payments_read,  ignored,
     &act<balance_request, &read_balance>},
    {POST,    "/api/v2/balance",             payments_read,  ignored,
     &act<balance_request, &read_balance>},
    {GET,     "/static/api/checkout.js",     anybody,        ignored, &serve_checkout_js},
    {GET,     "/static/api/sdk.js",          anybody,        ignored, &serve_sdk_js},
};
inline constexpr auto endpoints = with_pages(own_endpoints);
static_assert(well_formed(endpoints));

}  // namespace tender::api::poof

namespace tender {

TENDER_DECL face const& poof()
{
    static constexpr face itself{
        .id = "poof",
        .endpoints = api::poof::endpoints,
        .presented = &api::poof::presented,
        .refuse = &api::poof::refuse,
        .webhooks = &api::poof::dialect,
        .authenticate = &api::poof::authenticate,
        .visit = &api::poof::visit,
        .keep = &api::poof::keep,
        .page_path = page_path,
    };
    return itself;
}

}  // namespace tender
