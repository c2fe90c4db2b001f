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
#include <memory>
#include <mutex>
#include <string>

namespace tender {

/// One part of the directory. Most values are the text of what they name, and need no room.
class memory_storage::directory {
public:
    result<> publish(std::uint32_t hash, directory_entry const& entry)
    {
        std::lock_guard const hold(lock_);
        auto const which = ulid::read(entry.value);
        auto const position = find(hash, entry.kind, entry.value, which);
        if (position != flat_index::none) {
            auto const& there = lines_[position];
            bool const same = there.names == entry.names &&
                              accounts_[there.owner] == entry.account &&
                              there.mode == entry.mode;
            return same ? result<>() : result<>(fault(errc::conflict));
        }
        places_.insert(hash, static_cast<std::uint32_t>(lines_.size()));
        auto& fresh = lines_.append();
        fresh.kind = number_of(entry.kind);
        fresh.mode = entry.mode;
        fresh.names = entry.names;
        fresh.owner = accounts_.number(entry.account);
        if (which != entry.names)
            fresh.other = std::make_unique<std::string const>(entry.value);
        return {};
    }

    result<directory_entry> resolve(std::uint32_t hash, std::string_view kind,
                                    std::string_view value)
    {
        std::lock_guard const hold(lock_);
        auto const position = find(hash, kind, value, ulid::read(value));
        if (position == flat_index::none) return fault(errc::not_found);
        auto const& e = lines_[position];
        return directory_entry{std::string(kind), std::string(value), accounts_[e.owner], e.mode,
                               e.names};
    }

    void collect(std::vector<directory_entry>& out)
    {
        std::lock_guard const hold(lock_);
        for (std::size_t i = 0; i != lines_.size(); ++i) {
            auto const& l = lines_[i];
            out.push_back({kinds_[l.kind], l.other ? *l.other : l.names.text(),
                           accounts_[l.owner], l.mode, l.names});
        }
    }

private:
    struct line {
        ulid names;
        std::unique_ptr<std::string const> other;   ///< the value, unless it is what it names
        std::uint32_t owner = 0;                    ///< the account's number
        std::uint16_t kind = 0;
        tender::mode mode = tender::mode::test;
    };

    std::uint16_t number_of(std::string_view kind)
    {
        auto const at = std::find(kinds_.begin(), kinds_.end(), kind) - kinds_.begin();
        auto const number = static_cast<std::size_t>(at);
        if (number == kinds_.size()) kinds_.emplace_back(kind);
        return static_cast<std::uint16_t>(number);
    }

    std::uint32_t find(std::uint32_t hash, std::string_view kind, std::string_view value,
                       std::optional<ulid> which) const
    {
        return places_.find(hash, [&](std::uint32_t p) {
            auto const& e = lines_[p];
            if (kinds_[e.kind] != kind) return false;
            return e.other ? *e.other == value : which == e.names;
        });
    }

    spin_mutex lock_;
    flat_index places_;
    stable_vector<line> lines_;
    std::vector<std::string> kinds_;
    account_numbers accounts_;
};

}  // namespace tender
