// SPDX-License-Identifier: BSL-1.0
// tender/api/pages/pages.ipp: bodies of api/pages/pages.hpp.
#pragma once

#include <tender/api/pages/html.hpp>
#include <tender/api/pages/page_answer.hpp>
#include <tender/api/pages/pages.hpp>
#include <tender/base/encoding.hpp>

#include <algorithm>

namespace tender {

namespace pages_parts {

inline result<checkout_visit> looked_up(exchange& x)
{
    auto const token = x.parameters[0];
    auto found = x.speaks.visit != nullptr ? x.speaks.visit(x, token)
                                           : x.pay.checkout().find(token);
    if (found && found->who.face != x.speaks.id) return fault(errc::not_found);
    return found;
}

/// The page that the path names; refuses where there is none. Who waits on a page takes nothing
/// from what others may ask of its account.
inline std::optional<checkout_visit> visited(exchange& x)
{
    auto found = looked_up(x);
    if (!found) {
        x.refuse(found.error());
        return std::nullopt;
    }
    bool const only_looks = found->kept && x.asked.method == "GET";
    if (!only_looks && !x.within_account(found->who.account))
        return std::nullopt;
    return *found;
}

/// The path of the page itself.
inline std::string own_path(exchange const& x) { return path_of_token(x, page_path); }

/// Where the customer goes from a page in its state; "" where the merchant named nothing.
inline std::string target_of(exchange const& x, checkout_visit const& at)
{
    auto const& terms = *at.paid->terms->checkout;
    using enum checkout_state;
    auto const state = at.session->state;
    auto const& url = state == completed                       ? terms.success_url
                      : state == exhausted || state == expired ? terms.failure_url
                                                               : terms.cancel_url;
    if (url.empty() || x.speaks.page_target == nullptr) return url;
    return x.speaks.page_target(*at.paid, url);
}

/// When a page that waits looks again, in seconds: ever more rarely.
inline std::string_view next_look(std::chrono::milliseconds waited)
{
    using namespace std::chrono_literals;
    return waited < 10s ? "2" : waited < 1min ? "5" : waited < 10min ? "15" : "60";
}

/// Shows the page. One that waits looks again by itself, and one that is paid goes on to the
/// merchant, both without a script.
inline void show(exchange& x, checkout_visit const& at, payment_method method,
                 page_form const* typed, std::vector<field_fault> violations, std::string notice)
{
    auto const owner = x.pay.accounts().read(at.who.account);
    auto const brand = x.pay.accounts().branding(at.who.account);
    if (!owner) return x.refuse(owner.error());
    if (!brand) return x.refuse(brand.error());
    if (at.session->state == checkout_state::open && !owner->may_charge(at.who.mode))
        return x.refuse(fault(errc::not_found));
    page_content c{at, *owner, *brand, money_style_for(x)};
    c.address = own_path(x);
    c.methods = x.pay.checkout().methods(at);
    c.method = method;
    bool const open = std::find(c.methods.begin(), c.methods.end(), method) != c.methods.end();
    if (!open && !c.methods.empty()) c.method = c.methods.front();
    c.typed = typed;
    c.violations = std::move(violations);
    auto const& declined = at.session->declined;
    c.notice = notice.empty() && !declined.empty() && c.violations.empty()
        ? std::string(words_for_decline(at.session->decline)) : std::move(notice);
    c.target = target_of(x, at);
    set_page_headers(x, at.paid->terms->checkout.get());
    if (!c.violations.empty()) x.out.status = 422;
    if (at.session->state == checkout_state::paying)
        x.out.set("Refresh",
                  std::string(next_look(x.pay.now() - at.paid->updated_at)));
    bool const goes_on = at.session->state == checkout_state::completed;
    if (goes_on && !c.target.empty()) x.out.set("Refresh", "3; url=" + c.target);
    x.out.body = page_html(c);
}

inline std::string_view words_of(fault const& why)
{
    if (why == errc::providers_unavailable || why == errc::no_route)
        return "This way to pay is not available at the moment. Nothing was charged.";
    return "This payment cannot be made here. Nothing was charged.";
}

}  // namespace pages_parts

TENDER_DECL void show_page(exchange& x)
{
    auto const at = pages_parts::visited(x);
    if (!at) return;
    auto const asked = x.query.starts_with("method=") ? x.query.substr(7) : std::string_view();
    auto const method = enum_from<payment_method>(asked).value_or(at->paid->method);
    pages_parts::show(x, *at, method, nullptr, {}, {});
}

/// A form that is not the page's present one changes nothing: the page shows how things are.
TENDER_DECL void submit_page(exchange& x)
{
    auto const at = pages_parts::visited(x);
    if (!at) return;
    auto const form = read_page_form(x);
    if (!form) return;
    auto const& terms = *at->paid->terms->checkout;
    auto const here = pages_parts::own_path(x);
    auto const method = enum_from<payment_method>((*form)["method"]);
    if (at->session->state != checkout_state::open || !method)
        return see_other(x, here, &terms);
    std::vector<field_fault> violations;
    auto answers =
        at->kept ? std::vector<checkout_field>() : read_answers(*form, terms, violations);
    auto const with = read_instrument(*form, *method, x.pay.now(), violations);
    if (!violations.empty())
        return pages_parts::show(x, *at, *method, &*form, std::move(violations), {});
    auto const nonce = (*form)["nonce"];
    if (!equal_in_constant_time(nonce, at->session->nonce))
        return see_other(x, here, &terms);
    auto const kept = at->kept ? result<checkout_visit>(*at)
                               : x.speaks.keep(x, *at, std::move(answers));
    auto const done = kept ? x.pay.checkout().submit(*kept, {kept->session->nonce, *method, &with,
                                                             x.asked.client})
                           : kept;
    if (done || done.error() == errc::illegal_transition ||
        done.error() == errc::duplicate_reference)
        return see_other(x, here, &terms);
    bool const tell = done.error() == errc::providers_unavailable ||
                      done.error() == errc::no_route || done.error() == errc::forbidden ||
                      done.error() == errc::amount_overflow ||
                      done.error() == errc::invalid_request;
    if (!tell) return x.refuse(done.error());
    auto const now = pages_parts::looked_up(x);
    if (!now) return x.refuse(now.error());
    pages_parts::show(x, *now, *method, &*form, {},
                      std::string(pages_parts::words_of(done.error())));
}

TENDER_DECL void leave_page(exchange& x)
{
    auto const at = pages_parts::visited(x);
    if (!at) return;
    auto const done = x.pay.checkout().leave(*at);
    if (!done && !(done.error() == errc::illegal_transition)) return x.refuse(done.error());
    see_other(x, pages_parts::own_path(x), at->paid->terms->checkout.get());
}

TENDER_DECL void cancel_page(exchange& x)
{
    auto const at = pages_parts::visited(x);
    if (!at) return;
    auto const target = pages_parts::target_of(x, *at);
    bool open = at->session->state == checkout_state::open && !target.empty();
    if (open && x.speaks.cancel_ends) {
        auto const done = x.pay.payments().cancel(at->who, at->paid->id);
        if (!done && !(done.error() == errc::illegal_transition)) return x.refuse(done.error());
        open = done.has_value();
    }
    see_other(x, open ? target : pages_parts::own_path(x),
              at->paid->terms->checkout.get());
}

TENDER_DECL void style_page(exchange& x)
{
    auto const at = pages_parts::looked_up(x);
    if (!at) return x.refuse(at.error());
    write_page_style(x, at->who.account);
}

TENDER_DECL void logo_page(exchange& x)
{
    auto const at = pages_parts::looked_up(x);
    if (!at) return x.refuse(at.error());
    write_page_logo(x, at->who.account);
}

namespace pages_parts {

struct fault_words {
    int status;
    std::string_view title, says;
};

inline fault_words words_for(errc code)
{
    switch (code) {
        case errc::not_found:
            return {404, "There is no such page", "Ask the shop for a new link."};
        case errc::rate_limited:
            return {429, "Too many requests", "Please wait a minute and look again."};
        case errc::payload_too_large:
        case errc::unsupported_media_type:
        case errc::invalid_request:
            return {kind_of(code).http, "This cannot be read", "Please go back and try again."};
        case errc::storage_unavailable:
        case errc::conflict:
            return {503, "Please try again", "We could not look just now. Nothing is lost."};
        default:
            return {500, "Something went wrong", "We have noted it. Please try again later."};
    }
}

}  // namespace pages_parts

TENDER_DECL void refuse_page(fault const& why, response& out)
{
    auto const words = pages_parts::words_for(why.code());
    out.status = words.status;
    out.headers.erase(std::remove_if(out.headers.begin(), out.headers.end(),
                                     [](response_header const& h) {
                                         return h.name != "X-Request-Id" && h.name != "Allow";
                                     }),
                      out.headers.end());
    out.set("Content-Type", "text/html; charset=utf-8");
    auto const style = sha256_of(message_css);
    std::string_view const bytes{reinterpret_cast<char const*>(style.data()), style.size()};
    out.set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-" + base64(bytes) +
                                           "'; frame-ancestors 'none'");
    out.set("X-Content-Type-Options", "nosniff");
    out.set("Referrer-Policy", "no-referrer");
    out.set("Cache-Control", "no-store");
    if (why.code() == errc::rate_limited) out.set("Refresh", "60");
    out.body = message_html(words.title, words.says);
}


}  // namespace tender
