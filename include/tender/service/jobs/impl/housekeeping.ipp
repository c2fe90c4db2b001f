// SPDX-License-Identifier: BSL-1.0
// tender/service/jobs/impl/housekeeping.ipp: bodies of service/jobs/housekeeping.hpp.
#pragma once

#include <tender/service/jobs/housekeeping.hpp>
#include <tender/service/ledger/bookkeeping.hpp>
#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <algorithm>
#include <chrono>

namespace tender {

namespace housekeeping_parts {

inline constexpr int batch = 500;
inline constexpr std::chrono::minutes soonest{1};   ///< where the rest is not much

}  // namespace housekeeping_parts

TENDER_DECL result<> housekeeping::run(merchant const& who, versioned<job> const& due)
{
    using namespace housekeeping_parts;
    auto const swept = idempotency_.sweep(who, batch);
    if (!swept) return swept.error();
    auto const folded = books_.fold(who, batch);
    if (!folded) return folded.error();
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        auto const now = runtime_.now();
        auto const expiry = idempotency_.next_expiry(unit, who, now);
        if (!expiry) return expiry.error();
        instant next = now + idle_housekeeping;
        if (*expiry) next = std::min(next, std::max(**expiry, now + soonest));
        if (*folded > 0) next = now + soonest;   // what was posted meanwhile woke nobody
        if (*swept == batch || *folded == batch) next = now;
        return schedule(unit, who, job_kind::housekeeping, due->subject, next, 0);
    });
}

}  // namespace tender
