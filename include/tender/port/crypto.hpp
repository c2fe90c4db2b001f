// SPDX-License-Identifier: BSL-1.0
// tender/port/crypto.hpp: SHA-256, ours or a host's faster one.
#pragma once

#include <tender/core/sha256.hpp>

#include <string_view>

namespace tender {

/// Thread-safe; never throws.
class crypto {
public:
    virtual ~crypto() = default;
    virtual digest sha256(std::string_view text) = 0;
    virtual digest hmac_sha256(std::string_view key, std::string_view text) = 0;
};

/// The library's own, needing nothing.
class builtin_crypto final : public crypto {
public:
    digest sha256(std::string_view text) override { return sha256_of(text); }
    digest hmac_sha256(std::string_view key, std::string_view text) override
    {
        return tender::hmac_sha256(key, text);
    }
};

}  // namespace tender
