// SPDX-License-Identifier: BSL-1.0
// tests/contract/records.hpp: what the databases under test keep.
#pragma once

#include "parcel.hpp"

#include <tender/store/records/records.hpp>

namespace tender::contract {

/// The library's records, and one of a host's own [C8].
inline std::vector<entity> with_parcels()
{
    auto entities = records();
    entities.push_back(entity_of<parcel>);
    return entities;
}

}  // namespace tender::contract
