// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/impl/set_custom_fields.hpp: what is said in a merchant's own fields.
#pragma once

#include <tender/core/json/json_text.hpp>
#include <tender/core/json/read.hpp>
#include <tender/core/json/values.hpp>
#include <tender/domain/merchant/custom_field.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tender {

namespace set_custom_fields_parts {

/// The text that a JSON string says; `says` is what is wrong with it.
inline std::string said_text(std::string_view json, std::string& says)
{
    text<500, 0> out;
    reading found;
    read_json(json, schema_of<text<500, 0>>, &out, found);
    if (!found.faults.empty()) says = std::move(found.faults.front().says);
    return std::move(out).str();
}

inline std::string violation_of_number(custom_field const& field, std::string_view json)
{
    auto const number = custom_number(json);
    if (!number) return std::string(no_custom_number);
    auto const least = custom_number(field.least), most = custom_number(field.most);
    if (least && *number < *least) return "must be at least " + field.least;
    if (most && *number > *most) return "must be at most " + field.most;
    return {};
}

/// What is wrong with a value; "" for a good one.
inline std::string violation_of(custom_field const& field, std::string_view json)
{
    std::string says;
    switch (field.type) {
        case field_type::text: said_text(json, says); break;
        case field_type::number: says = violation_of_number(field, json); break;
        case field_type::boolean:
            if (json != "true" && json != "false") says = "must be true or false";
            break;
        case field_type::select: {
            auto const one = said_text(json, says);
            auto const& all = field.options;
            if (says.empty() && std::find(all.begin(), all.end(), one) == all.end())
                says = "is none of its options";
            break;
        }
    }
    return says;
}

/// Where a field stands in what is said, or its end.
inline string_pairs::iterator place_of(string_pairs& said, std::string const& which)
{
    return std::find_if(said.begin(), said.end(),
                        [&](auto const& one) { return one.first == which; });
}

/// What is said in fields that are deleted goes.
inline result<> drop_deleted(unit_of_work& unit, string_pairs& said)
{
    for (auto at = said.begin(); at != said.end();) {
        auto const which = id<custom_field>::read(at->first);
        auto const field = which ? unit.find(*which)
                                 : result<versioned<custom_field>>(fault(errc::not_found));
        if (!field && !(field.error() == errc::not_found)) return field.error();
        at = field && !(*field)->deleted ? at + 1 : said.erase(at);
    }
    return {};
}

}  // namespace set_custom_fields_parts

/// Part of the unit of work that writes a record: sets what a JSON object says of its fields, by
/// their keys; null removes. Fault invalid_request, with every field.
inline result<> set_custom_fields(unit_of_work& unit, merchant const& who, field_entity entity,
                                  string_pairs& said, std::string const& object)
{
    using namespace set_custom_fields_parts;
    if (auto const gone = drop_deleted(unit, said); !gone) return gone;
    std::vector<field_fault> violations;
    for (auto const& [key, value] : members_of(object)) {
        if (!field_key_rule::violation(key).empty()) {
            violations.push_back({"custom_fields", "must have keys of fields alone"});
            continue;
        }
        index_key by;
        by.add(who.mode).add(entity).add(key);
        auto const field = unit.find(custom_field_by_key, by);
        if (!field && !(field.error() == errc::not_found)) return field.error();
        auto path = "custom_fields." + std::string(key);
        if (!field) {
            violations.push_back({std::move(path), "is not defined"});
            continue;
        }
        auto which = (*field)->id.text();
        auto const at = place_of(said, which);
        if (value == "null") {
            if (at != said.end()) said.erase(at);
        } else if (auto says = violation_of(**field, value); !says.empty()) {
            violations.push_back({std::move(path), std::move(says)});
        } else if (at != said.end()) {
            at->second = value;
        } else {
            said.emplace_back(std::move(which), value);
        }
    }
    return violations.empty() ? result<>() : result<>(fault(std::move(violations)));
}

/// What is wrong with the JSON objects of a command, which are left without white space.
template<class Command>
void check_objects(Command& c, std::vector<field_fault>& violations)
{
    constexpr std::size_t longest_custom_fields = 65'536, most_custom_fields = 100;
    auto const check = [&](std::optional<json_text>& given, char const* field,
                           std::size_t longest) {
        if (!given) return;
        if (auto says = violation_of_object(given->text, longest); !says.empty())
            violations.push_back({field, std::move(says)});
    };
    check(c.metadata, "metadata", longest_metadata);
    check(c.custom_fields, "custom_fields", longest_custom_fields);
    if (c.custom_fields && c.custom_fields->kind() == '{' && violations.empty() &&
        members_of(c.custom_fields->text).size() > most_custom_fields)
        violations.push_back({"custom_fields", "must have at most 100 entries"});
}

/// Part of the unit of work that writes a record: what they say. Fault invalid_request.
template<class R, class Command>
result<> set_objects(unit_of_work& unit, merchant const& who, R& of, Command const& c)
{
    constexpr auto entity = enum_from<field_entity>(record_of<R>.name).value();
    if (c.metadata) of.metadata = c.metadata->text;
    if (!c.custom_fields) return {};
    return set_custom_fields(unit, who, entity, of.custom_fields, c.custom_fields->text);
}

}  // namespace tender
