// SPDX-License-Identifier: BSL-1.0
// Amounts in two currencies have no order, so none have.
// expect: no match for .operator<|invalid operands to binary expression
#include <tender/base/money.hpp>

bool less(tender::money a, tender::money b)
{
    return a < b;
}
