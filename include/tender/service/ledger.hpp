// SPDX-License-Identifier: BSL-1.0
// tender/service/ledger.hpp: the books.
#pragma once

#include <tender/domain/posting.hpp>
#include <tender/service/runtime.hpp>

#include <vector>

namespace tender {

/// Writes postings and reads balances. Postings only append; housekeeping folds them into
/// balances, and a balance read adds what is not folded yet. Thread-safe.
class ledger {
public:
    explicit ledger(runtime& r) : runtime_(r) {}

    /// Part of a caller's unit of work. Lines of zero are left out; no line, no posting.
    void post(unit_of_work& unit, merchant const& who, instant at, ulid cause, posting_kind kind,
              currency in, name provider, std::vector<posting_line> lines);

    /// What an account of the books holds, in minor units.
    result<std::int64_t> balance_of(merchant const& who, book_account of, currency in);

    /// Every account that a posting ever touched. For checks: reads the whole list.
    result<std::vector<balance>> balances(merchant const& who);

    /// Counts at most `limit` postings into the balances; says how many it did.
    result<int> fold(merchant const& who, int limit);

    /// The lines of a capture: gross in, fees and reserve out, and what settles at once.
    static std::vector<posting_line> capture_lines(payment const& p, account const& whose);

private:
    runtime& runtime_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/impl/ledger.ipp>
#endif
