// SPDX-License-Identifier: BSL-1.0
// tender/service/runtime/per_merchant.hpp: what a process remembers of merchants.
#pragma once

#include <tender/base/spin_mutex.hpp>
#include <tender/core/containers/flat_index.hpp>
#include <tender/domain/merchant/account.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace tender {

/// A T for each account and mode that was active lately; what was not asked for in a quarter of an
/// hour may be forgotten. Thread-safe; accounts fall into parts with a lock each.
template<class T>
class per_merchant {
public:
    /// Calls `work` with the merchant's T, fresh where there is none, and nobody beside it.
    template<class Work>
    auto with(merchant const& who, instant now, Work&& work)
    {
        auto const& account = who.account.value;
        auto const mode = static_cast<std::uint64_t>(who.mode);
        auto const mark = (account.low ^ account.high << 1 ^ mode) * 0x9e3779b97f4a7c15;
        auto& mine = parts_[mark >> 60];
        std::lock_guard const hold(mine.lock);
        auto const hash = static_cast<std::uint32_t>(mark >> 28);
        auto at = mine.places.find(hash, [&](std::uint32_t p) {
            auto const& e = mine.entries[p];
            return e.account == who.account && e.mode == who.mode;
        });
        if (at == flat_index::none) at = mine.add({who.account, who.mode, hash, now, T{}});
        mine.entries[at].used = now;
        return work(mine.entries[at].value);
    }

private:
    struct entry {
        tender::id<tender::account> account;
        tender::mode mode;
        std::uint32_t hash;
        instant used;
        T value;
    };

    struct part {
        spin_mutex lock;
        flat_index places;
        std::vector<entry> entries;
        std::size_t full = 64;

        std::uint32_t add(entry fresh)
        {
            if (entries.size() >= full) forget(fresh.used);
            auto const at = static_cast<std::uint32_t>(entries.size());
            places.insert(fresh.hash, at);
            entries.push_back(std::move(fresh));
            return at;
        }

        void forget(instant now)
        {
            std::erase_if(entries, [&](entry const& e) {
                return e.used + std::chrono::minutes(15) <= now;
            });
            full = std::max<std::size_t>(64, entries.size() * 2);
            places = {};
            for (std::uint32_t i = 0; i != entries.size(); ++i) places.insert(entries[i].hash, i);
        }
    };

    std::array<part, 16> parts_;
};

}  // namespace tender
