// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/stored_instrument.hpp: what a provider has stored is saved, once for
// each customer.
#pragma once

#include <tender/domain/payment/saved_instrument.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <memory>
#include <utility>

namespace tender {

/// The one that is there where this customer's token is saved already, with what is new of it.
inline result<std::shared_ptr<saved_instrument const>> find_or_save(unit_of_work& unit,
                                                                 saved_instrument fresh)
{
    index_key key;
    add_token_key(key, fresh);
    auto const there = unit.find(saved_instrument_by_token, key);
    if (!there && there.error() == errc::not_found) return unit.insert(std::move(fresh));
    if (!there) return there.error();
    if ((*there)->stored == fresh.stored) return there->object;
    auto next = **there;
    next.stored = std::move(fresh.stored);
    return unit.replace(*there, std::move(next));
}

}  // namespace tender
