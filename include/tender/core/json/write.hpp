// SPDX-License-Identifier: BSL-1.0
// tender/core/json/write.hpp: JSON text, appended to a string.
#pragma once

#include <tender/base/text.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tender {

/// Appends a JSON string with its quotes. `text` is UTF-8; control characters, the quote and the
/// backslash are escaped, and so are U+2028, U+2029, `<` and `>` by nobody: HTML has its own.
void write_text(std::string& out, std::string_view text);

void write_whole(std::string& out, std::int64_t value);

/// Text by name, as an object.
void write_pairs(std::string& out, string_pairs const& pairs);

inline void write_boolean(std::string& out, bool value) { out.append(value ? "true" : "false"); }

//---------------------------------------------------------------------------

constexpr bool needs_escape(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

/// Does any of eight bytes need an escape? A byte's top bit shows that it does.
inline bool any_needs_escape(char const* eight)
{
    constexpr std::uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, eight, 8);
    auto const below = [](std::uint64_t x, std::uint64_t n) { return (x - ones * n) & ~x; };
    return ((below(bytes, 0x20) | below(bytes ^ ones * '"', 1) | below(bytes ^ ones * '\\', 1)) &
            tops) != 0;
}

/// How many bytes come before the first that needs an escape.
inline std::size_t plain_size(std::string_view text)
{
    std::size_t at = 0;
    while (text.size() - at >= 8 && !any_needs_escape(text.data() + at)) at += 8;
    if (text.size() >= 8 && text.size() - at < 8 &&
        !any_needs_escape(text.data() + text.size() - 8))
        return text.size();
    while (at != text.size() && !needs_escape(text[at])) ++at;
    return at;
}

inline void write_escape(std::string& out, char c)
{
    constexpr std::string_view letters = "btnfr\"\\", meanings = "\b\t\n\f\r\"\\";
    constexpr char hex[] = "0123456789abcdef";
    auto const code = static_cast<unsigned char>(c);
    if (auto const at = meanings.find(c); at != std::string_view::npos)
        out.append({'\\', letters[at]});
    else
        out.append("\\u00").append({hex[code >> 4], hex[code & 15]});
}

/// Quotes all the way, and the text over all but the first and the last.
inline void write_plain(std::string& out, std::string_view text)
{
    auto const at = out.size();
    out.append(text.size() + 2, '"');
    text.copy(out.data() + at + 1, text.size());
}

inline void write_text(std::string& out, std::string_view text)
{
    auto size = plain_size(text);
    if (size == text.size()) return write_plain(out, text);
    out.push_back('"');
    for (;;) {
        out.append(text.data(), size);
        if (size == text.size()) break;
        write_escape(out, text[size]);
        text.remove_prefix(size + 1);
        size = plain_size(text);
    }
    out.push_back('"');
}

inline void write_whole(std::string& out, std::int64_t value)
{
    char digits[20];
    auto const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, static_cast<std::size_t>(end - digits));
}

inline void write_pairs(std::string& out, string_pairs const& pairs)
{
    char before = '{';
    for (auto const& [name, value] : pairs) {
        out.push_back(before);
        before = ',';
        write_text(out, name);
        out.push_back(':');
        write_text(out, value);
    }
    if (before == '{') out.push_back('{');
    out.push_back('}');
}

}  // namespace tender
