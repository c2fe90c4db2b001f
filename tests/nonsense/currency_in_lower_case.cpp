// SPDX-License-Identifier: BSL-1.0
// A currency's code is in upper case.
// expect: no_such_currency|no matching conversion
#include <tender/base/currency.hpp>

auto const naira = tender::currency("ngn");
