// SPDX-License-Identifier: BSL-1.0
// tender/base/grammar.hpp: what a text must look like to be an e-mail address, a phone number…
#pragma once

#include <tender/base/config.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace tender {

/// The pattern of HTML5's e-mail field, in at most 254 characters of which 64 before the '@';
/// beyond it no dot begins, ends or is doubled in the local part, and the host has a dot.
constexpr bool is_email(std::string_view text);

/// E.164: '+' and 7 to 15 digits, the first not zero.
constexpr bool is_phone(std::string_view text);

/// A merchant's own name for a thing: 1 to 255 letters, digits, '-' and '_'.
constexpr bool is_reference(std::string_view text);

/// Are they the same but for the case of ASCII letters?
constexpr bool same_word(std::string_view a, std::string_view b);

/// The text with its ASCII letters in lower case.
inline std::string lower_case(std::string text);

/// Well-formed UTF-8: shortest forms only, no surrogates, nothing beyond U+10FFFF.
constexpr bool is_utf8(std::string_view text);

/// Why bytes are no text that every database and reader keeps, in words that follow the field's
/// name: "" for well-formed UTF-8 without U+0000.
constexpr std::string_view violation_of_chars(std::string_view text);

/// The same of well-formed JSON and the texts in it.
constexpr std::string_view violation_of_json_chars(std::string_view json);

/// The same bytes, with U+FFFD for what is no such text.
std::string with_chars_mended(std::string text);

/// How many code points well-formed UTF-8 holds.
constexpr std::size_t count_code_points(std::string_view text);

//---------------------------------------------------------------------------

namespace detail {

constexpr bool is_digit(char c) { return '0' <= c && c <= '9'; }
constexpr bool is_upper(char c) { return 'A' <= c && c <= 'Z'; }
constexpr bool is_letter(char c) { return is_upper(c) || ('a' <= c && c <= 'z'); }
constexpr bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }

/// Is each character so?
template<class Is>
constexpr bool every(std::string_view text, Is is)
{
    for (char const c : text)
        if (!is(c)) return false;
    return true;
}

/// A label of a domain name: 1 to 63 letters, digits and hyphens, no hyphen at either end.
constexpr bool is_host_label(std::string_view label)
{
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-'
        && every(label, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

/// Labels with single dots between them, in at most 253 characters.
constexpr bool is_host_name(std::string_view host)
{
    if (host.size() > 253) return false;
    for (;;) {
        auto const dot = host.find('.');
        if (!is_host_label(host.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        host.remove_prefix(dot + 1);
    }
}

/// HTML5's "atext", to which it adds the dot.
constexpr bool is_email_character(char c)
{
    return is_alphanumeric(c) || std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c)
        != std::string_view::npos;
}

/// The bytes in the UTF-8 sequence the text begins with; 0 if it is ill-formed. The text is not
/// empty. Table 3-7 of the Unicode Standard.
constexpr std::size_t utf8_sequence(std::string_view text)
{
    auto const byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    auto const lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    std::size_t const size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (text.size() < size) return 0;

    std::uint8_t const lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    std::uint8_t const highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (byte(1) < lowest || byte(1) > highest) return 0;
    for (std::size_t i = 2; i != size; ++i)
        if ((byte(i) & 0xC0) != 0x80) return 0;
    return size;
}

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c;
}

}  // namespace detail

constexpr bool same_word(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
        return detail::lower(x) == detail::lower(y);
    });
}

inline std::string lower_case(std::string text)
{
    for (auto& c : text) c = detail::lower(c);
    return text;
}

constexpr bool is_email(std::string_view text)
{
    auto const at = text.find('@');
    if (at == std::string_view::npos || text.size() > 254) return false;
    auto const local = text.substr(0, at);
    auto const host = text.substr(at + 1);
    return !local.empty() && local.size() <= 64
        && detail::every(local, detail::is_email_character)
        && local.front() != '.' && local.back() != '.'
        && local.find("..") == std::string_view::npos
        && host.find('.') != std::string_view::npos && detail::is_host_name(host);
}

constexpr bool is_phone(std::string_view text)
{
    return 8 <= text.size() && text.size() <= 16 && text[0] == '+' && text[1] != '0'
        && detail::every(text.substr(1), detail::is_digit);
}

constexpr bool is_reference(std::string_view text)
{
    return 1 <= text.size() && text.size() <= 255 && detail::every(text, [](char c) {
        return detail::is_alphanumeric(c) || c == '-' || c == '_';
    });
}

constexpr bool is_utf8(std::string_view text)
{
    while (!text.empty()) {
        if (!std::is_constant_evaluated() && text.size() >= 8) {
            std::uint64_t eight = 0;
            std::memcpy(&eight, text.data(), 8);
            if ((eight & 0x8080808080808080U) == 0) {
                text.remove_prefix(8);
                continue;
            }
        }
        auto const size = detail::utf8_sequence(text);
        if (size == 0) return false;
        text.remove_prefix(size);
    }
    return true;
}

constexpr std::string_view violation_of_chars(std::string_view text)
{
    if (text.find('\0') != std::string_view::npos) return "must not have the character U+0000";
    return is_utf8(text) ? std::string_view{} : "must be UTF-8 text";
}

constexpr std::string_view violation_of_json_chars(std::string_view json)
{
    for (auto at = json.find('\\'); at < json.size(); at = json.find('\\', at + 2))
        if (json.substr(at, 6) == "\\u0000") return violation_of_chars({"", 1});
    return violation_of_chars(json);
}

inline std::string with_chars_mended(std::string text)
{
    if (violation_of_chars(text).empty()) return text;
    std::string out;
    for (std::string_view rest = text; !rest.empty();) {
        auto const size = rest.front() == '\0' ? 0 : detail::utf8_sequence(rest);
        out.append(size == 0 ? "\xEF\xBF\xBD" : rest.substr(0, size));
        rest.remove_prefix(size == 0 ? 1 : size);
    }
    return out;
}

constexpr std::size_t count_code_points(std::string_view text)
{
    std::size_t count = 0;
    for (char const c : text)
        if ((static_cast<std::uint8_t>(c) & 0xC0) != 0x80) ++count;
    return count;
}

}  // namespace tender
