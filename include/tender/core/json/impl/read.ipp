// SPDX-License-Identifier: BSL-1.0
// tender/core/json/impl/read.ipp: bodies of core/json/read.hpp.
#pragma once

#include <tender/base/grammar.hpp>
#include <tender/core/json/impl/json.ipp>
#include <tender/core/json/impl/json_notes.ipp>
#include <tender/core/json/json_text.hpp>
#include <tender/core/json/read.hpp>

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>

namespace tender {

TENDER_DECL void read_json(std::string_view text, schema const& of, void* into, reading& out,
                           text_notes* notes, members least)
{
    // The canonical form reads a little beyond what it takes.
    small_room<char, 1024> room(text.size() + canonical_form::stride);
    text.copy(room.data(), text.size());
    std::fill_n(room.data() + text.size(), canonical_form::stride, '\0');
    boost::json::parse_options how;
    how.max_depth = json_reader::max_depth;
    boost::json::basic_parser<json_reader> parser(how, std::string_view(room.data(), text.size()),
                                                  of, into, notes, least);
    boost::json::error_code failure;
    auto const taken = parser.write_some(false, room.data(), text.size(), failure);
    auto const behind = text.find_first_not_of(" \t\r\n", taken);
    if (!failure && behind == text.npos) return parser.handler().finish(out);
    out.readable = false;
    if (failure == boost::json::error::exponent_overflow)
        out.faults.assign(1, {parser.handler().path(), "must fit 64 bits"});
    else out.faults.assign(1, {"body", "must be well-formed JSON"});
}

namespace read_parts {

/// How many letters were left out, added or mistaken, in any case; a bound where it is more.
inline std::size_t letters_off(std::string_view a, std::string_view b, std::size_t bound)
{
    if (a.size() > b.size() + bound || b.size() > a.size() + bound) return bound + 1;
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j != row.size(); ++j) row[j] = j;
    for (std::size_t i = 0; i != a.size(); ++i) {
        auto corner = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j != b.size(); ++j) {
            auto const swapped = corner + (same_word(a.substr(i, 1), b.substr(j, 1)) ? 0 : 1);
            corner = row[j + 1];
            row[j + 1] = std::min({swapped, row[j] + 1, corner + 1});
        }
    }
    return row.back();
}

}  // namespace read_parts

TENDER_DECL std::string violation_of_unknown(std::string_view name, std::span<field const> fields)
{
    std::string_view meant;
    auto nearest = std::max<std::size_t>(name.size() / 3, 1) + 1;
    for (auto const& f : fields) {
        auto const off = read_parts::letters_off(name, f.name, nearest - 1);
        if (off >= nearest) continue;
        nearest = off;
        meant = f.name;
    }
    std::string says = "is not known here";
    if (!meant.empty()) says.append("; did you mean ").append(meant).append("?");
    return says;
}

TENDER_DECL void read_pairs(std::span<std::pair<std::string, std::string> const> pairs,
                            schema const& of, void* into, reading& out)
{
    for (auto const& f : of.fields) {
        std::string const* given = nullptr;
        bool twice = false;
        for (auto const& [name, value] : pairs) {
            if (name != f.name) continue;
            twice = given != nullptr;
            given = &value;
        }
        auto const* s = f.of;
        auto* at = f.at(into);
        std::string_view says;
        if (given == nullptr) {
            if (s->required) says = field_is_required;
        } else if (twice) {
            says = "is given twice";
        } else {
            if (s->kind == schema_kind::optional) {
                at = s->open(at);
                s = s->inner;
            }
            says = s->expects;
            if (s->take_text != nullptr) says = s->take_text(at, *given);
            else if (s->take_whole != nullptr) says = s->take_whole(at, *given);
            else if (s->take_boolean != nullptr && (*given == "true" || *given == "false"))
                says = s->take_boolean(at, *given == "true");
        }
        if (!says.empty()) out.faults.push_back({std::string(f.name), std::string(says)});
    }
}

TENDER_DECL std::string violation_of_object(std::string& json, std::size_t longest)
{
    if (json.empty()) return {};
    if (json.size() > longest) return "must have at most " + std::to_string(longest) + " bytes";
    json_text whole;
    reading found;
    read_json(json, schema_of<json_text>, &whole, found);
    if (found.readable && whole.kind() != '{') return "must be an object";
    if (!found.faults.empty()) return std::move(found.faults.front().says);
    json = std::move(whole.text);
    return {};
}

}  // namespace tender
