// SPDX-License-Identifier: BSL-1.0
// tender/service/checkout/impl/checkout.ipp: bodies of service/checkout/checkout.hpp: a page is
// visited, and its payment submitted.
#pragma once

#include <tender/base/encoding.hpp>
#include <tender/base/grammar.hpp>
#include <tender/service/checkout/checkout.hpp>
#include <tender/service/payment/calls.hpp>
#include <tender/service/payment/payment_change.hpp>
#include <tender/service/routing/route.hpp>
#include <tender/service/routing/routing.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>

namespace tender {

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
    provider_slot slot;
    auto const chosen = trace->candidates->front().provider;
    if (auto const free = runtime_.take_slot(slot, at.who.mode, chosen);
        !free && !runtime_.wait_for_slot(slot))
        return free.error();
    known_records known;
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
                                                   routing_trace&& trace, known_records& known)
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
        next.card = by_card ? shown_card_of(how.with->card->number.reveal()) : shown_card{};
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
    auto const done = calls_.void_charge(at.who, at.paid->id);
    if (!done) return done.error();
    if ((*done)->state == payment_state::challenged) return fault(errc::illegal_transition);
    return visit(at.who, at.paid->id);
}

}  // namespace tender
