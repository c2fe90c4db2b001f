// SPDX-License-Identifier: BSL-1.0
// tests/service/payment/payments.cpp: payments are made, read, listed, asked about and canceled.
#include <tender/service/engine_internals.hpp>
#include <tender/service/payment/payments.hpp>

#include <service/bank.hpp>

#include <tender/domain/runtime/tally.hpp>
#include <tender/service/payment/payment_change.hpp>

#include <boost/test/unit_test.hpp>

namespace payments_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr money price{150'000, "NGN"};

}  // namespace

BOOST_AUTO_TEST_SUITE(payments_)

BOOST_AUTO_TEST_CASE(C13_C21_what_is_not_valid_is_refused_before_anything_is_called_or_written)
{
    sandbox bank;
    auto const good = bank.order(price);
    struct {
        char const* field;
        std::function<void(create_payment&)> spoil;
    } const cases[] = {
        {"amount", [](create_payment& c) { c.amount.minor = 0; }},
        {"amount", [](create_payment& c) { c.amount.minor = -1; }},
        {"amount", [](create_payment& c) { c.amount.minor = 9'007'199'254'740'992; }},
        {"amount", [](create_payment& c) { c.amount.minor = std::int64_t(1) << 62; }},
        {"currency", [](create_payment& c) { c.amount.currency = {}; }},
        {"reference", [](create_payment& c) { c.reference = ""; }},
        {"reference", [](create_payment& c) { c.reference = "no spaces"; }},
        {"customer.email", [](create_payment& c) { c.customer.email = "nope"; }},
        {"callback_url", [](create_payment& c) { c.callback_url = "http://shop.example/"; }},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.field) {
        auto bad = good;
        c.spoil(bad);
        auto const told = bank.engine().payments().create(bank.who(), bad);
        BOOST_TEST_REQUIRE((told.error() == errc::invalid_request));
        BOOST_TEST_REQUIRE(told.error().fields().size() == 1U);
        BOOST_TEST(told.error().fields().front().field == c.field);
    }
    create_payment const empty;
    auto const told = bank.engine().payments().create(bank.who(), empty);
    BOOST_TEST(told.error().fields().size() >= 4U);     // every fault at once
    BOOST_TEST(bank.payments().empty());
    BOOST_TEST(jobs_of(bank).empty());
    for (auto const& p : bank.providers()) BOOST_TEST(p->calls() == 0);
}

BOOST_AUTO_TEST_CASE(C5_C17_a_reference_is_taken_once_and_the_fault_names_who_has_it)
{
    sandbox bank;
    auto const order = bank.order(price);
    auto const first = bank.engine().payments().create(bank.who(), order).value();
    auto const again = bank.engine().payments().create(bank.who(), order);
    BOOST_TEST((again.error() == errc::duplicate_reference));
    BOOST_TEST(again.error().about() == first.id.text());
    bank.run_until_quiet();
    BOOST_TEST((bank.engine().payments().create(bank.who(), order).error() ==
                errc::duplicate_reference));
    auto const other = bank.engine().accounts().create({.username = "o", .name = "O"}).value();
    BOOST_TEST(bank.engine().payments().create({other.id, mode::test, {}}, order).has_value());
}

BOOST_AUTO_TEST_CASE(C10_what_cannot_be_routed_leaves_its_reference_free)
{
    sandbox bank;
    auto order = bank.order({100, "JPY"});
    BOOST_TEST((bank.engine().payments().create(bank.who(), order).error() == errc::no_route));
    BOOST_TEST((bank.engine().payments().create(bank.live(), order).error() ==
                errc::providers_unavailable));
    order.amount = price;
    BOOST_TEST(bank.engine().payments().create(bank.who(), order).has_value());
}

BOOST_AUTO_TEST_CASE(a_payment_says_how_it_was_routed_and_what_it_costs)
{
    sandbox bank;
    bank.provider("paystack").next(script::refuse);
    auto const p = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    BOOST_TEST(p.provider().text() == "squad");
    BOOST_TEST(p.routing->reason == routing_reason::failover);
    BOOST_TEST_REQUIRE(p.routing->tried.size() == 2U);
    BOOST_TEST(p.routing->tried[0].provider.text() == "paystack");
    BOOST_TEST(p.routing->tried[1].provider.text() == "squad");
    BOOST_TEST(p.platform_fee() == 225);
    BOOST_TEST(p.provider_fee() == 405);
    BOOST_TEST(p.captured == 0);
}

BOOST_AUTO_TEST_CASE(C19_amounts_are_taken_whole_in_every_currency)
{
    auto const any = std::make_shared<scripted_provider>(name("any"));
    any->on_charge = [](charge_order const& o) {
        return provider_answer{.what = outcome::done, .amount = o.amount};
    };
    sandbox bank({.providers = {any}});
    for (money const m : {money{1, "JPY"}, money{1, "KWD"}, money{9'007'199'254'740'991, "NGN"},
                          money{9'007'199'254'740'991, "USD"}}) {
        auto order = bank.order(m);
        order.routing_override = "any";
        auto const p = bank.engine().payments().create(bank.who(), order).value();
        BOOST_TEST(p.captured == m.minor);
        BOOST_TEST(p.state == payment_state::captured);
    }
    BOOST_TEST(bank.out_of_balance() == "");
}

BOOST_AUTO_TEST_CASE(a_payment_is_read_by_its_merchant_in_its_mode_alone)
{
    sandbox bank;
    auto const p = bank.pay(price);
    auto& payments = bank.engine().payments();
    BOOST_TEST(payments.read(bank.who(), p.id).has_value());
    BOOST_TEST((payments.read(bank.live(), p.id).error() == errc::not_found));
    auto const other = bank.engine().accounts().create({.username = "o", .name = "O"}).value();
    merchant const them{other.id, mode::test, {}};
    BOOST_TEST((payments.read(them, p.id).error() == errc::not_found));
    BOOST_TEST((payments.sync(them, p.id, true).error() == errc::not_found));
    BOOST_TEST((payments.cancel(them, p.id).error() == errc::not_found));
    BOOST_TEST((payments.resolve(them, p.id, {}).error() == errc::not_found));
    BOOST_TEST((payments.read(bank.who(), {{5, 5}}).error() == errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_list_has_every_payment_once_newest_first_at_any_page_size)
{
    sandbox bank;
    std::vector<id<payment>> made;
    for (int i = 0; i != 25; ++i) {
        bank.provider("paystack").next(i % 3 == 0 ? script::decline_hard : script::capture_at_once);
        made.insert(made.begin(),
                    bank.engine().payments().create(bank.who(), bank.order(price))->id);
    }
    using states = std::vector<payment_state>;
    using enum payment_state;
    for (int const limit : {1, 2, 7, 24, 25, 26, 100})
        for (auto const& wanted : {states{}, states{captured, failed}, states{failed}}) {
            std::vector<id<payment>> seen;
            list_payments which{.states = wanted, .limit = limit};
            do {
                auto const page = bank.engine().payments().list(bank.who(), which).value();
                BOOST_TEST(page.items.size() <= static_cast<std::size_t>(limit));
                for (auto const& p : page.items) seen.push_back(p->id);
                which.after = page.next;
            } while (which.after);
            if (wanted.size() == 1) BOOST_TEST(seen.size() == 9U);
            else BOOST_TEST((seen == made));
        }
}

BOOST_AUTO_TEST_CASE(a_list_is_of_one_face_and_perhaps_of_one_provider)
{
    sandbox bank;
    bank.provider("paystack").next(script::refuse);
    bank.pay(price);
    bank.pay(price);
    auto& payments = bank.engine().payments();
    auto const in_face = bank.who();
    merchant const popfab{in_face.account, mode::test, "popfab"};
    BOOST_TEST(payments.create(popfab, bank.order(price)).has_value());
    BOOST_TEST(payments.list(in_face, {}).value().items.size() == 2U);
    BOOST_TEST(payments.list(popfab, {}).value().items.size() == 1U);
    BOOST_TEST(payments.list(in_face, {.provider = "squad"}).value().items.size() == 1U);
    BOOST_TEST(payments.list(in_face, {.provider = "payaza"}).value().items.empty());
    BOOST_TEST(payments.list(bank.live(), {}).value().items.empty());
    for (int const limit : {0, -1, 101})
        BOOST_TEST((payments.list(in_face, {.limit = limit}).error() == errc::invalid_request));
}

BOOST_AUTO_TEST_CASE(a_sync_asks_about_what_is_open_and_about_the_rest_only_by_force)
{
    sandbox bank;
    bank.provider("paystack").next(script::timeout_after_charge);
    auto& payments = bank.engine().payments();
    auto const p = payments.create(bank.who(), bank.order(price)).value();
    BOOST_TEST(p.state == payment_state::in_doubt);
    BOOST_TEST(payments.sync(bank.who(), p.id)->state == payment_state::captured);
    BOOST_TEST(bank.provider("paystack").questions() == 1);
    BOOST_TEST(payments.sync(bank.who(), p.id)->state == payment_state::captured);
    BOOST_TEST(bank.provider("paystack").questions() == 1);
    auto const before = now_of(bank, p.id).updated_at;
    BOOST_TEST(payments.sync(bank.who(), p.id, true)->state == payment_state::captured);
    BOOST_TEST(bank.provider("paystack").questions() == 2);
    BOOST_TEST((now_of(bank, p.id).updated_at == before));
    BOOST_TEST(jobs_of(bank).empty());
}

BOOST_AUTO_TEST_CASE(C11_C27_what_waits_for_its_customer_can_be_taken_back_by_its_provider_alone)
{
    struct {
        script answer;
        payment_state left;
        payment_state in_the_end;
    } const cases[] = {
        {script::succeed, payment_state::failed, payment_state::failed},
        {script::refuse, payment_state::challenged, payment_state::captured},
        {script::timeout_without_charge, payment_state::challenged, payment_state::captured},
        {script::timeout_after_charge, payment_state::challenged, payment_state::failed},
        {script::throw_exception, payment_state::challenged, payment_state::captured},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(enum_name(c.answer)) {
        sandbox bank({.confirm_after = 5min});
        auto& provider = bank.provider("paystack");
        provider.next(script::challenge);
        provider.next_cancel(c.answer);
        auto& payments = bank.engine().payments();
        auto const p = payments.create(bank.who(), bank.order(price)).value();
        auto const done = payments.cancel(bank.who(), p.id);
        BOOST_TEST(done.has_value() == (c.left == payment_state::failed));
        if (!done) BOOST_TEST((done.error() == errc::illegal_transition));
        else BOOST_TEST(done->failure == "canceled");
        BOOST_TEST(now_of(bank, p.id).state == c.left);
        bank.run_until_quiet();
        BOOST_TEST(now_of(bank, p.id).state == c.in_the_end);
        BOOST_TEST(unfinished(bank) == "");
        BOOST_TEST(gaps_in_events(bank) == "");
    }
}

BOOST_AUTO_TEST_CASE(C23_what_a_provider_is_at_work_on_cannot_be_canceled)
{
    sandbox bank;
    for (auto const what : {script::succeed, script::settle,
                            script::timeout_after_charge, script::capture_at_once,
                            script::decline_hard}) {
        bank.provider("paystack").next(what);
        auto const p = bank.engine().payments().create(bank.who(), bank.order(price)).value();
        BOOST_TEST((bank.engine().payments().cancel(bank.who(), p.id).error() ==
                    errc::illegal_transition));
        BOOST_TEST(now_of(bank, p.id).state == p.state);
    }
}

BOOST_AUTO_TEST_CASE(C23_a_change_that_the_table_does_not_have_cannot_be_written)
{
    sandbox bank;
    bank.provider("paystack").next(script::decline_hard);
    auto const p = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    BOOST_TEST(p.state == payment_state::failed);
    auto const postings = all(bank, all_postings).size();
    for (std::size_t i = 0; i != enum_count<payment_state>; ++i) {
        auto const to = static_cast<payment_state>(i);
        if (to == p.state) continue;
        unit_of_work unit(runtime_of(bank.engine()).storage(), bank.who().account);
        auto const old = unit.find(p.id).value();
        auto next = *old;
        next.state = to;
        unit.replace(old, std::move(next));
        bookkeeping_of(bank.engine())
            .post(unit, bank.who(), bank.now(), {1, 1}, posting_kind::captured, "NGN", {},
                  {{book::pending, book::available, 1}})
            .value();
        BOOST_TEST((unit.commit().error() == errc::internal));
    }
    BOOST_TEST(now_of(bank, p.id).state == payment_state::failed);
    BOOST_TEST(all(bank, all_postings).size() == postings);   // all of it, or nothing
}

BOOST_AUTO_TEST_CASE(a_payment_is_found_by_its_merchants_reference)
{
    sandbox bank;
    auto order = bank.order(price);
    order.reference = "MYAPP-1";
    auto const made = bank.engine().payments().create(bank.who(), order).value();
    auto& payments = bank.engine().payments();
    BOOST_TEST(payments.find_by_reference(bank.who(), "MYAPP-1").value().id == made.id);
    for (auto const* const other : {"MYAPP-2", "MYAPP-", "myapp-1", "MYAPP-1 ", ""})
        BOOST_TEST((payments.find_by_reference(bank.who(), other).error() == errc::not_found));
    BOOST_TEST((payments.find_by_reference(bank.live(), "MYAPP-1").error() == errc::not_found));
    auto const stranger =
        bank.engine().accounts().create({.username = "o", .name = "O"}).value().id;
    BOOST_TEST((payments.find_by_reference({stranger, mode::test, {}}, "MYAPP-1").error() ==
                errc::not_found));
}

BOOST_AUTO_TEST_CASE(C23_a_change_object_refuses_it_too)
{
    sandbox bank;
    auto const p = bank.pay(price);
    unit_of_work unit(runtime_of(bank.engine()).storage(), bank.who().account);
    outbox nobody(runtime_of(bank.engine()));
    payment_changes changes{nobody, {}};
    payment_change change(changes, unit, unit.find(p.id).value(), bank.now());
    change.apply(payment_event::submit);
    BOOST_TEST((change.finish(event_kind::payment_submitted).error() == errc::illegal_transition));
    BOOST_TEST(unit.writes().empty());
}

BOOST_AUTO_TEST_CASE(C24_every_change_is_an_event_with_the_object_before_and_after)
{
    sandbox bank;
    bank.provider("paystack").next(script::refuse);
    bank.provider("squad").next(script::timeout_after_charge);
    auto const made = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    bank.advance(1min);
    BOOST_TEST(bank.engine().refunds().create(bank.who(), made.id, {}).has_value());
    std::vector<std::string> told;
    for (auto const& e : all(bank, all_events))
        told.insert(told.begin(),
                    std::string(enum_name(e->kind)) + ": " +
                        (e->before ? enum_name(before_of<payment>(*e)->state) : "").data() +
                        " to " + enum_name(object_of<payment>(*e)->state).data());
    std::vector<std::string> const expected{
        "payment_submitted:  to submitted",
        "payment_rerouted: submitted to submitted",
        "payment_in_doubt: submitted to in_doubt",
        "payment_captured: in_doubt to captured",
        "payment_refunding: captured to captured",
        "payment_refunded: captured to refunded",
    };
    BOOST_TEST(told == expected, boost::test_tools::per_element());
    BOOST_TEST(gaps_in_events(bank) == "");
}

BOOST_AUTO_TEST_CASE(C24_updated_at_increases_even_when_the_clock_stands_still_or_goes_back)
{
    sandbox bank;
    auto const made = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    bank.hand()->advance(1s);
    BOOST_TEST(bank.engine().payments().sync(bank.who(), made.id).has_value());
    bank.hand()->advance(-1h);
    for (int i = 0; i != 5; ++i)
        BOOST_TEST(bank.engine().refunds().create(bank.who(), made.id, {.amount = 10}).has_value());
    BOOST_TEST(gaps_in_events(bank) == "");
}

BOOST_AUTO_TEST_CASE(a_store_that_is_away_is_said_so)
{
    sandbox bank;
    auto const p = bank.pay(price);
    bank.store().away(true);
    auto& payments = bank.engine().payments();
    auto const away = errc::storage_unavailable;
    BOOST_TEST((payments.create(bank.who(), bank.order(price)).error() == away));
    BOOST_TEST((payments.read(bank.who(), p.id).error() == away));
    BOOST_TEST((payments.list(bank.who(), {}).error() == away));
    BOOST_TEST((payments.sync(bank.who(), p.id, true).error() == away));
    BOOST_TEST((payments.cancel(bank.who(), p.id).error() == away));
    BOOST_TEST((bank.engine().refunds().create(bank.who(), p.id, {}).error() == away));
    BOOST_TEST((bank.engine().ledger().balances(bank.who()).error() == away));
    BOOST_TEST(bank.provider("paystack").calls() == 1);
}

BOOST_AUTO_TEST_CASE(C40_payments_are_counted_once_and_the_young_ones_each_time)
{
    sandbox bank;
    merchant const here{bank.who().account, mode::test, "popfab"};
    merchant const there{bank.who().account, mode::test, "shop"};
    auto& all = bank.engine().payments();
    auto const pay = [&](merchant const& who, int times) {
        for (int i = 0; i != times; ++i)
            BOOST_REQUIRE(all.create(who, bank.order({100, "NGN"})).has_value());
    };
    auto const counted = [&] {
        unit_of_work unit(runtime_of(bank.engine()).storage(), here.account);
        auto const t = unit.find(tally_of(here));
        return t ? (*t)->count : 0;
    };
    BOOST_TEST(all.count(here).value() == 0);
    pay(here, 3);
    pay(there, 2);
    BOOST_TEST(all.count(here).value() == 3);
    BOOST_TEST(all.count(there).value() == 2);
    bank.hand()->advance(10min);
    BOOST_TEST(all.count(here).value() == 3);
    BOOST_TEST(counted() == 0);                      // not worth a write
    pay(here, 1200);
    BOOST_TEST(all.count(here).value() == 1203);
    BOOST_TEST(counted() == 0);                      // too young
    bank.hand()->advance(10min);
    pay(here, 7);
    BOOST_TEST(all.count(here).value() == 1210);
    BOOST_TEST(counted() == 1203);
    BOOST_TEST(all.count(here).value() == 1210);
    bank.hand()->advance(10min);
    pay(here, 600);
    BOOST_TEST(all.count(here).value() == 1810);
    BOOST_TEST(all.count({here.account, mode::live, here.face}).value() == 0);
    auto const runs = each_storage_failure([](sandbox& failing) {
        auto const n = failing.engine().payments().count(failing.who());
        BOOST_TEST((n.has_value() || n.error() == errc::storage_unavailable));
    });
    BOOST_TEST(runs > 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace payments_tests
