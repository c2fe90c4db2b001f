// SPDX-License-Identifier: BSL-1.0
// tests/core/read_pairs.cpp: a query becomes its struct, as a body does.
#include <tender/core/json/read.hpp>

#include <core/order.hpp>

#include <boost/test/unit_test.hpp>

namespace read_pairs_tests {

using namespace core_tests;

namespace {

struct query {
    std::optional<positive_minor> limit;
    one_of<colours> colour;
    std::optional<flag> all;
    std::optional<text<3>> after;
};
BOOST_DESCRIBE_STRUCT(query, (), (limit, colour, all, after))

using pairs = std::vector<std::pair<std::string, std::string>>;

}  // namespace

BOOST_AUTO_TEST_SUITE(read_pairs_)

BOOST_AUTO_TEST_CASE(C35_values_are_text_whatever_they_stand_for)
{
    query q;
    reading found;
    read_pairs(pairs{{"all", "true"}, {"x", "1"}, {"colour", "red"}, {"limit", "20"},
                     {"after", "ab"}, {"x", "1"}},
               schema_of<query>, &q, found);
    BOOST_TEST(found.faults.empty());
    BOOST_TEST(q.limit->value() == 20);
    BOOST_TEST(q.colour.word() == "red");
    BOOST_TEST(q.all->yes);
    BOOST_TEST(q.after->str() == "ab");
}

BOOST_AUTO_TEST_CASE(C35_every_fault_is_found_in_field_order)
{
    struct { pairs given; faults says; } const cases[] = {
        { {}, { {"colour", "is required"} } },
        { { {"colour", "red"} }, {} },
        { { {"colour", "red"}, {"colour", "red"} }, { {"colour", "is given twice"} } },
        { { {"colour", "red"}, {"after", "a"}, {"after", "b"}, {"after", "c"} },
          { {"after", "is given twice"} } },
        { { {"after", ""}, {"all", "1"}, {"colour", "pink"}, {"limit", "ten"} },
          { {"limit", "must be a whole number"}, {"colour", "must be one of red, green"},
            {"all", "must be true or false"}, {"after", "must not be empty"} } },
        { { {"colour", "red"}, {"limit", ""} }, { {"limit", "must be a whole number"} } },
        { { {"colour", "red"}, {"limit", " 1"} }, { {"limit", "must be a whole number"} } },
        { { {"colour", "red"}, {"limit", "+1"} }, { {"limit", "must be a whole number"} } },
        { { {"colour", "red"}, {"limit", "0"} }, { {"limit", "must be greater than zero"} } },
        { { {"colour", "red"}, {"limit", "99999999999999999999"} },
          { {"limit", "must fit 64 bits"} } },
        { { {"colour", "red"}, {"all", "false"}, {"after", "abcd"} },
          { {"after", "must have at most 3 characters"} } },
        { { {"Colour", "red"} }, { {"colour", "is required"} } },
    };
    for (auto const& c : cases) {
        query q;
        reading found;
        read_pairs(c.given, schema_of<query>, &q, found);
        BOOST_TEST(found.faults == c.says, boost::test_tools::per_element());
        BOOST_TEST(found.readable);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace read_pairs_tests
