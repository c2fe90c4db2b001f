// SPDX-License-Identifier: BSL-1.0 tests/service/webhook/deliveries.cpp: webhooks are sent until
// they arrive: by the schedule, in order, at least once, whatever fails.
#include <tender/adapter/threads.hpp>
#include <tender/api/popfab.hpp>
#include <tender/service/engine_internals.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

namespace deliveries_tests {

using namespace tender;
using namespace tender::testing;

namespace {

using milliseconds = std::chrono::milliseconds;

constexpr money price{150'000, "NGN"};
sent const no_answer{0, "timed out"};

struct shop {
    sandbox bank;
    merchant who = bank.by(popfab());
    fresh_webhook_endpoint made = bank.listen(popfab());
    instant begin = bank.now();

    explicit shop(sandbox_options how = {}) : bank(std::move(how)) {}

    payment pay() { return bank.engine().payments().create(who, bank.order(price)).value(); }

    /// A payment that is over at once, so that it has one event more than the first.
    void decline()
    {
        bank.provider("paystack").next(script::decline_hard);
        pay();
    }

    /// When something arrived, from the beginning on.
    std::vector<milliseconds> times()
    {
        std::vector<milliseconds> out;
        for (auto const& r : bank.webhooks().all()) out.push_back(r.at - begin);
        return out;
    }

    bool enabled() { return bank.engine().webhooks().read(who, made.endpoint.id)->enabled; }
    std::vector<versioned<webhook_delivery>> dead()   // oldest first
    {
        sandbox::pause_faults const quiet(bank);
        auto all = bank.engine().webhooks().dead(who).value().items;
        return {all.rbegin(), all.rend()};
    }
};

/// The events that arrived, by their ids.
std::multiset<std::string> heard(sandbox& bank)
{
    constexpr std::string_view before = "{\"id\":\"evt_";
    std::multiset<std::string> out;
    for (auto const& r : bank.webhooks().all())
        out.insert(r.body.substr(before.size(), ulid::length));
    return out;
}

/// An endpoint that hears of one type alone.
void listen_to(sandbox& bank, std::string type)
{
    sandbox::pause_faults const quiet(bank);
    BOOST_TEST(bank.engine().webhooks().create(
        bank.by(popfab()), {.url = "https://one.example.com/", .events = {std::move(type)}})
                   .has_value());
}

std::vector<versioned<event>> told_events(sandbox& bank)
{
    auto events = all(bank, all_events);
    std::erase_if(events, [](versioned<event> const& e) {
        return popfab().webhooks->words(*e).empty() || face_of(*e).empty();
    });
    return events;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(deliveries_)

BOOST_AUTO_TEST_CASE(C29_eight_attempts_by_popfabs_schedule_and_then_a_dead_letter)
{
    sandbox bank;
    listen_to(bank, "payment.processing");
    auto const begin = bank.now();
    bank.webhooks().always({500});
    auto const who = bank.by(popfab());
    auto const made = bank.engine().payments().create(who, bank.order(price)).value();
    std::vector<milliseconds> const schedule = {0s, 30s, 150s, 750s, 2'550s, 9'750s, 31'350s,
                                                117'750s};
    bank.advance(117'750s - 1ms);
    BOOST_TEST(bank.webhooks().count() == 7U);
    BOOST_TEST(bank.engine().webhooks().dead(who)->items.empty());
    bank.advance(1ms);
    std::vector<milliseconds> times;
    for (auto const& r : bank.webhooks().all()) times.push_back(r.at - begin);
    BOOST_TEST((times == schedule));
    auto const dead = bank.engine().webhooks().dead(who).value().items;
    BOOST_TEST_REQUIRE(dead.size() == 1U);
    BOOST_TEST((dead[0]->object == made.id.value));
    BOOST_TEST(dead[0]->attempts == 8);
    BOOST_TEST(dead[0]->last_status == 500);
    BOOST_TEST((dead[0]->ended_at == begin + 117'750s));
    bank.advance(24h * 30);
    BOOST_TEST(bank.webhooks().count() == 8U);
    BOOST_TEST(!bank.engine().run_due(1, job_lane::outbound)->next.has_value());
}

BOOST_AUTO_TEST_CASE(C29_retries_send_the_same_bytes_signed_afresh)
{
    sandbox bank;
    listen_to(bank, "payment.success");
    bank.webhooks().always(no_answer);
    BOOST_TEST(bank.engine().payments().create(bank.by(popfab()), bank.order(price)).has_value());
    bank.advance(200s);
    auto const all = bank.webhooks().all();
    BOOST_TEST_REQUIRE(all.size() == 3U);
    std::set<std::string> bodies, signatures, ids;
    for (auto const& r : all) {
        bodies.insert(r.body);
        signatures.insert(std::string(r.header("X-POPFAB-Signature")));
        ids.insert(std::string(r.header("X-POPFAB-Delivery")));
        auto const at = std::to_string(r.at.time_since_epoch().count());
        BOOST_TEST(r.header("X-POPFAB-Timestamp") == at);
    }
    BOOST_TEST(bodies.size() == 1U);
    BOOST_TEST(signatures.size() == 3U);
    BOOST_TEST(ids.size() == 1U);
}

BOOST_AUTO_TEST_CASE(C29_what_counts_as_a_success)
{
    for (int status = 0; status != 600; ++status) {
        if (status > 0 && status < 100) continue;
        shop s;
        listen_to(s.bank, "payment.failed");
        s.bank.webhooks().always({status});
        s.decline();
        s.bank.engine().run_due(100, job_lane::outbound).value();
        bool const success = status >= 200 && status < 300;
        auto const first = s.bank.webhooks().count();
        s.bank.advance(31s);
        BOOST_TEST((s.bank.webhooks().count() == first) == (success || status == 410), status);
    }
}

BOOST_AUTO_TEST_CASE(C29_retry_after_is_waited_for_up_to_a_day)
{
    struct { std::chrono::seconds asked, waits; } const cases[] = {
        {0s, 30s}, {29s, 30s}, {31s, 31s}, {1h, 1h}, {24h, 24h}, {25h, 24h}, {100 * 24h, 24h},
        {-5s, 30s},
    };
    for (auto const& c : cases) {
        sandbox bank;
        listen_to(bank, "payment.processing");
        auto const begin = bank.now();
        bank.webhooks().next({503, {}, c.asked});
        BOOST_TEST(bank.engine().payments().create(bank.by(popfab()), bank.order(price))
                       .has_value());
        bank.advance(c.waits - 1ms);
        BOOST_TEST(bank.webhooks().count() == 1U);
        bank.advance(1ms);
        BOOST_TEST(bank.webhooks().count() == 2U);
        BOOST_TEST((bank.webhooks().last().at == begin + c.waits));
    }
}

BOOST_AUTO_TEST_CASE(C29_a_later_event_waits_for_the_first_attempt_of_the_earlier_one_alone)
{
    shop s;
    s.bank.webhooks().next(no_answer);            // the first event's first attempt
    s.decline();
    s.bank.advance(0s);
    auto const all = s.bank.webhooks().all();
    BOOST_TEST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].type == "payment.processing");
    BOOST_TEST(all[1].type == "payment.failed");
    s.bank.advance(30s);
    BOOST_TEST(s.bank.webhooks().last().type == "payment.processing");
    BOOST_TEST(s.bank.webhooks().count() == 3U);
}

BOOST_AUTO_TEST_CASE(C29_while_the_earlier_one_is_being_sent_the_later_one_is_not)
{
    sandbox bank({.waiter = std::make_shared<thread_waiter>()});
    bank.listen(popfab());
    std::atomic<bool> sending{false}, release{false};
    bank.webhooks().on_request = [&](received const& r) {
        if (r.type != "payment.processing") return;
        sending = true;
        while (!release) std::this_thread::yield();
    };
    bank.provider("paystack").next(script::decline_hard);
    BOOST_TEST(bank.engine().payments().create(bank.by(popfab()), bank.order(price)).has_value());
    std::thread slow([&] { bank.engine().run_due(1, job_lane::outbound).value(); });
    while (!sending) std::this_thread::yield();
    for (int i = 0; i != 5; ++i) {
        bank.engine().run_due(10, job_lane::outbound).value();
        bank.hand()->advance(1s);
    }
    BOOST_TEST(bank.webhooks().count() == 0U);
    release = true;
    slow.join();
    bank.advance(1s);
    BOOST_TEST(bank.webhooks().count() == 2U);
    BOOST_TEST(bank.webhooks().last().type == "payment.failed");
}

BOOST_AUTO_TEST_CASE(C52_410_disables_the_endpoint_and_gives_its_deliveries_up)
{
    shop s;
    s.bank.webhooks().always({500});
    for (int i = 0; i != 3; ++i) s.pay();
    s.bank.advance(1s);
    s.bank.webhooks().next({410});
    s.decline();
    s.bank.advance(0s);
    BOOST_TEST(!s.enabled());
    BOOST_TEST(s.dead().size() == 8U);
    BOOST_TEST(incidents_of(s.bank, incident_kind::webhook_disabled) == 1);
    BOOST_TEST(s.bank.incidents().back().says.find("answered 410") != std::string::npos);
    auto const before = s.bank.webhooks().count();
    s.pay();
    s.bank.advance(48h);
    BOOST_TEST(s.bank.webhooks().count() == before);
}

BOOST_AUTO_TEST_CASE(C52_three_days_without_a_success_disable_the_endpoint)
{
    shop s;
    s.bank.webhooks().always({500});
    s.decline();
    s.bank.advance(24h);
    s.bank.webhooks().next({204});                // one success, and the time begins anew
    s.decline();
    s.bank.advance(0s);
    auto const failing = s.bank.now();
    s.decline();
    while (s.bank.now() < failing + 72h - 1s) {
        s.bank.advance(1h);
        if (s.bank.now() < failing + 71h) s.decline();
    }
    s.bank.advance(failing + 72h - 1ms - s.bank.now());
    s.decline();
    s.bank.advance(0s);
    BOOST_TEST(s.enabled());
    s.bank.advance(1ms);
    s.decline();
    s.bank.advance(0s);
    BOOST_TEST(!s.enabled());
    BOOST_TEST(s.bank.incidents().back().says.find("three days") != std::string::npos);
    s.bank.advance(1s);
    auto const before = s.bank.webhooks().count();
    s.bank.advance(72h);
    BOOST_TEST(s.bank.webhooks().count() == before);
}

BOOST_AUTO_TEST_CASE(a_replay_is_a_fresh_delivery_of_the_same_event)
{
    shop s;
    auto& webhooks = s.bank.engine().webhooks();
    s.bank.webhooks().always({500});
    s.decline();
    s.bank.advance(40h);
    auto const dead = s.dead();
    BOOST_TEST_REQUIRE(dead.size() == 2U);
    auto const lost = s.bank.webhooks().all().front();
    s.bank.webhooks().clear();
    auto const begin = s.bank.now();
    auto const fresh = webhooks.replay(s.who, dead[0]->id).value();
    BOOST_TEST((fresh.id != dead[0]->id));
    BOOST_TEST((fresh.event == dead[0]->event));
    BOOST_TEST(webhooks.replay(s.who, fresh.id).error().code() == errc::illegal_transition);
    BOOST_TEST(s.dead().size() == 1U);
    s.bank.advance(150s);
    BOOST_TEST(s.bank.webhooks().count() == 3U);       // a schedule of its own
    auto const r = s.bank.webhooks().all().front();
    BOOST_TEST((r.at == begin));
    BOOST_TEST(r.body == lost.body);
    BOOST_TEST(r.header("X-POPFAB-Delivery") != lost.header("X-POPFAB-Delivery"));
    s.bank.webhooks().always({200});
    s.bank.advance(10min);
    BOOST_TEST(s.dead().size() == 1U);
    BOOST_TEST(s.bank.webhooks().count() == 4U);
    auto const arrived = webhooks.replay(s.who, fresh.id).value();
    s.bank.advance(0s);
    BOOST_TEST(webhooks.replay(s.who, fresh.id).has_value());    // as often as one likes
    s.bank.advance(0s);
    BOOST_TEST(s.bank.webhooks().count() == 6U);
    BOOST_TEST(webhooks.replay(s.who, {{1, 2}}).error().code() == errc::not_found);
    BOOST_TEST(webhooks.set_enabled(s.who, s.made.endpoint.id, false).has_value());
    BOOST_TEST(webhooks.replay(s.who, arrived.id).error().code() == errc::illegal_transition);
}

BOOST_AUTO_TEST_CASE(C2_a_slow_receiver_delays_no_money)
{
    shop s;
    s.bank.webhooks().on_request = [&](received const&) { BOOST_ERROR("sent with the money"); };
    auto const made = s.pay();
    s.bank.hand()->advance(1s);
    BOOST_TEST(s.bank.engine().run_due(100, job_lane::engine).value().done > 0);
    BOOST_TEST((now_of(s.bank, made.id).state == payment_state::captured));
    s.bank.webhooks().on_request = {};
}

BOOST_AUTO_TEST_CASE(C2_who_takes_over_a_dead_workers_delivery_sends_it_again)
{
    shop s;
    int sends = 0;
    s.bank.webhooks().on_request = [&](received const&) {
        if (++sends == 1) s.bank.store().arm(1, storage_failure::crash_before);
    };
    s.decline();
    BOOST_CHECK_THROW(s.bank.engine().run_due(10, job_lane::outbound).value(), crash);
    s.bank.restart();
    s.bank.advance(2 * 15s - 1ms);   // its time limit and the clocks' skew, and the wait anew
    BOOST_TEST(sends == 1);
    s.bank.advance(1s);
    BOOST_TEST(s.bank.webhooks().count() == 3U);
    auto const all = s.bank.webhooks().all();
    BOOST_TEST(all[0].body == all[1].body);
    BOOST_TEST(all[2].type == "payment.failed");
}

BOOST_AUTO_TEST_CASE(a_sender_that_throws_is_a_failed_attempt)
{
    shop s;
    int sends = 0;
    s.bank.webhooks().on_request = [&](received const&) {
        if (++sends <= 2) throw std::runtime_error("no network");
    };
    s.decline();
    s.bank.advance(30s);
    BOOST_TEST(s.bank.webhooks().count() == 2U);
    BOOST_TEST(sends == 4);
}

BOOST_AUTO_TEST_CASE(a_secret_of_another_host_is_a_failure_that_tells)
{
    auto const store = make_store(1);
    sandbox bank({.store = store});
    listen_to(bank, "payment.processing");
    BOOST_TEST(bank.engine().payments().create(bank.by(popfab()), bank.order(price)).has_value());
    engine other({store, std::make_shared<manual_clock>(bank.now()),
                  std::make_shared<seeded_entropy>(5)},
                 {.host_secret = secret("another one that is long enough to be taken")});
    engine_internals::learn(other, *popfab().webhooks);
    BOOST_TEST(other.run_due(10, job_lane::outbound).value().done == 1);
    auto const events = told_events(bank);
    unit_of_work unit(*store, bank.who().account);
    auto const endpoint = bank.engine().webhooks().list(bank.by(popfab())).value().items[0]->id;
    auto const d = unit.find(delivery_of(events.front()->id, endpoint)).value();
    BOOST_TEST(d->attempts == 1);
    BOOST_TEST(d->last_error == "the endpoint's secret was sealed under another host's secret");
    bank.advance(30s);
    BOOST_TEST(bank.webhooks().count() == 1U);
}

/// Every event that an endpoint should hear of arrives, and its delivery is written with it.
BOOST_AUTO_TEST_CASE(C29_no_event_is_lost_whichever_storage_call_fails)
{
    auto const runs = each_storage_failure([](sandbox& bank) {
        auto const made = bank.listen(popfab());
        auto const who = bank.by(popfab());
        bank.webhooks().next({500});
        auto const order = bank.order(price);
        auto const first = create(bank, order, keyed("k"));
        bank.advance(1min);
        if (!first) (void)create(bank, order, keyed("k"));
        (void)bank.engine().payments().create(who, bank.order(price));
        bank.run_until_quiet();
        auto const ids = heard(bank);
        for (auto const& e : told_events(bank)) BOOST_TEST(ids.count(e->id.text()) >= 1U);
        BOOST_TEST(bank.engine().webhooks().dead(who)->items.empty());
        BOOST_TEST(bank.books_balance());
    });
    BOOST_TEST(runs > 60);
}

BOOST_AUTO_TEST_CASE(C29_no_event_is_lost_wherever_the_process_dies)
{
    merchant who;
    auto const runs = each_crash(
        [&](sandbox& bank) {
            bank.listen(popfab());
            who = bank.by(popfab());
            bank.webhooks().next({500});
            (void)bank.engine().payments().create(who, bank.order(price));
            bank.advance(2s);
        },
        [&](sandbox& bank) {
            bank.run_until_quiet();
            auto const ids = heard(bank);
            for (auto const& e : told_events(bank)) BOOST_TEST(ids.count(e->id.text()) >= 1U);
            BOOST_TEST(unfinished(bank) == "");
        });
    BOOST_TEST(runs > 40);
}

BOOST_AUTO_TEST_CASE(C2_C29_many_workers_lose_nothing_and_keep_the_order)
{
    constexpr int payments = 200, workers = 8;
    sandbox bank({.waiter = std::make_shared<thread_waiter>()});
    bank.listen(popfab());
    auto const who = bank.by(popfab());
    std::atomic<int> n{0};
    for (int i = 0; i != payments; ++i) {
        if (i % 3 == 0) bank.provider("paystack").next(script::decline_hard);
        BOOST_TEST(bank.engine().payments().create(who, bank.order(price)).has_value());
    }
    for (int i = 0; i != 50; ++i) bank.webhooks().next({i % 2 == 0 ? 500 : 0, ""});
    std::atomic<bool> failed{false};
    for (int second = 0; second != 60; ++second) {
        bank.hand()->advance(1s);
        std::vector<std::thread> running;
        for (int t = 0; t != workers; ++t)
            running.emplace_back([&, t] {
                for (;;) {
                    auto const lane = t % 4 == 0 ? job_lane::engine : job_lane::outbound;
                    auto const report = bank.engine().run_due(20, lane);
                    if (!report) failed = true;
                    if (!report || report->done == 0) break;
                    n += report->done;
                }
            });
        for (auto& t : running) t.join();
    }
    BOOST_TEST(!failed);
    std::map<std::string, int> first_attempts;
    std::map<std::string, std::vector<std::string>> by_object;
    std::set<std::string> seen;
    for (auto const& r : bank.webhooks().all()) {
        if (!seen.insert(r.body).second) continue;
        auto const at = r.body.find("ppfb_pay_");
        by_object[r.body.substr(at, 35)].push_back(r.type);
    }
    BOOST_TEST(by_object.size() == static_cast<std::size_t>(payments));
    for (auto const& [object, types] : by_object) {
        BOOST_TEST_REQUIRE(types.size() == 2U, object);
        BOOST_TEST(types[0] == "payment.processing");
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace deliveries_tests
