// SPDX-License-Identifier: BSL-1.0
// tender/core/json/impl/json_notes.ipp: bodies of core/json/json.hpp: what a reader keeps as text,
// and the faults that it finds.
#pragma once

#include <tender/core/json/json.hpp>
#include <tender/core/json/read.hpp>
#include <tender/core/json/write.hpp>

#include <algorithm>
#include <utility>

namespace tender {

// Values that are kept as text ----------------------------------------------------------------

TENDER_DECL void json_reader::begin_capture(kept what, taker by)
{
    if (capture_.what == kept::none) capture_ = {.what = what, .depth = depth_, .by = by};
}

TENDER_DECL void json_reader::end_capture()
{
    auto const what = std::exchange(capture_.what, kept::none);
    if (what == kept::taken) report_if(capture_.by.of->take_raw(capture_.by.at, capture_.text));
    else if (what == kept::whole) notes_->whole = std::move(capture_.text);
    else notes_->unknown.push_back({path_to(depth_ - 1), std::move(capture_.text)});
}

/// Before an item or a member that is kept.
TENDER_DECL void json_reader::keep_comma(level& here)
{
    if (capture_.what != kept::none && !std::exchange(here.empty, false)) capture_.text += ',';
}

TENDER_DECL void json_reader::keep_name(std::string_view name)
{
    write_text(capture_.text, name);
    capture_.text += ':';
}

/// What stands in an object of the whole besides.
TENDER_DECL void json_reader::keep_more(level& here)
{
    auto const path = path_to(depth_ - 1);
    for (auto const& m : notes_->more) {
        if (m.in != path) continue;
        keep_comma(here);
        capture_.text += m.text;
    }
}

// Faults -----------------------------------------------------------------------------------------

TENDER_DECL void json_reader::finish(reading& out)
{
    std::stable_sort(found_.begin(), found_.end(),
                     [](found const& a, found const& b) { return a.order < b.order; });
    for (auto& f : found_) out.faults.push_back(std::move(f.what));
    out.canonical.assign(form_.bytes());
    out.readable = out.readable && readable_;
}

TENDER_DECL void json_reader::report_if(std::string_view says)
{
    if (!says.empty()) report(says);
}

/// Notes a fault of the current value.
TENDER_DECL void json_reader::report(std::string_view says)
{
    auto const depth = depth_;
    found_.push_back({depth == 0 ? 0 : order_in(depth - 1, innermost().index),
                      {path_to(depth), std::string(says)}});
}

TENDER_DECL void json_reader::report_member(std::size_t index, std::string_view name,
                                            std::string_view says)
{
    auto const depth = depth_;
    auto const current = std::exchange(innermost().name, name);
    found_.push_back({order_in(depth - 1, index), {path_to(depth), std::string(says)}});
    innermost().name = current;
}

/// Six bits for the place at each level, the outermost first; all that is deep below counts as one.
TENDER_DECL std::uint64_t json_reader::order_in(std::size_t depth, std::size_t index) const
{
    auto const before = levels_[depth].order;
    if (depth > 8) return before;
    std::uint64_t const nth = std::min(index, unknown) + 1;
    return before | (nth << (58 - 6 * depth));
}

/// The way to the current value of so many levels. Cut where it is too long to be of use: thousands
/// of faults may stand below one long name.
TENDER_DECL std::string json_reader::path_to(std::size_t depth) const
{
    constexpr std::size_t longest = 128;
    if (depth == 0) return "body";
    std::string path;
    for (std::size_t i = 0; i != depth && path.size() <= longest; ++i) {
        auto const& l = levels_[i];
        if (l.list) {
            path += '[' + std::to_string(l.index) + ']';
            continue;
        }
        if (!path.empty()) path += '.';
        auto end = std::min(l.name.size(), longest);
        while (end != l.name.size() && (static_cast<unsigned char>(l.name[end]) & 0xC0) == 0x80)
            --end;
        path += l.name.substr(0, end);
        if (end != l.name.size()) path += "…";
    }
    return path;
}

}  // namespace tender
