// SPDX-License-Identifier: BSL-1.0
// Braces stand around a whole segment.
// expect: static.assert(ion)? failed
#include <tender/api/exchange.hpp>

void nothing_much(tender::exchange&) {}

constexpr tender::endpoint table[] = {
    { tender::verb::GET, "/v1/things/x{id}", tender::scope::payments_read,
      tender::idempotency::ignored, &nothing_much },
};
static_assert(tender::well_formed(table));
