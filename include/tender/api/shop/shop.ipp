// SPDX-License-Identifier: BSL-1.0
// tender/api/shop/shop.ipp: the shop's faults, and the table of its endpoints.
#pragma once

#include <tender/api/shop.hpp>
#include <tender/api/shop/payments.ipp>
#include <tender/api/shop/webhooks.ipp>

#include <algorithm>

namespace tender::api::shop {

/// Status and code of each fault, out of the closed set of the contract.
struct fault_word {
    errc code;
    int http;
    std::string_view word;
};
inline constexpr fault_word fault_words[] = {
    {errc::invalid_request, 400, "invalid_request"},
    {errc::unauthorized, 401, "invalid_api_key"},
    {errc::forbidden, 401, "invalid_api_key"},
    {errc::not_found, 404, "payment_not_found"},
    {errc::method_not_allowed, 404, "payment_not_found"},
    {errc::payload_too_large, 400, "invalid_request"},
    {errc::unsupported_media_type, 400, "invalid_request"},
    {errc::idempotency_conflict, 400, "idempotency_conflict"},
    {errc::request_in_progress, 429, "request_in_progress"},
    {errc::duplicate_reference, 400, "invalid_request"},
    {errc::illegal_transition, 400, "invalid_request"},
    {errc::exceeds_remaining, 400, "invalid_request"},
    {errc::exceeds_balance, 400, "invalid_request"},
    {errc::currency_mismatch, 400, "invalid_request"},
    {errc::amount_overflow, 400, "invalid_request"},
    {errc::no_route, 400, "invalid_request"},
    {errc::providers_unavailable, 500, "server_error"},
    {errc::rate_limited, 429, "rate_limit_exceeded"},
    {errc::conflict, 500, "server_error"},
    {errc::storage_unavailable, 500, "server_error"},
    {errc::internal, 500, "server_error"},
};
static_assert(one_row_each<errc>(fault_words, &fault_word::code));

/// The codes of a field's faults: where it is missing, and where it is wrong.
struct field_word {
    std::string_view field, missing, wrong;
};
inline constexpr field_word field_words[] = {
    {"amount", "missing_required_fields", "invalid_amount"},
    {"currency", "missing_required_fields", "invalid_currency"},
    {"return_url", "missing_return_url", "invalid_return_url"},
    {"metadata", "invalid_metadata", "invalid_metadata"},
};

/// The first fault in the order of the contract's fields.
inline void refuse(fault const& why, response& out)
{
    auto const& row = fault_words[static_cast<std::size_t>(why.code())];
    out.status = row.http;
    error_envelope e{};
    e.error.code = row.word;
    e.error.message = why.text();
    if (row.http == 500 || row.http == 401) e.error.message = kind_of(why.code()).text;
    if (why == fault_reason::key_missing) e.error.code = "missing_api_key";
    if (why == fault_reason::account_inactive) e.error.code = "shop_inactive";
    std::string message;
    if (why == errc::invalid_request && !why.fields().empty()) {
        auto const& first = why.fields().front();
        message = first.field + " " + first.says;
        e.error.message = message;
        e.error.param = first.field;
        for (auto const& f : field_words)
            if (f.field == first.field)
                e.error.code = first.is_missing() ? f.missing : f.wrong;
    }
    write_json(out.body, e);
}

/// The text behind `Bearer `; what has another scheme is a key that nobody has.
inline std::string_view presented(request const& asked)
{
    constexpr std::string_view scheme = "Bearer ";
    auto const* const h = asked.find("authorization");
    if (h == nullptr) return {};
    if (!same_word(h->value.substr(0, scheme.size()), scheme)) return "?";
    auto const key = std::min(h->value.find_first_not_of(' ', scheme.size()), h->value.size());
    return key == h->value.size() ? "?" : h->value.substr(key);
}

using enum verb;
using enum scope;

inline constexpr endpoint own_endpoints[] = {
    // verb  path               needs           key                    does
    {POST, "/v1/payments",      payments_write, idempotency::honoured,
     &call<create_payment, &create, &write_answer>},
    {GET,  "/v1/payments/{id}", payments_read,  idempotency::ignored,
     &query<nothing, &read_payment>},
};
inline constexpr auto endpoints = with_pages(own_endpoints);
static_assert(well_formed(endpoints));

}  // namespace tender::api::shop

namespace tender {

TENDER_DECL face const& shop()
{
    static constexpr face itself{.id = "shop",
                                 .endpoints = api::shop::endpoints,
                                 .presented = &api::shop::presented,
                                 .refuse = &api::shop::refuse,
                                 .webhooks = &api::shop::dialect,
                                 .page_target = &api::shop::page_target,
                                 .page_path = page_path};
    return itself;
}

}  // namespace tender
