// SPDX-License-Identifier: BSL-1.0
// tests/service/races.cpp: many threads want the same thing at once, and it happens once.
#include <service/bank.hpp>

#include <tender/adapter/system.hpp>
#include <tender/adapter/threads.hpp>
#include <tender/api/dispatcher.hpp>
#include <tender/api/popfab.hpp>
#include <tender/service/engine_internals.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

namespace races_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr int many = 64;

/// A simulated provider that takes its time, so that calls overlap.
class slow_provider final : public provider {
public:
    slow_provider(std::shared_ptr<provider> real, std::chrono::milliseconds takes)
        : real_(std::move(real)), takes_(takes) {}

    provider_profile const& profile() const override { return real_->profile(); }
    provider_answer charge(charge_order const& order) override
    {
        std::this_thread::sleep_for(takes_);
        return real_->charge(order);
    }
    provider_answer refund(refund_order const& order) override
    {
        std::this_thread::sleep_for(takes_);
        return real_->refund(order);
    }
    provider_answer query(query_order const& order) override { return real_->query(order); }

private:
    std::shared_ptr<provider> real_;
    std::chrono::milliseconds takes_;
};

/// A bank for many threads, on the machine's clock; its first candidate is slow and has a book.
struct busy_bank {
    std::shared_ptr<tender::clock> clock = std::make_shared<os_clock>();
    std::shared_ptr<simulated_provider> book = make_book();
    sandbox bank{{.waiter = std::make_shared<thread_waiter>(), .clock = clock,
                  .providers = {std::make_shared<slow_provider>(book, 30ms)}}};

    std::shared_ptr<simulated_provider> make_book()
    {
        provider_profile profile;
        profile.id = "slow";
        profile.takes = {{payment_method::card, {}}};
        return std::make_shared<simulated_provider>(profile, "slw_", clock, 0ms);
    }
};

/// Runs `work(i)` in that many threads, which begin together.
template<class Work>
void at_once(int threads, Work&& work)
{
    std::atomic<int> ready{0};
    std::vector<std::thread> running;
    for (int i = 0; i != threads; ++i)
        running.emplace_back([&, i] {
            ++ready;
            while (ready != threads) std::this_thread::yield();
            work(i);
        });
    for (auto& t : running) t.join();
}

std::size_t count(std::vector<told> const& all, errc what)
{
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](told const& t) {
        return !t && t.error() == what;
    }));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(races)

BOOST_AUTO_TEST_CASE(C16_C12_one_key_in_many_threads_charges_once_and_answers_alike)
{
    busy_bank b;
    b.book->next(script::capture_at_once);
    auto const order = b.bank.order({150'000, "NGN"});
    std::vector<told> answers(many, told(errc::internal));
    at_once(many, [&](int i) {
        answers[static_cast<std::size_t>(i)] = create(b.bank, order, keyed("one"));
    });
    for (auto const& a : answers) {
        BOOST_TEST_REQUIRE(a.has_value(), a.error().text());
        BOOST_TEST(text_of(*a) == text_of(*answers.front()));
    }
    BOOST_TEST((*answers.front())->state == payment_state::captured);
    BOOST_TEST(b.book->calls() == 1);
    BOOST_TEST(b.book->charges() == 1U);
    BOOST_TEST(b.bank.payments().size() == 1U);
}

BOOST_AUTO_TEST_CASE(C16_one_command_under_a_key_in_many_threads_is_done_once)
{
    busy_bank b;
    b.book->next(script::capture_at_once);
    auto order = b.bank.order({150'000, "NGN"});
    order.idempotency_key = idempotency_key("one");
    create_refund const back{.amount = 300, .idempotency_key = idempotency_key("one")};
    std::vector<result<payment>> made(many, result<payment>(fault(errc::internal)));
    at_once(many, [&](int i) {
        made[static_cast<std::size_t>(i)] = b.bank.engine().payments().create(b.bank.who(), order);
    });
    for (auto const& m : made) {
        BOOST_TEST_REQUIRE(m.has_value(), m.error().text());
        BOOST_TEST((m->id == made.front()->id && m->state == payment_state::captured));
    }
    std::vector<result<refund>> given(many, result<refund>(fault(errc::internal)));
    at_once(many, [&](int i) {
        given[static_cast<std::size_t>(i)] =
            b.bank.engine().refunds().create(b.bank.who(), made.front()->id, back);
    });
    for (auto const& g : given) {
        BOOST_TEST_REQUIRE(g.has_value(), g.error().text());
        BOOST_TEST((g->id == given.front()->id));
    }
    BOOST_TEST(b.book->charges() == 1U);
    BOOST_TEST(now_of(b.bank, made.front()->id).refunds().size() == 1U);
}

BOOST_AUTO_TEST_CASE(C16_C17_one_key_through_the_dispatcher_answers_the_same_bytes)
{
    busy_bank b;
    b.book->next(script::capture_at_once);
    dispatcher api(b.bank.engine(), {popfab()});
    auto const key = "Bearer " + b.bank.api_key("popfab");
    std::vector<response> answers(many);
    at_once(many, [&](int i) {
        answers[static_cast<std::size_t>(i)] = api.handle(
            {.method = "POST", .target = "/v1/payments",
             .headers = {{"Authorization", key}, {"Content-Type", "application/json"},
                         {"Idempotency-Key", "order-7890"}},
             .body = R"({"amount":150000,"currency":"NGN","payment_method":"card",
                         "reference":"ORDER-7890","customer":{"email":"ada@example.com"}})"});
    });
    std::set<std::string> bodies, ids;
    int first = 0;
    for (auto const& a : answers) {
        BOOST_TEST(a.status == 200, a.body);
        bodies.insert(a.body);
        ids.insert(std::string(a.find("X-Request-Id")));
        if (a.find("Idempotent-Replayed").empty()) ++first;
    }
    BOOST_TEST(bodies.size() == 1U);
    BOOST_TEST(ids.size() == static_cast<std::size_t>(many));
    BOOST_TEST(first == 1);
    BOOST_TEST(b.book->charges() == 1U);
}

BOOST_AUTO_TEST_CASE(C16_one_key_for_a_refund_pays_back_once)
{
    busy_bank b;
    b.book->next(script::capture_at_once);
    auto const paid = b.bank.engine().payments().create(b.bank.who(),
                                                        b.bank.order({1000, "NGN"})).value();
    std::vector<told> answers(many, told(errc::internal));
    at_once(many, [&](int i) {
        answers[static_cast<std::size_t>(i)] =
            refund_of(b.bank, paid.id, {.amount = 400}, keyed("one", "test POST /refund"));
    });
    for (auto const& a : answers) {
        BOOST_TEST_REQUIRE(a.has_value(), a.error().text());
        BOOST_TEST(text_of(*a) == text_of(*answers.front()));
    }
    BOOST_TEST(b.book->refunded(paid.terms->reference) == 400);
    BOOST_TEST(now_of(b.bank, paid.id).refunded == 400);
}

BOOST_AUTO_TEST_CASE(C16_C14_keys_of_two_merchants_do_not_meet)
{
    busy_bank b;
    auto const other = b.bank.engine().accounts().create(
        {.username = "other", .name = "Other"}).value();
    merchant const them{other.id, mode::test, {}};
    std::atomic<int> done{0};
    at_once(16, [&](int i) {
        auto const who = i % 2 == 0 ? b.bank.who() : them;
        auto const key = keyed("same key");
        auto const seen = engine_internals::find_answer(b.bank.engine(), who, key);
        if (!seen || seen->answer) return;
        create_payment order{.amount = {500, "NGN"}, .reference = "same-reference",
                             .customer = {.email = "ada@example.com"}};
        if (engine_internals::create_once(b.bank.engine(), who, order, &key)) ++done;
    });
    BOOST_TEST(done == 2);
}

BOOST_AUTO_TEST_CASE(C21_racing_refunds_take_no_more_than_was_captured)
{
    for (int round = 0; round != 5; ++round) {
        sandbox bank({.waiter = std::make_shared<thread_waiter>()});
        auto const paid = bank.pay({100, "NGN"});
        std::vector<told> answers(many, told(errc::internal));
        at_once(many, [&](int i) {
            answers[static_cast<std::size_t>(i)] = told_of(engine_internals::create_once(
                bank.engine(), bank.who(), paid.id, {.amount = 10}, nullptr));
        });
        auto const done = std::count_if(answers.begin(), answers.end(),
                                        [](told const& t) { return t.has_value(); });
        BOOST_TEST(done == 10);
        BOOST_TEST(count(answers, errc::exceeds_remaining) +
                       count(answers, errc::illegal_transition) == many - 10U);
        BOOST_TEST(bank.provider("paystack").refunded(paid.terms->reference) == 100);
        BOOST_TEST(now_of(bank, paid.id).state == payment_state::refunded);
        BOOST_TEST(bank.out_of_balance() == "");
        BOOST_TEST(gaps_in_events(bank) == "");
    }
}

BOOST_AUTO_TEST_CASE(C42_racing_refunds_of_many_payments_take_no_more_than_the_wallet_holds)
{
    for (int round = 0; round != 5; ++round) {
        sandbox bank({.merchant = {.username = "w", .name = "W", .currency = "NGN",
                                   .reserve_basis_points = 5000, .reserve_delay = 48h},
                      .waiter = std::make_shared<thread_waiter>()});
        std::vector<id<payment>> paid;
        for (int i = 0; i != 8; ++i) paid.push_back(bank.pay({1000, "NGN"}).id);
        if (round % 2 == 1) bank.advance(1h);          // the postings are folded
        auto& books = bank.engine().ledger();
        auto const before = books.wallet_of(bank.who(), "NGN")->spendable();
        std::vector<told> answers(many, told(errc::internal));
        at_once(many, [&](int i) {
            auto const at = static_cast<std::size_t>(i);
            answers[at] = told_of(engine_internals::create_once(
                bank.engine(), bank.who(), paid[at % paid.size()],
                {.amount = 100, .within_wallet = true}, nullptr));
        });
        auto const done = std::count_if(answers.begin(), answers.end(),
                                        [](told const& t) { return t.has_value(); });
        BOOST_TEST(done == before / 100);
        BOOST_TEST(count(answers, errc::exceeds_balance) ==
                   many - static_cast<std::size_t>(done));
        BOOST_TEST(books.wallet_of(bank.who(), "NGN")->spendable() == before % 100);
        bank.run_until_quiet();
        BOOST_TEST(bank.out_of_balance() == "");
    }
}

BOOST_AUTO_TEST_CASE(C5_C12_one_reference_in_many_threads_is_one_payment)
{
    busy_bank b;
    auto const order = b.bank.order({700, "NGN"});
    std::vector<told> answers(many, told(errc::internal));
    at_once(many, [&](int i) {
        answers[static_cast<std::size_t>(i)] =
            engine_internals::create_once(b.bank.engine(), b.bank.who(), order, nullptr);
    });
    BOOST_TEST(count(answers, errc::duplicate_reference) == many - 1U);
    BOOST_TEST(b.book->calls() == 1);
    auto const made = b.bank.payments();
    BOOST_TEST_REQUIRE(made.size() == 1U);
    for (auto const& a : answers)
        if (!a) BOOST_TEST(a.error().about() == made.front()->id.text());
}

BOOST_AUTO_TEST_CASE(C2_each_job_has_its_effect_once_whoever_runs_it)
{
    constexpr int payments = 200;
    sandbox bank({.waiter = std::make_shared<thread_waiter>()});
    auto const slow = bank.engine().accounts().create(
        {.username = "later", .name = "Later", .settlement_delay = 2s,
         .reserve_basis_points = 1000, .reserve_delay = 2s}).value();
    merchant const who{slow.id, mode::test, {}};
    for (int i = 0; i != payments; ++i) {
        auto order = bank.order({1000, "NGN"});
        bank.provider("paystack").next(i % 4 == 0 ? script::timeout_after_charge
                                                  : script::succeed, false);
        BOOST_TEST(bank.engine().payments().create(who, order).has_value());
    }
    std::atomic<bool> failed{false};
    auto& clock = *bank.hand();
    std::atomic<int> ran{0};
    for (int second = 0; second != 40; ++second) {
        clock.advance(1s);
        at_once(8, [&](int) {
            for (;;) {
                auto const report = bank.engine().run_due(50);
                if (!report) failed = true;
                if (!report || report->done == 0) break;
                ran += report->done;
            }
        });
    }
    auto const balances = bank.engine().ledger().balances(who).value();
    std::int64_t available = 0, other = 0;
    for (auto const& b : balances) {
        if (b.of.book == book::available) available = b.amount;
        if (b.of.book == book::pending || b.of.book == book::reserve) other += std::abs(b.amount);
    }
    BOOST_TEST(!failed);
    BOOST_TEST(available == payments * (1000 - 2 - 3));
    BOOST_TEST(other == 0);
    BOOST_TEST(bank.provider("paystack").charges() == static_cast<std::size_t>(payments));
    BOOST_TEST(bank.provider("paystack").questions() <= payments + payments / 4);
    BOOST_TEST(ran >= 3 * payments);
}

BOOST_AUTO_TEST_CASE(C6_C20_everything_at_once_leaves_books_that_balance)
{
    sandbox bank({.waiter = std::make_shared<thread_waiter>()});
    script const scripts[] = {script::succeed, script::capture_at_once, script::refuse,
                              script::timeout_after_charge, script::timeout_without_charge,
                              script::decline_soft, script::decline_hard, script::charge_late};
    for (int i = 0; i != 200; ++i) bank.provider("paystack").next(scripts[i % 8]);
    auto const order = bank.order({0, "NGN"});
    std::mutex lock;
    std::atomic<bool> failed{false};
    std::vector<id<payment>> made;
    at_once(8, [&](int thread) {
        for (int i = 0; i != 60; ++i) {
            auto const n = thread * 1000 + i;
            auto mine = order;
            mine.amount = {1000 + n, "NGN"};
            mine.reference = "race-" + std::to_string(n / 2);
            auto const done = bank.engine().payments().create(bank.who(), mine);
            id<payment> any;
            {
                std::lock_guard const hold(lock);
                if (done) made.push_back(done->id);
                if (!made.empty()) any = made[static_cast<std::size_t>(n) % made.size()];
            }
            if (!any) continue;
            if (i % 3 == 0) (void)bank.engine().payments().sync(bank.who(), any, i % 2 == 0);
            if (i % 3 == 1)
                (void)bank.engine().refunds().create(bank.who(), any, {.amount = 100});
            if (i % 10 == 5) bank.hand()->advance(1s);
            if (i % 5 == 0) (void)bank.engine().run_due(20);
            if (i % 20 == 0 && !bank.engine().ledger().balances(bank.who())) failed = true;
        }
    });
    BOOST_TEST(!failed);
    bank.run_until_quiet();
    BOOST_TEST(bank.out_of_balance() == "");
    BOOST_TEST(gaps_in_events(bank) == "");
    for (auto const& p : bank.payments()) {
        BOOST_TEST(settled(p->state), p->terms->reference);
        BOOST_TEST(bank.charges_outstanding(p->terms->reference) <= 1);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace races_tests
