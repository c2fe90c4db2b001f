// SPDX-License-Identifier: BSL-1.0
// tender/service/ledger/wallet.hpp: what a merchant has.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/base/currency.hpp>

#include <cstdint>

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

}  // namespace tender
