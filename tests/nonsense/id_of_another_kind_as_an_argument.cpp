// SPDX-License-Identifier: BSL-1.0
// A refund's id does not find a payment.
// expect: could not convert|no viable conversion|cannot convert
#include <tender/service/engine.hpp>

auto read(tender::engine& pay, tender::merchant const& who, tender::id<tender::refund> which)
{
    return pay.payments().read(who, which);
}
