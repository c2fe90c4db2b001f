// SPDX-License-Identifier: BSL-1.0
// tender/core/record.hpp: how a store sees a thing: a row that names its indexes.
#pragma once

#include <tender/base/enum.hpp>
#include <tender/base/id.hpp>
#include <tender/base/name.hpp>
#include <tender/base/time.hpp>

#include <boost/describe/class.hpp>

#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace tender {

enum class mode : std::uint8_t;

/// A quick hash of bytes that mean no harm to us; `seed` keeps the others from aiming.
std::uint64_t hash_of(std::string_view bytes, std::uint64_t seed = 0);

/// The value that an index holds of a record: its parts, as text that a person can read in a
/// database, a slash behind each. Texts are equal exactly where the parts are.
class index_key {
public:
    index_key& add(std::string_view text)
    {
        auto const plain = [](char c) {
            return static_cast<unsigned char>(c) >= 0x20 && c != '/' && c != '%' && c != 0x7f;
        };
        while (!text.empty()) {
            std::size_t size = 0;
            while (size != text.size() && plain(text[size])) ++size;
            append(text.substr(0, size));
            if (size == text.size()) break;
            constexpr char digits[] = "0123456789ABCDEF";
            auto const code = static_cast<unsigned char>(text[size]);
            char const escape[] = {'%', digits[code >> 4], digits[code & 15]};
            append({escape, sizeof escape});
            text.remove_prefix(size + 1);
        }
        return end_part();
    }
    index_key& add(ulid u)
    {
        auto const text = u.chars();
        append({text.data(), text.size()});
        return end_part();
    }
    template<class T>
    index_key& add(id<T> which)
    {
        return add(which.value);
    }
    template<class Enum>
        requires std::is_enum_v<Enum>
    index_key& add(Enum word)
    {
        append(enum_name(word));
        return end_part();
    }
    template<std::integral Number>
    index_key& add(Number n)
    {
        if constexpr (std::is_same_v<Number, bool>) return add(int(n));
        else return add_number(n);
    }

    bool empty() const { return parts_ == 0; }

    std::string_view bytes() const
    {
        return long_.empty() ? std::string_view(short_.data(), size_) : std::string_view(long_);
    }

private:
    template<std::integral Number>
    index_key& add_number(Number n)
    {
        char text[24];
        auto const end = std::to_chars(text, text + sizeof text, n).ptr;
        append({text, static_cast<std::size_t>(end - text)});
        return end_part();
    }

    void append(std::string_view bytes)
    {
        if (long_.empty() && size_ + bytes.size() <= short_.size()) {
            std::memcpy(short_.data() + size_, bytes.data(), bytes.size());
            size_ += bytes.size();
            return;
        }
        if (long_.empty()) long_.assign(short_.data(), size_);
        long_.append(bytes);
    }

    index_key& end_part()
    {
        append("/");
        ++parts_;
        return *this;
    }

    std::array<char, 120> short_;
    std::size_t size_ = 0;
    std::size_t parts_ = 0;
    std::string long_;
};

/// One index of a record. The account stands before every key unsaid. Unique: at most one record
/// of the account has the key. Else: a list, ordered by id.
struct index_row {
    std::string_view name;
    bool unique = false;
    bool fixed = false;                ///< no version of a record has another key
    void (*key)(void const* record, index_key& out) = nullptr;   ///< adds nothing: not in it
};

/// How many lanes there are in which what is due waits: none holds up another.
inline constexpr int lane_count = 3;

/// When a record is due, for those that a clock works on.
struct due_time {
    instant when;
    int lane = 0;                      ///< from 0 to `lane_count` - 1
    std::int32_t queue = 0;            ///< those of one take turns with others'; 0: of none
};

/// One row per kind of record.
struct record_type {
    std::string_view name;
    std::span<index_row const> indexes;
    ulid (*id)(void const* record);
    bool (*due)(void const* record, due_time& out) = nullptr;
    bool (*legal)(void const* old, void const* fresh) = nullptr;   ///< by its flow's table
    tender::name (*face)(void const*) = nullptr;   ///< whose webhooks tell of it; null: none do
    std::string_view former_name{};                ///< of its table in an earlier epoch
    /// Its mode, where its id is its name in the directory [C54]: a store publishes it with the
    /// record, which is never removed, and whose id no other account has. Null: it is no name.
    tender::mode (*named)(void const*) = nullptr;
};

/// The row of a record; specialised beside each record's struct.
template<class R>
extern record_type const record_of;

/// For records with a state: it stays, or changes as the flow's table says.
template<class R, auto const& Flow>
bool record_legal(void const* old, void const* fresh)
{
    auto const from = static_cast<R const*>(old)->state;
    auto const to = static_cast<R const*>(fresh)->state;
    return from == to || Flow.leads(from, to);
}

template<class R>
ulid record_id(void const* record)
{
    return static_cast<R const*>(record)->id.value;
}

/// A unique index of R, for `unit_of_work::find`.
template<class R>
struct unique_index {
    std::size_t at;
    constexpr index_row const& row() const { return record_of<R>.indexes[at]; }
};

/// A list index of R, for `unit_of_work::list`.
template<class R>
struct list_index {
    std::size_t at;
    constexpr index_row const& row() const { return record_of<R>.indexes[at]; }
};

//---------------------------------------------------------------------------

inline std::uint64_t hash_of(std::string_view bytes, std::uint64_t seed)
{
    auto const mix = [](std::uint64_t a, std::uint64_t b) {
        __extension__ using wide = unsigned __int128;
        auto const product = static_cast<wide>(a) * b;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    };
    constexpr std::uint64_t first = 0x9e3779b97f4a7c15, second = 0xd1b54a32d192ed03;
    auto h = seed ^ mix(bytes.size() ^ first, second);
    auto const* p = bytes.data();
    auto left = bytes.size();
    for (; left >= 8; left -= 8, p += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, p, 8);
        h = mix(h ^ word, first);
    }
    std::uint64_t word = 0;
    std::memcpy(&word, p, left);
    return mix(h ^ word, second ^ left);
}

}  // namespace tender
