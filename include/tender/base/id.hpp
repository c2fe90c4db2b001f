// SPDX-License-Identifier: BSL-1.0
// tender/base/id.hpp: 128-bit sortable identifiers, and one type of them per thing.
#pragma once

#include <tender/base/config.hpp>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace tender {

/// 48 bits of Unix milliseconds, then 80 random bits. Written as 26 characters of Crockford's
/// base 32, upper case; the text sorts as the number does.
struct ulid {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    static constexpr std::size_t length = 26;

    constexpr explicit operator bool() const { return (high | low) != 0; }
    friend constexpr auto operator<=>(ulid const&, ulid const&) = default;
    friend constexpr bool operator==(ulid const&, ulid const&) = default;

    std::array<char, length> chars() const;
    std::string text() const;

    /// The identifier with that text, in upper case and within 128 bits; else nothing.
    static std::optional<ulid> read(std::string_view text);

    template<class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                                        ulid which)
    {
        return out << which.text();
    }
};

/// A ulid that names one kind of thing. Which prefix it is shown with is a face's affair.
template<class T>
struct id {
    ulid value;

    constexpr explicit operator bool() const { return static_cast<bool>(value); }
    friend constexpr auto operator<=>(id const&, id const&) = default;
    friend constexpr bool operator==(id const&, id const&) = default;

    std::string text() const { return value.text(); }

    static std::optional<id> read(std::string_view text)
    {
        auto const value = ulid::read(text);
        return value ? std::optional<id>(id{*value}) : std::nullopt;
    }

    template<class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                                        id which)
    {
        return out << which.value;
    }
};

//---------------------------------------------------------------------------

inline std::array<char, ulid::length> ulid::chars() const
{
    constexpr char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::array<char, length> out{};
    std::uint64_t h = high, l = low;
    for (std::size_t i = length; i-- != 0;) {
        out[i] = alphabet[l & 31];
        l = (l >> 5) | (h << 59);
        h >>= 5;
    }
    return out;
}

inline std::string ulid::text() const
{
    auto const c = chars();
    return std::string(c.data(), c.size());
}

inline std::optional<ulid> ulid::read(std::string_view text)
{
    constexpr auto values = [] {
        constexpr char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        std::array<std::uint8_t, 256> v{};
        for (auto& x : v) x = 255;
        for (std::uint8_t i = 0; i != 32; ++i) v[static_cast<unsigned char>(alphabet[i])] = i;
        return v;
    }();
    if (text.size() != length) return std::nullopt;
    ulid out;
    for (std::size_t i = 0; i != length; ++i) {
        auto const digit = values[static_cast<unsigned char>(text[i])];
        if (digit == 255 || (i == 0 && digit > 7)) return std::nullopt;
        out.high = (out.high << 5) | (out.low >> 59);
        out.low = (out.low << 5) | digit;
    }
    return out;
}

}  // namespace tender
