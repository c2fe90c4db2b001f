// SPDX-License-Identifier: BSL-1.0
// tender/store/sql/known_names.hpp: entries of the directory that need not be read again.
#pragma once

#include <tender/base/spin_mutex.hpp>
#include <tender/port/storage.hpp>

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tender::sql {

/// Names are never updated [C54], so what was found once is true for good. Thread-safe.
class known_names {
public:
    /// Finds the name here, or with `look`, whose answer is kept.
    template<class Look>
    result<directory_entry> find(std::string_view kind, std::string_view value, Look&& look)
    {
        std::string key(kind);
        key.append(1, '\0').append(value);
        {
            std::lock_guard const hold(lock_);
            if (auto const at = entries_.find(key); at != entries_.end()) return at->second;
        }
        auto found = look();
        if (!found) return found;
        constexpr std::size_t most = 10'000;
        std::lock_guard const hold(lock_);
        if (entries_.size() == most) entries_.clear();
        entries_.emplace(std::move(key), *found);
        return found;
    }

private:
    spin_mutex lock_;
    std::unordered_map<std::string, directory_entry> entries_;
};

}  // namespace tender::sql
