// SPDX-License-Identifier: BSL-1.0
// tender/core/containers/sorted_list.hpp: an ordered set of small keys, quick at its end.
#pragma once

#include <tender/base/config.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace tender {

/// Keys in ascending order, each once, in blocks of at most 128. Inserting at the end is O(1);
/// anywhere else it costs a binary search and a short move. Not thread-safe.
template<class Key>
class sorted_list {
public:
    bool insert(Key const& key)
    {
        if (blocks_.empty() || blocks_.back().back() < key) {
            if (blocks_.empty() || blocks_.back().size() == most) blocks_.emplace_back();
            blocks_.back().push_back(key);
            ++size_;
            return true;
        }
        auto block = block_of(key);
        auto at = std::lower_bound(block->begin(), block->end(), key);
        if (at != block->end() && *at == key) return false;
        if (block->size() == most) {
            auto const half = block->begin() + most / 2;
            std::vector<Key> upper(half, block->end());
            block->erase(half, block->end());
            block = blocks_.insert(block + 1, std::move(upper));
            if (key < block->front()) --block;
            at = std::lower_bound(block->begin(), block->end(), key);
        }
        block->insert(at, key);
        ++size_;
        return true;
    }

    bool erase(Key const& key)
    {
        if (blocks_.empty() || blocks_.back().back() < key) return false;
        auto const block = block_of(key);
        auto const at = std::lower_bound(block->begin(), block->end(), key);
        if (at == block->end() || *at != key) return false;
        block->erase(at);
        if (block->empty()) blocks_.erase(block);
        --size_;
        return true;
    }

    /// Calls `take` with ascending keys above `bound` (or all) until it says false.
    template<class Take>
    void ascend(Key const* bound, Take&& take) const
    {
        if (bound != nullptr && (blocks_.empty() || blocks_.back().back() < *bound)) return;
        auto block = bound == nullptr ? blocks_.begin() : block_of(*bound);
        auto at = std::size_t(0);
        if (bound != nullptr)
            at = static_cast<std::size_t>(
                std::upper_bound(block->begin(), block->end(), *bound) - block->begin());
        for (; block != blocks_.end(); ++block, at = 0)
            for (; at != block->size(); ++at)
                if (!take((*block)[at])) return;
    }

    /// Calls `take` with descending keys below `bound` (or all) until it says false.
    template<class Take>
    void descend(Key const* bound, Take&& take) const
    {
        auto block = blocks_.end();
        std::size_t left = 0;
        if (bound != nullptr && !blocks_.empty() && !(blocks_.back().back() < *bound)) {
            block = block_of(*bound);
            left = static_cast<std::size_t>(
                std::lower_bound(block->begin(), block->end(), *bound) - block->begin());
            ++block;
        } else if (!blocks_.empty()) {
            left = blocks_.back().size();
        }
        while (block != blocks_.begin()) {
            --block;
            while (left != 0)
                if (!take((*block)[--left])) return;
            if (block != blocks_.begin()) left = (block - 1)->size();
        }
    }

    bool empty() const { return size_ == 0; }
    std::size_t size() const { return size_; }
    Key const& front() const { return blocks_.front().front(); }

private:
    static constexpr std::size_t most = 128;
    using blocks = std::vector<std::vector<Key>>;

    /// The block that holds the least key not below `key`; there is one.
    auto block_of(Key const& key) { return std::lower_bound(blocks_.begin(), blocks_.end(), key,
        [](std::vector<Key> const& b, Key const& k) { return b.back() < k; }); }
    auto block_of(Key const& key) const { return std::lower_bound(blocks_.begin(), blocks_.end(),
        key, [](std::vector<Key> const& b, Key const& k) { return b.back() < k; }); }

    blocks blocks_;
    std::size_t size_ = 0;
};

}  // namespace tender
