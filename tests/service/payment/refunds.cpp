// SPDX-License-Identifier: BSL-1.0
// tests/service/payment/refunds.cpp: money on its way back: refused, reserved, returned.
#include <tender/service/payment/refunds.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

namespace refunds_tests {

using namespace tender;
using namespace tender::testing;

namespace {

using state = refund_state;

constexpr money price{1000, "NGN"};

/// A bank whose one provider charges at once and says of refunds what the test wants.
struct refund_bank {
    std::shared_ptr<scripted_provider> only = std::make_shared<scripted_provider>(name("only"));
    sandbox bank{{.providers = {only}}};
    payment paid;
    std::vector<std::string> sent{};       ///< our references of the refunds

    refund_bank()
    {
        only->on_charge = [](charge_order const&) {
            return provider_answer{.what = outcome::done, .reference = "charge-1"};
        };
        paid = bank.engine().payments().create(bank.who(), bank.order(price)).value();
        answers(outcome::done);
    }

    void answers(provider_answer what)
    {
        only->on_refund = [this, what](refund_order const& r) {
            sent.emplace_back(r.reference);
            return what;
        };
    }
    void answers(outcome what) { answers(provider_answer{.what = what}); }
    void says(provider_answer what)
    {
        only->on_query = [what](query_order const&) { return what; };
    }
    void says(outcome what) { says(provider_answer{.what = what}); }

    result<refund> give(create_refund const& how = {})
    {
        return bank.engine().refunds().create(bank.who(), paid.id, how);
    }
    refund now(refund const& r) { return bank.engine().refunds().read(bank.who(), r.id).value(); }
    payment payment_now() { return now_of(bank, paid.id); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(refunds_)

BOOST_AUTO_TEST_CASE(C42_what_a_provider_says_of_a_refund)
{
    struct {
        outcome says;
        refund_state refund;
        payment_state payment;
        std::int64_t refunding, refunded;
    } const cases[] = {
        {outcome::done, state::succeeded, payment_state::refunded, 0, 1000},
        {outcome::acknowledged, state::submitted, payment_state::captured, 1000, 0},
        {outcome::settling, state::submitted, payment_state::captured, 1000, 0},
        {outcome::challenged, state::in_doubt, payment_state::captured, 1000, 0},
        {outcome::declined_soft, state::rejected, payment_state::captured, 0, 0},
        {outcome::declined_hard, state::rejected, payment_state::captured, 0, 0},
        {outcome::refused, state::rejected, payment_state::captured, 0, 0},
        {outcome::unknown, state::in_doubt, payment_state::captured, 1000, 0},
        {outcome::unknown_reference, state::in_doubt, payment_state::captured, 1000, 0},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(static_cast<int>(c.says)) {
        refund_bank b;
        b.answers(c.says);
        auto const back = b.give().value();
        BOOST_TEST(back.state == c.refund);
        BOOST_TEST(back.amount.minor == price.minor);
        BOOST_TEST(back.failure.empty() == (c.refund != state::rejected));
        auto const p = b.payment_now();
        BOOST_TEST(p.state == c.payment);
        BOOST_TEST(p.refunding == c.refunding);
        BOOST_TEST(p.refunded == c.refunded);
        BOOST_TEST_REQUIRE(p.refunds().size() == 1U);
        BOOST_TEST(p.refunds().front().state == c.refund);
        BOOST_TEST(b.bank.out_of_balance() == "");
        BOOST_TEST(gaps_in_events(b.bank) == "");
    }
}

BOOST_AUTO_TEST_CASE(C42_what_a_provider_says_of_a_refund_in_doubt)
{
    struct {
        outcome says;
        refund_state refund;
        int calls;
    } const cases[] = {
        {outcome::done, state::succeeded, 1},
        {outcome::acknowledged, state::in_doubt, 1},
        {outcome::declined_soft, state::rejected, 1},
        {outcome::declined_hard, state::rejected, 1},
        {outcome::refused, state::rejected, 1},
        {outcome::unknown, state::in_doubt, 1},
        {outcome::unknown_reference, state::succeeded, 2},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(static_cast<int>(c.says)) {
        refund_bank b;
        b.answers(outcome::unknown);
        auto const back = b.give().value();
        BOOST_TEST(back.state == state::in_doubt);
        b.answers(outcome::done);
        b.says({.what = c.says, .ask_after = 1h});
        b.bank.advance(30s);
        BOOST_TEST(b.now(back).state == c.refund);
        BOOST_TEST(b.only->refunds() == c.calls);
        BOOST_TEST(b.bank.out_of_balance() == "");
        BOOST_TEST(gaps_in_events(b.bank) == "");
    }
}

BOOST_AUTO_TEST_CASE(C42_silence_is_asked_about_and_sent_again_only_when_it_surely_never_came)
{
    refund_bank b;
    b.answers(outcome::unknown);
    b.says(outcome::unknown_reference);
    auto const back = b.give().value();
    b.bank.advance(13s - 1ms);
    BOOST_TEST(b.only->refunds() == 1);
    b.bank.advance(1ms);
    BOOST_TEST(b.only->refunds() == 2);
    BOOST_TEST(b.sent[0] != b.sent[1]);
    BOOST_TEST((b.now(back).attempt.text() == b.sent[1]));
    BOOST_TEST(b.now(back).state == state::in_doubt);
    b.says(outcome::done);
    b.bank.advance(1min);
    BOOST_TEST(b.now(back).state == state::succeeded);
    BOOST_TEST(unfinished(b.bank) == "");
}

BOOST_AUTO_TEST_CASE(C42_a_refund_that_was_acknowledged_and_forgotten_is_the_hosts_to_resolve)
{
    refund_bank b;
    b.answers(outcome::acknowledged);
    b.says(outcome::unknown_reference);
    auto const back = b.give().value();
    b.bank.advance(10 * 24h);
    BOOST_TEST(b.only->refunds() == 1);
    BOOST_TEST(under_way(b.now(back).state));
    auto const ended = b.bank.engine().refunds().resolve(b.bank.who(), back.id,
                                                         {.what = outcome::declined_hard});
    BOOST_TEST((ended.value().state == state::rejected));
    BOOST_TEST(b.payment_now().remaining() == price.minor);
    BOOST_TEST(b.bank.out_of_balance() == "");
}

BOOST_AUTO_TEST_CASE(C42_C55_a_refund_that_never_comes_through_fails_after_the_window)
{
    refund_bank b;
    b.answers(outcome::unknown);
    b.says(outcome::unknown_reference);
    auto const back = b.give().value();
    b.bank.advance(15min);
    BOOST_TEST(under_way(b.now(back).state));
    auto const calls = b.only->refunds();
    b.bank.advance(1min);
    BOOST_TEST(b.now(back).state == state::failed);
    BOOST_TEST(b.only->refunds() <= calls + 1);
    BOOST_TEST(b.payment_now().remaining() == price.minor);
    BOOST_TEST(b.payment_now().state == payment_state::captured);
    BOOST_TEST(b.bank.out_of_balance() == "");
}

BOOST_AUTO_TEST_CASE(C42_a_silent_provider_is_asked_by_the_table_and_the_refund_resolved_by_hand)
{
    refund_bank b;
    b.answers(outcome::unknown);
    auto const back = b.give().value();
    b.bank.advance(10 * 24h);
    BOOST_TEST(b.now(back).state == state::in_doubt);
    BOOST_TEST(b.only->refunds() == 1);
    BOOST_TEST(incidents_of(b.bank, incident_kind::silent_provider) == 1);
    auto& refunds = b.bank.engine().refunds();
    BOOST_TEST(refunds.resolve(b.bank.who(), back.id, {.what = outcome::done})->state ==
               state::succeeded);
    BOOST_TEST((refunds.resolve(b.bank.who(), back.id, {}).error() == errc::illegal_transition));
    BOOST_TEST(unfinished(b.bank) == "");
}

BOOST_AUTO_TEST_CASE(C21_C42_nothing_beyond_what_remains_is_taken)
{
    refund_bank b;
    auto const refused = [&](std::int64_t amount) { return b.give({.amount = amount}).error(); };
    BOOST_TEST((refused(0) == errc::invalid_request));
    BOOST_TEST((refused(-1) == errc::invalid_request));
    BOOST_TEST((refused(9'007'199'254'740'992) == errc::invalid_request));
    BOOST_TEST((refused(1001) == errc::exceeds_remaining));
    BOOST_TEST(b.only->refunds() == 0);
    b.answers(outcome::unknown);                       // under way: it counts
    BOOST_TEST(b.give({.amount = 400}).has_value());
    BOOST_TEST((refused(601) == errc::exceeds_remaining));
    b.answers(outcome::done);
    BOOST_TEST(b.give({.amount = 500}).has_value());
    BOOST_TEST((refused(101) == errc::exceeds_remaining));
    b.answers(outcome::refused);                       // rejected: it counts no longer
    BOOST_TEST(b.give({.amount = 100}).has_value());
    BOOST_TEST(b.payment_now().remaining() == 100);
    b.answers(outcome::done);
    BOOST_TEST(b.give().value().amount.minor == 100);
    BOOST_TEST((b.give().error() == errc::exceeds_remaining));
    BOOST_TEST(b.payment_now().state == payment_state::captured);
    b.says(outcome::done);
    b.bank.advance(1min);
    BOOST_TEST(b.payment_now().state == payment_state::refunded);
    BOOST_TEST((b.give().error() == errc::illegal_transition));
    BOOST_TEST(b.payment_now().refunds().size() == 4U);
}

BOOST_AUTO_TEST_CASE(C42_where_the_wallet_limits_a_refund_it_takes_what_is_available_and_pending)
{
    for (auto const delay : {0s, 86'400s}) BOOST_TEST_CONTEXT(delay.count() << " s to settle") {
        sandbox bank({.merchant = {.username = "w", .name = "W", .currency = "NGN",
                                   .settlement_delay = delay, .reserve_basis_points = 1000,
                                   .reserve_delay = 48h}});
        auto const paid = bank.pay({150'000, "NGN"});      // fees 600, reserve 14,940
        auto const give = [&](std::optional<positive_minor> amount, bool limited) {
            return bank.engine().refunds().create(
                bank.who(), paid.id, {.amount = amount, .within_wallet = limited});
        };
        BOOST_TEST((give({}, true).error() == errc::exceeds_balance));
        BOOST_TEST((give(134'461, true).error() == errc::exceeds_balance));
        BOOST_TEST((give(150'001, true).error() == errc::exceeds_remaining));
        BOOST_TEST(give(134'460, true).has_value());
        BOOST_TEST((give(1, true).error() == errc::exceeds_balance));
        BOOST_TEST(give(1, false).has_value());
        bank.advance(1h);
        auto const wallet = bank.engine().ledger().wallet_of(bank.who(), "NGN").value();
        BOOST_TEST(wallet.spendable() == -1);
        bank.advance(48h);
        BOOST_TEST(bank.engine().ledger().wallet_of(bank.who(), "NGN")->spendable() == 14'939);
        BOOST_TEST(give(14'939, true).has_value());
        bank.advance(1h);
        BOOST_TEST(bank.out_of_balance() == "");
    }
}

BOOST_AUTO_TEST_CASE(C42_only_a_captured_payment_is_refunded_and_only_its_merchants)
{
    sandbox bank;
    auto& pay = bank.engine();
    auto const refund_of_one = [&](script what) {
        bank.provider("paystack").next(what);
        auto const p = pay.payments().create(bank.who(), bank.order(price)).value();
        return pay.refunds().create(bank.who(), p.id, {}).error();
    };
    for (auto const what : {script::succeed, script::settle, script::challenge,
                            script::timeout_after_charge, script::decline_hard,
                            script::charge_another_amount})
        BOOST_TEST((refund_of_one(what) == errc::illegal_transition));
    auto const paid = bank.pay(price);
    BOOST_TEST((pay.refunds().create(bank.live(), paid.id, {}).error() == errc::not_found));
    auto const other = pay.accounts().create({.username = "o", .name = "O"}).value();
    merchant const them{other.id, mode::test, {}};
    BOOST_TEST((pay.refunds().create(them, paid.id, {}).error() == errc::not_found));
    BOOST_TEST((pay.refunds().create(bank.who(), {{3, 4}}, {}).error() == errc::not_found));
    auto const back = pay.refunds().create(bank.who(), paid.id, {.amount = 1}).value();
    BOOST_TEST(pay.refunds().read(bank.who(), back.id).has_value());
    BOOST_TEST((pay.refunds().read(bank.live(), back.id).error() == errc::not_found));
    BOOST_TEST((pay.refunds().read(them, back.id).error() == errc::not_found));
}

BOOST_AUTO_TEST_CASE(C42_a_refund_goes_to_the_capturing_provider_alone)
{
    sandbox bank;
    bank.provider("paystack").next(script::refuse);
    auto const paid = bank.pay(price);
    BOOST_TEST(paid.provider().text() == "squad");
    auto const back = bank.engine().refunds().create(bank.who(), paid.id, {}).value();
    BOOST_TEST(back.provider.text() == "squad");
    BOOST_TEST(bank.provider("squad").refunded(paid.terms->reference) == price.minor);
    BOOST_TEST(bank.provider("paystack").calls() == 1);
}

BOOST_AUTO_TEST_CASE(C10_a_refund_has_its_own_reference_and_names_the_charge)
{
    refund_bank b;
    std::vector<std::string> seen;
    b.only->on_refund = [&](refund_order const& r) {
        seen = {std::string(r.reference), std::string(r.charge), std::string(r.charge_at_provider)};
        return provider_answer{.what = outcome::done};
    };
    auto const back = b.give({.amount = 10}).value();
    std::vector<std::string> const expected{back.attempt.text(), b.paid.last_attempt().text(),
                                            "charge-1"};
    BOOST_TEST(seen == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(C42_what_returns_reopens_the_payment_and_is_an_incident)
{
    refund_bank b;
    auto const back = b.give().value();
    BOOST_TEST(b.payment_now().state == payment_state::refunded);
    auto& refunds = b.bank.engine().refunds();
    BOOST_TEST(refunds.return_refund(b.bank.who(), back.id)->state == state::returned);
    auto const p = b.payment_now();
    BOOST_TEST(p.state == payment_state::captured);
    BOOST_TEST(p.refunded == 0);
    BOOST_TEST(p.refunds().front().state == state::returned);
    BOOST_TEST(incidents_of(b.bank, incident_kind::refund_returned) == 1);
    BOOST_TEST(b.bank.out_of_balance() == "");
    BOOST_TEST((refunds.return_refund(b.bank.who(), back.id).error() == errc::illegal_transition));
    BOOST_TEST(b.give().value().state == state::succeeded);
    BOOST_TEST(b.payment_now().state == payment_state::refunded);
    BOOST_TEST(gaps_in_events(b.bank) == "");
}

BOOST_AUTO_TEST_CASE(C42_only_what_succeeded_can_return)
{
    for (auto const what : {outcome::refused, outcome::unknown, outcome::acknowledged}) {
        refund_bank b;
        b.answers(what);
        auto const back = b.give().value();
        auto const done = b.bank.engine().refunds().return_refund(b.bank.who(), back.id);
        BOOST_TEST((done.error() == errc::illegal_transition));
    }
}

BOOST_AUTO_TEST_CASE(C42_a_provider_that_paid_back_another_amount_is_an_incident)
{
    refund_bank b;
    b.answers({.what = outcome::done, .amount = money{399, "NGN"}});
    BOOST_TEST(b.give({.amount = 400}).value().state == state::succeeded);
    BOOST_TEST(incidents_of(b.bank, incident_kind::amount_differs) == 1);
    b.answers({.what = outcome::done, .amount = money{300, "NGN"}});
    BOOST_TEST(b.give({.amount = 300}).value().state == state::succeeded);
    BOOST_TEST(b.bank.incidents().size() == 1U);
}

BOOST_AUTO_TEST_CASE(C24_every_step_of_a_refund_is_an_event_of_its_payment)
{
    refund_bank b;
    b.answers(outcome::acknowledged);
    b.says({.what = outcome::acknowledged, .ask_after = 5s});
    auto const back = b.give({.amount = 300, .reason = "too small"}).value();
    b.bank.advance(6s);
    b.says(outcome::done);
    b.bank.advance(6s);
    std::vector<std::string> told;
    for (auto const& e : all(b.bank, all_events)) {
        auto const* const r = cause_of<refund>(*e);
        if (r == nullptr) continue;
        BOOST_TEST((r->id == back.id));
        BOOST_TEST(r->reason == "too small");
        told.insert(told.begin(), std::string(enum_name(e->kind)) + " " +
                                      std::string(enum_name(r->state)) + " " +
                                      std::to_string(object_of<payment>(*e)->refunding));
    }
    std::vector<std::string> const expected{"payment_refunding submitted 300",
                                            "payment_partly_refunded succeeded 0"};
    BOOST_TEST(told == expected, boost::test_tools::per_element());
    BOOST_TEST(gaps_in_events(b.bank) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace refunds_tests
