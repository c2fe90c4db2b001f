// SPDX-License-Identifier: BSL-1.0
// tender/port/rates.hpp: what a currency is worth in dollars.
#pragma once

#include <tender/domain/payment/rate.hpp>

#include <optional>

namespace tender {

/// Information only; nothing is ever posted by it. Thread-safe; never throws.
class rates {
public:
    virtual ~rates() = default;
    virtual std::optional<rate> usd(currency of) = 0;
};

/// A host without rates: amounts in dollars are null.
class no_rates final : public rates {
public:
    std::optional<rate> usd(currency) override { return std::nullopt; }
};

}  // namespace tender
