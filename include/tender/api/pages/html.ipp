// SPDX-License-Identifier: BSL-1.0
// tender/api/pages/html.ipp: bodies of api/pages/html.hpp.
#pragma once

#include <tender/api/pages/html.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace tender {

namespace page_html_parts {

struct method_word {
    payment_method method;
    std::string_view label, button, asks;
};
inline constexpr method_word method_words[] = {
    {payment_method::card, "Card", "Pay ", ""},
    {payment_method::bank_transfer, "Bank transfer", "Show the account for ",
     "You get an account number and transfer the amount from your bank."},
    {payment_method::ussd, "USSD", "Get the code for ",
     "You get a code and dial it on the phone that your bank knows."},
    {payment_method::mobile_money, "Mobile money", "Pay ",
     "You confirm the payment on your phone."},
    {payment_method::qr, "QR", "Show the code for ",
     "You get a code and scan or enter it in your banking app."},
    {payment_method::wallet, "Wallet", "Pay ", "You pay with your wallet."},
};
static_assert(one_row_each<payment_method>(method_words, &method_word::method));

/// What a reason means to the one who pays. Reasons of providers are not for customers' eyes.
struct decline_word {
    std::string_view reason, says;
};
inline constexpr decline_word decline_words[] = {
    {"insufficient funds",
     "There is not enough money on this card. Try another card or another way to pay."},
    {"no provider could process the payment",
     "We could not reach the bank. Nothing was charged. Please try again."},
};

inline void begin(std::string& out, std::string_view title, std::string_view address)
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

inline void end(std::string& out) { out += "</body>\n</html>\n"; }

/// Whose page it is.
struct page_owner {
    tender::mode mode;
    account const& whose;
    branding const& look;
    std::string_view address;
};

inline void masthead(std::string& out, page_owner const& by)
{
    if (by.mode == mode::test)
        out += "<p class=\"banner\" role=\"note\"><strong>Test mode.</strong> No money moves. Pay "
               "with 4242 4242 4242 4242.</p>\n";
    out += "<main>\n<header class=\"merchant\">";
    if (!by.look.logo.empty())
        out.append("<img src=\"").append(escaped(by.address)).append("/logo\" alt=\"\">");
    out.append("<span>").append(escaped(by.whose.name)).append("</span></header>\n");
}

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

inline void amount(std::string& out, page_content const& c)
{
    auto const& t = *c.at.paid->terms;
    out.append("<p class=\"amount\">").append(escaped(money_text(t.amount, c.amounts)));
    out += "</p>\n";
    order(out, t.checkout->items, {t.checkout->tax, t.amount.currency}, t.checkout->prices,
          c.amounts);
}

inline void tabs(std::string& out, page_content const& c)
{
    if (c.methods.size() < 2) return;
    out += "<nav aria-label=\"Ways to pay\"><ul>";
    for (auto const m : c.methods) {
        auto const& word = method_words[static_cast<std::size_t>(m)];
        out.append("<li><a href=\"").append(escaped(c.address)).append("?method=");
        out.append(enum_name(m)).append("\"");
        if (m == c.method) out += " aria-current=\"page\"";
        out.append(">").append(word.label).append("</a></li>");
    }
    out += "</ul></nav>\n";
}

/// What was typed, and what is wrong with it; the first that is wrong has the focus.
struct form_state {
    page_form const* typed;
    std::vector<field_fault> const& flaws;
    bool focus = true;

    field_fault const* flaw(std::string_view name) const
    {
        auto const at = std::find_if(flaws.begin(), flaws.end(),
                                     [&](field_fault const& f) { return f.field == name; });
        return at == flaws.end() ? nullptr : &*at;
    }
};

inline void begin_field(std::string& out, form_input const& i, std::string_view element)
{
    out.append("<div class=\"field ").append(i.name).append("\"><label for=\"").append(i.name);
    out.append("\">").append(escaped(i.label)).append("</label><").append(element);
    out.append(" id=\"").append(i.name).append("\" name=\"").append(i.name);
    out.append("\" autocomplete=\"").append(i.autofill).append("\"");
}

/// Says of an input that it is wrong; what stands behind its element comes back.
inline std::string mark_flaw(std::string& out, form_state& of, std::string_view name)
{
    auto const* const flaw = of.flaw(name);
    if (flaw == nullptr) return {};
    out.append(" aria-invalid=\"true\" aria-describedby=\"").append(name).append("-wrong\"");
    if (std::exchange(of.focus, false)) out += " autofocus";
    auto behind = std::string("<p class=\"wrong\" id=\"").append(name);
    return behind.append("-wrong\">").append(escaped(flaw->says)).append("</p>");
}

inline void input(std::string& out, form_state& of, form_input const& i,
                  std::string_view prefilled = {})
{
    begin_field(out, i, "input");
    out.append(" inputmode=\"").append(i.mode).append("\" placeholder=\"").append(i.hint);
    out.append("\" maxlength=\"120\"").append(i.optional ? "" : " required");
    auto const typed = of.typed != nullptr ? (*of.typed)[i.name] : prefilled;
    if (i.shown_again && !holds_card_number(typed))
        out.append(" value=\"").append(escaped(typed)).append("\"");
    auto const wrong = mark_flaw(out, of, i.name);
    out.append(">").append(wrong).append("</div>\n");
}

/// What the merchant asks besides: once, before the first submit.
inline void answers(std::string& out, page_content const& c, form_state& state)
{
    if (c.at.kept) return;
    auto const& fields = c.at.paid->terms->checkout->fields;
    for (std::size_t i = 0; i != fields.size(); ++i) {
        auto const name = answer_name(i);
        auto const& label = fields[i].label;
        auto const fill = same_word(label, "email") ? "email"
                          : same_word(label, "name") ? "name"
                                                     : "off";
        auto const mode = same_word(label, "email") ? "email" : "text";
        input(out, state, {name, label, {}, fill, mode, true}, fields[i].answer);
    }
}

inline void cancel(std::string& out, page_content const& c)
{
    auto const& terms = *c.at.paid->terms->checkout;
    if (terms.cancel_url.empty()) return;
    out.append("<form method=\"post\" action=\"").append(escaped(c.address));
    out.append("/cancel\"><button class=\"plain\">Cancel and go back to ")
        .append(escaped(c.whose.name)).append("</button></form>\n");
}

inline void form(std::string& out, page_content const& c)
{
    auto const& word = method_words[static_cast<std::size_t>(c.method)];
    auto const price = escaped(money_text(c.at.paid->terms->amount, c.amounts));
    if (!c.notice.empty())
        out.append("<p class=\"notice\" role=\"alert\">").append(escaped(c.notice)).append("</p>");
    if (!c.flaws.empty())
        out += "<p class=\"notice\" role=\"alert\">Please check what is marked below.</p>\n";
    tabs(out, c);
    if (c.methods.empty()) {
        out += "<p>There is no way to pay this at the moment. Nothing was charged.</p>\n";
        return cancel(out, c);
    }
    out.append("<form method=\"post\" action=\"").append(escaped(c.address));
    out.append("\" novalidate>");
    out.append("<input type=\"hidden\" name=\"nonce\" value=\"")
        .append(escaped(c.at.session->nonce));
    out.append("\"><input type=\"hidden\" name=\"method\" value=\"").append(enum_name(c.method));
    out += "\">\n";
    if (!word.asks.empty()) out.append("<p class=\"quiet\">").append(word.asks).append("</p>\n");
    out += "<div class=\"fields\">\n";
    form_state state{c.typed, c.flaws};
    answers(out, c, state);
    for (auto const& i : inputs_of(c.method)) input(out, state, i);
    out.append("</div>\n<button class=\"pay\">").append(word.button).append(price);
    out += "</button></form>\n";
    cancel(out, c);
}

/// A state with one thing to say; `next` is the label of the link onward.
inline void say(std::string& out, page_content const& c, std::string_view title,
                std::string_view text, std::string_view next, std::string_view mark = {})
{
    out.append("<div class=\"state ").append(mark).append("\" role=\"status\"><h1>");
    out.append(escaped(title)).append("</h1><p>").append(escaped(text)).append("</p></div>\n");
    if (!next.empty() && !c.target.empty())
        out.append("<a class=\"pay\" href=\"").append(escaped(c.target)).append("\">")
            .append(escaped(next)).append("</a>\n");
}

inline void waiting(std::string& out, page_content const& c)
{
    auto const& p = *c.at.paid;
    auto const& action = c.at.session->action;
    bool const customers_turn = p.state == payment_state::challenged;
    if (customers_turn) {
        out += "<div class=\"state\" role=\"status\"><h1>Your turn</h1><p>";
        out.append(escaped(action.says)).append("</p>");
        if (!action.code.empty())
            out.append("<p class=\"dial\">").append(escaped(action.code)).append("</p>");
        if (action.until)
            out.append("<p class=\"quiet\">Until ").append(rfc3339(*action.until)).append(".</p>");
        out += "</div>\n";
        if (!action.url.empty())
            out.append("<a class=\"pay\" href=\"").append(escaped(action.url)).append(
                "\">Continue</a>\n");
    } else {
        say(out, c, "We are waiting for the bank",
            "This page looks again by itself. You need not pay a second time.", {});
    }
    out.append("<a class=\"plain\" href=\"").append(escaped(c.address)).append(
        "\">Look again now</a>\n");
    if (!customers_turn) return;
    out.append("<form method=\"post\" action=\"").append(escaped(c.address)).append(
        "/leave\"><button class=\"plain\">Choose another way to pay</button></form>\n");
}

/// A link that takes nobody, while its customer was about to pay.
inline void closed_link(std::string& out, page_content const& c)
{
    auto const& words = words_for_closed(c.at.link);
    say(out, c, words.title, words.says, {}, "bad");
    if (c.at.link == link_standing::busy)
        out.append("<a class=\"plain\" href=\"").append(escaped(c.address)).append(
            "\">Look again now</a>\n");
}

inline std::string receipt(page_content const& c)
{
    auto const& t = *c.at.paid->terms;
    auto text = c.whose.name + " has received " + money_text(t.amount, c.amounts) + ".";
    if (!t.customer.email.empty()) text += " The payment is for " + t.customer.email + ".";
    return text;
}

}  // namespace page_html_parts

TENDER_DECL closed_words const& words_for_closed(link_standing why)
{
    static constexpr closed_words busy{
        "Somebody was faster", "What is left is being paid for at this moment. If a payment "
                               "fails, you can have it: look again in a few minutes."};
    static constexpr closed_words expired{"This offer has ended", "Nothing was charged."};
    static constexpr closed_words sold_out{
        "This offer is sold out", "Others have bought all of it. Nothing was charged."};
    static constexpr closed_words withdrawn{"This offer is not there any more",
                                            "Nothing was charged."};
    switch (why) {
        case link_standing::busy: return busy;
        case link_standing::expired: return expired;
        case link_standing::sold_out: return sold_out;
        default: return withdrawn;
    }
}

TENDER_DECL std::string_view words_for_decline(std::string_view reason)
{
    for (auto const& row : page_html_parts::decline_words)
        if (row.reason == reason) return row.says;
    return "The payment was declined. Nothing was charged. Try another card or another way to pay.";
}

TENDER_DECL std::string page_html(page_content const& c)
{
    using namespace page_html_parts;
    auto const back = "Back to " + c.whose.name;
    std::string out;
    out.reserve(4096);
    begin(out, "Pay " + c.whose.name, c.address);
    masthead(out, {c.at.who.mode, c.whose, c.look, c.address});
    switch (c.at.session->state) {
        case checkout_state::open:
            if (c.at.link != link_standing::open) {
                closed_link(out, c);
                break;
            }
            out += "<h1 class=\"quiet\">Amount to pay</h1>\n";
            amount(out, c);
            form(out, c);
            break;
        case checkout_state::paying:
            out += "<p class=\"quiet\">Amount to pay</p>\n";
            amount(out, c);
            waiting(out, c);
            break;
        case checkout_state::completed: say(out, c, "Paid", receipt(c), back, "good"); break;
        case checkout_state::exhausted:
            say(out, c, "The payment failed",
                "This page cannot be used again. Ask the shop what to do.", back, "bad");
            break;
        case checkout_state::expired:
            say(out, c, "This page has expired", "Nothing was charged.", back, "bad");
            break;
        case checkout_state::canceled:
            say(out, c, "The payment was canceled", "Nothing was charged.", back, "bad");
            break;
    }
    out += "</main>\n<footer>Your card is used for this payment alone and its number is not kept."
           "</footer>\n";
    end(out);
    return out;
}

TENDER_DECL std::string message_html(std::string_view title, std::string_view says)
{
    std::string out;
    page_html_parts::begin(out, title, {});
    out.insert(out.find("</head>"), "<style>" + std::string(message_css) + "</style>\n");
    out.append("<main><h1>").append(escaped(title)).append("</h1><p>").append(escaped(says));
    out += "</p></main>\n";
    page_html_parts::end(out);
    return out;
}

namespace page_html_parts {

/// The relative luminance of a colour, times 10,000 (WCAG 2.1), near enough to choose by.
inline int luminance(std::string_view color)
{
    constexpr int weights[] = {2126, 7152, 722};
    int sum = 0;
    for (std::size_t i = 0; i != 3; ++i) {
        int value = 0;
        auto const* const from = color.data() + 1 + 2 * i;
        std::from_chars(from, from + 2, value, 16);
        auto const part = static_cast<double>(value) / 255;
        sum += static_cast<int>(weights[i] * part * part);
    }
    return sum;
}

inline constexpr std::string_view css = R"(
*{box-sizing:border-box}
body{margin:0;font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:#1b1f24;
background:#f3f5f8}
main{max-width:26rem;margin:0 auto;padding:1.5rem;background:#fff;border-radius:.75rem;
box-shadow:0 1px 3px #0002,0 8px 24px #0001}
@media (min-width:30rem){main{margin:2rem auto;padding:2rem}}
.banner{margin:0;padding:.5rem 1rem;background:#fdf0c4;color:#4a3600;text-align:center}
.merchant{display:flex;align-items:center;gap:.75rem;font-weight:600;overflow-wrap:anywhere;
border-bottom:1px solid #e3e7ec;padding-bottom:1rem}
.merchant img{max-height:3rem;max-width:8rem}
h1{font-size:1.25rem;margin:1rem 0 .5rem;overflow-wrap:anywhere}
h1.quiet,.quiet{font-size:.95rem;font-weight:400;color:#4d5661}
.amount{font-size:2rem;font-weight:700;margin:0 0 1rem;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;margin:0 0 1rem}
caption{text-align:left;padding:.25rem 0}
th,td{text-align:left;font-weight:400;padding:.35rem 0;border-top:1px solid #e3e7ec;
overflow-wrap:anywhere;vertical-align:top}
td{text-align:right;white-space:nowrap;padding-left:1rem}
nav ul{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;margin:0 0 1rem;padding:0}
nav a{display:block;padding:.5rem .75rem;border:1px solid #8a939e;border-radius:.5rem;
color:#1b1f24;text-decoration:none;min-height:44px}
nav a[aria-current]{border-color:var(--brand);box-shadow:inset 0 0 0 1px var(--brand);
font-weight:600}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:.75rem}
.field{grid-column:1/-1;min-width:0}
.field.expiry,.field.code{grid-column:auto}
label{display:block;font-weight:600;margin-bottom:.25rem}
input,select{width:100%;font:inherit;padding:.65rem .75rem;border:1px solid #767f8a;
border-radius:.5rem;
background:#fff;color:inherit}
input::placeholder{color:#69727d}
input[aria-invalid]{border-color:#b3261e;box-shadow:inset 0 0 0 1px #b3261e}
.wrong{color:#b3261e;margin:.25rem 0 0}
.notice{background:#fdecea;color:#7a1a14;border-radius:.5rem;padding:.75rem 1rem;margin:0 0 1rem}
button,a.pay,a.plain{display:block;width:100%;font:inherit;font-weight:600;text-align:center;
padding:.8rem 1rem;margin-top:1rem;border:0;border-radius:.5rem;cursor:pointer;
text-decoration:none;overflow-wrap:anywhere}
button.pay,a.pay{background:var(--brand);color:var(--on-brand)}
button.plain,a.plain{background:none;color:#1b1f24;border:1px solid #8a939e;font-weight:400}
:focus-visible{outline:3px solid #0b57d0;outline-offset:2px}
.state{padding:1rem 0}
.state.good h1{color:#0b6b33}
.state.bad h1{color:#b3261e}
.dial{font:600 1.5rem/1.3 ui-monospace,monospace;background:#f3f5f8;border-radius:.5rem;
padding:1rem;text-align:center;overflow-wrap:anywhere}
footer{max-width:26rem;margin:1rem auto 2rem;padding:0 1.5rem;color:#4d5661;font-size:.9rem;
text-align:center}
)";

}  // namespace page_html_parts

/// Text on the merchant's colour is black or white, whichever reads better.
TENDER_DECL std::string page_css(branding const& look)
{
    constexpr int half_way = 1791;
    bool const light = page_html_parts::luminance(look.color) > half_way;
    std::string out = ":root{--brand:" + look.color;
    out += light ? ";--on-brand:#000}" : ";--on-brand:#fff}";
    return out.append(page_html_parts::css);
}

}  // namespace tender
