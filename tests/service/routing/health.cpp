// SPDX-License-Identifier: BSL-1.0
// tests/service/routing/health.cpp: breakers between payments and providers.
#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

namespace health_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr money price{150'000, "NGN"};

payment pay(sandbox& bank, merchant const& who)
{
    return bank.engine().payments().create(who, bank.order(price)).value();
}

/// So many payments whose first provider says that.
void fail(sandbox& bank, int times, script what = script::refuse, bool counts = true)
{
    for (int i = 0; i != times; ++i) {
        bank.provider("paystack").next(what, counts);
        (void)bank.engine().payments().create(bank.who(), bank.order(price));
    }
}

breaker_state state_of(sandbox& bank, name provider, std::optional<merchant> who = {})
{
    for (auto const& h : bank.engine().health().all(who.value_or(bank.who())))
        if (h.provider == provider) return h.state;
    return breaker_state::closed;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(health_)

BOOST_AUTO_TEST_CASE(C26_C11_a_provider_that_keeps_failing_gets_no_payments_until_it_recovers)
{
    sandbox bank;
    fail(bank, 10);
    BOOST_TEST(bank.provider("paystack").calls() == 10);
    BOOST_TEST((state_of(bank, "paystack") == breaker_state::open));
    BOOST_TEST((state_of(bank, "squad") == breaker_state::closed));
    auto const made = pay(bank, bank.who());
    BOOST_TEST((made.provider() == name("squad")));
    BOOST_TEST(made.routing->tried.size() == 1U);
    BOOST_TEST((made.routing->candidates->back().verdict == candidate_verdict::no_method));
    bool open = false;
    for (auto const& c : *made.routing->candidates)
        open = open || (c.provider == name("paystack") &&
                        c.verdict == candidate_verdict::breaker_open);
    BOOST_TEST(open);
    BOOST_TEST(bank.provider("paystack").calls() == 10);

    bank.advance(30s);
    BOOST_TEST((state_of(bank, "paystack") == breaker_state::half_open));
    for (int i = 0; i != 3; ++i)
        BOOST_TEST((pay(bank, bank.who()).provider() == name("paystack")));
    BOOST_TEST((state_of(bank, "paystack") == breaker_state::closed));
    bank.run_until_quiet();
    BOOST_TEST(unfinished(bank) == "");
}

BOOST_AUTO_TEST_CASE(C26_a_failing_probe_goes_on_to_the_next_provider_and_opens_again)
{
    sandbox bank;
    fail(bank, 10);
    bank.advance(30s);
    bank.provider("paystack").next(script::refuse);
    auto const made = pay(bank, bank.who());
    BOOST_TEST((made.provider() == name("squad")));
    BOOST_TEST(made.routing->tried.size() == 2U);
    BOOST_TEST((state_of(bank, "paystack") == breaker_state::open));
}

BOOST_AUTO_TEST_CASE(C26_only_technical_failures_count)
{
    struct {
        script what;
        bool counts;
        bool opens;
    } const cases[] = {
        {script::refuse, true, true},
        {script::timeout_after_charge, true, true},
        {script::timeout_without_charge, true, true},
        {script::throw_exception, true, true},
        {script::charge_late, true, true},
        {script::refuse, false, false},
        {script::timeout_after_charge, false, false},
        {script::refuse_credentials, true, false},
        {script::decline_hard, true, false},
        {script::decline_soft, true, false},
        {script::insufficient_funds, true, false},
        {script::challenge, true, false},
        {script::settle, true, false},
        {script::charge_another_amount, true, false},
        {script::capture_at_once, true, false},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(enum_name(c.what)) {
        sandbox bank;
        fail(bank, 20, c.what, c.counts);
        BOOST_TEST((state_of(bank, "paystack") == breaker_state::open) == c.opens);
    }
}

BOOST_AUTO_TEST_CASE(C26_C28_of_the_amounts_that_fail_only_06_counts)
{
    for (int const end : {1, 2, 3, 4, 5, 6}) BOOST_TEST_CONTEXT(end) {
        sandbox bank;
        merchant const popfab{bank.who().account, mode::test, "popfab"};
        for (int i = 0; i != 20; ++i)
            (void)bank.engine().payments().create(popfab, bank.order({100'000 + end, "NGN"}));
        BOOST_TEST((state_of(bank, "paystack") == breaker_state::open) == (end == 6));
    }
}

BOOST_AUTO_TEST_CASE(C26_in_test_mode_each_account_has_its_own_and_live_is_one)
{
    auto const flaky = std::make_shared<scripted_provider>(name("flaky"));
    flaky->schema().simulated = false;
    flaky->on_charge = [](charge_order const&) {
        return provider_answer{.what = outcome::refused};
    };
    sandbox bank;
    BOOST_TEST(bank.engine().add(flaky, mode::live).has_value());
    auto const other = bank.engine().accounts().create(
        {.username = "other", .name = "Other", .live_approved = true}).value();
    merchant const them{other.id, mode::test, {}}, them_live{other.id, mode::live, {}};
    fail(bank, 10);
    BOOST_TEST((state_of(bank, "paystack") == breaker_state::open));
    BOOST_TEST((state_of(bank, "paystack", them) == breaker_state::closed));
    BOOST_TEST((pay(bank, them).provider() == name("paystack")));

    for (int i = 0; i != 10; ++i) (void)pay(bank, bank.live());
    BOOST_TEST((state_of(bank, "flaky", bank.live()) == breaker_state::open));
    BOOST_TEST((state_of(bank, "flaky", them_live) == breaker_state::open));
    BOOST_TEST(bank.engine().payments().create(them_live, bank.order(price)).error().code() ==
               errc::providers_unavailable);
}

BOOST_AUTO_TEST_CASE(C26_all_open_is_a_fault_that_leaves_nothing_behind)
{
    sandbox bank({.settings = {.breaker = {.least_calls = 1}}});
    for (auto const& p : bank.providers()) p->next(script::refuse);
    (void)pay(bank, bank.who());
    auto const before = bank.payments().size();
    auto const order = bank.order(price);
    auto const refused = create(bank, order, keyed("k"));
    BOOST_TEST(refused.error().code() == errc::providers_unavailable);
    auto to_squad = order;
    to_squad.routing_override = "squad";
    BOOST_TEST(create(bank, to_squad, keyed("k")).error().code() == errc::providers_unavailable);
    BOOST_TEST(bank.payments().size() == before);
    bank.advance(30s);
    BOOST_TEST(create(bank, order, keyed("k")).has_value());
}

BOOST_AUTO_TEST_CASE(C11_a_failover_passes_over_those_that_are_open)
{
    sandbox bank({.settings = {.breaker = {.least_calls = 1}}});
    auto order = bank.order(price);
    order.routing_override = "squad";
    bank.provider("squad").next(script::refuse);
    (void)bank.engine().payments().create(bank.who(), order);
    BOOST_TEST((state_of(bank, "squad") == breaker_state::open));
    bank.provider("paystack").next(script::refuse);
    auto const made = pay(bank, bank.who());
    BOOST_TEST((made.provider() == name("payaza")));
    BOOST_TEST(bank.provider("squad").calls() == 1);
}

/// Between the router's look and the call, the breaker opens.
BOOST_AUTO_TEST_CASE(C11_C26_what_is_not_sent_goes_to_the_next_provider)
{
    auto const store = std::make_shared<watched_storage>();
    sandbox bank({.settings = {.breaker = {.least_calls = 1}}, .store = store});
    store->after_next_commit = [&] { fail(bank, 1, script::timeout_after_charge); };
    auto const made = pay(bank, bank.who());
    BOOST_TEST((made.provider() == name("squad")));
    BOOST_TEST_REQUIRE(made.routing->tried.size() == 2U);
    auto const unsent = find_attempt(bank, made.routing->tried[0].attempt).value();
    BOOST_TEST((unsent.state == attempt_state::refused));
    BOOST_TEST(bank.provider("paystack").calls() == 1);
    bank.run_until_quiet();
    BOOST_TEST(unfinished(bank) == "");
}

BOOST_AUTO_TEST_CASE(figures_come_from_the_calls)
{
    sandbox bank;
    fail(bank, 1);
    for (int i = 0; i != 3; ++i) (void)pay(bank, bank.who());
    auto const at_once = bank.engine().health().all(bank.who());
    BOOST_TEST_REQUIRE(at_once.size() == 6U);
    BOOST_TEST((at_once[0].provider == name("paystack")));
    BOOST_TEST(at_once[0].calls_in_window == 4);
    BOOST_TEST(at_once[0].figures.calls == 0);
    bank.advance(1min);
    auto const later = bank.engine().health().all(bank.who());
    BOOST_TEST(later[0].calls_in_window == 0);
    BOOST_TEST(later[0].figures.calls == 4);
    BOOST_TEST(later[0].figures.success_rate() == 750'000);
    BOOST_TEST(later[3].figures.calls == 1);           // squad took over once
    BOOST_TEST(later[1].figures.success_rate() == 1'000'000);
}

BOOST_AUTO_TEST_CASE(the_success_rate_breaks_ties_in_cost)
{
    auto const first = std::make_shared<scripted_provider>(name("first"));
    auto const second = std::make_shared<scripted_provider>(name("second"));
    int calls = 0;
    first->on_charge = [&](charge_order const&) {
        return provider_answer{.what = ++calls % 5 == 1 ? outcome::refused : outcome::done};
    };
    second->on_charge = [](charge_order const&) { return provider_answer{.what = outcome::done}; };
    sandbox bank({.providers = {first, second}});
    int even = 0;
    for (int i = 0; i != 40; ++i)
        if (pay(bank, bank.who()).routing->strategy == routing_strategy::load_balancing) ++even;
    BOOST_TEST(even == 40);
    BOOST_TEST(first->charges() > 5);
    BOOST_TEST(second->charges() > 5);
    bank.advance(1min);
    for (int i = 0; i != 5; ++i) {
        auto const made = pay(bank, bank.who());
        BOOST_TEST((made.provider() == name("second")));
        BOOST_TEST((made.routing->reason == routing_reason::highest_success_rate));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace health_tests
