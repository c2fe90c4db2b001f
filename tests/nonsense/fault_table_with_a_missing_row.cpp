// SPDX-License-Identifier: BSL-1.0
// A table of faults must have a row for each.
// expect: static.assert(ion)? failed
#include <tender/base/fault.hpp>

struct words {
    tender::errc code;
    char const* text;
};
constexpr words table[] = {
    { tender::errc::invalid_request, "bad" },
    { tender::errc::unauthorized,    "no"  },
};
static_assert(tender::one_row_each<tender::errc>(table, &words::code));
