// SPDX-License-Identifier: BSL-1.0
// tender/base/uuid.hpp: 128 bits as the text of a UUID.
#pragma once

#include <tender/base/encoding.hpp>
#include <tender/base/id.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tender {

/// 32 lower-case hexadecimal digits with hyphens behind the 8th, 12th, 16th and 20th.
std::string uuid_text(ulid bits);

/// The bits of such a text, its digits in either case; else nothing.
std::optional<ulid> read_uuid(std::string_view text);

/// Random bits as a UUID of version 4 (RFC 9562), 122 of them random.
constexpr ulid uuid_version_4(ulid random)
{
    return {(random.high & ~std::uint64_t(0xF000)) | 0x4000,
            (random.low & (~std::uint64_t(0) >> 2)) | std::uint64_t(1) << 63};
}

//---------------------------------------------------------------------------

namespace detail {

inline constexpr std::size_t uuid_hyphens[] = {8, 13, 18, 23};

}  // namespace detail

inline std::string uuid_text(ulid bits)
{
    std::array<std::uint8_t, 16> bytes{};
    for (std::size_t i = 0; i != 8; ++i) {
        bytes[i] = static_cast<std::uint8_t>(bits.high >> (56 - 8 * i));
        bytes[8 + i] = static_cast<std::uint8_t>(bits.low >> (56 - 8 * i));
    }
    auto text = hex(bytes);
    for (auto const at : detail::uuid_hyphens) text.insert(at, 1, '-');
    return text;
}

inline std::optional<ulid> read_uuid(std::string_view text)
{
    constexpr std::size_t length = 36;
    if (text.size() != length) return std::nullopt;
    std::string digits;
    std::size_t from = 0;
    for (auto const at : detail::uuid_hyphens) {
        if (text[at] != '-') return std::nullopt;
        digits.append(text.substr(from, at - from));
        from = at + 1;
    }
    auto const bytes = from_hex(digits.append(text.substr(from)));
    if (!bytes) return std::nullopt;
    ulid out;
    for (std::size_t i = 0; i != 8; ++i) {
        out.high = out.high << 8 | static_cast<std::uint8_t>((*bytes)[i]);
        out.low = out.low << 8 | static_cast<std::uint8_t>((*bytes)[8 + i]);
    }
    return out;
}

}  // namespace tender
