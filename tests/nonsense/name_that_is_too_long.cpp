// SPDX-License-Identifier: BSL-1.0
// A name of more characters than fit: it would have to be cut.
// expect: no_such_name|no matching conversion|no viable conversion|no matching constructor
#include <tender/base/name.hpp>

tender::name const provider("a-very-long-provider-name");
