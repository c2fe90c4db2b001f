// SPDX-License-Identifier: BSL-1.0
// tender/core/json/views.hpp: the types that answers are made of; but for lists they are never
// read.
#pragma once

#include <tender/core/json/plain.hpp>

namespace tender {

/// An id as a face shows it.
struct prefixed_id {
    std::string_view prefix;
    ulid value;
};

/// Text that is written as null where it is empty.
struct text_or_null {
    std::string_view text;
};

/// A number that is written as null where it is zero.
struct whole_or_null {
    std::int64_t value = 0;
};

/// An instant that is written as null where there is none.
struct instant_or_null {
    std::optional<instant> when;
};

/// Text by name, written as an object.
struct pairs_view {
    string_pairs const* entries = nullptr;
};

/// JSON text that is written as it stands.
struct raw_json {
    std::string_view text;
};

inline void write_view(json_out& out, std::string_view text) { write_text(out, text); }
inline void write_view(json_out& out, raw_json json) { out.append(json.text); }

inline void write_view(json_out& out, prefixed_id id)
{
    auto const c = id.value.chars();
    out.append("\"").append(id.prefix).append({c.data(), c.size()}).append("\"");
}

inline void write_view(json_out& out, text_or_null value)
{
    if (value.text.empty()) out.append("null");
    else write_text(out, value.text);
}

inline void write_view(json_out& out, whole_or_null n)
{
    if (n.value == 0) out.append("null");
    else write_whole(out, n.value);
}

inline void write_view(json_out& out, instant_or_null at)
{
    if (at.when) schema_of<instant>.write(&*at.when, out);
    else out.append("null");
}

inline void write_view(json_out& out, pairs_view map)
{
    if (map.entries != nullptr) write_pairs(out, *map.entries);
    else out.append("{}");
}

template<class T>
concept plain_view = requires(T const& value, json_out& out) { write_view(out, value); };

template<class T>
    requires(plain_view<T> && !boost::describe::has_describe_members<T>::value)
struct schema_for<T> {
    static constexpr schema make()
    {
        return {.kind = schema_kind::text, .expects = "must not be given",
                .write = [](void const* v, json_out& out) {
                    write_view(out, *static_cast<T const*>(v));
                }};
    }
};

}  // namespace tender
