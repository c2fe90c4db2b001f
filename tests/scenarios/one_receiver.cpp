// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/one_receiver.cpp: one receiver hangs, refuses or is dead, with much to be told;
// what others are told is not later for it. It could happen between endpoints of one merchant, of
// two, of one host and in the untrusted lane, with one sender and with several.
#include <tender/adapter/threads.hpp>
#include <tender/api/poof.hpp>
#include <tender/api/popfab.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <map>
#include <thread>

namespace one_receiver_tests {

using namespace tender;
using namespace tender::testing;

namespace {

/// Answers at once, but for hosts that hang for as long as they may; it takes the test's time.
class some_hang final : public sender {
public:
    sent send(outgoing const& what) override
    {
        std::string const url(what.url);
        std::lock_guard const hold(lock_);
        ++calls_[url];
        if (url.find("hung") != url.npos) {
            time->advance(what.time_limit);
            return {0, "no answer"};
        }
        last_[url] = time->now();
        return {200};
    }

    int calls(std::string const& url) const
    {
        std::lock_guard const hold(lock_);
        auto const at = calls_.find(url);
        return at == calls_.end() ? 0 : at->second;
    }
    instant last(std::string const& url) const
    {
        std::lock_guard const hold(lock_);
        auto const at = last_.find(url);
        return at == last_.end() ? instant::max() : at->second;
    }

    std::shared_ptr<manual_clock> time;

private:
    mutable std::mutex lock_;
    std::map<std::string, int> calls_;
    std::map<std::string, instant> last_;
};

struct yard {
    std::shared_ptr<some_hang> out = std::make_shared<some_hang>();
    std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>(sandbox_options{}.begin);
    sandbox bank{[this] {
        sandbox_options how;
        out->time = time;
        how.clock = time;
        how.sender = out;
        return how;
    }()};
    merchant who = bank.by(popfab());

    void endpoint(std::string const& url, merchant const& of)
    {
        auto const& types = popfab().webhooks->types;
        BOOST_REQUIRE(bank.engine().webhooks().create(
            of, {.url = url, .events = {types.begin(), types.end()}}).has_value());
    }
    void endpoint(std::string const& url) { endpoint(url, who); }
    void pay(int times)
    {
        for (int i = 0; i != times; ++i)
            BOOST_REQUIRE(bank.engine().payments().create(who, bank.order({100, "NGN"}))
                              .has_value());
    }

    /// As one sender does it, for so long.
    void send_for(std::chrono::milliseconds time_of_all, job_lane lane = job_lane::outbound)
    {
        auto const end = time->now() + time_of_all;
        while (time->now() < end) {
            auto const report = bank.engine().run_due(10, lane).value();
            if (report.done == 0 && !report.next) return;
            if (report.done == 0) time->set(std::max(*report.next, time->now() + 1ms));
        }
    }
};

std::string healthy(int n) { return "https://healthy-" + std::to_string(n) + ".example/"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(one_receiver)

BOOST_AUTO_TEST_CASE(C2_one_that_hangs_among_twenty_delays_nobody_though_it_has_most_to_hear)
{
    yard y;
    y.endpoint("https://hung.example/");
    y.pay(100);                                      // it alone has to hear of those
    y.time->advance(1min);
    for (int n = 0; n != 19; ++n) y.endpoint(healthy(n));
    auto const begin = y.time->now();
    y.pay(20);
    y.send_for(30s);
    for (int n = 0; n != 19; ++n) {
        BOOST_TEST(y.out->calls(healthy(n)) == 20);
        BOOST_TEST((y.out->last(healthy(n)) <= begin + 25s));
    }
    y.send_for(10min);
    BOOST_TEST(y.out->calls("https://hung.example/") >= 5);    // it is not forgotten
    BOOST_TEST(y.out->calls("https://hung.example/") <= 20);
}

BOOST_AUTO_TEST_CASE(C2_two_hundred_dead_ones_of_one_account_do_not_go_before_anothers_only_one)
{
    for (bool const gone : {false, true}) BOOST_TEST_CONTEXT(gone) {
        yard y;
        for (int n = 0; n != 10; ++n)
            y.endpoint("https://hung-" + std::to_string(gone ? n : 0) + ".example/" +
                       std::to_string(n));
        y.pay(20);
        auto const other = y.bank.engine().accounts().create(
            {.username = "other", .name = "Other", .currency = "NGN"}).value();
        y.who = {other.id, mode::test, popfab().id};
        y.endpoint(healthy(0), y.who);
        auto const begin = y.time->now();
        y.pay(1);
        y.send_for(60s);
        BOOST_TEST(y.out->calls(healthy(0)) == 1);
        BOOST_TEST((y.out->last(healthy(0)) <= begin + 20s));
    }
}

BOOST_AUTO_TEST_CASE(C2_a_host_that_is_dead_costs_little_however_many_endpoints_it_has)
{
    yard y;
    for (int n = 0; n != 90; ++n)
        y.endpoint("https://hung.example/" + std::to_string(n));
    y.pay(1);
    auto const begin = y.time->now();
    y.send_for(60s);
    int calls = 0;
    for (int n = 0; n != 90; ++n)
        calls += y.out->calls("https://hung.example/" + std::to_string(n));
    BOOST_TEST(calls <= 8);
    BOOST_TEST((y.time->now() >= begin + 60s));
}

BOOST_AUTO_TEST_CASE(C29_events_of_one_object_follow_each_other_at_once)
{
    yard y;
    y.endpoint(healthy(0));
    y.bank.provider("paystack").next(script::decline_hard);
    y.pay(1);                                        // two events of one instant
    auto const begin = y.time->now();
    while (y.bank.engine().run_due(1, job_lane::outbound).value().done != 0) {}
    BOOST_TEST(y.out->calls(healthy(0)) == 2);
    BOOST_TEST((y.time->now() == begin));
}

BOOST_AUTO_TEST_CASE(C2_several_senders_share_the_time_of_the_one_that_hangs)
{
    struct waits final : sender {
        std::atomic<int> hanging{0}, most{0}, arrived{0};
        std::atomic<bool> over{false};
        sent send(outgoing const& what) override
        {
            if (what.url.find("hung") == what.url.npos) {
                ++arrived;
                return {200};
            }
            int const now = ++hanging;
            int seen = most;
            while (seen < now && !most.compare_exchange_weak(seen, now)) {}
            for (int i = 0; i != 300 && !over; ++i) std::this_thread::sleep_for(10ms);
            --hanging;
            return {0, "no answer"};
        }
    };
    auto const out = std::make_shared<waits>();
    sandbox_options how;
    how.sender = out;
    how.settings.lane_threads = {1, 8, 1};
    how.waiter = std::make_shared<thread_waiter>();
    sandbox bank(how);
    auto const who = bank.by(popfab());
    auto const& types = popfab().webhooks->types;
    for (int n = 0; n != 40; ++n)
        BOOST_REQUIRE(bank.engine().webhooks().create(
            who, {.url = "https://hung-" + std::to_string(n) + ".example/",
                  .events = {types.begin(), types.end()}}).has_value());
    auto const pay = [&](int times) {
        for (int i = 0; i != times; ++i)
            BOOST_REQUIRE(bank.engine().payments().create(who, bank.order({100, "NGN"})));
    };
    BOOST_REQUIRE(bank.engine().webhooks().create(
        who, {.url = healthy(0), .events = {types.begin(), types.end()}}).has_value());
    pay(1);
    // The first answer of the good one makes it trusted, whichever turns come before.
    for (int i = 0; out->arrived == 0 && i != 100; ++i) {
        out->over = true;
        BOOST_REQUIRE(bank.engine().run_due(10, job_lane::outbound).has_value());
    }
    out->over = false;
    out->most = 0;
    int const before = out->arrived;
    pay(30);
    std::vector<std::thread> senders;
    std::atomic<bool> stop{false};
    for (int i = 0; i != 8; ++i)
        senders.emplace_back([&] {
            while (!stop)
                if (bank.engine().run_due(10, job_lane::outbound).value().done == 0)
                    std::this_thread::sleep_for(1ms);
        });
    for (int i = 0; i != 2500 && out->arrived != before + 30; ++i)
        std::this_thread::sleep_for(1ms);
    BOOST_TEST(out->arrived == before + 30);         // while the others hang
    BOOST_TEST(out->most <= 4);
    out->over = stop = true;
    for (auto& t : senders) t.join();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace one_receiver_tests
