// SPDX-License-Identifier: BSL-1.0
// tender/store/records/word_fields.hpp: how scopes and the owner of a book are written.
#pragma once

#include <tender/core/json/values.hpp>
#include <tender/domain/access/api_key.hpp>
#include <tender/domain/ledger/posting.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tender {

namespace word_fields_parts {

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

}  // namespace word_fields_parts

template<>
struct schema_for<scopes> {
    static constexpr schema make()
    {
        using namespace word_fields_parts;
        return schema_as_text<scopes, &scopes_of, &text_of>("must be scopes");
    }
};

template<>
struct schema_for<book_owner> {
    static constexpr schema make()
    {
        return schema_as_text<book_owner, &book_owner::read,
                              [](book_owner const& of) { return of.text(); }>(
            "must be a provider's name or an id");
    }
};

}  // namespace tender
