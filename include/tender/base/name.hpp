// SPDX-License-Identifier: BSL-1.0
// tender/base/name.hpp: a short name without an allocation.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

namespace tender {

/// At most 15 bytes: a provider's id, a face's name. Longer text is cut, and a registry that
/// takes names refuses what was cut.
class name {
public:
    static constexpr std::size_t longest = 15;

    constexpr name() = default;
    constexpr name(char const* text) : name(std::string_view(text)) {}  // NOLINT: a name is text
    constexpr name(std::string_view text)
    {
        auto const n = std::min(text.size(), longest);
        std::copy_n(text.begin(), n, chars_.begin());
        chars_[longest] = static_cast<char>(n);
    }
    name(std::string const& text) : name(std::string_view(text)) {}

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
    std::array<char, longest + 1> chars_{};
};

}  // namespace tender
