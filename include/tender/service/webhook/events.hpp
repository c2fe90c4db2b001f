// SPDX-License-Identifier: BSL-1.0
// tender/service/webhook/events.hpp: what happened is written down where it happens.
#pragma once

#include <tender/domain/payment/event.hpp>
#include <tender/domain/runtime/claim.hpp>
#include <tender/service/webhook/outbox.hpp>

namespace tender {

/// Appends events, with the deliveries to those who are to hear of them. Thread-safe.
class events {
public:
    events(runtime& r, outbox& told) : runtime_(r), outbox_(told) {}

    /// Part of a caller's unit of work: an event, whose id sorts as its instant does; the claim, if
    /// there is one without an answer, gets it. Says whether it did.
    result<bool> append(unit_of_work& unit, event fresh, instant at, id<claim> answers = {});

private:
    runtime& runtime_;
    outbox& outbox_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/webhook/impl/events.ipp>
#endif
