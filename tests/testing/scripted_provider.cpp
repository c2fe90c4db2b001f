// SPDX-License-Identifier: BSL-1.0
// tests/testing/scripted_provider.cpp: it says what it is told to say, and counts.
#include <tender/testing/scripted_provider.hpp>

#include <boost/test/unit_test.hpp>

namespace scripted_provider_tests {

using namespace tender;
using namespace tender::testing;

BOOST_AUTO_TEST_SUITE(scripted_provider_)

BOOST_AUTO_TEST_CASE(what_is_not_set_says_unknown_and_every_call_counts)
{
    scripted_provider p("mine", 30);
    payment_terms const terms;
    charge_order const charge{"r", {1, "NGN"}, payment_method::card, mode::test, terms, 1};
    refund_order const refund{"r", "c", "", {1, "NGN"}, mode::test};
    query_order const query{"r", "", attempt_purpose::charge, mode::test};
    BOOST_TEST((p.charge(charge).what == outcome::unknown));
    BOOST_TEST((p.refund(refund).what == outcome::unknown));
    BOOST_TEST((p.query(query).what == outcome::unknown));
    p.on_charge = [](charge_order const& o) {
        return provider_answer{.what = outcome::done, .amount = o.amount};
    };
    BOOST_TEST((p.charge(charge).amount == money{1, "NGN"}));
    BOOST_TEST(p.charges() == 2);
    BOOST_TEST(p.refunds() == 1);
    BOOST_TEST(p.questions() == 1);
    BOOST_TEST(p.profile().id.text() == "mine");
    BOOST_TEST(p.profile().fee.basis_points == 30);
    BOOST_TEST(p.profile().simulated);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace scripted_provider_tests
