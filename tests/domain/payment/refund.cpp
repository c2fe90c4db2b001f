// SPDX-License-Identifier: BSL-1.0
// tests/domain/payment/refund.cpp: the life of a refund, drawn again, and what it takes from its
// payment.
#include <tender/domain/payment/refund.hpp>

#include <tender/testing/flow_grid.hpp>

#include <boost/test/unit_test.hpp>

#include <set>

namespace refund_tests {

using namespace tender;

BOOST_AUTO_TEST_SUITE(refund_)

BOOST_AUTO_TEST_CASE(C23_C42_refund_flow_does_exactly_this)
{
    testing::check_grid(refund_flow, R"(
                   submit     resend     outcome_unknown  succeed    reject    fail    return_refund
        created    submitted  .          .                .          .         .       .
        submitted  .          .          in_doubt         succeeded  rejected  failed  .
        in_doubt   .          submitted  .                succeeded  rejected  failed  .
        succeeded  .          .          .                .          .         .       returned
        rejected   .          .          .                .          .         .       .
        failed     .          .          .                .          .         .       .
        returned   .          .          .                .          .         .       .
    )");
    BOOST_TEST((refund_flow.initial() == refund_state::created));
}

BOOST_AUTO_TEST_CASE(C42_those_under_way_are_reserved)
{
    std::set<refund_state> const reserved = {refund_state::created, refund_state::submitted,
                                             refund_state::in_doubt};
    for (std::size_t i = 0; i != enum_count<refund_state>; ++i) {
        auto const s = static_cast<refund_state>(i);
        BOOST_TEST(under_way(s) == reserved.contains(s), enum_name(s));
    }
}

BOOST_AUTO_TEST_CASE(C23_a_version_in_another_state_must_be_a_change_of_the_table)
{
    for (std::size_t i = 0; i != enum_count<refund_state>; ++i)
        for (std::size_t j = 0; j != enum_count<refund_state>; ++j) {
            refund old, fresh;
            old.state = static_cast<refund_state>(i);
            fresh.state = static_cast<refund_state>(j);
            bool const legal = i == j || refund_flow.leads(old.state, fresh.state);
            BOOST_TEST(record_of<refund>.legal(&old, &fresh) == legal,
                       enum_name(old.state) << " to " << enum_name(fresh.state));
        }
}

BOOST_AUTO_TEST_CASE(C42_what_remains_is_captured_less_what_went_and_what_may_still_go)
{
    payment p;
    p.captured = 1000;
    BOOST_TEST(p.remaining() == 1000);
    p.refunding = 300;
    BOOST_TEST(p.remaining() == 700);
    p.refunded = 700;
    BOOST_TEST(p.remaining() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace refund_tests
