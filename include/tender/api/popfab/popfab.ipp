// SPDX-License-Identifier: BSL-1.0
// tender/api/popfab/popfab.ipp: POPFAB's faults, and the table of its endpoints.
#pragma once

#include <tender/api/exchange.hpp>
#include <tender/api/popfab.hpp>
#include <tender/api/popfab/keys.ipp>
#include <tender/api/popfab/payments.ipp>
#include <tender/api/popfab/rules.ipp>
#include <tender/api/popfab/webhooks.ipp>

namespace tender::api::popfab {

/// Status and code of each fault; the message is the fault's own.
struct fault_word {
    errc code;
    int http;
    std::string_view word;
};
inline constexpr fault_word fault_words[] = {
    {errc::invalid_request, 400, "VALIDATION_ERROR"},
    {errc::unauthorized, 401, "UNAUTHORIZED"},
    {errc::forbidden, 403, "FORBIDDEN"},
    {errc::not_found, 404, "NOT_FOUND"},
    {errc::method_not_allowed, 405, "METHOD_NOT_ALLOWED"},
    {errc::payload_too_large, 413, "PAYLOAD_TOO_LARGE"},
    {errc::unsupported_media_type, 415, "UNSUPPORTED_MEDIA_TYPE"},
    {errc::idempotency_conflict, 409, "IDEMPOTENCY_CONFLICT"},
    {errc::request_in_progress, 409, "REQUEST_IN_PROGRESS"},
    {errc::duplicate_reference, 422, "UNPROCESSABLE_PAYMENT"},
    {errc::illegal_transition, 422, "UNPROCESSABLE_PAYMENT"},
    {errc::exceeds_remaining, 422, "UNPROCESSABLE_PAYMENT"},
    {errc::exceeds_balance, 422, "UNPROCESSABLE_PAYMENT"},
    {errc::currency_mismatch, 422, "UNPROCESSABLE_PAYMENT"},
    {errc::amount_overflow, 422, "UNPROCESSABLE_PAYMENT"},
    {errc::no_route, 422, "UNPROCESSABLE_PAYMENT"},
    {errc::providers_unavailable, 503, "ALL_PROVIDERS_UNAVAILABLE"},
    {errc::rate_limited, 429, "RATE_LIMIT_EXCEEDED"},
    {errc::conflict, 503, "SERVICE_UNAVAILABLE"},
    {errc::storage_unavailable, 503, "SERVICE_UNAVAILABLE"},
    {errc::internal, 500, "INTERNAL_ERROR"},
};
static_assert(one_row_each<errc>(fault_words, &fault_word::code));

inline void refuse(fault const& why, response& out)
{
    auto const& row = fault_words[static_cast<std::size_t>(why.code())];
    out.status = row.http;
    error_envelope e{};
    e.error.code = row.word;
    e.error.message = why.text();
    bool const ours_alone = why == errc::unauthorized || why == errc::storage_unavailable ||
                            why == errc::internal;
    if (ours_alone) e.error.message = kind_of(why.code()).text;
    std::string message;
    if (why == errc::invalid_request) {
        auto& details = e.error.details.emplace();
        for (auto const& f : why.fields()) details.push_back({f.field, f.says});
        if (details.empty()) details.push_back({"body", why.text()});
        message = std::to_string(details.size()) +
                  (details.size() == 1 ? " field is invalid" : " fields are invalid");
        e.error.message = message;
    }
    write_json(out.body, e);
}

/// The text behind `Bearer `; the scheme may be in any case.
inline std::string_view presented(request const& asked)
{
    constexpr std::string_view scheme = "Bearer ";
    auto const* const h = asked.find("authorization");
    if (h == nullptr || !same_word(h->value.substr(0, scheme.size()), scheme)) return {};
    auto const key = std::min(h->value.find_first_not_of(' ', scheme.size()), h->value.size());
    return h->value.substr(key);
}

using enum verb;
using enum scope;
using enum role;

inline constexpr endpoint own_endpoints[] = {
    // verb  path                        needs           key                    does, whose
    {POST, "/v1/payments",             payments_write, idempotency::required,
     &call<initiate_payment, &initiate, &write_answer>},
    {GET,  "/v1/payments",             payments_read,  idempotency::ignored,
     &query<list_query, &list_payments_page>},
    {GET,  "/v1/payments/{id}",        payments_read,  idempotency::ignored,
     &query<nothing, &read_payment>},
    {POST, "/v1/payments/{id}/refund", payments_write, idempotency::honoured,
     &call<refund_request, &refund_payment, &write_answer>, role::member, nullptr,
     &id_of<&named>},
    {POST, "/v1/payments/{id}/sync",   payments_write, idempotency::ignored,
     &query<sync_query, &sync_payment>},
    {POST, "/v1/routing-rules",        routing_write,  idempotency::ignored,
     &act<rule_request, &create_rule>},
    {GET,  "/v1/routing-rules",        routing_read,   idempotency::ignored,
     &query<nothing, &list_rules>},
    {PUT,  "/v1/routing-rules/{id}",   routing_write,  idempotency::ignored,
     &act<rule_request, &replace_rule>},
    {DELETE, "/v1/routing-rules/{id}", routing_write,  idempotency::ignored,
     &query<nothing, &remove_rule>},
    {GET,  "/v1/providers",            routing_read,   idempotency::ignored,
     &query<nothing, &list_providers>},
    {POST, "/v1/api-keys",             keys_write,     idempotency::ignored,
     &act<key_request, &create_key>, admin},
    {GET,  "/v1/api-keys",             keys_read,      idempotency::ignored,
     &query<nothing, &list_keys>, admin},
    {POST, "/v1/api-keys/{id}/rotate", keys_write,     idempotency::ignored,
     &query<nothing, &rotate_key>, admin},
    {DELETE, "/v1/api-keys/{id}",      keys_write,     idempotency::ignored,
     &query<nothing, &revoke_key>, admin},
    {POST, "/v1/webhooks/endpoints",   webhooks_write, idempotency::ignored,
     &act<endpoint_request, &create_endpoint>},
    {GET,  "/v1/webhooks/endpoints",   webhooks_read,  idempotency::ignored,
     &query<nothing, &list_endpoints>},
    {GET,  "/v1/webhooks/deliveries/dead", webhooks_read, idempotency::ignored,
     &query<nothing, &list_dead>},
    {POST, "/v1/webhooks/{id}/replay", webhooks_write, idempotency::ignored,
     &query<nothing, &replay_delivery>},
};
inline constexpr auto endpoints = with_pages(own_endpoints);
static_assert(well_formed(endpoints));

}  // namespace tender::api::popfab

namespace tender {

TENDER_DECL face const& popfab()
{
    static constexpr face itself{.id = "popfab",
                                 .endpoints = api::popfab::endpoints,
                                 .presented = &api::popfab::presented,
                                 .refuse = &api::popfab::refuse,
                                 .webhooks = &api::popfab::dialect,
                                 .page_target = &api::popfab::page_target,
                                 .page_path = page_path};
    return itself;
}

}  // namespace tender
