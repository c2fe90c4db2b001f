// SPDX-License-Identifier: BSL-1.0
// tender/service/runtime/incidents.hpp: what people should look at.
#pragma once

#include <tender/domain/runtime/incident.hpp>
#include <tender/port/storage.hpp>

#include <optional>
#include <string>

namespace tender {

class runtime;

/// Writes an incident; the host's hook hears of it after the commit.
incident make_incident(runtime& r, unit_of_work& unit, merchant const& who, incident_kind kind,
                       ulid subject, std::string says, instant now);

/// Thread-safe.
class incidents {
public:
    explicit incidents(runtime& r) : runtime_(r) {}

    /// Newest first: those that nobody has closed.
    result<page<versioned<incident>>> list(merchant const& who, list_query const& which = {});
    result<incident> close(merchant const& who, id<incident> which);         ///< not_found

private:
    runtime& runtime_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/runtime/impl/incidents.ipp>
#endif
