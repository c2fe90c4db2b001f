// SPDX-License-Identifier: BSL-1.0 tests/service/payment/calls.cpp: what a provider says, what we
// make of it and whom we ask, on a clock that stands still.
#include <service/bank.hpp>

#include <tender/service/engine_internals.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace calls_tests {

using namespace tender;
using namespace tender::testing;

namespace {

using enum payment_state;
using milliseconds = std::chrono::milliseconds;

constexpr money price{150'000, "NGN"};
constexpr auto sure = 13s;             ///< send_before, the time limit and the clocks' skew

/// A sandbox whose first candidate says what the test wants; paystack comes second.
struct scripted_bank {
    std::shared_ptr<scripted_provider> first = std::make_shared<scripted_provider>(name("first"));
    sandbox bank{{.providers = {first}}};
    std::vector<milliseconds> asked{};     ///< when questions came, from the payment's request on
    instant begin = bank.now();

    explicit scripted_bank(provider_answer charge = {}, provider_answer query = {})
    {
        first->on_charge = [charge](charge_order const&) { return charge; };
        says(query);
    }

    void says(provider_answer query)
    {
        first->on_query = [this, query](query_order const&) {
            asked.push_back(bank.now() - begin);
            return query;
        };
    }

    payment pay() { return bank.engine().payments().create(bank.who(), bank.order(price)).value(); }
    int others() { return bank.provider("paystack").calls() + bank.provider("squad").calls(); }
};

provider_answer const unknown{};
provider_answer const never_seen{.what = outcome::unknown_reference};
provider_answer const done{.what = outcome::done, .reference = "f-1"};

}  // namespace

BOOST_AUTO_TEST_SUITE(calls_)

BOOST_AUTO_TEST_CASE(C11_when_every_provider_refuses_each_was_asked_once)
{
    for (auto const what : {script::refuse, script::decline_soft}) {
        sandbox bank;
        for (auto const& p : bank.providers()) p->next(what);
        auto const made = bank.engine().payments().create(bank.who(), bank.order(price)).value();
        BOOST_TEST(made.state == failed);
        BOOST_TEST(made.routing->tried.size() == 5U);   // monnify takes no cards
        for (auto const& p : bank.providers()) {
            bool const asked = p->profile().id != "monnify" && p->profile().id != "house";
            BOOST_TEST(p->calls() == (asked ? 1 : 0));
        }
        BOOST_TEST(!made.failure.empty());
    }
}

BOOST_AUTO_TEST_CASE(C11_silence_is_asked_about_by_the_table_and_nobody_else_is_called)
{
    scripted_bank b(unknown, unknown);
    auto const made = b.pay();
    BOOST_TEST(made.state == in_doubt);
    std::vector<milliseconds> expected;
    milliseconds at{0};
    milliseconds const day = 24h;
    for (milliseconds const delay : {milliseconds(10s), milliseconds(1min), milliseconds(5min),
                                     milliseconds(1h), day, day, day, day, day, day, day, day}) {
        at += delay;
        expected.push_back(at);
    }
    b.bank.advance(expected[8] - 1ms);
    BOOST_TEST(b.bank.incidents().empty());
    b.bank.advance(1ms);
    BOOST_TEST(incidents_of(b.bank, incident_kind::silent_provider) == 1);
    b.bank.advance(3 * day);
    BOOST_TEST((b.asked == expected));
    BOOST_TEST(b.bank.incidents().size() == 1U);
    BOOST_TEST(now_of(b.bank, made.id).state == in_doubt);
    BOOST_TEST(b.first->charges() == 1);
    BOOST_TEST(b.others() == 0);
}

BOOST_AUTO_TEST_CASE(C11_after_silence_the_host_resolves)
{
    struct {
        outcome truth;
        payment_state state;
    } const cases[] = {
        {outcome::done, captured},
        {outcome::refused, failed},
        {outcome::declined_hard, failed},
        {outcome::declined_soft, failed},
        {outcome::unknown_reference, failed},
        {outcome::unknown, in_doubt},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(enum_name(c.state)) {
        scripted_bank b(unknown, unknown);
        auto const made = b.pay();
        b.bank.advance(10 * 24h);
        auto const after = b.bank.engine().payments().resolve(b.bank.who(), made.id,
                                                              {.what = c.truth}).value();
        BOOST_TEST(after.state == c.state);
        auto const questions = b.first->questions();
        b.bank.advance(3 * 24h);
        auto const further = b.first->questions() - questions;
        if (c.truth == outcome::unknown) BOOST_TEST(further == 3);
        else if (c.truth == outcome::unknown_reference) BOOST_TEST(further > 0);
        else BOOST_TEST(further == 0);
        BOOST_TEST(b.others() == 0);
        auto const again = b.bank.engine().payments().resolve(b.bank.who(), made.id, done);
        if (c.state != in_doubt) BOOST_TEST((again.error() == errc::illegal_transition));
    }
}

BOOST_AUTO_TEST_CASE(C11_C10_one_who_stopped_before_recording_is_asked_about_after_the_limit)
{
    scripted_bank b(done, done);
    b.first->on_charge = [&](charge_order const&) {
        b.bank.store().away(true);
        return done;
    };
    auto const told = b.bank.engine().payments().create(b.bank.who(), b.bank.order(price));
    BOOST_TEST((told.error() == errc::storage_unavailable));
    b.bank.clear_faults();
    auto const p = b.bank.payments().front();
    BOOST_TEST(p->state == submitted);
    b.bank.advance(8s - 1ms);
    BOOST_TEST(b.first->questions() == 0);
    b.bank.advance(1ms);
    BOOST_TEST(b.first->questions() == 1);
    BOOST_TEST(now_of(b.bank, p->id).state == captured);
    BOOST_TEST(b.first->charges() == 1);
}

BOOST_AUTO_TEST_CASE(C10_not_charged_is_concluded_only_when_it_is_sure)
{
    for (milliseconds const consistency : {milliseconds(0), milliseconds(60s)}) {
        scripted_bank b(unknown, never_seen);
        b.first->schema().consistency_delay = consistency;
        auto const made = b.pay();
        auto const moment = sure + consistency;
        b.bank.advance(moment - 1ms);
        BOOST_TEST(now_of(b.bank, made.id).state == in_doubt);
        BOOST_TEST(b.others() == 0);
        b.bank.advance(1ms);
        BOOST_TEST(b.others() == 1);
        BOOST_TEST((b.asked.back() == moment));
    }
}

BOOST_AUTO_TEST_CASE(C10_a_question_asked_too_early_proves_nothing_however_late_its_answer)
{
    scripted_bank b(unknown, never_seen);
    b.pay();
    b.first->on_query = [&](query_order const&) {
        b.asked.push_back(b.bank.now() - b.begin);
        if (b.asked.size() == 1) b.bank.hand()->advance(5s);   // from 10 s to 15 s
        return never_seen;
    };
    b.bank.advance(10s);
    BOOST_TEST(b.asked.size() == 2U);
    BOOST_TEST((b.asked[1] >= sure));
    auto const tried = b.bank.payments().front()->routing->tried;
    BOOST_TEST_REQUIRE(tried.size() == 2U);
    BOOST_TEST((find_attempt(b.bank, tried[1].attempt)->created_at - b.begin >= sure));
    BOOST_TEST(runtime_of(b.bank.engine()).storage().next_due(0).value().has_value());
}

BOOST_AUTO_TEST_CASE(C10_nothing_is_sent_after_its_time)
{
    struct {
        milliseconds jump;
        bool sent;
    } const cases[] = {{0ms, true}, {5s - 1ms, true}, {5s, true}, {5s + 1ms, false}, {1h, false}};
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.jump.count() << " ms") {
        auto const store = std::make_shared<watched_storage>();
        sandbox bank({.store = store});
        store->after_next_commit = [&] { bank.hand()->advance(c.jump); };
        auto const made = bank.engine().payments().create(bank.who(), bank.order(price)).value();
        BOOST_TEST(bank.provider("paystack").calls() == (c.sent ? 1 : 0));
        bool const in_window = c.jump < 15min;
        BOOST_TEST(bank.provider("squad").calls() == (!c.sent && in_window ? 1 : 0));
        BOOST_TEST(made.state == (c.sent || in_window ? submitted : failed));
        bank.run_until_quiet();
        BOOST_TEST(unfinished(bank) == "");
    }
}

BOOST_AUTO_TEST_CASE(C10_C42_a_refund_that_is_not_sent_in_time_is_rejected)
{
    auto const store = std::make_shared<watched_storage>();
    sandbox bank({.store = store});
    auto const paid = bank.pay(price);
    store->after_next_commit = [&] { bank.hand()->advance(5s + 1ms); };
    auto const back = bank.engine().refunds().create(bank.who(), paid.id, {}).value();
    BOOST_TEST(back.state == refund_state::rejected);
    BOOST_TEST(bank.provider("paystack").calls() == 1);
    BOOST_TEST(unfinished(bank) == "");
}

BOOST_AUTO_TEST_CASE(C55_no_attempt_starts_after_the_window)
{
    struct {
        milliseconds at;
        bool second;
    } const cases[] = {{15min - 1ms, true}, {15min, true}, {15min + 1ms, false}};
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.at.count() << " ms") {
        scripted_bank b(unknown, unknown);
        auto const made = b.pay();
        b.bank.advance(c.at);
        b.says(never_seen);
        auto const after = b.bank.engine().payments().sync(b.bank.who(), made.id).value();
        BOOST_TEST(after.state == (c.second ? submitted : failed));
        BOOST_TEST(b.others() == (c.second ? 1 : 0));
    }
}

BOOST_AUTO_TEST_CASE(C11_a_challenge_is_asked_about_when_it_expires_and_goes_to_nobody_else)
{
    struct {
        outcome then;
        payment_state state;
    } const cases[] = {
        {outcome::done, captured},           {outcome::declined_hard, failed},
        {outcome::declined_soft, failed},    {outcome::refused, failed},
        {outcome::unknown_reference, failed}, {outcome::settling, accepted},
        {outcome::acknowledged, challenged}, {outcome::unknown, challenged},
        {outcome::challenged, challenged},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(static_cast<int>(c.then)) {
        scripted_bank b({.what = outcome::challenged, .ask_after = 10min}, {.what = c.then});
        auto const made = b.pay();
        BOOST_TEST(made.state == challenged);
        b.bank.advance(10min - 1ms);
        BOOST_TEST(b.first->questions() == 0);
        b.bank.advance(1ms);
        BOOST_TEST(b.first->questions() == 1);
        BOOST_TEST(now_of(b.bank, made.id).state == c.state);
        BOOST_TEST(b.others() == 0);
        BOOST_TEST(gaps_in_events(b.bank) == "");
    }
}

BOOST_AUTO_TEST_CASE(C11_what_was_accepted_may_still_fail_and_goes_to_nobody_else)
{
    for (auto const then : {outcome::declined_hard, outcome::declined_soft, outcome::refused,
                            outcome::unknown_reference}) {
        scripted_bank b({.what = outcome::settling, .ask_after = 1min}, {.what = then});
        auto const made = b.pay();
        BOOST_TEST(made.state == accepted);
        b.bank.advance(2min);
        BOOST_TEST(now_of(b.bank, made.id).state == failed);
        BOOST_TEST(b.others() == 0);
        BOOST_TEST(incidents_of(b.bank, incident_kind::job_parked) == 0);
    }
}

BOOST_AUTO_TEST_CASE(C11_who_acknowledged_a_charge_and_then_knows_nothing_of_it_is_asked_again)
{
    scripted_bank b({.what = outcome::acknowledged, .ask_after = 1s}, never_seen);
    auto const made = b.pay();
    b.bank.advance(1h);
    BOOST_TEST(now_of(b.bank, made.id).state == submitted);
    BOOST_TEST(b.others() == 0);
    BOOST_TEST(b.first->questions() < 10);
    b.says(done);
    b.bank.advance(2h);
    BOOST_TEST(now_of(b.bank, made.id).state == captured);
    BOOST_TEST(gaps_in_events(b.bank) == "");
}

BOOST_AUTO_TEST_CASE(C11_what_was_acknowledged_after_a_doubt_is_not_forgotten_either)
{
    scripted_bank b(unknown, {.what = outcome::acknowledged, .ask_after = 1h});
    auto const made = b.pay();
    b.bank.advance(1min);
    BOOST_TEST(now_of(b.bank, made.id).state == accepted);
    b.says(never_seen);
    b.bank.advance(2h);
    BOOST_TEST(now_of(b.bank, made.id).state == accepted);
    b.says(done);
    b.bank.advance(48h);
    BOOST_TEST(now_of(b.bank, made.id).state == captured);
}

BOOST_AUTO_TEST_CASE(C11_the_host_resolves_what_was_acknowledged_and_forgotten)
{
    struct {
        outcome truth;
        payment_state state;
        int others;
    } const cases[] = {
        {outcome::done, captured, 0},
        {outcome::declined_hard, failed, 0},
        {outcome::unknown_reference, failed, 0},   // ten days on, nobody else is tried
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(enum_name(c.state)) {
        auto forgetful = never_seen;
        forgetful.ask_after = 1s;
        scripted_bank b({.what = outcome::acknowledged, .ask_after = 1s}, forgetful);
        auto const made = b.pay();
        b.bank.advance(10 * 24h);
        BOOST_TEST(b.first->questions() < 20);
        BOOST_TEST(incidents_of(b.bank, incident_kind::silent_provider) == 1);
        auto const after = b.bank.engine().payments().resolve(b.bank.who(), made.id,
                                                              {.what = c.truth}).value();
        BOOST_TEST(after.state == c.state);
        BOOST_TEST(b.others() == c.others);
        BOOST_TEST(gaps_in_events(b.bank) == "");
    }
}

BOOST_AUTO_TEST_CASE(C10_nobody_resolves_a_call_that_is_being_made)
{
    scripted_bank b;
    result<payment> resolved = fault(errc::internal);
    id<payment> which;
    b.first->on_charge = [&](charge_order const&) {
        which = b.bank.payments().front()->id;
        resolved = b.bank.engine().payments().resolve(b.bank.who(), which, done);
        return provider_answer{.what = outcome::declined_hard};
    };
    BOOST_TEST(b.pay().state == failed);
    BOOST_TEST((resolved.error() == errc::illegal_transition));
}

BOOST_AUTO_TEST_CASE(C11_what_the_provider_says_of_a_doubted_payment)
{
    struct {
        outcome says;
        payment_state state;
        int others;
    } const cases[] = {
        {outcome::done, captured, 0},          {outcome::acknowledged, accepted, 0},
        {outcome::settling, accepted, 0},      {outcome::challenged, challenged, 0},
        {outcome::declined_hard, failed, 0},   {outcome::declined_soft, submitted, 1},
        {outcome::refused, submitted, 1},      {outcome::unknown, in_doubt, 0},
        {outcome::unknown_reference, in_doubt, 0},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(static_cast<int>(c.says)) {
        scripted_bank b(unknown, {.what = c.says, .ask_after = 1h});
        auto const made = b.pay();
        b.bank.advance(10s);
        BOOST_TEST(now_of(b.bank, made.id).state == c.state);
        BOOST_TEST(b.others() == c.others);
        BOOST_TEST(gaps_in_events(b.bank) == "");
    }
}

BOOST_AUTO_TEST_CASE(C11_another_amount_or_currency_goes_back_as_it_was_charged)
{
    for (money const charged : {money{price.minor - 1, "NGN"}, money{price.minor + 1, "NGN"},
                                money{price.minor, "USD"}, money{1, "JPY"}}) {
        scripted_bank b({.what = outcome::done, .reference = "f-9", .amount = charged}, done);
        std::vector<std::pair<money, std::string>> back;
        b.first->on_refund = [&](refund_order const& r) {
            back.emplace_back(r.amount, std::string(r.charge_at_provider));
            return provider_answer{.what = outcome::done};
        };
        auto const made = b.pay();
        BOOST_TEST(made.state == failed);
        BOOST_TEST(made.captured == 0);
        BOOST_TEST(incidents_of(b.bank, incident_kind::amount_differs) == 1);
        BOOST_TEST_REQUIRE(back.size() == 1U);
        BOOST_TEST((back.front() == std::pair(charged, std::string("f-9"))));
        for (auto const& sum : b.bank.engine().ledger().balances(b.bank.who()).value())
            BOOST_TEST(sum.amount == 0);
        BOOST_TEST(b.others() == 0);
    }
}

BOOST_AUTO_TEST_CASE(C11_a_provider_that_charged_nothing_gets_nothing_to_give_back)
{
    for (std::int64_t const charged : {0, -5}) {
        scripted_bank b({.what = outcome::done, .amount = money{charged, "NGN"}}, done);
        BOOST_TEST(b.pay().state == failed);
        b.bank.run_until_quiet();
        BOOST_TEST(b.first->refunds() == 0);
        BOOST_TEST(incidents_of(b.bank, incident_kind::amount_differs) == 1);
    }
}

BOOST_AUTO_TEST_CASE(C11_a_late_success_goes_back_and_changes_nothing)
{
    scripted_bank b(unknown, never_seen);
    b.first->on_refund = [](refund_order const&) { return done; };
    auto const made = b.pay();
    b.bank.advance(1min);
    auto const before = now_of(b.bank, made.id);
    BOOST_TEST(before.state == captured);
    BOOST_TEST(before.provider().text() == "paystack");
    b.says(done);
    b.bank.advance(24h);
    BOOST_TEST(b.first->refunds() == 1);
    BOOST_TEST(incidents_of(b.bank, incident_kind::late_charge) == 1);
    BOOST_TEST((now_of(b.bank, made.id).updated_at == before.updated_at));
    BOOST_TEST(balance_of(b.bank, book::suspense) == 0);
    BOOST_TEST(balance_of(b.bank, book::provider, "NGN", "first") == 0);
    BOOST_TEST(unfinished(b.bank) == "");
}

BOOST_AUTO_TEST_CASE(C11_a_late_success_of_a_payment_that_failed_goes_back_too)
{
    sandbox bank;
    for (auto const& p : bank.providers()) p->next(script::decline_hard);
    bank.provider("paystack").next_query({.what = outcome::done, .amount = price});
    auto const made = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    auto const after = bank.engine().payments().sync(bank.who(), made.id, true).value();
    BOOST_TEST(after.state == failed);
    BOOST_TEST(incidents_of(bank, incident_kind::late_charge) == 1);
    BOOST_TEST(bank.provider("paystack").calls() == 2);   // the charge and a refund
}

BOOST_AUTO_TEST_CASE(C11_C42_a_late_charge_is_given_back_for_as_long_as_it_takes)
{
    scripted_bank b(unknown, never_seen);
    auto const made = b.pay();
    b.bank.advance(1min);
    b.first->on_query = [](query_order const& q) {
        return q.purpose == attempt_purpose::charge ? done : never_seen;
    };
    std::vector<instant> tries;
    int refusals = 12;
    b.first->on_refund = [&](refund_order const& r) {
        tries.push_back(b.bank.now());
        BOOST_TEST(r.charge_at_provider == "f-1");
        return refusals-- > 0 ? provider_answer{.what = outcome::refused} : done;
    };
    b.bank.advance(21 * 24h);
    BOOST_TEST(tries.size() == 13U);
    BOOST_TEST(incidents_of(b.bank, incident_kind::silent_provider) == 1);
    BOOST_TEST(balance_of(b.bank, book::suspense) == 0);
    BOOST_TEST(unfinished(b.bank) == "");
    BOOST_TEST(now_of(b.bank, made.id).state == captured);
    for (std::size_t i = 1; i != tries.size(); ++i)
        BOOST_TEST((tries[i] - tries[i - 1] <= milliseconds(24h + 1min)));
}

BOOST_AUTO_TEST_CASE(C11_a_late_refund_that_gets_no_answer_is_asked_about_first)
{
    scripted_bank b(unknown, never_seen);
    b.pay();
    b.bank.advance(1min);
    b.says(done);
    b.bank.advance(24h);
    BOOST_TEST(b.first->refunds() == 1);        // no answer: asked, and it was done
    BOOST_TEST(balance_of(b.bank, book::suspense) == 0);
    BOOST_TEST(unfinished(b.bank) == "");
}

BOOST_AUTO_TEST_CASE(C11_refused_credentials_are_an_incident_even_where_nobody_else_is_left)
{
    sandbox bank;
    for (auto const& p : bank.providers()) p->next(script::refuse_credentials);
    auto const made = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    BOOST_TEST(made.state == failed);
    BOOST_TEST(incidents_of(bank, incident_kind::provider_credentials) == 5);
}

BOOST_AUTO_TEST_CASE(C11_whatever_a_provider_throws_counts_as_unknown)
{
    scripted_bank b;
    std::vector<std::function<void()>> const throws = {
        [] { throw std::runtime_error("no"); }, [] { throw 7; }, [] { throw errc::internal; }};
    for (auto const& thrown : throws) {
        b.first->on_charge = [&](charge_order const&) {
            thrown();
            return done;
        };
        b.first->on_query = [&](query_order const&) {
            thrown();
            return done;
        };
        auto const made = b.pay();
        BOOST_TEST(made.state == in_doubt);
        b.bank.advance(20s);
        BOOST_TEST(now_of(b.bank, made.id).state == in_doubt);
    }
}

BOOST_AUTO_TEST_CASE(C11_a_provider_says_within_reason_when_it_is_to_be_asked)
{
    struct {
        milliseconds after;
        milliseconds asked;
    } const cases[] = {{0ms, 1ms}, {-5min, 1ms}, {3s, 3s}, {milliseconds::max(), 30 * 24h}};
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.after.count() << " ms") {
        scripted_bank b({.what = outcome::acknowledged, .ask_after = c.after}, done);
        b.pay();
        b.bank.advance(c.asked - 1ms);
        BOOST_TEST(b.first->questions() == 0);
        b.bank.advance(1ms);
        BOOST_TEST(b.first->questions() == 1);
    }
}

BOOST_AUTO_TEST_CASE(C11_a_merchant_who_syncs_puts_no_question_off)
{
    scripted_bank b(unknown, unknown);
    auto const made = b.pay();
    auto const before = jobs_of(b.bank);
    for (int i = 0; i != 30; ++i) {
        BOOST_TEST(b.bank.engine().payments().sync(b.bank.who(), made.id).has_value());
        b.bank.advance(100ms);
    }
    BOOST_TEST(b.first->questions() == 30);
    BOOST_TEST(b.bank.incidents().empty());
    auto const after = jobs_of(b.bank);
    BOOST_TEST_REQUIRE(after.size() == 1U);
    BOOST_TEST((after.front().due == before.front().due));
    BOOST_TEST(after.front().asked == 0);
}

BOOST_AUTO_TEST_CASE(C10_a_sync_leaves_a_call_alone_that_is_on_its_way)
{
    scripted_bank b(done, never_seen);
    b.first->on_charge = [&](charge_order const&) {
        auto const seen = b.bank.engine().payments().sync(b.bank.who(),
                                                          b.bank.payments().front()->id);
        BOOST_TEST(seen.value().state == submitted);
        return done;
    };
    BOOST_TEST(b.pay().state == captured);
    BOOST_TEST(b.first->questions() == 0);
}

BOOST_AUTO_TEST_CASE(C11_a_forced_sync_does_not_end_the_search_for_a_late_charge)
{
    sandbox bank;
    for (auto const id : std::initializer_list<tender::name>{"paystack", "squad", "payaza",
                                                             "flutterwave"})
        bank.provider(id).next(script::refuse);
    bank.provider("interswitch").next(script::charge_late);
    auto const order = bank.order(price);
    auto const reference = order.reference.str();
    auto const made = bank.engine().payments().create(bank.who(), order).value();
    bank.advance(1min);
    BOOST_TEST(now_of(bank, made.id).state == failed);
    (void)bank.engine().payments().sync(bank.who(), made.id, true);
    bank.run_until_quiet();
    BOOST_TEST(bank.charges_outstanding(reference) == 0);
    BOOST_TEST(incidents_of(bank, incident_kind::late_charge) == 1);
    BOOST_TEST(unfinished(bank) == "");
}

BOOST_AUTO_TEST_CASE(C17_the_first_request_is_answered_as_its_key_is_also_when_a_job_was_first)
{
    scripted_bank b;
    b.first->on_query = [](query_order const&) {
        return provider_answer{.what = outcome::settling, .ask_after = 2s};
    };
    b.first->on_charge = [&](charge_order const&) {
        b.bank.advance(9s);                     // a job finds it settling, and answers the key
        b.first->on_query = [](query_order const&) { return done; };
        b.bank.advance(9s);                     // and another finds it done
        return done;
    };
    auto const order = b.bank.order(price);
    auto const first = create(b.bank, order, keyed("k")).value();
    BOOST_TEST(first->state == accepted);
    BOOST_TEST(now_of(b.bank, first->id).state == captured);
    BOOST_TEST(text_of(create(b.bank, order, keyed("k")).value()) == text_of(first));
    BOOST_TEST(b.first->charges() == 1);
}

BOOST_AUTO_TEST_CASE(C11_a_provider_that_is_gone_is_never_thought_to_have_refused)
{
    auto const store = make_store(0);
    auto const first = std::make_shared<scripted_provider>(name("first"));
    auto const clock = std::make_shared<manual_clock>(instant(1h));
    auto const entropy = std::make_shared<seeded_entropy>(std::uint64_t(1));
    id<payment> made;
    merchant who;
    {
        engine pay({store, clock, entropy});
        BOOST_TEST(pay.add(first, mode::test).has_value());
        who.account = pay.accounts().create({.username = "demo", .name = "Demo"}).value().id;
        made = pay.payments().create(who, {.amount = price, .reference = "a",
                                           .customer = {.email = "ada@example.com"}}).value().id;
    }
    engine pay({store, clock, entropy});
    for (int i = 0; i != 100; ++i) {
        clock->advance(1h);
        BOOST_TEST(pay.run_due().has_value());
    }
    BOOST_TEST(pay.payments().read(who, made).value().state == in_doubt);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace calls_tests
