// SPDX-License-Identifier: BSL-1.0
// tender/store/records/entity.hpp: a described record and its row, for stores that keep text.
#pragma once

#include <tender/base/config.hpp>
#include <tender/core/json/values.hpp>
#include <tender/core/record.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tender {

/// A record that stood in the text of another one in an earlier epoch.
struct split_record {
    record_type const* type;
    std::shared_ptr<void const> object;
};

/// What a database needs to know of a kind of record: its indexes, its members, and how to make
/// one. A host that has records of its own gives the store a list with theirs.
struct entity {
    record_type const* type;
    schema const* members;
    std::shared_ptr<void> (*make)();

    /// Takes out of a text of an earlier epoch what is a record of its own today; the same text
    /// gives the same ones each time. Null: there never was any.
    std::vector<split_record> (*split)(std::string& text) = nullptr;

    /// The record as one JSON object. What its text, or that of the version before it, had beyond
    /// what is known here stands in it again [C53].
    std::string encode(std::shared_ptr<void const> const& record,
                       std::shared_ptr<void const> const& before = nullptr) const;

    /// The record that the text holds, or null where it holds none, or words that are not known
    /// here. Members that are missing have their defaults.
    std::shared_ptr<void const> decode(std::string_view text) const;
};

template<class R>
inline constexpr entity entity_of{
    &record_of<R>, &schema_of<R>, []() -> std::shared_ptr<void> { return std::make_shared<R>(); }};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/store/records/impl/entity.ipp>
#endif
