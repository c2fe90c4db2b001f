// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/payments.ipp: bodies of service/payment/payments.hpp.
#pragma once

#include <tender/core/json/values.hpp>
#include <tender/service/ledger/fees.hpp>
#include <tender/service/payment/calls.hpp>
#include <tender/service/payment/payment_change.hpp>
#include <tender/service/payment/payments.hpp>
#include <tender/service/routing/route.hpp>
#include <tender/service/routing/routing.hpp>
#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace tender {

TENDER_DECL result<payment> payments::create(merchant const& who, create_payment command)
{
    if (command.idempotency_key) return create_keyed(who, command);
    auto done = create_once(who, std::move(command), nullptr);
    if (!done) return done.error();
    return **done;
}

namespace payments_parts {

/// So often what is kept beside a payment is tried: what is in its way then is there for good.
inline constexpr int most_rounds = 100;

/// All that counts in a command, metadata in any order.
inline std::string said_in(create_payment c)
{
    std::string out;
    std::sort(c.metadata.entries().begin(), c.metadata.entries().end());
    write_json(out, c);
    return out.append("/").append(c.id_prefix);
}

}  // namespace payments_parts

TENDER_DECL result<payment> payments::create_keyed(merchant const& who,
                                                   create_payment const& command)
{
    if (auto violations = violations_of(command, create_payment_rules); !violations.empty())
        return fault(std::move(violations));
    auto const done = idempotency_.once(
        who, "create_payment " + std::string(who.face.text()), command.idempotency_key->str(),
        payments_parts::said_in(command),
        [this](merchant const& owner, auto const& left) { return calls_.finish(owner, left); },
        [&](idempotency_request const* request) { return create_once(who, command, request); });
    if (!done) return done.error();
    return *done->get<payment>();
}

TENDER_DECL result<std::shared_ptr<payment const>>
payments::create_once(merchant const& who, create_payment command,
                      idempotency_request const* request)
{
    if (auto violations = violations_of(command, create_payment_rules); !violations.empty())
        return fault(std::move(violations));
    auto const saved = resolve_saved_instrument(runtime_, who, command);
    if (!saved) return saved.error();
    instrument with;
    if (*saved) with.token = (*saved)->stored.token;
    id<payment> const fresh{runtime_.new_id(runtime_.now())};
    auto where = routing_request_of(command);
    where.without_page = !*saved;
    auto trace = routing_.decide(who, where, fresh.value.low);
    if (!trace) return trace.error();
    provider_slot slot;
    if (auto const free = runtime_.take_slot(slot, who.mode, trace->candidates->front().provider);
        !free && !runtime_.wait_for_slot(slot))
        return free.error();
    known_records known;
    auto written = write(who, std::move(command), saved->get(), fresh, std::move(*trace), request,
                         known);
    if (!written) return written.error();
    if (*saved) written->with = &with;
    auto const done = calls_.send(who, std::move(*written), std::move(known));
    if (request != nullptr) idempotency_.wake(*request);
    if (!done) return done.error();
    if (request == nullptr) return done->payment;
    if (done->answer) return done->answer;
    auto const first = idempotency_.answer(who, *request);
    if (!first) return first.error();
    return *first ? first->get<payment>() : done->payment;
}

namespace payments_parts {

inline payment_terms terms_of(create_payment&& c, merchant const& who, id<payment> fresh,
                              instant now, settings const& s)
{
    payment_terms t;
    t.amount = c.amount;
    t.reference = std::move(c.reference).str();
    t.customer = payer_of(std::move(c.customer));
    t.metadata = std::move(c.metadata.entries());
    if (c.callback_url) {
        auto url = std::move(*c.callback_url).str();
        if (!t.reference.empty()) url = with_parameter(url, "reference", t.reference);
        t.callback_url = with_parameter(url, "id", std::string(c.id_prefix) + fresh.text());
    }
    t.face = who.face;
    t.platform_fee = fee_of(t.amount.minor, {s.platform_basis_points});
    t.created_at = now;
    return t;
}

/// Nobody else has the reference, where there is one to look for; and what is charged was not
/// removed while the router decided.
inline result<> check_still_free(unit_of_work& unit, merchant const& who,
                                 std::string_view reference, saved_instrument const* charged)
{
    if (charged != nullptr) {
        auto const now = unit.find(charged->id);
        if (!now) return now.error();
        if ((*now)->removed()) return fault::at("instrument", "names no instrument that is saved");
    }
    if (reference.empty()) return {};
    index_key key;
    key.add(who.mode).add(reference);
    auto const other = unit.find(payment_by_reference, key);
    if (other) return fault::about(errc::duplicate_reference, (*other)->id.text());
    return other.error() == errc::not_found ? result<>() : other.error();
}

inline std::shared_ptr<payment_lines const> lines_of(create_payment const& c)
{
    if (!c.instrument && !c.save_instrument) return nullptr;
    payment_lines lines;
    lines.instrument = c.instrument;
    lines.save_instrument = c.save_instrument;
    return std::make_shared<payment_lines const>(std::move(lines));
}

}  // namespace payments_parts

/// Step one of three [C10]: everything that must be known before a provider is called.
TENDER_DECL result<to_send> payments::write(merchant const& who, create_payment&& command,
                                            saved_instrument const* saved,
                                            id<payment> payment_id, routing_trace&& route,
                                            idempotency_request const* request,
                                            known_records& known)
{
    auto const now = runtime_.now();
    auto const method = command.method;
    auto const alongside = std::move(command.alongside);
    auto const lines = payments_parts::lines_of(command);
    auto const terms = std::make_shared<payment_terms const>(
        payments_parts::terms_of(std::move(command), who, payment_id, now, runtime_.settings));
    route.candidates = candidates_.share(*route.candidates);
    auto const chosen = route.candidates->front().provider;
    auto const& profile = runtime_.providers.find(who.mode, chosen)->profile();
    id<attempt> const attempt_id{runtime_.new_id(now)};
    route.tried.push_back({chosen, attempt_id, provider_fee_of(*terms, method, profile)});
    auto const trace = std::make_shared<routing_trace const>(std::move(route));

    // Most keys and references are fresh, and the store enforces both: a first round does not look.
    bool look = false;
    int rounds = 0;
    std::optional<fault> refused;        // by what is kept beside it
    auto const work = [&](unit_of_work& unit) -> result<to_send> {
        bool const first = !std::exchange(look, true);
        attempt call;
        call.id = attempt_id;
        call.payment = payment_id;
        call.provider = chosen;
        call.amount = terms->amount;
        call.send_before = now + runtime_.settings.send_within;
        payment p;
        if (request != nullptr) {
            auto const taken = idempotency_.reserve(unit, who, *request, payment_id, now,
                                                 calls_.running_until(call), first);
            if (!taken) return taken.error();
            p.waiting = *taken;
        }
        auto const free = payments_parts::check_still_free(
            unit, who, first ? std::string_view() : terms->reference, saved);
        if (!free) return free.error();
        auto prepared = calls_.prepare(unit, who, std::move(call), now);
        if (!prepared) return prepared;
        p.id = payment_id;
        p.account = who.account;
        p.mode = who.mode;
        p.terms = terms;
        p.method = method;
        p.lines = lines;
        if (saved != nullptr) p.card = saved->stored.card;
        p.routing = trace;
        p.updated_at = now;
        p.state = *payment_flow.next(p.state, payment_event::submit);
        auto const object = unit.insert(std::move(p));
        auto e = event_of(event_kind::payment_submitted, object);
        if (auto const told = changes_.outbox.append(unit, std::move(e), now); !told)
            return told.error();
        if (alongside) {
            auto const kept = alongside(unit, *object);
            if (!kept) refused = kept.error();
            else if (++rounds == payments_parts::most_rounds) refused = fault(errc::conflict);
            if (refused) return fault(errc::internal);   // and no further round
        }
        prepared->payment = object;
        return prepared;
    };
    auto written = runtime_.transact(who.account, work, &known);
    if (refused) return *refused;
    return written;
}

TENDER_DECL result<versioned<payment>> payments::sync_versioned(merchant const& who,
                                                                id<payment> which, bool force)
{
    auto found = read_versioned(who, which);
    if (!found) return found;
    auto const& p = **found;
    if ((settled(p.state) && !force) || !p.last_attempt()) return found;
    auto const asked = calls_.ask(who, p.last_attempt(), source::sync,
                                  calls::asker::request);
    if (!asked) return asked.error();
    return read_versioned(who, which);
}

TENDER_DECL result<payment> payments::sync(merchant const& who, id<payment> which, bool force)
{
    auto found = sync_versioned(who, which, force);
    if (!found) return found.error();
    return **found;
}

TENDER_DECL result<payment> payments::cancel(merchant const& who, id<payment> which)
{
    auto const found = read_versioned(who, which);
    if (!found) return found.error();
    if ((*found)->state == payment_state::challenged) {
        auto const done = calls_.void_charge(who, which);
        if (!done) return done.error();
        if ((*done)->state == payment_state::challenged)
            return fault(errc::illegal_transition, "The provider did not take the charge back.");
        if ((*done)->state == payment_state::failed) return **done;
    }
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<payment> {
        auto p = find_own(unit, who, which);
        if (!p) return p.error();
        payment_change change(changes_, unit, *p, runtime_.now());
        change.apply(payment_event::cancel);
        change.next.failure = "canceled";
        auto done = change.finish(event_kind::payment_canceled);
        if (!done) return done.error();
        return **done;
    });
}

TENDER_DECL result<payment> payments::resolve(merchant const& who, id<payment> which,
                                              provider_answer const& truth)
{
    auto const found = read_versioned(who, which);
    if (!found) return found.error();
    bool const asked = (*found)->routing != nullptr && !(*found)->routing->tried.empty();
    if (!asked || settled((*found)->state)) return fault(errc::illegal_transition);
    auto done = calls_.resolve(who, (*found)->last_attempt(), truth);
    if (!done) return done.error();
    return **done;
}

}  // namespace tender
