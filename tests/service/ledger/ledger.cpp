// SPDX-License-Identifier: BSL-1.0
// tests/service/ledger/ledger.cpp: the books, posting by posting, as the table of states.md has
// them.
#include <tender/service/engine_internals.hpp>
#include <tender/service/ledger/ledger.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <limits>

namespace ledger_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr money price{150'000, "NGN"};
constexpr auto most = std::numeric_limits<std::int64_t>::max();

std::string text_of(book_account const& of)
{
    auto out = std::string(enum_name(of.book));
    if (!of.of.empty()) out += ":" + of.of.text();
    return out;
}

/// `captured: provider:paystack > pending 150000, …`
std::string text_of(posting const& p)
{
    auto out = std::string(enum_name(p.kind));
    char before = ':';
    for (auto const& l : p.lines) {
        out += before + (" " + text_of(account_of(p, l.from)) + " > " +
                         text_of(account_of(p, l.to)) + " " + std::to_string(l.amount));
        before = ',';
    }
    return out;
}

/// Every posting, oldest first.
std::vector<std::string> postings_of(sandbox& bank)
{
    std::vector<std::string> out;
    for (auto const& p : all(bank, all_postings)) out.insert(out.begin(), text_of(*p));
    return out;
}

std::string last_posting(sandbox& bank) { return postings_of(bank).back(); }

sandbox_options const later{
    .merchant = {.username = "later", .name = "Later", .currency = "NGN", .settlement_delay = 24h,
                 .reserve_basis_points = 1000, .reserve_delay = 48h}};

/// Posts one line in a unit of work of its own.
result<> post(sandbox& bank, ulid cause, posting_kind kind, std::vector<posting_line> lines,
              currency in = "NGN", book_owner of = {})
{
    unit_of_work unit(runtime_of(bank.engine()).storage(), bank.who().account);
    auto const posted = bookkeeping_of(bank.engine())
                            .post(unit, bank.who(), bank.now(), cause, kind, in, of,
                                  std::move(lines));
    return posted ? unit.commit() : posted;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ledger_)

BOOST_AUTO_TEST_CASE(C20_a_capture_posts_gross_and_fees_and_what_is_available)
{
    sandbox bank;
    bank.pay(price);
    BOOST_TEST(last_posting(bank) ==
               "captured: provider:paystack > pending 150000, pending > provider:paystack 375, "
               "pending > platform_fees 225, pending > available 149400");
    BOOST_TEST(balance_of(bank, book::available) == 149'400);
    BOOST_TEST(balance_of(bank, book::pending) == 0);
    BOOST_TEST(balance_of(bank, book::platform_fees) == 225);
    BOOST_TEST(balance_of(bank, book::provider, "NGN", "paystack") == -149'625);
}

BOOST_AUTO_TEST_CASE(C20_C2_what_is_pending_and_reserved_becomes_available_on_its_day)
{
    sandbox bank(later);
    bank.provider("paystack").next(script::capture_at_once);
    BOOST_TEST(bank.engine().payments().create(bank.who(), bank.order(price)).value().captured ==
               price.minor);
    BOOST_TEST(last_posting(bank) ==
               "captured: provider:paystack > pending 150000, pending > provider:paystack 375, "
               "pending > platform_fees 225, pending > reserve 14940");
    struct {
        std::chrono::milliseconds at;
        std::int64_t pending, reserve, available;
    } const cases[] = {
        {24h - 1ms, 134'460, 14'940, 0},
        {24h, 0, 14'940, 134'460},
        {48h - 1ms, 0, 14'940, 134'460},
        {48h, 0, 0, 149'400},
    };
    auto const begin = bank.now();
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.at.count() << " ms") {
        bank.advance(begin + c.at - bank.now());
        BOOST_TEST(balance_of(bank, book::pending) == c.pending);
        BOOST_TEST(balance_of(bank, book::reserve) == c.reserve);
        BOOST_TEST(balance_of(bank, book::available) == c.available);
        auto const wallet = bank.engine().ledger().wallet_of(bank.who(), "NGN").value();
        BOOST_TEST(wallet.pending == c.pending);
        BOOST_TEST(wallet.reserve == c.reserve);
        BOOST_TEST(wallet.available == c.available);
        BOOST_TEST(wallet.spendable() == c.available + c.pending);
        BOOST_TEST(bank.out_of_balance() == "");
    }
    auto const all = postings_of(bank);
    BOOST_TEST(all[1] == "settled: pending > available 134460");
    BOOST_TEST(all[2] == "reserve_released: reserve > available 14940");
}

BOOST_AUTO_TEST_CASE(C20_refunds_are_reserved_then_paid_then_perhaps_returned)
{
    sandbox bank;
    auto const paid = bank.pay(price);
    bank.provider("paystack").next_refund(script::succeed);
    auto const back = bank.engine().refunds().create(bank.who(), paid.id, {.amount = 40'000});
    BOOST_TEST(last_posting(bank) == "refund_reserved: available > refunding 40000");
    BOOST_TEST(balance_of(bank, book::refunding) == 40'000);
    BOOST_TEST(bank.engine().ledger().wallet_of(bank.who(), "NGN")->refunding == 40'000);
    BOOST_TEST(bank.engine().ledger().wallet_of(bank.who(), "USD")->refunding == 0);
    bank.advance(1min);
    BOOST_TEST(last_posting(bank) == "refund_succeeded: refunding > provider:paystack 40000");
    BOOST_TEST(balance_of(bank, book::refunding) == 0);
    BOOST_TEST(bank.out_of_balance() == "");
    BOOST_TEST(bank.engine().refunds().return_refund(bank.who(), back->id).has_value());
    BOOST_TEST(last_posting(bank) == "refund_returned: provider:paystack > available 40000");
    BOOST_TEST(balance_of(bank, book::available) == 149'400);
}

BOOST_AUTO_TEST_CASE(C20_a_refund_that_was_rejected_or_failed_is_no_longer_reserved)
{
    for (auto const what : {script::refuse, script::decline_hard, script::decline_soft}) {
        sandbox bank;
        auto const paid = bank.pay(price);
        bank.provider("paystack").next_refund(what);
        BOOST_TEST(bank.engine().refunds().create(bank.who(), paid.id, {}).has_value());
        BOOST_TEST(last_posting(bank) == "refund_given_up: refunding > available 150000");
        BOOST_TEST(bank.out_of_balance() == "");
    }
}

BOOST_AUTO_TEST_CASE(C20_a_late_charge_is_booked_aside_until_it_is_back)
{
    sandbox bank;
    bank.provider("paystack").next(script::charge_another_amount);
    bank.provider("paystack").next_refund(script::timeout_after_charge);
    BOOST_TEST(bank.engine().payments().create(bank.who(), bank.order(price)).has_value());
    BOOST_TEST(last_posting(bank) == "late_charge: provider:paystack > suspense 149999");
    bank.advance(1min);
    BOOST_TEST(last_posting(bank) == "late_refund: suspense > provider:paystack 149999");
    BOOST_TEST(bank.out_of_balance() == "");
}

BOOST_AUTO_TEST_CASE(C20_creating_a_payment_posts_nothing)
{
    sandbox bank;
    for (auto const what : {script::succeed, script::challenge, script::settle,
                            script::timeout_after_charge, script::decline_hard}) {
        bank.provider("paystack").next(what);
        BOOST_TEST(bank.engine().payments().create(bank.who(), bank.order(price)).has_value());
    }
    BOOST_TEST(postings_of(bank).empty());
}

BOOST_AUTO_TEST_CASE(C20_lines_of_nothing_are_left_out_and_a_posting_without_lines_is_none)
{
    sandbox bank;
    BOOST_TEST(post(bank, {1, 1}, posting_kind::captured,
                    {{book::pending, book::available, 0}}).has_value());
    BOOST_TEST(postings_of(bank).empty());
    BOOST_TEST(post(bank, {1, 1}, posting_kind::captured,
                    {{book::pending, book::available, 0},
                     {book::pending, book::reserve, 7}}).has_value());
    BOOST_TEST(last_posting(bank) == "captured: pending > reserve 7");
}

BOOST_AUTO_TEST_CASE(C20_C5_a_cause_is_posted_once_of_each_kind)
{
    sandbox bank;
    std::vector<posting_line> const lines{{book::pending, book::available, 5}};
    BOOST_TEST(post(bank, {1, 1}, posting_kind::settled, lines).has_value());
    BOOST_TEST(post(bank, {1, 1}, posting_kind::reserve_released, lines).has_value());
    BOOST_TEST((post(bank, {1, 1}, posting_kind::settled, lines).error() == errc::conflict));
    BOOST_TEST(postings_of(bank).size() == 2U);
}

BOOST_AUTO_TEST_CASE(C19_currencies_and_modes_have_books_of_their_own)
{
    sandbox bank;
    bank.pay({1000, "NGN"});
    bank.pay({2000, "USD"});
    bank.pay({3000, "KES"});
    BOOST_TEST(balance_of(bank, book::available, "NGN") == 1000 - 2 - 3);
    BOOST_TEST(balance_of(bank, book::available, "USD") == 2000 - 3 - 5);
    BOOST_TEST(balance_of(bank, book::available, "KES") == 3000 - 5 - 8);
    BOOST_TEST(balance_of(bank, book::available, "GHS") == 0);
    BOOST_TEST(bank.engine().ledger().balances(bank.live()).value().empty());
    std::map<currency, std::int64_t> sums;
    for (auto const& b : bank.engine().ledger().balances(bank.who()).value())
        sums[b.currency] += b.amount;
    for (auto const& [in, sum] : sums) BOOST_TEST(sum == 0, in.code());
}

BOOST_AUTO_TEST_CASE(C20_each_customer_has_a_credit_of_its_own)
{
    sandbox bank;
    auto& books = bank.engine().ledger();
    id<customer> const ada{{1, 2}}, chidi{{1, 3}};
    auto const give = [&](std::uint64_t n, book_owner to, std::int64_t amount) {
        return post(bank, {1, n}, posting_kind::settled, {{book::available, book::credit, amount}},
                    "NGN", to);
    };
    auto const credit_of = [&](book_owner of) {
        return books.balance_of(bank.who(), {book::credit, of}, "NGN").value();
    };
    for (int folded = 0; folded != 2; ++folded) {
        auto const n = static_cast<std::uint64_t>(folded) * 10;
        BOOST_TEST(give(n + 1, ada, 500).has_value());
        BOOST_TEST(give(n + 2, chidi, 70).has_value());
        BOOST_TEST(give(n + 3, ada, 5).has_value());
        BOOST_TEST(credit_of(ada) == 505 * (folded + 1));
        BOOST_TEST(credit_of(chidi) == 70 * (folded + 1));
        BOOST_TEST(credit_of(book_owner()) == 0);
        BOOST_TEST(balance_of(bank, book::available) == -575 * (folded + 1));
        BOOST_TEST(last_posting(bank) == "settled: available > credit:" + ada.text() + " 5");
        BOOST_TEST(bookkeeping_of(bank.engine()).fold(bank.who(), 100).value() == 3);
    }
    BOOST_TEST(bank.out_of_balance(true) == "");
}

BOOST_AUTO_TEST_CASE(a_wallet_is_read_without_reading_the_credit_of_every_customer)
{
    sandbox bank;
    auto& books = bank.engine().ledger();
    for (std::uint64_t n = 1; n != 6001; ++n)
        post(bank, {1, n}, posting_kind::settled, {{book::available, book::credit, 1}}, "NGN",
             id<customer>{{7, n}}).value();
    for (int i = 0; i != 4; ++i)                         // and two thousand are not folded yet
        BOOST_TEST(bookkeeping_of(bank.engine()).fold(bank.who(), 1000).value() == 1000);
    bank.store().arm(11, storage_failure::refuse);       // four books, and four pages of those
    auto const wallet = books.wallet_of(bank.who(), "NGN");
    BOOST_TEST(!bank.store().struck());
    bank.store().disarm();
    BOOST_TEST(wallet->available == -6000);
    BOOST_TEST(books.balances(bank.who())->size() == 6001U);
}

BOOST_AUTO_TEST_CASE(C20_folding_changes_no_balance)
{
    sandbox bank;
    for (int i = 1; i != 30; ++i) {
        auto const paid = bank.pay({1000 * i, i % 2 == 0 ? currency("NGN") : currency("USD")});
        if (i % 3 == 0)
            BOOST_TEST(bank.engine().refunds().create(bank.who(), paid.id, {}).has_value());
    }
    auto& books = bank.engine().ledger();
    auto const before = books.balances(bank.who()).value();
    for (int folded = 1; folded != 0;) {
        folded = bookkeeping_of(bank.engine()).fold(bank.who(), 7).value();
        BOOST_TEST(folded <= 7);
        BOOST_TEST(bank.out_of_balance() == "");
        for (auto const& b : before)
            BOOST_TEST(books.balance_of(bank.who(), b.of, b.currency).value() == b.amount);
    }
    BOOST_TEST(all(bank, unfolded_postings).empty());
}

BOOST_AUTO_TEST_CASE(C2_C20_what_is_posted_is_folded_a_minute_later)
{
    sandbox bank;
    for (auto const pause : {0s, 59s, 60s, 360'000s}) {
        bank.advance(pause);
        for (int i = 0; i != 20; ++i)
            bank.engine().payments().create(bank.who(), bank.order({1000, "NGN"})).value();
        bank.advance(1s);
        BOOST_TEST(all(bank, unfolded_postings).size() == 20U);
        bank.advance(1min);
        BOOST_TEST(all(bank, unfolded_postings).empty());
        BOOST_TEST(!all(bank, all_balances).empty());
    }
    BOOST_TEST(bank.out_of_balance() == "");
}

BOOST_AUTO_TEST_CASE(C2_a_posting_leaves_housekeeping_alone_that_is_at_work_or_has_failed)
{
    sandbox bank;
    auto const which = job_about(mode::test, job_kind::housekeeping, bank.who().account.value);
    auto const as = [&](auto change) {
        bank.engine().transact(bank.who().account, [&](unit_of_work& unit) -> result<> {
            auto const there = unit.find(which).value();
            auto next = *there;
            next.leased = next.parked = false;
            next.failures = 0;
            next.due = bank.now() + 1h;
            change(next);
            unit.replace(there, std::move(next));
            return {};
        }).value();
    };
    auto const due = [&] {
        return bank.engine().transact(bank.who().account, [&](unit_of_work& unit) {
            return result<instant>(unit.find(which).value()->due);
        }).value();
    };
    std::uint64_t n = 0;
    auto const posted = [&] {
        return post(bank, {7, ++n}, posting_kind::settled, {{book::outside, book::available, 1}});
    };
    std::function<void(job&)> const held[] = {[](job& j) { j.leased = true; },
                                              [](job& j) { j.failures = 1; },
                                              [](job& j) { j.parked = true; }};
    for (auto const& change : held) {
        as(change);
        BOOST_TEST(posted().has_value());
        BOOST_TEST((due() == bank.now() + 1h));
        as([](job&) {});                               // and nothing of it is remembered
        BOOST_TEST(posted().has_value());
        BOOST_TEST((due() == bank.now() + 1min));
    }
}

BOOST_AUTO_TEST_CASE(C19_a_sum_that_does_not_fit_is_kept_whole_and_told_as_the_nearest)
{
    sandbox bank;
    std::vector<posting_line> const lines{{book::outside, book::available, most}};
    std::vector<posting_line> const back{{book::available, book::outside, most}};
    auto& books = bank.engine().ledger();
    for (std::uint64_t n = 1; n != 4; ++n) {
        BOOST_TEST(post(bank, {1, n}, posting_kind::settled, lines).has_value());
        BOOST_TEST(balance_of(bank, book::available) == most);
        BOOST_TEST(bookkeeping_of(bank.engine()).fold(bank.who(), 10).value() == 1);
        BOOST_TEST(balance_of(bank, book::available) == most);
    }
    BOOST_TEST(books.balances(bank.who()).has_value());
    for (std::uint64_t n = 4; n != 7; ++n) {
        BOOST_TEST(balance_of(bank, book::available) == most);
        BOOST_TEST(post(bank, {1, n}, posting_kind::settled, back).has_value());
    }
    BOOST_TEST(balance_of(bank, book::available) == 0);
    BOOST_TEST(bank.out_of_balance(true) == "");
}

BOOST_AUTO_TEST_CASE(C22_fees_and_reserve_and_the_rest_add_up_to_what_was_captured)
{
    for (std::int64_t const platform : {0, 15, 5000, 10'000})
        for (std::int64_t const reserve : {0, 1, 3333, 10'000})
            for (std::int64_t const amount : {1, 2, 3, 99, 333, 100'001}) {
                sandbox bank({.settings = {.platform_basis_points = platform},
                              .merchant = {.username = "m", .name = "M", .currency = "NGN",
                                           .reserve_basis_points = reserve,
                                           .reserve_delay = 1h}});
                bank.provider("paystack").next(script::capture_at_once);
                auto const p =
                    bank.engine().payments().create(bank.who(), bank.order({amount, "NGN"}));
                BOOST_TEST(p->platform_fee() + p->provider_fee() <= amount);
                BOOST_TEST(balance_of(bank, book::available) + balance_of(bank, book::reserve) +
                               p->platform_fee() + p->provider_fee() == amount);
                bank.advance(2h);
                BOOST_TEST(bank.out_of_balance() == "");
            }
}

BOOST_AUTO_TEST_CASE(C22_a_failover_takes_the_second_providers_fee_and_never_more_than_is_left)
{
    for (std::int64_t const platform : {15, 9990, 10'000}) {
        sandbox bank({.settings = {.platform_basis_points = platform}});
        bank.provider("paystack").next(script::refuse);
        auto const paid = bank.pay({10'000, "NGN"});
        BOOST_TEST(paid.provider().text() == "squad");
        BOOST_TEST(paid.platform_fee() == platform);
        BOOST_TEST(paid.provider_fee() == std::min<std::int64_t>(27, 10'000 - platform));
        BOOST_TEST(bank.out_of_balance() == "");
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace ledger_tests
