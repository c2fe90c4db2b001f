// SPDX-License-Identifier: BSL-1.0
// tests/base/result.cpp: results, what they make of each other, and how things are printed.
#include <tender/base/result.hpp>

#include <tender/base/id.hpp>
#include <tender/base/money.hpp>
#include <tender/base/name.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <sstream>
#include <string>

namespace result_tests {

using namespace tender;

namespace {

template<class T>
std::string printed(T const& what)
{
    std::ostringstream out;
    out << what;
    return out.str();
}

struct not_printable {};

fault const two_fields(std::vector<field_fault>{{"amount", "must be greater than zero"},
                                                {"customer.email", "must be an e-mail address"}});
constexpr auto two_fields_printed =
    "invalid_request: The request is not valid. amount: must be greater than zero; "
    "customer.email: must be an e-mail address";

}  // namespace

BOOST_AUTO_TEST_SUITE(result_)

BOOST_AUTO_TEST_CASE(a_value_that_is_not_there_names_every_field_that_was_wrong)
{
    result<int> const none = two_fields;
    BOOST_CHECK_EXCEPTION(none.value(), bad_result, [](bad_result const& e) {
        return std::string(e.what()) == two_fields_printed && e.why().fields().size() == 2;
    });
    result<> const not_done = errc::conflict;
    BOOST_CHECK_EXCEPTION(not_done.value(), bad_result, [](bad_result const& e) {
        return std::string(e.what()) == "conflict: Another writer was first.";
    });
}

BOOST_AUTO_TEST_CASE(value_or_gives_the_value_or_the_other)
{
    BOOST_TEST(result<int>(3).value_or(4) == 3);
    BOOST_TEST(result<int>(errc::not_found).value_or(4) == 4);
    result<std::string> const text("there");
    BOOST_TEST(text.value_or("not there") == "there");
    BOOST_TEST(result<std::string>(errc::internal).value_or("not there") == "not there");
    BOOST_TEST(*result<std::unique_ptr<int>>(std::make_unique<int>(5)).value_or(nullptr) == 5);
}

BOOST_AUTO_TEST_CASE(and_then_goes_on_with_a_value_and_stops_at_a_fault)
{
    int calls = 0;
    auto const half = [&](int n) -> result<int> {
        ++calls;
        return n % 2 == 0 ? result<int>(n / 2) : result<int>(errc::invalid_request);
    };
    BOOST_TEST(result<int>(12).and_then(half).and_then(half).value() == 3);
    BOOST_TEST(calls == 2);
    BOOST_TEST(result<int>(6).and_then(half).and_then(half).and_then(half).error().code() ==
               errc::invalid_request);
    BOOST_TEST(calls == 4);
    auto const done = result<>().and_then([&] { return half(2); });
    BOOST_TEST(done.value() == 1);
    BOOST_TEST(!result<>(errc::conflict).and_then([&] { return half(2); }));
    BOOST_TEST(calls == 5);
    auto const moved = result<std::unique_ptr<int>>(std::make_unique<int>(7))
        .and_then([](std::unique_ptr<int> p) -> result<int> { return *p; });
    BOOST_TEST(moved.value() == 7);
}

BOOST_AUTO_TEST_CASE(what_a_test_compares_is_printed)
{
    BOOST_TEST(printed(errc::no_route) == "no_route");
    BOOST_TEST(printed(money{-1050, "USD"}) == "-1050 USD");
    BOOST_TEST(printed(currency("NGN")) == "NGN");
    BOOST_TEST(printed(currency()) == "");
    BOOST_TEST(printed(name("paystack")) == "paystack");
    BOOST_TEST(printed(id<int>{{0, 1}}) == "00000000000000000000000001");
    BOOST_TEST(printed(field_fault{"amount", "is needed"}) == "amount: is needed");
    BOOST_TEST(printed(fault(errc::not_found)) == "not_found: There is no such resource.");
    BOOST_TEST(printed(fault(errc::conflict, "The username is taken.")) ==
               "conflict: The username is taken.");
    BOOST_TEST(printed(two_fields) == two_fields_printed);
}

BOOST_AUTO_TEST_CASE(a_result_is_printed_as_its_value_or_as_its_fault)
{
    BOOST_TEST(printed(result<money>(money{5, "NGN"})) == "5 NGN");
    BOOST_TEST(printed(result<money>(errc::not_found)) == "not_found: There is no such resource.");
    BOOST_TEST(printed(result<not_printable>(not_printable{})) == "a value");
    BOOST_TEST(printed(result<>()) == "done");
    BOOST_TEST(printed(result<>(errc::no_route)) ==
               "no_route: No provider takes this method and currency.");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace result_tests
