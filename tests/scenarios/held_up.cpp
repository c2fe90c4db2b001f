// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/held_up.cpp: a provider hangs, or a request's first try does; who asks for other
// things is answered by the threads that are left. It could happen at every call of a provider (a
// charge, a refund, a question that a client asks for, a cancel), on pages, where requests wait for
// the answer of another, and to the jobs that ask.
#include <tender/adapter/threads.hpp>
#include <tender/api/popfab.hpp>

#include <faces/popfab_client.hpp>
#include <service/bank.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace held_up_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr int serving = 8;             ///< a quarter may wait for one thing: two

/// Whoever comes through waits until it is opened.
class gate {
public:
    void pass()
    {
        std::unique_lock hold(lock_);
        most_ = std::max(most_, ++here_);
        moved_.notify_all();
        moved_.wait(hold, [&] { return open_; });
        --here_;
    }
    void open()
    {
        std::lock_guard const hold(lock_);
        open_ = true;
        moved_.notify_all();
    }
    void wait_for(int count)
    {
        std::unique_lock hold(lock_);
        BOOST_REQUIRE(moved_.wait_for(hold, 20s, [&] { return here_ >= count; }));
    }
    int most() const
    {
        std::lock_guard const hold(lock_);
        return most_;
    }

private:
    mutable std::mutex lock_;
    std::condition_variable moved_;
    bool open_ = false;
    int here_ = 0, most_ = 0;
};

struct hall {
    std::shared_ptr<scripted_provider> slow = std::make_shared<scripted_provider>(name("slow"));
    std::shared_ptr<scripted_provider> quick = std::make_shared<scripted_provider>(name("quick"));
    gate door;
    sandbox bank{[this] {
        sandbox_options how;
        how.providers = {slow, quick};
        how.waiter = std::make_shared<thread_waiter>();
        how.settings.serving_threads = serving;
        how.settings.wait_for_answer = 30s;
        return how;
    }()};
    std::vector<std::thread> threads;

    hall()
    {
        quick->on_charge = [](auto const&) { return provider_answer{outcome::done}; };
        quick->on_refund = [](auto const&) { return provider_answer{outcome::done}; };
        quick->on_query = [](auto const&) { return provider_answer{outcome::done}; };
    }
    ~hall() { finish(); }

    void finish()
    {
        door.open();
        for (auto& t : threads) t.join();
        threads.clear();
    }

    result<payment> pay(name provider)
    {
        auto order = [&] {
            std::lock_guard const hold(orders);
            return bank.order({100, "NGN"});
        }();
        order.routing_override = provider;
        return bank.engine().payments().create(bank.who(), order);
    }

    std::mutex orders;
};

template<class Call>
std::chrono::milliseconds time_of(Call&& call)
{
    auto const begin = std::chrono::steady_clock::now();
    call();
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(held_up)

BOOST_AUTO_TEST_CASE(C26_charges_that_hang_hold_a_quarter_of_the_threads_and_the_rest_serve)
{
    hall h;
    h.slow->on_charge = [&](auto const&) {
        h.door.pass();
        return provider_answer{outcome::done};
    };
    std::atomic<int> over{0}, wrong{0};
    for (int i = 0; i != serving; ++i)
        h.threads.emplace_back([&] {
            auto const made = h.pay("slow");
            if (!made && !(made.error() == errc::providers_unavailable)) ++wrong;
            ++over;
        });
    h.door.wait_for(2);
    for (int i = 0; i != 2000 && over != serving - 2; ++i) std::this_thread::sleep_for(5ms);
    BOOST_TEST(over == serving - 2);                 // answered at once
    auto const took = time_of([&] {
        auto const made = h.pay("quick");
        BOOST_REQUIRE(made.has_value());
        BOOST_TEST((made->provider() == name("quick")));
    });
    BOOST_TEST((took < 2s));
    h.finish();
    BOOST_TEST(h.door.most() == 2);
    BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(C26_refunds_and_questions_that_hang_hold_no_more)
{
    hall h;
    std::vector<id<payment>> paid;
    h.slow->on_charge = [&](auto const&) { return provider_answer{outcome::done}; };
    for (int i = 0; i != serving; ++i) paid.push_back(h.pay("slow")->id);
    h.slow->on_refund = [&](auto const&) {
        h.door.pass();
        return provider_answer{outcome::done};
    };
    std::atomic<int> over{0}, later{0}, wrong{0};
    for (auto const which : paid)
        h.threads.emplace_back([&, which] {
            auto const back = h.bank.engine().refunds().create(h.bank.who(), which, {.amount = 50});
            if (!back) ++(back.error() == errc::providers_unavailable ? later : wrong);
            ++over;
        });
    h.door.wait_for(2);
    for (int i = 0; i != 2000 && over != serving - 2; ++i) std::this_thread::sleep_for(5ms);
    BOOST_TEST(over == serving - 2);
    BOOST_TEST(h.pay("quick").has_value());
    h.finish();
    BOOST_TEST(h.door.most() == 2);
    h.slow->on_refund = [](auto const&) { return provider_answer{outcome::done}; };
    BOOST_TEST(wrong == 0);
    BOOST_TEST(later == serving - 2);                // nothing was written of those
    for (auto const which : paid) {
        auto const seen = h.bank.engine().payments().read(h.bank.who(), which).value();
        if (seen.refunded == 0)
            BOOST_TEST(h.bank.engine().refunds().create(h.bank.who(), which, {.amount = 50})
                           .has_value());
        BOOST_TEST(h.bank.engine().payments().read(h.bank.who(), which)->refunded == 50);
    }
}

BOOST_AUTO_TEST_CASE(many_at_once_are_no_hang_while_each_charge_refund_and_void_is_quick)
{
    hall h;
    auto const soon = [](outcome what) {
        return [what](auto const&) {
            std::this_thread::sleep_for(2ms);
            return provider_answer{what};
        };
    };
    h.slow->on_charge = soon(outcome::done);
    h.slow->on_refund = soon(outcome::done);
    h.slow->on_cancel = soon(outcome::done);
    constexpr int clients = 3 * serving, rounds = 5;
    std::atomic<int> refused{0};
    std::mutex names;
    std::vector<id<payment>> paid, asked;
    auto const all_do = [&](auto const& what) {
        for (int i = 0; i != clients; ++i) h.threads.emplace_back([&, i] { what(i); });
        for (auto& t : h.threads) t.join();
        h.threads.clear();
    };
    all_do([&](int) {
        for (int n = 0; n != rounds; ++n) {
            auto const made = h.pay("slow");
            std::lock_guard const hold(names);
            if (made) paid.push_back(made->id);
            else ++refused;
        }
    });
    BOOST_TEST(refused == 0);
    BOOST_REQUIRE(paid.size() == clients * rounds);
    all_do([&](int i) {
        for (int n = 0; n != rounds; ++n)
            if (!h.bank.engine().refunds().create(
                    h.bank.who(), paid[static_cast<std::size_t>(i * rounds + n)], {.amount = 50}))
                ++refused;
    });
    BOOST_TEST(refused == 0);
    h.slow->on_charge = soon(outcome::challenged);
    all_do([&](int) {
        auto const made = h.pay("slow");
        std::lock_guard const hold(names);
        if (made) asked.push_back(made->id);
        else ++refused;
    });
    BOOST_REQUIRE(asked.size() == clients);
    all_do([&](int i) {
        if (!h.bank.engine().payments().cancel(h.bank.who(), asked[static_cast<std::size_t>(i)]))
            ++refused;
    });
    BOOST_TEST(refused == 0);
    BOOST_TEST(h.bank.books_balance());
}

BOOST_AUTO_TEST_CASE(C16_retries_of_a_key_that_runs_hold_a_quarter_and_the_others_are_told_at_once)
{
    hall h;
    popfab_tests::client shop([&] {
        sandbox_options how;
        how.providers = {h.slow};
        how.waiter = std::make_shared<thread_waiter>();
        how.settings.serving_threads = serving;
        how.settings.wait_for_answer = 30s;
        return how;
    }());
    h.slow->on_charge = [&](auto const&) {
        h.door.pass();
        return provider_answer{outcome::done};
    };
    std::atomic<int> at_once{0}, waited{0}, first{0}, wrong{0};
    h.threads.emplace_back([&] { first = shop.create(popfab_tests::example, "k").status; });
    h.door.wait_for(1);
    for (int i = 0; i != serving; ++i)
        h.threads.emplace_back([&] {
            auto const r = shop.create(popfab_tests::example, "k");
            ++(r.status == 409 ? at_once : r.status == 200 ? waited : wrong);
        });
    for (int i = 0; i != 2000 && at_once != serving - 2; ++i) std::this_thread::sleep_for(5ms);
    BOOST_TEST(at_once == serving - 2);
    BOOST_TEST(waited == 0);
    h.finish();
    BOOST_TEST(waited == 2);
    BOOST_TEST(first == 200);
    BOOST_TEST(wrong == 0);
    BOOST_TEST(h.slow->charges() == 1);
}

BOOST_AUTO_TEST_CASE(C11_a_provider_that_hangs_delays_no_question_to_another)
{
    hall h;
    h.slow->on_charge = [](auto const&) { return provider_answer{outcome::acknowledged}; };
    h.quick->on_charge = h.slow->on_charge;
    h.slow->on_query = [&](auto const&) {
        h.door.pass();
        return provider_answer{outcome::done};
    };
    for (int i = 0; i != 150; ++i) BOOST_REQUIRE(h.pay("slow").has_value());
    auto const last = h.pay("quick")->id;
    h.bank.hand()->advance(1h);
    std::atomic<bool> stop{false};
    for (int i = 0; i != 2; ++i)
        h.threads.emplace_back([&] {
            while (!stop)
                if (h.bank.engine().run_due(100).value().done == 0)
                    std::this_thread::sleep_for(1ms);
        });
    auto const state = [&] {
        return h.bank.engine().payments().read(h.bank.who(), last)->state;
    };
    for (int i = 0; i != 2000 && state() != payment_state::captured; ++i)
        std::this_thread::sleep_for(5ms);
    BOOST_TEST(state() == payment_state::captured);
    BOOST_TEST(h.door.most() <= 1);
    stop = true;
    h.finish();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace held_up_tests
