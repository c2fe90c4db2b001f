// SPDX-License-Identifier: BSL-1.0
// tender/base/enum.hpp: described enums have names, and tables with one row for each.
#pragma once

#include <tender/base/config.hpp>

#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include <array>
#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string_view>
#include <type_traits>

namespace tender {

/// How many enumerators a described enum has. They count from 0 without gaps.
template<class Enum>
inline constexpr std::size_t enum_count =
    boost::mp11::mp_size<boost::describe::describe_enumerators<Enum>>::value;

/// The enumerators' names, in order.
template<class Enum>
inline constexpr auto enum_names = [] {
    std::array<std::string_view, enum_count<Enum>> names{};
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
        [&](auto d) { names[static_cast<std::size_t>(d.value)] = d.name; });
    return names;
}();

/// How long the longest of them is.
template<class Enum>
inline constexpr std::size_t longest_name = [] {
    std::size_t most = 0;
    for (auto const n : enum_names<Enum>) most = n.size() > most ? n.size() : most;
    return most;
}();

/// The enumerator's name as it stands in the code; empty for a value outside the enum.
template<class Enum>
constexpr std::string_view enum_name(Enum value)
{
    auto const index = static_cast<std::size_t>(value);
    return index < enum_count<Enum> ? enum_names<Enum>[index] : std::string_view{};
}

/// Prints the name.
template<class Traits, class Enum>
    requires(std::is_enum_v<Enum> && boost::describe::has_describe_enumerators<Enum>::value)
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, Enum value)
{
    return out << enum_name(value);
}

/// The enumerator of that name, or nothing.
template<class Enum>
constexpr std::optional<Enum> enum_from(std::string_view name)
{
    for (std::size_t i = 0; i != enum_count<Enum>; ++i)
        if (enum_names<Enum>[i] == name) return static_cast<Enum>(i);
    return std::nullopt;
}

/// A word for which records of an earlier version of this library have another one.
template<class Enum>
struct former_word {
    std::string_view text;
    Enum now;
};

/// Those of an enum; specialised beside it. Only stores read them, and none writes them.
template<class Enum>
inline constexpr std::array<former_word<Enum>, 0> former_words{};

/// True where a table has exactly one row per enumerator, in the enum's order, so that the
/// enumerator is the row's index. For `static_assert` beside the table.
template<class Enum, class Row, std::size_t N>
constexpr bool one_row_each(Row const (&rows)[N], Enum Row::* key)
{
    if (N != enum_count<Enum>) return false;
    for (std::size_t i = 0; i != N; ++i)
        if (static_cast<std::size_t>(rows[i].*key) != i) return false;
    return true;
}

}  // namespace tender
