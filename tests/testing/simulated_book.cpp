// SPDX-License-Identifier: BSL-1.0
// tests/testing/simulated_book.cpp: books in memory, in a store, and in a file.
#include <tender/testing/simulated_book.hpp>

#include "contract/many.hpp"
#include "contract/temporary.hpp"

#include <tender/store/memory.hpp>
#include <tender/store/sqlite.hpp>
#include <tender/testing/failing_storage.hpp>
#include <tender/testing/manual_clock.hpp>
#include <tender/testing/simulated_provider.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace simulated_book_tests {

using namespace tender;
using namespace tender::testing;

namespace {

struct books {
    contract::temporary_folder folder;
    std::shared_ptr<storage> memory = std::make_shared<memory_storage>(1);
    std::shared_ptr<storage> file =
        sqlite_storage::open(folder.file("book.db"), {entity_of<simulated_call>}).value();

    /// Runs a test on every sort of book.
    template<class Test>
    void each(Test&& test)
    {
        BOOST_TEST_CONTEXT("memory") test(std::make_shared<memory_book>());
        BOOST_TEST_CONTEXT("a store") test(std::make_shared<stored_book>(memory, name("sim")));
        BOOST_TEST_CONTEXT("a file") test(std::make_shared<stored_book>(file, name("sim")));
    }
};

simulated_call call(std::uint64_t number, std::int64_t amount = 1000)
{
    simulated_call c;
    c.id = {{1, number}};
    c.amount = amount;
    c.currency = "NGN";
    return c;
}

std::int64_t amount_of(simulated_book& book, std::uint64_t number)
{
    std::int64_t found = -1;
    auto const read = book.change([&](book_entries& in) {
        auto const* const c = in.find({1, number});
        found = c == nullptr ? -1 : c->amount;
    });
    return read ? found : -2;
}

std::shared_ptr<simulated_provider> provider_with(std::shared_ptr<simulated_book> book)
{
    provider_profile profile;
    profile.id = "sim";
    return std::make_shared<simulated_provider>(
        profile, "sim_", std::make_shared<manual_clock>(instant(std::chrono::hours(1))),
        std::chrono::milliseconds(0), std::make_shared<call_faults>(), std::move(book));
}

provider_answer charge(simulated_provider& p, std::uint64_t number, std::int64_t amount)
{
    payment_terms terms;
    terms.reference = "order";
    auto const ours = ulid{1, number}.text();
    return p.charge({ours, {amount, "NGN"}, payment_method::card, mode::test, terms, 1});
}

provider_answer pay_back(simulated_provider& p, std::uint64_t number, std::uint64_t of,
                         std::int64_t amount)
{
    auto const ours = ulid{2, number}.text(), charge = ulid{1, of}.text();
    return p.refund({ours, charge, {}, {amount, "NGN"}, mode::test});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(simulated_book_)

BOOST_AUTO_TEST_CASE(finds_what_was_put_and_its_last_version)
{
    books().each([](std::shared_ptr<simulated_book> const& book) {
        BOOST_TEST(amount_of(*book, 1) == -1);
        BOOST_TEST(book->change([](book_entries& in) {
            in.put(call(1, 100));
            in.put(call(2, 200));
        }).has_value());
        BOOST_TEST(book->change([](book_entries& in) {
            auto changed = *in.find({1, 1});
            changed.amount = 150;
            in.put(changed);
        }).has_value());
        BOOST_TEST(amount_of(*book, 1) == 150);
        BOOST_TEST(amount_of(*book, 2) == 200);
        std::int64_t sum = 0;
        BOOST_TEST(book->for_each([&](simulated_call const& c) { sum += c.amount; }).has_value());
        BOOST_TEST(sum == 350);
    });
}

BOOST_AUTO_TEST_CASE(books_of_two_providers_in_one_store_are_apart)
{
    books of;
    stored_book ours(of.file, "ours"), theirs(of.file, "theirs");
    BOOST_TEST(ours.change([](book_entries& in) { in.put(call(1)); }).has_value());
    BOOST_TEST(amount_of(theirs, 1) == -1);
    int seen = 0;
    BOOST_TEST(theirs.for_each([&](simulated_call const&) { ++seen; }).has_value());
    BOOST_TEST(seen == 0);
}

BOOST_AUTO_TEST_CASE(C27_a_provider_that_starts_again_on_its_store_has_forgotten_nothing)
{
    books of;
    auto const before = provider_with(std::make_shared<stored_book>(of.file, name("sim")));
    BOOST_TEST((charge(*before, 1, 1000).what == outcome::acknowledged));
    auto const after = provider_with(std::make_shared<stored_book>(of.file, name("sim")));
    BOOST_TEST((charge(*after, 1, 1000).what == outcome::done));
    BOOST_TEST(after->charges() == 1u);
    BOOST_TEST((pay_back(*after, 1, 1, 1000).what == outcome::done));
    BOOST_TEST((pay_back(*before, 2, 1, 1).what == outcome::declined_hard));
    BOOST_TEST(before->charges_outstanding("order") == 0);
}

BOOST_AUTO_TEST_CASE(refunds_that_race_never_exceed_their_charge)
{
    books().each([](std::shared_ptr<simulated_book> const& book) {
        auto const p = provider_with(book);
        charge(*p, 1, 500);
        std::atomic<int> done{0};
        contract::in_threads(8, [&](int number) {
            auto const answer = pay_back(*p, static_cast<std::uint64_t>(number) + 10, 1, 100);
            if (answer.what == outcome::done) ++done;
        });
        BOOST_TEST(done == 5);
        BOOST_TEST(p->sums("NGN").refunded == 500);
        BOOST_TEST(p->refunded("order") == 500);
    });
}

BOOST_AUTO_TEST_CASE(one_reference_is_charged_once_however_many_ask)
{
    books().each([](std::shared_ptr<simulated_book> const& book) {
        auto const p = provider_with(book);
        contract::in_threads(8, [&](int) { charge(*p, 7, 500); });
        BOOST_TEST(p->sums("NGN").charged == 500);
    });
}

BOOST_AUTO_TEST_CASE(a_call_whose_book_is_away_has_no_answer_and_no_effect)
{
    auto const store = std::make_shared<failing_storage>(std::make_shared<memory_storage>(1));
    auto const p = provider_with(std::make_shared<stored_book>(store, name("sim")));
    store->away(true);
    BOOST_TEST((charge(*p, 1, 500).what == outcome::unknown));
    auto const about = ulid{1, 1}.text();
    query_order const question{about, {}, attempt_purpose::charge, mode::test};
    BOOST_TEST((p->query(question).what == outcome::unknown));
    store->away(false);
    BOOST_TEST((p->query(question).what == outcome::unknown_reference));
    BOOST_TEST(p->charges() == 0u);
}

BOOST_AUTO_TEST_CASE(work_that_throws_has_not_happened_in_a_store)
{
    books of;
    stored_book book(of.file, "sim");
    auto const fails = [](book_entries& in) {
        in.put(call(1));
        throw std::runtime_error("no");
    };
    BOOST_CHECK_THROW((void)book.change(fails), std::runtime_error);
    BOOST_TEST(amount_of(book, 1) == -1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace simulated_book_tests
