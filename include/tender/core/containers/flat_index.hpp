// SPDX-License-Identifier: BSL-1.0
// tender/core/containers/flat_index.hpp: a hash index that grows without ever standing still.
#pragma once

#include <tender/base/config.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

namespace tender {

/// Maps 32-bit hashes to 32-bit places. Equal hashes may stand side by side: the caller says
/// which place is meant. Grows by moving a few entries at each insert, so that no insert waits
/// for a whole table to be copied. Not thread-safe.
class flat_index {
public:
    static constexpr std::uint32_t none = 0xffffffff;

    /// The place among those under `hash` for which `is(place)` holds, or `none`.
    template<class Is>
    std::uint32_t find(std::uint32_t hash, Is&& is) const
    {
        if (auto const at = new_.find(hash, is); at != nullptr) return at->position - 1;
        if (auto const at = old_.find(hash, is); at != nullptr) return at->position - 1;
        return none;
    }

    /// Begins to fetch what `find` and `insert` of that hash will look at.
    void prefetch(std::uint32_t hash) const
    {
        if (new_.size != 0) __builtin_prefetch(&new_.cells[hash & (new_.size - 1)], 1);
        if (old_.size != 0) __builtin_prefetch(&old_.cells[hash & (old_.size - 1)]);
    }

    void insert(std::uint32_t hash, std::uint32_t position)
    {
        if ((new_.used + 1) * 4 > new_.size * 3) grow();
        new_.put(hash, position + 1);
        move_some();
    }

    /// Removes the entry of `hash` at `place`, where there is one.
    void erase(std::uint32_t hash, std::uint32_t position)
    {
        auto const is = [&](std::uint32_t p) { return p == position; };
        if (new_.erase(hash, is)) return;
        old_.erase(hash, is);
    }

    std::size_t size() const { return new_.live + old_.live; }

private:
    struct entry {
        std::uint32_t hash;
        std::uint32_t position;   ///< plus 1; 0 is free, `gone` was removed
    };
    static constexpr std::uint32_t gone = 0xffffffff;

    struct release {
        void operator()(entry* e) const { std::free(e); }
    };

    struct table {
        std::unique_ptr<entry[], release> cells;
        std::size_t size = 0;   ///< a power of two, or nothing
        std::size_t used = 0;   ///< live and gone
        std::size_t live = 0;

        template<class Is>
        entry* find(std::uint32_t hash, Is&& is) const
        {
            if (size == 0) return nullptr;
            for (auto i = hash & (size - 1);; i = (i + 1) & (size - 1)) {
                auto& e = cells[i];
                if (e.position == 0) return nullptr;
                if (e.hash == hash && e.position != gone && is(e.position - 1)) return &e;
            }
        }

        void put(std::uint32_t hash, std::uint32_t position)
        {
            auto i = hash & (size - 1);
            while (cells[i].position != 0) i = (i + 1) & (size - 1);
            cells[i].hash = hash;
            cells[i].position = position;
            ++used;
            ++live;
        }

        template<class Is>
        bool erase(std::uint32_t hash, Is&& is)
        {
            auto* const e = find(hash, is);
            if (e == nullptr) return false;
            e->position = gone;
            --live;
            return true;
        }
    };

    /// Begins to move to a table that fits; pages of fresh zeros cost nothing until touched.
    void grow()
    {
        while (moving_ != old_.size) move_some();
        auto size = new_.size == 0 ? std::size_t(8) : new_.size;
        while ((new_.live + 1) * 2 > size) size *= 2;
        auto* const cells = static_cast<entry*>(std::calloc(size, sizeof(entry)));
        if (cells == nullptr) throw std::bad_alloc();
        old_ = std::move(new_);
        new_ = table{};
        new_.cells.reset(cells);
        new_.size = size;
        moving_ = 0;
        if (old_.size <= 64)
            while (moving_ != old_.size) move_some();
    }

    void move_some()
    {
        for (int n = 0; n != 8 && moving_ != old_.size; ++n) {
            auto& e = old_.cells[moving_++];
            if (e.position == 0 || e.position == gone) continue;
            new_.put(e.hash, e.position);
            e.position = gone;
            --old_.live;
        }
        if (old_.size != 0 && moving_ == old_.size) {
            old_ = table{};
            moving_ = 0;
        }
    }

    table new_;
    table old_;
    std::size_t moving_ = 0;
};

}  // namespace tender
