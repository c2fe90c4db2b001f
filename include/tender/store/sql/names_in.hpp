// SPDX-License-Identifier: BSL-1.0
// tender/store/sql/names_in.hpp: entries of the directory that a unit of work brings.
#pragma once

#include <tender/port/storage.hpp>

#include <string>
#include <vector>

namespace tender::sql {

/// The names that a unit of work publishes: its own, and the ids of records that are names.
inline std::vector<directory_entry> names_in(id<account> owner, unit_changes const& what)
{
    std::vector<directory_entry> all(what.names.begin(), what.names.end());
    for (auto const& w : what.writes)
        if (w.type->named != nullptr && w.old_version == 0 && w.fresh != nullptr)
            all.push_back({std::string(w.type->name), w.id.text(), owner,
                           w.type->named(w.fresh.get()), w.id});
    return all;
}

}  // namespace tender::sql
