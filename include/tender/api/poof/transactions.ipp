// SPDX-License-Identifier: BSL-1.0
// tender/api/poof/transactions.ipp: payment links, and what became of payments.
#pragma once

#include <tender/api/poof/checkout.ipp>
#include <tender/service/engine_internals.hpp>
#include <tender/service/runtime/read_pages.hpp>

#include <array>

namespace tender::api::poof {

/// Poof's word for each state of a payment. Nothing is ever `paid_partial`, `payout`,
/// `transfer_in` or `transfer_out`.
struct paid_word {
    payment_state state;
    std::string_view word;
};
inline constexpr paid_word paid_words[] = {
    {payment_state::created, "no"},      {payment_state::submitted, "processing"},
    {payment_state::challenged, "hold"}, {payment_state::accepted, "pending"},
    {payment_state::in_doubt, "pending"}, {payment_state::captured, "yes"},
    {payment_state::failed, "no"},       {payment_state::canceled, "no"},
    {payment_state::expired, "no"},      {payment_state::refunded, "yes"},
    {payment_state::reversed, "yes"},
};
static_assert(one_row_each<payment_state>(paid_words, &paid_word::state));

/// `Mar 3, 02:07 PM 2025`, UTC.
inline std::string date_of(instant when)
{
    constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const day = std::chrono::floor<std::chrono::days>(when);
    std::chrono::year_month_day const date{day};
    auto const minutes = std::chrono::floor<std::chrono::minutes>(when - day).count();
    auto const two = [](long n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    auto const hour = minutes / 60;
    std::string out(months[static_cast<unsigned>(date.month()) - 1]);
    out += " " + std::to_string(static_cast<unsigned>(date.day())) + ", ";
    out += two(hour % 12 == 0 ? 12 : hour % 12) + ":" + two(minutes % 60);
    out += (hour < 12 ? " AM " : " PM ") + std::to_string(static_cast<int>(date.year()));
    return out;
}

/// The merchant's members, and once more as `external`.
inline std::string metadata_of(std::string const& own)
{
    if (own.empty() || own == "{}") return R"({"external":{}})";
    bool const taken = has_member(own, "external");
    auto out = taken ? std::string("{") : own.substr(0, own.size() - 1) + ",";
    return out.append("\"external\":").append(own).append("}");
}

inline std::string_view method_of(payment const& p)
{
    if (!p.routing) return {};
    if (p.method == payment_method::card) return "credit card";
    auto const wallet = p.hosted() ? wallet_of(*p.terms->checkout) : std::string_view();
    return p.method == payment_method::wallet && !wallet.empty() ? wallet : enum_name(p.method);
}

/// The texts that a transaction is made of.
struct transaction_texts {
    std::string amount, currency, number, items, quantities, date, note, metadata;

    explicit transaction_texts(payment const& p)
    {
        auto const& t = *p.terms;
        static checkout_terms const nothing_more{};
        auto const& more = p.hosted() ? *t.checkout : nothing_more;
        auto const digits = t.amount.currency.digits();
        amount = value_in(more.face_data, amount_data);
        if (amount.empty()) amount = decimal_text(t.amount.minor, digits);
        currency = t.amount.currency.code();
        for (auto& c : currency) c = static_cast<char>(c | 0x20);
        number = payment_id_text(p);
        for (auto const& i : more.items) {
            items.append(items.empty() ? "" : ", ").append(i.name);
            quantities.append(quantities.empty() ? "" : ", ").append(std::to_string(i.quantity));
        }
        date = date_of(t.created_at);
        for (auto const& f : more.fields) {
            if (same_word(f.label, "email") || same_word(f.label, "name")) continue;
            note.append(note.empty() ? "" : "; ").append(f.label).append(": ").append(f.answer);
        }
        if (p.refunded > 0 || p.state == payment_state::reversed) {
            auto const back = p.state == payment_state::reversed ? p.captured : p.refunded;
            note.append(note.empty() ? "" : "; ").append("refunded: ");
            note.append(decimal_text(back, digits));
        }
        metadata = metadata_of(more.metadata);
    }
};

inline transaction_view view_of(payment const& p, transaction_texts const& s)
{
    transaction_view v{};
    v.amount = s.amount;
    v.payment_method = method_of(p);
    v.currency = s.currency;
    v.payment_id = s.number;
    v.name = p.terms->customer.name;
    v.email = p.terms->customer.email;
    v.items = s.items;
    v.quantities = s.quantities;
    v.date = s.date;
    v.note = s.note;
    v.paid = paid_words[static_cast<std::size_t>(p.state)].word;
    v.metadata = {s.metadata};
    v.street_address = {"\"\""};
    return v;
}

inline void write_transaction(payment const& p, std::string& out)
{
    write_json(out, view_of(p, transaction_texts(p)));
}

inline result<> read_transaction(exchange& x, transaction_request& wire)
{
    auto const found = x.find_payment(wire.transaction.str());
    if (!found && found.error() == errc::not_found)
        return fault(fault_reason::transaction_unknown);
    if (!found) return found.error();
    write_transaction(**found, x.out.body);
    return {};
}

/// The newest thousand that `take` takes, of the newest five thousand.
template<class Take>
result<> list_transactions(exchange& x, Take&& take)
{
    constexpr int most = 1000, most_seen = 5000;
    list_payments which;
    which.limit = 100;
    int count = 0, seen = 0;
    x.out.body = "[";
    do {
        auto const page = x.pay.payments().list(x.caller.who, which);
        if (!page) return page.error();
        for (auto const& p : page->items) {
            if (!p->hosted() || !take(*p) || count == most) continue;
            if (count++ != 0) x.out.body += ',';
            write_transaction(*p, x.out.body);
        }
        which.after = page->next;
        seen += which.limit;
    } while (which.after && count != most && seen < most_seen);
    x.out.body += ']';
    return {};
}

inline result<> fetch_transactions(exchange& x, nothing&)
{
    return list_transactions(x, [](payment const&) { return true; });
}

inline bool holds_word(std::string_view text, std::string_view part)
{
    auto const low = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    };
    return std::search(text.begin(), text.end(), part.begin(), part.end(), [&](char a, char b) {
               return low(a) == low(b);
           }) != text.end();
}

/// E-mail, name and metadata hold what is searched, in any case; amount and payment are it.
inline result<> query_transactions(exchange& x, query_request& wire)
{
    auto const filter = wire.filter.word();
    std::string_view const search = wire.search.str();
    return list_transactions(x, [&](payment const& p) {
        auto const& t = *p.terms;
        if (filter == "email") return holds_word(t.customer.email, search);
        if (filter == "name") return holds_word(t.customer.name, search);
        if (filter == "metadata") return holds_word(t.checkout->metadata, search);
        if (filter == "payment") return same_word(method_of(p), search);
        auto const digits = t.amount.currency.digits();
        auto const wanted = read_decimal(search, digits);
        return filter == "amount" && wanted.violation == decimal_violation::none &&
               wanted.minor == t.amount.minor;
    });
}

inline result<std::shared_ptr<payment const>> create_invoice(exchange& x, fiat_request& wire,
                                                             idempotency_request const* request)
{
    auto code = std::string(wire.currency.str());
    for (auto& c : code) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    auto const in = currency::find(code);
    if (!in) return fault::at("currency", "must be a currency of ISO 4217");
    auto const amount = amount_of(wire.amount, *in);
    if (!amount) return amount.error();
    open_checkout c;
    c.amount = *amount;
    keep_amount(c, std::move(wire.amount.text));
    c.page = x.address(page_path);
    c.cancel_url = wire.redirect_url_;
    c.failure_url = std::move(wire.redirect_url_);
    c.success_url = std::move(wire.success_url);
    bool const by_card = wire.payment.word() == "credit card";
    c.methods = {by_card ? payment_method::card : payment_method::wallet};
    if (!by_card) c.face_data.emplace_back(wallet_data, wire.payment.word());
    return engine_internals::open_once(x.pay, x.caller.who, std::move(c), request);
}

inline void write_link(payment const& p, bool with_code, std::string& body)
{
    transaction_texts const s(p);
    auto const& terms = *p.terms->checkout;
    invoice_view v{};
    v.amount = s.amount;
    v.currency = s.currency;
    auto const wallet = wallet_of(terms);
    v.payment = wallet.empty() ? "credit card" : wallet;
    v.payment_link = terms.url;
    if (with_code) v.qr_code = terms.url;
    if (with_code) v.tracking_id = s.number;
    write_json(body, v);
}

inline void write_invoice(payment const& p, std::string& body) { write_link(p, false, body); }
inline void write_charge(payment const& p, std::string& body) { write_link(p, true, body); }

/// In that currency, else in the one that it got first. What has no price is no product here.
inline result<money> price_of(exchange& x, id<product> which, currency in)
{
    auto const all = read_pages<price>([&](list_query const& part) {
        return x.pay.prices().list(x.caller.who, {.of = which, .active = true,
                                                  .after = part.after, .limit = part.limit});
    });
    if (!all) return all.error();
    currency shown;
    for (auto const& one : *all)       // the oldest is the last one
        if (one->buys_a_piece() && shown != in) shown = one->currency;
    auto const price = x.pay.products().price_in(x.caller.who, which, shown);
    if (!price) return price.error();
    return *price ? result<money>(**price) : fault(fault_reason::product_unknown);
}

inline result<> fetch_product(exchange& x, product_request& wire)
{
    auto const which = id<product>::read(wire.product_id.str());
    auto const found = which ? x.pay.products().read(x.caller.who, *which)
                             : result<product>(fault(errc::not_found));
    bool const gone = found ? !found->active : found.error() == errc::not_found;
    if (gone) return fault(fault_reason::product_unknown);
    if (!found) return found.error();
    auto const user = x.pay.accounts().name_of(x.caller.who);
    if (!user) return user.error();
    auto const id = found->id.text();
    auto const owner = x.pay.accounts().read(x.caller.who.account);
    if (!owner) return owner.error();
    auto const sold_for = price_of(x, found->id, owner->currency);
    if (!sold_for) return sold_for.error();
    auto const price = decimal_text(sold_for->minor, sold_for->currency.digits());
    auto const least = std::to_string(found->least);
    auto const most = found->most ? std::to_string(*found->most) : std::string();
    write_json(x.out.body, product_view{id, found->name, found->description, found->image, price,
                                        {}, least, most, *user});
    return {};
}

/// What is available in a currency. Of what is none of ISO 4217 nobody has anything.
inline result<> read_balance(exchange& x, balance_request& wire)
{
    auto code = std::string(wire.crypto.str());
    for (auto& c : code) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    auto const in = currency::find(code);
    std::string text = "0.0";
    if (in) {
        auto const sum = x.pay.ledger().balance_of(x.caller.who, {book::available, {}}, *in);
        if (!sum) return sum.error();
        text = decimal_text(*sum, in->digits());
    }
    write_json(x.out.body, balance_view{text, wire.crypto.str()});
    return {};
}

}  // namespace tender::api::poof
