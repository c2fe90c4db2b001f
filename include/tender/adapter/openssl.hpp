// SPDX-License-Identifier: BSL-1.0
// tender/adapter/openssl.hpp: OpenSSL's SHA-256 in place of ours; link libcrypto.
#pragma once

#include <tender/port/crypto.hpp>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>
#include <new>

namespace tender {

/// Uses the processor's instructions where there are any. Thread-safe: a context per thread.
class openssl_crypto final : public crypto {
public:
    openssl_crypto() : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr))
    {
        if (!algorithm_) throw std::bad_alloc();
    }

    digest sha256(std::string_view text) override
    {
        thread_local std::unique_ptr<EVP_MD_CTX, release> const context(EVP_MD_CTX_new());
        digest out{};
        bool const done = context && EVP_DigestInit_ex2(context.get(), algorithm_.get(), nullptr) &&
                          EVP_DigestUpdate(context.get(), text.data(), text.size()) &&
                          EVP_DigestFinal_ex(context.get(), out.data(), nullptr);
        return done ? out : sha256_of(text);
    }

    digest hmac_sha256(std::string_view key, std::string_view text) override
    {
        digest out{};
        unsigned size = 0;
        auto const* const done = HMAC(algorithm_.get(), key.data(), static_cast<int>(key.size()),
                                      reinterpret_cast<unsigned char const*>(text.data()),
                                      text.size(), out.data(), &size);
        return done != nullptr ? out : tender::hmac_sha256(key, text);
    }

private:
    struct release {
        void operator()(EVP_MD* m) const { EVP_MD_free(m); }
        void operator()(EVP_MD_CTX* c) const { EVP_MD_CTX_free(c); }
    };

    std::unique_ptr<EVP_MD, release> algorithm_;
};

}  // namespace tender
