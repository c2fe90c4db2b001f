// SPDX-License-Identifier: BSL-1.0
// tender/service/ledger/ledger.hpp: the books.
#pragma once

#include <tender/domain/ledger/posting.hpp>
#include <tender/domain/runtime/job.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace tender {

/// What a merchant's books hold in a currency, in minor units. `available` is below zero where
/// refunds took more than there was. A sum that 64 bits do not hold is the nearest that they do.
struct wallet {
    tender::currency currency;
    std::int64_t available = 0;
    std::int64_t pending = 0;          ///< captured, not settled yet
    std::int64_t reserve = 0;          ///< kept back for a while
    std::int64_t refunding = 0;        ///< on its way to customers

    /// What refunds may take where the wallet limits them.
    std::int64_t spendable() const { return nearest(int128(available) + pending); }
};

/// Writes postings and reads balances. Postings only append; housekeeping folds them into
/// balances, and a balance read adds what is not folded yet. Thread-safe.
class ledger {
public:
    explicit ledger(runtime& r) : runtime_(r) {}

    /// Part of a caller's unit of work. Lines of zero are left out; no line, no posting. `of` is
    /// whose the divided book among the lines is; two divided ones need two postings.
    void post(unit_of_work& unit, merchant const& who, instant at, ulid cause, posting_kind kind,
              currency in, book_owner of, std::vector<posting_line> lines);

    /// Is there room for another charge? Fault amount_overflow where it could bring what the
    /// merchant has in its currency beyond 64 bits: such a payment is refused, so that no balance
    /// is ever too large to be told. What is under way elsewhere is not counted in; it is booked
    /// whatever it sums up to. Reads the books once, and again where charges come to a 64th of what
    /// was free.
    result<> room_for(unit_of_work& unit, merchant const& who, money charge);

    /// What an account of the books holds, in minor units, or the nearest that 64 bits hold.
    result<std::int64_t> balance_of(merchant const& who, book_account of, currency in);

    /// All that a merchant has in a currency.
    result<wallet> wallet_of(merchant const& who, currency in);

    /// The same inside a caller's unit of work, which then does not commit beside another that has
    /// called this: what it decides by is still so.
    result<wallet> guarded_wallet(unit_of_work& unit, merchant const& who, currency in);

    /// What was posted last in these currencies, newest first.
    result<std::vector<posting>> latest(merchant const& who, std::span<currency const> in,
                                        std::size_t limit);

    /// Every account that a posting ever touched. For checks: reads the whole list.
    result<std::vector<balance>> balances(merchant const& who);

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

    static result<> add_unfolded(unit_of_work& unit, merchant const& who,
                                 std::vector<balance>& sums);
    static result<std::vector<balance>> sums_of(unit_of_work& unit, merchant const& who,
                                                std::span<book_account const> of, currency in);

    runtime& runtime_;
    per_merchant<std::vector<room>> rooms_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/ledger/impl/ledger.ipp>
#endif
