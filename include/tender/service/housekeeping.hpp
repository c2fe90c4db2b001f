// SPDX-License-Identifier: BSL-1.0
// tender/service/housekeeping.hpp: what an account wants done now and then.
#pragma once

#include <tender/domain/job.hpp>
#include <tender/service/claims.hpp>
#include <tender/service/ledger.hpp>

namespace tender {

/// Removes dead idempotency records and folds postings into balances. Thread-safe.
class housekeeping {
public:
    housekeeping(runtime& r, claims& k, ledger& books) : runtime_(r), claims_(k), books_(books) {}

    /// What its job does, which then waits for its next turn.
    result<> run(merchant const& who, kept<job> const& due);

private:
    runtime& runtime_;
    claims& claims_;
    ledger& books_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/impl/housekeeping.ipp>
#endif
