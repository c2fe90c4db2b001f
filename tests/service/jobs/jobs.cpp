// SPDX-License-Identifier: BSL-1.0
// tests/service/jobs/jobs.cpp: what is due is done: leases, turns, failures, and several processes.
#include <tender/service/engine_internals.hpp>
#include <tender/service/jobs/jobs.hpp>

#include <tender/api/popfab.hpp>

#include <service/bank.hpp>

#include <tender/service/runtime/schedule.hpp>

#include <boost/test/unit_test.hpp>

namespace jobs_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr money price{150'000, "NGN"};

/// A job that can only fail: what it is about does not exist.
id<job> write_hopeless_job(sandbox& bank)
{
    unit_of_work unit(runtime_of(bank.engine()).storage(), bank.who().account);
    ulid const subject{7, 7};
    auto fresh = make_job(bank.who(), job_kind::settle, subject, bank.now());
    auto const written = unit.insert(std::move(fresh))->id;
    BOOST_TEST(unit.commit().has_value());
    return written;
}

job read_job(sandbox& bank, id<job> which)
{
    unit_of_work unit(runtime_of(bank.engine()).storage(), bank.who().account);
    return *unit.find(which).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(jobs_)

BOOST_AUTO_TEST_CASE(C2_what_is_due_is_done_and_the_next_instant_is_told)
{
    sandbox bank;
    auto const begin = bank.now();
    auto const made = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    bank.hand()->set(begin + 1s - 1ms);
    auto report = bank.engine().run_due().value();
    BOOST_TEST(report.done == 0);
    BOOST_TEST((report.next == begin + 1s));
    BOOST_TEST(now_of(bank, made.id).state == payment_state::submitted);
    bank.hand()->set(begin + 1s);
    report = bank.engine().run_due().value();
    BOOST_TEST(report.done == 1);
    BOOST_TEST(now_of(bank, made.id).state == payment_state::captured);
    BOOST_TEST((report.next == begin + 1s + 1min));   // housekeeping
}

BOOST_AUTO_TEST_CASE(where_nothing_happens_housekeeping_looks_once_a_day)
{
    sandbox bank;
    auto const begin = bank.now();
    bank.hand()->advance(24h - 1ms);
    BOOST_TEST(bank.engine().run_due().value().done == 0);
    int done = 0;
    for (int day = 1; day != 11; ++day) {
        bank.hand()->set(begin + day * 24h);
        done += bank.engine().run_due().value().done;
        BOOST_TEST(bank.engine().run_due().value().done == 0);
    }
    BOOST_TEST(done == 10 * 2);                       // of both modes
}

BOOST_AUTO_TEST_CASE(C2_at_most_so_many_are_done_and_lanes_are_apart)
{
    sandbox bank;
    for (int i = 0; i != 10; ++i)
        BOOST_TEST(bank.engine().payments().create(bank.who(), bank.order(price)).has_value());
    bank.hand()->advance(1s);
    BOOST_TEST(bank.engine().run_due(100, job_lane::outbound).value().done == 0);
    BOOST_TEST(bank.engine().run_due(4).value().done == 4);
    BOOST_TEST(bank.engine().run_due(100).value().done == 6);
    BOOST_TEST(bank.engine().run_due(100).value().done == 0);
}

BOOST_AUTO_TEST_CASE(without_a_lane_all_of_them_have_their_turn_and_the_next_is_the_earliest)
{
    sandbox bank;
    bank.listen(popfab());
    auto const who = bank.by(popfab());
    BOOST_TEST(bank.engine().payments().create(who, bank.order(price)).has_value());
    bank.hand()->advance(1s);
    auto const first = bank.engine().run_due(1).value();
    BOOST_TEST(first.done == 2);                     // the question, and what it brought to tell
    BOOST_TEST(bank.webhooks().all().size() == 1U);
    for (int i = 0; i != 20 && bank.engine().run_due().value().done != 0; ++i) {}
    auto const idle = bank.engine().run_due().value();
    BOOST_TEST(idle.done == 0);
    std::optional<instant> soonest;
    for (std::size_t lane = 0; lane != enum_count<job_lane>; ++lane) {
        auto const next = bank.engine().run_due(1, static_cast<job_lane>(lane)).value().next;
        if (next && (!soonest || *next < *soonest)) soonest = next;
    }
    BOOST_TEST((idle.next == soonest));
}

BOOST_AUTO_TEST_CASE(C2_accounts_take_turns)
{
    auto const p = std::make_shared<scripted_provider>(name("p"));
    p->on_charge = [](charge_order const&) {
        return provider_answer{.what = outcome::acknowledged, .ask_after = 1s};
    };
    std::vector<std::string> asked;
    sandbox bank({.providers = {p}});
    auto& pay = bank.engine();
    std::map<ulid, std::string> names;
    auto const order = [&](merchant const& who, std::string const& name) {
        auto o = bank.order(price);
        o.reference = name;
        auto const made = pay.payments().create(who, o).value();
        names[made.last_attempt().value] = name;
        bank.hand()->advance(1ms);
    };
    merchant const b{pay.accounts().create({.username = "b", .name = "B"}).value().id,
                     mode::test, {}};
    merchant const c{pay.accounts().create({.username = "c", .name = "C"}).value().id,
                     mode::test, {}};
    for (auto const* const name : {"a1", "a2", "a3", "a4"}) order(bank.who(), name);
    for (auto const* const name : {"b1", "b2"}) order(b, name);
    order(c, "c1");
    p->on_query = [&](query_order const& q) {
        asked.push_back(names[*ulid::read(q.reference)]);
        return provider_answer{.what = outcome::done};
    };
    bank.hand()->advance(1s);
    BOOST_TEST(pay.run_due().value().done == 7);
    std::vector<std::string> const expected{"a1", "b1", "c1", "a2", "b2", "a3", "a4"};
    BOOST_TEST(asked == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(C2_a_job_whose_runner_died_is_taken_over_when_its_lease_ends)
{
    auto const p = std::make_shared<scripted_provider>(name("p"));
    p->schema().time_limit = 7s;
    sandbox bank({.providers = {p}});
    auto const made = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    bank.hand()->advance(10s);
    auto const leased_at = bank.now();
    for (int nth = 1;; ++nth) {
        bank.store().arm(nth, storage_failure::crash_after);
        try {
            (void)bank.engine().run_due();
        } catch (crash const&) {
        }
        bank.clear_faults();
        bank.restart();
        auto const waits = jobs_of(bank);
        if (waits.front().leased) break;
        BOOST_TEST_REQUIRE(nth < 20);
    }
    BOOST_TEST(p->questions() == 0);
    auto const length = 7s + settings{}.max_clock_skew;
    auto const ends = leased_at + length;
    BOOST_TEST((jobs_of(bank).front().due == ends));
    bank.hand()->set(ends - 1ms);
    BOOST_TEST(bank.engine().run_due().value().done == 0);
    for (auto const at : {ends, ends + length - 1ms}) {   // this process has to see it pass
        bank.hand()->set(at);
        auto const report = bank.engine().run_due().value();
        BOOST_TEST(report.done == 0);
        BOOST_TEST((report.next == at + 1s));
    }
    bank.hand()->set(ends + length);
    BOOST_TEST(bank.engine().run_due().value().done == 1);
    BOOST_TEST(p->questions() == 1);
    BOOST_TEST(p->charges() == 1);
    BOOST_TEST(now_of(bank, made.id).state == payment_state::in_doubt);
}

BOOST_AUTO_TEST_CASE(C2_C50_a_job_that_fails_is_tried_later_and_parked_after_twenty_times)
{
    sandbox bank;
    auto const which = write_hopeless_job(bank);
    std::chrono::seconds delay{1};
    for (int n = 1; n != 20; ++n) BOOST_TEST_CONTEXT("failure " << n) {
        BOOST_TEST(bank.engine().run_due().value().done >= 1);
        auto const j = read_job(bank, which);
        delay = std::min(2 * delay, std::chrono::seconds(4096));
        BOOST_TEST(j.failures == n);
        BOOST_TEST(!j.parked);
        BOOST_TEST((j.due == bank.now() + delay));
        bank.hand()->set(j.due);
    }
    BOOST_TEST(bank.incidents().empty());
    BOOST_TEST(bank.engine().run_due().value().done >= 1);
    BOOST_TEST(read_job(bank, which).parked);
    BOOST_TEST(incidents_of(bank, incident_kind::job_parked) == 1);
    bank.advance(30 * 24h);
    BOOST_TEST(read_job(bank, which).failures == 20);
    BOOST_TEST(incidents_of(bank, incident_kind::job_parked) == 1);
}

BOOST_AUTO_TEST_CASE(C2_a_parked_question_is_asked_again_once_somebody_syncs)
{
    sandbox bank;
    bank.provider("paystack").next(script::timeout_after_charge);
    auto const made = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    auto const which = jobs_of(bank).front().id;
    {
        unit_of_work unit(runtime_of(bank.engine()).storage(), bank.who().account);
        auto const j = unit.find(which).value();
        auto parked = *j;
        parked.parked = true;
        unit.replace(j, std::move(parked));
        BOOST_TEST(unit.commit().has_value());
    }
    bank.advance(1h);
    BOOST_TEST(now_of(bank, made.id).state == payment_state::in_doubt);
    bank.provider("paystack").next_query({});
    BOOST_TEST(bank.engine().payments().sync(bank.who(), made.id).has_value());
    bank.advance(1h);
    BOOST_TEST(now_of(bank, made.id).state == payment_state::captured);
}

BOOST_AUTO_TEST_CASE(C2_a_store_that_is_away_is_said_so_and_counts_as_no_failure)
{
    sandbox bank;
    BOOST_TEST(bank.engine().payments().create(bank.who(), bank.order(price)).has_value());
    bank.hand()->advance(1s);
    bank.store().away(true);
    for (int i = 0; i != 50; ++i)
        BOOST_TEST((bank.engine().run_due().error() == errc::storage_unavailable));
    bank.clear_faults();
    BOOST_TEST(jobs_of(bank).front().failures == 0);
    BOOST_TEST(bank.engine().run_due().value().done == 1);
}

BOOST_AUTO_TEST_CASE(C2_two_processes_on_one_store_do_each_job_once)
{
    auto const store = make_store(0);
    sandbox bank({.store = store});
    std::vector<std::shared_ptr<provider>> const same(bank.providers().begin(),
                                                      bank.providers().end());
    other_process other(bank, store, same, 0ms);
    for (int i = 0; i != 20; ++i)
        BOOST_TEST(bank.engine().payments().create(bank.who(), bank.order(price)).has_value());
    bank.hand()->advance(1s);
    other.clock->advance(1s);
    int ours = 0, theirs = 0;
    for (int round = 0; round != 20; ++round) {
        ours += bank.engine().run_due(1).value().done;
        theirs += other.pay.run_due(1).value().done;
    }
    BOOST_TEST(ours == 10);
    BOOST_TEST(theirs == 10);
    BOOST_TEST(bank.provider("paystack").questions() == 20);
    BOOST_TEST(unfinished(bank) == "");
}

BOOST_AUTO_TEST_CASE(C10_a_process_whose_clock_is_fast_does_not_fail_over_what_is_still_being_sent)
{
    // The sender's clock is right and stands at the last instant at which it may send; the other's
    // is fast by all that is allowed, and asks whenever it thinks it should.
    auto const store = make_store(0);
    auto const first = std::make_shared<scripted_provider>(name("first"));
    auto const second = std::make_shared<scripted_provider>(name("second"), 1);
    sandbox bank({.store = store, .providers = {first, second}});
    other_process other(bank, store, {first, second}, settings{}.max_clock_skew);
    bool arrived = false;
    first->on_query = [&](query_order const&) {
        return provider_answer{.what = arrived ? outcome::done : outcome::unknown_reference};
    };
    first->on_charge = [&](charge_order const&) {
        auto const step = [&](std::chrono::milliseconds by) {
            for (auto left = by; left > 0ms; left -= 100ms) {
                bank.hand()->advance(100ms);
                other.clock->advance(100ms);
                (void)other.pay.run_due();
            }
        };
        step(5s);                                   // until send_before
        step(first->profile().time_limit - 100ms);  // on its way
        BOOST_TEST(second->charges() == 0);
        arrived = true;
        return provider_answer{.what = outcome::done};
    };
    auto const made = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    BOOST_TEST(made.state == payment_state::captured);
    BOOST_TEST(second->charges() == 0);
}

BOOST_AUTO_TEST_CASE(C46_a_deadline_binds_from_its_instant_whether_or_not_its_job_has_run)
{
    sandbox bank;
    auto const key = bank.engine().api_keys().create(
        bank.who(), {.label = "k", .face = "popfab", .expires_at = bank.now() + 1h}).value();
    auto const valid = [&] {
        return bank.engine().api_keys().authenticate("popfab", key.text.reveal()).has_value();
    };
    bank.hand()->advance(1h - 1ms);
    BOOST_TEST(valid());
    bank.hand()->advance(1ms);
    BOOST_TEST(!valid());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace jobs_tests
