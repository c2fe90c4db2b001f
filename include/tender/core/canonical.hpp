// SPDX-License-Identifier: BSL-1.0
// tender/core/canonical.hpp: one spelling for all JSON texts of the same value.
#pragma once

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
class brief_room {
public:
    explicit brief_room(std::size_t need) : many_(need > Few ? new T[need] : nullptr) {}

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
    /// For a text of at most that many bytes; who adds more than the text has writes beyond it.
    explicit canonical_form(std::size_t text_size)
        : bytes_(2 * half(text_size)), members_(text_size / 4 + 1), begin_(bytes_.data()),
          end_(begin_), spare_(begin_ + half(text_size)), last_(members_.data()) {}
    canonical_form(canonical_form const&) = delete;
    canonical_form& operator=(canonical_form const&) = delete;

    /// A string, a number or a member's name begins: 's', 'n', 'k'.
    void open(char kind)
    {
        *end_++ = kind;
        token_ = end_;
    }

    void add(char c) { *end_++ = c; }
    void add(std::string_view part);
    void add_some_of(std::uint64_t eight, std::size_t count);

    /// The text of the token that ends here. It stays where it is until its object ends.
    std::string_view close();
    std::string_view close_name();

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

    /// A token is one byte longer than its text and what must stand behind it; `add_some_of` and
    /// a name's lead touch eight bytes at once.
    static std::size_t half(std::size_t text_size) { return text_size + text_size / 2 + 16; }

    template<class T>
    static std::size_t length(T const* from, T const* to)
    {
        return static_cast<std::size_t>(to - from);
    }

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

    brief_room<char, 2048> bytes_;
    brief_room<member, 96> members_;
    char* begin_;
    char* end_;
    char* spare_;                    ///< the second half, to sort in
    char* token_ = nullptr;
    member* last_;                   ///< behind the last
};

//---------------------------------------------------------------------------

/// Most parts are a few bytes long: too short for a call.
inline void canonical_form::add(std::string_view part)
{
    auto const* const from = part.data();
    auto const size = part.size();
    if (size > 64) {
        std::memcpy(end_, from, size);
    } else if (size >= 8) {
        for (std::size_t i = 0; i + 8 < size; i += 8) std::memcpy(end_ + i, from + i, 8);
        std::memcpy(end_ + size - 8, from + size - 8, 8);
    } else {
        for (std::size_t i = 0; i != size; ++i) end_[i] = from[i];
    }
    end_ += size;
}

/// The first bytes of eight, as they lie in memory.
inline void canonical_form::add_some_of(std::uint64_t eight, std::size_t count)
{
    std::memcpy(end_, &eight, 8);
    end_ += count;
}

inline std::string_view canonical_form::close()
{
    std::string_view const token(token_, length(token_, end_));
    *end_++ = closing;
    return token;
}

inline std::uint64_t canonical_form::lead_of(std::string_view name)
{
    if (name.empty()) return 0;
    std::uint64_t word = 0;
    std::memcpy(&word, name.data(), 8);
    if constexpr (std::endian::native == std::endian::little) word = __builtin_bswap64(word);
    return name.size() >= 8 ? word : word & ~(~std::uint64_t(0) >> 8 * name.size());
}

inline std::string_view canonical_form::close_name()
{
    auto const name = close();
    *last_++ = {name.data() - 1, nullptr, name.size(), lead_of(name)};
    return name;
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
        std::sort(first, last_, before);
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
