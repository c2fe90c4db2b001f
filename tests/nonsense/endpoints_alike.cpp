// SPDX-License-Identifier: BSL-1.0
// An endpoint stands once in a face.
// expect: static.assert(ion)? failed
#include <tender/api/exchange.hpp>

void nothing_much(tender::exchange&) {}

constexpr tender::endpoint twice[] = {
    { tender::verb::GET,  "/v1/things",      tender::scope::payments_read,
      tender::idempotency::ignored, &nothing_much },
    { tender::verb::POST, "/v1/things",      tender::scope::payments_read,
      tender::idempotency::ignored, &nothing_much },
    { tender::verb::GET,  "/v1/things",      tender::scope::payments_read,
      tender::idempotency::ignored, &nothing_much },
};
static_assert(tender::well_formed(twice));
