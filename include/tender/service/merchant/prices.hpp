// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/prices.hpp: on which terms merchants sell their products.
#pragma once

#include <tender/domain/billing/price.hpp>
#include <tender/port/storage.hpp>

namespace tender {

class idempotency_records;
class runtime;

/// On which terms merchants sell their products. Thread-safe. Every function answers
/// storage_unavailable where the store is away.
class prices {
public:
    prices(runtime& r, idempotency_records& k) : runtime_(r), idempotency_(k) {}

    /// Faults: invalid_request with every field, but for the product, which may be archived, and
    /// what custom fields say, where others are wrong; and idempotency_conflict.
    result<price> create(merchant const& who, create_price command);
    result<price> read(merchant const& who, id<price> which);              ///< not_found

    /// Changes or archives it. Who has bought at it goes on to. Faults invalid_request, not_found.
    result<price> change(merchant const& who, id<price> which, change_price command);

    /// A page, newest first. Faults invalid_request, and not_found where there is no such product.
    result<page<versioned<price>>> list(merchant const& who, list_prices const& which = {});

private:
    runtime& runtime_;
    idempotency_records& idempotency_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/merchant/impl/prices.ipp>
#endif
