// SPDX-License-Identifier: BSL-1.0
// tender/port/seal.hpp: secrets that a store may hold, because it cannot read them.
#pragma once

#include <tender/base/encoding.hpp>
#include <tender/base/secret.hpp>
#include <tender/port/crypto.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tender {

/// A key for one purpose, derived from a secret (HKDF-SHA-256, RFC 5869, without a salt).
digest derived_key(crypto& with, std::string_view secret, std::string_view purpose);

/// Seals secrets under the host's secret: encrypted (HMAC-SHA-256 in counter mode), then
/// authenticated together with what they belong to, so that none can be put in another's place.
/// As thread-safe as its crypto.
class sealer {
public:
    /// Texts that were sealed for another purpose cannot be opened.
    sealer(crypto& with, secret const& host, std::string_view purpose)
        : crypto_(with),
          encrypt_(derived_key(with, host.reveal(), "encrypt " + std::string(purpose))),
          authenticate_(derived_key(with, host.reveal(), "authenticate " + std::string(purpose)))
    {
    }

    /// `nonce` is random and used once: 16 characters or more. The same nonce for two secrets
    /// would show what they have in common.
    std::string seal(secret const& what, std::string_view belongs_to, std::string_view nonce) const;

    /// Nothing where the text was sealed by another secret, for something else, or was changed.
    std::optional<secret> open(std::string_view sealed, std::string_view belongs_to) const;

private:
    static std::string_view bytes_of(digest const& d)
    {
        return {reinterpret_cast<char const*>(d.data()), d.size()};
    }
    std::string mixed(std::string_view text, std::string_view nonce) const;
    std::string mark(std::string_view nonce, std::string_view mixed_text,
                     std::string_view belongs_to) const;

    crypto& crypto_;
    digest encrypt_;
    digest authenticate_;
};

//---------------------------------------------------------------------------

inline digest derived_key(crypto& with, std::string_view secret, std::string_view purpose)
{
    std::string const no_salt(32, '\0');
    auto const extracted = with.hmac_sha256(no_salt, secret);
    auto const info = std::string(purpose) + '\x01';
    return with.hmac_sha256({reinterpret_cast<char const*>(extracted.data()), extracted.size()},
                            info);
}

/// The text with a key stream over it, which undoes itself.
inline std::string sealer::mixed(std::string_view text, std::string_view nonce) const
{
    std::string out(text);
    for (std::size_t begin = 0, block = 0; begin < out.size(); begin += 32, ++block) {
        auto const stream = crypto_.hmac_sha256(
            bytes_of(encrypt_), std::string(nonce) + '/' + std::to_string(block));
        for (std::size_t i = 0; i != stream.size() && begin + i != out.size(); ++i)
            out[begin + i] = static_cast<char>(out[begin + i] ^ static_cast<char>(stream[i]));
    }
    return out;
}

inline std::string sealer::mark(std::string_view nonce, std::string_view mixed_text,
                                std::string_view belongs_to) const
{
    std::string all;
    for (auto const part : {nonce, belongs_to, mixed_text})
        all.append(std::to_string(part.size())).append(1, ':').append(part);
    return std::string(bytes_of(crypto_.hmac_sha256(bytes_of(authenticate_), all)));
}

/// The nonce, a dot, and base64url of the mark and the mixed text.
inline std::string sealer::seal(secret const& what, std::string_view belongs_to,
                                std::string_view nonce) const
{
    auto const text = mixed(what.reveal(), nonce);
    return std::string(nonce) + '.' + base64url(mark(nonce, text, belongs_to) + text);
}

inline std::optional<secret> sealer::open(std::string_view sealed,
                                          std::string_view belongs_to) const
{
    auto const dot = sealed.find('.');
    if (dot == sealed.npos) return std::nullopt;
    auto const nonce = sealed.substr(0, dot);
    auto const rest = from_base64url(sealed.substr(dot + 1));
    constexpr std::size_t mark_size = 32;
    if (!rest || rest->size() < mark_size) return std::nullopt;
    auto const text = std::string_view(*rest).substr(mark_size);
    bool const ours = equal_in_constant_time(mark(nonce, text, belongs_to),
                                             std::string_view(*rest).substr(0, mark_size));
    return ours ? std::optional(secret(mixed(text, nonce))) : std::nullopt;
}

}  // namespace tender
