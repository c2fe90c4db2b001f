// SPDX-License-Identifier: BSL-1.0
// tender/service/checkout/impl/checkout_opening.ipp: bodies of service/checkout/checkout.hpp: a
// page is made.
#pragma once

#include <tender/base/encoding.hpp>
#include <tender/port/seal.hpp>
#include <tender/service/checkout/checkout.hpp>
#include <tender/service/ledger/fees.hpp>
#include <tender/service/payment/calls.hpp>
#include <tender/service/payment/payment_change.hpp>
#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>

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
    t.face_data = std::move(c.face_data);
    t.routing_override = c.routing_override;
    t.postal_code = std::move(c.postal_code);
    t.in_dollars = std::move(c.in_dollars);
    t.link = c.link;
    t.tax = c.tax;
    t.prices = c.prices.value_or(price_mode::tax_included);
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

}  // namespace opening_parts

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
        auto const may = calls_.chargeable(unit, who, p.terms->amount, now);
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
        if (auto const told = changes_.outbox.append(unit, std::move(e), now); !told)
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
