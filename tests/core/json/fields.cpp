// SPDX-License-Identifier: BSL-1.0
// tests/core/json/fields.cpp: the table that a described struct becomes, and who walks it.
#include <tender/core/json/fields.hpp>

#include <core/order.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace fields_tests {

using namespace core_tests;

namespace {

struct numbers {
    std::int64_t first = 1;
    std::optional<std::int64_t> second;
    std::optional<std::int64_t> third;
};
BOOST_DESCRIBE_STRUCT(numbers, (), (first, second, third))

struct maybe {
    std::optional<std::int64_t> one;
};
BOOST_DESCRIBE_STRUCT(maybe, (), (one))

struct based : maybe {
    std::int64_t own = 7;
};
BOOST_DESCRIBE_STRUCT(based, (maybe), (own))

template<class T>
std::string json_of(T const& value)
{
    std::string out = "x";
    write_json(out, value);
    return out.substr(1);
}

order good()
{
    auto out = read_order(good_order);
    BOOST_TEST(out.found.faults.empty());
    return out.into;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fields_)

BOOST_AUTO_TEST_CASE(a_struct_is_a_table_of_its_fields)
{
    struct { std::string_view name; schema_kind kind; bool required; } const rows[] = {
        { "amount",    schema_kind::whole,    true  },
        { "colour",    schema_kind::text,     true  },
        { "reference", schema_kind::text,     true  },
        { "buyer",     schema_kind::object,   true  },
        { "gift",      schema_kind::optional, false },
        { "tip",       schema_kind::optional, false },
        { "friend_of", schema_kind::optional, false },
        { "items",     schema_kind::optional, false },
        { "notes",     schema_kind::map,      false },
    };
    auto const& fields = schema_of<order>.fields;
    BOOST_TEST((schema_of<order>.kind == schema_kind::object));
    BOOST_REQUIRE(fields.size() == std::size(rows));
    order o;
    for (std::size_t i = 0; i != fields.size(); ++i) {
        BOOST_TEST(fields[i].name == rows[i].name);
        BOOST_TEST(fields[i].key == '"' + std::string(rows[i].name) + "\":");
        BOOST_TEST((fields[i].of->kind == rows[i].kind));
        BOOST_TEST(fields[i].of->required == rows[i].required);
    }
    BOOST_TEST(fields[0].at(&o) == &o.amount);
    BOOST_TEST(fields[8].in(&o) == &o.notes);
    BOOST_TEST(fields[3].of == &schema_of<person>);
    BOOST_TEST(fields[6].of->inner == &schema_of<person>);
    BOOST_TEST(fields[7].of->inner->inner == &schema_of<item>);
}

BOOST_AUTO_TEST_CASE(a_table_knows_the_bounds_of_its_values)
{
    auto const& fields = schema_of<order>.fields;
    BOOST_TEST(fields[0].of->limits.minimum == 1);
    BOOST_TEST(fields[0].of->limits.maximum == 9007199254740991);
    BOOST_TEST(fields[1].of->limits.choices.size() == 2U);
    BOOST_TEST(fields[2].of->limits.maximum == 255);
    BOOST_TEST(fields[3].of->fields[0].of->limits.format == "email");
    BOOST_TEST(fields[8].of->limits.maximum == 3);
}

BOOST_AUTO_TEST_CASE(a_struct_is_written_without_what_is_absent)
{
    BOOST_TEST(json_of(numbers{}) == R"({"first":1})");
    BOOST_TEST(json_of(numbers{2, 3, 4}) == R"({"first":2,"second":3,"third":4})");
    BOOST_TEST(json_of(numbers{2, {}, 4}) == R"({"first":2,"third":4})");
    BOOST_TEST(json_of(maybe{}) == "{}");
    BOOST_TEST(json_of(maybe{5}) == R"({"one":5})");
    BOOST_TEST(json_of(based{{1}, 2}) == R"({"one":1,"own":2})");
    BOOST_TEST(json_of(std::vector<maybe>{{}, {1}}) == R"([{},{"one":1}])");
    BOOST_TEST(json_of(good()) ==
               R"({"amount":5,"colour":"red","reference":"A-1","buyer":{"email":"a@b.example"},)"
               R"("notes":{}})");
}

BOOST_AUTO_TEST_CASE(what_was_written_is_read_again)
{
    auto const text = order_with(R"("gift":true,"tip":7,"friend_of":{"email":"c@d.example",)"
                                 R"("name":"Bo"},"items":[{"price":1}],"notes":{"a":"\"x\""})");
    auto const first = read_order(text);
    BOOST_TEST(json_of(first.into) == text);
    BOOST_TEST(canonical(json_of(first.into)) == canonical(text));
}

BOOST_AUTO_TEST_CASE(C35_violations_are_found_in_what_was_made_in_code)
{
    BOOST_TEST(violations_of(good()).empty());
    BOOST_TEST((violations_of(order{}) == faults{
        {"amount", "must be greater than zero"}, {"colour", "must be one of red, green"},
        {"reference", "must have 1 to 255 letters, digits, hyphens or underscores"},
        {"buyer.email", "must be an e-mail address"}}));

    auto o = good();
    o.buyer.name = "elevenchars";
    o.tip = 0;
    o.friend_of = person{"nobody", {}};
    o.items = {{1, {}}, {-1, person{"a@b.example", ""}}};
    o.notes = {{"a", "1"}, {"b", "1234567"}};
    BOOST_TEST((violations_of(o) == faults{
        {"buyer.name", "must have at most 10 characters"}, {"tip", "must be greater than zero"},
        {"friend_of.email", "must be an e-mail address"},
        {"items[1].price", "must be greater than zero"},
        {"items[1].maker.name", "must not be empty"},
        {"notes", "must have at most 6 characters"}}));

    faults under;
    check_value(schema_of<person>, &o.buyer, {nullptr, "customer"}, under);
    BOOST_TEST((under == faults{{"customer.name", "must have at most 10 characters"}}));
}

BOOST_AUTO_TEST_CASE(C19_whole_numbers_are_read_from_their_digits)
{
    struct { std::string_view digits; std::string_view says; std::int64_t value; } const cases[] = {
        { "0",                    "",                       0                         },
        { "-0",                   "",                       0                         },
        { "9223372036854775807",  "",                       INT64_MAX                 },
        { "-9223372036854775808", "",                       INT64_MIN                 },
        { "9223372036854775808",  "must fit 64 bits",       77                        },
        { "-9223372036854775809", "must fit 64 bits",       77                        },
        { "1.0",                  "must be a whole number", 1                         },
        { "1e3",                  "must be a whole number", 1                         },
        { "",                     "must be a whole number", 77                        },
        { "x",                    "must be a whole number", 77                        },
        { "+1",                   "must be a whole number", 77                        },
        { " 1",                   "must be a whole number", 77                        },
        { "1 ",                   "must be a whole number", 1                         },
    };
    for (auto const& c : cases) {
        std::int64_t value = 77;
        BOOST_TEST(read_whole(c.digits, value) == c.says, c.digits);
        BOOST_TEST(value == c.value, c.digits);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace fields_tests
