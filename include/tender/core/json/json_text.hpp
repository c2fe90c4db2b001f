// SPDX-License-Identifier: BSL-1.0
// tender/core/json/json_text.hpp: a JSON value that is kept as text.
#pragma once

#include <tender/core/json/fields.hpp>
#include <tender/core/json/write.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tender {

/// A value as it was sent: its members in their order, its numbers by their characters, strings
/// without needless escapes, no white space between.
struct json_text {
    std::string text;

    json_text() = default;
    json_text(std::string json) : text(std::move(json)) {}   // NOLINT: such a text is one
    json_text(char const* json) : text(json) {}

    char kind() const { return text.empty() ? '\0' : text.front(); }
};

/// What the text of an object says at its first level.
struct json_outline {
    std::size_t members = 0;
    bool flat = true;                  ///< every value is a string, a number, true or false
};

/// Of an object as a reader passes it on: without white space.
json_outline outline_of(std::string_view object);

/// Has such an object a member of that name?
bool has_member(std::string_view object, std::string_view name);

/// A member at the first level of such an object, as it is written: a name without needless escapes
/// is what stands between its quotes.
struct json_member {
    std::string_view name;
    std::string_view value;
};
std::vector<json_member> members_of(std::string_view object);

//---------------------------------------------------------------------------

namespace json_text_parts {

/// The place behind the string that begins here.
inline std::size_t behind_string(std::string_view text, std::size_t at)
{
    for (++at; text[at] != '"'; ++at)
        if (text[at] == '\\') ++at;
    return at + 1;
}

/// Calls `take` with the name of each member of a compact object, in its quotes, and with the first
/// character of its value.
template<class Take>
void each_member(std::string_view object, Take&& take)
{
    std::size_t depth = 0;
    std::string_view last;
    for (std::size_t at = 0; at < object.size();) {
        char const c = object[at];
        if (c == '"') {
            auto const end = behind_string(object, at);
            last = object.substr(at, end - at);
            at = end;
            continue;
        }
        ++at;
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        if (c == ':' && depth == 1) take(last, object[at]);
    }
}

}  // namespace json_text_parts

inline json_outline outline_of(std::string_view object)
{
    json_outline out;
    json_text_parts::each_member(object, [&](std::string_view, char value) {
        ++out.members;
        if (value == '{' || value == '[' || value == 'n') out.flat = false;
    });
    return out;
}

inline bool has_member(std::string_view object, std::string_view name)
{
    std::string wanted;
    write_text(wanted, name);
    bool found = false;
    json_text_parts::each_member(object, [&](std::string_view quoted, char) {
        found = found || quoted == wanted;
    });
    return found;
}

inline std::vector<json_member> members_of(std::string_view object)
{
    std::vector<json_member> out;
    json_text_parts::each_member(object, [&](std::string_view quoted, char const& value) {
        auto const begin = static_cast<std::size_t>(&value - object.data());
        auto end = begin;
        for (std::size_t depth = 0;;) {
            char const c = object[end];
            if (depth == 0 && (c == ',' || c == '}')) break;
            if (c == '{' || c == '[') ++depth;
            if (c == '}' || c == ']') --depth;
            end = c == '"' ? json_text_parts::behind_string(object, end) : end + 1;
        }
        out.push_back({quoted.substr(1, quoted.size() - 2), object.substr(begin, end - begin)});
    });
    return out;
}

template<>
struct schema_for<json_text> {
    static constexpr schema make()
    {
        return {.kind = schema_kind::text, .expects = "must be JSON",
                .take_raw = [](void* v, std::string_view text) {
                    static_cast<json_text*>(v)->text = text;
                    return violation_of_json_chars(text);
                },
                .write = [](void const* v, json_out& out) {
                    auto const& text = static_cast<json_text const*>(v)->text;
                    out.append(text.empty() ? std::string_view("{}") : std::string_view(text));
                }};
    }
};

}  // namespace tender
