// SPDX-License-Identifier: BSL-1.0
// tender/api/pages/link_page.ipp: bodies of api/pages/link_page.hpp.
#pragma once

#include <tender/api/pages/elements.hpp>
#include <tender/api/pages/link_page.hpp>
#include <tender/base/country.hpp>

namespace tender {

namespace link_page_parts {

inline constexpr form_input names[] = {
    {"first_name", "First name", "", "given-name", "text", true},
    {"last_name", "Last name", "", "family-name", "text", true},
    {"email", "E-mail address", "", "email", "email", true},
};
inline constexpr form_input country_input{"country", "Country", "", "country", "text", true};
inline constexpr form_input postal_input{
    "postal_code", "Postal code", "", "postal-code", "text", true, true};

inline void country_list(std::string& out, html::form_state& state)
{
    html::begin_field(out, country_input, "select");
    auto const wrong = html::mark_violation(out, state, country_input.name);
    out += " required><option value=\"\">Choose</option>";
    auto const chosen = state.typed != nullptr ? (*state.typed)[country_input.name]
                                               : std::string_view();
    for (auto const& c : countries) {
        out.append("<option value=\"").append(c.code).append("\"");
        if (c.code == chosen) out += " selected";
        out.append(">").append(escaped(c.name)).append("</option>");
    }
    out.append("</select>").append(wrong).append("</div>\n");
}

inline void form(std::string& out, link_content const& c)
{
    if (!c.notice.empty())
        out.append("<p class=\"notice\" role=\"alert\">").append(c.notice).append("</p>\n");
    if (!c.violations.empty())
        out += "<p class=\"notice\" role=\"alert\">Please check what is marked below.</p>\n";
    out.append("<form method=\"post\" action=\"").append(escaped(c.address));
    out += "/\" novalidate>\n<div class=\"fields\">\n";
    html::form_state state{c.typed, c.violations};
    for (auto const& i : names) html::input(out, state, i);
    country_list(out, state);
    html::input(out, state, postal_input);
    out += "</div>\n<button class=\"pay\">Continue</button></form>\n";
}

}  // namespace link_page_parts

TENDER_DECL link_customer read_link_customer(page_form const& form,
                                             std::vector<field_fault>& violations)
{
    constexpr std::size_t longest_name = 100, longest_code = 20;
    auto const note = [&](std::string_view field, std::string_view says) {
        if (!says.empty()) violations.push_back({std::string(field), std::string(says)});
    };
    for (char const* name : {"first_name", "last_name"})
        note(name, form[name].find_first_not_of(' ') == std::string_view::npos
                       ? "Please fill this in." : violation_of_text(form[name], longest_name));
    if (violations.empty())
        note("last_name", violation_of_names(form["first_name"], form["last_name"]));
    if (!is_email(form["email"])) note("email", "This is not an e-mail address.");
    else note("email", violation_of_text(form["email"], 254));
    auto const country = form["country"];
    if (find_country(country) == nullptr) note("country", "Choose your country.");
    auto const code = form["postal_code"];
    note("postal_code", country == "US" && code.find_first_not_of(' ') == code.npos
                            ? "Please fill this in." : violation_of_text(code, longest_code));
    return {std::string(form["first_name"]), std::string(form["last_name"]),
            std::string(form["email"]), std::string(country), std::string(code)};
}

TENDER_DECL std::string link_html(link_content const& c)
{
    using namespace html;
    std::string out;
    out.reserve(16'384);
    begin_page(out, "Buy from " + c.owner.name, c.address);
    masthead(out, {c.link.mode, c.owner, c.brand, c.address});
    if (c.standing == link_standing::open) {
        out += "<h1 class=\"quiet\">Amount to pay</h1>\n<p class=\"amount\">";
        out += escaped(money_text({c.link.total, c.link.currency}, c.amounts));
        out += "</p>\n";
        order(out, c.link.items, {0, c.link.currency}, c.link.prices, c.amounts);
        if (c.link.prices == price_mode::tax_excluded)
            out += "<p class=\"quiet\">The tax of your country is added on the next page.</p>\n";
        link_page_parts::form(out, c);
    } else {
        auto const& words = words_for_closed(c.standing);
        out.append("<div class=\"state bad\" role=\"status\"><h1>").append(words.title);
        out.append("</h1><p>").append(words.says).append("</p></div>\n");
        if (c.standing == link_standing::busy)
            out.append("<a class=\"plain\" href=\"").append(escaped(c.address)).append(
                "/\">Look again now</a>\n");
    }
    out += "</main>\n";
    end_page(out);
    return out;
}

}  // namespace tender
