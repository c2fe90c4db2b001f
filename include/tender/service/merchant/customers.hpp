// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/customers.hpp: whom merchants sell to.
#pragma once

#include <tender/domain/merchant/customer.hpp>
#include <tender/port/storage.hpp>

#include <optional>

namespace tender {

class runtime;

/// Thread-safe. One customer per e-mail address, account and mode.
class customers {
public:
    explicit customers(runtime& r) : runtime_(r) {}

    /// Fault invalid_request, also where another has the e-mail address: so one that is repeated
    /// makes no second, and needs no idempotency key.
    result<customer> create(merchant const& who, create_customer command);
    result<customer> read(merchant const& who, id<customer> which);          ///< not_found
    result<page<versioned<customer>>> list(merchant const& who, list_query const& which = {});

private:
    runtime& runtime_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/merchant/impl/customers.ipp>
#endif
