// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/customers.hpp: whom merchants sell to.
#pragma once

#include <tender/domain/merchant/customer.hpp>
#include <tender/port/storage.hpp>

namespace tender {

class idempotency_records;
class runtime;

/// Whom merchants sell to. Thread-safe. Every function answers storage_unavailable where the store
/// is away.
class customers {
public:
    customers(runtime& r, idempotency_records& k) : runtime_(r), idempotency_(k) {}

    /// Faults: invalid_request with every field, but for what custom fields say where others are
    /// wrong; idempotency_conflict; and not_found, where who was made under the key is deleted.
    result<customer> create(merchant const& who, create_customer command);

    /// Fault not_found, also where it was deleted, and so below.
    result<customer> read(merchant const& who, id<customer> which);

    /// Faults invalid_request, not_found.
    result<customer> change(merchant const& who, id<customer> which, change_customer command);

    /// What has been paid and owed stays, and still names it; what it has saved to pay with is
    /// charged no more. Answers it as it was last.
    result<customer> remove(merchant const& who, id<customer> which);

    /// A page, newest first. Fault invalid_request.
    result<page<versioned<customer>>> list(merchant const& who, list_customers const& which = {});

private:
    runtime& runtime_;
    idempotency_records& idempotency_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/merchant/impl/customers.ipp>
#endif
