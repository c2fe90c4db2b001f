// SPDX-License-Identifier: BSL-1.0
// A name in upper case, of which a registry would know nothing.
// expect: no_such_name|no matching conversion|no viable conversion|no matching constructor
#include <tender/base/name.hpp>

tender::name const provider("Paystack");
