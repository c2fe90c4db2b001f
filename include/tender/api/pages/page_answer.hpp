// SPDX-License-Identifier: BSL-1.0
// tender/api/pages/page_answer.hpp: what the answers of pages have in common.
#pragma once

#include <tender/api/exchange.hpp>
#include <tender/api/pages/form.hpp>
#include <tender/api/pages/html.hpp>
#include <tender/api/pages/money_text.hpp>
#include <tender/base/encoding.hpp>
#include <tender/base/url.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tender {

namespace page_answer_parts {

/// Scheme, host and port of a URL, as a policy names its source.
inline std::string origin_of(std::string_view url)
{
    auto const u = read_web_url(url);
    return u ? std::string(url.substr(0, url.size() - u->target.size())) : std::string();
}

}  // namespace page_answer_parts

/// Nothing foreign is loaded, and forms go nowhere but to us and the merchant's own addresses.
inline void set_page_headers(exchange& x, checkout_terms const* terms)
{
    std::string to;
    if (terms != nullptr)
        for (auto const* const url :
             {&terms->success_url, &terms->cancel_url, &terms->failure_url}) {
            auto const origin = page_answer_parts::origin_of(*url);
            if (!origin.empty() && to.find(" " + origin + " ") == to.npos) to += " " + origin + " ";
        }
    x.out.set("Content-Security-Policy",
              "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
              "form-action 'self'" + to + "; frame-ancestors " + x.how.frame_ancestors);
    x.out.set("X-Content-Type-Options", "nosniff");
    x.out.set("Referrer-Policy", "no-referrer");
    x.out.set("Cache-Control", "no-store");
    x.out.set("Content-Type", "text/html; charset=utf-8");
}

/// An address of ours without its origin: whichever one a browser came by, it stays there.
inline std::string without_origin(exchange const& x, std::string const& address)
{
    return address.substr(page_answer_parts::origin_of(x.how.public_url).size());
}

/// The path of what the token in the request's path names, as browsers know it.
inline std::string path_of_token(exchange const& x, std::string_view below)
{
    return without_origin(x, x.address(below).append(x.parameters[0]));
}

/// How amounts are written for who asks.
inline money_style const& money_style_for(exchange const& x)
{
    auto const* const languages = x.asked.find("accept-language");
    return style_of(languages != nullptr ? languages->value : std::string_view());
}

/// After a form comes the page by GET, so that going back or reloading sends nothing again.
inline void see_other(exchange& x, std::string const& where, checkout_terms const* terms)
{
    set_page_headers(x, terms);
    x.out.status = 303;
    x.out.set("Location", where);
}

/// The form that a browser sent; refuses where it cannot be read.
inline std::optional<page_form> read_page_form(exchange& x)
{
    auto pairs = x.read_form();
    if (!pairs) return std::nullopt;
    return page_form(std::move(*pairs));
}

/// Answers with how an account's pages look.
inline void write_page_style(exchange& x, id<account> owner)
{
    auto const brand = x.pay.accounts().branding(owner);
    if (!brand) return x.refuse(brand.error());
    x.out.set("Content-Type", "text/css; charset=utf-8");
    x.out.set("X-Content-Type-Options", "nosniff");
    x.out.set("Cache-Control", "private, max-age=60");
    x.out.body = page_css(*brand);
}

/// Answers with an account's logo.
inline void write_page_logo(exchange& x, id<account> owner)
{
    auto const brand = x.pay.accounts().branding(owner);
    if (!brand) return x.refuse(brand.error());
    auto bytes = from_base64(brand->logo);
    if (!bytes || bytes->empty()) return x.refuse(fault(errc::not_found));
    x.out.set("Content-Type", std::string(picture_type(*bytes)));
    x.out.set("X-Content-Type-Options", "nosniff");
    x.out.set("Cache-Control", "private, max-age=60");
    x.out.body = std::move(*bytes);
}

}  // namespace tender
