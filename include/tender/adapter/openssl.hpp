// SPDX-License-Identifier: BSL-1.0
// tender/adapter/openssl.hpp: OpenSSL's SHA-256 in place of ours; link libcrypto.
#pragma once

#include <tender/base/config.hpp>
#include <tender/port/crypto.hpp>

#include <memory>

namespace tender {

/// Uses the processor's instructions where there are any. Thread-safe: a context per thread.
class openssl_crypto final : public crypto {
public:
    openssl_crypto();

    TENDER_DECL digest sha256(std::string_view text) override;
    TENDER_DECL digest hmac_sha256(std::string_view key, std::string_view text) override;

private:
    std::shared_ptr<void const> algorithm_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/adapter/impl/openssl.ipp>
#endif
