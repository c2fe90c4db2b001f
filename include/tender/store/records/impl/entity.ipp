// SPDX-License-Identifier: BSL-1.0
// tender/store/records/impl/entity.ipp: bodies of store/records/entity.hpp.
#pragma once

#include <tender/core/json/read.hpp>
#include <tender/store/records/entity.hpp>

#include <utility>

namespace tender {

namespace entity_parts {

/// Goes with a record whose text had members that are not known here.
struct beyond {
    std::shared_ptr<void> record;
    std::vector<text_notes::member> unknown;
    void operator()(void const*) const {}
};

/// Adds the members to the objects of the text in which they stood.
inline void add_unknown(entity const& kind, std::vector<text_notes::member> const& unknown,
                        std::string& text)
{
    auto const scratch = kind.make();
    reading found;
    text_notes notes{.wants_objects = true};
    read_json(text, *kind.members, scratch.get(), found, &notes);
    for (auto o = notes.objects.rbegin(); o != notes.objects.rend(); ++o) {
        std::string more;
        bool first = o->empty;
        for (auto const& m : unknown) {
            if (m.in != o->path) continue;
            more.append(std::exchange(first, false) ? "" : ",").append(m.text);
        }
        text.insert(o->end, more);
    }
}

}  // namespace entity_parts

TENDER_DECL std::string entity::encode(std::shared_ptr<void const> const& record,
                                       std::shared_ptr<void const> const& before) const
{
    std::string out;
    members->write(record.get(), out);
    for (auto const& from : {record, before})
        if (auto const* const more = std::get_deleter<entity_parts::beyond>(from))
            entity_parts::add_unknown(*this, more->unknown, out);
    return out;
}

TENDER_DECL std::shared_ptr<void const> entity::decode(std::string_view text) const
{
    auto record = make();
    reading found;
    text_notes notes;
    read_json(text, *members, record.get(), found, &notes);
    if (!found.readable || !found.faults.empty()) return nullptr;
    if (notes.unknown.empty()) return record;
    auto* const object = record.get();
    return {object, entity_parts::beyond{std::move(record), std::move(notes.unknown)}};
}

}  // namespace tender
