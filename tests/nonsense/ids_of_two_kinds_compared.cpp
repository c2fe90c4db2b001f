// SPDX-License-Identifier: BSL-1.0
// A payment's id is no refund's.
// expect: no match for .operator==|invalid operands to binary expression
#include <tender/domain/payment/refund.hpp>

bool same(tender::id<tender::payment> p, tender::id<tender::refund> r)
{
    return p == r;
}
