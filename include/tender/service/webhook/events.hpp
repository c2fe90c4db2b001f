// SPDX-License-Identifier: BSL-1.0
// tender/service/webhook/events.hpp: what happened, to be read on.
#pragma once

#include <tender/domain/event/event.hpp>
#include <tender/port/storage.hpp>

#include <optional>

namespace tender {

class runtime;

/// What happened to a merchant's things. Thread-safe.
class events {
public:
    explicit events(runtime& r) : runtime_(r) {}

    /// What happened to a merchant's things, oldest first, behind `after`; none: from the first.
    /// `next` of what it returns is where to go on, today or after a restart, also where nothing
    /// more is there now. Nothing comes twice, and nothing is missed as long as no commit takes
    /// longer than `settings::max_clock_skew`: an event is listed so much later than it happened,
    /// when none can come to stand before it any more. `hooks::changed` tells at once. Payments
    /// without a face have events, too. Faults: invalid_request, storage_unavailable.
    result<page<versioned<event>>> list(merchant const& who, list_query const& which = {});

private:
    runtime& runtime_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/webhook/impl/events.ipp>
#endif
