// SPDX-License-Identifier: BSL-1.0
// tests/domain/payment/rate.cpp: what an amount is worth in dollars.
#include <tender/domain/payment/rate.hpp>

#include <boost/test/unit_test.hpp>

namespace rate_tests {

using namespace tender;

namespace {

std::int64_t cents(money amount, char const* rate_text)
{
    return dollars_of(amount, {rate_text, "a test", {}}).value_or(-1);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rate_)

BOOST_AUTO_TEST_CASE(C51_an_amount_is_worth_its_rate_rounded_half_up)
{
    BOOST_TEST(cents({100, "EUR"}, "1.0837") == 108);
    BOOST_TEST(cents({5740, "EUR"}, "1.0837") == 6220);
    BOOST_TEST(cents({1, "EUR"}, "0.5") == 1);
    BOOST_TEST(cents({1, "EUR"}, "0.499999999") == 0);
    BOOST_TEST(cents({0, "EUR"}, "1.1") == 0);
}

BOOST_AUTO_TEST_CASE(C51_digits_of_the_currency_count)
{
    BOOST_TEST(cents({1000, "JPY"}, "0.0067") == 670);
    BOOST_TEST(cents({1000, "BHD"}, "2.65") == 265);
}

BOOST_AUTO_TEST_CASE(C51_dollars_are_dollars_without_a_rate)
{
    BOOST_TEST(cents({4000, "USD"}, "") == 4000);
}

BOOST_AUTO_TEST_CASE(C51_without_a_good_rate_nobody_knows)
{
    for (char const* bad : {"", "x", "0", "-1.1", "1.1234567891", "1e1"})
        BOOST_TEST(cents({100, "EUR"}, bad) == -1);
    BOOST_TEST(cents({9'007'199'254'740'991, "EUR"}, "9999999999") == -1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace rate_tests
