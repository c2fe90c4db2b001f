// SPDX-License-Identifier: BSL-1.0
// tender/api/poof/checkout.ipp: the checkout that needs no key: its page's address is all of it.
#pragma once

#include <tender/api/exchange.hpp>
#include <tender/api/pages/pages.hpp>
#include <tender/api/poof/messages.hpp>
#include <tender/service/engine_internals.hpp>

#include <algorithm>

namespace tender::api::poof {

inline constexpr std::size_t largest_payload = 2048;                ///< [C47]
inline constexpr std::chrono::hours session_life{24};
inline constexpr std::int64_t most_without_key = 99'999'999;        ///< minor units of a checkout

/// What merchants call the methods they hide.
struct method_word {
    std::string_view word;
    payment_method method;
};
inline constexpr method_word method_words[] = {
    {"card", payment_method::card},          {"credit card", payment_method::card},
    {"bank", payment_method::bank_transfer}, {"bank_transfer", payment_method::bank_transfer},
    {"ussd", payment_method::ussd},          {"mobile_money", payment_method::mobile_money},
    {"qr", payment_method::qr},
};

/// What a token that was made here says; nothing for any other.
inline std::optional<session_payload> read_token(exchange& x, std::string_view token)
{
    if (token.size() > 2 * largest_payload) return std::nullopt;
    auto const json = x.pay.signed_links().read(x.speaks.id, token);
    session_payload out;
    reading found;
    if (json) read_json(*json, schema_of<session_payload>, &out, found);
    return json && found.readable && found.faults.empty() ? std::optional(std::move(out))
                                                          : std::nullopt;
}

/// An amount of the account's currency; above zero, and with no more digits than it has.
inline result<money> amount_of(amount_text const& text, currency in)
{
    auto const read = read_decimal(text.text, in.digits());
    if (read.violation == decimal_violation::too_precise)
        return fault::at("amount", "must have at most " + std::to_string(in.digits()) +
                                       " digits behind the point");
    if (read.violation != decimal_violation::none || read.minor > positive_minor::maximum)
        return fault::at("amount", "is too large");
    return money{read.minor, in};
}

/// What stands among a checkout's terms for this face alone.
inline constexpr std::string_view amount_data = "amount_text";   ///< as the merchant wrote it
inline constexpr std::string_view wallet_data = "wallet";        ///< whose, where one pays

inline void keep_amount(open_checkout& c, std::string text)
{
    c.face_data.emplace_back(amount_data, std::move(text));
}

inline std::string_view wallet_of(checkout_terms const& terms)
{
    return value_in(terms.face_data, wallet_data);
}

/// Where a product is named, the amount must be its price [C47].
inline result<> add_product(exchange& x, merchant const& who, checkout_request const& r,
                            open_checkout& c)
{
    if (!r.product_id) return {};
    auto const which = id<product>::read(r.product_id->str());
    auto const found = which ? x.pay.products().read(who, *which)
                             : result<product>(fault(errc::not_found));
    bool const gone = found ? !found->active : found.error() == errc::not_found;
    if (gone) return fault(fault_reason::product_unknown);
    if (!found) return found.error();
    auto const quantity = r.product_quantity ? value_of(*r.product_quantity) : 1;
    if (quantity < found->least || (found->most && quantity > *found->most))
        return fault::at("product_quantity", "is not what the product may be bought in");
    auto const price = x.pay.products().price_in(who, *which, c.amount.currency);
    if (!price) return price.error();
    auto const all = *price ? checked_multiply((*price)->minor, quantity) : std::nullopt;
    if (!all || *all != c.amount.minor)
        return fault::at("amount", "must be the product's price times the quantity");
    c.items.push_back({found->name, quantity, (*price)->minor});
    return {};
}

/// What a request comes to for its merchant, with what its form was filled in with before.
inline result<open_checkout> command(exchange& x, merchant const& who, checkout_request const& r)
{
    auto const owner = x.pay.accounts().read(who.account);
    if (!owner) return owner.error();
    if (!owner->may_charge(who.mode)) return fault(fault_reason::user_unknown);
    auto const amount = amount_of(r.amount, owner->currency);
    if (!amount) return amount.error();
    if (amount->minor > most_without_key) return fault::at("amount", "is too large");
    open_checkout c;
    c.amount = *amount;
    keep_amount(c, r.amount.text);
    c.cancel_url = r.redirect;
    c.failure_url = r.redirect;
    c.success_url = r.success_url;
    if (r.metadata) c.metadata = r.metadata->text;
    c.notify_url = r.instant_payment_notification;
    if (c.notify_url) {
        auto const violation =
            violation_of_webhook_url(runtime_of(x.pay).settings, c.notify_url->str());
        if (!violation.empty())
            return fault::at("instant_payment_notification", std::string(violation));
    }
    for (auto const& f : r.fields) {
        auto& asked = c.fields.emplace_back();
        asked.label = f.str();
        for (auto const& [name, value] : r.default_.entries())
            if (same_word(name, asked.label)) asked.answer = value;
    }
    for (auto const& row : method_words) {
        bool const hidden = std::any_of(
            r.disable_payments.begin(), r.disable_payments.end(), [&](auto const& word) {
                return std::any_of(std::begin(method_words), std::end(method_words),
                                   [&](method_word const& m) {
                                       return m.method == row.method &&
                                              same_word(m.word, word.str());
                                   });
            });
        bool const there = std::find(c.methods.begin(), c.methods.end(), row.method) !=
                           c.methods.end();
        if (!hidden && !there) c.methods.push_back(row.method);
    }
    if (c.methods.empty()) return fault::at("disable_payments", "leaves no way to pay");
    if (auto const done = add_product(x, who, r, c); !done) return done.error();
    return c;
}

/// How much a media type is wanted, in thousandths; a name of its own counts before `*/*`.
inline int wanted(std::string_view accept, std::string_view type)
{
    int out = 0;
    while (!accept.empty()) {
        auto const end = std::min(accept.find(','), accept.size());
        auto one = accept.substr(0, end);
        accept.remove_prefix(std::min(end + 1, accept.size()));
        one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
        auto const name = one.substr(0, one.find_first_of("; "));
        auto const at = one.find("q=");
        auto const q = at == one.npos ? decimal_reading{1000}
                                      : read_decimal(one.substr(at + 2), 3);
        if (name == type) return static_cast<int>(q.minor);
        if (name == "*/*") out = static_cast<int>(q.minor);
    }
    return out;
}

/// The page's address, as JSON, or alone where plain text is wanted more.
inline result<> create_checkout(exchange& x, checkout_request& wire)
{
    auto who = x.pay.accounts().named(wire.username.str());
    if (!who && who.error() == errc::not_found)
        return fault(fault_reason::user_unknown);
    if (!who) return who.error();
    who->face = x.speaks.id;
    if (!x.within_account(who->account)) return {};
    if (auto const good = command(x, *who, wire); !good) return good.error();
    if (wire.metadata && wire.metadata->kind() != '{')
        return fault::at("metadata", "must be an object");
    auto& world = runtime_of(x.pay);
    session_payload payload{};
    static_cast<checkout_request&>(payload) = std::move(wire);
    payload.jti = text<22>(world.ids.text(22));
    auto const end = std::chrono::floor<std::chrono::seconds>(world.now() + session_life);
    payload.exp = end.time_since_epoch().count();
    std::string json;
    write_json(json, payload);
    if (json.size() > largest_payload)
        return fault::at("body", "has too much for a page's address: 2048 bytes are allowed");
    auto const token = x.pay.signed_links().sign(x.speaks.id, json);
    if (!token) return token.error();
    auto const url = x.address(page_path) + *token;
    auto const* const accept = x.asked.find("accept");
    auto const types = accept == nullptr ? std::string_view() : accept->value;
    if (wanted(types, "text/plain") > wanted(types, "application/json")) {
        x.out.set("Content-Type", "text/plain; charset=utf-8");
        x.out.body = url;
    } else {
        write_json(x.out.body, checkout_view{url});
    }
    return {};
}

/// Pages of any origin may ask for a checkout, and read what is answered.
inline void open_to_all(exchange& x)
{
    x.out.set("Access-Control-Allow-Origin", "*");
}

inline void checkout_from_anywhere(exchange& x)
{
    open_to_all(x);
    act<checkout_request, &create_checkout>(x);
}

inline void preflight(exchange& x)
{
    open_to_all(x);
    x.out.status = 204;
    x.out.set("Access-Control-Allow-Methods", "POST");
    x.out.set("Access-Control-Allow-Headers", "Content-Type");
    x.out.set("Access-Control-Max-Age", "86400");
}

/// A page that was submitted once is kept, under its token's id; one that was not is all in its
/// token, and ends with it.
inline result<checkout_visit> visit(exchange& x, std::string_view token)
{
    if (token.find('.') == token.npos) return x.pay.checkout().find(token);
    auto const payload = read_token(x, token);
    if (!payload) return fault(errc::not_found);
    auto const found = x.pay.checkout().find(payload->jti.str());
    if (found || !(found.error() == errc::not_found)) return found;
    auto who = x.pay.accounts().named(payload->username.str());
    if (!who) return who.error();
    who->face = x.speaks.id;
    auto c = command(x, *who, *payload);
    bool const gone = !c && c.error() == errc::invalid_request;   // what it names has changed
    if (!c) return gone ? fault(errc::not_found) : c.error();
    c->token = payload->jti.str();
    c->page = x.address(page_path) + std::string(token);
    instant const ends{std::chrono::seconds(payload->exp)};
    return x.pay.signed_links().preview(*who, std::move(*c), ends);
}

/// The payment is made with the first submit, once for each token.
inline result<checkout_visit> keep(exchange& x, checkout_visit const& at,
                                   std::vector<checkout_field> answers)
{
    auto const payload = read_token(x, x.parameters[0]);
    if (!payload) return fault(errc::not_found);
    auto c = command(x, at.who, *payload);
    if (!c) return c.error();
    c->token = payload->jti.str();
    c->page = x.address(page_path) + std::string(x.parameters[0]);
    for (auto const& a : answers) {
        if (same_word(a.label, "email")) c->email = email(a.answer);
        if (same_word(a.label, "name")) c->name = text<255, 0>(a.answer);
    }
    c->fields = std::move(answers);
    instant const ends{std::chrono::seconds(payload->exp)};
    return x.pay.signed_links().open(at.who, std::move(*c), ends);
}

}  // namespace tender::api::poof
