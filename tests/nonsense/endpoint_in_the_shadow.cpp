// SPDX-License-Identifier: BSL-1.0
// An endpoint that another before it always answers for.
// expect: static.assert(ion)? failed
#include <tender/api/exchange.hpp>

void nothing_much(tender::exchange&) {}

constexpr tender::endpoint table[] = {
    { tender::verb::GET, "/v1/things/{id}", tender::scope::payments_read,
      tender::idempotency::ignored, &nothing_much },
    { tender::verb::GET, "/v1/things/search", tender::scope::payments_read,
      tender::idempotency::ignored, &nothing_much },
};
static_assert(tender::well_formed(table));
