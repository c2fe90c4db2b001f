// SPDX-License-Identifier: BSL-1.0
// tender/api/pages/html.ipp: bodies of api/pages/html.hpp.
#pragma once

#include <tender/api/pages/elements.hpp>
#include <tender/api/pages/html.hpp>

namespace tender {

namespace page_html_parts {

using namespace html;

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

/// What a decline means to the one who pays, where it can be helped. That a card was reported is
/// not for its bearer's eyes.
struct decline_word {
    decline_code code;
    std::string_view says;
};
inline constexpr decline_word decline_words[] = {
    {decline_code::insufficient_funds,
     "There is not enough money on this card. Try another card or another way to pay."},
    {decline_code::not_processed,
     "We could not reach the bank. Nothing was charged. Please try again."},
    {decline_code::issuer_unavailable,
     "We could not reach the bank. Nothing was charged. Please try again."},
    {decline_code::expired_card,
     "This card has expired. Nothing was charged. Try another card or another way to pay."},
    {decline_code::invalid_number,
     "The bank does not know this card. Nothing was charged. Please check its number."},
    {decline_code::invalid_security_code,
     "The security code is not right. Nothing was charged. Please check it."},
};

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
        .append(escaped(c.owner.name)).append("</button></form>\n");
}

inline void form(std::string& out, page_content const& c)
{
    auto const& word = method_words[static_cast<std::size_t>(c.method)];
    auto const price = escaped(money_text(c.at.paid->terms->amount, c.amounts));
    if (!c.notice.empty())
        out.append("<p class=\"notice\" role=\"alert\">").append(escaped(c.notice)).append("</p>");
    if (!c.violations.empty())
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
    form_state state{c.typed, c.violations};
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
    auto text = c.owner.name + " has received " + money_text(t.amount, c.amounts) + ".";
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

TENDER_DECL std::string_view words_for_decline(decline_code why)
{
    for (auto const& row : page_html_parts::decline_words)
        if (row.code == why) return row.says;
    return "The payment was declined. Nothing was charged. Try another card or another way to pay.";
}

TENDER_DECL std::string page_html(page_content const& c)
{
    using namespace page_html_parts;
    auto const back = "Back to " + c.owner.name;
    std::string out;
    out.reserve(4096);
    begin_page(out, "Pay " + c.owner.name, c.address);
    masthead(out, {c.at.who.mode, c.owner, c.brand, c.address});
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
    end_page(out);
    return out;
}

TENDER_DECL std::string message_html(std::string_view title, std::string_view says)
{
    std::string out;
    html::begin_page(out, title, {});
    out.insert(out.find("</head>"), "<style>" + std::string(message_css) + "</style>\n");
    out.append("<main><h1>").append(escaped(title)).append("</h1><p>").append(escaped(says));
    out += "</p></main>\n";
    html::end_page(out);
    return out;
}

}  // namespace tender
