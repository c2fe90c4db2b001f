// SPDX-License-Identifier: BSL-1.0
// tests/base/currency.cpp: a currency is one of the table's, or none.
#include <tender/base/currency.hpp>

#include <tender/base/money.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <string_view>
#include <type_traits>

namespace currency_tests {

using namespace tender;

namespace {

static_assert(sizeof(currency) == 2);
static_assert(std::is_trivially_copyable_v<currency>);
static_assert(!std::is_constructible_v<currency, char const*>);
static_assert(!std::is_constructible_v<currency, std::string_view>);
static_assert(!std::is_convertible_v<currency, bool>);
static_assert(currency{"NGN"}.digits() == 2);

/// The currencies whose minor unit has so many digits, in the order of the table.
std::string with_digits(int digits)
{
    std::string codes;
    for (auto const& row : currencies)
        if (row.digits == digits) codes += std::string(codes.empty() ? "" : " ") += row.code;
    return codes;
}

//[currency
/// A price as a form or a file has it: `currency` takes literals alone.
tender::result<tender::money> read_price(std::string_view code, std::int64_t minor)
{
    auto const known = tender::currency::find(code);   // "NGN", and neither "ngn" nor "NGN "
    if (!known) return tender::fault::at("currency", "must be a code of ISO 4217");
    return tender::money{minor, *known};
}
//]

}  // namespace

BOOST_AUTO_TEST_SUITE(currency_)

BOOST_AUTO_TEST_CASE(a_code_that_only_a_run_knows_is_a_currency_or_a_fault)
{
    std::string const naira = "NGN";
    BOOST_TEST(read_price(naira, 1050).value() == (money{1050, "NGN"}));
    for (auto const* code : {"", "ngn", "NGN ", "NG", "NGNN", "XXX"}) {
        auto const none = read_price(code, 1050);
        BOOST_REQUIRE(!none);
        BOOST_TEST(none.error().fields().front().field == "currency", code);
    }
}

BOOST_AUTO_TEST_CASE(C19_digits_are_those_of_iso_4217)
{
    BOOST_TEST(with_digits(0) == "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF"
        " XPF");
    BOOST_TEST(with_digits(3) == "BHD IQD JOD KWD LYD OMR TND");
    BOOST_TEST(with_digits(4) == "CLF UYW");
    for (auto const* code : {"NGN", "GHS", "KES", "ZAR", "USD", "EUR", "GBP", "MGA", "MRU"})
        BOOST_TEST(currency::find(code).value().digits() == 2);
}

BOOST_AUTO_TEST_CASE(every_code_of_the_table_is_found_and_no_other_of_three_letters)
{
    std::set<std::string_view> known;
    for (auto const& row : currencies) {
        known.insert(row.code);
        auto const found = currency::find(row.code);
        BOOST_REQUIRE(found.has_value());
        BOOST_TEST(found->code() == row.code);
        BOOST_TEST(found->digits() == row.digits);
        BOOST_TEST(static_cast<bool>(*found));
    }
    for (char a = 'A'; a <= 'Z'; ++a)
        for (char b = 'A'; b <= 'Z'; ++b)
            for (char c = 'A'; c <= 'Z'; ++c) {
                char const code[] = {a, b, c};
                std::string_view const text(code, 3);
                if (currency::find(text).has_value() != known.contains(text)) BOOST_ERROR(text);
            }
}

BOOST_AUTO_TEST_CASE(other_spellings_and_codes_without_a_minor_unit_are_not_found)
{
    for (std::string_view const code : {"", "N", "NG", "NGNN", "ngn", "Ngn", " NG", "NGN ", "123",
             "\xC3\x84G", "@BC", "[BC", "XXX", "XTS", "XAU", "XAG", "XDR", "XSU", "XUA", "XAD",
             "HRK", "BGN", "ANG", "SLL", "ZWL", "CUC", "DEM"})
        BOOST_TEST(!currency::find(code).has_value(), code);
    BOOST_TEST(!currency::find(std::string_view("NG\0", 3)).has_value());
    BOOST_TEST(!currency::find(std::string_view("\0\0\0", 3)).has_value());
}

BOOST_AUTO_TEST_CASE(a_literal_is_the_currency_found_by_its_code)
{
    constexpr currency naira = "NGN";
    BOOST_TEST((naira == currency::find("NGN").value()));
    BOOST_TEST((naira != currency{"GHS"}));
    BOOST_TEST(naira.code() == "NGN");
}

BOOST_AUTO_TEST_CASE(none_is_false_empty_and_before_all_others)
{
    constexpr currency none;
    BOOST_TEST(!none);
    BOOST_TEST(none.code() == "");
    BOOST_TEST(none.digits() == 0);
    BOOST_TEST((none < currency{"AED"}));
    BOOST_TEST((currency{"AED"} < currency{"ZWG"}));
}

BOOST_AUTO_TEST_CASE(numbers_are_those_of_iso_4217)
{
    struct { std::string_view code; int numeric; } const cases[] = {
        { "ALL", 8   }, { "NGN", 566 }, { "GHS", 936 }, { "USD", 840 }, { "EUR", 978 },
        { "XOF", 952 }, { "ZWG", 924 }, { "XCG", 532 }, { "SLE", 925 }, { "VED", 926 },
    };
    for (auto const& c : cases)
        for (auto const& row : currencies)
            if (row.code == c.code) BOOST_TEST(row.numeric == c.numeric, c.code);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace currency_tests
