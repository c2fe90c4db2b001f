// SPDX-License-Identifier: BSL-1.0
// One event leads from a state to one state.
// expect: static.assert(ion)? failed
#include <tender/core/flow.hpp>

BOOST_DEFINE_ENUM_CLASS(door, shut, ajar, locked)
BOOST_DEFINE_ENUM_CLASS(hand, push)

constexpr auto doors = tender::make_flow<door, hand>(door::shut, {
    { door::shut, hand::push, door::ajar   },
    { door::shut, hand::push, door::locked },
});
static_assert(doors.deterministic());
