// SPDX-License-Identifier: BSL-1.0
// tender/store/memory/impl/directory.ipp: a part of the directory; for the bodies of
// store/memory.hpp.
#pragma once

#include <tender/base/spin_mutex.hpp>
#include <tender/core/containers/flat_index.hpp>
#include <tender/core/containers/stable_vector.hpp>
#include <tender/store/memory.hpp>
#include <tender/store/memory/account_numbers.hpp>

#include <algorithm>
#include <mutex>
#include <string>

namespace tender {

/// One part of the directory, without the records whose ids are their names.
class memory_storage::directory {
public:
    result<> publish(std::uint32_t hash, directory_entry const& entry)
    {
        std::lock_guard const hold(lock_);
        auto const position = find(hash, entry.kind, entry.value);
        if (position != flat_index::none)
            return entry_of(lines_[position]) == entry ? result<>() : fault(errc::conflict);
        places_.insert(hash, static_cast<std::uint32_t>(lines_.size()));
        auto& fresh = lines_.append();
        fresh.kind = number_of(entry.kind);
        fresh.mode = entry.mode;
        fresh.names = entry.names;
        fresh.owner = accounts_.number(entry.account);
        fresh.value = entry.value;
        return {};
    }

    result<directory_entry> resolve(std::uint32_t hash, std::string_view kind,
                                    std::string_view value)
    {
        std::lock_guard const hold(lock_);
        auto const position = find(hash, kind, value);
        if (position == flat_index::none) return fault(errc::not_found);
        return entry_of(lines_[position]);
    }

    void collect(std::vector<directory_entry>& out)
    {
        std::lock_guard const hold(lock_);
        for (std::size_t i = 0; i != lines_.size(); ++i) out.push_back(entry_of(lines_[i]));
    }

private:
    struct line {
        ulid names;
        std::string value;
        std::uint32_t owner = 0;       ///< the account's number
        std::uint16_t kind = 0;
        tender::mode mode = tender::mode::test;
    };

    directory_entry entry_of(line const& l) const
    {
        return {kinds_[l.kind], l.value, accounts_[l.owner], l.mode, l.names};
    }

    std::uint16_t number_of(std::string_view kind)
    {
        auto const at = std::find(kinds_.begin(), kinds_.end(), kind) - kinds_.begin();
        auto const number = static_cast<std::size_t>(at);
        if (number == kinds_.size()) kinds_.emplace_back(kind);
        return static_cast<std::uint16_t>(number);
    }

    std::uint32_t find(std::uint32_t hash, std::string_view kind, std::string_view value) const
    {
        return places_.find(hash, [&](std::uint32_t p) {
            return kinds_[lines_[p].kind] == kind && lines_[p].value == value;
        });
    }

    spin_mutex lock_;
    flat_index places_;
    stable_vector<line> lines_;
    std::vector<std::string> kinds_;
    account_numbers accounts_;
};

}  // namespace tender
