// SPDX-License-Identifier: BSL-1.0
// tests/consume/printing/gtest.cpp: comparisons that fail in GoogleTest, which prints a condition
// with `<<`.
#include <gtest/gtest.h>

#define COMPARE(a, b) EXPECT_EQ(a, b)
#define HOLDS(a) EXPECT_TRUE(a) << a
#include "comparisons.hpp"

TEST(printing, comparisons) { compare_all(); }
TEST(printing, value) { take_value(); }
