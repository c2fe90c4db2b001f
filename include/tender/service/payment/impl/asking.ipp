// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/asking.ipp: bodies of service/payment/calls.hpp: what became of a
// call is asked, or told.
#pragma once

#include <tender/service/payment/calls.hpp>
#include <tender/service/payment/impl/guarded_call.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>

namespace tender {

/// Where too many requests wait for the provider, that is no answer; a job has its own turns.
TENDER_DECL provider_answer calls::question(attempt const& a, asker by)
{
    auto* const provider = runtime_.providers.find(a.mode, a.provider);
    if (provider == nullptr) return {};
    auto& waiting = runtime_.providers.calls_of(a.mode, a.provider);
    auto const slot = by == asker::job ? std::nullopt : runtime_.held_up.enter_some(waiting);
    if (by == asker::request && !slot) return {};
    auto const ours = a.id.text();
    auto const begin = runtime_.steady();
    auto answer = guarded_call(runtime_, [&] {
        return provider->query({ours, a.provider_reference, a.purpose, a.mode});
    });
    auto const end = runtime_.steady();
    auto const queue = queue_of(a.mode, a.provider);
    runtime_.called_in(job_lane::engine)
        .note(queue, static_cast<std::uint64_t>(queue), true, end - begin, end);
    return answer;
}

TENDER_DECL result<std::shared_ptr<payment const>> calls::ask(merchant const& who,
                                                              id<attempt> which, source as,
                                                              asker by)
{
    auto const asked_at = runtime_.read_clock();
    std::shared_ptr<payment const> untouched;
    auto const a = runtime_.transact(who.account,
        [&](unit_of_work& unit) -> result<versioned<attempt>> {
            auto found = find_own(unit, who, which);
            if (!found) return found;
            auto const& call = **found;
            auto const first = first_question(call);
            bool const on_its_way =
                call.state == attempt_state::prepared && asked_at.now < first &&
                runtime_.watch.seen_for(which.value, asked_at.steady) < first - call.created_at;
            if (!on_its_way) return found;
            auto const p = unit.find((*found)->payment);
            if (!p) return p.error();
            untouched = p->object;
            return found;
        });
    if (!a) return a.error();
    if (untouched) return untouched;
    auto const answer = question(**a, by);
    known_records known;
    auto done = follow(who, record(who, which, answer, as, asked_at, known), known);
    if (!done) return done.error();
    return std::move(done->payment);
}

TENDER_DECL result<> calls::finish(merchant const& who,
                                   versioned<idempotency_record> const& unanswered)
{
    using found = result<id<attempt>>;
    auto const call = runtime_.transact(who.account, [&](unit_of_work& unit) -> found {
        auto const c = unit.find(unanswered->id);
        if (!c && !(c.error() == errc::not_found)) return c.error();
        if (!c || (*c)->answer) return id<attempt>();
        if ((*c)->about == idempotency_subject::refund) {
            auto const r = unit.find(id<tender::refund>{(*c)->subject});
            return r ? found((*r)->attempt) : r.error();
        }
        auto const p = unit.find(id<payment>{(*c)->subject});
        return p ? found((*p)->last_attempt()) : p.error();
    });
    if (!call) return call.error();
    if (!*call) return {};
    auto const done = apply_outcome(who, *call, provider_answer(), source::sync);
    return done ? result<>() : done.error();
}

TENDER_DECL result<std::shared_ptr<payment const>> calls::resolve(merchant const& who,
                                                                  id<attempt> which,
                                                                  provider_answer const& truth)
{
    return apply_outcome(who, which, truth, source::operator_override);
}

TENDER_DECL result<std::shared_ptr<payment const>> calls::handle_notification(merchant const& who,
                                                               id<attempt> which,
                                                               provider_answer const& told)
{
    return apply_outcome(who, which, told, source::sync);
}

TENDER_DECL result<std::shared_ptr<payment const>> calls::apply_outcome(merchant const& who,
                                                               id<attempt> which,
                                                               provider_answer const& what,
                                                               source as)
{
    known_records known;
    auto const told_at = runtime_.read_clock();
    auto done = follow(who, record(who, which, what, as, told_at, known), known);
    if (!done) return done.error();
    return std::move(done->payment);
}

}  // namespace tender
