// SPDX-License-Identifier: BSL-1.0
// tender/core/json/json.hpp: a JSON text becomes a described struct, in one pass.
#pragma once

#include <tender/core/json/canonical.hpp>
#include <tender/core/json/fields.hpp>
#include <tender/core/json/json_scan.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tender {

struct reading;
struct text_notes;

/// Reads one text in one pass: fills the struct that a schema describes, and notes every fault in
/// it and the canonical form. It sees what a tree of values would have lost: the characters of
/// numbers, and names that stand twice.
class json_reader {
public:
    static constexpr std::size_t max_depth = 32;

    explicit json_reader(std::string_view text, text_notes* notes = nullptr)
        : size_(text.size()), text_(size_ + json_scan::padding), form_(size_), notes_(notes)
    {
        text.copy(text_.data(), size_);
        std::fill_n(text_.data() + size_, json_scan::padding, '\0');
    }

    void read(schema const& of, void* into, reading& out);

private:
    /// An object or a list that has not ended.
    struct level {
        level const* outer;
        std::size_t depth;
        bool list;
        std::uint64_t order;
        std::string_view name{};       ///< the current member's
        std::size_t index = 0;         ///< the current field's or item's position
        std::uint64_t seen = 0;        ///< a bit for each field that was given
    };

    struct found {
        std::uint64_t order;
        field_fault what;
    };

    static constexpr std::size_t unknown = 62;   // the position of members that the struct lacks

    using position = char const*;

    // Each begins at a place in the text and returns the place behind what it read. Null: the
    // text is not well-formed, and all that was noted is void. `of` says who takes the value and
    // `at` where; where `of` is null nobody wants it.
    position value(position p, schema const* of, void* at);
    position object(position p, schema const* of, void* at);
    position list(position p, schema const* of, void* at);
    position members(position p, level& here, schema const* of, void* at);
    position member_name(position p, level& here, std::span<field const> fields);
    position map_entry(position p, schema const& of, void* at);
    position string(position p, schema const* of, void* at);
    position number(position p, schema const* of, void* at);
    position boolean(position p, schema const* of, void* at, bool value);

    static void find_field(level& here, std::span<field const> fields);
    static void find_former(level& here, schema const& of);
    void end_object(level const& here, schema const* of, std::size_t first);
    level below(bool list) const;

    void note_unknown(level const& here, position from, position to);
    void note_end(level const& here, position at, bool empty);
    void report_untaken(position p, level const& here, schema const& of);
    void report(std::string_view says);
    void report_member(level const& in, std::size_t index, std::string_view name,
                       std::string_view says);
    static std::uint64_t order_in(level const& l, std::size_t index);
    static std::string path_to(level const* innermost);

    std::size_t size_;
    small_room<char, 1024> text_;    ///< with what the scanners want behind it
    canonical_form form_;
    text_notes* notes_;
    level const* innermost_ = nullptr;
    std::vector<found> found_;
    int untaken_ = 0;
    bool readable_ = true;
};

/// A member that is called otherwise today.
inline void json_reader::find_former(level& here, schema const& of)
{
    for (auto const& f : of.former) {
        if (f.was != here.name) continue;
        for (std::size_t i = 0; i != of.fields.size(); ++i)
            if (of.fields[i].name == f.now) here.index = i;
    }
    if (here.index != unknown) here.seen |= std::uint64_t(1) << here.index;
}

}  // namespace tender
