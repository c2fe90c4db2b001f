// SPDX-License-Identifier: BSL-1.0
// tender/core/containers/small_buffer.hpp: a sequence whose first few elements need no allocation.
#pragma once

#include <tender/base/config.hpp>

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace tender {

/// Elements stand side by side; appending may move them. T has a default value.
template<class T, std::size_t Few>
class small_buffer {
public:
    T& push_back(T value)
    {
        if (size_ < Few) return few_[size_++] = std::move(value);
        if (size_++ == Few)
            many_.assign(std::make_move_iterator(few_.begin()),
                         std::make_move_iterator(few_.end()));
        return many_.emplace_back(std::move(value));
    }

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    T* begin() { return size_ > Few ? many_.data() : few_.data(); }
    T* end() { return begin() + size_; }
    T const* begin() const { return size_ > Few ? many_.data() : few_.data(); }
    T const* end() const { return begin() + size_; }

private:
    std::array<T, Few> few_;
    std::vector<T> many_;
    std::size_t size_ = 0;
};

}  // namespace tender
