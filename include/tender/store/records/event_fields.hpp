// SPDX-License-Identifier: BSL-1.0
// tender/store/records/event_fields.hpp: events as text: a member for each record that one can be
// about.
#pragma once

#include <tender/core/json/values.hpp>
#include <tender/domain/event/event.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tender {

namespace event_fields_parts {

using event_member = std::shared_ptr<void const> event::*;
using type_column = record_type const* event_row::*;

inline void* itself(void* e) { return e; }

/// An event's place, for where a record of type R stands in it: else the member is absent.
template<class R, event_member Member, type_column Type>
constexpr schema make_schema()
{
    return {.kind = schema_kind::optional, .required = false, .expects = "must be an object",
            .inner = &schema_of<R>,
            .open = [](void* v) -> void* {
                auto const fresh = std::make_shared<R>();
                static_cast<event*>(v)->*Member = fresh;
                return fresh.get();
            },
            .empty = [](void const* v) {
                auto const& e = *static_cast<event const*>(v);
                return e.*Member == nullptr || row_of(e.kind).*Type != &record_of<R>;
            },
            .value = [](void const* v) -> void const* {
                return (static_cast<event const*>(v)->*Member).get();
            },
            .write = [](void const* v, json_out& out) {
                schema_of<R>.write((static_cast<event const*>(v)->*Member).get(), out);
            }};
}
template<class R, event_member Member, type_column Type>
inline constexpr schema schema_in = make_schema<R, Member, Type>();

struct row {
    record_type const* of;
    event_member in;
    field as;
};

/// `key` is the member's name as it is written: `,"payment":`.
constexpr field field_of(std::string_view key, schema const* of)
{
    return {key.substr(2, key.size() - 4), key.substr(1), &itself, of};
}

template<class R>
constexpr row object(std::string_view key)
{
    return {&record_of<R>, &event::object,
            field_of(key, &schema_in<R, &event::object, &event_row::subject>)};
}
template<class R>
constexpr row before(std::string_view key)
{
    return {&record_of<R>, &event::before,
            field_of(key, &schema_in<R, &event::before, &event_row::subject>)};
}
template<class R>
constexpr row cause(std::string_view key)
{
    return {&record_of<R>, &event::cause,
            field_of(key, &schema_in<R, &event::cause, &event_row::cause>)};
}

/// Every record that an event can be about, or be caused by, in each place where it can stand.
inline constexpr row rows[] = {
    object<payment>(",\"payment\":"),
    before<payment>(",\"before\":"),
    cause<refund>(",\"refund\":"),
};

constexpr bool has_row(record_type const* of, event_member in)
{
    return std::any_of(std::begin(rows), std::end(rows),
                       [&](row const& r) { return r.of == of && r.in == in; });
}
static_assert(std::all_of(std::begin(event_rows), std::end(event_rows), [](event_row const& e) {
    return has_row(e.subject, &event::object) && has_row(e.subject, &event::before);
}));

template<auto Member>
constexpr field own(std::string_view key)
{
    using type = std::remove_cvref_t<decltype(std::declval<event&>().*Member)>;
    auto made = field_of(key, &schema_of<type>);
    made.at = [](void* e) -> void* { return &(static_cast<event*>(e)->*Member); };
    return made;
}

/// Of the event's own members, what it is about stands between the account and the mode.
inline constexpr auto fields = [] {
    std::array<field, std::size(rows) + 4> all{own<&event::id>(",\"id\":"),
                                               own<&event::account>(",\"account\":")};
    auto out = all.begin() + 2;
    for (auto const& r : rows) *out++ = r.as;
    *out++ = own<&event::mode>(",\"mode\":");
    *out = own<&event::kind>(",\"kind\":");
    return all;
}();

void write(void const* e, json_out& out);

}  // namespace event_fields_parts

template<>
struct schema_for<event> {
    static constexpr schema make()
    {
        return {.kind = schema_kind::object, .expects = "must be an object",
                .fields = event_fields_parts::fields, .write = &event_fields_parts::write};
    }
};

//---------------------------------------------------------------------------

inline void event_fields_parts::write(void const* e, json_out& out)
{
    write_fields(schema_of<event>, e, out);
}

}  // namespace tender
