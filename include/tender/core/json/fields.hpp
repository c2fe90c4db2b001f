// SPDX-License-Identifier: BSL-1.0
// tender/core/json/fields.hpp: what a described struct looks like, as a table that readers, writers
// and checkers walk.
#pragma once

#include <tender/base/currency.hpp>
#include <tender/base/fault.hpp>
#include <tender/base/id.hpp>
#include <tender/base/text.hpp>
#include <tender/base/time.hpp>
#include <tender/core/json/members.hpp>
#include <tender/core/json/write.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/members.hpp>

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tender {

struct schema;
struct field {                         ///< one member of a described struct
    std::string_view name;
    std::string_view key;              ///< `"name":`, as it is written; a comma stands before it
    void* (*at)(void* object);
    schema const* of;
    void const* in(void const* object) const { return at(const_cast<void*>(object)); }
};

enum class schema_kind : std::uint8_t { object, map, list, optional, text, whole, boolean };

/// What a schema document says about a value beyond its kind.
struct schema_limits {
    std::int64_t minimum = 0, maximum = 0;
    std::string_view format{};
    std::span<std::string_view const> choices{};
};

/// How one type is read, checked and written. Every function says what is wrong in words that
/// follow the field's name, and "" for nothing. Absent functions mean: not that kind of value.
struct schema {
    schema_kind kind{};
    bool required = true;              ///< in a struct; what may be left out says false
    std::string_view expects{};        ///< what is said to a value of another kind
    std::span<field const> fields{};
    std::span<former_member const> former{};   ///< of the same struct
    schema const* inner = nullptr;      ///< of an optional or a list
    std::string_view (*take_text)(void*, std::string_view) = nullptr;
    std::string_view (*take_whole)(void*, std::string_view digits) = nullptr;
    std::string_view (*take_boolean)(void*, bool) = nullptr;
    std::string_view (*take_raw)(void*, std::string_view json) = nullptr;   ///< of any kind
    void (*take_null)(void*) = nullptr;   ///< of what is told apart from what is absent
    void* (*open)(void*) = nullptr;    ///< the optional's value or the list's next item, made
    std::string_view (*take_entry)(void*, std::string_view key, std::string_view value) = nullptr;
    std::string_view (*take_whole_entry)(void*, std::string_view key, std::string_view digits) = {};
    std::string_view (*violation)(void const*) = nullptr;
    bool (*empty)(void const*) = nullptr;
    void const* (*value)(void const*) = nullptr;   ///< of a filled optional
    void const* (*item)(void const*, std::size_t) = nullptr;   ///< of a list; null behind the last
    void (*write)(void const*, json_out&) = nullptr;
    schema_limits limits{};
    members takes = members::any;      ///< of a struct
};

/// Specialised for each type that may stand in a described struct: `static schema make()`.
template<class T>
struct schema_for;

template<class T>
inline constexpr schema schema_of = schema_for<T>::make();

/// Appends every field of a struct: absent optionals are left out.
inline void write_fields(schema const& of, void const* object, json_out& out)
{
    auto const begin = out.size();
    for (auto const& f : of.fields) {
        auto const* const value = f.in(object);
        if (f.of->empty != nullptr && f.of->empty(value)) continue;
        out.append({f.key.data() - 1, f.key.size() + 1});
        f.of->write(value, out);
    }
    if (out.size() == begin) out.push_back('{');
    out.set(begin, '{');
    out.push_back('}');
}

/// The value as JSON text.
template<class T>
void write_json(std::string& out, T const& value)
{
    json_out to(out);
    schema_of<T>.write(&value, to);
}

//---------------------------------------------------------------------------

/// Where a checked value stands; spelt out where it has a violation.
struct value_path {
    value_path const* outer;
    std::string_view name;
    std::size_t index = 0;             ///< of an item, where there is no name
    std::string text() const
    {
        auto path = outer == nullptr ? std::string() : outer->text();
        if (outer != nullptr && name.empty()) return path + '[' + std::to_string(index) + ']';
        return path.append(path.empty() ? "" : ".").append(name);
    }
};

inline void check_value(schema const& of, void const* value, value_path const& path,
                        std::vector<field_fault>& found)
{
    if (of.kind == schema_kind::optional) {
        if (!of.empty(value)) check_value(*of.inner, of.value(value), path, found);
    } else if (of.kind == schema_kind::object) {
        for (auto const& f : of.fields) check_value(*f.of, f.in(value), {&path, f.name}, found);
    } else if (of.item != nullptr) {
        for (std::size_t i = 0; auto const* const item = of.item(value, i); ++i)
            check_value(*of.inner, item, {&path, {}, i}, found);
    } else if (of.violation != nullptr) {
        if (auto const says = of.violation(value); !says.empty())
            found.push_back({path.text(), std::string(says)});
    }
}

/// Every violation of a struct that was made in C++, each with its path.
template<class T>
std::vector<field_fault> violations_of(T const& object)
{
    std::vector<field_fault> found;
    check_value(schema_of<T>, &object, {nullptr, {}}, found);
    return found;
}

/// An underscore at its end is no part of a member's name: so `default_` can be one.
constexpr std::string_view plain_name(std::string_view name)
{
    return name.substr(0, name.size() - (name.ends_with('_') ? 1 : 0));
}

template<class Member>
struct field_text {
    static constexpr std::string_view name = plain_name(Member::name);
    static constexpr auto chars = [] {
        std::array<char, name.size() + 4> out{',', '"'};
        std::copy(name.begin(), name.end(), out.begin() + 2);
        out[name.size() + 2] = '"';
        out[name.size() + 3] = ':';
        return out;
    }();
    static constexpr std::string_view key{chars.data() + 1, chars.size() - 1};
};
template<class T>
using described_members = boost::describe::describe_members<
    T, boost::describe::mod_public | boost::describe::mod_inherited>;

template<class T, class Member>
void* member_at(void* object)
{
    return &(static_cast<T*>(object)->*Member::pointer);
}

template<class T, class List>
struct field_table;
template<class T, template<class...> class List, class... Member>
struct field_table<T, List<Member...>> {
    static constexpr field rows[] = {field{
        field_text<Member>::name, field_text<Member>::key, &member_at<T, Member>,
        &schema_of<std::remove_cvref_t<decltype(std::declval<T&>().*Member::pointer)>>}...};
};

/// A described struct.
template<class T>
    requires boost::describe::has_describe_members<T>::value
struct schema_for<T> {
    static constexpr schema make()
    {
        static_assert(all_renamed(former_members<T>, field_table<T, described_members<T>>::rows));
        return {.kind = schema_kind::object, .expects = "must be an object",
                .fields = field_table<T, described_members<T>>::rows,
                .former = former_members<T>,
                .write = [](auto* v, json_out& out) { write_fields(schema_of<T>, v, out); },
                .takes = members_of<T>()};
    }
};

template<class Rule>
std::string_view text_in(constrained<Rule> const& value) { return value.str(); }
template<class Set>
std::string_view text_in(one_of<Set> const& value) { return value.word(); }
template<class T>
std::string_view violation_in(void const* v) { return static_cast<T const*>(v)->violation(); }

template<class T>
constexpr schema text_schema(schema_limits limits)
{
    return {.kind = schema_kind::text, .expects = "must be text",
            .take_text = [](void* v, std::string_view text) {
                auto& value = *static_cast<T*>(v);
                value = T(text);
                return value.violation();
            },
            .violation = &violation_in<T>,
            .write = [](void const* v, json_out& out) {
                write_text(out, text_in(*static_cast<T const*>(v)));
            },
            .limits = limits};
}

template<class Rule>
struct schema_for<constrained<Rule>> {
    static constexpr schema make()
    {
        return text_schema<constrained<Rule>>({Rule::minimum, Rule::maximum, Rule::format, {}});
    }
};

template<class Set>
struct schema_for<one_of<Set>> {
    static constexpr schema make() { return text_schema<one_of<Set>>({0, 0, {}, Set::words}); }
};

/// The digits of a JSON number that is whole and fits 64 bits; else words.
inline std::string_view read_whole(std::string_view digits, std::int64_t& value)
{
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc::result_out_of_range) return "must fit 64 bits";
    bool const whole = error == std::errc() && end == digits.data() + digits.size();
    return whole ? std::string_view{} : "must be a whole number";
}

template<>
struct schema_for<positive_minor> {
    static constexpr schema make()
    {
        return {.kind = schema_kind::whole, .expects = "must be a whole number",
                .take_whole = [](void* v, std::string_view digits) {
                    std::int64_t number = 0;
                    auto says = read_whole(digits, number);
                    if (!says.empty()) return says;
                    auto& value = *static_cast<positive_minor*>(v);
                    value = positive_minor(number);
                    return value.violation();
                },
                .violation = &violation_in<positive_minor>,
                .write = [](void const* v, json_out& out) {
                    write_whole(out, static_cast<positive_minor const*>(v)->value());
                },
                .limits = {1, positive_minor::maximum, {}, {}}};
    }
};

template<std::size_t Max, std::size_t Key, std::size_t Value>
struct schema_for<string_map<Max, Key, Value>> {
    using type = string_map<Max, Key, Value>;
    static constexpr schema make()
    {
        return {.kind = schema_kind::map, .required = false, .expects = "must be an object",
                .take_entry = [](void* v, std::string_view key, std::string_view value) {
                    auto& entries = static_cast<type*>(v)->entries();
                    if (auto const f = type::violation_of_key(key); !f.empty()) return f;
                    if (auto f = bounded_rule<Value, 0>::violation(value); !f.empty()) return f;
                    if (entries.empty()) entries.reserve(2);
                    entries.emplace_back(key, value);
                    return std::string_view{};
                },
                .violation = &violation_in<type>,
                .write = [](void const* v, json_out& out) {
                    write_pairs(out, static_cast<type const*>(v)->entries()); },
                .limits = {0, Max, {}, {}}};
    }
};

template<class T>
struct schema_for<std::optional<T>> {
    using type = std::optional<T>;
    static constexpr schema make()
    {
        return {.kind = schema_kind::optional, .required = false, .expects = schema_of<T>.expects,
                .inner = &schema_of<T>,
                .open = [](void* v) -> void* { return &static_cast<type*>(v)->emplace(); },
                .empty = [](void const* v) { return !*static_cast<type const*>(v); },
                .value = [](auto* v) -> void const* { return &**static_cast<type const*>(v); },
                .write = [](void const* v, json_out& out) {
                    schema_of<T>.write(&**static_cast<type const*>(v), out);
                }};
    }
};

}  // namespace tender
