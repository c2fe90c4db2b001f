// SPDX-License-Identifier: BSL-1.0
// tender/adapter/impl/openssl.ipp: bodies of adapter/openssl.hpp.
#pragma once

#include <tender/adapter/openssl.hpp>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <new>

namespace tender {

namespace openssl_parts {

struct release {
    void operator()(EVP_MD* m) const { EVP_MD_free(m); }
    void operator()(EVP_MD_CTX* c) const { EVP_MD_CTX_free(c); }
};

}  // namespace openssl_parts

TENDER_DECL openssl_crypto::openssl_crypto()
    : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr), openssl_parts::release{})
{
    if (!algorithm_) throw std::bad_alloc();
}

TENDER_DECL digest openssl_crypto::sha256(std::string_view text)
{
    thread_local std::unique_ptr<EVP_MD_CTX, openssl_parts::release> const context(
        EVP_MD_CTX_new());
    auto const* const algorithm = static_cast<EVP_MD const*>(algorithm_.get());
    digest out{};
    bool const done = context && EVP_DigestInit_ex2(context.get(), algorithm, nullptr) &&
                      EVP_DigestUpdate(context.get(), text.data(), text.size()) &&
                      EVP_DigestFinal_ex(context.get(), out.data(), nullptr);
    return done ? out : sha256_of(text);
}

TENDER_DECL digest openssl_crypto::hmac_sha256(std::string_view key, std::string_view text)
{
    digest out{};
    unsigned size = 0;
    auto const* const done = HMAC(static_cast<EVP_MD const*>(algorithm_.get()), key.data(),
                                  static_cast<int>(key.size()),
                                  reinterpret_cast<unsigned char const*>(text.data()),
                                  text.size(), out.data(), &size);
    return done != nullptr ? out : tender::hmac_sha256(key, text);
}

}  // namespace tender
