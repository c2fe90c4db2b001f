// SPDX-License-Identifier: BSL-1.0
// tests/service/checkout/checkout.cpp tests service/checkout/checkout.hpp.
#include <tender/service/checkout/checkout.hpp>

#include <service/bank.hpp>

#include <tender/service/engine_internals.hpp>
#include <tender/store/audit.hpp>
#include <tender/testing/flow_grid.hpp>

#include <boost/test/unit_test.hpp>

namespace checkout_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr money price{4200, "USD"};

instrument card_of(char const* number)
{
    return {.card = card_details{secret(number), 12, 2030, secret("123"), "Ada"}};
}

instrument const good = card_of("4242424242424242");
instrument const declined = card_of("4000000000000002");
instrument const poor = card_of("4000000000009995");
instrument const lost = card_of("4000000000000119");

/// A merchant of the face `shop` with a page.
struct shop {
    explicit shop(sandbox& s, open_checkout how = order()) : bank(s)
    {
        sandbox::pause_faults const quiet(s);
        paid = bank.engine().checkout().open(who(), std::move(how)).value();
    }

    static open_checkout order()
    {
        open_checkout c;
        c.amount = price;
        c.page = "https://pay.example/c/";
        c.success_url = redirect_url("https://shop.example/thanks");
        return c;
    }

    merchant who() const { return {bank.who().account, mode::test, "shop"}; }

    checkout_visit visit() const
    {
        sandbox::pause_faults const quiet(bank);
        return bank.engine().checkout().visit(who(), paid.id).value();
    }
    payment_state state() const { return visit().paid->state; }
    checkout_state page() const { return visit().session->state; }

    result<checkout_visit> submit(instrument const& with,
                                  payment_method method = payment_method::card) const
    {
        auto const at = visit();
        return bank.engine().checkout().submit(at, {at.session->nonce, method, &with});
    }

    sandbox& bank;
    payment paid;
};

std::string events_of(sandbox& bank)
{
    std::string out;
    auto events = all(bank, all_events);
    for (auto e = events.rbegin(); e != events.rend(); ++e)
        out += (out.empty() ? "" : " ") + std::string(enum_name((*e)->kind)).substr(8);
    return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(checkout_)

BOOST_AUTO_TEST_CASE(C23_a_page_moves_exactly_so)
{
    check_grid(checkout_flow, R"(
                   submit  reopen  complete   exhaust    expire   cancel
        open       paying  .       completed  exhausted  expired  canceled
        paying     .       open    completed  exhausted  expired  .
        completed  .       .       .          .          .        .
        exhausted  .       .       .          .          .        .
        expired    .       .       .          .          .        .
        canceled   .       .       .          .          .        .
    )");
}

BOOST_AUTO_TEST_CASE(C43_a_page_and_its_payment_are_made_together)
{
    sandbox bank;
    shop const s(bank);
    BOOST_TEST(s.state() == payment_state::created);
    BOOST_TEST(s.page() == checkout_state::open);
    BOOST_TEST(s.paid.terms->reference == s.paid.id.text());
    auto const& url = s.paid.terms->checkout->url;
    BOOST_TEST_REQUIRE(url.starts_with("https://pay.example/c/"));
    auto const token = url.substr(url.rfind('/') + 1);
    BOOST_TEST(token.size() == 22U);
    auto const found = bank.engine().checkout().find(token).value();
    BOOST_TEST((found.paid->id == s.paid.id));
    BOOST_TEST((found.who == s.who()));
    for (auto const& wrong : {token + "x", token.substr(1), std::string(), s.paid.id.text()})
        BOOST_TEST((bank.engine().checkout().find(wrong).error() == errc::not_found));
    BOOST_TEST(events_of(bank) == "created");
}

BOOST_AUTO_TEST_CASE(a_page_needs_an_amount_a_currency_and_addresses_that_are_some)
{
    sandbox bank;
    auto c = shop::order();
    c.amount = {0, {}};
    c.lifetime = 0s;
    c.email = email("nobody");
    c.cancel_url = redirect_url("ftp://shop.example/");
    auto const done = bank.engine().checkout().open(bank.who(), c);
    std::string fields;
    for (auto const& f : done.error().fields()) fields += f.field + " ";
    BOOST_TEST(fields == "email cancel_url amount currency lifetime ");
    BOOST_TEST(bank.payments().empty());
}

BOOST_AUTO_TEST_CASE(a_reference_is_unique_here_too)
{
    sandbox bank;
    auto c = shop::order();
    c.reference = reference("A-1");
    shop const first(bank, c);
    auto const second = bank.engine().checkout().open(first.who(), c);
    BOOST_TEST((second.error() == errc::duplicate_reference));
    BOOST_TEST(second.error().about() == first.paid.id.text());
}

BOOST_AUTO_TEST_CASE(a_good_card_is_captured_and_only_its_brand_and_last_four_are_kept)
{
    sandbox bank;
    shop const s(bank);
    auto const at = s.submit(good).value();
    BOOST_TEST(at.session->state == checkout_state::paying);
    BOOST_TEST(at.paid->state == payment_state::submitted);
    BOOST_TEST(at.paid->provider().text() == "house");
    BOOST_TEST((at.paid->card == shown_card{card_brand::visa, 4242}));
    bank.run_until_quiet();
    BOOST_TEST(s.page() == checkout_state::completed);
    BOOST_TEST(s.state() == payment_state::captured);
    BOOST_TEST(events_of(bank) == "created submitted acknowledged captured");
    BOOST_TEST(bank.out_of_balance() == "");
    BOOST_TEST((s.submit(good).error() == errc::illegal_transition));
}

BOOST_AUTO_TEST_CASE(a_decline_opens_the_page_again_with_its_reason_and_another_form)
{
    sandbox bank;
    shop const s(bank);
    auto const before = s.visit();
    auto const at = s.submit(poor).value();
    BOOST_TEST(at.session->state == checkout_state::open);
    BOOST_TEST(at.session->declined == "insufficient funds");
    BOOST_TEST(at.paid->state == payment_state::created);
    BOOST_TEST(at.paid->failure.empty());
    BOOST_TEST(at.session->nonce != before.session->nonce);
    auto const stale = bank.engine().checkout().submit(
        before, {before.session->nonce, payment_method::card, &good});
    BOOST_TEST((stale.error() == errc::illegal_transition));
    BOOST_TEST(s.submit(good)->session->declined.empty());
    bank.run_until_quiet();
    BOOST_TEST(s.state() == payment_state::captured);
    BOOST_TEST(bank.charges_outstanding(s.paid.terms->reference) == 1);
    BOOST_TEST(s.visit().paid->routing->tried.size() == 2U);
    BOOST_TEST(events_of(bank) ==
               "created submitted reopened submitted acknowledged captured");
    BOOST_TEST(gaps_in_events(bank) == "");
}

/// `card declined: insufficient funds, card succeeded`
std::string attempts_of(payment const& p)
{
    std::string out;
    for (auto const& l : p.attempts()) {
        out += (out.empty() ? "" : ", ") + std::string(enum_name(l.method)) + " " +
               std::string(enum_name(l.end));
        if (!l.reason.empty()) out += ": " + l.reason;
    }
    BOOST_TEST(p.attempts().size() == (p.routing ? p.routing->tried.size() : 0U));
    return out;
}

BOOST_AUTO_TEST_CASE(C24_every_version_of_a_payment_knows_what_its_attempts_came_to)
{
    sandbox bank;
    shop const s(bank);
    s.submit(poor).value();
    bank.provider("house").next(script::timeout_after_charge);
    s.submit(good).value();
    bank.run_until_quiet();
    std::string last;
    std::vector<std::string> told;
    auto events = all(bank, all_events);
    for (auto e = events.rbegin(); e != events.rend(); ++e)
        told.push_back(std::string(enum_name(object_of<payment>(**e)->state)) + " | " +
                       attempts_of(*object_of<payment>(**e)));
    std::string const first = "card declined: insufficient funds";
    std::vector<std::string> const expected{
        "created | ", "submitted | card running", "created | " + first,
        "submitted | " + first + ", card running", "in_doubt | " + first + ", card running",
        "captured | " + first + ", card succeeded"};
    BOOST_TEST(told == expected, boost::test_tools::per_element());
    BOOST_TEST(s.visit().paid->attempts().back().reference.starts_with("hse_"));
}

BOOST_AUTO_TEST_CASE(an_attempt_that_was_left_refused_or_failed_over_has_failed)
{
    {
        sandbox bank;
        shop const s(bank);
        auto const waits = s.submit({}, payment_method::ussd).value();
        BOOST_TEST(attempts_of(*waits.paid) == "ussd running");
        auto const left = bank.engine().checkout().leave(waits).value();
        BOOST_TEST(attempts_of(*left.paid).starts_with("ussd failed"));
        s.submit(good).value();
        bank.run_until_quiet();
        BOOST_TEST(attempts_of(*s.visit().paid).ends_with(", card succeeded"));
    }
    {
        sandbox bank;
        shop const s(bank);
        bank.provider("house").next(script::refuse);
        BOOST_TEST(attempts_of(*s.submit(good)->paid).starts_with("card failed: "));
    }
    for (bool const soft : {false, true}) {
        auto const second = std::make_shared<scripted_provider>(name("second"));
        sandbox bank({.providers = {second}});
        second->on_charge = [](charge_order const&) {
            return provider_answer{.what = outcome::done, .reference = "second"};
        };
        bank.provider("house").next(soft ? script::decline_soft : script::refuse);
        shop const s(bank);
        auto const attempts = attempts_of(*s.submit(good)->paid);
        BOOST_TEST(attempts.starts_with(soft ? "card declined: " : "card failed, "));
        BOOST_TEST(attempts.ends_with(", card succeeded"));
    }
}

BOOST_AUTO_TEST_CASE(C43_leaving_counts_as_a_submit_too)
{
    sandbox bank;
    shop const s(bank);
    for (int n = 0; n != most_submits; ++n) {
        BOOST_TEST_REQUIRE(s.page() == checkout_state::open);
        auto const waits = s.submit({}, payment_method::ussd).value();
        BOOST_TEST(bank.engine().checkout().leave(waits).has_value());
    }
    BOOST_TEST(s.page() == checkout_state::exhausted);
    BOOST_TEST(s.state() == payment_state::failed);
    BOOST_TEST(s.visit().paid->failure == "canceled");
    BOOST_TEST((s.submit(good).error() == errc::illegal_transition));
}

BOOST_AUTO_TEST_CASE(C55_no_job_goes_on_without_what_the_customer_submitted)
{
    for (auto const method : {payment_method::mobile_money, payment_method::ussd,
                              payment_method::card}) BOOST_TEST_CONTEXT(enum_name(method)) {
        auto const other = std::make_shared<scripted_provider>(name("other"), 9);
        sandbox bank({.providers = {other}});
        shop const s(bank);
        bank.provider("house").next(script::timeout_without_charge);
        auto with = good;
        with.phone = "+2348012345678";
        if (method != payment_method::card) with.card.reset();
        BOOST_TEST(s.submit(with, method)->paid->state == payment_state::in_doubt);
        bank.advance(1h);
        BOOST_TEST(other->charges() == 0);
        BOOST_TEST(s.page() == checkout_state::open);
    }
}

/// A shop that is live, with one provider.
struct live_shop {
    std::shared_ptr<scripted_provider> only = std::make_shared<scripted_provider>(name("acme"));
    sandbox bank;
    merchant who{bank.who().account, mode::live, "shop"};

    live_shop()
    {
        only->schema().simulated = false;
        only->on_cancel = [](cancel_order const&) {
            return provider_answer{.what = outcome::done};
        };
        bank.engine().add(only, mode::live).value();
    }

    checkout_visit submit(payment_method method, instrument const& with)
    {
        auto& pages = bank.engine().checkout();
        auto order = shop::order();
        order.lifetime = 24h;
        auto const made = pages.open(who, std::move(order)).value();
        auto const at = pages.visit(who, made.id).value();
        return pages.submit(at, {at.session->nonce, method, &with}).value();
    }
    checkout_visit look(checkout_visit const& at)
    {
        return bank.engine().checkout().visit(who, at.paid->id).value();
    }
};

provider_answer dial(std::string reference, std::optional<customer_action> action)
{
    return {.what = outcome::challenged, .reference = std::move(reference),
            .action = std::move(action)};
}

BOOST_AUTO_TEST_CASE(C11_a_challenge_that_is_learnt_by_a_question_is_shown_and_can_be_left)
{
    live_shop s;
    s.only->on_query = [](query_order const&) {
        return dial("A1", customer_action{"Dial", "*123#", {}});
    };
    auto const in_doubt = s.submit(payment_method::ussd, {});
    BOOST_TEST(in_doubt.paid->state == payment_state::in_doubt);
    s.bank.advance(15s);
    auto const at = s.look(in_doubt);
    BOOST_TEST(at.paid->state == payment_state::challenged);
    BOOST_TEST(at.session->action.code == "*123#");
    BOOST_TEST(s.bank.engine().checkout().leave(at).has_value());
    BOOST_TEST(s.look(at).session->state == checkout_state::open);
}

BOOST_AUTO_TEST_CASE(an_instruction_stays_when_an_answer_brings_none)
{
    live_shop s;
    s.only->on_charge = [](charge_order const&) {
        return dial({}, customer_action{"Dial", "*123#", {}});
    };
    s.only->on_query = [](query_order const&) { return dial("A1", {}); };
    auto const waits = s.submit(payment_method::ussd, {});
    BOOST_TEST(waits.session->action.code == "*123#");
    s.bank.advance(15s);
    BOOST_TEST(s.look(waits).paid->provider_reference == "A1");
    BOOST_TEST(s.look(waits).session->action.code == "*123#");
}

BOOST_AUTO_TEST_CASE(C37_what_a_provider_repeats_of_a_card_is_masked)
{
    live_shop s;
    s.only->on_charge = [](charge_order const& o) {
        auto const& number = o.with->card->number.reveal();
        return provider_answer{.what = outcome::declined_hard,
                               .reason = "card " + number + " is not accepted"};
    };
    auto const at = s.submit(payment_method::card, good);
    BOOST_TEST(at.session->declined == "card ************4242 is not accepted");
    BOOST_TEST(attempts_of(*at.paid) ==
               "card declined: card ************4242 is not accepted");
}

BOOST_AUTO_TEST_CASE(C48_who_may_not_charge_charges_nobody)
{
    live_shop s;
    auto& pages = s.bank.engine().checkout();
    auto const made = pages.open(s.who, shop::order()).value();
    auto const at = pages.visit(s.who, made.id).value();
    s.bank.engine().accounts().set_active(s.who.account, false).value();
    BOOST_TEST((pages.submit(at, {at.session->nonce, payment_method::card, &good}).error() ==
                errc::forbidden));
    BOOST_TEST(s.only->charges() == 0);
    s.bank.engine().accounts().set_active(s.who.account, true).value();
    BOOST_TEST(pages.submit(at, {at.session->nonce, payment_method::card, &good}).has_value());
    BOOST_TEST(s.only->charges() == 1);
}

BOOST_AUTO_TEST_CASE(C43_after_ten_declines_the_payment_has_failed)
{
    sandbox bank;
    shop const s(bank);
    for (int i = 1; i != most_submits; ++i) {
        BOOST_TEST(s.submit(declined)->session->state == checkout_state::open);
        BOOST_TEST(s.visit().session->submits == i);
    }
    BOOST_TEST(s.submit(declined)->session->state == checkout_state::exhausted);
    BOOST_TEST(s.state() == payment_state::failed);
    BOOST_TEST(s.visit().paid->failure == "declined by the provider");
    BOOST_TEST((s.submit(good).error() == errc::illegal_transition));
    bank.run_until_quiet();
    BOOST_TEST(unfinished(bank) == "");
}

BOOST_AUTO_TEST_CASE(C43_while_a_payment_is_in_doubt_nothing_else_happens_on_its_page)
{
    sandbox bank;
    auto c = shop::order();
    c.lifetime = 60s;
    shop const s(bank, c);
    auto const at = s.submit(lost).value();
    BOOST_TEST(at.paid->state == payment_state::in_doubt);
    BOOST_TEST(at.session->state == checkout_state::paying);
    BOOST_TEST((s.submit(good).error() == errc::illegal_transition));
    BOOST_TEST((bank.engine().checkout().leave(at).error() == errc::illegal_transition));
    BOOST_TEST((bank.engine().payments().cancel(s.who(), s.paid.id).error() ==
                errc::illegal_transition));
    bank.run_until_quiet();
    BOOST_TEST(s.state() == payment_state::captured);
    BOOST_TEST(unfinished(bank) == "");
}

BOOST_AUTO_TEST_CASE(C46_a_page_expires_at_its_instant_whether_or_not_its_job_has_run)
{
    for (bool const job_runs : {false, true}) {
        sandbox bank;
        auto c = shop::order();
        c.lifetime = 10min;
        shop const s(bank, c);
        auto const ends = bank.now() + 10min;
        bank.advance(10min - 1ms);
        BOOST_TEST(s.page() == checkout_state::open);
        auto const old = s.visit();
        if (job_runs) bank.advance(1ms);
        else bank.hand()->set(ends);
        auto const late = bank.engine().checkout().submit(
            old, {old.session->nonce, payment_method::card, &good});
        BOOST_TEST((late.error() == errc::illegal_transition));
        BOOST_TEST(s.page() == checkout_state::expired);
        BOOST_TEST(s.state() == payment_state::expired);
        BOOST_TEST((s.visit().paid->updated_at == ends));
        bank.run_until_quiet();
        BOOST_TEST(unfinished(bank) == "");
        BOOST_TEST(events_of(bank) == "created expired");
    }
}

BOOST_AUTO_TEST_CASE(a_decline_behind_the_deadline_ends_the_page)
{
    sandbox bank({.confirm_after = 2min});
    auto c = shop::order();
    c.lifetime = 1min;
    shop const s(bank, c);
    auto const at = s.submit({}, payment_method::ussd).value();
    BOOST_TEST(at.paid->state == payment_state::challenged);
    bank.advance(90s);
    BOOST_TEST(s.page() == checkout_state::paying);
    BOOST_TEST(bank.engine().checkout().leave(s.visit()).value().session->state ==
               checkout_state::expired);
    bank.run_until_quiet();
    BOOST_TEST(s.state() == payment_state::expired);
    BOOST_TEST(unfinished(bank) == "");
}

BOOST_AUTO_TEST_CASE(C11_a_customer_leaves_a_method_only_where_its_provider_takes_it_back)
{
    for (bool const gives : {true, false}) {
        sandbox bank({.confirm_after = 5min});
        shop const s(bank);
        auto const at = s.submit({}, payment_method::ussd).value();
        BOOST_TEST(at.session->state == checkout_state::paying);
        BOOST_TEST(at.session->action.code == "*000*4242#");
        if (!gives) bank.provider("house").next_cancel(script::refuse);
        auto const left = bank.engine().checkout().leave(at);
        BOOST_TEST(left.has_value() == gives);
        BOOST_TEST((s.page() == checkout_state::open) == gives);
        if (gives) BOOST_TEST(s.submit(good).has_value());
        else BOOST_TEST((s.submit(good).error() == errc::illegal_transition));
        bank.run_until_quiet();
        BOOST_TEST(s.state() == payment_state::captured);
        BOOST_TEST((s.visit().paid->method == payment_method::card) == gives);
        BOOST_TEST(bank.charges_outstanding(s.paid.terms->reference) == 1);
        BOOST_TEST(unfinished(bank) == "");
    }
}

BOOST_AUTO_TEST_CASE(a_merchant_cancels_a_page_that_nobody_pays_on)
{
    sandbox bank({.confirm_after = 5min});
    for (bool const waits : {false, true}) {
        shop const s(bank);
        if (waits) BOOST_TEST(s.submit({}, payment_method::qr).has_value());
        auto const done = bank.engine().payments().cancel(s.who(), s.paid.id).value();
        BOOST_TEST(done.state == payment_state::canceled);
        BOOST_TEST(s.page() == checkout_state::canceled);
        BOOST_TEST((s.submit(good).error() == errc::illegal_transition));
    }
    bank.run_until_quiet();
    BOOST_TEST(unfinished(bank) == "");
}

BOOST_AUTO_TEST_CASE(only_methods_that_are_open_are_taken)
{
    sandbox bank;
    auto c = shop::order();
    c.methods = {payment_method::card, payment_method::qr};
    shop const s(bank, c);
    auto const open = bank.engine().checkout().methods(s.visit());
    BOOST_TEST((open == c.methods));
    BOOST_TEST((s.submit({}, payment_method::ussd).error() == errc::invalid_request));
    BOOST_TEST(s.page() == checkout_state::open);
    BOOST_TEST(bank.engine().checkout().methods(shop(bank).visit()).size() ==
               enum_count<payment_method> - 1);
}

BOOST_AUTO_TEST_CASE(C55_no_job_goes_on_with_a_card_that_is_no_longer_at_hand)
{
    auto const other = std::make_shared<scripted_provider>(name("other"), 9);
    other->on_charge = [](charge_order const& o) {
        provider_answer a;
        a.what = o.with != nullptr ? outcome::done : outcome::refused;
        return a;
    };
    sandbox bank({.providers = {other}});
    shop const s(bank);
    bank.provider("house").next(script::timeout_without_charge);
    BOOST_TEST(s.submit(good)->paid->state == payment_state::in_doubt);
    bank.advance(1h);
    BOOST_TEST(s.page() == checkout_state::open);
    BOOST_TEST(other->charges() == 0);

    bank.provider("house").next(script::refuse);
    BOOST_TEST(s.submit(good)->paid->state == payment_state::captured);
    BOOST_TEST(other->charges() == 1);
    auto const& routing = *s.visit().paid->routing;
    BOOST_TEST(routing.earlier == 1);
    BOOST_TEST(routing.tried.size() == 3U);
}

BOOST_AUTO_TEST_CASE(C47_the_host_may_stop_a_submit_and_nobody_is_called)
{
    sandbox bank;
    shop const s(bank);
    int asked = 0;
    runtime_of(bank.engine()).hooks.may_submit = [&](page_submit const& p) {
        ++asked;
        return p.paid.terms->amount == price && p.client.empty() && asked > 1;
    };
    BOOST_TEST((s.submit(good).error() == errc::forbidden));
    BOOST_TEST(s.page() == checkout_state::open);
    BOOST_TEST(bank.provider("house").calls() == 0);
    BOOST_TEST(s.submit(good).has_value());
}

BOOST_AUTO_TEST_CASE(an_idempotency_key_makes_one_page_and_answers_with_it)
{
    sandbox bank;
    auto const make = [&](idempotency_request const* k) {
        return engine_internals::open_once(
            bank.engine(), {bank.who().account, mode::test, "shop"}, shop::order(), k);
    };
    auto const first = testing::request(bank, keyed("k"), make).value();
    auto const again = testing::request(bank, keyed("k"), make).value();
    BOOST_TEST(text_of(first) == text_of(again));
    BOOST_TEST(bank.payments().size() == 1U);
    bank.advance(24h);
    BOOST_TEST((testing::request(bank, keyed("k"), make).value()->id == first->id));
    bank.advance(1ms);
    BOOST_TEST((testing::request(bank, keyed("k"), make).value()->id != first->id));
}

namespace {

struct page_story {
    char const* name;
    instrument const* with;
    std::vector<script> house{};
    payment_method method = payment_method::card;
};

page_story const page_stories[] = {
    {"success", &good},
    {"declined", &declined},
    {"in doubt", &lost},
    {"never came", &good, {script::timeout_without_charge}},
    {"refused", &good, {script::refuse}},
    {"ussd", &good, {}, payment_method::ussd},
    {"another amount", &good, {script::charge_another_amount}},
};

/// A page that is opened under a key, submitted, left where it can be, and looked at in the end.
void walk(sandbox& bank, page_story const& story)
{
    for (auto const s : story.house) bank.provider("house").next(s);
    auto c = shop::order();
    c.lifetime = 30min;
    merchant const who{bank.who().account, mode::test, "shop"};
    auto const made = testing::request(bank, keyed("k"), [&](idempotency_request const* k) {
        return engine_internals::open_once(bank.engine(), who, c, k);
    });
    if (!made) return;
    auto const at = bank.engine().checkout().visit(who, (*made)->id);
    if (!at) return;
    auto const done = bank.engine().checkout().submit(
        *at, {at->session->nonce, story.method, story.with});
    if (done && done->paid->state == payment_state::challenged)
        if (auto const left = bank.engine().checkout().leave(*done); !left) return;
}

void check_end(sandbox& bank, page_story const& story)
{
    auto const again = testing::request(bank, keyed("k"), [&](idempotency_request const* k) {
        auto c = shop::order();
        c.lifetime = 30min;
        merchant const who{bank.who().account, mode::test, "shop"};
        return engine_internals::open_once(bank.engine(), who, c, k);
    });
    BOOST_TEST_REQUIRE(again.has_value());
    bank.run_until_quiet();
    BOOST_TEST(unfinished(bank) == "");
    BOOST_TEST(gaps_in_events(bank) == "");
    BOOST_TEST(audit(bank.store()).value() == std::vector<std::string>(),
               boost::test_tools::per_element());
    BOOST_TEST(bank.payments().size() == 1U);
    auto const at = bank.engine().checkout().visit({bank.who().account, mode::test, "shop"},
                                                   (*again)->id).value();
    BOOST_TEST(checkout_flow.final(at.session->state));
    bool const paid = at.session->state == checkout_state::completed;
    BOOST_TEST((at.paid->captured > 0) == paid);
    if (std::string_view(story.name) == "declined") BOOST_TEST(!paid);
}

}  // namespace

BOOST_AUTO_TEST_CASE(C4_a_page_is_whole_or_not_at_all_whichever_call_to_the_store_fails)
{
    for (auto const& story : page_stories) BOOST_TEST_CONTEXT(story.name) {
        auto const runs = each_storage_failure([&](sandbox& bank) {
            walk(bank, story);
            bank.clear_faults();
            bank.advance(1min);
            check_end(bank, story);
        });
        BOOST_TEST(runs > 20);
    }
}

BOOST_AUTO_TEST_CASE(C10_a_page_ends_well_whichever_call_to_its_provider_gets_no_answer)
{
    for (auto const& story : page_stories) BOOST_TEST_CONTEXT(story.name) {
        auto const runs = each_provider_timeout([&](sandbox& bank) {
            walk(bank, story);
            bank.clear_faults();
            check_end(bank, story);
        });
        BOOST_TEST(runs >= 2);
    }
}

BOOST_AUTO_TEST_CASE(C10_a_page_ends_well_wherever_the_process_dies)
{
    for (auto const& story : page_stories) BOOST_TEST_CONTEXT(story.name) {
        auto const runs = each_crash([&](sandbox& bank) { walk(bank, story); },
                                     [&](sandbox& bank) { check_end(bank, story); });
        BOOST_TEST(runs > 20);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace checkout_tests
