// SPDX-License-Identifier: BSL-1.0
// tests/core/flow.cpp: a state machine does what its rows say, and nothing else.
#include <tender/core/flow.hpp>

#include <boost/test/unit_test.hpp>

namespace flow_tests {

using namespace tender;

namespace {

BOOST_DEFINE_ENUM_CLASS(state, idle, busy, done, lost)
BOOST_DEFINE_ENUM_CLASS(event, begin, end, drop)

using row = flow_row<state, event>;

constexpr row good_rows[] = {
    {state::idle, event::begin, state::busy},
    {state::busy, event::begin, state::busy},
    {state::busy, event::end, state::done},
    {state::busy, event::drop, state::lost},
    {state::idle, event::drop, state::lost},
};
constexpr auto good = make_flow<state, event>(state::idle, good_rows);

constexpr row two_ways[] = {
    {state::idle, event::begin, state::busy},
    {state::busy, event::end, state::done},
    {state::busy, event::drop, state::lost},
    {state::idle, event::begin, state::done},
};
constexpr row same_twice[] = {
    {state::idle, event::begin, state::busy},
    {state::idle, event::begin, state::busy},
};
constexpr row out_of_reach[] = {
    {state::idle, event::begin, state::busy},
    {state::lost, event::end, state::done},
};
constexpr row backwards[] = {
    {state::done, event::drop, state::lost},
    {state::busy, event::end, state::done},
    {state::idle, event::begin, state::busy},
};

// All of it while compiling: that is where the tables are checked.
static_assert(good.initial() == state::idle);
static_assert(good.deterministic() && good.connected());
static_assert(good.next(state::idle, event::begin) == state::busy);
static_assert(!good.next(state::idle, event::end));
static_assert(!make_flow<state, event>(state::idle, two_ways).deterministic());
static_assert(!make_flow<state, event>(state::idle, same_twice).deterministic());
static_assert(!make_flow<state, event>(state::idle, out_of_reach).connected());
static_assert(make_flow<state, event>(state::idle, backwards).connected());
static_assert(!make_flow<state, event>(state::done, backwards).connected());

}  // namespace

BOOST_AUTO_TEST_SUITE(flow_)

BOOST_AUTO_TEST_CASE(C23_every_pair_of_state_and_event_has_its_one_answer)
{
    for (std::size_t s = 0; s != enum_count<state>; ++s)
        for (std::size_t e = 0; e != enum_count<event>; ++e) {
            auto const from = static_cast<state>(s);
            auto const on = static_cast<event>(e);
            std::optional<state> expected;
            for (auto const& r : good_rows)
                if (r.from == from && r.on == on) expected = r.to;
            BOOST_TEST((good.next(from, on) == expected), enum_name(from) << enum_name(on));
        }
}

BOOST_AUTO_TEST_CASE(C23_a_state_leads_where_some_event_leads)
{
    for (std::size_t a = 0; a != enum_count<state>; ++a)
        for (std::size_t b = 0; b != enum_count<state>; ++b) {
            bool expected = false;
            for (auto const& r : good_rows)
                if (r.from == static_cast<state>(a) && r.to == static_cast<state>(b))
                    expected = true;
            BOOST_TEST(good.leads(static_cast<state>(a), static_cast<state>(b)) == expected);
        }
    BOOST_TEST(good.leads(state::busy, state::busy));
    BOOST_TEST(!good.leads(state::idle, state::idle));
}

BOOST_AUTO_TEST_CASE(C23_a_state_without_a_row_is_final)
{
    BOOST_TEST(!good.final(state::idle));
    BOOST_TEST(!good.final(state::busy));
    BOOST_TEST(good.final(state::done));
    BOOST_TEST(good.final(state::lost));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace flow_tests
