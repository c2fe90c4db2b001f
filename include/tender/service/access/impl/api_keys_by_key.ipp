// SPDX-License-Identifier: BSL-1.0
// tender/service/access/impl/api_keys_by_key.ipp: what a key may do to others of its account.
#pragma once

#include <tender/service/access/api_keys.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <utility>

namespace tender {

TENDER_DECL result<fresh_api_key> api_keys::create_by(principal const& maker, mode where,
                                                       create_api_key command)
{
    bool const crosses = maker.who.mode == mode::test && where == mode::live;
    auto const least = crosses ? role::owner : role::admin;
    bool const within = maker.scopes.has_all(command.scopes) && command.role <= maker.role;
    if (maker.role < least || !within) return fault(errc::forbidden);
    if (where == mode::live) {
        auto const owner = runtime_.transact(maker.who.account, [&](unit_of_work& unit) {
            return unit.find(maker.who.account);
        });
        if (!owner) return owner.error();
        if (!(*owner)->live_approved)
            return fault(errc::forbidden, "The account is not approved for live.");
    }
    command.face = maker.who.face;
    return create({maker.who.account, where, maker.who.face}, std::move(command));
}

TENDER_DECL result<> api_keys::may_touch(principal const& maker, id<api_key> which)
{
    return runtime_.transact(maker.who.account, [&](unit_of_work& unit) -> result<> {
        auto const found = find_own(unit, maker.who, which);
        if (!found) return found.error();
        auto const& key = **found;
        bool const over = key.expires_at && runtime_.now() >= *key.expires_at;
        bool const there = key.face == maker.who.face && key.state == key_state::active && !over;
        if (!there) return fault(errc::not_found);
        bool const may = maker.role >= role::admin && key.role <= maker.role &&
                         maker.scopes.has_all(key.scopes);
        return may ? result<>() : result<>(fault(errc::forbidden));
    });
}

TENDER_DECL result<fresh_api_key> api_keys::rotate_by(principal const& maker, id<api_key> which)
{
    if (auto const may = may_touch(maker, which); !may) return may.error();
    return rotate(maker.who, which);
}

TENDER_DECL result<api_key> api_keys::revoke_by(principal const& maker, id<api_key> which)
{
    if (auto const may = may_touch(maker, which); !may) return may.error();
    return revoke(maker.who, which);
}

}  // namespace tender
