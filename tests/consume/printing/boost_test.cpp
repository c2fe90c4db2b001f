// SPDX-License-Identifier: BSL-1.0
// tests/consume/printing/boost_test.cpp: comparisons that fail in Boost.Test.
#define BOOST_TEST_MODULE printing
#include <boost/test/included/unit_test.hpp>

#define COMPARE(a, b) BOOST_TEST(a == b)
#define HOLDS(a) BOOST_TEST(a)
#include "comparisons.hpp"

BOOST_AUTO_TEST_CASE(comparisons) { compare_all(); }
BOOST_AUTO_TEST_CASE(value) { take_value(); }
