// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/lanes.cpp: much waits in one lane; what waits in the others is done as if it did
// not. It could happen in every store that sorts what is due, and in whoever asks it.
#include <service/bank.hpp>

#include <tender/service/engine_internals.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <boost/test/unit_test.hpp>

namespace lanes_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr int many = 500;

/// As many jobs of a kind, due at once.
void pile_up(sandbox& bank, job_kind kind)
{
    unit_of_work unit(runtime_of(bank.engine()).storage(), bank.who().account);
    for (std::uint64_t i = 0; i != many; ++i)
        unit.insert(make_job(bank.who(), kind, {7, i + 1}, bank.now()));
    unit.commit().value();
}

std::size_t due_in(sandbox& bank, job_lane lane)
{
    auto& store = runtime_of(bank.engine()).storage();
    return store.due(static_cast<int>(lane), bank.now(), 10 * many).value().size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lanes)

BOOST_AUTO_TEST_CASE(C2_money_goes_its_way_whatever_others_are_to_be_told)
{
    for (auto const kind : {job_kind::deliver, job_kind::deliver_untrusted})
        BOOST_TEST_CONTEXT(enum_name(kind)) {
            sandbox bank;
            pile_up(bank, kind);
            auto const made =
                bank.engine().payments().create(bank.who(), bank.order({1000, "NGN"})).value();
            bank.hand()->advance(1s);
            BOOST_TEST(bank.engine().run_due(1, job_lane::engine).value().done == 1);
            BOOST_TEST((now_of(bank, made.id).state == payment_state::captured));
            BOOST_TEST(due_in(bank, lane_of(kind)) == std::size_t(many));
        }
}

BOOST_AUTO_TEST_CASE(C2_strangers_hold_up_nobody_who_has_a_key)
{
    sandbox bank;
    pile_up(bank, job_kind::deliver_untrusted);
    BOOST_TEST(due_in(bank, job_lane::outbound) == 0U);
    BOOST_TEST(!runtime_of(bank.engine()).storage().next_due(
                    static_cast<int>(job_lane::outbound))->has_value());
    BOOST_TEST(bank.engine().run_due(100, job_lane::outbound).value().done == 0);
    BOOST_TEST(due_in(bank, job_lane::untrusted) == std::size_t(many));
}

BOOST_AUTO_TEST_CASE(C2_every_kind_of_job_has_its_lane_and_no_other)
{
    for (int k = 0; k != enum_count<job_kind>; ++k) {
        auto const kind = static_cast<job_kind>(k);
        sandbox bank;
        std::array<std::size_t, lane_count> before{};
        for (int l = 0; l != lane_count; ++l)
            before[static_cast<std::size_t>(l)] = due_in(bank, static_cast<job_lane>(l));
        pile_up(bank, kind);
        for (int l = 0; l != lane_count; ++l) {
            bool const its_own = static_cast<job_lane>(l) == lane_of(kind);
            BOOST_TEST(due_in(bank, static_cast<job_lane>(l)) ==
                       before[static_cast<std::size_t>(l)] + (its_own ? many : 0));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lanes_tests
