// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/kept_instrument.hpp: what a provider keeps is saved, once for each
// customer.
#pragma once

#include <tender/domain/payment/saved_instrument.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <memory>
#include <utility>

namespace tender {

/// The one that is there where this customer's token is saved already, with what is new of it.
inline result<std::shared_ptr<saved_instrument const>> save_kept(unit_of_work& unit,
                                                                 saved_instrument fresh)
{
    index_key key;
    add_holder(key, fresh);
    auto const there = unit.find(saved_instrument_by_token, key);
    if (!there && there.error() == errc::not_found) return unit.insert(std::move(fresh));
    if (!there) return there.error();
    if ((*there)->kept == fresh.kept) return there->object;
    auto next = **there;
    next.kept = std::move(fresh.kept);
    return unit.replace(*there, std::move(next));
}

}  // namespace tender
