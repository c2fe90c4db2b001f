// SPDX-License-Identifier: BSL-1.0
// tender/service/access/impl/api_keys_ending.ipp: bodies of service/access/api_keys.hpp: keys that
// let nobody in any more.
#pragma once

#include <tender/service/access/api_keys.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <utility>

namespace tender {

TENDER_DECL result<api_key> api_keys::revoke(merchant const& who, id<api_key> which)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<api_key> {
        auto const found = find_own(unit, who, which);
        if (!found) return found.error();
        auto const to = key_flow.next((*found)->state, key_event::revoke);
        if (!to) return fault(errc::illegal_transition);
        auto next = **found;
        next.state = *to;
        return *unit.replace(*found, std::move(next));
    });
}

TENDER_DECL result<> api_keys::expire(merchant const& who, versioned<job> const& due)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        auto const there = unit.find(due->id);
        if (!there) return there.error() == errc::not_found ? result<>() : result<>(there.error());
        auto const key = unit.find(id<api_key>{due->subject});
        if (!key && !(key.error() == errc::not_found)) return key.error();
        if (key) {
            auto const to = key_flow.next((*key)->state, key_event::expire);
            auto over = **key;
            if (to) over.state = *to;
            if (to) unit.replace(*key, std::move(over));
        }
        unit.remove(*there);
        return {};
    });
}

}  // namespace tender
