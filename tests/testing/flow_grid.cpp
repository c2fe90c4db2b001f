// SPDX-License-Identifier: BSL-1.0
// tests/testing/flow_grid.cpp: a grid that differs from its flow says where.
#include <tender/testing/flow_grid.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace flow_grid_tests {

using namespace tender;

namespace {

BOOST_DEFINE_ENUM_CLASS(door_state, shut, ajar, locked)
BOOST_DEFINE_ENUM_CLASS(door_event, open, close, lock)

constexpr auto door_flow = [] {
    using enum door_state;
    using enum door_event;
    return make_flow<door_state, door_event>(shut, {
        { shut, open,  ajar   },
        { shut, lock,  locked },
        { ajar, close, shut   },
    });
}();

using faults = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(flow_grid_)

BOOST_AUTO_TEST_CASE(the_same_drawn_again_has_no_fault)
{
    testing::check_grid(door_flow, R"(
                open  close  lock
        shut    ajar  .      locked
        ajar    .     shut   .
        locked  .     .      .
    )");
    testing::check_grid(door_flow, "lock close open\nlocked . . .\nshut locked . ajar\n"
                                   "ajar . shut .");
    testing::check_grid(door_flow, R"(
                open
        shut    ajar
        ajar    .
        locked  .

                close  lock
        shut    .      locked
        ajar    shut   .
        locked  .      .

    )");
}

BOOST_AUTO_TEST_CASE(whatever_differs_is_said)
{
    std::string const head = "open close lock\n";
    std::string const shut = "shut ajar . locked\n", ajar = "ajar . shut .\n";
    std::string const locked = "locked . . .\n";
    struct { std::string grid; faults says; } const cases[] = {
        { head + "shut ajar ajar locked\n" + ajar + locked,
          { "shut on close must lead to ajar" } },
        { head + "shut locked . locked\n" + ajar + locked, { "shut on open must lead to locked" } },
        { head + "shut . . locked\n" + ajar + locked, { "shut on open must not happen" } },
        { head + shut + ajar + "locked . . shut\n", { "locked on lock must lead to shut" } },
        { head + shut + ajar + "locked . - .\n", { "- is no state" } },
        { head + shut + ajar + "locked . wide .\n", { "wide is no state" } },
        { head + shut + ajar, { "the state locked is missing" } },
        { head + shut + ajar + locked + ajar, { "ajar is there twice" } },
        { head + shut + ajar + locked + "broken . . .\n", { "broken is no state" } },
        { head + shut + ajar + "locked . .\n", { "locked has 2 cells for 3 events" } },
        { head + shut + ajar + "locked . . . .\n", { "locked has 4 cells for 3 events" } },
        { "open close\nshut ajar .\najar . shut\nlocked . .\n", { "the event lock is missing" } },
        { "open close kick lock\nshut ajar . . locked\najar . shut . .\nlocked . . . .\n",
          { "kick is no event" } },
        { "open close close lock\nshut ajar . . locked\najar . shut . .\nlocked . . . .\n",
          { "close is there twice" } },
        { head + shut + ajar + locked + "\nopen\nshut ajar\najar .\nlocked .\n",
          { "open is there twice" } },
        { "open close\nshut ajar .\najar . shut\nlocked . .\n\nlock\nshut locked\najar .\n",
          { "the state locked is missing" } },
        { head + "shut . ajar locked\n" + ajar + locked,
          { "shut on open must not happen", "shut on close must lead to ajar" } },
        { " \n\t\n",
          { "the state shut is missing", "the state ajar is missing",
            "the state locked is missing", "the event open is missing",
            "the event close is missing", "the event lock is missing" } },
    };
    for (auto const& c : cases) {
        auto const found = testing::grid_faults(door_flow, c.grid);
        BOOST_TEST(found == c.says, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace flow_grid_tests
