// SPDX-License-Identifier: BSL-1.0
// The main of every test program, compiled once.
#define BOOST_TEST_MODULE tender
#include <boost/test/unit_test.hpp>
