// SPDX-License-Identifier: BSL-1.0
// tender/core/json/plain.hpp: how times, numbers, yes and no, and lists are read and written.
#pragma once

#include <tender/core/json/fields.hpp>

#include <concepts>
#include <iterator>

namespace tender {

/// A value that is text in JSON: `From` makes it of the text, `To` gives the characters.
template<class T, auto From, auto To>
constexpr schema schema_as_text(std::string_view expects)
{
    return {.kind = schema_kind::text, .required = false, .expects = expects,
            .take_text = [](void* v, std::string_view text) {
                auto value = From(text);
                if (!value) return std::string_view("is not known");
                *static_cast<T*>(v) = std::move(*value);
                return std::string_view{};
            },
            .write = [](void const* v, json_out& out) {
                auto const& text = To(*static_cast<T const*>(v));
                write_text(out, {std::begin(text), std::end(text)});
            }};
}

template<>
struct schema_for<instant> {
    static constexpr schema make()
    {
        return schema_as_text<instant, &read_rfc3339, &rfc3339_chars>("must be a time");
    }
};

template<>
struct schema_for<bool> {
    static constexpr schema make()
    {
        return {.kind = schema_kind::boolean, .required = false,
                .expects = "must be true or false",
                .take_boolean = [](void* v, bool yes) {
                    *static_cast<bool*>(v) = yes;
                    return std::string_view{};
                },
                .write = [](void const* v, json_out& out) {
                    write_boolean(out, *static_cast<bool const*>(v));
                }};
    }
};

/// Signed numbers of up to 64 bits, and durations, which are so many of their unit.
template<class T, class Get, class Set>
constexpr schema whole_schema(Get, Set)
{
    return {.kind = schema_kind::whole, .required = false, .expects = "must be a whole number",
            .take_whole = [](void* v, std::string_view digits) {
                std::int64_t number = 0;
                auto const says = read_whole(digits, number);
                if (says.empty() && !Set()(*static_cast<T*>(v), number))
                    return std::string_view("is too large");
                return says;
            },
            .write = [](void const* v, json_out& out) {
                write_whole(out, Get()(*static_cast<T const*>(v)));
            }};
}

template<std::signed_integral T>
struct schema_for<T> {
    static constexpr schema make()
    {
        return whole_schema<T>([](T n) { return static_cast<std::int64_t>(n); },
                              [](T& n, std::int64_t from) {
                                  n = static_cast<T>(from);
                                  return n == from;
                              });
    }
};

template<class T>
struct schema_for<std::vector<T>> {
    using type = std::vector<T>;
    static constexpr schema make()
    {
        return {.kind = schema_kind::list, .required = false, .expects = "must be a list",
                .inner = &schema_of<T>,
                .open = [](void* v) -> void* { return &static_cast<type*>(v)->emplace_back(); },
                .item = [](void const* v, std::size_t at) -> void const* {
                    auto const& items = *static_cast<type const*>(v);
                    return at < items.size() ? &items[at] : nullptr;
                },
                .write = [](void const* v, json_out& out) {
                    char before = '[';
                    for (auto const& item : *static_cast<type const*>(v)) {
                        out.push_back(before);
                        before = ',';
                        schema_of<T>.write(&item, out);
                    }
                    if (before == '[') out.push_back('[');
                    out.push_back(']');
                }};
    }
};

}  // namespace tender
