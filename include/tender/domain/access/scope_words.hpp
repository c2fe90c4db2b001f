// SPDX-License-Identifier: BSL-1.0
// tender/domain/access/scope_words.hpp: a set of scopes as text.
#pragma once

#include <tender/core/json/values.hpp>
#include <tender/domain/access/api_key.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tender {

namespace scopes_parts {

/// The names of the scopes, a space between.
inline std::string text_of(scopes const& all)
{
    std::string out;
    for (std::size_t i = 0; i != enum_count<scope>; ++i)
        if (all.has(static_cast<scope>(i)))
            out.append(out.empty() ? "" : " ").append(enum_names<scope>[i]);
    return out;
}

inline std::optional<scopes> scopes_of(std::string_view text)
{
    scopes all;
    while (!text.empty()) {
        auto const end = text.find(' ');
        auto const one = enum_from<scope>(text.substr(0, end));
        if (!one) return std::nullopt;
        all = all | *one;
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return all;
}

}  // namespace scopes_parts

template<>
struct schema_for<scopes> {
    static constexpr schema make()
    {
        using namespace scopes_parts;
        return schema_as_text<scopes, &scopes_of, &text_of>("must be scopes");
    }
};

}  // namespace tender
