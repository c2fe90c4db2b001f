// SPDX-License-Identifier: BSL-1.0
// tender/store/records/records.hpp: everything that is kept, for stores that keep text.
#pragma once

#include <tender/base/config.hpp>
#include <tender/store/records/entity.hpp>

#include <vector>

namespace tender {

/// The library's own records. A host that has more gives its store this list and its own.
std::vector<entity> records();

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/store/records/impl/records.ipp>
#endif
