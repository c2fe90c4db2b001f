// SPDX-License-Identifier: BSL-1.0
// tender/core/json/members.hpp: what a described struct makes of members that it lacks.
#pragma once

#include <tender/base/config.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace tender {

/// Which members a struct takes from a request beyond its own. A struct says so in a constant:
/// `static constexpr auto takes = members::known;`.
enum class members : std::uint8_t {
    any,      ///< what it lacks is passed over, and null leaves absent what may be absent
    known,    ///< what it lacks is a fault
    given,    ///< and so is null: for what decides over money where a member is left out
};

template<class T>
constexpr members members_of()
{
    if constexpr (requires { T::takes; }) return T::takes;
    else return members::any;
}

/// A member of a struct that records of an earlier version of this library call otherwise. Where
/// the member of today is a map, it is an entry of that, under its former name; none where it is
/// empty text.
struct former_member {
    std::string_view was;
    std::string_view now;
};

/// Those of a struct; specialised beside it. They are read for ever, and none is written.
template<class T>
inline constexpr std::array<former_member, 0> former_members{};

/// Do they all lead to members of today, and is none called as one of these?
template<class Fields>
constexpr bool all_renamed(std::span<former_member const> former, Fields const& fields)
{
    for (auto const& f : former) {
        int now = 0;
        for (auto const& one : fields) {
            if (one.name == f.was) return false;
            now += one.name == f.now;
        }
        if (now != 1) return false;
    }
    return true;
}

}  // namespace tender
