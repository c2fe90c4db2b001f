// SPDX-License-Identifier: BSL-1.0
// tests/base/card_number.cpp: card numbers are known by their looks.
#include <tender/base/card_number.hpp>

#include <boost/test/unit_test.hpp>

namespace card_number_tests {

using namespace tender;

BOOST_AUTO_TEST_SUITE(card_number)

BOOST_AUTO_TEST_CASE(C37_the_test_numbers_of_every_scheme_are_known)
{
    for (auto const digits : {
             "4111111111111111", "4012888888881881", "4222222222222", "4000056655665556",
             "5555555555554444", "5105105105105100", "2223003122003222", "2720990000000007",
             "378282246310005", "371449635398431", "6011111111111117", "6011000990139424",
             "3530111333300000", "3566002020360505", "30569309025904", "38520000023237",
             "36227206271667", "6200000000000005", "6759649826438453", "5060666666666666666"})
        BOOST_TEST(is_card_number(digits), digits);
}

BOOST_AUTO_TEST_CASE(C37_other_numbers_are_none)
{
    for (auto const digits : {
             "4111111111111112",       // Luhn
             "411111111111",           // 12 digits
             "41111111111111111110",   // 20 digits
             "1234567812345670",       // no issuer's
             "0000000000000000", "41111111-1111111", ""})
        BOOST_TEST(!is_card_number(digits), digits);
}

BOOST_AUTO_TEST_CASE(C37_all_but_the_last_four_digits_are_masked)
{
    struct row {
        char const* text;
        char const* masked;
    };
    for (auto const& r : {
             row{"4111111111111111", "************1111"},
             row{"card 4111 1111 1111 1111!", "card **** **** **** 1111!"},
             row{"pan=3782-822463-10005;", "pan=****-******-*0005;"},
             row{"7 4111111111111111 8", "7 ************1111 8"},
             row{"4111111111111111,5555555555554444", "************1111,************4444"},
             row{"order 1234567812345670", "order 1234567812345670"},
             row{"4111  1111 1111 1111", "****  **** **** 1111"},
             row{"4111.1111.1111.1111", "****.****.****.1111"},
             row{"4111/1111/1111/1111", "****/****/****/1111"},
             row{"4111\t1111\t1111\t1111", "****\t****\t****\t1111"},
             row{"4111\u00a01111\u00a01111\u00a01111", "****\u00a0****\u00a0****\u00a01111"},
             row{"4111 - 1111 - 1111 - 1111", "**** - **** - **** - 1111"},
             row{"4111    1111 1111 1111", "4111    1111 1111 1111"},
             row{"4111x1111 1111 1111", "4111x1111 1111 1111"},
             row{"4111111111111111123", "************1111123"},        // and its code
             row{"41111111111111111230", "************11111230"},      // and its date
             row{"41111111111111111230123", "************11111230123"},
             row{"411111111111111112301234", "411111111111111112301234"},
             row{"4111111111111112123", "4111111111111112123"},
             row{"", ""}}) {
        BOOST_TEST(with_cards_masked(r.text) == r.masked);
        BOOST_TEST(holds_card_number(r.text) == (std::string(r.text) != r.masked));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace card_number_tests
