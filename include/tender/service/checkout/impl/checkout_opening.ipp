// SPDX-License-Identifier: BSL-1.0
// tender/service/checkout/impl/checkout_opening.ipp: bodies of service/checkout/checkout.hpp: a
// page is made.
#pragma once

#include <tender/base/encoding.hpp>
#include <tender/base/grammar.hpp>
#include <tender/port/seal.hpp>
#include <tender/service/checkout/checkout.hpp>
#include <tender/service/payment/payment_change.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <mutex>

namespace tender {

namespace opening_parts {

inline checkout_terms terms_of(open_checkout&& c, instant now, std::string const& token)
{
    auto const url = [](std::optional<redirect_url>& u) {
        return u ? std::move(*u).str() : std::string();
    };
    checkout_terms t;
    bool const whole = !c.token.empty();
    t.url = std::move(c.page);
    if (!whole) t.url += token;
    t.success_url = url(c.success_url);
    t.cancel_url = url(c.cancel_url);
    t.failure_url = url(c.failure_url);
    t.notify_url = url(c.notify_url);
    t.items = std::move(c.items);
    t.methods = std::move(c.methods);
    t.metadata = std::move(c.metadata);
    t.fields = std::move(c.fields);
    t.amount_text = std::move(c.amount_text);
    t.wallet = std::move(c.wallet);
    t.routing_override = c.routing_override;
    t.postal_code = std::move(c.postal_code);
    t.in_dollars = std::move(c.in_dollars);
    t.link = c.link;
    t.tax = c.tax;
    t.prices = c.prices;
    t.simulate = c.simulate;
    if (c.lifetime) t.expires_at = now + *c.lifetime;
    return t;
}

inline payment payment_of(open_checkout&& c, merchant const& who, id<payment> fresh, instant now,
                          std::string const& token, settings const& s)
{
    payment_terms t;
    t.amount = c.amount;
    t.reference = c.reference ? std::move(*c.reference).str() : fresh.text();
    if (c.email) t.customer.email = std::move(*c.email).str();
    if (c.name) t.customer.name = std::move(*c.name).str();
    t.customer.phone = std::move(c.phone);
    t.customer.country = std::move(c.country);
    t.customer.region = std::move(c.region);
    t.metadata = std::move(c.entries);
    t.platform_fee = fee_of(c.amount.minor,
                            {c.platform_basis_points.value_or(s.platform_basis_points)});
    t.created_at = now;
    t.face = who.face;
    payment p;
    if (c.methods.size() == 1) p.method = c.methods.front();
    if (c.route.candidates) p.routing = std::make_shared<routing_trace const>(std::move(c.route));
    t.checkout = std::make_shared<checkout_terms const>(terms_of(std::move(c), now, token));
    p.id = fresh;
    p.account = who.account;
    p.mode = who.mode;
    p.terms = std::make_shared<payment_terms const>(std::move(t));
    p.updated_at = now;
    return p;
}

/// What a command brings as it is.
inline constexpr std::pair<std::string_view, std::string open_checkout::*> plain_texts[] = {
    {"phone", &open_checkout::phone},             {"country", &open_checkout::country},
    {"region", &open_checkout::region},           {"page", &open_checkout::page},
    {"postal_code", &open_checkout::postal_code}, {"token", &open_checkout::token},
    {"amount_text", &open_checkout::amount_text}, {"wallet", &open_checkout::wallet},
};

/// What is no text where nothing else looks at it.
inline void note_texts(open_checkout const& c, std::vector<field_fault>& violations)
{
    auto const note = [&](std::string field, std::string_view says) {
        if (!says.empty()) violations.push_back({std::move(field), std::string(says)});
    };
    for (auto const& [field, text] : plain_texts)
        note(std::string(field), violation_of_chars(c.*text));
    note("metadata", violation_of_json_chars(c.metadata));
    for (auto const& [name, value] : c.entries) note("metadata", violation_of_chars(name + value));
    for (std::size_t i = 0; i != c.items.size(); ++i)
        note("items[" + std::to_string(i) + "].name", violation_of_chars(c.items[i].name));
    for (std::size_t i = 0; i != c.fields.size(); ++i)
        note("fields[" + std::to_string(i) + "]",
             violation_of_chars(c.fields[i].label + c.fields[i].answer));
}

}  // namespace opening_parts

TENDER_DECL void checkout::serve_at(name face, page_addresses where)
{
    std::lock_guard const hold(telling_);
    for (auto& [known, at] : addresses_) {
        if (known != face) continue;
        at = std::move(where);
        return;
    }
    addresses_.emplace_back(face, std::move(where));
}

TENDER_DECL page_addresses checkout::addresses_of(name face) const
{
    std::lock_guard const hold(telling_);
    for (auto const& [known, at] : addresses_)
        if (known == face) return at;
    return {};
}

TENDER_DECL result<payment> checkout::open(merchant const& who, open_checkout command)
{
    if (command.amount.minor == 0 && !command.items.empty())
        if (auto const done = price(who, command); !done) return done.error();
    if (command.page.empty()) {
        auto const pages = addresses_of(who.face).pages;
        command.page = pages.empty() ? pages : pages + command.token;
    }
    if (command.page.empty()) {
        auto violations = violations_in(command);
        violations.push_back({"page", std::string(served_nowhere)});
        return fault(std::move(violations));
    }
    auto done = open_once(who, std::move(command), nullptr);
    if (!done) return done.error();
    return **done;
}

TENDER_DECL result<> checkout::price(merchant const& who, open_checkout& command)
{
    auto const sum = sum_of(command.items);
    if (!sum) return fault(errc::amount_overflow);
    auto const rate = runtime_.taxes().rate_of(
        {who, {*sum, command.amount.currency}, command.country, command.postal_code});
    auto const taxed = with_tax(*sum, rate, command.prices);
    if (!taxed) return fault(errc::amount_overflow);
    command.amount.minor = taxed->gross;
    command.tax = taxed->tax;
    return {};
}

TENDER_DECL std::vector<field_fault> checkout::violations_in(open_checkout const& c) const
{
    auto violations = violations_of(c, open_checkout_rules);
    opening_parts::note_texts(c, violations);
    if (!c.notify_url) return violations;
    auto const violation = violation_of_webhook_url(runtime_.settings, c.notify_url->str());
    if (!violation.empty()) violations.push_back({"notify_url", std::string(violation)});
    return violations;
}

/// All in one unit of work: nobody is called. A number that another payment has is drawn again.
TENDER_DECL result<std::shared_ptr<payment const>>
checkout::open_once(merchant const& who, open_checkout command, idempotency_request const* request)
{
    if (auto violations = violations_in(command); !violations.empty())
        return fault(std::move(violations));
    auto const now = runtime_.now();
    auto const token = command.token.empty() ? runtime_.ids.text(22) : command.token;
    for (;;) {
        id<payment> const fresh{runtime_.new_id(now)};
        auto again = command;
        auto const p = opening_parts::payment_of(std::move(again), who, fresh, now, token,
                                                 runtime_.settings);
        auto done = write_open(who, p, token, request);
        if (done && *done == nullptr) continue;
        if (request != nullptr) idempotency_.wake(*request);
        return done;
    }
}

/// Null where the payment's number is taken.
TENDER_DECL result<std::shared_ptr<payment const>>
checkout::write_open(merchant const& who, payment const& p, std::string const& token,
                     idempotency_request const* request)
{
    using made = std::shared_ptr<payment const>;
    auto const now = p.terms->created_at;
    id<event> const created{runtime_.ids.dated(now)};
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<made> {
        auto const may = calls_.chargeable(unit, who, p.terms->amount);
        if (!may) return may.error();
        if (request != nullptr) {
            auto const taken = idempotency_.reserve(unit, who, *request, p.id, now, now, false,
                                                 created);
            if (!taken) return taken.error();
        }
        index_key key;
        key.add(who.mode).add(p.terms->reference);
        if (auto const other = unit.find(payment_by_reference, key); other)
            return fault::about(errc::duplicate_reference, (*other)->id.text());
        else if (!(other.error() == errc::not_found)) return other.error();
        if (shows_numbers(who.face)) {
            index_key number;
            number.add(who.mode).add(number_of(p.id));
            auto const other = unit.find(payment_by_number, number);
            if (other) return made();
            if (!(other.error() == errc::not_found)) return other.error();
        }
        unit.publish({"page", token, who.account, who.mode, p.id.value});
        checkout_session s;
        s.id = session_of(p.id);
        s.account = who.account;
        s.mode = who.mode;
        s.nonce = runtime_.ids.text(22);
        s.link = p.terms->checkout->link;
        unit.insert(std::move(s));
        auto const simulate = p.terms->checkout->simulate;
        bool const by_itself = simulate != simulated_end::none &&
                               simulate != simulated_end::untouched && who.mode == mode::test;
        if (by_itself)
            unit.insert(make_job(who, job_kind::simulate_checkout, p.id.value,
                                 now + runtime_.settings.simulate_after));
        if (auto const& ends = p.terms->checkout->expires_at)
            unit.insert(make_job(who, job_kind::expire_checkout, p.id.value, *ends));
        auto const object = unit.insert(payment(p));
        auto e = event_of(event_kind::payment_created, object);
        e.id = created;
        if (auto const told = changes_.events.append(unit, std::move(e), now); !told)
            return told.error();
        return object;
    });
}

TENDER_DECL result<checkout_visit> checkout::preview(merchant const& who, open_checkout command)
{
    if (auto violations = violations_in(command); !violations.empty())
        return fault(std::move(violations));
    auto const token = command.token;
    checkout_session s;
    s.account = who.account;
    s.mode = who.mode;
    s.nonce = first_nonce(token);
    return checkout_visit{
        who,
        std::make_shared<payment const>(opening_parts::payment_of(
            std::move(command), who, {}, runtime_.now(), token, runtime_.settings)),
        std::make_shared<checkout_session const>(std::move(s)), false};
}

TENDER_DECL std::string checkout::first_nonce(std::string_view token)
{
    auto const key = derived_key(runtime_.crypto(), runtime_.settings.host_secret.reveal(),
                                 "first form of a page");
    auto const mark = runtime_.crypto().hmac_sha256(
        {reinterpret_cast<char const*>(key.data()), key.size()}, token);
    return base64url({reinterpret_cast<char const*>(mark.data()), 18});
}

}  // namespace tender
