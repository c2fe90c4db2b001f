// SPDX-License-Identifier: BSL-1.0
// tender/service/webhook/impl/events.ipp: bodies of service/webhook/events.hpp.
#pragma once

#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/webhook/events.hpp>

#include <algorithm>

namespace tender {

TENDER_DECL result<page<versioned<event>>> events::list(merchant const& who,
                                                        list_query const& which)
{
    if (auto const fits = check_limit(which.limit); !fits) return fits.error();
    unit_of_work unit(runtime_.storage(), who.account);
    index_key key;
    key.add(who.mode);
    auto found = unit.list(all_events, key, which.after, which.limit, list_order::oldest_first);
    if (!found) return found;
    auto const settled = runtime_.now() - runtime_.settings.max_clock_skew;
    auto const fresh = std::find_if(found->items.begin(), found->items.end(),
                                    [&](auto const& e) { return e->at() > settled; });
    found->items.erase(fresh, found->items.end());
    found->next = found->items.empty() ? which.after : cursor{found->items.back()->id.value};
    return found;
}

}  // namespace tender
