// SPDX-License-Identifier: BSL-1.0
// tender/domain/merchant/custom_field.hpp: what a merchant wants to know of its customers and
// catalog beyond what everybody does.
#pragma once

#include <tender/base/decimal.hpp>
#include <tender/base/page.hpp>
#include <tender/base/text.hpp>
#include <tender/core/rules.hpp>
#include <tender/domain/merchant/account.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tender {

/// What has such a field.
BOOST_DEFINE_FIXED_ENUM_CLASS(field_entity, std::uint8_t, customer, product, price)

/// What is said in it: at most 500 characters; a number; yes or no; one of some texts.
BOOST_DEFINE_FIXED_ENUM_CLASS(field_type, std::uint8_t, text, number, boolean, select)

/// A field of a merchant's own. What it says of a customer, or of something else, stands in that
/// record's `custom_fields`.
struct custom_field {
    tender::id<custom_field> id;
    tender::id<tender::account> account;
    std::string key;                   ///< what it is called in JSON; one field of an entity has it
    std::string name;                  ///< what people read
    std::string description;
    std::vector<std::string> options;  ///< of a select
    std::string least;                 ///< of a number, as decimal text; empty: any
    std::string most;
    instant created_at{};
    instant updated_at{};              ///< later with every change
    tender::mode mode = tender::mode::test;
    field_entity entity = field_entity::customer;
    field_type type = field_type::text;
    bool listed = true;                ///< where many are shown at once
    bool deleted = false;              ///< what it said is shown no more
};
BOOST_DESCRIBE_STRUCT(custom_field, (), (
    id, account, key, name, description, options, least, most, created_at, updated_at, mode, entity,
    type, listed, deleted))

/// A small letter, then at most 63 small letters, digits and underscores.
struct field_key_rule {
    static constexpr std::size_t minimum = 1, maximum = 64;
    static constexpr std::string_view format{};
    static constexpr std::string_view violation(std::string_view key)
    {
        auto const letter = [](char c) { return c >= 'a' && c <= 'z'; };
        auto const more = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; };
        bool const good = !key.empty() && key.size() <= maximum && letter(key.front()) &&
                          std::all_of(key.begin(), key.end(), more);
        return good ? std::string_view{}
                    : "must be a small letter and at most 63 small letters, digits and underscores";
    }
};
using field_key = constrained<field_key_rule>;

/// How a field is defined.
struct create_custom_field {
    field_key key{};
    text<255> name{};
    std::optional<text<1000, 0>> description{};
    field_entity entity = field_entity::customer;
    field_type type = field_type::text;
    std::vector<std::string> options{};   ///< of a select: 1 to 100 different texts
    std::string least{};                  ///< of a number, as `custom_number` reads it; empty: any
    std::string most{};
    bool listed = true;
    std::optional<tender::idempotency_key> idempotency_key{};   ///< as of `create_product`
};
BOOST_DESCRIBE_STRUCT(create_custom_field, (), (
    key, name, description, entity, type, options, least, most, listed, idempotency_key))

/// How it is changed: what is not there stays.
struct change_custom_field {
    std::optional<text<255>> name{};
    std::optional<text<1000, 0>> description{};
    std::optional<std::vector<std::string>> options{};   ///< those that are used must stay
    std::optional<std::string> least{};                  ///< of what is said from now on
    std::optional<std::string> most{};
    std::optional<bool> listed{};
};
BOOST_DESCRIBE_STRUCT(change_custom_field, (), (name, description, options, least, most, listed))

/// How they are listed, newest first.
struct list_custom_fields {
    std::optional<field_entity> entity{};   ///< none: of all
    std::optional<cursor> after{};
    int limit = 20;                         ///< 1 to 1000
};

/// In millionths, or nothing where the text is no number of at most 12 digits before the point and
/// 6 behind it, without an exponent.
constexpr std::optional<std::int64_t> custom_number(std::string_view text)
{
    constexpr int digits = 6;
    constexpr std::int64_t beyond = 1'000'000'000'000'000'000;
    auto const read = read_decimal(text, digits);
    if (read.violation != decimal_violation::none) return std::nullopt;
    if (read.minor <= -beyond || read.minor >= beyond) return std::nullopt;
    return read.minor;
}

namespace custom_field_parts {

inline constexpr std::size_t most_options = 100, longest_option = 500;

inline bool good_options(std::vector<std::string> const& all)
{
    return all.size() <= most_options &&
           std::set<std::string_view>(all.begin(), all.end()).size() == all.size() &&
           std::all_of(all.begin(), all.end(), [](std::string const& one) {
               return bounded_rule<longest_option, 1>::violation(one).empty();
           });
}

inline bool number_or_none(std::string_view text)
{
    return text.empty() || custom_number(text).has_value();
}

}  // namespace custom_field_parts

inline constexpr std::string_view no_custom_number =
    "must be a number of at most 12 digits before the point and 6 behind it";

inline constexpr std::string_view of_numbers_alone = "must be left out, but for a number";

inline constexpr rule<custom_field> custom_field_rules[] = {
    {[](custom_field const& f) {
         return (f.type == field_type::select) == !f.options.empty();
     }, "options", "must be there for a select, and only there"},
    {[](custom_field const& f) { return custom_field_parts::good_options(f.options); }, "options",
         "must be at most 100 different texts of 1 to 500 characters"},
    {[](custom_field const& f) { return custom_field_parts::number_or_none(f.least); }, "least",
         no_custom_number},
    {[](custom_field const& f) { return custom_field_parts::number_or_none(f.most); }, "most",
         no_custom_number},
    {[](custom_field const& f) { return f.type == field_type::number || f.least.empty(); },
         "least", of_numbers_alone},
    {[](custom_field const& f) { return f.type == field_type::number || f.most.empty(); },
         "most", of_numbers_alone},
    {[](custom_field const& f) {
         auto const least = custom_number(f.least), most = custom_number(f.most);
         return !least || !most || *least <= *most;
     }, "most", "must not be below the least"},
};

inline constexpr index_row custom_field_indexes[] = {
    {"by_key", true, false,
     [](void const* r, index_key& k) {
         auto const& f = *static_cast<custom_field const*>(r);
         if (!f.deleted) k.add(f.mode).add(f.entity).add(f.key);
     }},
    {"all", false, false,
     [](void const* r, index_key& k) {
         auto const& f = *static_cast<custom_field const*>(r);
         if (!f.deleted) k.add(f.mode);
     }},
    {"by_entity", false, false,
     [](void const* r, index_key& k) {
         auto const& f = *static_cast<custom_field const*>(r);
         if (!f.deleted) k.add(f.mode).add(f.entity);
     }},
};

template<>
inline constexpr record_type record_of<custom_field> = {"custom_field", custom_field_indexes,
                                                        &record_id<custom_field>};
inline constexpr unique_index<custom_field> custom_field_by_key{0};
inline constexpr list_index<custom_field> all_custom_fields{1};
inline constexpr list_index<custom_field> custom_fields_by_entity{2};

}  // namespace tender
