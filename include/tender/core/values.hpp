// SPDX-License-Identifier: BSL-1.0
// tender/core/values.hpp: how the plain values of records are read and written.
#pragma once

#include <tender/base/encoding.hpp>
#include <tender/base/name.hpp>
#include <tender/core/fields.hpp>

#include <chrono>
#include <concepts>
#include <limits>
#include <memory>

namespace tender {

namespace values_parts {

/// A value that is text in JSON: `From` makes it of the text, `To` gives the text.
template<class T, auto From, auto To>
constexpr shape as_text(std::string_view expects)
{
    return {.kind = shape_kind::text, .required = false, .expects = expects,
            .take_text = [](void* v, std::string_view text) {
                auto value = From(text);
                if (!value) return std::string_view("is not known");
                *static_cast<T*>(v) = std::move(*value);
                return std::string_view{};
            },
            .write = [](void const* v, std::string& out) {
                write_text(out, To(*static_cast<T const*>(v)));
            }};
}

inline std::optional<std::string> as_it_is(std::string_view text) { return std::string(text); }
inline std::string_view itself(std::string const& text) { return text; }

inline std::optional<name> name_of(std::string_view text)
{
    return text.size() <= name::longest ? std::optional(name(text)) : std::nullopt;
}
inline std::string_view text_of(name const& n) { return n.text(); }

inline std::optional<currency> currency_of(std::string_view code)
{
    return code.empty() ? currency() : currency::find(code);
}
inline std::string_view code_of(currency c) { return c.code(); }

inline std::optional<ulid> ulid_of(std::string_view text) { return ulid::read(text); }
inline std::string ulid_text(ulid u) { return u.text(); }

using bytes32 = std::array<std::uint8_t, 32>;
inline std::optional<bytes32> bytes_of(std::string_view text)
{
    auto const raw = from_hex(text);
    if (!raw || raw->size() != 32) return std::nullopt;
    bytes32 out{};
    std::copy(raw->begin(), raw->end(), out.begin());
    return out;
}
inline std::string hex_of(bytes32 const& bytes) { return hex(bytes); }

}  // namespace values_parts

template<>
struct shaped<std::string> {
    static constexpr shape make()
    {
        using namespace values_parts;
        return as_text<std::string, &as_it_is, &itself>("must be text");
    }
};

template<>
struct shaped<name> {
    static constexpr shape make()
    {
        using namespace values_parts;
        return as_text<name, &name_of, &text_of>("must be a short name");
    }
};

template<>
struct shaped<currency> {
    static constexpr shape make()
    {
        using namespace values_parts;
        return as_text<currency, &currency_of, &code_of>("must be a currency's code");
    }
};

template<>
struct shaped<instant> {
    static constexpr shape make()
    {
        return values_parts::as_text<instant, &read_rfc3339, &rfc3339>("must be a time");
    }
};

template<>
struct shaped<ulid> {
    static constexpr shape make()
    {
        using namespace values_parts;
        return as_text<ulid, &ulid_of, &ulid_text>("must be an id");
    }
};

template<class T>
struct shaped<id<T>> {
    static constexpr shape make()
    {
        static_assert(sizeof(id<T>) == sizeof(ulid));
        return {.kind = shape_kind::text, .required = false, .expects = "must be an id",
                .take_text = [](void* v, std::string_view text) {
                    return shape_of<ulid>.take_text(&static_cast<id<T>*>(v)->value, text);
                },
                .write = [](void const* v, std::string& out) {
                    shape_of<ulid>.write(&static_cast<id<T> const*>(v)->value, out);
                }};
    }
};

template<>
struct shaped<values_parts::bytes32> {
    static constexpr shape make()
    {
        using namespace values_parts;
        return as_text<bytes32, &bytes_of, &hex_of>("must be 64 hexadecimal digits");
    }
};

template<class Enum>
    requires std::is_enum_v<Enum>
struct shaped<Enum> {
    static constexpr shape make()
    {
        return values_parts::as_text<Enum, &enum_from<Enum>, &enum_name<Enum>>("must be a word");
    }
};

template<>
struct shaped<bool> {
    static constexpr shape make()
    {
        return {.kind = shape_kind::boolean, .required = false,
                .expects = "must be true or false",
                .take_boolean = [](void* v, bool yes) {
                    *static_cast<bool*>(v) = yes;
                    return std::string_view{};
                },
                .write = [](void const* v, std::string& out) {
                    write_boolean(out, *static_cast<bool const*>(v));
                }};
    }
};

/// Signed numbers of up to 64 bits, and durations, which are so many of their unit.
template<class T, class Get, class Set>
constexpr shape whole_shape(Get, Set)
{
    return {.kind = shape_kind::whole, .required = false, .expects = "must be a whole number",
            .take_whole = [](void* v, std::string_view digits) {
                std::int64_t number = 0;
                auto const says = read_whole(digits, number);
                if (says.empty() && !Set()(*static_cast<T*>(v), number))
                    return std::string_view("is too large");
                return says;
            },
            .write = [](void const* v, std::string& out) {
                write_whole(out, Get()(*static_cast<T const*>(v)));
            }};
}

template<std::signed_integral T>
struct shaped<T> {
    static constexpr shape make()
    {
        return whole_shape<T>([](T n) { return static_cast<std::int64_t>(n); },
                              [](T& n, std::int64_t from) {
                                  n = static_cast<T>(from);
                                  return n == from;
                              });
    }
};

template<class Period>
struct shaped<std::chrono::duration<std::int64_t, Period>> {
    using type = std::chrono::duration<std::int64_t, Period>;
    static constexpr shape make()
    {
        return whole_shape<type>([](type d) { return d.count(); },
                                 [](type& d, std::int64_t n) {
                                     d = type(n);
                                     return true;
                                 });
    }
};

template<>
struct shaped<string_pairs> {
    static constexpr shape make()
    {
        return {.kind = shape_kind::map, .required = false, .expects = "must be an object",
                .take_entry = [](void* v, std::string_view key, std::string_view value) {
                    static_cast<string_pairs*>(v)->emplace_back(key, value);
                    return std::string_view{};
                },
                .write = [](void const* v, std::string& out) {
                    write_pairs(out, *static_cast<string_pairs const*>(v));
                },
                .limits = {0, std::numeric_limits<std::int64_t>::max(), {}, {}}};
    }
};

/// What a record shares with its other versions; nothing is left out.
template<class T>
struct shaped<std::shared_ptr<T const>> {
    using type = std::shared_ptr<T const>;
    static constexpr shape make()
    {
        return {.kind = shape_kind::optional, .required = false, .expects = shape_of<T>.expects,
                .inner = &shape_of<T>,
                .open = [](void* v) -> void* {
                    auto const fresh = std::make_shared<T>();
                    *static_cast<type*>(v) = fresh;
                    return fresh.get();
                },
                .empty = [](void const* v) { return *static_cast<type const*>(v) == nullptr; },
                .value = [](void const* v) -> void const* {
                    return static_cast<type const*>(v)->get();
                },
                .write = [](void const* v, std::string& out) {
                    shape_of<T>.write(static_cast<type const*>(v)->get(), out);
                }};
    }
};

template<class T>
struct shaped<std::vector<T>> {
    using type = std::vector<T>;
    static constexpr shape make()
    {
        return {.kind = shape_kind::list, .required = false, .expects = "must be a list",
                .inner = &shape_of<T>,
                .open = [](void* v) -> void* { return &static_cast<type*>(v)->emplace_back(); },
                .item = [](void const* v, std::size_t at) -> void const* {
                    auto const& items = *static_cast<type const*>(v);
                    return at < items.size() ? &items[at] : nullptr;
                },
                .write = [](void const* v, std::string& out) {
                    char before = '[';
                    for (auto const& item : *static_cast<type const*>(v)) {
                        out.push_back(before);
                        before = ',';
                        shape_of<T>.write(&item, out);
                    }
                    if (before == '[') out.push_back('[');
                    out.push_back(']');
                }};
    }
};

}  // namespace tender
