// SPDX-License-Identifier: BSL-1.0
// Money in a currency that ISO 4217 does not have.
// expect: no_such_currency|no matching conversion|no viable conversion
#include <tender/base/money.hpp>

auto const price = tender::money{1050, "EUX"};
