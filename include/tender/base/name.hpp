// SPDX-License-Identifier: BSL-1.0
// tender/base/name.hpp: a short name without an allocation.
#pragma once

#include <tender/base/config.hpp>

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string_view>

namespace tender {

namespace detail {

inline constexpr std::size_t longest_name_text = 15;

/// At most 15 lower-case letters, digits, hyphens and underscores, or nothing.
constexpr bool is_name(std::string_view text)
{
    return text.size() <= longest_name_text && std::all_of(text.begin(), text.end(), [](char c) {
        return ('a' <= c && c <= 'z') || ('0' <= c && c <= '9') || c == '-' || c == '_';
    });
}

template<std::size_t N>
constexpr bool is_literal_name(char const (&text)[N])
{
    return text[N - 1] == '\0' && is_name({text, N - 1});
}

void no_such_name();  // never defined: reached in the compiler alone, which then stops

}  // namespace detail

/// A provider's id, a face's name: at most 15 lower-case letters, digits, hyphens and underscores.
/// Empty: none.
class name {
public:
    static constexpr std::size_t longest = detail::longest_name_text;

    constexpr name() = default;  ///< none

    /// From a literal: name("paystack"). One that does not fit does not compile.
#ifdef __cpp_consteval
    template<std::size_t N>
    consteval name(char const (&text)[N])  // NOLINT: a name is text
    {
        if (!detail::is_literal_name(text)) detail::no_such_name();
        fill({text, N - 1});
    }
#else  // clang before 17: consteval is not finished there, but it has another way to refuse
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wgcc-compat"
    template<std::size_t N>
    constexpr name(char const (&text)[N])  // NOLINT: a name is text
        __attribute__((enable_if(detail::is_literal_name(text), "a name")))
    {
        fill({text, N - 1});
    }
#pragma clang diagnostic pop
#endif

    /// The name with that text: none of an empty one, nothing where it does not fit.
    static constexpr std::optional<name> read(std::string_view text);

    constexpr std::string_view text() const
    {
        return {chars_.data(), static_cast<std::size_t>(chars_[longest])};
    }
    constexpr bool empty() const { return chars_[longest] == 0; }

    friend constexpr bool operator==(name const&, name const&) = default;
    friend constexpr auto operator<=>(name const& a, name const& b)
    {
        return a.text() <=> b.text();
    }
    template<class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                                        name const& which)
    {
        return out << which.text();
    }

private:
    constexpr void fill(std::string_view text)
    {
        std::copy_n(text.begin(), text.size(), chars_.begin());
        chars_[longest] = static_cast<char>(text.size());
    }

    std::array<char, longest + 1> chars_{};
};

//---------------------------------------------------------------------------

constexpr std::optional<name> name::read(std::string_view text)
{
    if (!detail::is_name(text)) return std::nullopt;
    name out;
    out.fill(text);
    return out;
}

}  // namespace tender
