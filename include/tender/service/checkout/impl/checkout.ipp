// SPDX-License-Identifier: BSL-1.0
// tender/service/checkout/impl/checkout.ipp: bodies of service/checkout/checkout.hpp.
#pragma once

#include <tender/base/encoding.hpp>
#include <tender/base/grammar.hpp>
#include <tender/port/seal.hpp>
#include <tender/service/checkout/checkout.hpp>
#include <tender/service/payment/payment_change.hpp>
#include <tender/service/routing/route.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <algorithm>

namespace tender {

namespace checkout_parts {

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
inline void note_texts(open_checkout const& c, std::vector<field_fault>& flaws)
{
    auto const note = [&](std::string field, std::string_view says) {
        if (!says.empty()) flaws.push_back({std::move(field), std::string(says)});
    };
    for (auto const& [field, text] : plain_texts) note(std::string(field), flaw_of_chars(c.*text));
    note("metadata", flaw_of_json_chars(c.metadata));
    for (auto const& [name, value] : c.entries) note("metadata", flaw_of_chars(name + value));
    for (std::size_t i = 0; i != c.items.size(); ++i)
        note("items[" + std::to_string(i) + "].name", flaw_of_chars(c.items[i].name));
    for (std::size_t i = 0; i != c.fields.size(); ++i)
        note("fields[" + std::to_string(i) + "]",
             flaw_of_chars(c.fields[i].label + c.fields[i].answer));
}

}  // namespace checkout_parts

TENDER_DECL shown_card shown(card_details const& card)
{
    auto const& digits = card.number.reveal();
    std::int16_t last_four = 0;
    for (char const c : std::string_view(digits).substr(digits.size() < 4 ? 0 : digits.size() - 4))
        last_four = static_cast<std::int16_t>(last_four * 10 + (c - '0'));
    return {brand_of(digits), last_four};
}

TENDER_DECL result<payment> checkout::open(merchant const& who, open_checkout command)
{
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

TENDER_DECL std::vector<field_fault> checkout::flaws_in(open_checkout const& c) const
{
    auto flaws = flaws_of(c, open_checkout_rules);
    checkout_parts::note_texts(c, flaws);
    if (!c.notify_url) return flaws;
    auto const flaw = flaw_of_webhook_url(runtime_.settings, c.notify_url->str());
    if (!flaw.empty()) flaws.push_back({"notify_url", std::string(flaw)});
    return flaws;
}

/// All in one unit of work: nobody is called. A number that another payment has is drawn again.
TENDER_DECL result<std::shared_ptr<payment const>> checkout::open_once(merchant const& who,
                                                                       open_checkout command,
                                                                       once const* request)
{
    if (auto flaws = flaws_in(command); !flaws.empty()) return fault(std::move(flaws));
    auto const now = runtime_.now();
    auto const token = command.token.empty() ? runtime_.ids.text(22) : command.token;
    for (;;) {
        id<payment> const fresh{runtime_.new_id(now)};
        auto const p = checkout_parts::payment_of(open_checkout(command), who, fresh, now, token,
                                                  runtime_.settings);
        auto done = write_open(who, p, token, request);
        if (done && *done == nullptr) continue;
        if (request != nullptr) claims_.wake(*request);
        return done;
    }
}

/// Null where the payment's number is taken.
TENDER_DECL result<std::shared_ptr<payment const>> checkout::write_open(merchant const& who,
                                                                        payment const& p,
                                                                        std::string const& token,
                                                                        once const* request)
{
    using made = std::shared_ptr<payment const>;
    auto const now = p.terms->created_at;
    id<event> const created{runtime_.ids.dated(now)};
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<made> {
        auto const may = calls_.chargeable(unit, who, p.terms->amount);
        if (!may) return may.error();
        if (request != nullptr) {
            auto const taken = claims_.take(unit, who, *request, claim_subject::payment,
                                            p.id.value, now, now, false, created);
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
        event e;
        e.id = created;
        e.account = who.account;
        e.mode = who.mode;
        e.kind = event_kind::payment_created;
        e.payment = object;
        if (auto const told = changes_.events.append(unit, std::move(e), now); !told)
            return told.error();
        return object;
    });
}

TENDER_DECL result<checkout_visit> checkout::preview(merchant const& who, open_checkout command)
{
    if (auto flaws = flaws_in(command); !flaws.empty()) return fault(std::move(flaws));
    auto const token = command.token;
    checkout_session s;
    s.account = who.account;
    s.mode = who.mode;
    s.nonce = first_nonce(token);
    return checkout_visit{
        who,
        std::make_shared<payment const>(checkout_parts::payment_of(
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

TENDER_DECL result<checkout_visit> checkout::find(std::string_view token)
{
    auto const entry = runtime_.storage().resolve("page", token);
    if (!entry) return entry.error();
    return visit({entry->account, entry->mode, {}}, {entry->names});
}

TENDER_DECL result<checkout_visit> checkout::visit(merchant const& who, id<payment> which)
{
    auto const seen = look(who, which);
    if (!seen || !is_over(*seen->paid, runtime_.now())) return seen;
    auto const done = runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        auto const p = find_own(unit, who, which);
        if (!p) return p.error();
        return is_over(**p, runtime_.now()) ? expire_at(unit, *p) : result<>();
    });
    if (!done) return done.error();
    return look(who, which);
}

TENDER_DECL result<checkout_visit> checkout::look(merchant const& who, id<payment> which)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<checkout_visit> {
        auto const p = find_own(unit, who, which);
        if (!p) return p.error();
        if (!(*p)->hosted()) return fault(errc::not_found);
        auto const s = unit.find(session_of(which));
        if (!s) return s.error();
        checkout_visit at{{who.account, who.mode, (*p)->terms->face}, p->object, s->object};
        if (!(*s)->link) return at;
        auto const l = unit.find((*s)->link);
        if (!l) return l.error();
        at.link = (*l)->standing(runtime_.now());
        return at;
    });
}

TENDER_DECL std::vector<payment_method> checkout::methods(checkout_visit const& at) const
{
    std::vector<payment_method> out;
    auto const& wanted = at.paid->terms->checkout->methods;
    for (std::size_t i = 0; i != enum_count<payment_method>; ++i) {
        auto const method = static_cast<payment_method>(i);
        bool const usual = wanted.empty() && method != payment_method::wallet;
        bool const open = usual ||
                          std::find(wanted.begin(), wanted.end(), method) != wanted.end();
        auto const& all = runtime_.providers.in(at.who.mode);
        bool const taken = std::any_of(all.begin(), all.end(), [&](auto const& one) {
            auto const in = at.paid->terms->amount.currency;
            return one->profile().serves(at.who.face) &&
                   capability_for(one->profile(), method, in) != nullptr;
        });
        if (open && taken) out.push_back(method);
    }
    return out;
}

TENDER_DECL result<checkout_visit> checkout::submit(checkout_visit const& at,
                                                    submit_checkout const& how)
{
    auto const open = methods(at);
    if (std::find(open.begin(), open.end(), how.method) == open.end())
        return fault::at("method", "is not open for this payment");
    page_submit const about{at.who, *at.paid, how.method, how.client};
    if (runtime_.hooks.may_submit && !runtime_.hooks.may_submit(about))
        return fault(errc::forbidden);
    auto const& terms = *at.paid->terms;
    auto trace = routing_.decide(at.who, {terms.amount, how.method,
                                          terms.checkout->routing_override, terms.customer.country},
                                 runtime_.new_id(runtime_.now()).low);
    if (!trace) return trace.error();
    provider_place place;
    auto const chosen = trace->candidates->front().provider;
    if (auto const free = runtime_.take_place(place, at.who.mode, chosen);
        !free && !runtime_.wait_for_place(place))
        return free.error();
    kept_records known;
    static instrument const none{};
    auto with_something = how;
    if (how.with == nullptr) with_something.with = &none;
    auto written = write_submit(at, with_something, std::move(*trace), known);
    if (!written) return written.error();
    auto const done = calls_.send(at.who, std::move(*written), std::move(known));
    if (!done) return done.error();
    return visit(at.who, at.paid->id);
}

/// Step one of three [C10], for a payment that is there already.
TENDER_DECL result<to_send> checkout::write_submit(checkout_visit const& at,
                                                   submit_checkout const& how,
                                                   routing_trace&& trace, kept_records& known)
{
    auto const now = runtime_.now();
    auto const chosen = trace.candidates->front().provider;
    auto const& profile = runtime_.providers.find(at.who.mode, chosen)->profile();
    return runtime_.transact(at.who.account, [&](unit_of_work& unit) -> result<to_send> {
        auto const p = find_own(unit, at.who, at.paid->id);
        if (!p) return p.error();
        auto const s = unit.find(session_of(at.paid->id));
        if (!s) return s.error();
        bool const open = (*s)->state == checkout_state::open && !is_over(**p, now) &&
                          (*s)->submits < most_submits;
        if (!open || !equal_in_constant_time((*s)->nonce, how.nonce))
            return fault(errc::illegal_transition);
        if ((*s)->link) {
            auto const l = unit.find((*s)->link);
            if (!l) return l.error();
            if ((*l)->standing(now) != link_standing::open) return fault(errc::illegal_transition);
        }
        payment_change change(changes_, unit, *p, now);
        change.apply(payment_event::submit);
        auto& next = change.next;
        auto fresh = trace;
        if (auto const& earlier = (*p)->routing) fresh.tried = earlier->tried;
        fresh.earlier = static_cast<std::int16_t>(fresh.tried.size());
        attempt call;
        call.payment = next.id;
        call.provider = chosen;
        call.amount = next.terms->amount;
        call.number = static_cast<int>(fresh.tried.size()) + 1;
        call.send_before = now + runtime_.settings.send_within;
        auto prepared = calls_.prepare(unit, at.who, std::move(call), now);
        if (!prepared) return prepared;
        fresh.tried.push_back({chosen, prepared->attempt->id,
                               provider_fee_of(*next.terms, how.method, profile)});
        next.routing = std::make_shared<routing_trace const>(std::move(fresh));
        next.method = how.method;
        bool const by_card = how.with != nullptr && how.with->card;
        next.card = by_card ? shown(*how.with->card) : shown_card{};
        next.provider_reference.clear();
        auto done = change.finish(event_kind::payment_submitted);
        if (!done) return done.error();
        prepared->payment = *done;
        prepared->with = how.with;
        return prepared;
    }, &known);
}

TENDER_DECL result<checkout_visit> checkout::leave(checkout_visit const& at)
{
    auto const done = calls_.take_back(at.who, at.paid->id);
    if (!done) return done.error();
    if ((*done)->state == payment_state::challenged) return fault(errc::illegal_transition);
    return visit(at.who, at.paid->id);
}

/// Only what no customer has paid meanwhile.
TENDER_DECL result<> checkout::simulate(merchant const& who, kept<job> const& due)
{
    id<payment> const which{due->subject};
    auto const at = look(who, which);
    if (!at) return at.error();
    auto const& terms = *at->paid->terms;
    auto const by = routing_.decide(at->who, {terms.amount, payment_method::card, {},
                                              terms.customer.country}, which.value.low);
    if (!by && by.error() == errc::storage_unavailable) return by.error();
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        auto const there = unit.find(due->id);
        if (!there) return there.error() == errc::not_found ? result<>() : result<>(there.error());
        unit.remove(*there);
        auto const p = find_own(unit, who, which);
        if (!p) return p.error();
        auto const whose = find_chargeable(runtime_, unit, who);
        if (!whose && !(whose.error() == errc::forbidden)) return whose.error();
        bool const open = whose && (*p)->state == payment_state::created &&
                          !is_over(**p, runtime_.now());
        return open ? end_simulated(unit, who, *p, by ? *by : routing_trace{}) : result<>();
    });
}

/// No provider is asked: the attempt says what one would have said.
TENDER_DECL result<> checkout::end_simulated(unit_of_work& unit, merchant const& who,
                                             kept<payment> const& p, routing_trace const& by)
{
    auto const now = runtime_.now();
    auto const end = p->terms->checkout->simulate;
    payment_change change(changes_, unit, p, now);
    if (end == simulated_end::canceled) {
        change.apply(payment_event::cancel);
        change.next.failure = "canceled";
        auto const done = change.finish(event_kind::payment_canceled);
        return done ? result<>() : result<>(done.error());
    }
    bool const fails = end == simulated_end::failed;
    if (by.candidates) {
        auto trace = by;
        if (auto const& earlier = p->routing) trace.tried = earlier->tried;
        trace.earlier = static_cast<std::int16_t>(trace.tried.size());
        attempt call;
        call.id = {runtime_.new_id(now)};
        call.account = who.account;
        call.mode = who.mode;
        call.payment = p->id;
        call.provider = by.candidates->front().provider;
        call.amount = p->terms->amount;
        call.created_at = call.send_before = now;
        call.state = fails ? attempt_state::declined : attempt_state::settling;
        call.number = static_cast<int>(trace.tried.size()) + 1;
        trace.tried.push_back({call.provider, call.id, 0});
        change.next.routing = std::make_shared<routing_trace const>(std::move(trace));
        change.next.provider_reference.clear();
        unit.insert(std::move(call));
    }
    change.apply(payment_event::submit);
    if (fails) {
        change.apply(payment_event::fail);
        change.next.failure = "declined";
        change.ended = attempt_end::declined;
    }
    auto const done = change.finish(fails ? event_kind::payment_failed
                                          : event_kind::payment_submitted);
    if (!done) return done.error();
    if (fails) return {};
    payment_change settling(changes_, unit, {*done, p.version}, now);
    settling.apply(payment_event::accept);
    auto const accepted = settling.finish(event_kind::payment_accepted);
    return accepted ? result<>() : result<>(accepted.error());
}

TENDER_DECL result<> checkout::expire_at(unit_of_work& unit, kept<payment> const& p)
{
    payment_change change(changes_, unit, p, *p->terms->checkout->expires_at);
    change.apply(payment_event::expire);
    change.next.failure = "expired";
    auto const done = change.finish(event_kind::payment_expired);
    return done ? result<>() : result<>(done.error());
}

/// One that is being paid is left alone: where that comes to nothing, its job is there again.
TENDER_DECL result<> checkout::expire(merchant const& who, kept<job> const& due)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        auto const there = unit.find(due->id);
        if (!there) return there.error() == errc::not_found ? result<>() : result<>(there.error());
        auto const p = find_own(unit, who, id<payment>{due->subject});
        if (!p) return p.error();
        if (is_over(**p, runtime_.now())) return expire_at(unit, *p);
        unit.remove(*there);
        return {};
    });
}

}  // namespace tender
