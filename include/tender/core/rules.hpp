// SPDX-License-Identifier: BSL-1.0
// tender/core/rules.hpp: what must hold across the fields of a command, as a table.
#pragma once

#include <tender/core/json/fields.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tender {

/// One thing that must hold; `field` and `says` are what the caller is told where it does not.
template<class T>
struct rule {
    bool (*holds)(T const&);
    std::string_view field;
    std::string_view says;
};

/// What does not hold of the rules alone.
template<class T, std::size_t N>
std::vector<field_fault> broken_rules(T const& of, rule<T> const (&rules)[N])
{
    std::vector<field_fault> violations;
    for (auto const& r : rules)
        if (!r.holds(of)) violations.push_back({std::string(r.field), std::string(r.says)});
    return violations;
}

/// Every fault in a command that was made in C++: of its fields, then of its rules.
template<class T, std::size_t N>
std::vector<field_fault> violations_of(T const& command, rule<T> const (&rules)[N])
{
    std::vector<field_fault> violations;
    if constexpr (boost::describe::has_describe_members<T>::value)
        violations = violations_of(command);
    for (auto& v : broken_rules(command, rules)) violations.push_back(std::move(v));
    return violations;
}

}  // namespace tender
