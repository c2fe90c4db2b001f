// SPDX-License-Identifier: BSL-1.0
// examples/unit_test.cpp: merchant logic tested against a whole payment system, in one thread.
#define BOOST_TEST_MODULE a_book_shop
#include <tender/api/popfab.hpp>
#include <tender/api/shop.hpp>
#include <tender/testing/sandbox.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using namespace std::chrono_literals;

namespace {

/// The logic under test: a shop that sells books and must never sell one twice or for nothing.
class book_shop {
public:
    enum class order { open, paid, refused, refunded };

    book_shop(tender::engine& pay, tender::merchant who) : pay_(pay), who_(who) {}

    /// A click on "buy". The order's number is the payment's reference: a second click is the
    /// same order.
    void buy(std::string const& number)
    {
        auto const made = pay_.payments().create(
            who_, {.amount = {150'000, "NGN"}, .reference = number,
                   .customer = {.email = "ada@example.com"}});
        if (made) payment_ = made->id;
        else if (!(made.error() == tender::errc::duplicate_reference)) state_ = order::refused;
        look();
    }

    /// Asks what became of the payment.
    void look()
    {
        auto const p = pay_.payments().read(who_, payment_);
        if (!p) return;
        if (p->state == tender::payment_state::captured) state_ = order::paid;
        if (p->state == tender::payment_state::failed) state_ = order::refused;
        if (p->state == tender::payment_state::refunded) state_ = order::refunded;
    }

    void void_charge()
    {
        pay_.refunds().create(who_, payment_, {.reason = "the book came back"}).value();
        look();
    }

    order state() const { return state_; }

private:
    tender::engine& pay_;
    tender::merchant who_;
    tender::id<tender::payment> payment_;
    order state_ = order::open;
};

using order = book_shop::order;

struct market {
    tender::testing::sandbox bank;
    book_shop shop{bank.engine(), bank.who()};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(shop, market)

BOOST_AUTO_TEST_CASE(a_payment_confirms_a_little_later)
{
    shop.buy("book-1");
    BOOST_TEST((shop.state() == order::open));
    bank.advance(2s);
    shop.look();
    BOOST_TEST((shop.state() == order::paid));
}

BOOST_AUTO_TEST_CASE(a_decline_is_told_at_once)
{
    bank.provider("paystack").next(tender::testing::script::decline_hard);
    shop.buy("book-1");
    BOOST_TEST((shop.state() == order::refused));
}

//[timeout
BOOST_AUTO_TEST_CASE(a_timeout_after_charging_charges_once)
{
    bank.provider("paystack").next(tender::testing::script::timeout_after_charge);
    shop.buy("book-1");
    BOOST_TEST((shop.state() == order::open));      // nobody knows yet, and nobody guesses
    bank.advance(24h);                              // the provider is asked, in no time at all
    shop.look();
    BOOST_TEST((shop.state() == order::paid));
    BOOST_TEST(bank.charges_outstanding("book-1") == 1);   // in the providers' own books
}
//]

//[webhooks
BOOST_AUTO_TEST_CASE(a_webhook_comes_until_it_is_taken)
{
    auto const endpoint = bank.listen(tender::popfab());
    book_shop by_popfab(bank.engine(), bank.by(tender::popfab()));
    bank.webhooks().always({.status = 503});        // the shop is being deployed
    by_popfab.buy("book-1");
    bank.advance(20s);
    bank.webhooks().always({.status = 200});
    bank.advance(20s);                              // thirty seconds after the first attempt
    auto const got = bank.webhooks().last();
    BOOST_TEST(got.type == "payment.success");
    BOOST_TEST(tender::verify_popfab_webhook({got.header("X-POPFAB-Timestamp"),
                                              got.header("X-POPFAB-Signature"), got.body},
                                             endpoint.key, bank.now()).has_value());
}
//]

BOOST_AUTO_TEST_CASE(a_double_click_buys_one_book)
{
    shop.buy("book-1");
    shop.buy("book-1");
    bank.advance(2s);
    shop.look();
    BOOST_TEST((shop.state() == order::paid));
    BOOST_TEST(bank.charges_outstanding("book-1") == 1);
}

//[page
BOOST_AUTO_TEST_CASE(a_customer_who_is_declined_may_try_another_card)
{
    auto const who = bank.by(tender::shop());
    auto const payment = bank.engine().checkout().open(who, {
        .amount = {4200, "USD"},
        .success_url = tender::redirect_url("https://books.example.com/thanks"),
        .lifetime = 30min}).value();
    bank.submit_page(payment.id, "4000000000000002").value();      // declined: the page stays open
    bank.advance(29min);
    bank.submit_page(payment.id, "4242424242424242").value();
    bank.advance(2s);
    auto const paid = bank.engine().payments().read(who, payment.id).value();
    BOOST_TEST((paid.state == tender::payment_state::captured));
    BOOST_TEST(paid.card.last_four == 4242);                       // and nothing more of the card
}
//]

BOOST_AUTO_TEST_CASE(a_book_that_comes_back_is_paid_back)
{
    shop.buy("book-1");
    bank.advance(2s);
    shop.void_charge();
    BOOST_TEST((shop.state() == order::refunded));
    BOOST_TEST(bank.charges_outstanding("book-1") == 0);
    BOOST_TEST(bank.books_balance());
}

BOOST_AUTO_TEST_CASE(a_bank_that_takes_a_day_is_waited_for)
{
    tender::testing::sandbox slow({.confirm_after = 23h});
    book_shop at(slow.engine(), slow.who());
    at.buy("book-1");
    slow.advance(22h);
    at.look();
    BOOST_TEST((at.state() == order::open));
    slow.advance(2h);
    at.look();
    BOOST_TEST((at.state() == order::paid));
}

BOOST_AUTO_TEST_CASE(whichever_call_times_out_the_money_is_right)
{
    int const runs = tender::testing::each_provider_timeout([](auto& failing) {
        book_shop at(failing.engine(), failing.who());
        at.buy("book-1");
        failing.run_until_quiet();  // two days pass, and nothing fails any more
        at.look();
        BOOST_TEST((at.state() == order::paid));
        BOOST_TEST(failing.charges_outstanding("book-1") == 1);
        BOOST_TEST(failing.books_balance());
    });
    BOOST_TEST(runs >= 2);                          // the charge, with and without its effect
}

BOOST_AUTO_TEST_SUITE_END()
