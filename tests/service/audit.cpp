// SPDX-License-Identifier: BSL-1.0
// tests/service/audit.cpp: what fits together is clean, and what does not is named.
#include "bank.hpp"

#include <tender/service/engine_internals.hpp>
#include <tender/store/audit.hpp>

#include <boost/test/unit_test.hpp>

namespace audit_tests {

using namespace tender;
using namespace tender::testing;

namespace {

/// A bank with some history.
struct old_bank {
    old_bank()
    {
        paid = bank.pay({10'000, "NGN"});
        refunded = bank.pay({20'000, "NGN"});
        auto& refunds = bank.engine().refunds();
        refunds.create(bank.who(), refunded.id, {.amount = 5'000}).value();
        open_checkout c;
        c.amount = {700, "USD"};
        merchant const shop{bank.who().account, mode::test, "shop"};
        c.page = "https://pay.example/p/";
        hosted = bank.engine().checkout().open(shop, c).value();
        left = bank.engine().checkout().open(shop, c).value();
        bank.submit_page(hosted.id).value();
        bank.provider("paystack").next(script::decline_hard);
        bank.engine().payments().create(bank.who(), bank.order({300, "NGN"})).value();
        bank.run_until_quiet();
    }

    storage& store() { return runtime_of(bank.engine()).storage(); }

    std::vector<std::string> findings() { return audit(store()).value(); }

    /// Is there a finding with these words, and was everything clean before?
    template<class Spoil>
    void must_find(std::string_view words, Spoil&& spoil)
    {
        BOOST_TEST(findings() == std::vector<std::string>(), boost::test_tools::per_element());
        unit_of_work unit(store(), bank.who().account);
        spoil(unit);
        BOOST_TEST(unit.commit().has_value());
        bool found = false;
        for (auto const& line : findings()) found = found || line.find(words) != line.npos;
        BOOST_TEST(found, words);
    }

    sandbox bank;
    payment paid, refunded, hosted, left;
};

ulid const nowhere{1, 2};

template<class R>
R fresh(old_bank& b)
{
    R record;
    record.id = {{3, 4}};
    record.account = b.bank.who().account;
    return record;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(audit_)

BOOST_AUTO_TEST_CASE(C20_a_sum_that_was_not_posted_is_found)
{
    old_bank a;
    a.must_find("has captured 10001, and its postings 10000", [&](unit_of_work& unit) {
        auto const p = unit.find(a.paid.id).value();
        auto next = *p;
        ++next.captured;
        unit.replace(p, next);
    });
    old_bank b;
    b.must_find("has refunded 5001, and its postings 5000", [&](unit_of_work& unit) {
        auto const p = unit.find(b.refunded.id).value();
        auto next = *p;
        ++next.refunded;
        unit.replace(p, next);
    });
}

BOOST_AUTO_TEST_CASE(C24_a_version_without_its_event_is_found)
{
    old_bank b;
    b.must_find("has no event", [&](unit_of_work& unit) {
        auto const p = unit.find(b.paid.id).value();
        auto next = *p;
        next.updated_at += 1s;
        unit.replace(p, next);
    });
    old_bank c;
    c.must_find("does not follow the one before it", [&](unit_of_work& unit) {
        auto const second = *std::next(all(c.bank, all_events).rbegin());
        unit.remove(second);
    });
}

BOOST_AUTO_TEST_CASE(C20_a_posting_without_a_cause_is_found)
{
    old_bank b;
    b.must_find("has no cause", [&](unit_of_work& unit) {
        auto p = fresh<posting>(b);
        p.cause = nowhere;
        p.lines = {{book::provider, book::pending, 5}};
        p.currency = "NGN";
        unit.insert(std::move(p));
    });
}

BOOST_AUTO_TEST_CASE(C43_a_page_that_is_not_what_its_payment_is_is_found)
{
    old_bank a, b, c, d;
    a.must_find("tell different stories", [&](unit_of_work& unit) {
        auto const s = unit.find(session_of(a.left.id)).value();
        auto next = *s;
        next.state = checkout_state::completed;
        unit.replace(s, next);
    });
    b.must_find("tell different stories", [&](unit_of_work& unit) {
        auto const s = unit.find(session_of(b.left.id)).value();
        auto next = *s;
        next.state = checkout_state::paying;
        unit.replace(s, next);
    });
    c.must_find("has lost its page", [&](unit_of_work& unit) {
        unit.remove(unit.find(session_of(c.hosted.id)).value());
    });
    d.must_find("is of no payment that has one", [&](unit_of_work& unit) {
        unit.insert(fresh<checkout_session>(d));
    });
}

BOOST_AUTO_TEST_CASE(a_key_whose_product_is_gone_is_found)
{
    old_bank b;
    create_product const lamp{.name = "Lamp",
                              .prices = {{1500, "USD"}},
                              .idempotency_key = idempotency_key("k")};
    auto const made = b.bank.engine().products().create(b.bank.who(), lamp).value();
    b.must_find("is about nothing", [&](unit_of_work& unit) {
        unit.remove(unit.find(made.id).value());
    });
}

BOOST_AUTO_TEST_CASE(what_belongs_to_nobody_is_found)
{
    old_bank a, b, c, d, e;
    e.must_find("is left of a deleted customer", [&](unit_of_work& unit) {
        auto method = fresh<saved_instrument>(e);
        auto record = fresh<customer>(e);
        method.owner = record.id;
        method.stored.token = "one";
        record.deleted = true;
        unit.insert(std::move(method));
        unit.insert(std::move(record));
    });
    a.must_find("is of a product that is not there", [&](unit_of_work& unit) {
        unit.insert(fresh<price>(a));
    });
    b.must_find("is of a customer who is not there", [&](unit_of_work& unit) {
        auto record = fresh<saved_instrument>(b);
        record.owner = {nowhere};
        record.stored.token = "one";
        unit.insert(std::move(record));
    });
    c.must_find("pays with what is not its own", [&](unit_of_work& unit) {
        auto record = fresh<customer>(c);
        record.default_instrument = {nowhere};
        unit.insert(std::move(record));
    });
    d.must_find("pays with what is not its own", [&](unit_of_work& unit) {
        auto method = fresh<saved_instrument>(d);
        auto record = fresh<customer>(d);
        method.owner = record.id;      // and removed
        record.default_instrument = method.id;
        unit.insert(std::move(method));
        unit.insert(std::move(record));
    });
}

BOOST_AUTO_TEST_CASE(what_names_nothing_is_found)
{
    old_bank a, b, c, d;
    a.must_find("the attempt", [&](unit_of_work& unit) {
        auto record = fresh<attempt>(a);
        record.payment = {nowhere};
        unit.insert(std::move(record));
    });
    b.must_find("the refund", [&](unit_of_work& unit) {
        auto record = fresh<refund>(b);
        record.payment = {nowhere};
        unit.insert(std::move(record));
    });
    c.must_find("the job", [&](unit_of_work& unit) {
        auto record = fresh<job>(c);
        record.subject = nowhere;
        unit.insert(std::move(record));
    });
    d.must_find("the idempotency record", [&](unit_of_work& unit) {
        auto record = fresh<idempotency_record>(d);
        record.route = std::make_shared<std::string const>("nowhere");
        record.subject = nowhere;
        unit.insert(std::move(record));
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace audit_tests
