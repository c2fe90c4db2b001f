// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/clocks.cpp: somebody sets a clock while money moves. Wherever something follows
// from having waited, it might follow too early: charging at the next provider, refunding once
// more, doing again what a key did, taking over another's job, looking no more for a late charge.
#include <service/bank.hpp>

#include <tender/service/engine_internals.hpp>
#include <tender/store/memory.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <set>

namespace clocks_tests {

using namespace tender;
using namespace tender::testing;

namespace {

using milliseconds = std::chrono::milliseconds;

constexpr money price{150'000, "NGN"};
constexpr milliseconds limit = 3s;
constexpr std::array<milliseconds, 10> steps{
    1s, -1s, 6s, -6s, 20s, -20s, 1h, -1h, 24h, -24h};

/// Whose clock steps. nobodys: there is no other process, and ours does.
enum class whose : std::uint8_t { nobodys, ours, theirs, both };

/// Counts what is asked of it, and calls back before each.
class counted_storage final : public passing_storage {
public:
    using passing_storage::passing_storage;

    std::function<void()> at_each_call{};
    std::function<void()> after_next_commit{};

    result<any_versioned> find(id<account> w, snapshot& seen, record_type const& t, ulid r) override
    {
        point();
        return passing_storage::find(w, seen, t, r);
    }
    result<> commit(id<account> w, unit_changes const& what) override
    {
        point();
        auto done = passing_storage::commit(w, what);
        if (done && after_next_commit) std::exchange(after_next_commit, {})();
        return done;
    }
    result<> publish(directory_entry entry) override
    {
        point();
        return passing_storage::publish(std::move(entry));
    }

private:
    void point()
    {
        if (at_each_call) at_each_call();
    }
};

/// One or two processes on one store. A call to the first provider is on its way as long as it may
/// be and gets no answer; meanwhile everybody does what they think is due.
struct world {
    std::shared_ptr<counted_storage> store;
    std::shared_ptr<scripted_provider> first =
        std::make_shared<scripted_provider>(tender::name("first"));
    std::shared_ptr<scripted_provider> second =
        std::make_shared<scripted_provider>(tender::name("second"), 1);
    std::set<std::string> charged, charged_by_second, refunded;
    sandbox bank;
    other_process other;
    bool alone = false;            ///< the other process does no jobs
    bool arrives = true;           ///< at the end of its way
    bool answers = false;          ///< a charge is not even on its way
    bool second_answers = true;
    std::function<void()> in_flight{};

    explicit world(std::shared_ptr<storage> in = make_store(0))
        : store(std::make_shared<counted_storage>(std::move(in))),
          bank({.store = store, .providers = {first, second}}),
          other(bank, store, {first, second}, 0ms)
    {
        first->on_charge = [this](charge_order const& o) {
            if (!answers) fly();
            if (arrives) charged.emplace(o.reference);
            return provider_answer{answers ? outcome::done : outcome::unknown};
        };
        first->on_refund = [this](refund_order const& o) {
            fly();
            if (std::exchange(arrives, true)) refunded.emplace(o.reference);
            return provider_answer{};
        };
        first->on_query = [this](query_order const& q) {
            point();
            auto const& all = q.purpose == attempt_purpose::charge ? charged : refunded;
            bool const there = all.contains(std::string(q.reference));
            return provider_answer{there ? outcome::done : outcome::unknown_reference};
        };
        second->on_charge = [this](charge_order const& o) {
            charged_by_second.emplace(o.reference);
            return provider_answer{second_answers ? outcome::done : outcome::unknown};
        };
        second->on_query = [this](query_order const& q) {
            bool const there = charged_by_second.contains(std::string(q.reference));
            return provider_answer{there ? outcome::done : outcome::unknown_reference};
        };
    }

    /// From here on every call to the store or a provider is a point at which a clock may step.
    void begin()
    {
        store->at_each_call = [this] { point(); };
    }

    void set(whose who, milliseconds by, int at)
    {
        alone = who == whose::nobodys;
        clock_ = who;
        step_ = by;
        step_at_ = at;
    }

    bool stepped() const { return points_ >= step_at_; }

    void point()
    {
        if (++points_ == step_at_) step_clocks();
    }

    void step_clocks()
    {
        if (clock_ != whose::theirs) bank.hand()->step(step_);
        if (clock_ == whose::theirs || clock_ == whose::both) other.clock->step(step_);
    }

    void pass(milliseconds by)
    {
        bank.hand()->advance(by);
        other.clock->advance(by);
    }

    void do_jobs()
    {
        if (!alone) (void)other.pay.run_due();
        (void)bank.engine().run_due();
    }

    void fly()
    {
        point();
        if (in_flight) in_flight();
        for (auto left = limit - 500ms; left > 0ms; left -= 500ms) {
            pass(500ms);
            do_jobs();
        }
        point();
    }

    void pass_with_jobs(milliseconds total, milliseconds tick)
    {
        for (; total > 0ms; total -= tick) {
            pass(tick);
            do_jobs();
        }
    }

    void let_all_end()
    {
        pass_with_jobs(40s, 1s);
        pass_with_jobs(23h, 30min);
        pass_with_jobs(72h, 6h);
    }

    /// A client that sends the same request again, to whichever process; each time with another
    /// reference, so that it is the key alone that holds.
    void try_again()
    {
        auto const key = keyed("k");
        int nth = 0;
        for (auto* const pay : {&bank.engine(), &other.pay}) {
            auto const seen = engine_internals::find_answer(*pay, bank.who(), key);
            if (!seen || seen->answer) continue;
            auto order = bank.order(price);
            order.reference = "again-" + std::to_string(++nth) + order.reference.str();
            (void)engine_internals::create_once(*pay, bank.who(), order, &key);
        }
    }

    std::string name() const
    {
        constexpr char const* clocks[] = {"the only", "our", "their", "each"};
        return std::string(clocks[static_cast<int>(clock_)]) + " clock steps " +
               std::to_string(step_.count()) + " ms at point " + std::to_string(step_at_) +
               (arrives ? "" : ", the call never arrives");
    }

    /// What is wrong at the end; nothing where nothing is.
    std::string wrong()
    {
        sandbox::pause_faults const quiet(bank);
        if (auto const off = bank.out_of_balance(); !off.empty()) return off;
        auto const all = bank.payments();
        if (all.size() != 1) return std::to_string(all.size()) + " payments";
        auto const& p = *all.front();
        auto const charges = charged.size() + charged_by_second.size() +
                             static_cast<std::size_t>(bank.charges_outstanding(p.terms->reference));
        if (!settled(p.state)) return "it is " + std::string(enum_name(p.state));
        bool const paid = p.state == payment_state::captured;
        if (charges != (paid ? 1U : 0U)) return std::to_string(charges) + " charges";
        return {};
    }

private:
    whose clock_ = whose::nobodys;
    milliseconds step_{};
    int step_at_ = 0, points_ = 0;
};

/// A request whose sender is held up after its first step, that is tried again after a while, after
/// a minute, and after almost a day. Says whether the clock stepped before it was answered.
bool create_while_a_clock_steps(world& w, milliseconds stall)
{
    auto const key = keyed("k");
    auto order = w.bank.order(price);
    w.begin();
    w.store->after_next_commit = [&] { w.pass_with_jobs(stall, 1s); };
    (void)engine_internals::create_once(w.bank.engine(), w.bank.who(), order, &key);
    if (!w.stepped()) return false;
    w.try_again();
    w.pass_with_jobs(40s, 1s);
    w.try_again();
    w.pass_with_jobs(23h, 30min);
    w.try_again();
    w.pass_with_jobs(72h, 6h);
    BOOST_TEST_CONTEXT(w.name() << ", held up for " << stall.count() << " ms")
        BOOST_TEST(w.wrong() == "");
    return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clocks)

BOOST_AUTO_TEST_CASE(C56_a_create_is_charged_once_wherever_and_however_far_a_clock_steps)
{
    int runs = 0;
    for (bool const arrives : {true, false})
        for (auto const stall : {0s, 4s, 30s})
            for (auto const clock : {whose::nobodys, whose::ours, whose::theirs, whose::both})
                for (auto const step : steps)
                    for (int at = 1;; ++at, ++runs) {
                        world w(std::make_shared<memory_storage>());
                        w.set(clock, step, at);
                        w.arrives = arrives;
                        if (!create_while_a_clock_steps(w, stall)) break;
                    }
    BOOST_TEST(runs > 1000);
}

BOOST_AUTO_TEST_CASE(C56_a_create_is_charged_once_where_no_provider_answers)
{
    for (bool const arrives : {true, false})
        for (auto const clock : {whose::nobodys, whose::ours, whose::theirs, whose::both})
            for (auto const step : steps)
                for (int at = 1;; ++at) {
                    world w(std::make_shared<memory_storage>());
                    w.set(clock, step, at);
                    w.arrives = arrives;
                    w.second_answers = false;
                    if (!create_while_a_clock_steps(w, 0s)) break;
                }
}

BOOST_AUTO_TEST_CASE(C56_a_create_is_charged_once_on_every_store)
{
    for (auto const step : {20s, -20s})
        for (int at = 1;; at += 3) {
            world w;
            w.set(whose::theirs, step, at);
            if (!create_while_a_clock_steps(w, 0s)) break;
        }
}

BOOST_AUTO_TEST_CASE(C56_a_create_is_charged_once_with_every_store_call_failing)
{
    int runs = 0;
    for (auto const failure : {storage_failure::refuse, storage_failure::lose_answer,
                               storage_failure::crash_before, storage_failure::crash_after})
        for (auto const step : {20s, -20s})
            for (auto const clock : {whose::nobodys, whose::theirs, whose::both})
                for (int nth = 1;; ++nth, ++runs) BOOST_TEST_CONTEXT("failure " << nth) {
                    world w(std::make_shared<memory_storage>());
                    w.set(clock, step, 0);
                    w.in_flight = [&] { w.step_clocks(); };
                    auto const key = keyed("k");
                    auto const order = w.bank.order(price);
                    w.bank.store().arm(nth, failure);
                    try {
                        (void)engine_internals::create_once(w.bank.engine(), w.bank.who(), order,
                                                            &key);
                    } catch (crash const&) {
                        w.bank.restart();
                    }
                    bool const failed = w.bank.store().struck();
                    w.bank.clear_faults();
                    w.try_again();
                    w.let_all_end();
                    BOOST_TEST(w.wrong() == "");
                    if (!failed) break;
                }
    BOOST_TEST(runs > 24 * 8);
}

BOOST_AUTO_TEST_CASE(C56_a_refund_is_paid_once_wherever_a_clock_steps)
{
    int runs = 0;
    for (bool const arrives : {true, false})
        for (auto const clock : {whose::nobodys, whose::ours, whose::theirs, whose::both})
            for (auto const step : steps)
                for (int at = 1;; ++at, ++runs) {
                    world w(std::make_shared<memory_storage>());
                    w.answers = true;
                    auto const paid = w.bank.engine().payments().create(w.bank.who(),
                                                                        w.bank.order(price));
                    w.set(clock, step, at);
                    w.arrives = arrives;
                    w.begin();
                    auto const key = keyed("k");
                    (void)engine_internals::create_once(w.bank.engine(), w.bank.who(), paid->id, {},
                                                        &key);
                    if (!w.stepped()) break;
                    w.let_all_end();
                    BOOST_TEST_CONTEXT(w.name()) {
                        auto const p = now_of(w.bank, paid->id);
                        BOOST_TEST(w.refunded.size() == (p.refunded == price.minor ? 1U : 0U));
                        BOOST_TEST(p.refunding == 0);
                        BOOST_TEST(w.bank.out_of_balance() == "");
                    }
                }
    BOOST_TEST(runs > 300);
}

BOOST_AUTO_TEST_CASE(C56_after_a_restart_the_whole_wait_begins_anew)
{
    constexpr auto whole = 13s;                  // to send, to answer, and the clocks' skew
    world w;
    w.alone = true;
    w.arrives = false;
    auto const made = w.bank.engine().payments().create(w.bank.who(), w.bank.order(price)).value();
    w.pass_with_jobs(5s, 500ms);
    w.bank.restart();
    w.bank.hand()->step(20s);                    // by the wall clock all is long over
    w.pass_with_jobs(whole - 1ms - 500ms, 500ms);
    BOOST_TEST(w.first->questions() > 0);
    BOOST_TEST(w.second->charges() == 0);
    w.pass_with_jobs(1s, 1ms);
    BOOST_TEST(w.second->charges() == 1);
    BOOST_TEST((now_of(w.bank, made.id).state == payment_state::captured));
}

BOOST_AUTO_TEST_CASE(C55_C56_a_clock_that_was_set_back_opens_no_window_again)
{
    world w;
    w.alone = true;
    w.arrives = false;
    auto const made = w.bank.engine().payments().create(w.bank.who(), w.bank.order(price)).value();
    w.bank.hand()->step(-24h);
    w.pass_with_jobs(30h, 30min);
    BOOST_TEST(w.second->charges() == 0);        // its customer has gone a day ago
    BOOST_TEST((now_of(w.bank, made.id).state == payment_state::failed));
}

BOOST_AUTO_TEST_CASE(C55_C56_what_was_acknowledged_and_is_declined_under_such_a_clock_goes_nowhere)
{
    world w;
    w.first->on_charge = [](charge_order const&) {
        return provider_answer{outcome::acknowledged};
    };
    w.first->on_query = [](query_order const&) { return provider_answer{outcome::declined_soft}; };
    auto const made = w.bank.engine().payments().create(w.bank.who(), w.bank.order(price)).value();
    w.bank.hand()->step(-24h);
    w.pass(1h);
    BOOST_TEST(w.bank.engine().payments().sync(w.bank.who(), made.id).has_value());
    BOOST_TEST(w.second->charges() == 0);
    BOOST_TEST((now_of(w.bank, made.id).state == payment_state::failed));
}

BOOST_AUTO_TEST_CASE(C42_C56_a_refund_is_not_sent_again_a_day_later)
{
    world w;
    w.alone = w.answers = true;
    auto const paid = w.bank.engine().payments().create(w.bank.who(), w.bank.order(price)).value();
    w.first->on_refund = [](refund_order const&) { return provider_answer{}; };   // never arrives
    BOOST_TEST(w.bank.engine().refunds().create(w.bank.who(), paid.id, {}).has_value());
    w.bank.hand()->step(-24h);
    w.pass_with_jobs(30h, 30min);
    BOOST_TEST(w.first->refunds() == 1);
    BOOST_TEST((all(w.bank, all_refunds).front()->state == refund_state::failed));
}

BOOST_AUTO_TEST_CASE(C18_C56_a_key_that_a_clock_behind_has_dated_lives_its_day_elsewhere)
{
    world w;
    w.answers = true;
    w.bank.hand()->step(-7 * 24h);
    BOOST_TEST(create(w.bank, w.bank.order(price), keyed("k")).has_value());
    w.bank.hand()->step(7 * 24h);
    w.pass(1h);
    auto const seen = engine_internals::find_answer(w.other.pay, w.bank.who(), keyed("k"));
    BOOST_REQUIRE(seen.has_value());
    BOOST_TEST(bool(seen->answer));
}

BOOST_AUTO_TEST_CASE(C16_C56_a_clock_that_was_set_back_shuts_no_way_to_what_a_dead_process_left)
{
    world w;
    w.alone = true;
    auto const key = keyed("k");
    auto const order = w.bank.order(price);
    for (int nth = 1; w.bank.payments().empty(); ++nth) {
        BOOST_REQUIRE(nth < 20);
        w.bank.store().arm(nth, storage_failure::crash_after);
        try {
            (void)engine_internals::create_once(w.bank.engine(), w.bank.who(), order, &key);
        } catch (crash const&) {
        }
        w.bank.clear_faults();
        w.bank.restart();
    }
    BOOST_TEST(w.first->charges() == 0);         // written, never sent
    w.bank.hand()->step(-24h);
    w.pass(1min);
    auto const look = [&] {
        return engine_internals::find_answer(w.bank.engine(), w.bank.who(), key);
    };
    auto const early = look();
    BOOST_TEST((early.error() == errc::request_in_progress));
    BOOST_TEST((early.error().retry_delay() <= 13s));   // not a day
    w.pass(13s);
    auto const seen = look();
    BOOST_REQUIRE(seen.has_value());
    BOOST_REQUIRE(bool(seen->answer));
    auto const which = seen->answer.get<payment>()->id;
    BOOST_TEST(w.bank.engine().payments().sync(w.bank.who(), which, true).has_value());
    BOOST_TEST(w.first->questions() == 1);
}

BOOST_AUTO_TEST_CASE(C11_C16_a_clock_that_was_wrong_for_a_moment_changes_nothing_that_follows)
{
    for (milliseconds const step : {milliseconds(1h), milliseconds(24h), milliseconds(-24h)}) {
        world w;
        w.bank.hand()->step(step);
        w.answers = true;
        BOOST_TEST(create(w.bank, w.bank.order(price), keyed("during")).has_value());
        w.bank.hand()->step(-step);
        w.first->on_charge = [&](charge_order const&) {      // a retry meanwhile waits
            auto const seen =
                engine_internals::find_answer(w.bank.engine(), w.bank.who(), keyed("k"));
            BOOST_TEST((!seen && seen.error() == errc::request_in_progress));
            return provider_answer{outcome::declined_soft};
        };
        auto const made = create(w.bank, w.bank.order(price), keyed("k"));
        BOOST_REQUIRE(made.has_value());
        BOOST_TEST(((*made)->state == payment_state::captured));
        BOOST_TEST(w.second->charges() == 1);
    }
}

BOOST_AUTO_TEST_CASE(C18_C56_a_clock_that_was_wrong_for_a_moment_lets_no_key_live_for_ever)
{
    for (milliseconds const step : {milliseconds(365 * 24h), milliseconds(-365 * 24h)}) {
        world w;
        w.answers = true;
        w.bank.hand()->step(step);
        BOOST_TEST(create(w.bank, w.bank.order(price), keyed("during")).has_value());
        w.bank.hand()->step(-step);
        for (int i = 0; i != 3; ++i) {
            auto const name = "behind-" + std::to_string(i);
            BOOST_TEST(create(w.bank, w.bank.order(price), keyed(name)).has_value());
            w.pass_with_jobs(6h, 1h);
        }
        w.pass_with_jobs(32 * 24h, 6h);
        for (auto const& c : all(w.bank, all_idempotency_records))
            BOOST_TEST((c->key == "during" && step > 0ms));   // dated by what it was made under
    }
}

BOOST_AUTO_TEST_CASE(C50_C56_a_doubt_whose_wait_begins_anew_for_ever_is_told)
{
    world w;
    w.alone = true;
    w.arrives = false;
    (void)w.bank.engine().payments().create(w.bank.who(), w.bank.order(price));
    for (int i = 0; i != 60; ++i) {
        w.pass_with_jobs(10s, 1s);
        w.bank.restart();
    }
    BOOST_TEST(incidents_of(w.bank, incident_kind::silent_provider) == 1);
    BOOST_TEST(w.second->charges() == 0);
}

BOOST_AUTO_TEST_CASE(C2_C56_leases_of_the_dead_hold_up_nobody_behind_them)
{
    world w;
    int asked = 0;
    w.first->on_charge = [](charge_order const&) {
        return provider_answer{.what = outcome::acknowledged, .ask_after = 1s};
    };
    w.first->on_query = [&](query_order const&) {
        ++asked;
        return provider_answer{outcome::done};
    };
    auto const leases = [&] {
        auto const jobs = jobs_of(w.bank);
        return std::count_if(jobs.begin(), jobs.end(), [](job const& j) { return j.leased; });
    };
    auto const order = [&] {
        BOOST_TEST(w.bank.engine().payments().create(w.bank.who(), w.bank.order(price))
                       .has_value());
    };
    for (int i = 0; i != 5; ++i) order();
    w.pass(1s);
    for (int dead = 1; dead != 6; ++dead)
        for (int nth = 1; leases() != dead; ++nth) {
            BOOST_REQUIRE(nth < 9);
            w.bank.store().arm(nth, storage_failure::crash_after);
            try {
                (void)w.bank.engine().run_due(1);
            } catch (crash const&) {
            }
            w.bank.clear_faults();
            w.bank.restart();
        }
    BOOST_TEST(asked == 0);
    w.pass(20s);                                 // by the wall clock their leases are over
    order();
    w.pass(1s);
    auto const report = w.bank.engine().run_due(1).value();
    BOOST_TEST(report.done == 1);
    BOOST_TEST(asked == 1);                      // of the order behind them
    auto const idle = w.bank.engine().run_due(1).value();
    BOOST_TEST(idle.done == 0);
    BOOST_TEST((idle.next == w.bank.now() + 1s));
    w.pass(20s);
    BOOST_TEST(w.bank.engine().run_due(3).value().done == 3);
    BOOST_TEST(w.bank.engine().run_due(3).value().done == 2);
    BOOST_TEST(asked == 6);
}

BOOST_AUTO_TEST_CASE(C56_C18_a_key_lives_its_day_whoever_sets_the_clock)
{
    for (auto const step : {24h, 48h, 24h * 365}) BOOST_TEST_CONTEXT(step.count() << " h") {
        world w;
        w.answers = true;
        auto const key = keyed("k");
        auto const order = w.bank.order(price);
        BOOST_TEST(create(w.bank, order, key).has_value());
        w.bank.hand()->step(step);
        w.other.clock->step(step);
        w.pass_with_jobs(24h, 1h);
        w.try_again();
        BOOST_TEST(w.wrong() == "");
        BOOST_TEST(all(w.bank, all_idempotency_records).size() == 1U);
        w.pass_with_jobs(72h, 1h);               // the step is forgotten in time
        BOOST_TEST(all(w.bank, all_idempotency_records).empty());
    }
}

BOOST_AUTO_TEST_CASE(C56_a_charge_that_comes_too_late_is_found_whoever_sets_the_clock)
{
    world w;
    w.alone = true;
    w.arrives = false;
    auto const made = w.bank.engine().payments().create(w.bank.who(), w.bank.order(price)).value();
    w.pass_with_jobs(1min, 1s);
    BOOST_TEST(w.second->charges() == 1);
    w.bank.hand()->step(24h);
    w.pass_with_jobs(23h, 30min);
    w.charged.insert(made.routing->tried.front().attempt.text());
    w.arrives = true;
    w.pass_with_jobs(3h, 30min);
    BOOST_TEST(w.refunded.size() == 1U);
    BOOST_TEST(incidents_of(w.bank, incident_kind::late_charge) == 1);
}

BOOST_AUTO_TEST_CASE(C56_a_job_that_another_is_at_is_not_taken_over_because_a_clock_was_set)
{
    for (milliseconds const step : {milliseconds(10s), milliseconds(1h), milliseconds(24h)})
        BOOST_TEST_CONTEXT(step.count() << " ms") {
        world w;
        (void)w.bank.engine().payments().create(w.bank.who(), w.bank.order(price));
        w.alone = true;
        int asked = 0;
        w.first->on_query = [&](query_order const&) {
            ++asked;
            w.other.clock->step(step);
            for (int i = 0; i != 5; ++i) {
                w.pass(500ms);
                BOOST_TEST(w.other.pay.run_due().has_value());
            }
            return provider_answer{outcome::done};
        };
        w.pass_with_jobs(10s, 500ms);
        BOOST_TEST(asked == 1);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clocks_tests
