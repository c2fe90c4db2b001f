// SPDX-License-Identifier: BSL-1.0
// tender/core/impl/read.ipp: bodies of core/read.hpp.
#pragma once

#include <tender/core/json.hpp>
#include <tender/core/read.hpp>

namespace tender {

TENDER_DECL void read_json(std::string_view text, shape const& of, void* into, reading& out)
{
    boost::json::parse_options strict;
    strict.max_depth = json_handler::max_depth;
    boost::json::basic_parser<json_handler> parser(strict, text.size(), of, into);
    boost::system::error_code error;
    auto const read = parser.write_some(false, text.data(), text.size(), error);
    bool whole = !error && read == text.size();
    if (!whole && !error) whole = text.find_first_not_of(" \t\r\n", read) == std::string_view::npos;
    if (!whole) {
        out.readable = false;
        out.faults.assign(1, {"body", "must be well-formed JSON"});
        return;
    }
    parser.handler().finish(out);
}

TENDER_DECL void read_pairs(std::span<std::pair<std::string, std::string> const> pairs,
                            shape const& of, void* into, reading& out)
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
            if (s->required) says = "is required";
        } else if (twice) {
            says = "is given twice";
        } else {
            if (s->kind == shape_kind::optional) {
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

}  // namespace tender
