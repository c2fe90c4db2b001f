// SPDX-License-Identifier: BSL-1.0
// tests/base/name.cpp: names are whole or are not.
#include <tender/base/name.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace name_tests {

using namespace tender;
using namespace std::string_view_literals;

BOOST_AUTO_TEST_SUITE(name_)

BOOST_AUTO_TEST_CASE(a_name_is_what_its_literal_says)
{
    static_assert(name("paystack").text() == "paystack");
    static_assert(name("a-b_9").text() == "a-b_9");
    static_assert(name("fifteen-letters").text().size() == name::longest);
    static_assert(name("").empty() && name("") == name());
    static_assert(name("a") != name("b") && name("a") < name("ab"));
}

BOOST_AUTO_TEST_CASE(text_that_fits_is_read_whole)
{
    for (auto const text : {"a"sv, "popfab"sv, "0"sv, "-"sv, "_"sv, "a-1_b"sv,
                            "fifteen-letters"sv}) {
        auto const read = name::read(text);
        BOOST_REQUIRE(read.has_value());
        BOOST_TEST(read->text() == text);
    }
    BOOST_TEST(name::read(std::string("shop")).value() == name("shop"));
    BOOST_TEST(name::read("").value().empty());
}

BOOST_AUTO_TEST_CASE(text_that_does_not_fit_is_refused_and_never_cut)
{
    for (auto const text : {"sixteen--letters"sv, "a-very-long-provider-name"sv, "Paystack"sv,
                            "pay stack"sv, " paystack"sv, "paystack "sv, "pay/stack"sv,
                            "pay.stack"sv, "pay\nstack"sv, "pay\0stack"sv, "\0"sv, "\x7f"sv,
                            "caf\xc3\xa9"sv, "\xff"sv, "a:b"sv, "a%2fb"sv})
        BOOST_TEST(!name::read(text).has_value(), text);
    BOOST_TEST(!name::read(std::string(1'000'000, 'a')).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace name_tests
