// SPDX-License-Identifier: BSL-1.0
// tender/core/impl/read.ipp: bodies of core/read.hpp.
#pragma once

#include <tender/core/impl/json.ipp>
#include <tender/core/read.hpp>

namespace tender {

TENDER_DECL void read_json(std::string_view text, shape const& of, void* into, reading& out,
                           text_notes* notes)
{
    json_reader(text, notes).read(of, into, out);
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
