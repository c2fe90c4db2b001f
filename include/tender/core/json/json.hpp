// SPDX-License-Identifier: BSL-1.0
// tender/core/json/json.hpp: a JSON text becomes a described struct, in one pass.
#pragma once

#include <tender/core/json/canonical.hpp>
#include <tender/core/json/fields.hpp>

#include <boost/json/basic_parser.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tender {

struct reading;
struct text_notes;

/// What Boost.JSON's parser tells of a text, it puts into the struct that a schema describes, and
/// notes every fault in it and the canonical form. It sees what a tree of values would have lost:
/// the characters of numbers, and names that stand twice.
class json_reader {
public:
    static constexpr std::size_t max_depth = 32;

    // The parser's own limits: none, a host has limited the text.
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    /// Behind the text stands what the canonical form reads beyond it.
    json_reader(std::string_view text, schema const& of, void* into, text_notes* notes,
                members least);

    /// What was found in a text that is well-formed.
    void finish(reading& out);

    /// Where the parser stopped.
    std::string path() const { return path_to(depth_); }

    // What the parser calls; it stops where one says no.
    using error = boost::json::error_code;
    using view = boost::json::string_view;
    bool on_document_begin(error&) { return true; }
    bool on_document_end(error&) { return true; }
    bool on_object_begin(error&);
    bool on_object_end(std::size_t, error&);
    bool on_array_begin(error&);
    bool on_array_end(std::size_t, error&);
    bool on_key_part(view part, std::size_t, error&) { return on_part('k', part); }
    bool on_key(view part, std::size_t size, error&);
    bool on_string_part(view part, std::size_t, error&) { return on_part('s', part); }
    bool on_string(view part, std::size_t size, error&);
    bool on_number_part(view, error&) { return false; }   // the text is whole
    bool on_int64(std::int64_t, view part, error&) { return number(part, true); }
    bool on_uint64(std::uint64_t, view part, error&) { return number(part, true); }
    bool on_double(double, view part, error&) { return number(part, false); }
    bool on_bool(bool value, error&);
    bool on_null(error&);
    bool on_comment_part(view, error&) { return false; }
    bool on_comment(view, error&) { return false; }

private:
    /// Who takes a value, and where; null: nobody wants it.
    struct taker {
        schema const* of;
        void* at;
    };

    /// An object or a list that has not ended.
    struct level {
        taker by;
        taker next;                    ///< of the current member's value
        std::string_view name;         ///< the current member's
        std::size_t index;             ///< the current field's or item's position
        std::uint64_t seen;            ///< a bit for each field that was given
        std::uint64_t order;
        std::size_t first;             ///< of its members in the canonical form
        bool list;
        bool empty;
        bool entry;                    ///< the current member is one of a map, which takes it
    };

    struct found {
        std::uint64_t order;
        field_fault what;
    };

    /// A value that is kept as text, without white space, its strings without needless escapes: by
    /// who takes it so, because its member is unknown, or all of it, with more members.
    enum class kept { none, taken, unknown, whole };
    struct capture {
        kept what = kept::none;
        std::size_t depth = 0;         ///< of levels when it began
        taker by{};
        std::string text{};
    };

    static constexpr int most_untaken = 20;      // a few of them say enough
    static constexpr std::size_t unknown = 62;   // the position of members that the struct lacks

    bool is_entry() const { return depth_ != 0 && levels_[depth_ - 1].entry; }
    level& innermost() { return levels_[depth_ - 1]; }
    taker value();
    taker present();
    void value_ended();
    taker taking(taker by, bool its_kind);
    void down(bool list, taker by);
    void end_object(level const& here);
    bool on_part(char kind, view part);
    std::string_view token(char kind, view part, std::size_t size);
    bool number(view part, bool whole);
    void take_entry(taker by, std::string_view chars, bool number);
    void entry_of_no_kind(taker by);
    static void find_field(level& here, std::span<field const> fields);
    static void find_former(level& here, schema const& of);

    void begin_capture(kept what, taker by);
    void end_capture();
    void keep(std::string_view text)
    {
        if (capture_.what != kept::none) capture_.text.append(text);
    }
    void keep_comma(level& here);
    void keep_name(std::string_view name);
    void keep_more(level& here);

    bool refuses(schema const& of, members what) const
    {
        return std::max(of.takes, least_) >= what;
    }
    bool is_told() { return untaken_++ < most_untaken; }
    void report_if(std::string_view says);
    void report(std::string_view says);
    void report_member(std::size_t index, std::string_view name, std::string_view says);
    std::uint64_t order_in(std::size_t depth, std::size_t index) const;
    std::string path_to(std::size_t depth) const;

    std::string_view text_;
    taker root_;
    canonical_form form_;
    text_notes* notes_;
    members least_;
    std::array<level, max_depth> levels_;   ///< so many as are open; the others are nothing yet
    std::size_t depth_ = 0;
    bool begun_ = false;               ///< a part of a token was taken
    capture capture_{};
    std::vector<found> found_;
    int untaken_ = 0;
    bool readable_ = true;
};

}  // namespace tender
