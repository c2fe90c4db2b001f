// SPDX-License-Identifier: BSL-1.0
// tests/service/failures.cpp: every call to the store and to a provider fails in turn, and the
// process dies at every step; afterwards the money is where it belongs.
#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

namespace failures_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr money price{150'000, "NGN"};

/// How the first providers behave, in the router's order.
struct story {
    char const* name;
    std::vector<script> paystack;
    std::vector<script> squad{};
    payment_method method = payment_method::card;

    void prepare(sandbox& bank) const
    {
        for (auto const s : paystack) bank.provider("paystack").next(s);
        for (auto const s : squad) bank.provider("squad").next(s);
    }
};

story const stories[] = {
    {"success", {}},
    {"captured at once", {script::capture_at_once}},
    {"settlement", {}, {}, payment_method::bank_transfer},
    {"challenge", {script::challenge}},
    {"timeout after charge", {script::timeout_after_charge}},
    {"timeout without charge", {script::timeout_without_charge}},
    {"refused, then success", {script::refuse}},
    {"credentials, then at once", {script::refuse_credentials}, {script::capture_at_once}},
    {"soft decline, then timeout", {script::decline_soft}, {script::timeout_after_charge}},
    {"refused, then timeout", {script::refuse}, {script::timeout_without_charge}},
    {"hard decline", {script::decline_hard}},
    {"refused, then declined", {script::refuse}, {script::decline_hard}},
    {"another amount", {script::charge_another_amount}},
    {"late charge", {script::charge_late}},
    {"exception", {script::throw_exception}},
};

struct refund_story {
    char const* name;
    std::vector<script> scripts;
};

refund_story const refund_stories[] = {
    {"done", {}},
    {"acknowledged", {script::succeed}},
    {"refused", {script::refuse}},
    {"declined", {script::decline_hard}},
    {"timeout after", {script::timeout_after_charge}},
    {"timeout without", {script::timeout_without_charge}},
    {"two timeouts", {script::timeout_without_charge, script::timeout_without_charge}},
    {"exception", {script::throw_exception}},
};

/// A client makes a payment, is told something, and asks again when all is over.
class client {
public:
    explicit client(story const& of) : story_(of) {}

    void ask(sandbox& bank)
    {
        story_.prepare(bank);
        order_ = bank.order(price, story_.method);
        first_.reset();
        first_ = create(bank, *order_, key_);
    }

    void check(sandbox& bank)
    {
        bank.clear_faults();
        bank.advance(1h);
        auto const again = create(bank, *order_, key_);
        BOOST_TEST_REQUIRE(again.has_value(), again.error().text());
        bank.run_until_quiet();
        BOOST_TEST(unfinished(bank) == "");
        BOOST_TEST(gaps_in_events(bank) == "");
        BOOST_TEST(bank.payments().size() == 1U);
        auto const end = now_of(bank, (*again)->id);
        if (!first_ || !*first_) return;
        auto const& told = ***first_;
        BOOST_TEST((told.id == end.id));
        BOOST_TEST((!settled(told.state) || told.state == end.state),
                   "told " << told.state << ", is " << end.state);
        BOOST_TEST((text_of(*again) == text_of(first_->value())),
                   "another answer for the same key");
    }

private:
    story const& story_;
    idempotency_request key_ = keyed("key-1");
    std::optional<create_payment> order_;
    std::optional<told> first_;
};

/// The same for a refund of a payment that went well.
class refund_client {
public:
    explicit refund_client(refund_story const& of) : story_(of) {}

    void ask(sandbox& bank)
    {
        paid_ = bank.pay(price);
        for (auto const s : story_.scripts) bank.provider("paystack").next_refund(s);
        first_.reset();
        first_ = refund_of(bank, paid_->id, how_, key_);
    }

    void check(sandbox& bank)
    {
        bank.clear_faults();
        bank.advance(1h);
        auto const again = refund_of(bank, paid_->id, how_, key_);
        BOOST_TEST_REQUIRE(again.has_value(), again.error().text());
        bank.run_until_quiet();
        BOOST_TEST(unfinished(bank) == "");
        BOOST_TEST(gaps_in_events(bank) == "");
        auto const end = now_of(bank, paid_->id);
        BOOST_TEST_REQUIRE(end.refunds().size() == 1U);
        auto const line = end.refunds().front();
        auto const gone = line.state == refund_state::succeeded ? line.amount : 0;
        BOOST_TEST(end.refunded == gone);
        BOOST_TEST(bank.provider("paystack").refunded(end.terms->reference) == gone);
        if (!first_ || !*first_) return;
        auto const told = (**first_)->refunds().front();
        BOOST_TEST((told.id == line.id));
        BOOST_TEST((under_way(told.state) || told.state == line.state),
                   "told " << told.state << ", is " << line.state);
        BOOST_TEST((text_of(*again) == text_of(first_->value())),
                   "another answer for the same key");
    }

private:
    refund_story const& story_;
    idempotency_request key_ = keyed("key-1", "test POST /refunds");
    create_refund how_{.amount = 40'000};
    std::optional<payment> paid_;
    std::optional<told> first_;
};

/// Does something with nothing failing.
template<class Work>
void quietly(sandbox& bank, Work&& work)
{
    sandbox::pause_faults const quiet(bank);
    work();
}

/// Housekeeping will be due within the hours that follow, whatever happens.
void late_in_the_day(sandbox& bank) { bank.advance(23h); }

/// A merchant whose money becomes available later, and some of it later still.
sandbox_options const keeps_some_back{
    .merchant = {.username = "later", .name = "Later", .currency = "NGN",
                 .settlement_delay = 20min, .reserve_basis_points = 500, .reserve_delay = 1h}};

}  // namespace

BOOST_AUTO_TEST_SUITE(failures)

BOOST_AUTO_TEST_CASE(C10_C12_a_create_survives_every_storage_failure)
{
    for (auto const& s : stories) BOOST_TEST_CONTEXT(s.name) {
        client c(s);
        int nth = 0;
        auto const runs = each_storage_failure([&](sandbox& bank) {
            BOOST_TEST_CONTEXT("failure " << ++nth) {
                c.ask(bank);
                c.check(bank);
            }
        });
        BOOST_TEST(runs > 13);
    }
}

BOOST_AUTO_TEST_CASE(C10_C11_C12_a_create_survives_every_provider_timeout)
{
    for (auto const& s : stories) BOOST_TEST_CONTEXT(s.name) {
        client c(s);
        int nth = 0;
        auto const runs = each_provider_timeout([&](sandbox& bank) {
            BOOST_TEST_CONTEXT("timeout " << ++nth) {
                c.ask(bank);
                bank.advance(2h);
                c.check(bank);
            }
        });
        BOOST_TEST(runs >= 2);
    }
}

BOOST_AUTO_TEST_CASE(C10_C12_C17_a_create_survives_every_crash)
{
    for (auto const& s : stories) BOOST_TEST_CONTEXT(s.name) {
        client c(s);
        int nth = 0;
        auto const runs = each_crash([&](sandbox& bank) { c.ask(bank); },
                                     [&](sandbox& bank) {
                                         BOOST_TEST_CONTEXT("crash " << ++nth) c.check(bank);
                                     });
        BOOST_TEST(runs > 13);
    }
}

BOOST_AUTO_TEST_CASE(C42_C21_a_refund_survives_every_storage_failure)
{
    for (auto const& s : refund_stories) BOOST_TEST_CONTEXT(s.name) {
        refund_client c(s);
        int nth = 0;
        auto const runs = each_storage_failure([&](sandbox& bank) {
            BOOST_TEST_CONTEXT("failure " << ++nth) {
                c.ask(bank);
                c.check(bank);
            }
        });
        BOOST_TEST(runs > 15);
    }
}

BOOST_AUTO_TEST_CASE(C42_a_refund_survives_every_provider_timeout)
{
    for (auto const& s : refund_stories) BOOST_TEST_CONTEXT(s.name) {
        refund_client c(s);
        int nth = 0;
        auto const runs = each_provider_timeout([&](sandbox& bank) {
            BOOST_TEST_CONTEXT("timeout " << ++nth) {
                c.ask(bank);
                bank.advance(2h);
                c.check(bank);
            }
        });
        BOOST_TEST(runs >= 2);
    }
}

BOOST_AUTO_TEST_CASE(C42_C17_a_refund_survives_every_crash)
{
    for (auto const& s : refund_stories) BOOST_TEST_CONTEXT(s.name) {
        refund_client c(s);
        int nth = 0;
        auto const runs = each_crash([&](sandbox& bank) { c.ask(bank); },
                                     [&](sandbox& bank) {
                                         BOOST_TEST_CONTEXT("crash " << ++nth) c.check(bank);
                                     });
        BOOST_TEST(runs > 15);
    }
}

BOOST_AUTO_TEST_CASE(C2_jobs_survive_every_storage_failure)
{
    for (auto const& s : stories) BOOST_TEST_CONTEXT(s.name) {
        client c(s);
        int nth = 0;
        auto const runs = each_storage_failure(
            [&](sandbox& bank) {
                BOOST_TEST_CONTEXT("failure " << ++nth) {
                    quietly(bank, [&] { late_in_the_day(bank), c.ask(bank); });
                    bank.advance(2h);
                    c.check(bank);
                }
            },
            keeps_some_back);
        BOOST_TEST(runs > 50);
    }
}

BOOST_AUTO_TEST_CASE(C2_jobs_survive_every_crash)
{
    for (auto const& s : stories) BOOST_TEST_CONTEXT(s.name) {
        client c(s);
        int nth = 0;
        auto const runs = each_crash(
            [&](sandbox& bank) {
                quietly(bank, [&] { late_in_the_day(bank), c.ask(bank); });
                bank.advance(2h);
            },
            [&](sandbox& bank) { BOOST_TEST_CONTEXT("crash " << ++nth) c.check(bank); },
            keeps_some_back);
        BOOST_TEST(runs > 50);
    }
}

BOOST_AUTO_TEST_CASE(C2_C18_C20_housekeeping_survives_every_storage_failure)
{
    int nth = 0;
    auto const runs = each_storage_failure(
        [&](sandbox& bank) {
            quietly(bank, [&] {
                for (auto const key : {"a", "b"}) {
                    auto order = bank.order({1000, "NGN"});
                    order.idempotency_key = idempotency_key(key);
                    bank.engine().payments().create(bank.who(), order).value();
                    bank.advance(1h);
                }
            });
            bank.advance(25h);
            BOOST_TEST_CONTEXT("failure " << ++nth) {
                BOOST_TEST(all(bank, all_idempotency_records).empty());
                BOOST_TEST(all(bank, unfolded_postings).empty());
                BOOST_TEST(balance_of(bank, book::provider, "NGN", "paystack") < 0);
                BOOST_TEST(bank.out_of_balance() == "");
            }
        },
        keeps_some_back);
    BOOST_TEST(runs > 50);
}

BOOST_AUTO_TEST_CASE(C2_C42_refund_jobs_survive_every_storage_failure)
{
    for (auto const& s : refund_stories) BOOST_TEST_CONTEXT(s.name) {
        refund_client c(s);
        int nth = 0;
        each_storage_failure(
            [&](sandbox& bank) {
                BOOST_TEST_CONTEXT("failure " << ++nth) {
                    quietly(bank, [&] { c.ask(bank); });
                    bank.advance(2h);
                    c.check(bank);
                }
            },
            keeps_some_back);
    }
}

BOOST_AUTO_TEST_CASE(C2_C42_refund_jobs_survive_every_crash)
{
    for (auto const& s : refund_stories) BOOST_TEST_CONTEXT(s.name) {
        refund_client c(s);
        int nth = 0;
        each_crash(
            [&](sandbox& bank) {
                quietly(bank, [&] { c.ask(bank); });
                bank.advance(2h);
            },
            [&](sandbox& bank) { BOOST_TEST_CONTEXT("crash " << ++nth) c.check(bank); },
            keeps_some_back);
    }
}

BOOST_AUTO_TEST_CASE(C2_two_failures_are_no_worse_than_one)
{
    for (auto const& s : stories) BOOST_TEST_CONTEXT(s.name) {
        client c(s);
        for (int second = 1; second < 60; second += 7) {
            bool struck = true;
            for (int nth = 1; struck; ++nth) BOOST_TEST_CONTEXT(nth << ", then " << second) {
                sandbox bank;
                bank.store().arm(nth, storage_failure::refuse);
                c.ask(bank);
                struck = bank.store().struck();
                bank.store().arm(second, storage_failure::lose_answer);
                bank.advance(30min);
                c.check(bank);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(C11_what_comes_late_goes_back_through_every_storage_failure_and_crash)
{
    struct {
        script charge;
        std::vector<script> back;
    } const cases[] = {
        {script::charge_late, {}},
        {script::charge_late, {script::refuse}},
        {script::charge_late, {script::timeout_without_charge}},
        {script::charge_late, {script::timeout_after_charge}},
        {script::charge_another_amount, {script::timeout_without_charge, script::decline_hard}},
        {script::charge_another_amount, {script::succeed}},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(static_cast<int>(c.charge)) {
        auto const work = [&](sandbox& bank) {
            quietly(bank, [&] {
                bank.provider("paystack").next(c.charge);
                for (auto const s : c.back) bank.provider("paystack").next_refund(s);
                BOOST_TEST(
                    bank.engine().payments().create(bank.who(), bank.order(price)).has_value());
                if (c.charge == script::charge_late) bank.advance(24h);
            });
            bank.advance(1h);
        };
        auto const check = [&](sandbox& bank) {
            bank.run_until_quiet();
            BOOST_TEST(unfinished(bank) == "");
            BOOST_TEST(balance_of(bank, book::suspense) == 0);
        };
        auto const runs = each_storage_failure([&](sandbox& bank) { work(bank), check(bank); });
        BOOST_TEST(runs > 20);
        each_crash(work, check);
        each_provider_timeout([&](sandbox& bank) { work(bank), check(bank); });
    }
}

BOOST_AUTO_TEST_CASE(C10_a_sync_survives_every_storage_failure)
{
    for (auto const& s : stories) BOOST_TEST_CONTEXT(s.name) {
        client c(s);
        int nth = 0;
        each_storage_failure([&](sandbox& bank) {
            BOOST_TEST_CONTEXT("failure " << ++nth) {
                std::optional<payment> made;
                {
                    sandbox::pause_faults const quiet(bank);
                    c.ask(bank);
                    bank.advance(20s);
                    made = *bank.payments().front();
                }
                auto const seen = bank.engine().payments().sync(bank.who(), made->id, true);
                c.check(bank);
                if (seen && settled(seen->state))
                    BOOST_TEST(now_of(bank, made->id).state == seen->state);
            }
        });
    }
}

BOOST_AUTO_TEST_CASE(C10_a_sync_survives_every_crash)
{
    for (auto const& s : stories) BOOST_TEST_CONTEXT(s.name) {
        client c(s);
        int nth = 0;
        each_crash(
            [&](sandbox& bank) {
                id<payment> made;
                {
                    sandbox::pause_faults const quiet(bank);
                    c.ask(bank);
                    bank.advance(20s);
                    made = bank.payments().front()->id;
                }
                (void)bank.engine().payments().sync(bank.who(), made, true);
            },
            [&](sandbox& bank) { BOOST_TEST_CONTEXT("crash " << ++nth) c.check(bank); });
    }
}

BOOST_AUTO_TEST_CASE(C10_a_store_that_is_away_for_an_hour_loses_nothing)
{
    for (auto const& s : stories) BOOST_TEST_CONTEXT(s.name) {
        client c(s);
        sandbox bank;
        c.ask(bank);
        bank.store().away(true);
        bank.advance(1h);
        c.check(bank);
    }
}

BOOST_AUTO_TEST_CASE(C5_C54_what_failed_to_be_made_can_be_made_again)
{
    std::string const text = "sk_test_" + std::string(32, 'k');
    auto const runs = each_storage_failure([&](sandbox& bank) {
        auto& pay = bank.engine();
        create_account const shop{.username = "shop", .name = "Shop"};
        auto made = pay.accounts().create(shop);
        if (!made) made = pay.accounts().create(shop);
        std::optional<sandbox::pause_faults> quiet(std::in_place, bank);
        auto const there = pay.accounts().find("shop");
        BOOST_TEST_REQUIRE(there.has_value());
        BOOST_TEST((!made || made->id == there->id));
        BOOST_TEST((pay.accounts().create(shop).error() == errc::conflict));

        quiet.reset();
        merchant const who{there->id, mode::test, {}};
        create_api_key const key{.label = "key", .face = "popfab", .existing = secret(text)};
        auto fresh = pay.api_keys().create(who, key);
        if (!fresh) fresh = pay.api_keys().create(who, key);
        quiet.emplace(bank);
        BOOST_TEST(pay.api_keys().authenticate("popfab", text).has_value());
        BOOST_TEST((pay.api_keys().create(who, key).error() == errc::conflict));
        BOOST_TEST(pay.api_keys().list(who).value().items.size() == 1U);
    });
    BOOST_TEST(runs > 10);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace failures_tests
