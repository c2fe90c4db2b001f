// SPDX-License-Identifier: BSL-1.0
// tests/base/assert.cpp: assertions that hold. Those that do not end the program, which
// tests/consume shows.
#include <tender/base/assert.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace assert_tests {

BOOST_AUTO_TEST_SUITE(assert_)

BOOST_AUTO_TEST_CASE(a_condition_is_evaluated_once_and_a_sentence_only_where_it_is_false)
{
    int conditions = 0, sentences = 0;
    auto const holds = [&] { return ++conditions == 1; };
    auto const sentence = [&] { return std::to_string(++sentences); };
    TENDER_ASSERT(holds(), sentence());
    BOOST_TEST(conditions == 1);
    BOOST_TEST(sentences == 0);
}

constexpr int half(int n)
{
    TENDER_ASSERT(n % 2 == 0, "only even numbers have a half");
    return n / 2;
}

BOOST_AUTO_TEST_CASE(a_constant_is_checked_while_compiling)
{
    static_assert(half(4) == 2);
    if (bool const dangling = true; dangling) TENDER_ASSERT(dangling, "is an expression");
    else BOOST_ERROR("an else belongs to the if before it");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace assert_tests
