// SPDX-License-Identifier: BSL-1.0
// tender/core/json/write.hpp: JSON text, appended to a string.
#pragma once

#include <tender/base/assert.hpp>
#include <tender/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tender {

/// Where JSON is written: behind what a string holds. The string has it once the writer is gone,
/// and is left alone until then. Not thread-safe.
class json_out {
public:
    explicit json_out(std::string& into)
        : into_(into), to_(into.data() + into.size()), end_(to_), begin_(into.size())
    {
    }
    json_out(json_out const&) = delete;
    json_out& operator=(json_out const&) = delete;
    ~json_out() { into_.resize(size()); }

    std::size_t size() const { return static_cast<std::size_t>(to_ - into_.data()); }

    json_out& append(std::string_view text)
    {
        auto* const at = room(text.size());
        to_ = at + text.copy(at, text.size());
        return *this;
    }
    void push_back(char c)
    {
        *room(1) = c;
        ++to_;
    }

    /// A place for so many bytes; `end_at` says where those end that were put there.
    char* room(std::size_t bytes)
    {
        if (static_cast<std::size_t>(end_ - to_) < bytes) grow(bytes);
        return to_;
    }
    void end_at(char* end)
    {
        TENDER_ASSERT(to_ <= end && end <= end_, "what was put there fits the room");
        to_ = end;
    }

    /// Another byte in the place of one that was written.
    void set(std::size_t at, char c)
    {
        TENDER_ASSERT(at < size(), "only what was written is written over");
        into_[at] = c;
    }

private:
    /// As much again as was written, so that what is filled with nothing costs no more than that.
    void grow(std::size_t bytes);

    std::string& into_;
    char* to_;
    char* end_;
    std::size_t begin_;
};

/// Appends a JSON string with its quotes. `text` is UTF-8; control characters, the quote and the
/// backslash are escaped, and so are U+2028, U+2029, `<` and `>` by nobody: HTML has its own.
void write_text(json_out& out, std::string_view text);
void write_text(std::string& out, std::string_view text);

void write_whole(json_out& out, std::int64_t value);

/// Text by name, as an object.
void write_pairs(json_out& out, string_pairs const& pairs);

inline void write_boolean(json_out& out, bool value) { out.append(value ? "true" : "false"); }

//---------------------------------------------------------------------------

constexpr bool needs_escape(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

/// Does any of eight bytes need an escape? A byte's top bit shows that it does.
constexpr bool any_needs_escape(std::uint64_t bytes)
{
    constexpr std::uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
    auto const below = [](std::uint64_t x, std::uint64_t n) { return (x - ones * n) & ~x; };
    return ((below(bytes, 0x20) | below(bytes ^ ones * '"', 1) | below(bytes ^ ones * '\\', 1)) &
            tops) != 0;
}

/// Copies what comes before the first byte that needs an escape; says how many those are.
inline std::size_t copy_plain(char* to, std::string_view text)
{
    auto const copied = [&](std::size_t at) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, text.data() + at, sizeof bytes);
        if (any_needs_escape(bytes)) return false;
        std::memcpy(to + at, &bytes, sizeof bytes);
        return true;
    };
    std::size_t at = 0;
    while (text.size() - at >= 8 && copied(at)) at += 8;
    if (text.size() >= 8 && text.size() - at < 8 && copied(text.size() - 8)) return text.size();
    for (; at != text.size() && !needs_escape(text[at]); ++at) to[at] = text[at];
    return at;
}

inline void write_escape(json_out& out, char c)
{
    constexpr std::string_view letters = "btnfr\"\\", meanings = "\b\t\n\f\r\"\\";
    constexpr char hex[] = "0123456789abcdef";
    auto const code = static_cast<unsigned char>(c);
    out.push_back('\\');
    if (auto const at = meanings.find(c); at != std::string_view::npos) {
        out.push_back(letters[at]);
    } else {
        out.append("u00");
        out.push_back(hex[code >> 4]);
        out.push_back(hex[code & 15]);
    }
}

inline void json_out::grow(std::size_t bytes)
{
    constexpr std::size_t least = 256;
    auto const there = size();
    into_.resize(there + bytes + std::max(least, there - begin_));
    to_ = into_.data() + there;
    end_ = into_.data() + into_.size();
}

/// What stands in a string, with its escapes, and the quote behind it.
inline void write_chars(json_out& out, std::string_view text)
{
    for (;;) {
        auto* const to = out.room(text.size() + 1);
        auto const size = copy_plain(to, text);
        out.end_at(to + size);
        if (size == text.size()) return out.push_back('"');
        write_escape(out, text[size]);
        text.remove_prefix(size + 1);
    }
}

inline void write_text(json_out& out, std::string_view text)
{
    auto* const to = out.room(text.size() + 2);
    *to = '"';
    auto const size = copy_plain(to + 1, text);
    auto* const end = to + 1 + size;
    *end = '"';
    if (size == text.size()) return out.end_at(end + 1);
    out.end_at(to + 1);
    write_chars(out, text);
}

inline void write_text(std::string& out, std::string_view text)
{
    json_out to(out);
    write_text(to, text);
}

inline void write_whole(json_out& out, std::int64_t value)
{
    constexpr std::size_t longest = 20;
    auto* const to = out.room(longest);
    out.end_at(std::to_chars(to, to + longest, value).ptr);
}

inline void write_pairs(json_out& out, string_pairs const& pairs)
{
    char before = '{';
    for (auto const& [name, value] : pairs) {
        out.push_back(before);
        before = ',';
        write_text(out, name);
        out.push_back(':');
        write_text(out, value);
    }
    out.append(before == '{' ? "{}" : "}");
}

}  // namespace tender
