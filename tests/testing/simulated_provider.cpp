// SPDX-License-Identifier: BSL-1.0
// tests/testing/simulated_provider.cpp: its scripts, its magic amounts and its own book.
#include <tender/testing/simulated_provider.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace simulated_provider_tests {

using namespace tender;
using namespace tender::testing;

namespace {

/// A provider alone, with a clock, called as the engine calls it.
struct lone_provider {
    std::shared_ptr<manual_clock> clock = std::make_shared<manual_clock>(instant(1h));
    simulated_provider p;
    payment_terms terms;
    std::uint64_t calls = 0;

    lone_provider() : p(profile(), "sim_", clock, 1s) { terms.reference = "order"; }

    static provider_profile profile()
    {
        provider_profile out;
        out.id = "sim";
        return out;
    }

    /// The reference of the last call that was made.
    std::string reference() const { return ulid{1, calls}.text(); }

    provider_answer charge(std::int64_t amount = 1000, payment_method by = payment_method::card)
    {
        ++calls;
        auto const ours = reference();
        return p.charge({ours, {amount, "NGN"}, by, mode::test, terms, 1});
    }
    provider_answer refund(std::string const& of, std::int64_t amount)
    {
        ++calls;
        auto const ours = reference();
        return p.refund({ours, of, {}, {amount, "NGN"}, mode::test});
    }
    provider_answer ask(std::string const& about)
    {
        return p.query({about, {}, attempt_purpose::charge, mode::test});
    }
    std::int64_t charged() const { return p.sums("NGN").charged; }
    std::int64_t refunded() const { return p.sums("NGN").refunded; }
};

/// What became of a POPFAB payment of an amount, at once and a minute later, and who has it.
struct fate {
    payment_state first, last;
    std::string provider;
    std::size_t tried;
};

fate fate_of(money amount, name face = "popfab")
{
    sandbox bank;
    merchant const who{bank.who().account, mode::test, face};
    auto const made = bank.engine().payments().create(who, bank.order(amount)).value();
    bank.advance(1min);
    auto const end = now_of(bank, made.id);
    bank.run_until_quiet();
    BOOST_TEST(unfinished(bank) == "");
    return {made.state, end.state, std::string(end.provider().text()), end.routing->tried.size()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(simulated_provider_)

BOOST_AUTO_TEST_CASE(C28_the_last_two_digits_of_an_amount_pick_what_happens)
{
    using enum payment_state;
    struct {
        int digits;
        payment_state first, last;
        char const* provider;
        std::size_t tried;
    } const cases[] = {
        {0, submitted, captured, "paystack", 1}, {1, failed, failed, "paystack", 1},
        {2, submitted, captured, "squad", 2},    {3, failed, failed, "interswitch", 5},
        {4, in_doubt, captured, "paystack", 1},   {5, in_doubt, captured, "squad", 2},
        {6, submitted, captured, "squad", 2},    {7, submitted, captured, "paystack", 1},
        {50, submitted, captured, "paystack", 1}, {99, submitted, captured, "paystack", 1},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.digits) {
        auto const f = fate_of({100'000 + c.digits, "NGN"});
        BOOST_TEST(f.first == c.first);
        BOOST_TEST(f.last == c.last);
        BOOST_TEST(f.provider == c.provider);
        BOOST_TEST(f.tried == c.tried);
    }
}

BOOST_AUTO_TEST_CASE(C28_no_magic_elsewhere)
{
    using enum payment_state;
    BOOST_TEST(fate_of({100'001, "NGN"}, {}).last == captured);         // not born in POPFAB
    BOOST_TEST(fate_of({100'001, "NGN"}, "shop").last == captured);
    BOOST_TEST(fate_of({100'001, "UGX"}).last == captured);             // no two digits
    BOOST_TEST(fate_of({100'001, "XOF"}).last == captured);
    BOOST_TEST(fate_of({100'001, "KES"}).last == failed);
}

BOOST_AUTO_TEST_CASE(C28_a_script_goes_before_the_amount)
{
    sandbox bank;
    merchant const who{bank.who().account, mode::test, "popfab"};
    bank.provider("paystack").next(script::capture_at_once);
    auto const made = bank.engine().payments().create(who, bank.order({100'001, "NGN"})).value();
    BOOST_TEST(made.state == payment_state::captured);
}

BOOST_AUTO_TEST_CASE(C28_it_acknowledges_and_confirms_after_the_delay_that_was_set)
{
    for (std::chrono::milliseconds const delay : {1ms, 1000ms, 90'000ms}) {
        sandbox bank({.confirm_after = delay});
        auto const made =
            bank.engine().payments().create(bank.who(), bank.order({1000, "NGN"})).value();
        BOOST_TEST(made.state == payment_state::submitted);
        bank.advance(delay - 1ms);
        BOOST_TEST(now_of(bank, made.id).state == payment_state::submitted);
        bank.advance(1ms);
        BOOST_TEST(now_of(bank, made.id).state == payment_state::captured);
    }
}

BOOST_AUTO_TEST_CASE(each_script_answers_and_books_as_it_says)
{
    struct {
        script what;
        outcome answer;
        std::int64_t at_once, later;    ///< what its book has charged
    } const cases[] = {
        {script::succeed, outcome::acknowledged, 0, 1000},
        {script::capture_at_once, outcome::done, 1000, 1000},
        {script::settle, outcome::settling, 0, 1000},
        {script::challenge, outcome::challenged, 0, 1000},
        {script::decline_hard, outcome::declined_hard, 0, 0},
        {script::decline_soft, outcome::declined_soft, 0, 0},
        {script::insufficient_funds, outcome::declined_hard, 0, 0},
        {script::refuse, outcome::refused, 0, 0},
        {script::refuse_credentials, outcome::refused, 0, 0},
        {script::timeout_after_charge, outcome::unknown, 1000, 1000},
        {script::timeout_without_charge, outcome::unknown, 0, 0},
        {script::charge_another_amount, outcome::done, 999, 999},
        {script::charge_late, outcome::unknown, 0, 1000},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(static_cast<int>(c.what)) {
        lone_provider one;
        one.p.next(c.what);
        auto const answer = one.charge();
        BOOST_TEST((answer.what == c.answer));
        BOOST_TEST(answer.credentials == (c.what == script::refuse_credentials));
        BOOST_TEST(one.charged() == c.at_once);
        one.clock->advance(simulated_provider::late_after + 2s);
        BOOST_TEST(one.charged() == c.later);           // whether or not somebody asked
        BOOST_TEST(one.p.charges_outstanding("order") == (c.later != 0 ? 1 : 0));
        BOOST_TEST(one.p.charges() == (c.later != 0 ? 1U : 0U));
        BOOST_TEST(one.p.calls() == 1);
    }
    lone_provider one;
    one.p.next(script::throw_exception);
    BOOST_CHECK_THROW(one.charge(), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(scripts_are_taken_in_turn)
{
    lone_provider one;
    one.p.next(script::refuse);
    one.p.next(script::decline_hard);
    BOOST_TEST((one.charge().what == outcome::refused));
    BOOST_TEST((one.charge().what == outcome::declined_hard));
    BOOST_TEST((one.charge().what == outcome::acknowledged));
    one.p.next_query({.what = outcome::settling});
    BOOST_TEST((one.ask(one.reference()).what == outcome::settling));
    BOOST_TEST((one.ask(one.reference()).what == outcome::acknowledged));
    BOOST_TEST(one.p.questions() == 2);
}

BOOST_AUTO_TEST_CASE(a_reference_is_charged_once_however_often_it_comes)
{
    lone_provider one;
    one.p.next(script::capture_at_once);
    one.charge();
    --one.calls;
    BOOST_TEST((one.charge().what == outcome::done));
    BOOST_TEST(one.charged() == 1000);
}

BOOST_AUTO_TEST_CASE(a_question_about_what_it_has_not_gets_unknown_reference)
{
    lone_provider one;
    one.p.next(script::timeout_without_charge);
    one.charge();
    BOOST_TEST((one.ask(one.reference()).what == outcome::unknown_reference));
    BOOST_TEST((one.ask("no ulid").what == outcome::unknown_reference));
    one.p.next(script::charge_late);
    one.charge();
    BOOST_TEST((one.ask(one.reference()).what == outcome::unknown_reference));
    one.clock->advance(simulated_provider::late_after);
    BOOST_TEST((one.ask(one.reference()).what == outcome::done));
}

BOOST_AUTO_TEST_CASE(a_refund_takes_no_more_than_is_left_of_its_charge)
{
    lone_provider one;
    BOOST_TEST((one.refund(ulid{1, 99}.text(), 1).what == outcome::declined_hard));
    one.p.next(script::capture_at_once);
    one.charge();
    auto const charge = one.reference();
    BOOST_TEST((one.refund(charge, 1001).what == outcome::declined_hard));
    BOOST_TEST((one.refund(charge, 600).what == outcome::done));
    BOOST_TEST((one.refund(charge, 401).what == outcome::declined_hard));
    one.p.next_refund(script::timeout_after_charge);
    BOOST_TEST((one.refund(charge, 400).what == outcome::unknown));
    BOOST_TEST((one.ask(one.reference()).what == outcome::done));
    BOOST_TEST(one.refunded() == 1000);
    BOOST_TEST(one.p.refunded("order") == 1000);
    BOOST_TEST(one.p.charges_outstanding("order") == 0);
    BOOST_TEST(one.p.charges() == 1U);
}

BOOST_AUTO_TEST_CASE(a_refund_may_be_acknowledged_first_and_is_no_charge_when_it_is_done)
{
    lone_provider one;
    one.p.next(script::capture_at_once);
    one.charge();
    one.p.next_refund(script::succeed);
    BOOST_TEST((one.refund(one.reference(), 300).what == outcome::acknowledged));
    BOOST_TEST(one.refunded() == 0);
    one.clock->advance(1s);
    BOOST_TEST(one.refunded() == 300);
    BOOST_TEST(one.charged() == 1000);
    BOOST_TEST((one.ask(one.reference()).what == outcome::done));
}

BOOST_AUTO_TEST_CASE(a_refund_that_returns_is_as_if_it_had_not_been)
{
    lone_provider one;
    one.p.next(script::capture_at_once);
    one.charge();
    auto const charge = one.reference();
    BOOST_TEST(!one.p.return_refund(charge));
    one.refund(charge, 1000);
    BOOST_TEST(one.p.return_refund(one.reference()));
    BOOST_TEST(!one.p.return_refund(one.reference()));
    BOOST_TEST(one.refunded() == 0);
    BOOST_TEST((one.refund(charge, 1000).what == outcome::done));
}

BOOST_AUTO_TEST_CASE(the_nth_call_of_all_providers_gets_no_answer)
{
    for (bool const with_effect : {false, true}) {
        sandbox bank;
        bank.provider_faults().arm(2, with_effect);
        auto const first =
            bank.engine().payments().create(bank.who(), bank.order({1000, "NGN"})).value();
        BOOST_TEST(first.state == payment_state::submitted);
        auto const second =
            bank.engine().payments().create(bank.who(), bank.order({1000, "NGN"})).value();
        BOOST_TEST(second.state == payment_state::in_doubt);
        BOOST_TEST(bank.provider_faults().calls.struck());
        bank.advance(1min);
        BOOST_TEST((now_of(bank, second.id).provider().text() == "paystack") == with_effect);
    }
}

BOOST_AUTO_TEST_CASE(C27_the_six_of_popfab_have_their_fees_methods_and_prefixes)
{
    struct {
        name id;
        int fee;
        char const* prefix;
        std::size_t methods;
    } const rows[] = {{"paystack", 25, "psk_", 4}, {"squad", 27, "sqd_", 2},
                      {"monnify", 28, "mnf_", 2},  {"payaza", 29, "pyz_", 2},
                      {"flutterwave", 30, "flw_", 4}, {"interswitch", 32, "isw_", 2}};
    sandbox bank;
    BOOST_TEST(bank.providers().size() == std::size(rows) + 1);   // and `house`
    for (auto const& r : rows) {
        auto order = bank.order({1000, "NGN"}, bank.provider(r.id).profile().takes.front().method);
        order.routing_override = r.id;
        auto const p = bank.engine().payments().create(bank.who(), order).value();
        BOOST_TEST(p.provider_reference.starts_with(r.prefix));
        BOOST_TEST(p.provider_reference.size() == 15U);
        BOOST_TEST(bank.provider(r.id).profile().fee.basis_points == r.fee);
        BOOST_TEST(bank.provider(r.id).profile().takes.size() == r.methods);
        BOOST_TEST(bank.provider(r.id).profile().simulated);
    }
}

BOOST_AUTO_TEST_CASE(a_payment_of_a_face_that_nobody_foresaw_has_a_provider_too)
{
    sandbox bank;
    struct { name face, provider; } const cases[] = {
        {"popfab", "paystack"}, {{}, "paystack"}, {"shop", "house"}, {"a-sixth", "house"}};
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.face.text()) {
        auto const made = bank.engine().payments().create(
            {bank.who().account, mode::test, c.face}, bank.order({100, "NGN"}));
        BOOST_TEST_REQUIRE(made.has_value(), made.error());
        BOOST_TEST(made->provider() == c.provider);
    }
}

BOOST_AUTO_TEST_CASE(a_provider_serves_the_faces_that_it_names_or_is_not_hidden_from)
{
    provider_profile p;
    BOOST_TEST(p.serves("shop"));
    p.hidden_from = {"shop"};
    BOOST_TEST(!p.serves("shop"));
    BOOST_TEST(p.serves("poof"));
    p.faces = {"shop"};                                  // what it names counts
    BOOST_TEST(p.serves("shop"));
    BOOST_TEST(!p.serves("poof"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace simulated_provider_tests
