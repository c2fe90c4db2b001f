// SPDX-License-Identifier: BSL-1.0
// tests/domain/payment/payment_flow.cpp: the life of a payment, drawn again from the table of
// states.
#include <tender/domain/payment/payment_flow.hpp>

#include <tender/domain/payment/payment.hpp>
#include <tender/testing/flow_grid.hpp>

#include <boost/test/unit_test.hpp>

#include <set>

namespace payment_flow_tests {

using namespace tender;

namespace {

using state = payment_state;

// What the design says in words, state by state.
std::set<std::pair<state, state>> const changes = {
    {state::created, state::submitted},    {state::created, state::canceled},
    {state::created, state::expired},      {state::created, state::failed},
    {state::submitted, state::challenged}, {state::submitted, state::accepted},
    {state::submitted, state::in_doubt},   {state::submitted, state::captured},
    {state::submitted, state::failed},     {state::submitted, state::created},
    {state::submitted, state::submitted},  {state::challenged, state::accepted},
    {state::challenged, state::in_doubt},  {state::challenged, state::captured},
    {state::challenged, state::created},   {state::challenged, state::failed},
    {state::challenged, state::expired},   {state::accepted, state::captured},
    {state::accepted, state::in_doubt},    {state::accepted, state::created},
    {state::accepted, state::failed},      {state::in_doubt, state::captured},
    {state::in_doubt, state::accepted},    {state::in_doubt, state::submitted},
    {state::in_doubt, state::challenged},
    {state::in_doubt, state::created},     {state::in_doubt, state::failed},
    {state::captured, state::refunded},    {state::captured, state::reversed},
    {state::refunded, state::captured},
};

template<class F>
void for_each_pair(F f)
{
    for (std::size_t from = 0; from != enum_count<state>; ++from)
        for (std::size_t to = 0; to != enum_count<state>; ++to)
            f(static_cast<state>(from), static_cast<state>(to));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(payment_flow_)

BOOST_AUTO_TEST_CASE(C23_payment_flow_does_exactly_this)
{
    testing::check_grid(payment_flow, R"(
                    submit     challenge   accept    outcome_unknown  capture   fail
        created     submitted  .           .         .                .         failed
        submitted   submitted  challenged  accepted  in_doubt         captured  failed
        challenged  .          .           accepted  in_doubt         captured  failed
        accepted    .          .           .         in_doubt         captured  failed
        in_doubt    submitted  challenged  accepted  .                captured  failed
        captured    .          .           .         .                .         .
        failed      .          .           .         .                .         .
        canceled    .          .           .         .                .         .
        expired     .          .           .         .                .         .
        refunded    .          .           .         .                .         .
        reversed    .          .           .         .                .         .

                    cancel    expire   reopen   refund    reverse   restore
        created     canceled  expired  .        .         .         .
        submitted   .         .        created  .         .         .
        challenged  .         expired  created  .         .         .
        accepted    .         .        created  .         .         .
        in_doubt    .         .        created  .         .         .
        captured    .         .        .        refunded  reversed  .
        failed      .         .        .        .         .         .
        canceled    .         .        .        .         .         .
        expired     .         .        .        .         .         .
        refunded    .         .        .        .         .         captured
        reversed    .         .        .        .         .         .
    )");
}

BOOST_AUTO_TEST_CASE(C23_it_leads_from_state_to_state_as_the_design_says)
{
    for_each_pair([](state from, state to) {
        BOOST_TEST(payment_flow.leads(from, to) == changes.contains({from, to}),
                   enum_name(from) << " to " << enum_name(to));
    });
}

BOOST_AUTO_TEST_CASE(C23_a_version_in_another_state_must_be_a_change_of_the_table)
{
    for_each_pair([](state from, state to) {
        payment old, fresh;
        old.state = from;
        fresh.state = to;
        BOOST_TEST(record_of<payment>.legal(&old, &fresh) ==
                       (from == to || changes.contains({from, to})),
                   enum_name(from) << " to " << enum_name(to));
    });
}

BOOST_AUTO_TEST_CASE(it_begins_created_and_four_states_are_final)
{
    BOOST_TEST((payment_flow.initial() == state::created));
    std::set<state> const final = {state::failed, state::canceled, state::expired,
                                   state::reversed};
    std::set<state> const settled_ones = {state::captured, state::refunded, state::failed,
                                          state::canceled, state::expired, state::reversed};
    for (std::size_t i = 0; i != enum_count<state>; ++i) {
        auto const s = static_cast<state>(i);
        BOOST_TEST(payment_flow.final(s) == final.contains(s), enum_name(s));
        BOOST_TEST(settled(s) == settled_ones.contains(s), enum_name(s));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace payment_flow_tests
