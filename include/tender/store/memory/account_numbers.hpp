// SPDX-License-Identifier: BSL-1.0
// tender/store/memory/account_numbers.hpp: small numbers for accounts.
#pragma once

#include <tender/base/id.hpp>
#include <tender/core/containers/flat_index.hpp>
#include <tender/domain/merchant/account.hpp>

#include <cstdint>
#include <vector>

namespace tender {

/// Small numbers for accounts, in the order in which they came.
class account_numbers {
public:
    static constexpr std::uint32_t nobody = flat_index::none;

    std::uint32_t find(id<account> owner) const   ///< nobody: never seen
    {
        return places_.find(hash(owner), [&](std::uint32_t n) { return seen_[n] == owner; });
    }

    std::uint32_t number(id<account> owner)
    {
        if (auto const known = find(owner); known != nobody) return known;
        seen_.push_back(owner);
        auto const fresh = static_cast<std::uint32_t>(seen_.size() - 1);
        places_.insert(hash(owner), fresh);
        return fresh;
    }

    id<account> operator[](std::uint32_t number) const { return seen_[number]; }

private:
    static std::uint32_t hash(id<account> owner)
    {
        return static_cast<std::uint32_t>(owner.value.low * 0x9e3779b97f4a7c15 >> 32);
    }

    flat_index places_;
    std::vector<id<account>> seen_;
};

}  // namespace tender
