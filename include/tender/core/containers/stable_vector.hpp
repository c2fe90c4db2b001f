// SPDX-License-Identifier: BSL-1.0
// tender/core/containers/stable_vector.hpp: a sequence that grows without moving what it holds.
#pragma once

#include <tender/base/config.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace tender {

/// Elements stay where they are; appending costs the same at any size. Not thread-safe.
template<class T>
class stable_vector {
public:
    T& operator[](std::size_t i) { return blocks_[i / block][i % block]; }
    T const& operator[](std::size_t i) const { return blocks_[i / block][i % block]; }

    std::size_t size() const { return size_; }

    /// One more element, made by its default constructor.
    T& append()
    {
        if (size_ == blocks_.size() * block) blocks_.push_back(std::make_unique<T[]>(block));
        return (*this)[size_++];
    }

private:
    static constexpr std::size_t block = sizeof(T) >= 512 ? 1 : 4096 / sizeof(T);

    std::vector<std::unique_ptr<T[]>> blocks_;
    std::size_t size_ = 0;
};

}  // namespace tender
