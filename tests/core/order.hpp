// SPDX-License-Identifier: BSL-1.0
// tests/core/order.hpp: a struct with every kind of member, and what reading a text into it finds.
#pragma once

#include <tender/core/json/read.hpp>
#include <tender/core/json/views.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace core_tests {

/// Yes or no; the library's own stands floors above this one.
struct flag {
    bool yes = false;
};

}  // namespace core_tests

namespace tender {

template<>
struct schema_for<core_tests::flag> {
    static constexpr schema make()
    {
        return {.kind = schema_kind::boolean, .expects = "must be true or false",
                .take_boolean = [](void* v, bool yes) {
                    static_cast<core_tests::flag*>(v)->yes = yes;
                    return std::string_view{};
                },
                .write = [](void const* v, json_out& out) {
                    write_boolean(out, static_cast<core_tests::flag const*>(v)->yes);
                }};
    }
};

}  // namespace tender

namespace core_tests {

using namespace tender;
using faults = std::vector<field_fault>;

struct colours {
    static constexpr std::string_view words[] = {"red", "green"};
};

struct person {
    tender::email email;
    std::optional<text<10>> name;
};
BOOST_DESCRIBE_STRUCT(person, (), (email, name))

struct item {
    positive_minor price;
    std::optional<person> maker;
};
BOOST_DESCRIBE_STRUCT(item, (), (price, maker))

struct order {
    positive_minor amount;
    one_of<colours> colour;
    tender::reference reference;
    person buyer;
    std::optional<flag> gift;
    std::optional<positive_minor> tip;
    std::optional<person> friend_of;
    std::optional<std::vector<item>> items;
    string_map<3, 5, 6> notes;
};
BOOST_DESCRIBE_STRUCT(order, (),
    (amount, colour, reference, buyer, gift, tip, friend_of, items, notes))

/// A text of an order without a fault.
inline constexpr std::string_view good_order =
    R"({"amount":5,"colour":"red","reference":"A-1","buyer":{"email":"a@b.example"}})";

struct outcome {
    reading found;
    order into;
};

inline outcome read_order(std::string_view text)
{
    outcome out;
    read_json(text, schema_of<order>, &out.into, out.found);
    return out;
}

/// The good order with more members.
inline std::string order_with(std::string_view members)
{
    std::string text(good_order);
    text.insert(text.size() - 1, "," + std::string(members));
    return text;
}

inline std::string canonical(std::string_view text)
{
    auto const out = read_order(text);
    BOOST_TEST(out.found.readable, text);
    return out.found.canonical;
}

inline bool well_formed(std::string_view text)
{
    auto const read = read_order(text).found;
    return read.readable || read.faults != faults{{"body", "must be well-formed JSON"}};
}

}  // namespace core_tests
