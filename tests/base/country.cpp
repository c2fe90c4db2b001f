// SPDX-License-Identifier: BSL-1.0
// tests/base/country.cpp tests base/country.hpp.
#include <tender/base/country.hpp>

#include <tender/base/grammar.hpp>

#include <boost/test/unit_test.hpp>

#include <set>

namespace country_tests {

using namespace tender;

BOOST_AUTO_TEST_SUITE(country_)

BOOST_AUTO_TEST_CASE(every_code_finds_its_country_and_no_other_text_does)
{
    std::set<std::string_view> codes;
    for (char a = 'A'; a <= 'Z'; ++a)
        for (char b = 'A'; b <= 'Z'; ++b) {
            char const text[] = {a, b};
            if (auto const* const c = find_country({text, 2})) codes.insert(c->code);
        }
    BOOST_TEST(codes.size() == std::size(countries));
    BOOST_TEST(find_country("FR")->name == "France");
    BOOST_TEST(find_country("ZW")->name == "Zimbabwe");
    for (std::string_view const text :
         {"", "F", "FRA", "fr", "Fr", "XX", "ZZ", "EU", "UK", "F\xC3"})
        BOOST_TEST(find_country(text) == nullptr, text);
}

BOOST_AUTO_TEST_CASE(every_name_is_text_that_stands_once)
{
    std::set<std::string_view> names;
    for (auto const& c : countries) {
        BOOST_TEST(is_utf8(c.name), c.code);
        BOOST_TEST(!c.name.empty(), c.code);
        names.insert(c.name);
    }
    BOOST_TEST(names.size() == std::size(countries));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace country_tests
