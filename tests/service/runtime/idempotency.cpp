// SPDX-License-Identifier: BSL-1.0 tests/service/runtime/idempotency.cpp: idempotency keys: one
// execution, its answer again, and their end.
#include <tender/service/engine_internals.hpp>
#include <tender/service/runtime/idempotency.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

namespace idempotency_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr money price{150'000, "NGN"};

/// Remembers how often and how long somebody waited, and moves on before it says no.
class counting_waiter final : public waiter {
public:
    std::vector<std::chrono::milliseconds> waits;
    int wakes = 0;
    std::function<void()> meanwhile{};

    bool wait(std::uint64_t, std::chrono::milliseconds limit,
              std::function<bool()> const& ready) override
    {
        waits.push_back(limit);
        if (ready()) return true;
        if (meanwhile) meanwhile();
        return ready();
    }
    void wake(std::uint64_t) override { ++wakes; }
};

/// A bank in which a first request with the key "k" died between its call and its record.
struct dead_request {
    std::shared_ptr<counting_waiter> waiter = std::make_shared<counting_waiter>();
    std::shared_ptr<scripted_provider> first = std::make_shared<scripted_provider>(name("first"));
    sandbox bank{{.waiter = waiter, .providers = {first}}};
    create_payment order = bank.order(price);
    instant begin = bank.now();

    dead_request()
    {
        first->on_charge = [this](charge_order const&) {
            bank.store().away(true);
            return provider_answer{.what = outcome::done};
        };
        BOOST_TEST((create(bank, order, keyed("k")).error() == errc::storage_unavailable));
        bank.clear_faults();
    }
};

result<replay> look(sandbox& bank, idempotency_request const& key)
{
    return engine_internals::find_answer(bank.engine(), bank.who(), key);
}

first_look before_reading(sandbox& bank, idempotency_request const& key)
{
    return engine_internals::find_answer_unread(bank.engine(), bank.who(), key).value();
}

bool is_free(sandbox& bank, idempotency_request const& key)
{
    auto const seen = look(bank, key);
    return seen && !seen->answer;
}

/// The answer of a payment that went well, made at `bank.now()`.
std::shared_ptr<payment const> used(sandbox& bank, idempotency_request const& key)
{
    return create(bank, bank.order(price), key).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(idempotency_)

BOOST_AUTO_TEST_CASE(C16_C17_a_key_that_has_its_answer_gives_it_again_and_nothing_runs)
{
    sandbox bank;
    auto const order = bank.order(price);
    BOOST_TEST(is_free(bank, keyed("k")));
    auto const first = create(bank, order, keyed("k")).value();
    bank.advance(1h);
    BOOST_TEST(now_of(bank, first->id).state == payment_state::captured);
    auto const again = create(bank, order, keyed("k")).value();
    BOOST_TEST(text_of(again) == text_of(first));      // as it was then, not as it is now
    BOOST_TEST(again->state == payment_state::submitted);
    BOOST_TEST(bank.provider("paystack").calls() == 1);
}

BOOST_AUTO_TEST_CASE(C16_the_same_bytes_have_their_answer_before_they_are_read)
{
    sandbox bank;
    auto key = keyed("k");
    key.as_sent = {1};
    key.status = 201;
    BOOST_TEST(before_reading(bank, key).is_free);
    auto const first = used(bank, key);
    key.fingerprint = {};              // nobody has read it
    auto const again = before_reading(bank, key);
    BOOST_TEST(!again.is_free);
    BOOST_TEST(again.seen.status == 201);
    BOOST_REQUIRE(again.seen.answer.get<payment>() != nullptr);
    BOOST_TEST(text_of(again.seen.answer.get<payment>()) == text_of(first));

    auto other = key;                  // has to be read
    other.as_sent[15] ^= 1;
    BOOST_TEST(!before_reading(bank, other).is_free);
    BOOST_TEST(!before_reading(bank, other).seen.answer);
    other = keyed("k", "test POST /payment");
    other.as_sent = key.as_sent;
    BOOST_TEST(before_reading(bank, other).is_free);
    auto const another = bank.engine().accounts().create({.username = "o", .name = "O"}).value();
    for (auto const& who : {bank.live(), merchant{another.id, mode::test, {}}})
        BOOST_TEST(engine_internals::find_answer_unread(bank.engine(), who, key)->is_free);
    BOOST_TEST(bank.provider("paystack").calls() == 1);
}

BOOST_AUTO_TEST_CASE(C18_the_same_bytes_are_as_good_as_others_once_their_key_is_dead)
{
    struct { std::chrono::milliseconds later; bool answered; } const cases[] = {
        { 24h - 1ms, true }, { 24h, true }, { 24h + 1ms, false },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.later.count()) {
        sandbox bank;
        auto key = keyed("k");
        key.as_sent = {1};
        auto const begin = bank.now();
        used(bank, key);
        bank.advance(10min);           // then its operation is over
        bank.hand()->set(begin + c.later);
        auto const seen = before_reading(bank, key);
        BOOST_TEST(!seen.is_free);
        BOOST_TEST(bool(seen.seen.answer) == c.answered);
    }
}

BOOST_AUTO_TEST_CASE(C16_a_key_that_waits_for_its_answer_has_none_before_it_is_read)
{
    dead_request d;
    auto const seen = before_reading(d.bank, keyed("k"));
    BOOST_TEST(!seen.is_free);
    BOOST_TEST(!seen.seen.answer);
}

// So did a library of before, and so do commands in C++.
BOOST_AUTO_TEST_CASE(C15_a_record_without_its_bytes_is_compared_by_its_fingerprint)
{
    sandbox bank;
    auto const first = used(bank, keyed("k"));
    auto key = keyed("k");
    key.as_sent = {1};
    BOOST_TEST(!before_reading(bank, key).seen.answer);
    BOOST_TEST(!before_reading(bank, keyed("k")).seen.answer);
    BOOST_TEST(text_of(create(bank, bank.order(price), key).value()) == text_of(first));
    key.fingerprint = {9};
    BOOST_TEST((look(bank, key).error() == errc::idempotency_conflict));
}

BOOST_AUTO_TEST_CASE(C17_the_answer_keeps_its_status)
{
    sandbox bank;
    auto key = keyed("k");
    key.status = 201;
    used(bank, key);
    BOOST_TEST(look(bank, keyed("k"))->status == 201);
}

BOOST_AUTO_TEST_CASE(C14_a_key_is_scoped_by_account_mode_and_route)
{
    sandbox bank;
    used(bank, keyed("k"));
    BOOST_TEST(!is_free(bank, keyed("k")));
    BOOST_TEST(is_free(bank, keyed("k2")));
    BOOST_TEST(is_free(bank, keyed("K")));
    BOOST_TEST(is_free(bank, keyed("k", "test POST /payments/1/refund")));
    BOOST_TEST(is_free(bank, keyed("k", "test POST /payment")));
    auto& pay = bank.engine();
    BOOST_TEST(!engine_internals::find_answer(pay, bank.live(), keyed("k"))->answer);
    auto const other = bank.engine().accounts().create({.username = "o", .name = "O"}).value();
    BOOST_TEST(!engine_internals::find_answer(pay, {other.id, mode::test, {}}, keyed("k"))->answer);
}

BOOST_AUTO_TEST_CASE(C15_another_request_under_a_live_key_is_a_conflict_and_nothing_runs)
{
    sandbox bank;
    used(bank, keyed("k"));
    auto other = keyed("k");
    other.fingerprint[31] ^= 1;
    BOOST_TEST((look(bank, other).error() == errc::idempotency_conflict));
    BOOST_TEST((create(bank, bank.order(price), other).error() == errc::idempotency_conflict));
    BOOST_TEST(bank.provider("paystack").calls() == 1);
}

BOOST_AUTO_TEST_CASE(C13_C17_a_request_that_is_refused_takes_no_key)
{
    sandbox bank;
    auto const good = bank.order(price);
    auto bad = good;
    bad.amount.minor = 0;
    BOOST_TEST((create(bank, bad, keyed("k")).error() == errc::invalid_request));
    bad = good;
    bad.routing_override = "nobody";
    BOOST_TEST((create(bank, bad, keyed("k")).error() == errc::no_route));
    bad = good;
    BOOST_TEST(create(bank, bad, keyed("other")).has_value());
    BOOST_TEST((create(bank, bad, keyed("k")).error() == errc::duplicate_reference));
    BOOST_TEST(is_free(bank, keyed("k")));
    BOOST_TEST(all(bank, all_idempotency_records).size() == 1U);

    auto const paid = bank.pay(price);
    auto const key = keyed("k", "test POST /refund");
    BOOST_TEST((refund_of(bank, paid.id, {.amount = price.minor + 1}, key).error() ==
                errc::exceeds_remaining));
    BOOST_TEST((refund_of(bank, {{1, 2}}, {}, key).error() == errc::not_found));
    BOOST_TEST(is_free(bank, key));
}

BOOST_AUTO_TEST_CASE(C16_while_the_first_request_runs_the_others_wait_and_are_then_told_so)
{
    dead_request d;
    auto const waiting = [&] {
        auto const seen = look(d.bank, keyed("k"));
        BOOST_TEST_REQUIRE(!seen.has_value());
        BOOST_TEST((seen.error() == errc::request_in_progress));
        return seen.error().retry_delay();
    };
    BOOST_TEST(waiting().count() == 13);
    BOOST_TEST_REQUIRE(d.waiter->waits.size() == 1U);
    BOOST_TEST(d.waiter->waits.front().count() == settings{}.wait_for_answer.count());
    d.bank.hand()->advance(4s + 1ms);
    BOOST_TEST(waiting().count() == 9);             // what is left, rounded up
    d.bank.hand()->set(d.begin + 13s - 1ms);
    BOOST_TEST(waiting().count() == 1);
}

BOOST_AUTO_TEST_CASE(C16_who_waits_gets_the_answer_as_soon_as_it_is_there)
{
    dead_request d;
    d.first->on_query = [](query_order const&) { return provider_answer{.what = outcome::done}; };
    d.waiter->meanwhile = [&] { d.bank.advance(9s); };
    auto const seen = look(d.bank, keyed("k")).value();
    BOOST_TEST_REQUIRE(bool(seen.answer));
    BOOST_TEST(seen.answer.get<payment>()->state == payment_state::captured);
}

BOOST_AUTO_TEST_CASE(C16_C46_from_its_instant_on_a_retry_finishes_what_the_first_request_did_not)
{
    dead_request d;
    d.bank.hand()->set(d.begin + 13s);
    auto const again = create(d.bank, d.order, keyed("k")).value();
    BOOST_TEST(again->state == payment_state::in_doubt);
    BOOST_TEST((again->id == d.bank.payments().front()->id));
    BOOST_TEST(d.first->charges() == 1);
    BOOST_TEST(d.waiter->waits.empty());
    d.first->on_query = [](query_order const&) { return provider_answer{.what = outcome::done}; };
    d.bank.advance(1min);
    BOOST_TEST(now_of(d.bank, again->id).state == payment_state::captured);
    BOOST_TEST(text_of(create(d.bank, d.order, keyed("k")).value()) == text_of(again));
    BOOST_TEST(d.bank.payments().size() == 1U);
    BOOST_TEST(gaps_in_events(d.bank) == "");
}

BOOST_AUTO_TEST_CASE(C16_a_refund_whose_request_died_is_found_by_its_retry)
{
    auto const key = keyed("k", "test POST /refund");
    int found = 0;
    each_storage_failure([&](sandbox& bank) {
        auto const paid = bank.pay(price);
        bank.provider("paystack").next_refund(script::timeout_after_charge);
        if (refund_of(bank, paid.id, {.amount = 100}, key)) return;
        if (now_of(bank, paid.id).refunding == 0) return;
        bank.hand()->advance(13s);
        auto const again = refund_of(bank, paid.id, {.amount = 100}, key).value();
        BOOST_TEST_REQUIRE(again->refunds().size() == 1U);
        BOOST_TEST(again->refunds().front().state == refund_state::in_doubt);
        BOOST_TEST(gaps_in_events(bank) == "");
        ++found;
        bank.run_until_quiet();
        BOOST_TEST(now_of(bank, paid.id).refunded == 100);
        BOOST_TEST(bank.provider("paystack").calls() == 2);
    });
    BOOST_TEST(found > 2);
}

BOOST_AUTO_TEST_CASE(C16_a_failover_makes_the_first_request_run_longer)
{
    auto const second = std::make_shared<scripted_provider>(name("second"), 1);
    auto const first = std::make_shared<scripted_provider>(name("first"));
    sandbox bank({.providers = {first, second}});
    first->on_charge = [&](charge_order const&) {
        bank.hand()->advance(2s);
        return provider_answer{.what = outcome::refused};
    };
    second->on_charge = [&](charge_order const&) {
        bank.store().away(true);
        return provider_answer{};
    };
    auto const order = bank.order(price);
    BOOST_TEST((create(bank, order, keyed("k")).error() == errc::storage_unavailable));
    bank.clear_faults();
    BOOST_TEST(look(bank, keyed("k")).error().retry_delay().count() == 13);
}

BOOST_AUTO_TEST_CASE(C18_a_key_lives_a_day_and_at_its_end_still)
{
    struct {
        std::chrono::milliseconds age;
        bool free;
    } const cases[] = {{24h - 1ms, false}, {24h, false}, {24h + 1ms, true}};
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.age.count() << " ms") {
        sandbox bank;
        auto const order = bank.order(price);
        BOOST_TEST(create(bank, order, keyed("k")).has_value());
        bank.advance(10min);
        auto const begin = bank.now() - 10min;
        bank.hand()->set(begin + c.age);
        BOOST_TEST(is_free(bank, keyed("k")) == c.free);
        if (!c.free) continue;
        auto other = keyed("k");
        other.fingerprint = {9};
        BOOST_TEST(create(bank, bank.order(price), other).has_value());
        BOOST_TEST((look(bank, keyed("k")).error() == errc::idempotency_conflict));
        BOOST_TEST(all(bank, all_idempotency_records).size() == 1U);
    }
}

BOOST_AUTO_TEST_CASE(C18_a_key_outlives_its_day_while_its_operation_is_not_final)
{
    auto const first = std::make_shared<scripted_provider>(name("first"));
    sandbox bank({.providers = {first}});
    auto const order = bank.order(price);
    auto const made = create(bank, order, keyed("k")).value();
    BOOST_TEST(made->state == payment_state::in_doubt);
    bank.advance(10 * 24h);
    BOOST_TEST(!is_free(bank, keyed("k")));
    BOOST_TEST(bank.engine().payments().resolve(bank.who(), made->id, {.what = outcome::refused})
                   .has_value());
    BOOST_TEST(is_free(bank, keyed("k")));
}

BOOST_AUTO_TEST_CASE(C18_a_refunds_key_outlives_its_day_while_the_refund_is_under_way)
{
    auto const first = std::make_shared<scripted_provider>(name("first"));
    first->on_charge = [](charge_order const&) { return provider_answer{.what = outcome::done}; };
    sandbox bank({.providers = {first}});
    auto const paid = bank.pay(price);
    auto const key = keyed("k", "test POST /refund");
    auto const after = refund_of(bank, paid.id, {.amount = 5}, key).value();
    bank.advance(3 * 24h);
    BOOST_TEST(!is_free(bank, key));
    BOOST_TEST(bank.engine().refunds()
                   .resolve(bank.who(), after->refunds().front().id, {.what = outcome::done})
                   .has_value());
    BOOST_TEST(is_free(bank, key));
}

BOOST_AUTO_TEST_CASE(C18_C2_housekeeping_removes_dead_keys)
{
    sandbox bank;
    for (int i = 0; i != 30; ++i) used(bank, keyed("k" + std::to_string(i)));
    bank.advance(24h);
    BOOST_TEST(all(bank, all_idempotency_records).size() == 30U);
    bank.advance(2h);
    BOOST_TEST(all(bank, all_idempotency_records).empty());
}

BOOST_AUTO_TEST_CASE(C18_a_key_that_is_dead_goes_within_a_minute)
{
    sandbox bank;
    for (int i = 0; i != 5; ++i) {
        used(bank, keyed("k" + std::to_string(i)));
        bank.advance(3h);
    }
    bank.advance(9h);                                 // the first is a day old
    for (std::size_t left = 5; left != 0; --left) {
        BOOST_TEST(all(bank, all_idempotency_records).size() == left);
        bank.advance(1min + 1ms);
        BOOST_TEST(all(bank, all_idempotency_records).size() == left - 1);
        bank.advance(3h - 1min - 1ms);
    }
}

BOOST_AUTO_TEST_CASE(C18_keys_that_must_stay_do_not_keep_others_from_being_removed)
{
    auto const silent = std::make_shared<scripted_provider>(name("silent"), 100'000);
    sandbox bank({.providers = {silent}});
    for (int i = 0; i != 5; ++i) {
        auto order = bank.order(price);
        order.routing_override = "silent";
        BOOST_TEST(create(bank, order, keyed("stuck" + std::to_string(i))).has_value());
        bank.advance(1s);
    }
    for (int i = 0; i != 7; ++i) used(bank, keyed("k" + std::to_string(i)));
    bank.hand()->advance(10s);
    bank.advance(1min);
    bank.hand()->advance(24h);
    auto& records = engine_internals::idempotency_of(bank.engine());
    BOOST_TEST(records.sweep(bank.who(), 3).value() == 3);
    BOOST_TEST(records.sweep(bank.who(), 3).value() == 3);
    BOOST_TEST(records.sweep(bank.who(), 3).value() == 1);
    BOOST_TEST(records.sweep(bank.who(), 3).value() == 0);
    BOOST_TEST(all(bank, all_idempotency_records).size() == 5U);
}

BOOST_AUTO_TEST_CASE(C16_a_store_that_is_away_is_said_so)
{
    sandbox bank;
    used(bank, keyed("k"));
    bank.store().away(true);
    BOOST_TEST((look(bank, keyed("k")).error() == errc::storage_unavailable));
    BOOST_TEST((look(bank, keyed("new")).error() == errc::storage_unavailable));
}

BOOST_AUTO_TEST_CASE(C16_whoever_waits_is_woken_when_the_answer_is_there)
{
    auto const waiter = std::make_shared<counting_waiter>();
    sandbox bank({.waiter = waiter});
    used(bank, keyed("k"));
    BOOST_TEST(waiter->wakes == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idempotency_tests
