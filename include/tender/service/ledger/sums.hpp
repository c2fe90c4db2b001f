// SPDX-License-Identifier: BSL-1.0
// tender/service/ledger/sums.hpp: what accounts of the books hold, inside a unit of work.
#pragma once

#include <tender/domain/ledger/posting.hpp>
#include <tender/service/ledger/wallet.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <functional>
#include <span>
#include <vector>

namespace tender {

/// What a merchant has, wherever it stands: in the order of a wallet's members.
inline constexpr book_account wallet_books[] = {
    {book::available, {}}, {book::pending, {}}, {book::reserve, {}}, {book::refunding, {}}};

/// Adds a posting's lines to sums, by account and currency.
void add_to(std::vector<balance>& sums, posting const& p);

/// What was posted since the balances were folded.
result<> each_unfolded(unit_of_work& unit, merchant const& who,
                       std::function<void(posting const&)> const& take);

/// The sums of these accounts, in their order.
result<std::vector<balance>> sums_of(unit_of_work& unit, merchant const& who,
                                     std::span<book_account const> of, currency in);

/// The wallet that the sums of `wallet_books` are.
wallet wallet_in(std::vector<balance> const& sums, currency in);

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/ledger/impl/sums.ipp>
#endif
