// SPDX-License-Identifier: BSL-1.0
// tender/service/runtime/impl/incidents.ipp: bodies of service/runtime/incidents.hpp.
#pragma once

#include <tender/service/runtime/incidents.hpp>
#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <utility>

namespace tender {

TENDER_DECL incident make_incident(runtime& r, unit_of_work& unit, merchant const& who,
                              incident_kind kind, ulid subject, std::string says, instant now)
{
    incident fresh;
    fresh.id = {r.new_id(now)};
    fresh.account = who.account;
    fresh.mode = who.mode;
    fresh.kind = kind;
    fresh.subject = subject;
    fresh.says = with_chars_mended(std::move(says));
    fresh.at = now;
    return *unit.insert(std::move(fresh));
}

TENDER_DECL result<page<versioned<incident>>> incidents::list(merchant const& who,
                                                              list_query const& which)
{
    return list_page(runtime_, who, open_incidents, mode_key(who), which);
}

TENDER_DECL result<incident> incidents::close(merchant const& who, id<incident> which)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<incident> {
        auto const found = find_own(unit, who, which);
        if (!found) return found.error();
        auto next = **found;
        next.open = false;
        return *unit.replace(*found, std::move(next));
    });
}

}  // namespace tender
