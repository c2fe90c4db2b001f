// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/refunds.ipp: bodies of service/payment/refunds.hpp.
#pragma once

#include <tender/core/json/values.hpp>
#include <tender/service/ledger/bookkeeping.hpp>
#include <tender/service/payment/calls.hpp>
#include <tender/service/payment/impl/refund_versions.hpp>
#include <tender/service/payment/payment_change.hpp>
#include <tender/service/payment/refunds.hpp>
#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/incidents.hpp>
#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>

namespace tender {

TENDER_DECL result<refund> refunds::create(merchant const& who, id<payment> of,
                                           create_refund command)
{
    if (!command.idempotency_key) {
        auto const done = create_once(who, of, std::move(command), nullptr);
        if (!done) return done.error();
        return *done->get<refund>();
    }
    if (auto violations = violations_of(command); !violations.empty())
        return fault(std::move(violations));
    std::string said;
    write_json(said, command);
    auto const done = idempotency_.once(
        who, "create_refund " + of.text(), command.idempotency_key->str(), said,
        [this](merchant const& owner, auto const& left) { return calls_.finish(owner, left); },
        [&](idempotency_request const* request) { return create_once(who, of, command, request); });
    if (!done) return done.error();
    return *done->get<refund>();
}

TENDER_DECL result<answer> refunds::create_once(merchant const& who, id<payment> of,
                                                create_refund command,
                                                idempotency_request const* request)
{
    if (auto violations = violations_of(command); !violations.empty())
        return fault(std::move(violations));
    id<refund> fresh;
    known_records known;
    provider_slot slot;
    auto written = write(who, of, command, request, fresh, known, slot);
    if (runtime_.wait_for_slot(slot))
        written = write(who, of, command, request, fresh, known, slot);
    if (!written) return written.error();
    auto const done = calls_.send(who, std::move(*written), std::move(known));
    if (request != nullptr) idempotency_.wake(*request);
    if (!done) return done.error();
    if (request != nullptr) {
        auto const first = idempotency_.answer(who, *request);
        if (!first) return first.error();
        if (*first) return *first;
    }
    auto made = read(who, fresh);
    if (!made) return made.error();
    return answer(done->payment, std::make_shared<refund const>(std::move(*made)));
}

/// One whose number no other refund has.
TENDER_DECL result<id<refund>> refunds::free_id(unit_of_work& unit, merchant const& who, name face,
                                                instant now)
{
    for (;;) {
        id<refund> const fresh{runtime_.new_id(now)};
        if (!shows_numbers(face)) return fresh;
        index_key key;
        key.add(who.mode).add(number_of(fresh));
        auto const other = unit.find(refund_by_number, key);
        if (!other) return other.error() == errc::not_found ? result(fresh) : other.error();
    }
}

namespace refunds_parts {

/// What a refund adds to the dollars that were given back before, so that all of them never come
/// to more than the payment is worth.
inline std::optional<std::int64_t> dollars_for(payment const& p, money amount)
{
    static rate const none{};
    auto const& by = p.hosted() ? p.terms->checkout->in_dollars : none;
    auto const all = dollars_of({p.refunding + p.refunded + amount.minor, amount.currency}, by);
    if (!all) return all;
    std::int64_t before = 0;
    for (auto const& l : p.refunds())
        if (under_way(l.state) || l.state == refund_state::succeeded) before += l.dollars;
    return std::max<std::int64_t>(*all - before, 0);
}

}  // namespace refunds_parts

TENDER_DECL result<to_send> refunds::write(merchant const& who, id<payment> of,
                                           create_refund const& command,
                                           idempotency_request const* request, id<refund>& fresh,
                                           known_records& known, provider_slot& slot)
{
    auto const work = [&](unit_of_work& unit) -> result<to_send> {
        auto const now = runtime_.now();
        auto const p = find_own(unit, who, of);
        if (!p) return p.error();
        auto const& old = **p;
        if (old.state != payment_state::captured) return fault(errc::illegal_transition);
        money const amount{command.amount ? command.amount->value() : old.remaining(),
                           old.terms->amount.currency};
        if (amount.minor <= 0 || amount.minor > old.remaining())
            return fault(errc::exceeds_remaining);
        if (command.within_wallet) {
            auto const wallet = books_.guarded_wallet(unit, who, amount.currency);
            if (!wallet) return wallet.error();
            if (amount.minor > wallet->spendable()) return fault(errc::exceeds_balance);
        }

        if (auto const there = runtime_.take_slot(slot, who.mode, old.provider()); !there)
            return there.error();
        auto const free = free_id(unit, who, old.terms->face, now);
        if (!free) return free.error();
        fresh = *free;
        attempt call;
        call.payment = of;
        call.refund = fresh;
        call.provider = old.provider();
        call.amount = amount;
        call.purpose = attempt_purpose::refund;
        call.send_before = now + runtime_.settings.send_within;
        refund r;
        if (request != nullptr) {
            auto const taken = idempotency_.reserve(unit, who, *request, fresh, now,
                                                 calls_.running_until(call));
            if (!taken) return taken.error();
            r.waiting = *taken;
        }
        auto prepared = calls_.prepare(unit, who, std::move(call), now);
        if (!prepared) return prepared;
        r.id = fresh;
        r.account = who.account;
        r.mode = who.mode;
        r.payment = of;
        r.amount = amount;
        r.dollars = refunds_parts::dollars_for(old, amount);
        r.face = old.terms->face;
        if (command.reason) r.reason = command.reason->str();
        r.provider = old.provider();
        r.attempt = prepared->attempt->id;
        r.created_at = r.updated_at = now;
        r.state = *refund_flow.next(r.state, refund_event::submit);
        auto const written = unit.insert(std::move(r));
        auto const posted = books_.post(
            unit, who, now, fresh.value, posting_kind::refund_reserved, amount.currency,
            old.provider(), {{book::available, book::refunding, amount.minor}});
        if (!posted) return posted.error();
        payment_change change(changes_, unit, *p, now);
        change.next.refunding += amount.minor;
        change.next.lines = with_refund_line(change.next, *written);
        auto object = change.finish(event_kind::payment_refunding, {}, written);
        if (!object) return object.error();
        prepared->payment = *object;
        return prepared;
    };
    return runtime_.transact(who.account, work, &known);
}

TENDER_DECL result<refund> refunds::read(merchant const& who, id<refund> which)
{
    auto const found = runtime_.transact(who.account, [&](unit_of_work& unit) {
        return find_own(unit, who, which);
    });
    if (!found) return found.error();
    return **found;
}

TENDER_DECL result<refund> refunds::read_numbered(merchant const& who, std::uint64_t number)
{
    index_key key;
    key.add(who.mode).add(number);
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<refund> {
        auto const found = unit.find(refund_by_number, key);
        if (!found) return found.error();
        return **found;
    });
}

namespace refunds_parts {

/// A payment knows its refunds: nobody looks through all others.
template<class Wanted>
result<looked_through<refund>> of_payment(unit_of_work& unit, merchant const& who,
                                          list_refunds const& which, Wanted&& wanted)
{
    looked_through<refund> out;
    auto const p = find_own(unit, who, which.payment);
    if (!p) return p.error() == errc::not_found ? result(out) : p.error();
    auto const& lines = (*p)->refunds();
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
        if (which.after && line->id.value >= which.after->after) continue;
        auto r = unit.find(line->id);
        if (!r) return r.error();
        bool const good = which.created.contains((*r)->created_at) && (*r)->face == who.face;
        if (good && wanted(**r)) out.items.push_back(std::move(*r));
    }
    std::sort(out.items.begin(), out.items.end(),
              [](auto const& a, auto const& b) { return a->id > b->id; });
    return out;
}

}  // namespace refunds_parts

TENDER_DECL result<page<versioned<refund>>> refunds::list(merchant const& who,
                                                          list_refunds const& which)
{
    if (auto const fits = check_limit(which.limit); !fits) return fits.error();
    auto const wanted = [&](refund const& r) {
        auto const& s = which.states;
        return s.empty() || std::find(s.begin(), s.end(), r.state) != s.end();
    };
    index_key key;
    key.add(who.mode).add(who.face.text());
    using looked = looked_through<refund>;
    auto const found = runtime_.transact(who.account, [&](unit_of_work& unit) -> result<looked> {
        if (which.payment) return refunds_parts::of_payment(unit, who, which, wanted);
        return look_through(unit, refunds_by_face, key, {which.after, which.limit}, which.created,
                            list_refunds::most_seen,
                            [](refund const& r) { return r.created_at; }, wanted);
    });
    if (!found) return found.error();
    return page_of(*found, which.limit);
}

TENDER_DECL result<refund> refunds::resolve(merchant const& who, id<refund> which,
                                            provider_answer const& truth)
{
    auto const found = read(who, which);
    if (!found) return found;
    if (!under_way(found->state)) return fault(errc::illegal_transition);
    auto const done = calls_.resolve(who, found->attempt, truth);
    if (!done) return done.error();
    return read(who, which);
}

TENDER_DECL result<refund> refunds::return_refund(merchant const& who, id<refund> which)
{
    std::optional<incident> told;
    auto done = runtime_.transact(who.account, [&](unit_of_work& unit) -> result<refund> {
        auto const now = runtime_.now();
        auto const r = find_own(unit, who, which);
        if (!r) return r.error();
        auto const p = unit.find((*r)->payment);
        if (!p) return p.error();
        auto next = moved_refund(*r, refund_event::return_refund, now);
        if (!next) return fault(errc::illegal_transition);
        auto const written = unit.replace(*r, std::move(*next));
        auto const posted = books_.post(
            unit, who, now, which.value, posting_kind::refund_returned, written->amount.currency,
            written->provider, {{book::provider, book::available, written->amount.minor}});
        if (!posted) return posted.error();
        payment_change change(changes_, unit, *p, now);
        change.next.refunded -= written->amount.minor;
        change.next.lines = with_refund_line(change.next, *written);
        if (change.next.state == payment_state::refunded) change.apply(payment_event::restore);
        auto object = change.finish(event_kind::payment_refund_returned, {}, written);
        if (!object) return object.error();
        told = make_incident(runtime_, unit, who, incident_kind::refund_returned, which.value,
                             "a refund came back", now);
        return *written;
    });
    if (done && told && runtime_.hooks.incident) runtime_.hooks.incident(*told);
    return done;
}

}  // namespace tender
