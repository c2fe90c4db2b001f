// SPDX-License-Identifier: BSL-1.0
// tender/core/json/values.hpp: how the plain values of records and commands are read
// and written.
#pragma once

#include <tender/base/encoding.hpp>
#include <tender/base/name.hpp>
#include <tender/core/json/plain.hpp>

#include <chrono>
#include <concepts>
#include <limits>
#include <memory>

namespace tender {

namespace values_parts {

inline std::optional<std::string> as_it_is(std::string_view text) { return std::string(text); }
inline std::string_view itself(std::string const& text) { return text; }

inline std::optional<name> name_of(std::string_view text) { return name::read(text); }
inline std::string_view text_of(name const& n) { return n.text(); }

inline std::optional<currency> currency_of(std::string_view code)
{
    return code.empty() ? currency() : currency::find(code);
}
inline std::string_view code_of(currency c) { return c.code(); }

template<class Enum>
std::optional<Enum> word_of(std::string_view text)
{
    for (auto const& w : former_words<Enum>)
        if (w.text == text) return w.now;
    return enum_from<Enum>(text);
}

inline std::optional<ulid> ulid_of(std::string_view text) { return ulid::read(text); }
inline auto ulid_chars(ulid u) { return u.chars(); }

template<std::size_t N>
std::optional<std::array<std::uint8_t, N>> bytes_of(std::string_view text)
{
    auto const raw = from_hex(text);
    if (!raw || raw->size() != N) return std::nullopt;
    std::array<std::uint8_t, N> out{};
    std::copy(raw->begin(), raw->end(), out.begin());
    return out;
}
template<std::size_t N>
std::string hex_of(std::array<std::uint8_t, N> const& bytes)
{
    return hex(bytes);
}

}  // namespace values_parts

template<>
struct schema_for<std::string> {
    static constexpr schema make()
    {
        using namespace values_parts;
        return schema_as_text<std::string, &as_it_is, &itself>("must be text");
    }
};

template<>
struct schema_for<name> {
    static constexpr schema make()
    {
        using namespace values_parts;
        return schema_as_text<name, &name_of, &text_of>("must be a short name");
    }
};

template<>
struct schema_for<currency> {
    static constexpr schema make()
    {
        using namespace values_parts;
        return schema_as_text<currency, &currency_of, &code_of>("must be a currency's code");
    }
};

template<>
struct schema_for<ulid> {
    static constexpr schema make()
    {
        using namespace values_parts;
        return schema_as_text<ulid, &ulid_of, &ulid_chars>("must be an id");
    }
};

template<class T>
struct schema_for<id<T>> {
    static constexpr schema make()
    {
        static_assert(sizeof(id<T>) == sizeof(ulid));
        return {.kind = schema_kind::text, .required = false, .expects = "must be an id",
                .take_text = [](void* v, std::string_view text) {
                    return schema_of<ulid>.take_text(&static_cast<id<T>*>(v)->value, text);
                },
                .write = [](void const* v, json_out& out) {
                    schema_of<ulid>.write(&static_cast<id<T> const*>(v)->value, out);
                }};
    }
};

template<std::size_t N>
struct schema_for<std::array<std::uint8_t, N>> {
    static constexpr schema make()
    {
        using namespace values_parts;
        return schema_as_text<std::array<std::uint8_t, N>, &bytes_of<N>, &hex_of<N>>(
            "must be hexadecimal digits");
    }
};

template<class Enum>
    requires std::is_enum_v<Enum>
struct schema_for<Enum> {
    static constexpr schema make()
    {
        using namespace values_parts;
        return schema_as_text<Enum, &word_of<Enum>, &enum_name<Enum>>("must be a word");
    }
};

template<std::signed_integral Rep, class Period>
    requires(sizeof(Rep) == sizeof(std::int64_t))
struct schema_for<std::chrono::duration<Rep, Period>> {
    using type = std::chrono::duration<Rep, Period>;
    static constexpr schema make()
    {
        return whole_schema<type>([](type d) { return d.count(); },
                                 [](type& d, std::int64_t n) {
                                     d = type(n);
                                     return true;
                                 });
    }
};

template<>
struct schema_for<string_pairs> {
    static constexpr schema make()
    {
        return {.kind = schema_kind::map, .required = false, .expects = "must be an object",
                .take_entry = [](void* v, std::string_view key, std::string_view value) {
                    static_cast<string_pairs*>(v)->emplace_back(key, value);
                    return std::string_view{};
                },
                .write = [](void const* v, json_out& out) {
                    write_pairs(out, *static_cast<string_pairs const*>(v));
                },
                .limits = {0, std::numeric_limits<std::int64_t>::max(), {}, {}}};
    }
};

/// What a record shares with its other versions; nothing is left out.
template<class T>
struct schema_for<std::shared_ptr<T const>> {
    using type = std::shared_ptr<T const>;
    static constexpr schema make()
    {
        return {.kind = schema_kind::optional, .required = false, .expects = schema_of<T>.expects,
                .inner = &schema_of<T>,
                .open = [](void* v) -> void* {
                    auto const fresh = std::make_shared<T>();
                    *static_cast<type*>(v) = fresh;
                    return fresh.get();
                },
                .empty = [](void const* v) { return *static_cast<type const*>(v) == nullptr; },
                .value = [](void const* v) -> void const* {
                    return static_cast<type const*>(v)->get();
                },
                .write = [](void const* v, json_out& out) {
                    schema_of<T>.write(static_cast<type const*>(v)->get(), out);
                }};
    }
};

}  // namespace tender
