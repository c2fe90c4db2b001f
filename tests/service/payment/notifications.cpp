// SPDX-License-Identifier: BSL-1.0
// tests/service/payment/notifications.cpp: what providers say by themselves is a hint, and does no
// harm.
#include <tender/service/engine_internals.hpp>
#include <tender/service/payment/notifications.hpp>

#include <service/bank.hpp>

#include <tender/store/audit.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace notifications_tests {

using namespace tender;
using namespace tender::testing;

namespace {

using enum payment_state;

constexpr money price{150'000, "NGN"};
constexpr name paystack = "paystack";

/// A merchant whose payments go to paystack, and the host's door for notifications.
struct shop {
    sandbox bank;

    payment pay(script what = script::succeed)
    {
        bank.provider(paystack).next(what);
        return bank.engine().payments().create(bank.who(), bank.order(price)).value();
    }

    result<> hear(simulated_message const& m, name from = paystack, mode where = mode::test)
    {
        return bank.engine().notify(from, where, m.headers, m.body);
    }

    /// What paystack would send about the payment's last call now.
    simulated_message about(payment const& p)
    {
        return bank.provider(paystack).message_about(p.last_attempt().text()).value();
    }

    payment now(payment const& p) { return now_of(bank, p.id); }
    int questions() { return bank.provider(paystack).questions(); }
    int kept() { return static_cast<int>(jobs_of(bank).size()); }
};

simulated_message says(std::string_view call, std::string_view status, money amount = price,
                       name from = paystack)
{
    return write_simulated_message(from, call, status, amount);
}

simulated_message forged(simulated_message m)
{
    m.headers[0].second.back() = m.headers[0].second.back() == '0' ? '1' : '0';
    return m;
}

/// A provider in front of the others that a test scripts, and that speaks as the simulated do.
std::shared_ptr<scripted_provider> talking()
{
    auto out = std::make_shared<scripted_provider>(name("first"));
    out->on_message = [](provider_message const& m) { return read_simulated_message("first", m); };
    return out;
}

/// Time goes by and no job is done.
void pass(sandbox& bank, std::chrono::milliseconds by) { bank.hand()->advance(by); }

}  // namespace

BOOST_AUTO_TEST_SUITE(notifications_)

BOOST_AUTO_TEST_CASE(C27_a_verified_word_of_the_very_amount_is_taken_without_a_question)
{
    shop s;
    auto const made = s.pay();
    pass(s.bank, 1s);
    BOOST_TEST(s.hear(s.about(made)).has_value());
    BOOST_TEST(s.now(made).state == captured);
    BOOST_TEST(s.questions() == 0);
    s.bank.run_until_quiet();
    BOOST_TEST(unfinished(s.bank) == "");
    BOOST_TEST(s.questions() == 0);
}

BOOST_AUTO_TEST_CASE(C27_everything_else_is_a_hint_and_the_provider_is_asked)
{
    struct {
        char const* name;
        simulated_message (*of)(std::string const&);
    } const cases[] = {
        {"a signature that does not stand",
         [](std::string const& call) { return forged(says(call, "done")); }},
        {"no signature",
         [](std::string const& call) {
             return simulated_message{{}, says(call, "done").body};
         }},
        {"another amount",
         [](std::string const& call) { return says(call, "done", {150'001, "NGN"}); }},
        {"another currency",
         [](std::string const& call) { return says(call, "done", {150'000, "GHS"}); }},
        {"a decline", [](std::string const& call) { return says(call, "declined"); }},
        {"still at work", [](std::string const& call) { return says(call, "waiting"); }},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.name) {
        shop s;
        auto const made = s.pay(script::timeout_after_charge);
        pass(s.bank, 9s);
        auto const call = made.last_attempt().text();
        BOOST_TEST(s.hear(c.of(call)).has_value());
        BOOST_TEST(s.questions() == 1);
        BOOST_TEST(s.now(made).state == captured);   // as its provider says when asked
        s.bank.run_until_quiet();
        BOOST_TEST(unfinished(s.bank) == "");
    }
}

BOOST_AUTO_TEST_CASE(C27_a_forged_success_charges_nobody)
{
    shop s;
    auto const made = s.pay(script::timeout_without_charge);
    pass(s.bank, 9s);
    BOOST_TEST(s.hear(forged(says(made.last_attempt().text(), "done"))).has_value());
    BOOST_TEST(s.now(made).state == in_doubt);
    BOOST_TEST(s.bank.provider(paystack).charges() == 0U);
    s.bank.run_until_quiet();
    BOOST_TEST(s.now(made).state == captured);
    BOOST_TEST(s.now(made).provider().text() == "squad");   // which surely had to be asked
    BOOST_TEST(unfinished(s.bank) == "");
}

BOOST_AUTO_TEST_CASE(C27_a_forged_hint_costs_one_question_in_ten_seconds)
{
    shop s;
    auto const made = s.pay(script::challenge);
    s.bank.provider(paystack).next_query({.what = outcome::challenged});
    s.bank.provider(paystack).next_query({.what = outcome::challenged});
    auto const fake = forged(says(made.last_attempt().text(), "done"));
    pass(s.bank, 9s);
    for (int i = 0; i != 100; ++i) BOOST_TEST(s.hear(fake).has_value());
    BOOST_TEST(s.questions() == 1);
    pass(s.bank, 10s - 1ms);
    BOOST_TEST(s.hear(fake).has_value());
    BOOST_TEST(s.questions() == 1);
    pass(s.bank, 1ms);
    BOOST_TEST(s.hear(fake).has_value());
    BOOST_TEST(s.questions() == 2);
}

BOOST_AUTO_TEST_CASE(C27_duplicates_and_messages_that_overtake_each_other_change_nothing)
{
    shop s;
    auto const made = s.pay();
    auto const early = s.about(made);
    pass(s.bank, 1s);
    auto const late = s.about(made);
    BOOST_TEST(early.body != late.body);
    for (auto const* m : {&late, &late, &early, &late, &early}) {
        BOOST_TEST(s.hear(*m).has_value());
        BOOST_TEST(s.now(made).state == captured);
    }
    auto const once = s.now(made);
    BOOST_TEST(once.updated_at.time_since_epoch().count() ==
               s.now(made).updated_at.time_since_epoch().count());
    s.bank.run_until_quiet();
    BOOST_TEST(unfinished(s.bank) == "");
    BOOST_TEST(gaps_in_events(s.bank) == "");
    BOOST_TEST(s.bank.provider(paystack).charges() == 1U);
}

BOOST_AUTO_TEST_CASE(C11_a_late_success_that_is_told_goes_back_at_once)
{
    shop s;
    auto const made = s.pay(script::charge_late);
    s.bank.advance(1min);
    BOOST_TEST(s.now(made).state == captured);
    BOOST_TEST(s.now(made).provider().text() == "squad");
    auto const first = s.now(made).routing->tried.front().attempt;
    s.bank.advance(10min);
    auto const told = s.bank.provider(paystack).message_about(first.text()).value();
    BOOST_TEST(s.hear(told).has_value());
    BOOST_TEST(s.bank.provider(paystack).charges_outstanding(made.terms->reference) == 0);
    BOOST_TEST(incidents_of(s.bank, incident_kind::late_charge) == 1);
    s.bank.run_until_quiet();
    BOOST_TEST(unfinished(s.bank) == "");
}

BOOST_AUTO_TEST_CASE(C10_a_word_that_overtakes_the_answer_to_its_own_call_is_taken)
{
    struct {
        char const* name;
        provider_answer answer;
    } const cases[] = {
        {"acknowledged", {.what = outcome::acknowledged}},
        {"done", {.what = outcome::done, .amount = price}},
        {"lost", {.what = outcome::unknown}},
        {"contradicts itself", {.what = outcome::declined_hard}},
        {"refused after all", {.what = outcome::refused}},
    };
    for (auto const& c : cases) for (bool const key : {false, true}) BOOST_TEST_CONTEXT(c.name) {
        auto const first = talking();
        sandbox bank{{.providers = {first}}};
        first->on_charge = [&](charge_order const& o) {
            auto const m = says(o.reference, "done", o.amount, "first");
            BOOST_TEST(bank.engine().notify("first", mode::test, m.headers, m.body).has_value());
            return c.answer;
        };
        first->on_query = [](query_order const&) {
            return provider_answer{.what = outcome::done, .amount = price};
        };
        auto const order = bank.order(price);
        auto const told = key ? *create(bank, order, keyed("k")).value()
                              : bank.engine().payments().create(bank.who(), order).value();
        BOOST_TEST(told.state == captured);
        if (key) BOOST_TEST((create(bank, order, keyed("k")).value()->state == captured));
        bank.run_until_quiet();
        BOOST_TEST(now_of(bank, told.id).state == captured);
        BOOST_TEST(first->charges() == 1);
        for (auto const& p : bank.providers()) BOOST_TEST(p->calls() == 0);
        BOOST_TEST(bank.out_of_balance(true) == "");
        BOOST_TEST(jobs_of(bank).empty());
    }
}

BOOST_AUTO_TEST_CASE(C10_a_hint_leaves_a_call_alone_that_is_on_its_way)
{
    auto const first = talking();
    sandbox bank{{.providers = {first}}};
    first->on_charge = [&](charge_order const& o) {
        auto const m = says(o.reference, "declined", o.amount, "first");
        BOOST_TEST(bank.engine().notify("first", mode::test, m.headers, m.body).has_value());
        return provider_answer{.what = outcome::done, .amount = price};
    };
    auto const made = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    BOOST_TEST(made.state == captured);
    BOOST_TEST(first->questions() == 0);
}

BOOST_AUTO_TEST_CASE(C27_refunds_are_told_of_in_the_same_way)
{
    shop s;
    auto const paid = s.bank.pay(price);
    s.bank.provider(paystack).next_refund(script::succeed);
    auto const back = s.bank.engine().refunds().create(s.bank.who(), paid.id, {}).value();
    BOOST_TEST(back.state == refund_state::submitted);
    pass(s.bank, 1s);
    auto const jobs = jobs_of(s.bank);
    auto const asks = std::find_if(jobs.begin(), jobs.end(), [](job const& j) {
        return j.kind == job_kind::ask_refund;
    });
    BOOST_REQUIRE(asks != jobs.end());
    auto const m = s.bank.provider(paystack).message_about(asks->subject.text()).value();
    BOOST_TEST(s.hear(m).has_value());
    BOOST_TEST(s.questions() == 1);                    // for the charge, by its job
    BOOST_TEST(s.bank.engine().refunds().read(s.bank.who(), back.id)->state ==
               refund_state::succeeded);
    BOOST_TEST(s.now(paid).state == refunded);
    s.bank.run_until_quiet();
    BOOST_TEST(unfinished(s.bank) == "");
}

BOOST_AUTO_TEST_CASE(C27_what_is_not_known_is_kept_a_day_and_tried_again)
{
    shop s;
    auto const stranger = ulid{0x0192'0000'0000'0000, 7}.text();
    for (int i = 0; i != 3; ++i) BOOST_TEST(s.hear(says(stranger, "done")).has_value());
    BOOST_TEST(s.kept() == 1);                         // once, however often it comes
    BOOST_TEST(tender::audit(runtime_of(s.bank.engine()).storage()).value().empty());
    s.bank.advance(24h - 1ms);
    BOOST_TEST(s.kept() == 1);
    s.bank.advance(1ms);
    BOOST_TEST(s.kept() == 0);
    unit_of_work unit(runtime_of(s.bank.engine()).storage(), {});
    int left = 0;
    BOOST_TEST(runtime_of(s.bank.engine()).storage().for_each(record_of<notification>,
        [&](id<account>, any_versioned const&) { ++left; }).has_value());
    BOOST_TEST(left == 0);
}

BOOST_AUTO_TEST_CASE(C27_what_becomes_known_in_time_is_asked_about)
{
    shop s;
    auto const made = s.pay(script::timeout_after_charge);
    auto const call = made.last_attempt();
    auto const stranger = ulid{call.value.high, call.value.low ^ 1};
    BOOST_TEST(s.hear(says(stranger.text(), "done")).has_value());
    // Another process says at last what it has written.
    unit_of_work unit(runtime_of(s.bank.engine()).storage(), s.bank.who().account);
    auto copy = *unit.find(call).value();
    copy.id = {stranger};
    unit.insert(copy);
    BOOST_TEST(unit.commit().has_value());
    auto const before = s.questions();
    s.bank.advance(10s);
    BOOST_TEST(s.questions() == before + 2);           // the payment's own, and this
    BOOST_TEST(s.kept() == 0);
}

BOOST_AUTO_TEST_CASE(C27_what_is_forged_is_not_kept)
{
    shop s;
    BOOST_TEST(s.hear(forged(says(ulid{1, 2}.text(), "done"))).has_value());
    BOOST_TEST(s.hear(forged(says("no-call-of-ours", "done"))).has_value());
    BOOST_TEST(s.kept() == 0);
}

BOOST_AUTO_TEST_CASE(C27_nobody_speaks_for_another_provider_or_mode)
{
    shop s;
    auto const made = s.pay(script::timeout_without_charge);
    auto const call = made.last_attempt().text();
    auto const before = s.kept();
    BOOST_TEST(s.hear(says(call, "done", price, "squad"), "squad").has_value());
    BOOST_TEST(s.now(made).state == in_doubt);
    BOOST_TEST(s.questions() == 0);
    BOOST_TEST(s.kept() == before);
    auto const live = s.hear(says(call, "done"), paystack, mode::live);
    BOOST_TEST(live.error().code() == errc::not_found);   // it has no live provider
    auto const other = s.hear(says(call, "done"), "nobody");
    BOOST_TEST(other.error().code() == errc::not_found);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_refused)
{
    shop s;
    auto const first = std::make_shared<scripted_provider>(name("silent"));
    s.bank.engine().add(first, mode::test).value();
    for (auto const* body : {"", "x", "a b", "a done 1", "a done 1.5 NGN", "a done 1 XXXX",
                             "a done 1 NGN more"})
        BOOST_TEST(s.hear({{}, body}).error().code() == errc::invalid_request, body);
    auto const none = s.hear(says("a", "done"), "silent");
    BOOST_TEST(none.error().code() == errc::invalid_request);
}

BOOST_AUTO_TEST_CASE(whatever_the_reader_throws_is_a_message_that_cannot_be_read)
{
    auto const first = talking();
    sandbox bank{{.providers = {first}}};
    first->on_message = [](provider_message const&) -> std::optional<provider_notice> {
        throw std::runtime_error("no such member");
    };
    auto const told = bank.engine().notify("first", mode::test, {}, "x");
    BOOST_TEST(told.error().code() == errc::invalid_request);
}

BOOST_AUTO_TEST_CASE(a_notification_lands_whole_or_is_to_come_again)
{
    int failed_calls = 0;
    for (int nth = 1; nth != 40; ++nth) {
        shop s;
        auto const made = s.pay(script::timeout_after_charge);
        pass(s.bank, 1s);
        auto const m = s.about(made);
        s.bank.store().arm(nth, storage_failure::lose_answer);
        auto const done = s.hear(m);
        s.bank.clear_faults();
        if (!done) {
            ++failed_calls;
            BOOST_TEST(done.error().code() == errc::storage_unavailable);
            BOOST_TEST(s.hear(m).has_value());
        }
        BOOST_TEST(s.now(made).state == captured);
        s.bank.run_until_quiet();
        BOOST_TEST(unfinished(s.bank) == "");
    }
    BOOST_TEST(failed_calls >= 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace notifications_tests
