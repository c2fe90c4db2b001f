// SPDX-License-Identifier: BSL-1.0
// tender/api/inflow/inflow.ipp: Inflow's faults, and the table of its endpoints.
#pragma once

#include <tender/api/inflow.hpp>
#include <tender/api/inflow/organization.ipp>
#include <tender/api/inflow/public_links.ipp>

#include <utility>

namespace tender::api::inflow {

/// Status of each fault, the code of a broken business rule, and words where ours are not Inflow's.
struct fault_word {
    errc code;
    int http;
    std::string_view word, says;
};
inline constexpr std::string_view out_of_limits =
    "The total is not between the organization's smallest and largest payment.";

inline constexpr fault_word fault_words[] = {
    {errc::invalid_request, 400, "", ""},
    {errc::unauthorized, 401, "", "Invalid API key."},
    {errc::forbidden, 403, "", ""},
    {errc::not_found, 404, "", ""},
    {errc::method_not_allowed, 405, "", "This method is not allowed here."},
    {errc::payload_too_large, 413, "", ""},
    {errc::unsupported_media_type, 415, "", ""},
    {errc::idempotency_conflict, 409, "", ""},
    {errc::request_in_progress, 409, "", ""},
    {errc::duplicate_reference, 409, "", ""},
    {errc::illegal_transition, 400, "not_paid", "Only a paid transaction can be refunded."},
    {errc::exceeds_remaining, 400, "amount_exceeds_refundable", ""},
    {errc::exceeds_balance, 400, "insufficient_wallet_balance", ""},
    {errc::currency_mismatch, 400, "", ""},
    {errc::amount_overflow, 400, "amount_out_of_range", out_of_limits},
    {errc::no_route, 400, "", ""},
    {errc::providers_unavailable, 503, "", ""},
    {errc::rate_limited, 429, "", ""},
    {errc::conflict, 503, "", "The server is busy."},
    {errc::storage_unavailable, 503, "", "The server is busy."},
    {errc::internal, 500, "", "The server made a mistake."},
};
static_assert(one_row_each<errc>(fault_words, &fault_word::code));

/// Reasons with a status, code or sentence of their own; no sentence: the fault's.
struct reason_word {
    fault_reason reason;
    std::string_view word;
    int http;
    std::string_view says{};
};
inline constexpr reason_word reason_words[] = {
    {fault_reason::key_missing, "", 401, "Authentication credentials were not provided."},
    {fault_reason::total_out_of_limits, "amount_out_of_range", 400, out_of_limits},
    {fault_reason::ad_hoc_products_off, "ad_hoc_products_disabled", 400,
     "The organization sells products of its catalog alone."},
    {fault_reason::simulation_in_live_mode, "sandbox_only", 400},
    {fault_reason::key_exists, "api_key_exists", 400},
    {fault_reason::link_expired, "", 410},
    {fault_reason::link_sold_out, "", 410},
    {fault_reason::page_unknown, "", 404},
};

/// What is wrong with a field, as a sentence; one within a list or object names its place.
inline std::string sentence_of(field_fault const& violation, bool within)
{
    if (within) return violation.field + " " + violation.says + ".";
    if (violation.is_no_email()) return "Enter a valid email address.";
    return "This field " + violation.says + ".";
}

/// `{"field":["sentence", …], …}`, in the order of the contract's fields.
inline void write_fields_at_fault(std::vector<field_fault> const& violations, std::string& body)
{
    std::vector<std::pair<std::string_view, std::vector<std::string>>> all;
    for (auto const& f : violations) {
        std::string_view const path = f.field;
        auto const top = path.substr(0, path.find_first_of(".["));
        auto at = std::find_if(all.begin(), all.end(), [&](auto const& e) {
            return e.first == top;
        });
        if (at == all.end()) at = all.insert(all.end(), {top, {}});
        at->second.push_back(sentence_of(f, top != path));
    }
    char before = '{';
    for (auto const& [field, sentences] : all) {
        body.push_back(std::exchange(before, ','));
        write_text(body, field);
        char within = '[';
        body.push_back(':');
        for (auto const& s : sentences) {
            body.push_back(std::exchange(within, ','));
            write_text(body, s);
        }
        body.push_back(']');
    }
    body.push_back('}');
}

/// `checkout:create` for `checkout_create`, as keys name it.
inline std::string scope_sentence(std::string_view lacking)
{
    std::string name(lacking);
    if (name == enum_name(scope::dashboard))
        return "Log in to the dashboard: no API key does this.";
    if (auto const at = name.find('_'); at != name.npos) name[at] = ':';
    return "API key lacks scope " + name;
}

inline void refuse(fault const& why, response& out)
{
    auto const& row = fault_words[static_cast<std::size_t>(why.code())];
    out.status = row.http;
    bool const unreadable = why.fields().size() == 1 && why.fields().front().field == "body";
    if (why == errc::invalid_request && !why.fields().empty() && !unreadable)
        return write_fields_at_fault(why.fields(), out.body);
    detail_view e{why.text(), std::nullopt};
    std::string words;
    if (!row.says.empty()) e.detail = row.says;
    if (!row.word.empty()) e.code = row.word;
    bool own_words = false;
    for (auto const& r : reason_words) {
        if (!(why == r.reason)) continue;
        own_words = true;
        out.status = r.http;
        if (!r.word.empty()) e.code = r.word;
        if (!r.says.empty()) e.detail = r.says;
    }
    if (why == errc::not_found && !own_words) e.detail = "Not found.";
    if (unreadable) words = "The body " + why.fields().front().says + ".";
    if (why == fault_reason::scope_missing) words = scope_sentence(why.about());
    if (why == errc::rate_limited)
        words = "Request was throttled. Expected available in " +
                std::to_string(std::max<std::int64_t>(why.retry_delay().count(), 1)) + " seconds.";
    if (!words.empty()) e.detail = words;
    write_json(out.body, e);
}

inline constexpr std::string_view session_scheme = "Token ";

constexpr bool is_session(std::string_view text)
{
    return same_word(text.substr(0, session_scheme.size()), session_scheme);
}

/// A key's place holds no session.
constexpr std::string_view no_session(std::string_view text)
{
    return is_session(text) ? std::string_view("?") : text;
}

/// The text behind `Api-Key ` or in the header of that name; a session with its scheme; what has
/// another one is a key that nobody has.
inline std::string_view presented(request const& asked)
{
    constexpr std::string_view scheme = "Api-Key ";
    auto const* const h = asked.find("authorization");
    if (h == nullptr) {
        auto const* const own = asked.find("api-key");
        return own != nullptr ? no_session(own->value) : std::string_view();
    }
    if (is_session(h->value)) return h->value;
    if (!same_word(h->value.substr(0, scheme.size()), scheme)) return "?";
    auto const key = std::min(h->value.find_first_not_of(' ', scheme.size()), h->value.size());
    return key == h->value.size() ? "?" : no_session(h->value.substr(key));
}

/// People have the dashboard and nothing else, keys everything else.
inline result<principal> authenticate(engine& pay, std::string_view text)
{
    if (is_session(text))
        return pay.access_tokens().read_session(text.substr(session_scheme.size()), "inflow");
    auto bearer = pay.api_keys().authenticate("inflow", text);
    if (bearer) bearer->scopes = bearer->scopes.without(scope::dashboard);
    return bearer;
}

using enum verb;
using enum scope;
inline constexpr auto ignored = idempotency::ignored, honoured = idempotency::honoured;

inline constexpr endpoint own_endpoints[] = {
    // verb  path                          needs                           key
    {POST, "/checkout/create/",            checkout_create,                honoured,
     &call<checkout_request, &create_checkout, &write_session, 201>},
    {GET,  "/transactions/{id}/",          payments_read,                  ignored,
     &query<nothing, &read_transaction>},
    {POST, "/transactions/{id}/refund/",   refunds_write | payments_write, honoured,
     &call<refund_request, &create, &write_fresh, 201>, role::member, nullptr,
     &id_of<&named>},
    {GET,  "/refunds/",                    refunds_read | payments_read,   ignored,
     &query<refund_query, &list_refunds>},
    {GET,  "/refunds/{id}/",               refunds_read | payments_read,   ignored,
     &query<nothing, &read_refund>},

    {GET,    "/organization/",                       dashboard, ignored,
     &query<nothing, &read_organization>},
    {PATCH,  "/organization/",                       dashboard, ignored,
     &act<organization_request, &change_organization>},
    {GET,    "/organization/dashboard/",             dashboard, ignored,
     &query<nothing, &read_dashboard>},
    {GET,    "/organization/api-keys/",              dashboard, ignored,
     &query<nothing, &list_keys>},
    {POST,   "/organization/api-keys/",              dashboard, ignored,
     &act<key_request, &create_key>},
    {POST,   "/organization/api-keys/rotate/",       dashboard, ignored,
     &act<nothing, &rotate_key>},
    {POST,   "/organization/api-keys/{id}/revoke/",  dashboard, ignored,
     &act<nothing, &revoke_key>},
    {GET,    "/organization/webhook/",               dashboard, ignored,
     &query<nothing, &read_webhook>},
    {PUT,    "/organization/webhook/",               dashboard, ignored,
     &act<webhook_request, &put_webhook>},
    {POST,   "/organization/webhook/test/",          dashboard, ignored,
     &act<nothing, &test_webhook>},
    {POST,   "/organization/webhook/rotate-secret/", dashboard, ignored,
     &act<nothing, &rotate_secret>},
    {GET,    "/payment-links/",                      dashboard, ignored,
     &query<page_query, &list_links>},
    {POST,   "/payment-links/",                      dashboard, ignored,
     &act<link_request, &create_link>},
    {GET,    "/payment-links/{id}/",                 dashboard, ignored,
     &query<nothing, &read_link>},
    {PATCH,  "/payment-links/{id}/",                 dashboard, ignored,
     &act<link_change, &change_link>},
    {DELETE, "/payment-links/{id}/",                 dashboard, ignored,
     &act<nothing, &remove_link>},
    {GET,    "/payment-links/{id}/payments/",        dashboard, ignored,
     &query<page_query, &list_link_payments>},

    {GET,    "/payment-links/public/{token}/",          {}, ignored, &show_link},
    {POST,   "/payment-links/public/{token}/",          {}, ignored, &submit_link,
     role::member, &refuse_page},
    {POST,   "/payment-links/public/{token}/checkout/", {}, ignored, &create_link_checkout},
    {GET,    "/payment-links/public/{token}/style",     {}, ignored, &style_link,
     role::member, &refuse_page},
    {GET,    "/payment-links/public/{token}/logo",      {}, ignored, &logo_link,
     role::member, &refuse_page},
};
inline constexpr auto endpoints = with_pages(own_endpoints);
static_assert(well_formed(endpoints));

}  // namespace tender::api::inflow

namespace tender {

TENDER_DECL face const& inflow()
{
    static constexpr face itself{
        .id = "inflow",
        .endpoints = api::inflow::endpoints,
        .presented = &api::inflow::presented,
        .refuse = &api::inflow::refuse,
        .webhooks = &api::inflow::dialect,
        .authenticate = &api::inflow::authenticate,
        .cancel_ends = true,
        .page_path = page_path,
        .link_path = api::inflow::public_path,
    };
    return itself;
}

}  // namespace tender
