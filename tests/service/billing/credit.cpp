// SPDX-License-Identifier: BSL-1.0
// tests/service/billing/credit.cpp: what customers have to their credit.
#include <tender/service/billing/credit.hpp>

#include <service/bank.hpp>
#include <service/conflicts.hpp>

#include <tender/store/audit.hpp>

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>
#include <thread>
#include <vector>

namespace credit_tests {

using namespace tender;
using namespace tender::testing;

namespace {

struct shop {
    explicit shop(sandbox& b) : bank(b) {}

    sandbox& bank;
    tender::credit& credit = bank.engine().credit();
    id<customer> ada = [this] {
        sandbox::pause_faults const quiet(bank);
        return make("ada@example.com");
    }();

    id<customer> make(std::string email)
    {
        return bank.engine().customers().create(bank.who(), {.email = std::move(email)})->id;
    }
    result<credit_entry> give(money amount) { return give(ada, amount); }
    result<credit_entry> give(id<customer> to, money amount)
    {
        return credit.issue(bank.who(), {.customer = to, .amount = amount, .reason = "goodwill"});
    }
    result<money> set(money balance) { return credit.set(bank.who(), {ada, balance}); }

    /// As the customer, the entries and the books say it; they must agree.
    std::int64_t has(currency in) { return has(ada, in); }
    std::int64_t has(id<customer> who, currency in)
    {
        sandbox::pause_faults const quiet(bank);
        std::int64_t sum = 0;
        auto const entries = credit.list(bank.who(), {.customer = who, .in = in, .limit = 1000});
        for (auto const& e : entries.value().items) sum += e->amount;
        auto const is = bank.engine().customers().read(bank.who(), who)->credit_in(in);
        BOOST_TEST(is == sum);
        BOOST_TEST(is ==
                   bank.engine().ledger().balance_of(bank.who(), {book::credit, who}, in).value());
        return is;
    }
};

template<class T>
std::string refused(result<T> const& done)
{
    std::string out;
    if (done) return out;
    for (auto const& f : done.error().fields()) out += f.field + " " + f.says + "; ";
    return out.empty() ? std::string(done.error().text()) : out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(credit_)

BOOST_AUTO_TEST_CASE(what_is_issued_is_added_in_its_currency)
{
    sandbox bank;
    shop s(bank);
    auto const made = s.credit.issue(bank.who(), {.customer = s.ada, .amount = {100, "USD"},
                                                  .reason = "goodwill", .memo = "Sorry"}).value();
    BOOST_TEST(made.kind == credit_kind::issued);
    BOOST_TEST((made.amount == 100 && made.currency == "USD" && made.customer == s.ada));
    BOOST_TEST(made.reason == "goodwill");
    BOOST_TEST(made.memo == "Sorry");
    BOOST_TEST(s.give({25, "USD"}).has_value());
    BOOST_TEST(s.give({7, "EUR"}).has_value());
    BOOST_TEST(s.has("USD") == 125);
    BOOST_TEST(s.has("EUR") == 7);
    BOOST_TEST(s.has("NGN") == 0);
    BOOST_TEST(bank.engine().ledger().balance_of(bank.who(), {book::outside, {}}, "USD").value() ==
               -125);
    auto const page = s.credit.list(bank.who(), {.customer = s.ada, .limit = 2}).value();
    BOOST_TEST((page.items.size() == 2U && page.items[0]->currency == "EUR"));
    auto const rest = s.credit.list(bank.who(), {.customer = s.ada, .after = page.next}).value();
    BOOST_TEST((rest.items.size() == 1U && rest.items[0]->id == made.id));
    BOOST_TEST(audit(bank.store())->empty());
}

BOOST_AUTO_TEST_CASE(a_balance_that_is_set_issues_or_voids_the_difference)
{
    sandbox bank;
    shop s(bank);
    struct {
        std::int64_t target, entry;
        credit_kind kind;
    } const rows[] = {
        {1250, 1250, credit_kind::issued}, {1000, -250, credit_kind::voided},
        {1001, 1, credit_kind::issued},    {0, -1001, credit_kind::voided},
    };
    for (auto const& r : rows) BOOST_TEST_CONTEXT(r.target) {
        BOOST_TEST((s.set({r.target, "EUR"}).value() == money{r.target, "EUR"}));
        BOOST_TEST(s.has("EUR") == r.target);
        auto const last = s.credit.list(bank.who(), {.customer = s.ada}).value().items.front();
        BOOST_TEST((last->amount == r.entry && last->kind == r.kind));
        BOOST_TEST(last->reason == "balance_adjustment");
    }
    BOOST_TEST(s.set({0, "EUR"}).has_value());
    BOOST_TEST(s.set({0, "USD"}).has_value());
    BOOST_TEST(s.credit.list(bank.who(), {.customer = s.ada})->items.size() == 4U);
    BOOST_TEST(bank.engine().customers().read(bank.who(), s.ada)->credit.empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_is_refused_with_its_field)
{
    sandbox bank;
    shop s(bank);
    constexpr std::int64_t most = 9'007'199'254'740'991;
    BOOST_TEST(refused(s.give({0, "USD"})) == "amount must be greater than zero; ");
    BOOST_TEST(refused(s.give({-1, "USD"})) == "amount must be greater than zero; ");
    BOOST_TEST(refused(s.give({1, {}})) == "amount must be in a currency; ");
    BOOST_TEST(refused(s.credit.issue(bank.who(), {.customer = s.ada, .amount = {1, "USD"}})) ==
               "reason must not be empty; ");
    BOOST_TEST(refused(s.give({{1, 2}}, {1, "USD"})) == "customer names no customer; ");
    BOOST_TEST(refused(s.set({-1, "USD"})) == "balance must not be below zero; ");
    BOOST_TEST(refused(s.set({1, {}})) == "balance must be in a currency; ");
    BOOST_TEST(refused(s.credit.set(bank.live(), {s.ada, {1, "USD"}})) ==
               "customer names no customer; ");
    BOOST_TEST((s.credit.list(bank.live(), {.customer = s.ada}).error() == errc::not_found));
    for (int const limit : {0, 1001})
        BOOST_TEST(refused(s.credit.list(bank.who(), {.customer = s.ada, .limit = limit})) ==
                   "limit must be from 1 to 1000; ");
    BOOST_TEST((s.set({most + 1, "USD"}).error() == errc::amount_overflow));
    BOOST_TEST(s.set({most, "USD"}).has_value());
    BOOST_TEST((s.give({1, "USD"}).error() == errc::amount_overflow));
    BOOST_TEST((s.give({std::numeric_limits<std::int64_t>::max(), "USD"}).error() ==
                errc::amount_overflow));
    BOOST_TEST(s.has("USD") == most);
    bank.engine().customers().remove(bank.who(), s.ada).value();
    BOOST_TEST(refused(s.give({1, "EUR"})) == "customer names no customer; ");
}

BOOST_AUTO_TEST_CASE(C14_it_is_issued_once_under_a_key)
{
    sandbox bank;
    shop s(bank);
    auto const bob = s.make("bob@example.com");
    auto const make = [&](issue_credit const& c) -> result<ulid> {
        auto const done = s.credit.issue(bank.who(), c);
        return done ? result<ulid>(done->id.value) : done.error();
    };
    check_conflicts<issue_credit>({.customer = s.ada, .amount = {100, "USD"}, .reason = "goodwill",
                                   .idempotency_key = idempotency_key("k")}, make, {
        [&](auto& c) { c.customer = bob; },
        [](auto& c) { c.amount.minor = 101; },
        [](auto& c) { c.amount.currency = "EUR"; },
        [](auto& c) { c.reason = "sorry"; },
        [](auto& c) { c.memo = "Sorry"; },
    });
    BOOST_TEST(s.has("USD") == 100);
    BOOST_TEST(s.has(bob, "USD") == 0);
}

BOOST_AUTO_TEST_CASE(C20_customer_entries_and_books_agree_whatever_is_done_in_whatever_order)
{
    sandbox bank;
    shop s(bank);
    auto const bob = s.make("bob@example.com");
    std::mt19937_64 random(11);
    std::int64_t ada = 0, others = 0;
    for (int i = 0; i != 300; ++i) {
        auto const amount = static_cast<std::int64_t>(random() % 10'000);
        switch (random() % 4) {
            case 0: if (s.give({amount + 1, "USD"})) ada += amount + 1; break;
            case 1: if (s.set({amount, "USD"})) ada = amount; break;
            case 2: if (s.give(bob, {amount + 1, "USD"})) others += amount + 1; break;
            case 3: bank.advance(std::chrono::minutes(amount)); break;   // what is posted is folded
        }
    }
    BOOST_TEST(s.has("USD") == ada);
    BOOST_TEST(s.has(bob, "USD") == others);
    BOOST_TEST(bank.engine().ledger().balance_of(bank.who(), {book::outside, {}}, "USD").value() ==
               -(ada + others));
    BOOST_TEST(audit(bank.store())->empty());
}

BOOST_AUTO_TEST_CASE(C16_what_many_threads_issue_at_once_is_all_there)
{
    sandbox bank;
    shop s(bank);
    std::vector<std::thread> running;
    for (int t = 0; t != 8; ++t)
        running.emplace_back([&] {
            for (int i = 0; i != 20; ++i)
                while (!s.give({1, "USD"})) std::this_thread::yield();
        });
    for (auto& t : running) t.join();
    BOOST_TEST(s.has("USD") == 160);
}

BOOST_AUTO_TEST_CASE(C54_with_storage_failing_credit_is_issued_whole_or_not_at_all)
{
    int given = 0;
    auto const runs = each_storage_failure([&](sandbox& bank) {
        shop s(bank);
        bool const done = s.give({100, "USD"}).has_value();
        auto const after = s.has("USD");
        BOOST_TEST((done ? after == 100 : after == 0 || after == 100));
        bool const voided = s.set({30, "USD"}).has_value();
        BOOST_TEST((!voided || s.has("USD") == 30));
        given += done;
    });
    BOOST_TEST(runs > 4);
    BOOST_TEST(given > 0);
}

BOOST_AUTO_TEST_CASE(an_audit_finds_credit_that_no_entry_gave)
{
    sandbox bank;
    shop s(bank);
    s.give({100, "USD"}).value();
    bank.engine().transact(bank.who().account, [&](unit_of_work& unit) -> result<> {
        auto const old = unit.find(s.ada).value();
        auto next = *old;
        next.credit[0].minor = 101;
        unit.replace(old, std::move(next));
        return {};
    }).value();
    auto const found = audit(bank.store()).value();
    BOOST_TEST_REQUIRE(found.size() == 1U);
    BOOST_TEST(found[0].find("has credit of 101 USD, and its entries 100, and the books 100") !=
               std::string::npos, found[0]);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace credit_tests
