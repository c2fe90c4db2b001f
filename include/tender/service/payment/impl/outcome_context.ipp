// SPDX-License-Identifier: BSL-1.0 tender/service/payment/impl/outcome_context.ipp: what the answer
// to a call meets; for the bodies of service/payment/calls.hpp.
#pragma once

#include <tender/service/payment/calls.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>

namespace tender {

/// Everything that one answer meets.
struct calls::outcome_context {
    unit_of_work& unit;
    merchant const& who;
    versioned<attempt> a;
    versioned<payment> p;
    provider_answer const& answer;
    source to;
    clock_reading asked_at;          ///< before the provider could have known more
    instant now;
    instrument const* with = nullptr;   ///< at hand, where the customer is

    job_kind questions() const
    {
        return a->purpose == attempt_purpose::charge ? job_kind::ask_charge : job_kind::ask_refund;
    }

    /// Surely not done. A provider that had acknowledged the call contradicts itself: that is no
    /// answer. The host that says so has waited itself.
    bool unknown_for_sure(calls& c) const
    {
        if (answer.what != outcome::unknown_reference) return false;
        if (to == source::operator_override) return asked_at.now >= c.surely_known(*a);
        return a->state != attempt_state::acknowledged &&
               c.still_to_wait(*a, asked_at).count() == 0;
    }

    /// The attempt's next version: its state, and what the provider calls it.
    void set(attempt_state state)
    {
        auto fresh = *a;
        fresh.state = state;
        if (!answer.reference.empty()) fresh.provider_reference = answer.reference;
        unit.replace(a, std::move(fresh));
    }

    std::string const& name_at_provider() const
    {
        return answer.reference.empty() ? a->provider_reference : answer.reference;
    }

    std::int32_t queue() const { return queue_of(who.mode, a->provider); }

    result<> no_more_questions() { return unschedule(unit, who, questions(), a->id.value); }
};

}  // namespace tender
