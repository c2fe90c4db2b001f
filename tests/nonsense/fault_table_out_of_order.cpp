// SPDX-License-Identifier: BSL-1.0
// The row of a fault is found by its place, so the places must fit.
// expect: static.assert(ion)? failed
#include <tender/base/enum.hpp>

BOOST_DEFINE_ENUM_CLASS(light, red, green)

struct words {
    light which;
    char const* text;
};
constexpr words table[] = {
    { light::green, "go"   },
    { light::red,   "stop" },
};
static_assert(tender::one_row_each<light>(table, &words::which));
