// SPDX-License-Identifier: BSL-1.0
// tender/api/pages/elements.hpp: what the HTML of pages is made of.
#pragma once

#include <tender/api/pages/escaped.hpp>
#include <tender/api/pages/form.hpp>
#include <tender/api/pages/money_text.hpp>
#include <tender/base/card_number.hpp>
#include <tender/base/checked.hpp>
#include <tender/domain/merchant/account.hpp>
#include <tender/domain/merchant/branding.hpp>
#include <tender/domain/merchant/tax.hpp>
#include <tender/domain/payment/page_terms.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tender::html {

/// The document up to its body. Its style stands below the page's own address, where it has one.
inline void begin_page(std::string& out, std::string_view title, std::string_view address)
{
    out += "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"robots\" content=\"noindex\">\n<title>";
    out += escaped(title);
    out += "</title>\n";
    if (!address.empty())
        out.append("<link rel=\"stylesheet\" href=\"").append(escaped(address)).append(
            "/style\">\n");
    out += "</head>\n<body>\n";
}

/// The end of the document.
inline void end_page(std::string& out) { out += "</body>\n</html>\n"; }

/// Whose page it is.
struct page_owner {
    tender::mode mode;
    account const& owner;
    branding const& brand;
    std::string_view address;
};

/// The name and logo of whom the customer pays, below a banner in test mode.
inline void masthead(std::string& out, page_owner const& by)
{
    if (by.mode == mode::test)
        out += "<p class=\"banner\" role=\"note\"><strong>Test mode.</strong> No money moves. Pay "
               "with 4242 4242 4242 4242.</p>\n";
    out += "<main>\n<header class=\"merchant\">";
    if (!by.brand.logo.empty())
        out.append("<img src=\"").append(escaped(by.address)).append("/logo\" alt=\"\">");
    out.append("<span>").append(escaped(by.owner.name)).append("</span></header>\n");
}

/// One line of an order.
inline void row(std::string& out, std::string_view what, money amount, money_style const& as)
{
    out.append("<tr><th scope=\"row\">").append(what).append("</th><td>");
    out.append(escaped(money_text(amount, as))).append("</td></tr>\n");
}

/// A line for each item, and what of the amount is tax.
inline void order(std::string& out, std::vector<checkout_item> const& items, money tax,
                  price_mode prices, money_style const& as)
{
    if (items.empty()) return;
    out += "<table><caption class=\"quiet\">Your order</caption>\n";
    for (auto const& item : items) {
        auto what = escaped(item.name);
        if (item.quantity != 1) what += " \u00d7 " + std::to_string(item.quantity);
        auto const sum = checked_multiply(item.amount, item.quantity).value_or(item.amount);
        row(out, what, {sum, tax.currency}, as);
    }
    bool const within = prices == price_mode::tax_included;
    if (tax.minor > 0) row(out, within ? "Of which tax" : "Tax", tax, as);
    out += "</table>\n";
}

/// What was typed, and what is wrong with it; the first that is wrong has the focus.
struct form_state {
    page_form const* typed;
    std::vector<field_fault> const& violations;
    bool focus = true;

    field_fault const* violation(std::string_view name) const
    {
        auto const at = std::find_if(violations.begin(), violations.end(),
                                     [&](field_fault const& f) { return f.field == name; });
        return at == violations.end() ? nullptr : &*at;
    }
};

/// An input up to the end of its attributes: its label, and the element it is.
inline void begin_field(std::string& out, form_input const& i, std::string_view element)
{
    out.append("<div class=\"field ").append(i.name).append("\"><label for=\"").append(i.name);
    out.append("\">").append(escaped(i.label)).append("</label><").append(element);
    out.append(" id=\"").append(i.name).append("\" name=\"").append(i.name);
    out.append("\" autocomplete=\"").append(i.autofill).append("\"");
}

/// Says of an input that it is wrong; what stands behind its element comes back.
inline std::string mark_violation(std::string& out, form_state& of, std::string_view name)
{
    auto const* const violation = of.violation(name);
    if (violation == nullptr) return {};
    out.append(" aria-invalid=\"true\" aria-describedby=\"").append(name).append("-wrong\"");
    if (std::exchange(of.focus, false)) out += " autofocus";
    auto behind = std::string("<p class=\"wrong\" id=\"").append(name);
    return behind.append("-wrong\">").append(escaped(violation->says)).append("</p>");
}

/// A text input with its label, and what was typed or is known already.
inline void input(std::string& out, form_state& of, form_input const& i,
                  std::string_view prefilled = {})
{
    begin_field(out, i, "input");
    out.append(" inputmode=\"").append(i.mode).append("\" placeholder=\"").append(i.hint);
    out.append("\" maxlength=\"120\"").append(i.optional ? "" : " required");
    auto const typed = of.typed != nullptr ? (*of.typed)[i.name] : prefilled;
    if (i.shown_again && !holds_card_number(typed))
        out.append(" value=\"").append(escaped(typed)).append("\"");
    auto const wrong = mark_violation(out, of, i.name);
    out.append(">").append(wrong).append("</div>\n");
}

}  // namespace tender::html
