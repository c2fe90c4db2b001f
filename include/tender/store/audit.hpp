// SPDX-License-Identifier: BSL-1.0
// tender/store/audit.hpp: does everything in a store fit together?
#pragma once

#include <tender/base/config.hpp>
#include <tender/port/storage.hpp>

#include <string>
#include <vector>

namespace tender {

/// Reads everything and says what is wrong, a line per finding; nothing where all is well: every
/// posting has its cause and moves something, captured and refunded sums are those that were
/// posted, every version of a payment has its event and each follows the one before along the
/// flow's table, what names another record names one that is there, and every text is one that
/// databases read. What is being written meanwhile may be found unfinished, so let writers rest.
/// Fault storage_unavailable.
result<std::vector<std::string>> audit(storage& where);

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/store/impl/audit.ipp>
#endif
