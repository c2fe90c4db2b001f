// SPDX-License-Identifier: BSL-1.0
// tender/core/json/canonical.hpp: one spelling for all JSON texts of the same value.
#pragma once

#include <tender/base/config.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace tender {

/// Room for a number of items that is known before the first; a few need no allocation. Nothing
/// is initialised.
template<class T, std::size_t Few>
class small_room {
public:
    explicit small_room(std::size_t need) : many_(need > Few ? new T[need] : nullptr) {}

    T* data() { return many_ ? many_.get() : few_.data(); }

private:
    std::array<T, Few> few_;
    std::unique_ptr<T[]> many_;
};

/// Takes the tokens of a JSON text in order. What it makes of them has the members of objects
/// sorted by name, no white space, strings without escapes and numbers by their characters, so
/// that two texts give the same bytes exactly where their values are the same.
class canonical_form {
public:
    /// What is added is read and written in strides: so many bytes behind it must be there to read.
    static constexpr std::size_t stride = 16;

    /// For a text of at most that many bytes; who adds more than the text has writes beyond it.
    explicit canonical_form(std::size_t text_size)
        : bytes_(2 * half(text_size)), members_(text_size / 4 + 1), begin_(bytes_.data()),
          end_(begin_), spare_(begin_ + half(text_size)), last_(members_.data()) {}
    canonical_form(canonical_form const&) = delete;
    canonical_form& operator=(canonical_form const&) = delete;

    /// A whole token: a string, a number or a member's name ('s', 'n', 'k').
    void token(char kind, std::string_view text);

    /// The same in pieces.
    void open(char kind) { *end_++ = kind; }
    void add(char c) { *end_++ = c; }
    void add(std::string_view part) { end_ = copied(part, end_); }
    void add_exactly(std::string_view part)   ///< which has nothing behind it that may be read
    {
        end_ = std::copy(part.begin(), part.end(), end_);
    }
    std::string_view close(std::size_t size);

    /// The token that ended was the name of a member, to be sorted by.
    void member_named(std::string_view name);

    void boolean(bool value) { *end_++ = value ? 't' : 'f'; }
    void null() { *end_++ = 'z'; }
    void begin_list() { *end_++ = '['; }
    void end_list() { *end_++ = ']'; }

    /// Where an object's members begin, for its end.
    std::size_t begin_object()
    {
        *end_++ = '{';
        return members_since(0);
    }

    /// Calls `twice` once with each name that more than one member has.
    template<class Twice>
    void end_object(std::size_t first, Twice&& twice);

    std::size_t members_since(std::size_t first)
    {
        return length(members_.data(), last_) - first;
    }

    std::string_view bytes() const { return {begin_, length(begin_, end_)}; }

private:
    struct member {
        char const* begin;
        char const* end;
        std::size_t name_size;
        std::uint64_t lead;   ///< the name's first bytes as a number that sorts as they do

        std::string_view name() const { return {begin + 1, name_size}; }
    };

    static constexpr char closing = '\xff';   // no byte of UTF-8

    /// A token is at most one byte longer than its text and what stands behind that.
    static std::size_t half(std::size_t text_size) { return text_size + text_size / 2 + stride; }

    template<class T>
    static std::size_t length(T const* from, T const* to)
    {
        return static_cast<std::size_t>(to - from);
    }

    static char* copied(std::string_view part, char* to);
    static std::uint64_t lead_of(std::string_view name);
    static bool before(member const& a, member const& b)
    {
        return a.lead != b.lead ? a.lead < b.lead : a.name() < b.name();
    }
    static bool again(member const* first, member const* m)
    {
        return m > first && m[-1].lead == m->lead && m[-1].name() == m->name();
    }
    void rearrange(char* begin, member const* first);

    small_room<char, 2048> bytes_;
    small_room<member, 96> members_;
    char* begin_;
    char* end_;
    char* spare_;                    ///< the second half, to sort in
    member* last_;                   ///< behind the last
};

//---------------------------------------------------------------------------

/// Most parts are a few bytes long, too short for a call.
inline char* canonical_form::copied(std::string_view part, char* to)
{
    std::size_t at = 0;
    do std::memcpy(to + at, part.data() + at, stride);
    while ((at += stride) < part.size());
    return to + part.size();
}

inline void canonical_form::token(char kind, std::string_view text)
{
    auto* to = end_;
    *to++ = kind;
    to = copied(text, to);
    *to++ = closing;
    end_ = to;
}

inline std::string_view canonical_form::close(std::size_t size)
{
    *end_++ = closing;
    return {end_ - 1 - size, size};
}

inline std::uint64_t canonical_form::lead_of(std::string_view name)
{
    auto const number_at = [&](std::size_t at, auto word) -> std::uint64_t {
        std::memcpy(&word, name.data() + at, sizeof word);
        if constexpr (std::endian::native == std::endian::big) return word;
        else return __builtin_bswap64(word) >> (64 - 8 * sizeof word);
    };
    auto const size = name.size();
    if (size >= 8) return number_at(0, std::uint64_t());
    if (size >= 4)
        return number_at(0, std::uint32_t()) << 32 |
               number_at(size - 4, std::uint32_t()) << (64 - 8 * size);
    std::uint64_t lead = 0;
    for (std::size_t i = 0; i != size; ++i)
        lead |= std::uint64_t(static_cast<unsigned char>(name[i])) << (56 - 8 * i);
    return lead;
}

inline void canonical_form::member_named(std::string_view name)
{
    *last_++ = {end_ - name.size() - 2, nullptr, name.size(), lead_of(name)};
}

template<class Twice>
void canonical_form::end_object(std::size_t first_at, Twice&& twice)
{
    auto* const first = members_.data() + first_at;
    bool ascending = true;
    for (auto* m = first; m != last_; ++m) {
        m->end = m + 1 == last_ ? end_ : m[1].begin;
        ascending = ascending && (m == first || before(m[-1], *m));
    }
    if (!ascending) {
        auto* const begin = begin_ + length<char>(begin_, first->begin);
        std::sort(first, last_, [](member const& a, member const& b) { return before(a, b); });
        for (auto* m = first; m != last_; ++m)
            if (again(first, m) && !again(first, m - 1)) twice(m->name());
        rearrange(begin, first);
    }
    last_ = first;
    *end_++ = '}';
}

/// Puts the bytes of members that are in order now in that order.
inline void canonical_form::rearrange(char* begin, member const* first)
{
    auto* const end = end_;
    auto* const sorted = spare_ + length(begin_, begin);
    end_ = sorted;
    for (auto const* m = first; m != last_; ++m) add({m->begin, length(m->begin, m->end)});
    std::memcpy(begin, sorted, length(begin, end));
    end_ = end;
}

}  // namespace tender
