// SPDX-License-Identifier: BSL-1.0
// tender/store/sql/versions.hpp: what the versions of records in databases are.
#pragma once

#include <tender/base/config.hpp>

#include <cstdint>

namespace tender::sql {

/// Versions only ever have to differ.
class version_source {
public:
    explicit version_source(std::uint64_t seed) : state_(seed) {}

    std::int64_t next()   ///< never 0; one thread at a time
    {
        state_ += 0x9e3779b97f4a7c15;
        auto z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return static_cast<std::int64_t>((z ^ (z >> 31)) >> 1 | 1);
    }

private:
    std::uint64_t state_;
};

}  // namespace tender::sql
