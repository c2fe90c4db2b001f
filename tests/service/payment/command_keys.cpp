// SPDX-License-Identifier: BSL-1.0
// tests/service/payment/command_keys.cpp: commands with an idempotency key do what they say once;
// and what a program keeps beside a payment is written with it.
#include <service/bank.hpp>

#include <tender/domain/payment/saved_instrument.hpp>
#include <tender/service/engine_internals.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <utility>

namespace command_keys_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr money price{150'000, "NGN"};

create_payment keyed_order(sandbox& bank, std::string key = "k")
{
    auto order = bank.order(price);
    order.idempotency_key = idempotency_key(std::move(key));
    return order;
}

create_refund keyed_refund(std::int64_t amount, std::string key = "k")
{
    return {.amount = amount, .reason = text<500, 0>("late"),
            .idempotency_key = idempotency_key(std::move(key))};
}

result<payment> make(sandbox& bank, create_payment const& order)
{
    return bank.engine().payments().create(bank.who(), order);
}

result<refund> give(sandbox& bank, id<payment> of, create_refund const& command)
{
    return bank.engine().refunds().create(bank.who(), of, command);
}

payment captured(sandbox& bank, create_payment const& order)
{
    bank.provider("paystack").next(script::capture_at_once);
    auto const made = make(bank, order);
    BOOST_TEST_REQUIRE(made.has_value(), made.error());
    return *made;
}

/// As what a program would keep of its own.
saved_instrument beside(payment const& p)
{
    saved_instrument s;
    s.id = {p.id.value};
    s.account = p.account;
    s.mode = p.mode;
    s.stored.token = p.terms->reference;   // no two may have the same
    return s;
}

//[once
/// However often it is called for an order, also after a crash: one payment, and your record of it.
result<payment> sell(engine& pay, merchant const& who, std::string order, money sum)
{
    return pay.payments().create(who, {
        .amount = sum,
        .reference = order,
        .customer = {.email = "ada@example.com"},
        .idempotency_key = idempotency_key("sell " + order),
        .alongside = [](unit_of_work& unit, payment const& p) -> result<> {
            unit.insert(beside(p));    // in the same commit; `unit.find` what may be there already
            return {};
        }});
}
//]

int kept(sandbox& bank)
{
    sandbox::pause_faults const quiet(bank);
    int seen = 0;
    auto const count = [&](id<account>, any_versioned const&) { ++seen; };
    BOOST_TEST(bank.store().for_each(record_of<saved_instrument>, count).has_value());
    return seen;
}

create_payment order_with_a_thing_beside_it(sandbox& bank)
{
    auto order = keyed_order(bank);
    order.alongside = [](unit_of_work& unit, payment const& p) -> result<> {
        unit.insert(beside(p));
        return {};
    };
    return order;
}

void check_asked_again(sandbox& bank, create_payment const& order)
{
    bank.clear_faults();
    bank.advance(std::chrono::minutes(1));
    auto const made = make(bank, order);
    BOOST_TEST_REQUIRE(made.has_value(), made.error());
    BOOST_TEST(bank.payments().size() == 1U);
    BOOST_TEST(kept(bank) == 1);
    bank.run_until_quiet();
    BOOST_TEST(bank.out_of_balance(true) == "");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(command_keys)

BOOST_AUTO_TEST_CASE(C14_a_command_under_a_key_is_done_once_and_answered_as_it_was)
{
    sandbox bank;
    auto const order = keyed_order(bank);
    auto const first = make(bank, order).value();
    bank.advance(std::chrono::hours(23));
    auto const again = make(bank, order).value();
    BOOST_TEST((again.id == first.id));
    BOOST_TEST((again.state == first.state));
    BOOST_TEST(bank.payments().size() == 1U);
    BOOST_TEST(bank.out_of_balance(true) == "");
}

BOOST_AUTO_TEST_CASE(C14_a_refund_under_a_key_is_given_once)
{
    sandbox bank;
    auto const paid = captured(bank, bank.order(price));
    auto const first = give(bank, paid.id, keyed_refund(300)).value();
    bank.advance(std::chrono::hours(23));
    auto const again = give(bank, paid.id, keyed_refund(300)).value();
    BOOST_TEST((again.id == first.id));
    BOOST_TEST(now_of(bank, paid.id).refunds().size() == 1U);
    BOOST_TEST(bank.out_of_balance(true) == "");
}

BOOST_AUTO_TEST_CASE(C15_another_command_under_the_key_is_a_conflict_whatever_is_other)
{
    using change = std::function<void(create_payment&)>;
    std::pair<char const*, change> const cases[] = {
        {"amount", [](auto& c) { c.amount.minor += 1; }},
        {"currency", [](auto& c) { c.amount.currency = "USD"; }},
        {"method", [](auto& c) { c.method = payment_method::bank_transfer; }},
        {"reference", [](auto& c) { c.reference = "another"; }},
        {"customer", [](auto& c) { c.customer.email = "other@example.com"; }},
        {"callback", [](auto& c) { c.callback_url = https_url("https://example.com/"); }},
        {"prefix", [](auto& c) { c.id_prefix = "p_"; }},
        {"override", [](auto& c) { c.routing_override = "squad"; }},
        {"metadata", [](auto& c) { c.metadata = {{"a", "b"}}; }},
    };
    sandbox bank;
    auto const order = keyed_order(bank);
    BOOST_TEST(make(bank, order).has_value());
    for (auto const& [what, apply] : cases) BOOST_TEST_CONTEXT(what) {
        auto other = order;
        apply(other);
        BOOST_TEST((make(bank, other).error() == errc::idempotency_conflict));
    }
    BOOST_TEST(bank.payments().size() == 1U);
    auto const paid = captured(bank, bank.order(price));
    BOOST_TEST(give(bank, paid.id, keyed_refund(300)).has_value());
    auto wallet = keyed_refund(300);
    wallet.within_wallet = true;
    auto reason = keyed_refund(300);
    reason.reason = text<500, 0>("too late");
    for (auto const& other : {keyed_refund(301), wallet, reason})
        BOOST_TEST((give(bank, paid.id, other).error() == errc::idempotency_conflict));
}

BOOST_AUTO_TEST_CASE(C14_a_key_is_its_merchant_s_mode_s_and_operation_s_alone)
{
    sandbox bank;
    bank.provider("paystack").next(script::capture_at_once);
    auto const order = keyed_order(bank);
    auto const first = captured(bank, order);
    auto const second = captured(bank, keyed_order(bank, "another"));
    BOOST_TEST((first.id != second.id));
    BOOST_TEST((give(bank, first.id, keyed_refund(300)).value().payment == first.id));
    BOOST_TEST((give(bank, second.id, keyed_refund(300)).value().payment == second.id));
    auto const account = bank.engine().accounts().create({.username = "o", .name = "O"}).value();
    merchant const others[] = {bank.live(), {account.id, mode::test, {}},
                               {bank.who().account, mode::test, "popfab"}};
    for (auto const& who : others) BOOST_TEST_CONTEXT(enum_name(who.mode) << who.face.text()) {
        auto another = order;
        another.amount.minor += 1;               // which would be a conflict under the same key
        another.reference = "another-" + std::string(who.face.text());
        auto const made = bank.engine().payments().create(who, another);
        BOOST_TEST((made.has_value() || !(made.error() == errc::idempotency_conflict)));
        BOOST_TEST((!made || made->id != first.id));
    }
    // A face's request of that key:
    BOOST_TEST(!engine_internals::find_answer(bank.engine(), bank.who(), keyed("k"))->answer);
}

BOOST_AUTO_TEST_CASE(C15_metadata_in_another_order_is_the_same_command)
{
    sandbox bank;
    auto order = keyed_order(bank);
    order.metadata = {{"a", "1"}, {"b", "2"}};
    auto const first = make(bank, order).value();
    order.metadata = {{"b", "2"}, {"a", "1"}};
    BOOST_TEST((make(bank, order).value().id == first.id));
    order.metadata = {{"b", "1"}, {"a", "2"}};
    BOOST_TEST((make(bank, order).error() == errc::idempotency_conflict));
}

BOOST_AUTO_TEST_CASE(C18_a_key_is_free_again_after_its_day)
{
    sandbox bank;
    auto order = keyed_order(bank);
    auto const first = captured(bank, order);
    bank.advance(std::chrono::hours(25));
    order.reference = "order-of-another-day";
    auto const second = make(bank, order);
    BOOST_TEST_REQUIRE(second.has_value(), second.error());
    BOOST_TEST((second->id != first.id));
}

BOOST_AUTO_TEST_CASE(C14_a_key_has_1_to_255_printable_characters)
{
    sandbox bank;
    auto const paid = captured(bank, bank.order(price));
    std::pair<std::string, bool> const cases[] = {
        {"k", true},        {std::string(255, 'k'), true},     {"~ !", true},
        {"", false},        {std::string(256, 'k'), false},    {"   ", false},
        {"k\n", false},     {"k\x7f", false},                  {"\xc3\xa9", false},
        {std::string("k\0", 2), false},
    };
    for (auto const& [key, good] : cases) BOOST_TEST_CONTEXT("key " << key) {
        auto const made = make(bank, keyed_order(bank, key));
        auto const given = give(bank, paid.id, keyed_refund(1, key));
        BOOST_TEST(made.has_value() == good);
        BOOST_TEST(given.has_value() == good);
        if (good) continue;
        BOOST_TEST(made.error().fields().front().field == "idempotency_key");
        BOOST_TEST(given.error().fields().front().field == "idempotency_key");
    }
}

BOOST_AUTO_TEST_CASE(C16_a_command_that_is_tried_until_it_is_answered_is_done_once)
{
    int const runs = each_storage_failure([](sandbox& bank) {
        auto const order = order_with_a_thing_beside_it(bank);
        static_cast<void>(make(bank, order));
        check_asked_again(bank, order);
    });
    BOOST_TEST(runs > 10);
}

BOOST_AUTO_TEST_CASE(C16_a_program_that_dies_and_asks_again_has_one_payment_and_what_is_beside_it)
{
    create_payment order;
    int const runs = each_crash(
        [&](sandbox& bank) {
            order = order_with_a_thing_beside_it(bank);
            static_cast<void>(make(bank, order));
        },
        [&](sandbox& bank) { check_asked_again(bank, order); });
    BOOST_TEST(runs > 5);
}

BOOST_AUTO_TEST_CASE(C14_an_order_that_is_sold_twice_is_one_payment_with_what_is_beside_it)
{
    sandbox bank;
    auto const first = sell(bank.engine(), bank.who(), "ORDER-7890", price).value();
    auto const again = sell(bank.engine(), bank.who(), "ORDER-7890", price).value();
    BOOST_TEST((again.id == first.id));
    BOOST_TEST(bank.payments().size() == 1U);
    BOOST_TEST(kept(bank) == 1);
    BOOST_TEST((sell(bank.engine(), bank.who(), "ORDER-7890", {1, "NGN"}).error() ==
                errc::idempotency_conflict));
    BOOST_TEST(kept(bank) == 1);
    BOOST_TEST(sell(bank.engine(), bank.who(), "ORDER-7891", price).has_value());
    BOOST_TEST(kept(bank) == 2);
}

BOOST_AUTO_TEST_CASE(what_is_there_already_is_found_or_is_a_conflict_in_the_end)
{
    sandbox bank;
    auto const seat = [](payment const& p) {
        auto s = beside(p);
        s.stored.token = "seat 14c";
        return s;
    };
    auto const careful = [&](unit_of_work& unit, payment const& p) -> result<> {
        index_key key;
        add_token_key(key, seat(p));
        if (unit.find(saved_instrument_by_token, key)) return fault::at("seat", "is taken");
        unit.insert(seat(p));
        return {};
    };
    auto const careless = [&](unit_of_work& unit, payment const& p) -> result<> {
        unit.insert(seat(p));
        return {};
    };
    auto order = keyed_order(bank, "first");
    order.alongside = careful;
    BOOST_TEST(make(bank, order).has_value());
    auto const calls = bank.provider("paystack").calls();
    for (bool const keyed : {false, true}) BOOST_TEST_CONTEXT("keyed " << keyed) {
        order = keyed ? keyed_order(bank, "second") : bank.order(price);
        order.alongside = careful;
        BOOST_TEST(make(bank, order).error().fields().front().field == "seat");
        order.alongside = careless;
        BOOST_TEST((make(bank, order).error() == errc::conflict));
        for (auto const code : {errc::conflict, errc::request_in_progress, errc::not_found}) {
            order.alongside = [&](unit_of_work&, payment const&) -> result<> {
                return fault(code);
            };
            BOOST_TEST((make(bank, order).error() == code));
        }
    }
    BOOST_TEST(kept(bank) == 1);
    BOOST_TEST(bank.payments().size() == 1U);
    BOOST_TEST(bank.provider("paystack").calls() == calls);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_kept_beside_a_payment_undoes_it)
{
    sandbox bank;
    auto order = keyed_order(bank);
    order.alongside = [](unit_of_work& unit, payment const& p) -> result<> {
        unit.insert(beside(p));
        return fault::at("seat", "is taken");
    };
    BOOST_TEST(make(bank, order).error().fields().front().field == "seat");
    BOOST_TEST(bank.payments().empty());
    BOOST_TEST(kept(bank) == 0);
    BOOST_TEST(bank.provider("paystack").calls() == 0);
    order.alongside = nullptr;
    BOOST_TEST(make(bank, order).has_value());   // nothing stands in its way, the key neither
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace command_keys_tests
