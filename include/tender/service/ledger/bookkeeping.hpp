// SPDX-License-Identifier: BSL-1.0
// tender/service/ledger/bookkeeping.hpp: the books are written.
#pragma once

#include <tender/domain/payment/payment.hpp>
#include <tender/domain/runtime/job.hpp>
#include <tender/service/ledger/ledger.hpp>
#include <tender/service/runtime/per_merchant.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <vector>

namespace tender {

/// What services write into the books. Postings only append; housekeeping folds them into balances.
/// Thread-safe.
class bookkeeping {
public:
    explicit bookkeeping(runtime& r) : runtime_(r) {}

    /// Part of a caller's unit of work; wakes housekeeping. Lines of zero are left out; no line, no
    /// posting. `of` is whose the divided book among the lines is; two divided ones need two
    /// postings.
    result<> post(unit_of_work& unit, merchant const& who, instant at, ulid cause,
                  posting_kind kind, currency in, book_owner of,
                  std::vector<posting_line> lines);

    /// Is there room for another charge? Fault amount_overflow where it could bring what the
    /// merchant has in its currency beyond 64 bits: such a payment is refused, so that no balance
    /// is ever too large to be told. What is under way elsewhere is not counted in; it is booked
    /// whatever it sums up to. Reads the books once, and again where charges come to a 64th of what
    /// was free.
    result<> room_for(unit_of_work& unit, merchant const& who, money charge, instant now);

    /// `ledger::wallet_of` inside a caller's unit of work, which then does not commit beside
    /// another that has called this: what it decides by is still so.
    result<wallet> guarded_wallet(unit_of_work& unit, merchant const& who, currency in);

    /// Counts at most `limit` postings into the balances; says how many it did.
    result<int> fold(merchant const& who, int limit);

    /// What a capture left pending or in reserve becomes available: what its job does.
    result<> settle(merchant const& who, versioned<job> const& due);

    /// The lines of a capture: gross in, fees and reserve out, and what settles at once.
    static std::vector<posting_line> capture_lines(payment const& p, account const& owner);

private:
    /// What may be let in before the books of a currency are looked at again.
    struct room {
        tender::currency currency;
        std::int64_t left = 0;
    };

    runtime& runtime_;
    per_merchant<std::vector<room>> rooms_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/ledger/impl/bookkeeping.ipp>
#endif
