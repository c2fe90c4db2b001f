// SPDX-License-Identifier: BSL-1.0
// tests/domain/routing/breaker_flow.cpp: the breaker's table, drawn again.
#include <tender/domain/routing/breaker_flow.hpp>

#include <tender/testing/flow_grid.hpp>

namespace breaker_flow_tests {

using namespace tender;

BOOST_AUTO_TEST_SUITE(breaker_flow_)

BOOST_AUTO_TEST_CASE(C23_does_exactly_this)
{
    testing::check_grid(breaker_flow, R"(
                    trip    cool        relapse   recover
        closed      open    .           .         .
        open        .       half_open   .         .
        half_open   .       .           open      closed
    )");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace breaker_flow_tests
