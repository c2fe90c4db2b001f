// SPDX-License-Identifier: BSL-1.0
// tender/service/jobs/impl/housekeeping.ipp: bodies of service/jobs/housekeeping.hpp.
#pragma once

#include <tender/service/jobs/housekeeping.hpp>
#include <tender/service/ledger/bookkeeping.hpp>
#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <chrono>

namespace tender {

namespace housekeeping_parts {

inline constexpr std::chrono::minutes busy{1};
inline constexpr int batch = 500;

}  // namespace housekeeping_parts

TENDER_DECL result<> housekeeping::run(merchant const& who, versioned<job> const& due)
{
    auto const swept = idempotency_.sweep(who, housekeeping_parts::batch);
    if (!swept) return swept.error();
    auto const folded = books_.fold(who, housekeeping_parts::batch);
    if (!folded) return folded.error();
    bool const more = *folded == housekeeping_parts::batch ||
                      *swept == housekeeping_parts::batch;
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        auto const now = runtime_.now();
        auto const wait = *folded + *swept > 0
            ? std::chrono::milliseconds(housekeeping_parts::busy)
            : std::chrono::milliseconds(idle_housekeeping);
        return schedule(unit, who, job_kind::housekeeping, due->subject,
                        more ? now : now + wait, 0);
    });
}

}  // namespace tender
