// SPDX-License-Identifier: BSL-1.0
// tender/core/json/json_scan.hpp: the words of a JSON text: strings, numbers and what stands
// between.
#pragma once

#include <tender/base/grammar.hpp>
#include <tender/core/json/canonical.hpp>

#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <system_error>

#ifdef __SSE2__
#    include <emmintrin.h>
#endif

/// Each function begins at a place in a text and returns the place behind what it took, or null
/// where it finds something else or something ill-formed. Behind the text stand at least
/// `padding` NULs, which are no part of any JSON text: nobody needs to ask where the end is.
namespace tender::json_scan {

inline constexpr std::size_t padding = canonical_form::stride;

char const* skip_space(char const* p);
char const* take_word(char const* p, std::string_view word);

/// Adds a string as a token, and gives its characters: UTF-8, its escapes resolved.
char const* take_string(char const* p, canonical_form& to, char kind, std::string_view& chars);

/// The same of a number. `fits` says whether it is not a whole number beyond 64 bits.
char const* take_number(char const* p, canonical_form& to, std::string_view& chars, bool& fits);

//---------------------------------------------------------------------------

inline char const* skip_space(char const* p)
{
    if (*p > ' ') [[likely]] return p;
    while (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t') ++p;
    return p;
}

inline char const* take_word(char const* p, std::string_view word)
{
    for (char const c : word)
        if (*p++ != c) return nullptr;
    return p;
}

/// The next character that is a quote, a backslash, a control character or not ASCII.
inline char const* behind_plain(char const* p)
{
#ifdef __SSE2__
    for (;; p += 16) {
        auto const bytes = _mm_loadu_si128(reinterpret_cast<__m128i const*>(p));
        auto const is = [&](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
        auto const below = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));   // signed: not ASCII too
        auto const special = _mm_or_si128(_mm_or_si128(is('"'), is('\\')), below);
        auto const mask = static_cast<unsigned>(_mm_movemask_epi8(special));
        if (mask != 0) return p + std::countr_zero(mask);
    }
#else
    while (*p != '"' && *p != '\\' && static_cast<signed char>(*p) >= 0x20) ++p;
    return p;
#endif
}

/// The code unit that four hexadecimal digits spell.
inline char const* take_code_unit(char const* p, std::uint32_t& out)
{
    auto const [end, error] = std::from_chars(p, p + 4, out, 16);
    return error == std::errc() && end == p + 4 ? end : nullptr;
}

/// Adds the code point that an escape stands for; `p` is behind the backslash.
inline char const* take_escape(char const* p, canonical_form& to)
{
    constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    if (auto const at = letters.find(*p); at != std::string_view::npos) {
        to.add(meanings[at]);
        return p + 1;
    }
    std::uint32_t c = 0, low = 0;
    if (*p != 'u' || (p = take_code_unit(p + 1, c)) == nullptr) return nullptr;
    if (0xDC00 <= c && c <= 0xDFFF) return nullptr;
    if (0xD800 <= c && c <= 0xDBFF) {
        p = take_word(p, "\\u");
        if (p == nullptr || (p = take_code_unit(p, low)) == nullptr) return nullptr;
        if (low < 0xDC00 || low > 0xDFFF) return nullptr;
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    }
    auto const tail = [&](int shift) { to.add(static_cast<char>(0x80 | (c >> shift & 0x3F))); };
    if (c < 0x80) {
        to.add(static_cast<char>(c));
        return p;
    }
    if (c < 0x800) {
        to.add(static_cast<char>(0xC0 | c >> 6));
    } else if (c < 0x10000) {
        to.add(static_cast<char>(0xE0 | c >> 12));
        tail(6);
    } else {
        to.add(static_cast<char>(0xF0 | c >> 18));
        tail(12);
        tail(6);
    }
    tail(0);
    return p;
}

/// What a string is where it is not ASCII alone; `from` is behind its quote, `p` where that shows.
inline char const* take_rich_string(char const* from, char const* p, canonical_form& to,
                                    char kind, std::string_view& chars)
{
    to.open(kind);
    auto const before = to.bytes().size();
    for (;; p = behind_plain(from)) {
        to.add({from, static_cast<std::size_t>(p - from)});
        if (*p == '"') break;
        if (*p == '\\') {
            from = take_escape(p + 1, to);
            if (from == nullptr) return nullptr;
        } else {
            bool const control = static_cast<unsigned char>(*p) < 0x20;
            auto const size = control ? 0 : detail::utf8_sequence({p, 4});
            if (size == 0) return nullptr;
            to.add({p, size});
            from = p + size;
        }
    }
    chars = to.close(to.bytes().size() - before);
    return p + 1;
}

inline char const* take_string(char const* p, canonical_form& to, char kind,
                               std::string_view& chars)
{
    if (*p != '"') return nullptr;
    auto const* const from = p + 1;
    p = behind_plain(from);
    if (*p != '"') [[unlikely]] return take_rich_string(from, p, to, kind, chars);
    chars = {from, static_cast<std::size_t>(p - from)};
    to.token(kind, chars);
    return p + 1;
}

inline char const* behind_digits(char const* p)
{
    while (detail::is_digit(*p)) ++p;
    return p;
}

inline char const* take_number(char const* p, canonical_form& to, std::string_view& chars,
                               bool& fits)
{
    auto const* const from = p;
    if (*p == '-') ++p;
    auto const* const first = p;
    p = *p == '0' ? p + 1 : behind_digits(p);
    if (p == first) return nullptr;
    auto const* const whole = p;
    if (*p == '.') {
        p = behind_digits(whole + 1);
        if (p == whole + 1) return nullptr;
    }
    if (*p == 'e' || *p == 'E') {
        ++p;
        if (*p == '+' || *p == '-') ++p;
        auto const* const exponent = p;
        p = behind_digits(p);
        if (p == exponent) return nullptr;
    }
    chars = {from, static_cast<std::size_t>(p - from)};
    to.token('n', chars);
    fits = p != whole || p - first <= 18;
    if (fits) return p;
    std::uint64_t above = 0;
    std::int64_t below = 0;
    fits = (from != first ? std::from_chars(from, whole, below).ec
                          : std::from_chars(from, whole, above).ec) == std::errc();
    return p;
}

}  // namespace tender::json_scan
