// SPDX-License-Identifier: BSL-1.0
// tests/consume/printing/catch2.cpp: comparisons that fail in Catch2.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

#define COMPARE(a, b) CHECK(a == b)
#define HOLDS(a) CHECK(a)
#include "comparisons.hpp"

TEST_CASE("comparisons") { compare_all(); }
TEST_CASE("value") { take_value(); }
