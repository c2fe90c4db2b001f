// SPDX-License-Identifier: BSL-1.0
// tender/store/entity.hpp: a described record and its row, for stores that keep text.
#pragma once

#include <tender/core/read.hpp>
#include <tender/core/record.hpp>
#include <tender/store/values.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace tender {

/// What a database needs to know of a kind of record: its indexes, its members, and how to make
/// one. A host that has records of its own gives the store a list with theirs.
struct entity {
    record_type const* type;
    shape const* members;
    std::shared_ptr<void> (*make)();

    /// The record as one JSON object.
    std::string encode(void const* record) const
    {
        std::string out;
        members->write(record, out);
        return out;
    }

    /// The record that the text holds, or null where it holds none. Members that are missing have
    /// their defaults.
    std::shared_ptr<void const> decode(std::string_view text) const
    {
        auto record = make();
        reading found;
        read_json(text, *members, record.get(), found);
        if (!found.readable || !found.faults.empty()) return nullptr;
        return record;
    }
};

template<class R>
inline constexpr entity entity_of{
    &record_of<R>, &shape_of<R>, []() -> std::shared_ptr<void> { return std::make_shared<R>(); }};

}  // namespace tender
