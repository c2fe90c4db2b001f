// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/charge_for_nobody.cpp: an account that may not be charged for is asked for in
// every way there is; no provider hears of it, and nothing is left behind. It could happen in
// payments, pages, links, the simulated end, the next provider after a failure, and between two
// processes; refunds, which look alike, must go on.
#include <service/bank.hpp>

#include <tender/api/inflow.hpp>
#include <tender/service/engine_internals.hpp>

#include <boost/test/unit_test.hpp>

namespace charge_for_nobody_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr money price{1000, "NGN"};

/// A provider that is not simulated, so that it may be live.
std::shared_ptr<scripted_provider> real(sandbox& bank)
{
    auto out = std::make_shared<scripted_provider>(name("acme"));
    out->schema().simulated = false;
    out->on_charge = [](charge_order const&) { return provider_answer{outcome::done}; };
    bank.engine().add(out, mode::live).value();
    return out;
}

int count(sandbox& bank, record_type const& type)
{
    int n = 0;
    sandbox::pause_faults const quiet(bank);
    auto const one = [&](id<account>, any_versioned const&) { ++n; };
    BOOST_REQUIRE(runtime_of(bank.engine()).storage().for_each(type, one).has_value());
    return n;
}

/// What a refused charge must not have left.
void check_nothing_left(sandbox& bank)
{
    BOOST_TEST(count(bank, record_of<payment>) == 0);
    BOOST_TEST(count(bank, record_of<attempt>) == 0);
    BOOST_TEST(count(bank, record_of<event>) == 0);
    BOOST_TEST(count(bank, record_of<idempotency_record>) == 0);
    BOOST_TEST(count(bank, record_of<checkout_session>) == 0);
    for (auto const& j : jobs_of(bank)) BOOST_TEST_ERROR("a job is left: " << j.kind);
}

open_checkout page_for(money amount)
{
    open_checkout c;
    c.amount = amount;
    c.page = "https://pay.example/p/";
    return c;
}

sandbox_options not_approved()
{
    sandbox_options how;
    how.merchant.live_approved = false;
    return how;
}

void close(sandbox& bank)
{
    sandbox::pause_faults const quiet(bank);
    bank.engine().accounts().set_active(bank.who().account, false).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(charge_for_nobody)

BOOST_AUTO_TEST_CASE(C57_an_account_that_does_not_exist_is_charged_for_by_nobody)
{
    sandbox bank;
    merchant const nobody{{ulid{1, 2}}, mode::test, {}};
    bank.provider_faults().arm(1, true);
    BOOST_TEST((bank.engine().payments().create(nobody, bank.order(price)).error() ==
                errc::not_found));
    BOOST_TEST((bank.engine().checkout().open(nobody, page_for(price)).error() ==
                errc::not_found));
    BOOST_TEST(!bank.provider_faults().calls.struck());
    check_nothing_left(bank);
}

BOOST_AUTO_TEST_CASE(C57_a_closed_account_is_charged_for_by_nobody_in_either_mode)
{
    for (auto const where : {mode::test, mode::live}) BOOST_TEST_CONTEXT(where) {
        sandbox bank;
        auto const acme = real(bank);
        close(bank);
        merchant const who{bank.who().account, where, {}};
        BOOST_TEST((bank.engine().payments().create(who, bank.order(price)).error() ==
                    errc::forbidden));
        BOOST_TEST((bank.engine().checkout().open(who, page_for(price)).error() ==
                    errc::forbidden));
        BOOST_TEST(acme->charges() == 0);
        check_nothing_left(bank);
    }
}

BOOST_AUTO_TEST_CASE(C57_an_account_that_is_not_approved_is_charged_for_in_test_mode_alone)
{
    sandbox bank(not_approved());
    auto const acme = real(bank);
    auto& pay = bank.engine();
    BOOST_TEST((pay.payments().create(bank.live(), bank.order(price)).error() == errc::forbidden));
    BOOST_TEST((pay.checkout().open(bank.live(), page_for(price)).error() == errc::forbidden));
    BOOST_TEST(acme->charges() == 0);
    check_nothing_left(bank);
    BOOST_TEST(pay.payments().create(bank.who(), bank.order(price)).has_value());
}

BOOST_AUTO_TEST_CASE(C57_a_key_whose_payment_was_refused_so_is_free)
{
    sandbox bank;
    close(bank);
    idempotency_request const key{.route = "popfab POST /v1/payments", .key = "k"};
    auto& pay = bank.engine();
    auto const order = bank.order(price);
    auto const create = [&] {
        return engine_internals::create_once(pay, bank.who(), create_payment(order), &key);
    };
    BOOST_TEST((create().error() == errc::forbidden));
    pay.accounts().set_active(bank.who().account, true).value();
    BOOST_TEST(create().has_value());
}

BOOST_AUTO_TEST_CASE(C57_no_other_provider_is_tried_once_the_account_is_closed)
{
    sandbox bank;
    auto const first = std::make_shared<scripted_provider>(name("acme"));
    first->schema().simulated = false;
    first->on_charge = [&](charge_order const&) {
        close(bank);
        return provider_answer{.what = outcome::refused, .reason = "try somebody else"};
    };
    auto const second = std::make_shared<scripted_provider>(name("other"), 100);
    second->schema().simulated = false;
    bank.engine().add(first, mode::live).value();
    bank.engine().add(second, mode::live).value();
    auto const made = bank.engine().payments().create(bank.live(), bank.order(price)).value();
    BOOST_TEST(first->charges() == 1);
    BOOST_TEST(second->charges() == 0);
    BOOST_TEST(made.state == payment_state::failed);
    BOOST_TEST(made.failure == "try somebody else");
}

BOOST_AUTO_TEST_CASE(C57_a_job_that_learns_of_a_refusal_tries_nobody_either)
{
    sandbox bank;
    auto const first = std::make_shared<scripted_provider>(name("acme"));
    auto const second = std::make_shared<scripted_provider>(name("other"), 100);
    first->schema().simulated = second->schema().simulated = false;
    first->on_query = [](query_order const&) {
        return provider_answer{outcome::unknown_reference};
    };
    bank.engine().add(first, mode::live).value();
    bank.engine().add(second, mode::live).value();
    auto const made = bank.engine().payments().create(bank.live(), bank.order(price)).value();
    BOOST_TEST(made.state == payment_state::in_doubt);
    close(bank);
    bank.advance(5min);
    BOOST_TEST(second->charges() == 0);
    auto const now = bank.engine().payments().read(bank.live(), made.id).value();
    BOOST_TEST(now.state == payment_state::failed);
}

BOOST_AUTO_TEST_CASE(C57_a_simulated_end_of_a_page_writes_no_attempt_for_a_closed_account)
{
    sandbox bank({.merchant = {.username = "demo", .name = "Demo", .currency = "USD"}});
    auto const who = bank.by(inflow());
    auto command = page_for({1000, "USD"});
    command.simulate = simulated_end::deposit_pending;
    auto const made = bank.engine().checkout().open(who, std::move(command)).value();
    close(bank);
    bank.advance(1h);
    BOOST_TEST(count(bank, record_of<attempt>) == 0);
    BOOST_TEST(bank.engine().payments().read(who, made.id)->state == payment_state::created);
}

BOOST_AUTO_TEST_CASE(money_goes_back_from_a_closed_account)
{
    sandbox bank;
    auto const paid = bank.pay(price);
    close(bank);
    auto const back = bank.engine().refunds().create(bank.who(), paid.id, {});
    BOOST_REQUIRE(back.has_value());
    bank.run_until_quiet();
    BOOST_TEST(bank.engine().refunds().read(bank.who(), back->id)->state ==
               refund_state::succeeded);
    BOOST_TEST(bank.books_balance());
}

BOOST_AUTO_TEST_CASE(C57_whatever_fails_nobody_is_charged_for_a_closed_account)
{
    auto const ask = [](sandbox& bank) {
        close(bank);
        auto const done = bank.engine().payments().create(bank.who(), bank.order(price));
        BOOST_TEST(!done.has_value());
        bank.run_until_quiet();
        for (auto const& p : bank.providers()) BOOST_TEST(p->charges_outstanding("order-1") == 0);
        check_nothing_left(bank);
    };
    BOOST_TEST(each_storage_failure(ask) > 2);
    BOOST_TEST(each_provider_timeout(ask) == 0);   // none is called
    BOOST_TEST(each_crash([](sandbox& bank) {
        close(bank);
        (void)bank.engine().payments().create(bank.who(), bank.order(price));
    }, &check_nothing_left) > 2);
}

BOOST_AUTO_TEST_CASE(C57_an_account_closed_by_another_process_meanwhile_is_not_charged_for)
{
    auto const watched = std::make_shared<watched_storage>();
    sandbox bank({.store = watched});
    merchant const who = bank.who();
    auto& pay = bank.engine();
    // Closed between routing and the write: the write reads it.
    pay.accounts().set_active(who.account, false).value();
    BOOST_TEST((pay.payments().create(who, bank.order(price)).error() == errc::forbidden));
    // Closed by another process while this one has seen it open.
    pay.accounts().set_active(who.account, true).value();
    BOOST_TEST(pay.payments().create(who, bank.order(price)).has_value());
    other_process other(bank, watched, {}, 0ms);
    other.pay.accounts().set_active(who.account, false).value();
    BOOST_TEST((pay.payments().create(who, bank.order(price)).error() == errc::forbidden));
    BOOST_TEST((pay.checkout().open(who, page_for(price)).error() == errc::forbidden));
    // Closed between the write and the answer: what was sent is recorded all the same.
    pay.accounts().set_active(who.account, true).value();
    watched->after_next_commit = [&] { pay.accounts().set_active(who.account, false).value(); };
    auto const made = pay.payments().create(who, bank.order(price));
    BOOST_REQUIRE(made.has_value());
    bank.run_until_quiet();
    BOOST_TEST(pay.payments().read(who, made->id)->state == payment_state::captured);
    BOOST_TEST(bank.books_balance());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace charge_for_nobody_tests
