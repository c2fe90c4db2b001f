// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/full_book.cpp: a merchant's sums in one currency come to what 64 bits hold. The
// payment that would go beyond is refused, whichever way it comes in; nobody who reads, folds,
// refunds or sells in another currency or mode is any the worse for it.
#include <service/bank.hpp>

#include <tender/service/engine_internals.hpp>
#include <tender/store/memory.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>

namespace full_book_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t dear = (std::int64_t(1) << 53) - 1;   ///< no payment is dearer

/// A provider that takes what it is asked for, at once or after a while, and no platform's fee.
struct shop {
    std::shared_ptr<scripted_provider> first = std::make_shared<scripted_provider>(name("first"));
    outcome answer = outcome::done;
    sandbox bank;
    std::uint64_t fillings = 0;

    explicit shop(std::shared_ptr<storage> store = make_store(0))
        : bank({.store = std::move(store), .providers = {first}})
    {
        runtime_of(bank.engine()).settings.platform_basis_points = 0;
        first->on_charge = [this](charge_order const&) { return provider_answer{answer}; };
        first->on_refund = [](refund_order const&) { return provider_answer{outcome::done}; };
        first->on_query = [](query_order const&) { return provider_answer{outcome::done}; };
    }

    result<payment> charge(std::int64_t amount, currency in = "NGN")
    {
        return bank.engine().payments().create(bank.who(), bank.order({amount, in}));
    }

    /// Years of payments, in one line, and a process that knows of none of them.
    void fill(std::int64_t amount)
    {
        unit_of_work unit(runtime_of(bank.engine()).storage(), bank.who().account);
        bookkeeping_of(bank.engine())
            .post(unit, bank.who(), bank.now(), {9, ++fillings}, posting_kind::settled, "NGN", {},
                  {{book::outside, book::available, amount}})
            .value();
        unit.commit().value();
        bank.restart();
        runtime_of(bank.engine()).settings.platform_basis_points = 0;
    }

    std::int64_t available(currency in = "NGN") { return balance_of(bank, book::available, in); }
};

bool is_full(auto const& done) { return !done && done.error() == errc::amount_overflow; }

open_checkout page_for(std::int64_t amount)
{
    open_checkout c;
    c.amount = {amount, "NGN"};
    c.page = "https://pay.example/p/";
    return c;
}

/// Calls the store as often as it says.
class counted_storage final : public passing_storage {
public:
    counted_storage() : passing_storage(std::make_shared<memory_storage>()) {}

    int lists = 0;

    result<any_page> list(id<account> w, snapshot& seen, record_type const& t, index_row const& by,
                          index_key const& key, std::optional<cursor> after, int limit,
                          list_order order) override
    {
        if (t.name == record_of<balance>.name || t.name == record_of<posting>.name) ++lists;
        return passing_storage::list(w, seen, t, by, key, after, limit, order);
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(full_book)

BOOST_AUTO_TEST_CASE(C19_C20_the_last_payment_that_fits_is_taken_and_the_next_is_refused)
{
    shop s;
    s.fill(most - 2000);
    BOOST_TEST(s.charge(1000).has_value());
    BOOST_TEST(is_full(s.charge(1001)));
    BOOST_TEST(s.charge(1000).has_value());
    BOOST_TEST(s.available() == most);
    BOOST_TEST(is_full(s.charge(1)));
    BOOST_TEST(s.first->charges() == 2);
    BOOST_TEST(all(s.bank, all_events).size() == 4U);        // submitted and captured, twice
    BOOST_TEST(s.bank.payments().size() == 2U);
    BOOST_TEST(s.bank.out_of_balance(true) == "");
}

BOOST_AUTO_TEST_CASE(C20_a_full_book_of_one_currency_is_no_fault_of_another_or_of_the_other_mode)
{
    shop s;
    s.fill(most);
    BOOST_TEST(is_full(s.charge(1)));
    BOOST_TEST(s.charge(500, "USD").has_value());
    BOOST_TEST(s.available("USD") == 500);
    BOOST_TEST(s.bank.engine().ledger().wallet_of(s.bank.who(), "NGN")->spendable() == most);
    merchant const live{s.bank.who().account, mode::live, {}};
    BOOST_TEST(s.bank.engine().ledger().wallet_of(live, "NGN")->spendable() == 0);
    BOOST_TEST(bookkeeping_of(s.bank.engine()).fold(s.bank.who(), 100).value() == 2);
    BOOST_TEST(s.charge(1, "USD").has_value());
}

BOOST_AUTO_TEST_CASE(C20_a_refund_makes_room_again)
{
    shop s;
    auto const paid = s.charge(1000).value();
    s.fill(most - 1000);
    BOOST_TEST(is_full(s.charge(1)));
    BOOST_TEST(s.bank.engine().refunds().create(s.bank.who(), paid.id, {.amount = 5}).has_value());
    BOOST_TEST(is_full(s.charge(6)));
    BOOST_TEST(s.charge(5).has_value());
}

BOOST_AUTO_TEST_CASE(C20_what_is_under_way_at_once_is_booked_whatever_it_sums_up_to)
{
    shop s;
    s.fill(most - dear);
    s.answer = outcome::acknowledged;
    for (int i = 0; i != 5; ++i) BOOST_TEST(s.charge(dear).has_value());
    s.bank.advance(30s);
    for (auto const& p : s.bank.payments()) BOOST_TEST((p->state == payment_state::captured));
    for (bool const folded : {false, true}) BOOST_TEST_CONTEXT(folded) {
        if (folded) s.bank.advance(1min);
        BOOST_TEST(all(s.bank, unfolded_postings).empty() == folded);
        BOOST_TEST(s.available() == most);
        BOOST_TEST(balance_of(s.bank, book::provider, "NGN", "first") == -5 * dear);
        BOOST_TEST(s.bank.engine().ledger().wallet_of(s.bank.who(), "NGN")->available == most);
        BOOST_TEST(s.bank.out_of_balance(true) == "");
        BOOST_TEST(is_full(s.charge(1)));
    }
    s.bank.restart();                            // and nothing of it is lost
    for (auto const& p : s.bank.payments())
        BOOST_TEST(s.bank.engine().refunds().create(s.bank.who(), p->id, {}).has_value());
    s.bank.advance(24h);
    BOOST_TEST(s.available() == most - dear);
    BOOST_TEST(balance_of(s.bank, book::provider, "NGN", "first") == 0);
    BOOST_TEST(s.bank.out_of_balance(true) == "");
    BOOST_TEST(s.charge(1).has_value());
}

BOOST_AUTO_TEST_CASE(C20_a_full_book_lets_nothing_in_by_any_way)
{
    shop s;
    auto const who = s.bank.who();
    auto const early = s.bank.engine().checkout().open(who, page_for(1000)).value();
    s.fill(most);
    BOOST_TEST(is_full(s.bank.engine().checkout().open(who, page_for(1))));
    BOOST_TEST(is_full(s.bank.submit_page(early.id, "4111111111111111")));
    auto const at = s.bank.engine().checkout().visit(who, early.id).value();
    BOOST_TEST((at.paid->state == payment_state::created));   // the customer may come back
    BOOST_TEST(s.first->charges() == 0);
    BOOST_TEST(s.bank.payments().size() == 1U);
}

BOOST_AUTO_TEST_CASE(C11_C20_a_payment_whose_book_is_full_meanwhile_goes_to_no_other_provider)
{
    shop s;
    auto const second = std::make_shared<scripted_provider>(name("second"), 1);
    BOOST_TEST(s.bank.engine().add(second, mode::test).has_value());
    s.fill(most - dear);
    s.first->on_charge = [&](charge_order const& o) {
        if (o.amount.minor == dear) return provider_answer{outcome::done};
        BOOST_TEST(s.charge(dear).has_value());
        return provider_answer{outcome::declined_soft};
    };
    auto const made = s.charge(1000).value();
    BOOST_TEST((made.state == payment_state::failed));
    BOOST_TEST(second->charges() == 0);
    BOOST_TEST(s.bank.out_of_balance(true) == "");
}

BOOST_AUTO_TEST_CASE(C20_the_books_are_not_read_for_every_charge)
{
    auto const store = std::make_shared<counted_storage>();
    shop s(store);
    BOOST_TEST(s.charge(1000).has_value());
    auto const once = store->lists;
    BOOST_TEST(once > 0);
    for (int i = 0; i != 100; ++i) BOOST_TEST(s.charge(1000).has_value());
    BOOST_TEST(store->lists == once);
    for (int i = 0; i != 17; ++i) BOOST_TEST(s.charge(dear).has_value());
    BOOST_TEST(store->lists > once);
    s.fill(most - 300'000 - 17 * dear);
    int looks = 0;
    for (int i = 0; i != 100; ++i) {             // near the edge more of them are looked at
        auto const before = store->lists;
        BOOST_TEST(s.charge(1000).has_value());
        looks += store->lists > before ? 1 : 0;
    }
    BOOST_TEST(looks > 20);
}

BOOST_AUTO_TEST_CASE(C20_processes_that_know_nothing_of_each_other_fill_no_book)
{
    auto const store = make_store(0);
    shop s(store);
    s.fill(most - 200 * dear);
    std::vector<std::unique_ptr<other_process>> others;
    for (std::uint64_t i = 0; i != 16; ++i)
        others.push_back(std::make_unique<other_process>(
            s.bank, store, std::vector<std::shared_ptr<provider>>{s.first}, 0ms, i + 1));
    for (int refused = 0; refused < 16;)
        for (auto const& o : others) {
            auto const made = o->pay.payments().create(s.bank.who(), s.bank.order({dear, "NGN"}));
            if (!made) ++refused;
            if (!made) BOOST_REQUIRE(is_full(made));
        }
    auto const held = s.available();
    BOOST_TEST(held < most);
    BOOST_TEST(most - held < 16 * dear);
    BOOST_TEST(s.bank.out_of_balance(true) == "");
}

BOOST_AUTO_TEST_CASE(C19_C20_a_full_book_survives_every_failing_store_call)
{
    int runs = 0;
    for (auto const failure : {storage_failure::refuse, storage_failure::lose_answer,
                               storage_failure::crash_before, storage_failure::crash_after})
        for (int nth = 1;; ++nth, ++runs) BOOST_TEST_CONTEXT("failure " << nth) {
            shop s(std::make_shared<memory_storage>());
            s.fill(most - dear);
            s.answer = outcome::acknowledged;
            for (int i = 0; i != 3; ++i) BOOST_TEST(s.charge(dear).has_value());
            s.bank.store().arm(nth, failure);
            try {
                s.bank.advance(1h);
                BOOST_TEST(!s.charge(dear).has_value());
                s.bank.advance(1h);
            } catch (crash const&) {
                s.bank.restart();
            }
            bool const failed = s.bank.store().struck();
            s.bank.clear_faults();
            s.bank.run_until_quiet();
            BOOST_TEST(s.bank.payments().size() == 3U);
            BOOST_TEST(is_full(s.charge(dear)));
            for (auto const& p : s.bank.payments())
                BOOST_TEST((p->state == payment_state::captured));
            BOOST_TEST(s.available() == most);
            BOOST_TEST(s.bank.out_of_balance(true) == "");
            if (!failed) break;
        }
    BOOST_TEST(runs > 50);
}

BOOST_AUTO_TEST_CASE(C19_a_balance_holds_what_two_numbers_of_64_bits_hold)
{
    int128 const edge = most;
    for (auto const sum : {int128(0), int128(1), int128(-1), edge, edge + 1, -edge - 1, -edge - 2,
                           edge * edge, -edge * edge}) {
        balance b;
        b.set(sum);
        BOOST_TEST((b.sum() == sum));
        bool const fits = sum == nearest(sum);
        BOOST_TEST((b.beyond == 0) == fits);     // older readers see what they always saw
        if (fits) BOOST_TEST((b.amount == sum));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace full_book_tests
