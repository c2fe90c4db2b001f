// SPDX-License-Identifier: BSL-1.0
// tender/core/sha256.hpp: SHA-256 and HMAC-SHA-256.
#pragma once

#include <tender/base/config.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tender {

using digest = std::array<std::uint8_t, 32>;

/// SHA-256 (FIPS 180-4) of a text given in pieces. A copy continues on its own.
class sha256 {
public:
    void   update(std::string_view piece);
    digest finish();  ///< of all pieces; the object then begins anew

private:
    using words = std::array<std::uint32_t, 8>;
    using block = std::array<std::uint8_t, 64>;

    void compress(std::uint8_t const* bytes);

    words state_ = initial;
    std::uint64_t size_ = 0;  // bytes so far; those beyond the last full block wait in block_
    block block_{};

    static constexpr words initial = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
};

digest sha256_of(std::string_view text);

/// A key made ready to sign many texts with HMAC-SHA-256 (RFC 2104): the two blocks that the key
/// alone decides are worked off once. It is as secret as the key.
class hmac_sha256_key {
public:
    explicit hmac_sha256_key(std::string_view key);

    digest sign(std::string_view text) const;

private:
    sha256 inner_;
    sha256 outer_;
};

digest hmac_sha256(std::string_view key, std::string_view text);

/// Whether two secrets are equal. How long it takes tells their sizes, and nothing of what is in
/// them.
bool equal_in_constant_time(std::string_view a, std::string_view b);

//---------------------------------------------------------------------------

namespace detail {

inline constexpr std::uint32_t sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/// Big-endian, whatever the machine is; compilers make one instruction of it.
inline std::uint32_t load_word(std::uint8_t const* at)
{
    return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8
        | std::uint32_t{at[3]};
}

inline void store_word(std::uint8_t* at, std::uint32_t word)
{
    for (int shift = 24; shift >= 0; shift -= 8) *at++ = static_cast<std::uint8_t>(word >> shift);
}

}  // namespace detail

inline void sha256::compress(std::uint8_t const* bytes)
{
    std::uint32_t window[16];  // the last 16 words of the message schedule
    for (int i = 0; i != 16; ++i) window[i] = detail::load_word(bytes + 4 * i);

    // One round. Instead of moving eight words along, the next round names them one further on.
    auto const round = [](std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t& d,
                           std::uint32_t e, std::uint32_t f, std::uint32_t g, std::uint32_t& h,
                           std::uint32_t input) {
        h += (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + (g ^ (e & (f ^ g))) + input;
        d += h;
        h += (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) | (c & (a | b)));
    };

    auto s = state_;
    for (int first = 0; first != 64; first += 16) {
        auto const input = [&](int i) {
            if (first != 0) {
                auto const w1 = window[(i + 1) & 15];
                auto const w14 = window[(i + 14) & 15];
                window[i] += (std::rotr(w1, 7) ^ std::rotr(w1, 18) ^ w1 >> 3)
                    + window[(i + 9) & 15] + (std::rotr(w14, 17) ^ std::rotr(w14, 19) ^ w14 >> 10);
            }
            return window[i] + detail::sha256_constants[first + i];
        };
        for (int i = 0; i != 16; i += 8) {
            round(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], input(i));
            round(s[7], s[0], s[1], s[2], s[3], s[4], s[5], s[6], input(i + 1));
            round(s[6], s[7], s[0], s[1], s[2], s[3], s[4], s[5], input(i + 2));
            round(s[5], s[6], s[7], s[0], s[1], s[2], s[3], s[4], input(i + 3));
            round(s[4], s[5], s[6], s[7], s[0], s[1], s[2], s[3], input(i + 4));
            round(s[3], s[4], s[5], s[6], s[7], s[0], s[1], s[2], input(i + 5));
            round(s[2], s[3], s[4], s[5], s[6], s[7], s[0], s[1], input(i + 6));
            round(s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[0], input(i + 7));
        }
    }
    for (std::size_t i = 0; i != s.size(); ++i) state_[i] += s[i];
}

inline void sha256::update(std::string_view piece)
{
    std::size_t const waiting = size_ % block_.size();
    size_ += piece.size();
    if (waiting != 0) {
        auto const taken = std::min(piece.size(), block_.size() - waiting);
        piece.copy(reinterpret_cast<char*>(block_.data()) + waiting, taken);
        piece.remove_prefix(taken);
        if (waiting + taken != block_.size()) return;
        compress(block_.data());
    }
    for (; piece.size() >= block_.size(); piece.remove_prefix(block_.size()))
        compress(reinterpret_cast<std::uint8_t const*>(piece.data()));
    piece.copy(reinterpret_cast<char*>(block_.data()), piece.size());
}

inline digest sha256::finish()
{
    // A one bit, zeros, and the number of bits in the last eight bytes of a block.
    auto const bits = size_ * 8;
    std::size_t waiting = size_ % block_.size();
    block_[waiting++] = 0x80;
    if (waiting > 56) {
        std::fill(block_.begin() + static_cast<std::ptrdiff_t>(waiting), block_.end(),
            std::uint8_t{0});
        compress(block_.data());
        waiting = 0;
    }
    std::fill(block_.begin() + static_cast<std::ptrdiff_t>(waiting), block_.end(), std::uint8_t{0});
    detail::store_word(block_.data() + 56, static_cast<std::uint32_t>(bits >> 32));
    detail::store_word(block_.data() + 60, static_cast<std::uint32_t>(bits));
    compress(block_.data());

    digest sum;
    for (std::size_t i = 0; i != state_.size(); ++i)
        detail::store_word(sum.data() + 4 * i, state_[i]);
    *this = sha256{};
    return sum;
}

inline digest sha256_of(std::string_view text)
{
    sha256 sum;
    sum.update(text);
    return sum.finish();
}

inline hmac_sha256_key::hmac_sha256_key(std::string_view key)
{
    std::array<std::uint8_t, 64> block{};
    if (key.size() > block.size()) {
        auto const shorter = sha256_of(key);
        std::copy(shorter.begin(), shorter.end(), block.begin());
    } else {
        std::copy(key.begin(), key.end(), block.begin());
    }
    auto const begin = [&block](sha256& sum, std::uint8_t pad) {
        std::array<char, 64> padded{};
        for (std::size_t i = 0; i != padded.size(); ++i)
            padded[i] = static_cast<char>(block[i] ^ pad);
        sum.update({padded.data(), padded.size()});
    };
    begin(inner_, 0x36);
    begin(outer_, 0x5c);
}

inline digest hmac_sha256_key::sign(std::string_view text) const
{
    auto inner = inner_;
    inner.update(text);
    auto const sum = inner.finish();
    auto outer = outer_;
    outer.update({reinterpret_cast<char const*>(sum.data()), sum.size()});
    return outer.finish();
}

inline digest hmac_sha256(std::string_view key, std::string_view text)
{
    return hmac_sha256_key(key).sign(text);
}

inline bool equal_in_constant_time(std::string_view a, std::string_view b)
{
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i != a.size(); ++i)
        difference |= static_cast<unsigned char>(a[i] ^ b[i]);
    return difference == 0;
}

}  // namespace tender
