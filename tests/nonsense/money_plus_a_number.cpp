// SPDX-License-Identifier: BSL-1.0
// An amount has a currency; a number has none.
// expect: no match for .operator\+|invalid operands to binary expression
#include <tender/base/money.hpp>

auto add_one(tender::money m)
{
    return m + 1;
}
