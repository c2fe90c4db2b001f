// SPDX-License-Identifier: BSL-1.0
// tender/core/json/impl/json.ipp: bodies of core/json/json.hpp.
#pragma once

#include <tender/core/json/json.hpp>
#include <tender/core/json/json_scan.hpp>
#include <tender/core/json/read.hpp>

#include <algorithm>

namespace tender {

TENDER_DECL void json_reader::read(schema const& of, void* into, reading& out)
{
    auto const* p = value(json_scan::skip_space(text_.data()), &of, into);
    if (p != nullptr) p = json_scan::skip_space(p);
    if (p != text_.data() + size_) {
        out.readable = false;
        out.faults.assign(1, {"body", "must be well-formed JSON"});
        return;
    }
    std::stable_sort(found_.begin(), found_.end(),
                     [](found const& a, found const& b) { return a.order < b.order; });
    for (auto& f : found_) out.faults.push_back(std::move(f.what));
    out.canonical.assign(form_.bytes());
    out.readable = out.readable && readable_;
}

/// A null leaves absent what may be absent.
TENDER_DECL char const* json_reader::value(position p, schema const* of, void* at)
{
    if (*p == 'n') {
        form_.null();
        if (of != nullptr && of->required) report(of->expects);
        if (of != nullptr && of->take_null != nullptr) of->take_null(at);
        return json_scan::take_word(p, "null");
    }
    if (of != nullptr && of->kind == schema_kind::optional) {
        at = of->open(at);
        of = of->inner;
    }
    if (of != nullptr && of->take_raw != nullptr) {
        auto const* const end = value(p, nullptr, nullptr);
        if (end == nullptr) return end;
        auto const says = of->take_raw(at, {p, static_cast<std::size_t>(end - p)});
        if (!says.empty()) report(says);
        return end;
    }
    switch (*p) {
    case '"': return string(p, of, at);
    case '{': return object(p, of, at);
    case '[': return list(p, of, at);
    case 't': return boolean(json_scan::take_word(p, "true"), of, at, true);
    case 'f': return boolean(json_scan::take_word(p, "false"), of, at, false);
    default: return number(p, of, at);
    }
}

TENDER_DECL char const* json_reader::boolean(position p, schema const* of, void* at, bool value)
{
    form_.boolean(value);
    if (of == nullptr) return p;
    auto const says = of->take_boolean ? of->take_boolean(at, value) : of->expects;
    if (!says.empty()) report(says);
    return p;
}

TENDER_DECL char const* json_reader::string(position p, schema const* of, void* at)
{
    std::string_view value;
    p = json_scan::take_string(p, form_, 's', value);
    if (p == nullptr || of == nullptr) return p;
    auto const says = of->take_text ? of->take_text(at, value) : of->expects;
    if (!says.empty()) report(says);
    return p;
}

TENDER_DECL char const* json_reader::number(position p, schema const* of, void* at)
{
    std::string_view characters;
    bool fits = true;
    p = json_scan::take_number(p, form_, characters, fits);
    if (p == nullptr) return p;
    std::string_view says = "must fit 64 bits";
    if (!fits) readable_ = false;
    else if (of == nullptr) return p;
    else says = of->take_whole ? of->take_whole(at, characters) : of->expects;
    if (!says.empty()) report(says);
    return p;
}

TENDER_DECL json_reader::level json_reader::below(bool list) const
{
    if (innermost_ == nullptr) return {nullptr, 0, list, 0};
    return {innermost_, innermost_->depth + 1, list, order_in(*innermost_, innermost_->index)};
}

TENDER_DECL char const* json_reader::list(position p, schema const* of, void* at)
{
    bool const wanted = of != nullptr && of->kind == schema_kind::list && of->open != nullptr;
    if (of != nullptr && !wanted) report(of->expects);
    auto here = below(true);
    if (here.depth == max_depth) return nullptr;
    innermost_ = &here;
    form_.begin_list();
    p = json_scan::skip_space(p + 1);
    if (*p != ']')
        for (;; ++here.index) {
            p = wanted ? value(p, of->inner, of->open(at)) : value(p, nullptr, nullptr);
            if (p == nullptr) return p;
            p = json_scan::skip_space(p);
            if (*p == ']') break;
            if (*p != ',') return nullptr;
            p = json_scan::skip_space(p + 1);
        }
    form_.end_list();
    innermost_ = here.outer;
    return p + 1;
}

TENDER_DECL char const* json_reader::object(position p, schema const* of, void* at)
{
    if (of != nullptr && of->kind != schema_kind::object && of->kind != schema_kind::map) {
        report(of->expects);
        of = nullptr;
    }
    auto here = below(false);
    if (here.depth == max_depth) return nullptr;
    innermost_ = &here;
    auto const first = form_.begin_object();
    here.index = unknown;
    p = json_scan::skip_space(p + 1);
    bool const empty = *p == '}';
    if (!empty) p = members(p, here, of, at);
    if (p == nullptr) return p;
    if (notes_ != nullptr && notes_->wants_objects) note_end(here, p, empty);
    end_object(here, of, first);
    innermost_ = here.outer;
    return p + 1;
}

TENDER_DECL char const* json_reader::members(position p, level& here, schema const* of, void* at)
{
    auto const fields = of == nullptr ? std::span<field const>() : of->fields;
    bool const map = of != nullptr && of->kind == schema_kind::map;
    for (;;) {
        auto const from = p;
        p = member_name(p, here, fields);
        if (p == nullptr) return p;
        if (of != nullptr && of->takes != members::any) report_untaken(p, here, *of);
        if (here.index == unknown && of != nullptr) find_former(here, *of);
        if (map) p = map_entry(p, *of, at);
        else if (here.index == unknown) p = value(p, nullptr, nullptr);
        else if (auto const& f = fields[here.index];
                 f.of->kind == schema_kind::map && f.name != here.name)
            p = map_entry(p, *f.of, f.at(at));
        else p = value(p, f.of, f.at(at));
        if (p == nullptr) return p;
        if (notes_ != nullptr && of != nullptr && !map && here.index == unknown)
            note_unknown(here, from, p);
        p = json_scan::skip_space(p);
        if (*p == '}') return p;
        if (*p != ',') return nullptr;
        p = json_scan::skip_space(p + 1);
    }
}

TENDER_DECL char const* json_reader::map_entry(position p, schema const& of, void* at)
{
    bool const text = *p == '"', number = *p == '-' || (*p >= '0' && *p <= '9');
    std::string_view value, says;
    bool fits = true;
    if (text && of.take_entry != nullptr) {
        p = json_scan::take_string(p, form_, 's', value);
        bool const nothing = value.empty() && innermost_->index != unknown;   // a former member
        if (p != nullptr && !nothing) says = of.take_entry(at, innermost_->name, value);
    } else if (number && of.take_whole_entry != nullptr) {
        p = json_scan::take_number(p, form_, value, fits);
        if (p != nullptr && fits) says = of.take_whole_entry(at, innermost_->name, value);
    } else {
        report(of.take_entry != nullptr ? "must be text" : "must be a whole number");
        return this->value(p, nullptr, nullptr);
    }
    if (!fits) {
        readable_ = false;
        says = "must fit 64 bits";
    }
    if (!says.empty()) report(says);
    return p;
}

TENDER_DECL char const* json_reader::member_name(position p, level& here,
                                                 std::span<field const> fields)
{
    p = json_scan::take_string(p, form_, 'k', here.name);
    if (p == nullptr) return p;
    form_.member_named(here.name);
    find_field(here, fields);
    p = json_scan::skip_space(p);
    return *p == ':' ? json_scan::skip_space(p + 1) : nullptr;
}

/// Most likely it stands behind the one before.
TENDER_DECL void json_reader::find_field(level& here, std::span<field const> fields)
{
    auto at = here.index + 1;
    here.index = unknown;
    for (std::size_t i = 0; i != fields.size(); ++i, ++at) {
        if (at >= fields.size()) at = 0;
        if (fields[at].name != here.name) continue;
        here.index = at;
        here.seen |= std::uint64_t(1) << at;
        return;
    }
}

/// What an object's end shows: what is missing, there twice, or too much.
TENDER_DECL void json_reader::end_object(level const& here, schema const* of, std::size_t first)
{
    auto const fields = of == nullptr ? std::span<field const>() : of->fields;
    for (std::size_t i = 0; i != fields.size(); ++i)
        if ((here.seen >> i & 1) == 0 && fields[i].of->required)
            report_member(here, i, fields[i].name, field_is_required);
    if (of != nullptr && of->kind == schema_kind::map &&
        form_.members_since(first) > static_cast<std::size_t>(of->limits.maximum))
        found_.push_back({here.order, {path_to(here.outer), "must have at most " +
                                       std::to_string(of->limits.maximum) + " entries"}});
    form_.end_object(first, [&](std::string_view name) {
        std::size_t at = 0;
        while (at != fields.size() && fields[at].name != name) ++at;
        report_member(here, at == fields.size() ? unknown : at, name, "is given twice");
        readable_ = false;
    });
}

TENDER_DECL void json_reader::note_unknown(level const& here, position from, position to)
{
    notes_->unknown.push_back({path_to(here.outer), std::string(from, to)});
}

TENDER_DECL void json_reader::note_end(level const& here, position at, bool empty)
{
    auto const end = static_cast<std::size_t>(at - text_.data());
    notes_->objects.push_back({path_to(here.outer), end, empty});
}

/// What a struct does not take: members that it lacks, and null where what is left out has a
/// meaning. A few of them say enough.
TENDER_DECL void json_reader::report_untaken(position p, level const& here, schema const& of)
{
    constexpr int most = 20;
    bool const lacks = here.index == unknown;
    bool const null = of.takes == members::given && *p == 'n' && !lacks &&
                      !of.fields[here.index].of->required;
    if ((!lacks && !null) || untaken_ == most) return;
    ++untaken_;
    report(lacks ? violation_of_unknown(here.name, of.fields) : "must not be null");
}

/// Notes a fault of the current value.
TENDER_DECL void json_reader::report(std::string_view says)
{
    found_.push_back({innermost_ == nullptr ? 0 : order_in(*innermost_, innermost_->index),
                      {path_to(innermost_), std::string(says)}});
}

TENDER_DECL void json_reader::report_member(level const& in, std::size_t index,
                                            std::string_view name, std::string_view says)
{
    auto here = in;
    here.name = name;
    found_.push_back({order_in(in, index), {path_to(&here), std::string(says)}});
}

/// Six bits for the place at each level, the outermost first; all that is deep below counts as one.
TENDER_DECL std::uint64_t json_reader::order_in(level const& l, std::size_t index)
{
    if (l.depth > 8) return l.order;
    std::uint64_t const nth = std::min(index, unknown) + 1;
    return l.order | (nth << (58 - 6 * l.depth));
}

/// Cut where it is too long to be of use: thousands of faults may stand below one long name.
TENDER_DECL std::string json_reader::path_to(level const* innermost)
{
    constexpr std::size_t longest = 128;
    if (innermost == nullptr) return "body";
    auto path = innermost->outer == nullptr ? std::string() : path_to(innermost->outer);
    if (path.size() > longest) return path;
    if (innermost->list) return path + '[' + std::to_string(innermost->index) + ']';
    if (!path.empty()) path += '.';
    auto const name = innermost->name;
    auto end = std::min(name.size(), longest);
    while (end != name.size() && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
    path += name.substr(0, end);
    if (end != name.size()) path += "…";
    return path;
}

}  // namespace tender
