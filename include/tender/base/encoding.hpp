// SPDX-License-Identifier: BSL-1.0
// tender/base/encoding.hpp: bytes as hexadecimal and base64 text.
#pragma once

#include <tender/base/config.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tender {

std::string hex(std::span<std::uint8_t const> bytes);  ///< lower case
std::string base64(std::string_view bytes);            ///< RFC 4648, section 4, padded
std::string base64url(std::string_view bytes);         ///< RFC 4648, section 5, not padded

/// The bytes a text stands for, or nothing for a text the functions above would not have written:
/// white space, wrong or missing padding, bits beyond the last byte that are not zero. One
/// exception: hexadecimal may be in upper case.
std::optional<std::string> from_hex(std::string_view text);
std::optional<std::string> from_base64(std::string_view text);
std::optional<std::string> from_base64url(std::string_view text);

//---------------------------------------------------------------------------

namespace detail {

inline constexpr std::string_view hex_alphabet = "0123456789abcdef";
inline constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
inline constexpr std::string_view base64url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The value of each character in an alphabet; -1 for the others.
using digit_values = std::array<std::int8_t, 256>;

constexpr digit_values values_of(std::string_view alphabet)
{
    digit_values values{};
    values.fill(-1);
    for (std::size_t i = 0; i != alphabet.size(); ++i)
        values[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::int8_t>(i);
    return values;
}

inline constexpr auto hex_values = [] {
    auto values = values_of(hex_alphabet);
    for (char c = 'A'; c <= 'F'; ++c)
        values[static_cast<std::uint8_t>(c)] = static_cast<std::int8_t>(c - 'A' + 10);
    return values;
}();
inline constexpr auto base64_values = values_of(base64_alphabet);
inline constexpr auto base64url_values = values_of(base64url_alphabet);

inline std::string write_base64(std::string_view bytes, std::string_view alphabet)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    int count = 0;  // of bits not yet written
    for (char const c : bytes) {
        bits = bits << 8 | static_cast<std::uint8_t>(c);
        for (count += 8; count >= 6; count -= 6) text += alphabet[bits >> (count - 6) & 63];
    }
    if (count > 0) text += alphabet[bits << (6 - count) & 63];
    return text;
}

inline std::optional<std::string> read_base64(std::string_view text, digit_values const& values)
{
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    int count = 0;  // of bits not yet written
    for (char const c : text) {
        int const value = values[static_cast<std::uint8_t>(c)];
        if (value < 0) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count & 255);
    }
    if ((bits & ((1U << count) - 1)) != 0) return std::nullopt;
    return bytes;
}

}  // namespace detail

inline std::string hex(std::span<std::uint8_t const> bytes)
{
    std::string text;
    text.reserve(bytes.size() * 2);
    for (auto const byte : bytes) {
        text += detail::hex_alphabet[byte >> 4];
        text += detail::hex_alphabet[byte & 15];
    }
    return text;
}

inline std::string base64(std::string_view bytes)
{
    auto text = detail::write_base64(bytes, detail::base64_alphabet);
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

inline std::string base64url(std::string_view bytes)
{
    return detail::write_base64(bytes, detail::base64url_alphabet);
}

inline std::optional<std::string> from_hex(std::string_view text)
{
    if (text.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i != text.size(); i += 2) {
        int const high = detail::hex_values[static_cast<std::uint8_t>(text[i])];
        int const low = detail::hex_values[static_cast<std::uint8_t>(text[i + 1])];
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

inline std::optional<std::string> from_base64(std::string_view text)
{
    if (text.size() % 4 != 0) return std::nullopt;
    if (text.ends_with("==")) text.remove_suffix(2);
    else if (text.ends_with('=')) text.remove_suffix(1);
    return detail::read_base64(text, detail::base64_values);
}

inline std::optional<std::string> from_base64url(std::string_view text)
{
    return detail::read_base64(text, detail::base64url_values);
}

}  // namespace tender
