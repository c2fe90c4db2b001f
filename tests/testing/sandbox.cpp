// SPDX-License-Identifier: BSL-1.0
// tests/testing/sandbox.cpp: a whole payment system in a test's hand: its clock, its faults, its
// crashes, and what it finds wrong.
#include <tender/service/engine_internals.hpp>
#include <tender/testing/sandbox.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

namespace sandbox_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr money price{150'000, "NGN"};

/// The ids of all that a run makes.
std::string trace_of(std::uint64_t seed)
{
    sandbox bank({.seed = seed});
    std::string out = bank.api_key("popfab");
    bank.provider("paystack").next(script::refuse);
    for (int i = 0; i != 5; ++i) out += bank.pay(price).id.text();
    for (auto const& e : all(bank, all_events)) out += e->id.text() + rfc3339(e->at());
    return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sandbox_)

BOOST_AUTO_TEST_CASE(C1_the_same_seed_and_calls_give_the_same_bytes)
{
    BOOST_TEST(trace_of(1) == trace_of(1));
    BOOST_TEST(trace_of(1) != trace_of(2));
}

BOOST_AUTO_TEST_CASE(time_stands_still_until_it_is_moved_and_stops_where_something_is_due)
{
    sandbox bank;
    auto const begin = bank.now();
    BOOST_TEST(rfc3339(begin) == "2025-03-19T10:23:45.000Z");
    auto const paid = bank.pay(price);
    BOOST_TEST((bank.now() == begin + 1min));
    BOOST_TEST((paid.updated_at == begin + 1s));    // when it was due, not when we got there
    bank.advance(0s);
    BOOST_TEST((bank.now() == begin + 1min));
}

BOOST_AUTO_TEST_CASE(pay_and_keys_work_whatever_is_armed)
{
    for (int nth = 1; nth != 60; ++nth) {
        sandbox bank;
        bank.store().arm(nth, storage_failure::refuse);
        bank.provider_faults().arm(1, false);
        BOOST_TEST(bank.pay(price).state == payment_state::captured);
        BOOST_TEST(bank.api_key("popfab").size() == 40U);
        BOOST_TEST(!bank.store().struck());
        BOOST_TEST(!bank.provider_faults().calls.struck());
    }
}

BOOST_AUTO_TEST_CASE(a_refund_lands_whole_or_not_at_all)
{
    auto const runs = each_storage_failure([](sandbox& bank) {
        auto const paid = bank.pay({1000, "NGN"});
        auto const back = bank.engine().refunds().create(bank.who(), paid.id, {.amount = 400});
        bank.run_until_quiet();
        auto const theirs = bank.provider("paystack").refunded(paid.terms->reference);
        if (back) BOOST_TEST(theirs == 400);
        BOOST_TEST((theirs == 0 || theirs == 400));
        BOOST_TEST(bank.books_balance());
    });
    BOOST_TEST(runs > 4);
}

BOOST_AUTO_TEST_CASE(each_failure_counts_its_runs)
{
    int refused = 0;
    auto const nothing = each_storage_failure([](sandbox&) {});
    BOOST_TEST(nothing == 0);
    auto const three = each_storage_failure([&](sandbox& bank) {
        for (int i = 0; i != 3; ++i)
            if (!bank.store().next_due(0)) ++refused;
    });
    BOOST_TEST(three == 3 * 2 * 2);    // calls, ways to fail, alone and in a crowd
    BOOST_TEST(refused == 12);
    int crashes = 0;
    auto const died = each_crash(
        [](sandbox& bank) {
            (void)bank.store().next_due(0);
            (void)bank.store().next_due(0);
        },
        [&](sandbox& bank) { crashes += bank.store().struck() ? 1 : 0; });
    BOOST_TEST(died == 2 * 2 * 2);
    BOOST_TEST(crashes == 8);
    auto const timeouts = each_provider_timeout([](sandbox& bank) {
        (void)bank.engine().payments().create(bank.who(), bank.order(price));
    });
    BOOST_TEST(timeouts == 2);
}

BOOST_AUTO_TEST_CASE(after_a_restart_everything_is_still_there)
{
    sandbox bank;
    auto const paid = bank.pay(price);
    auto const in_doubt = [&] {
        bank.provider("paystack").next(script::timeout_after_charge);
        return bank.engine().payments().create(bank.who(), bank.order(price)).value().id;
    }();
    bank.restart();
    BOOST_TEST(now_of(bank, paid.id).state == payment_state::captured);
    bank.advance(1min);
    BOOST_TEST(now_of(bank, in_doubt).state == payment_state::captured);
    BOOST_TEST(unfinished(bank) == "");
}

BOOST_AUTO_TEST_CASE(a_store_that_is_away_does_not_stop_the_clock)
{
    sandbox bank;
    bank.store().away(true);
    auto const begin = bank.now();
    bank.advance(1h);
    BOOST_TEST((bank.now() == begin + 1h));
}

BOOST_AUTO_TEST_CASE(books_that_are_wrong_are_found)
{
    auto const spoilt = [](auto&& spoil) {
        sandbox bank;
        auto const paid = bank.pay(price);
        BOOST_TEST(bank.books_balance());
        unit_of_work unit(runtime_of(bank.engine()).storage(), bank.who().account);
        spoil(bank, unit, paid);
        BOOST_TEST(unit.commit().has_value());
        return bank.out_of_balance();
    };
    auto const post = [](sandbox& bank, unit_of_work& unit, posting_kind kind, ulid cause,
                         posting_line line) {
        bookkeeping_of(bank.engine())
            .post(unit, bank.who(), bank.now(), cause, kind, "NGN", name("paystack"), {line})
            .value();
    };
    BOOST_TEST(spoilt([&](auto& bank, auto& unit, auto const&) {
        post(bank, unit, posting_kind::late_charge, {1, 1}, {book::provider, book::suspense, 1});
    }) == "paystack has 150000 - 0, our books 150001");
    BOOST_TEST(spoilt([&](auto& bank, auto& unit, auto const&) {
        post(bank, unit, posting_kind::settled, {1, 1}, {book::pending, book::available, -1});
    }) == "a posting line below zero");
    BOOST_TEST(spoilt([&](auto&, auto& unit, payment const& paid) {
        auto const old = unit.find(paid.id).value();
        auto next = *old;
        next.refunded = 1;
        auto e = event_of(event_kind::payment_submitted, unit.replace(old, std::move(next)));
        e.id = {{~std::uint64_t(0), 1}};     // the newest
        unit.insert(std::move(e));
    }) == "refunded of order-1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sandbox_tests
