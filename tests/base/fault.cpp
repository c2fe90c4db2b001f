// SPDX-License-Identifier: BSL-1.0
// tests/base/fault.cpp: codes, reasons and what a fault is about.
#include <tender/base/fault.hpp>

#include <boost/test/unit_test.hpp>

#include <set>

namespace fault_tests {

using namespace tender;

BOOST_AUTO_TEST_SUITE(faults)

BOOST_AUTO_TEST_CASE(a_reason_brings_its_code_and_its_text)
{
    for (auto const& row : fault_reasons) {
        if (row.reason == fault_reason::none) continue;
        BOOST_TEST_CONTEXT(enum_name(row.reason)) {
            fault const f(row.reason);
            BOOST_TEST((f == row.code));
            BOOST_TEST((f == row.reason));
            BOOST_TEST(f.text() == row.says);
            BOOST_TEST(!row.says.empty());
            BOOST_TEST(f.about() == "");
        }
    }
}

BOOST_AUTO_TEST_CASE(no_two_reasons_say_the_same)
{
    std::set<std::string_view> said;
    for (auto const& row : fault_reasons) BOOST_TEST(said.insert(row.says).second, row.says);
}

BOOST_AUTO_TEST_CASE(a_code_alone_has_no_reason)
{
    fault const f(errc::not_found);
    BOOST_TEST((f.reason() == fault_reason::none));
    BOOST_TEST(!(f == fault_reason::link_expired));
    BOOST_TEST(f.text() == kind_of(errc::not_found).text);
}

BOOST_AUTO_TEST_CASE(a_text_of_its_own_changes_neither_code_nor_reason)
{
    fault const f(fault_reason::scope_missing, "The key lacks the scope payments_read.");
    BOOST_TEST((f == errc::forbidden));
    BOOST_TEST((f == fault_reason::scope_missing));
    BOOST_TEST(f.text() == "The key lacks the scope payments_read.");
}

BOOST_AUTO_TEST_CASE(what_it_is_about_stands_beside_the_rest)
{
    auto const taken = fault::about(errc::duplicate_reference, "01J8");
    BOOST_TEST((taken == errc::duplicate_reference));
    BOOST_TEST(taken.about() == "01J8");
    BOOST_TEST(taken.text() == kind_of(errc::duplicate_reference).text);

    auto const late = fault::about(fault::retry_after(errc::request_in_progress,
                                                      std::chrono::seconds(3)), "key");
    BOOST_TEST((late.retry_delay() == std::chrono::seconds(3)));
    BOOST_TEST(late.about() == "key");
    auto const wrong = fault::about(fault::at("amount", "must be greater than zero"), "01J9");
    BOOST_TEST(wrong.fields().size() == 1U);
    BOOST_TEST(wrong.about() == "01J9");
}

BOOST_AUTO_TEST_CASE(a_field_says_whether_it_is_missing)
{
    BOOST_TEST((field_fault{"amount", std::string(field_is_required)}.is_missing()));
    BOOST_TEST(!(field_fault{"amount", "must be greater than zero"}.is_missing()));
    BOOST_TEST((field_fault{"email", std::string(not_an_email)}.is_no_email()));
    BOOST_TEST(!(field_fault{"email", std::string(field_is_required)}.is_no_email()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace fault_tests
