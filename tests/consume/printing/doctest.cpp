// SPDX-License-Identifier: BSL-1.0
// tests/consume/printing/doctest.cpp: comparisons that fail in doctest.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <tender/testing/doctest.hpp>

#define COMPARE(a, b) CHECK(a == b)
#define HOLDS(a) CHECK(a)
#include "comparisons.hpp"

TEST_CASE("comparisons") { compare_all(); }
TEST_CASE("value") { take_value(); }
