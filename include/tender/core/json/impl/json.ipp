// SPDX-License-Identifier: BSL-1.0
// tender/core/json/impl/json.ipp: bodies of core/json/json.hpp.
#pragma once

#include <tender/core/json/json.hpp>
#include <tender/core/json/read.hpp>
#include <tender/core/json/write.hpp>

#include <functional>
#include <utility>

namespace tender {

TENDER_DECL json_reader::json_reader(std::string_view text, schema const& of, void* into,
                                     text_notes* notes, members least)
    : text_(text), root_{&of, into}, form_(text.size()), notes_(notes), least_(least)
{
    if (notes != nullptr && !notes->more.empty()) begin_capture(kept::whole, {});
}

// Where values go --------------------------------------------------------------------------------

/// Who takes the value that begins now.
TENDER_DECL json_reader::taker json_reader::value()
{
    auto by = root_;
    if (depth_ != 0) {
        auto& here = innermost();
        bool const wanted = here.list && here.by.of != nullptr;
        by = wanted ? taker{here.by.of->inner, here.by.of->open(here.by.at)} : here.next;
        if (here.list) keep_comma(here);
    }
    return by;
}

/// The same where it is no null, and whoever wants its text gets that.
TENDER_DECL json_reader::taker json_reader::present()
{
    auto by = value();
    if (by.of == nullptr || is_entry()) return by;
    if (by.of->kind == schema_kind::optional) by = {by.of->inner, by.of->open(by.at)};
    if (by.of->take_raw == nullptr) return by;
    begin_capture(kept::taken, by);
    return {};
}

TENDER_DECL void json_reader::value_ended()
{
    if (capture_.what != kept::none && capture_.depth == depth_) end_capture();
    if (depth_ != 0 && innermost().list) ++innermost().index;
}

/// Who takes what is in the object or list that begins: nobody, where it is of another kind.
TENDER_DECL json_reader::taker json_reader::taking(taker by, bool its_kind)
{
    if (by.of == nullptr || (its_kind && !is_entry())) return by;
    if (is_entry()) entry_of_no_kind(by);
    else report(by.of->expects);
    return {};
}

TENDER_DECL void json_reader::down(bool list, taker by)
{
    auto const order = depth_ == 0 ? 0 : order_in(depth_ - 1, innermost().index);
    auto& l = levels_[depth_++];       // one by one: a whole one would be written twice
    l.by = by;
    l.next = {};
    l.name = {};
    l.index = list ? 0 : unknown;
    l.seen = 0;
    l.order = order;
    l.list = list;
    l.empty = true;
    l.entry = false;
}

TENDER_DECL bool json_reader::on_array_begin(error&)
{
    auto const by = present();
    down(true, taking(by, by.of != nullptr && by.of->kind == schema_kind::list && by.of->open));
    form_.begin_list();
    keep("[");
    return true;
}

TENDER_DECL bool json_reader::on_array_end(std::size_t, error&)
{
    form_.end_list();
    --depth_;
    keep("]");
    value_ended();
    return true;
}

TENDER_DECL bool json_reader::on_object_begin(error&)
{
    auto const by = present();
    down(false, taking(by, by.of != nullptr && (by.of->kind == schema_kind::object ||
                                                by.of->kind == schema_kind::map)));
    innermost().first = form_.begin_object();
    keep("{");
    return true;
}

TENDER_DECL bool json_reader::on_object_end(std::size_t, error&)
{
    auto& here = innermost();
    if (capture_.what == kept::whole) keep_more(here);
    end_object(here);
    --depth_;
    keep("}");
    value_ended();
    return true;
}

/// What an object's end shows: what is missing, there twice, or too much.
TENDER_DECL void json_reader::end_object(level const& here)
{
    auto const* const of = here.by.of;
    auto const fields = of == nullptr ? std::span<field const>() : of->fields;
    for (std::size_t i = 0; i != fields.size(); ++i)
        if ((here.seen >> i & 1) == 0 && fields[i].of->required)
            report_member(i, fields[i].name, field_is_required);
    if (of != nullptr && of->kind == schema_kind::map &&
        form_.members_since(here.first) > static_cast<std::size_t>(of->limits.maximum))
        found_.push_back({here.order, {path_to(depth_ - 1), "must have at most " +
                                       std::to_string(of->limits.maximum) + " entries"}});
    form_.end_object(here.first, [&](std::string_view name) {
        std::size_t at = 0;
        while (at != fields.size() && fields[at].name != name) ++at;
        report_member(at == fields.size() ? unknown : at, name, "is given twice");
        readable_ = false;
    });
}

// Members ----------------------------------------------------------------------------------------

TENDER_DECL bool json_reader::on_key(view part, std::size_t size, error&)
{
    auto& here = innermost();
    here.name = token('k', part, size);
    form_.member_named(here.name);
    auto const* const of = here.by.of;
    bool const map = of != nullptr && of->kind == schema_kind::map;
    auto const fields = of == nullptr ? std::span<field const>() : of->fields;
    find_field(here, fields);
    if (of != nullptr && !map && here.index == unknown && refuses(*of, members::known) && is_told())
        report(violation_of_unknown(here.name, fields));
    if (here.index == unknown && of != nullptr) find_former(here, *of);
    here.next = {};
    here.entry = map;
    if (map) {
        here.next = here.by;
    } else if (here.index != unknown) {
        auto const& f = fields[here.index];
        here.entry = f.of->kind == schema_kind::map && f.name != here.name;
        here.next = {f.of, f.at(here.by.at)};
    }
    bool const inside = capture_.what != kept::none;
    bool const lacked = of != nullptr && !map && here.index == unknown;
    if (inside) keep_comma(here);
    else if (lacked && notes_ != nullptr) begin_capture(kept::unknown, {});
    if (capture_.what != kept::none) keep_name(here.name);
    return true;
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

/// A member that is called otherwise today.
TENDER_DECL void json_reader::find_former(level& here, schema const& of)
{
    for (auto const& f : of.former) {
        if (f.was != here.name) continue;
        for (std::size_t i = 0; i != of.fields.size(); ++i)
            if (of.fields[i].name == f.now) here.index = i;
    }
    if (here.index != unknown) here.seen |= std::uint64_t(1) << here.index;
}

// Words ------------------------------------------------------------------------------------------

/// The last part of a string, a key or a number: its characters as they stand in the canonical
/// form, where most came whole.
TENDER_DECL std::string_view json_reader::token(char kind, view part, std::size_t size)
{
    std::string_view const last(part.data(), part.size());
    auto const* const end = text_.data() + text_.size();
    std::less<> const before;
    if (!begun_ && !before(last.data(), text_.data()) && before(last.data(), end)) {
        form_.token(kind, last);
        return last;
    }
    on_part(kind, part);
    begun_ = false;
    return form_.close(size);
}

TENDER_DECL bool json_reader::on_part(char kind, view part)
{
    if (!std::exchange(begun_, true)) form_.open(kind);
    form_.add_exactly({part.data(), part.size()});
    return true;
}

TENDER_DECL bool json_reader::on_string(view part, std::size_t size, error&)
{
    auto const by = present();
    auto const chars = token('s', part, size);
    if (capture_.what != kept::none) write_text(capture_.text, chars);
    if (is_entry()) take_entry(by, chars, false);
    else if (by.of != nullptr)
        report_if(by.of->take_text ? by.of->take_text(by.at, chars) : by.of->expects);
    value_ended();
    return true;
}

/// `whole`: it fits 64 bits. Else it has a fraction or an exponent, or does not fit.
TENDER_DECL bool json_reader::number(view part, bool whole)
{
    auto const by = present();
    auto const chars = token('n', part, part.size());
    keep(chars);
    bool const fits = whole || chars.find_first_of(".eE") != chars.npos;
    if (!fits) {
        readable_ = false;
        report("must fit 64 bits");
    } else if (is_entry()) {
        take_entry(by, chars, true);
    } else if (by.of != nullptr) {
        report_if(by.of->take_whole ? by.of->take_whole(by.at, chars) : by.of->expects);
    }
    value_ended();
    return true;
}

TENDER_DECL bool json_reader::on_bool(bool value, error&)
{
    auto const by = present();
    form_.boolean(value);
    keep(value ? "true" : "false");
    if (is_entry()) entry_of_no_kind(by);
    else if (by.of != nullptr)
        report_if(by.of->take_boolean ? by.of->take_boolean(by.at, value) : by.of->expects);
    value_ended();
    return true;
}

/// A null leaves absent what may be absent.
TENDER_DECL bool json_reader::on_null(error&)
{
    auto const by = value();
    form_.null();
    keep("null");
    if (is_entry()) {
        entry_of_no_kind(by);
    } else if (by.of != nullptr) {
        if (by.of->required) report(by.of->expects);
        else if (depth_ != 0 && !innermost().list && refuses(*innermost().by.of, members::given) &&
                 is_told())
            report("must not be null");
        if (by.of->take_null != nullptr) by.of->take_null(by.at);
    }
    value_ended();
    return true;
}

TENDER_DECL void json_reader::take_entry(taker by, std::string_view chars, bool number)
{
    auto& here = innermost();
    auto const take = number ? by.of->take_whole_entry : by.of->take_entry;
    if (take == nullptr) return entry_of_no_kind(by);
    bool const former = here.index != unknown;
    if (!number && former && chars.empty()) return;
    report_if(take(by.at, here.name, chars));
}

TENDER_DECL void json_reader::entry_of_no_kind(taker by)
{
    report(by.of->take_entry != nullptr ? "must be text" : "must be a whole number");
}

}  // namespace tender
