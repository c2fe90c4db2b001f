// SPDX-License-Identifier: BSL-1.0
// tender/service/ledger/ledger.hpp: the books.
#pragma once

#include <tender/base/config.hpp>
#include <tender/base/result.hpp>
#include <tender/domain/ledger/posting.hpp>
#include <tender/service/ledger/wallet.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace tender {

class runtime;

/// Reads the books: what was posted, and what it sums up to, also where it is not folded into the
/// balances yet. Thread-safe.
class ledger {
public:
    explicit ledger(runtime& r) : runtime_(r) {}

    /// What an account of the books holds, in minor units, or the nearest that 64 bits hold.
    result<std::int64_t> balance_of(merchant const& who, book_account of, currency in);

    /// All that a merchant has in a currency.
    result<wallet> wallet_of(merchant const& who, currency in);

    /// What was posted last in these currencies, newest first.
    result<std::vector<posting>> latest(merchant const& who, std::span<currency const> in,
                                        std::size_t limit);

    /// Every account that a posting ever touched. For checks: reads the whole list.
    result<std::vector<balance>> balances(merchant const& who);

private:
    runtime& runtime_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/ledger/impl/ledger.ipp>
#endif
