// SPDX-License-Identifier: BSL-1.0
// tender/api/inflow/public_links.ipp: payment links, as their customers see them.
#pragma once

#include <tender/api/inflow/links.ipp>
#include <tender/api/pages/link_page.hpp>
#include <tender/api/pages/page_answer.hpp>
#include <tender/api/pages/pages.hpp>

namespace tender::api::inflow {

/// A browser gets a page, a program JSON.
inline bool wants_page(exchange const& x)
{
    auto const* const h = x.asked.find("accept");
    return h != nullptr && h->value.find("text/html") != std::string_view::npos;
}

inline std::string page_address(exchange const& x)
{
    return path_of_token(x, public_path);
}

/// The link that the path names; refuses where there is none. Who comes to buy counts.
inline std::optional<link_visit> visited_link(exchange& x, bool counts)
{
    auto found = x.pay.links().find(x.parameters[0]);
    if (found && found->who.face != x.speaks.id) found = fault(errc::not_found);
    if (!found) {
        x.refuse(found.error());
        return std::nullopt;
    }
    if (counts && !x.within_account(found->who.account))
        return std::nullopt;
    return std::move(*found);
}

/// Has it anything left? Refuses where not.
inline bool sells(exchange& x, link_visit const& at)
{
    auto const open = check_standing(at.standing);
    if (!open) x.refuse(open.error());
    return open.has_value();
}

inline void show_link_page(exchange& x, link_visit const& at, page_form const* typed,
                           std::vector<field_fault> violations, std::string_view notice = {})
{
    auto const owner = x.pay.accounts().read(at.who.account);
    auto const brand = x.pay.accounts().branding(at.who.account);
    if (!owner) return x.refuse(owner.error());
    if (!brand) return x.refuse(brand.error());
    link_content c{*at.link, *owner, *brand, money_style_for(x)};
    c.address = page_address(x);
    c.standing = at.standing;
    c.typed = typed;
    c.violations = std::move(violations);
    c.notice = notice;
    set_page_headers(x, nullptr);
    if (!c.violations.empty() || !notice.empty()) x.out.status = 422;
    if (c.standing == link_standing::busy) x.out.set("Refresh", "15");
    if (!check_standing(c.standing)) x.out.status = 410;
    x.out.body = link_html(c);
}

/// Refusals are pages, too, where a page was asked for.
inline void show_link(exchange& x)
{
    auto const at = visited_link(x, false);
    x.out.set("Vary", "Accept");
    x.out.set("Cache-Control", "no-store");
    if (wants_page(x)) {
        if (at) show_link_page(x, *at, nullptr, {});
        if (x.refused()) refuse_page(x.take_refusal(), x.out);
        return;
    }
    if (!at || !sells(x, *at)) return;
    auto const owner = x.pay.accounts().read(at->who.account);
    if (!owner) return x.refuse(owner.error());
    auto const& l = *at->link;
    kept_texts keep;
    public_link_view v{};
    v.token = l.token;
    v.merchant = owner->name;
    v.products = products_in(l, keep);
    v.currency = l.currency.code();
    v.pricing_mode = word_for<pricing_modes>(l.prices);
    v.total = keep.amount(l.total);
    if (l.expires_at) v.expires_at = {keep(rfc3339(*l.expires_at))};
    write_json(x.out.body, v);
}

/// A session for one customer of a link.
inline result<payment> open_link(exchange& x, link_visit const& at, open_checkout&& c)
{
    if (auto const done = begin_session(x, at.who, at.link->currency, c); !done)
        return done.error();
    return x.pay.links().open(at, std::move(c));
}

/// POST /payment-links/public/{token}/checkout/.
inline void create_link_checkout(exchange& x)
{
    auto const at = visited_link(x, true);
    if (!at || !sells(x, *at)) return;
    link_checkout_request wire{};
    if (!x.read_body(wire)) return;
    auto violations = violations_in(wire);
    if (wire.currency && wire.currency->word() != at->link->currency.code())
        violations.push_back({"currency", "must be the link's, " +
                                         std::string(at->link->currency.code())});
    auto const first = wire.billing_first_name.str(), last = wire.billing_last_name.str();
    if (holds_card_number(first + " " + last))
        violations.push_back({"billing_last_name", "must not hold a card number"});
    if (holds_card_number(wire.billing_email.str()))
        violations.push_back({"billing_email", "must not hold a card number"});
    if (!violations.empty()) return x.refuse(fault(std::move(violations)));
    auto const made = open_link(x, *at, billed(std::move(wire), first, last));
    if (!made) return x.refuse(made.error());
    x.out.status = 201;
    write_session(*made, x.out.body);
}

/// The form of the link's page: it leads on to the page where its customer pays.
inline void submit_link(exchange& x)
{
    auto const at = visited_link(x, true);
    if (!at) return;
    auto const form = read_page_form(x);
    if (!form) return;
    if (at->standing != link_standing::open) return show_link_page(x, *at, &*form, {});
    std::vector<field_fault> violations;
    auto const who = read_link_customer(*form, violations);
    if (!violations.empty()) return show_link_page(x, *at, &*form, std::move(violations));
    open_checkout c;
    c.email = email(who.email);
    c.name = text<255, 0>(who.first_name + " " + who.last_name);
    c.country = who.country;
    c.postal_code = who.postal_code;
    auto const made = open_link(x, *at, std::move(c));
    bool const unsellable = !made && (made.error() == errc::invalid_request ||
                                      made.error() == errc::amount_overflow);
    if (unsellable)
        return show_link_page(x, *at, &*form, {}, "This cannot be sold to your country.");
    if (!made) return x.refuse(made.error());
    see_other(x, without_origin(x, made->terms->checkout->url), nullptr);
}

inline void style_link(exchange& x)
{
    if (auto const at = visited_link(x, false)) write_page_style(x, at->who.account);
}

inline void logo_link(exchange& x)
{
    if (auto const at = visited_link(x, false)) write_page_logo(x, at->who.account);
}

}  // namespace tender::api::inflow
