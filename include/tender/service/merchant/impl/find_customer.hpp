// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/impl/find_customer.hpp: a customer, where it was not deleted.
#pragma once

#include <tender/domain/merchant/customer.hpp>
#include <tender/service/runtime/runtime.hpp>

namespace tender {

/// Of this mode, and not deleted; else not_found.
inline result<versioned<customer>> find_customer(unit_of_work& unit, merchant const& who,
                                                 id<customer> which)
{
    auto found = find_own(unit, who, which);
    if (found && (*found)->deleted) return fault(errc::not_found);
    return found;
}

}  // namespace tender
