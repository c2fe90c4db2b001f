// SPDX-License-Identifier: BSL-1.0
// tender/store/entity.hpp: a described record and its row, for stores that keep text.
#pragma once

#include <tender/core/read.hpp>
#include <tender/core/record.hpp>
#include <tender/store/values.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tender {

/// What a database needs to know of a kind of record: its indexes, its members, and how to make
/// one. A host that has records of its own gives the store a list with theirs.
struct entity {
    record_type const* type;
    shape const* members;
    std::shared_ptr<void> (*make)();

    /// The record as one JSON object. What its text, or that of the version before it, had beyond
    /// what is known here stands in it again [C53].
    std::string encode(std::shared_ptr<void const> const& record,
                       std::shared_ptr<void const> const& before = nullptr) const
    {
        std::string out;
        members->write(record.get(), out);
        for (auto const& from : {record, before})
            if (auto const* const more = std::get_deleter<beyond>(from)) add(more->unknown, out);
        return out;
    }

    /// The record that the text holds, or null where it holds none, or words that are not known
    /// here. Members that are missing have their defaults.
    std::shared_ptr<void const> decode(std::string_view text) const
    {
        auto record = make();
        reading found;
        text_notes notes;
        read_json(text, *members, record.get(), found, &notes);
        if (!found.readable || !found.faults.empty()) return nullptr;
        if (notes.unknown.empty()) return record;
        auto* const object = record.get();
        return {object, beyond{std::move(record), std::move(notes.unknown)}};
    }

private:
    /// Goes with a record whose text had members that are not known here.
    struct beyond {
        std::shared_ptr<void> record;
        std::vector<text_notes::member> unknown;
        void operator()(void const*) const {}
    };

    void add(std::vector<text_notes::member> const& unknown, std::string& text) const
    {
        auto const scratch = make();
        reading found;
        text_notes notes{.wants_objects = true};
        read_json(text, *members, scratch.get(), found, &notes);
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
};

template<class R>
inline constexpr entity entity_of{
    &record_of<R>, &shape_of<R>, []() -> std::shared_ptr<void> { return std::make_shared<R>(); }};

}  // namespace tender
