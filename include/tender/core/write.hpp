// SPDX-License-Identifier: BSL-1.0
// tender/core/write.hpp: JSON text, appended to a string.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tender {

/// Appends a JSON string with its quotes. `text` is UTF-8; control characters, the quote and the
/// backslash are escaped, and so are U+2028, U+2029, `<` and `>` by nobody: HTML has its own.
inline void write_text(std::string& out, std::string_view text)
{
    constexpr char hex[] = "0123456789abcdef";
    out.push_back('"');
    std::size_t begin = 0;
    for (std::size_t i = 0; i != text.size(); ++i) {
        auto const c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, begin, i - begin);
        begin = i + 1;
        char const* const pair = "b\bt\tn\nf\fr\r\"\"\\\\";
        char short_form = 0;
        for (char const* p = pair; *p != 0; p += 2)
            if (static_cast<unsigned char>(p[1]) == c) short_form = p[0];
        if (short_form != 0) {
            out.push_back('\\');
            out.push_back(short_form);
        } else {
            out.append("\\u00");
            out.push_back(hex[c >> 4]);
            out.push_back(hex[c & 15]);
        }
    }
    out.append(text, begin, std::string_view::npos);
    out.push_back('"');
}

inline void write_whole(std::string& out, std::int64_t value)
{
    char digits[20];
    auto const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, static_cast<std::size_t>(end - digits));
}

inline void write_boolean(std::string& out, bool value) { out.append(value ? "true" : "false"); }

}  // namespace tender
