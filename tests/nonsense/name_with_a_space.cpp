// SPDX-License-Identifier: BSL-1.0
// A name with a character that no name has.
// expect: no_such_name|no matching conversion|no viable conversion|no matching constructor
#include <tender/base/name.hpp>

tender::name const provider = "pay stack";
