// SPDX-License-Identifier: BSL-1.0
// tender/json.hpp: what the library knows as values of Boost.JSON, and commands from JSON. Nothing
// else includes it; a program that does links Boost.JSON, as every one does.
#pragma once

#include <tender/core/json/read.hpp>
#include <tender/domain/access/scope_words.hpp>
#include <tender/store/records/event_fields.hpp>
#include <tender/store/records/owner_field.hpp>

#include <boost/describe/members.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

namespace tender {

/// A record, a command, or a part of one: what has members with names.
template<class T>
concept has_json = boost::describe::has_describe_members<T>::value || std::same_as<T, event>;

/// The thing as stores keep it: its members under their names in C++, ids as 26 characters, times
/// in UTC as RFC 3339, durations in seconds, amounts in minor units. What is absent is left out.
/// What is sealed or digested stays so; but a saved instrument has its token, and a customer an
/// address: it is no text for everybody. Thread-safe.
template<has_json T>
boost::json::value to_json(T const& thing)
{
    std::string text;
    write_json(text, thing);
    return boost::json::parse(text);
}

/// For `boost::json::value_from`, also of lists and maps of such things.
template<has_json T>
void tag_invoke(boost::json::value_from_tag, boost::json::value& out, T const& thing)
{
    out = to_json(thing);
}

/// A command from JSON text, its members named as they are in C++; what is left out has its
/// default. An `invalid_request` tells every fault that the text shows: what it lacks, what is too
/// long, null, or a member that the command does not have. What needs more than the text, such as
/// whether the amount is one, is checked where the command is given. Functions and texts that a
/// program alone can mean (`alongside`, `id_prefix`, `existing`) are no members here. Thread-safe.
template<class T>
    requires boost::describe::has_describe_members<T>::value
result<T> from_json(std::string_view text)
{
    auto of = schema_of<T>;
    of.takes = members::given;
    T out{};
    reading found;
    read_json(text, of, &out, found);
    if (!found.faults.empty()) return fault(std::move(found.faults));
    return out;
}

/// The same from a value.
template<class T, std::same_as<boost::json::value> Value>
result<T> from_json(Value const& value)
{
    return from_json<T>(boost::json::serialize(value));
}

}  // namespace tender
