// SPDX-License-Identifier: BSL-1.0
// tests/domain/payment/decline.cpp: what declines mean, drawn again.
#include <tender/domain/payment/decline.hpp>

#include <tender/port/provider.hpp>

#include <boost/test/unit_test.hpp>

#include <set>

namespace decline_tests {

using namespace tender;

BOOST_AUTO_TEST_SUITE(declines_)

BOOST_AUTO_TEST_CASE(each_code_is_hard_or_soft)
{
    using enum decline_code;
    std::set<decline_code> const hard{expired_card, invalid_number, invalid_security_code,
                                      lost_card,    stolen_card,    suspected_fraud};
    for (auto const& row : declines) BOOST_TEST_CONTEXT(enum_name(row.code)) {
        auto const kind = row.code == none              ? decline_kind::none
                          : hard.count(row.code) != 0 ? decline_kind::hard
                                                        : decline_kind::soft;
        BOOST_TEST((row.kind == kind));
        BOOST_TEST(row.says.empty() == (row.code == none));
    }
}

BOOST_AUTO_TEST_CASE(an_answer_without_a_code_means_what_its_outcome_says)
{
    struct { outcome what; decline_code given, means; } const cases[] = {
        {outcome::declined_hard, decline_code::none, decline_code::other},
        {outcome::declined_soft, decline_code::none, decline_code::other},
        {outcome::declined_hard, decline_code::expired_card, decline_code::expired_card},
        {outcome::declined_soft, decline_code::do_not_honor, decline_code::do_not_honor},
        {outcome::refused, decline_code::none, decline_code::not_processed},
        {outcome::refused, decline_code::stolen_card, decline_code::not_processed},
        {outcome::unknown_reference, decline_code::none, decline_code::not_processed},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(enum_name(c.what)) {
        provider_answer said;
        said.what = c.what;
        said.decline = c.given;
        BOOST_TEST(decline_of(said) == c.means);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace decline_tests
