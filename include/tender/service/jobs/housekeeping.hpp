// SPDX-License-Identifier: BSL-1.0
// tender/service/jobs/housekeeping.hpp: what an account wants done now and then.
#pragma once

#include <tender/domain/runtime/job.hpp>
#include <tender/service/ledger/bookkeeping.hpp>
#include <tender/service/runtime/idempotency.hpp>

namespace tender {

/// Removes dead idempotency records and folds postings into balances. Thread-safe.
class housekeeping {
public:
    housekeeping(runtime& r, idempotency_records& k, bookkeeping& books)
        : runtime_(r)
        , idempotency_(k)
        , books_(books)
    {}

    /// What its job does, which then waits for its next turn.
    result<> run(merchant const& who, versioned<job> const& due);

private:
    runtime& runtime_;
    idempotency_records& idempotency_;
    bookkeeping& books_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/jobs/impl/housekeeping.ipp>
#endif
