// SPDX-License-Identifier: BSL-1.0
// tests/service/payment/saved_instruments.cpp: what a customer agrees to have kept is saved with
// the capture, and charged again without the customer.
#include <tender/service/payment/saved_instruments.hpp>

#include <service/bank.hpp>

#include <tender/store/audit.hpp>
#include <tender/testing/test_cards.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace saved_instruments_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr money price{150'000, "NGN"};

create_payment saving(sandbox& bank)
{
    auto order = bank.order(price);
    order.save_instrument = true;
    return order;
}

create_payment charging(sandbox& bank, id<saved_instrument> which)
{
    auto order = bank.order(price);
    order.instrument = which;
    return order;
}

result<payment> make(sandbox& bank, create_payment const& order)
{
    return bank.engine().payments().create(bank.who(), order);
}

create_saved_instrument brought(std::string token = "4242-abc", name keeper = "paystack")
{
    return {.customer = "Ada@example.com", .provider = keeper,
            .stored = {std::move(token), {card_brand::visa, 4242}, {.month = 12, .year = 2039}}};
}

saved_instrument bring(sandbox& bank, create_saved_instrument const& command)
{
    return bank.engine().saved_instruments().create(bank.who(), command).value();
}

std::vector<saved_instrument> saved(sandbox& bank, std::string customer = {})
{
    std::vector<saved_instrument> out;
    auto const listed = bank.engine().saved_instruments().list(
        bank.who(), {.customer = std::move(customer), .limit = 100});
    for (auto const& one : listed.value().items) out.push_back(*one);
    return out;
}

/// A provider of a test's own, the only one that takes dirhams.
struct keeper {
    std::shared_ptr<scripted_provider> own = std::make_shared<scripted_provider>(name("keeper"));
    std::vector<std::string> tokens;   ///< that its charges came with; "" where none did
    sandbox bank;
    bool asked_to_save = false;

    explicit keeper(std::optional<stored_instrument> says)
        : bank([&] {
              own->on_charge = [this, says](charge_order const& order) {
                  tokens.push_back(order.with != nullptr ? order.with->token : "");
                  asked_to_save = order.save;
                  provider_answer out;
                  out.what = outcome::done;
                  out.stored = says;
                  return out;
              };
              return sandbox_options{.providers = {own}};
          }())
    {
    }

    create_payment order(bool save)
    {
        auto out = bank.order({5'000, "AED"});
        out.routing_override = "keeper";
        out.save_instrument = save;
        return out;
    }
};

/// A store in which something happens, once, while the router reads its rules.
class interrupted_routing final : public passing_storage {
public:
    interrupted_routing() : passing_storage(make_store(0)) {}

    std::function<void()> meanwhile{};

    result<any_page> list(id<account> owner, snapshot& seen, record_type const& type,
                          index_row const& by, index_key const& key, std::optional<cursor> after,
                          int limit, list_order order) override
    {
        if (&type == &record_of<routing_rule> && meanwhile) std::exchange(meanwhile, {})();
        return passing_storage::list(owner, seen, type, by, key, after, limit, order);
    }
};

BOOST_AUTO_TEST_SUITE(saved_instruments_)

//[again
BOOST_AUTO_TEST_CASE(a_customer_who_agreed_pays_again_without_being_there)
{
    sandbox bank;
    auto& pay = bank.engine();
    auto first = pay.payments().create(bank.who(), {
        .amount = {150'000, "NGN"},
        .reference = "march",
        .customer = {.email = "ada@example.com"},
        .save_instrument = true}).value();
    bank.advance(2s);                                    // it is captured, and the card is kept
    first = pay.payments().read(bank.who(), first.id).value();
    BOOST_TEST(first.state == payment_state::captured);

    auto again = pay.payments().create(bank.who(), {
        .amount = {150'000, "NGN"},
        .reference = "april",
        .customer = {.email = "ada@example.com"},
        .instrument = first.instrument()}).value();
    bank.advance(2s);
    again = pay.payments().read(bank.who(), again.id).value();
    BOOST_TEST(again.state == payment_state::captured);
    BOOST_TEST(again.provider() == first.provider());    // no other can charge it
}
//]

BOOST_AUTO_TEST_CASE(what_is_saved_says_whose_it_is_and_how_it_is_shown)
{
    sandbox bank;
    auto order = saving(bank);
    order.customer.email = "Ada@Example.com";
    auto const made = make(bank, order).value();
    BOOST_TEST(!made.instrument());                      // nothing before the money has moved
    bank.advance(2s);
    auto const paid = now_of(bank, made.id);
    auto const s = bank.engine().saved_instruments().read(bank.who(), paid.instrument()).value();
    BOOST_TEST((s.payment == made.id));
    BOOST_TEST(s.customer == "ada@example.com");
    BOOST_TEST(s.provider == paid.provider());
    BOOST_TEST(s.method == payment_method::card);
    BOOST_TEST((s.stored.card == shown_card{card_brand::visa, 4242}));
    BOOST_TEST((s.stored.expiry == card_expiry{12, 2039}));
    BOOST_TEST((s.created_at == paid.updated_at));
    BOOST_TEST(saved(bank).size() == 1U);

    bank.provider(paid.provider()).next(script::capture_at_once);
    auto const again = make(bank, charging(bank, s.id)).value();
    BOOST_TEST((again.card == s.stored.card));
    BOOST_TEST((again.instrument() == s.id));
    BOOST_TEST(saved(bank).size() == 1U);
    BOOST_TEST(bank.out_of_balance() == "");
}

BOOST_AUTO_TEST_CASE(nothing_is_saved_where_the_customer_did_not_agree)
{
    stored_instrument const token{"tok_1", {card_brand::visa, 4242}, {}};
    for (bool const agreed : {true, false}) BOOST_TEST_CONTEXT(agreed) {
        keeper k(token);
        auto const paid = make(k.bank, k.order(agreed)).value();
        BOOST_TEST(paid.state == payment_state::captured);
        BOOST_TEST(k.asked_to_save == agreed);
        BOOST_TEST(bool(paid.instrument()) == agreed);
        BOOST_TEST(saved(k.bank).size() == (agreed ? 1U : 0U));
    }
}

BOOST_AUTO_TEST_CASE(nothing_is_saved_where_the_provider_keeps_nothing)
{
    keeper k(std::nullopt);
    auto const paid = make(k.bank, k.order(true)).value();
    BOOST_TEST(paid.state == payment_state::captured);
    BOOST_TEST(!paid.instrument());
    BOOST_TEST(saved(k.bank).empty());
}

BOOST_AUTO_TEST_CASE(nothing_is_saved_of_a_charge_that_failed)
{
    for (auto const how : {script::decline_hard, script::insufficient_funds,
                           script::timeout_without_charge}) BOOST_TEST_CONTEXT(enum_name(how)) {
        sandbox bank;
        for (auto const& p : bank.providers()) p->next(how);
        auto const made = make(bank, saving(bank)).value();
        bank.run_until_quiet();
        auto const last = now_of(bank, made.id);
        BOOST_TEST(last.state == payment_state::failed);
        BOOST_TEST(!last.instrument());
        BOOST_TEST(saved(bank).empty());
    }
}

BOOST_AUTO_TEST_CASE(C37_a_token_that_is_none_or_holds_a_card_is_not_saved)
{
    char const* const tokens[] = {"", " ", "4242424242424242", "card 4242 4242 4242 4242",
                                  "line\nbreak", "t\xC3\xB6ken", "nul\x01"};
    for (std::string const token : tokens) BOOST_TEST_CONTEXT(token) {
        keeper k(stored_instrument{token, {}, {}});
        BOOST_TEST((make(k.bank, k.order(true)).value().state == payment_state::captured));
        BOOST_TEST(saved(k.bank).empty());
    }
    struct { shown_card card; card_expiry expiry; } const others[] = {
        {{card_brand::visa, 10'000}, {}}, {{card_brand::visa, -1}, {}}, {{card_brand::none, 7}, {}},
        {{}, {13, 2030}},                 {{}, {0, 2030}},              {{}, {1, 30}},
        {{}, {-1, 2030}},                 {{}, {1, 10'000}},
    };
    for (auto const& o : others) BOOST_TEST_CONTEXT(o.card.last_four << ' ' << o.expiry.year) {
        keeper k(stored_instrument{"token", o.card, o.expiry});
        BOOST_TEST((make(k.bank, k.order(true)).value().state == payment_state::captured));
        BOOST_TEST(saved(k.bank).empty());
    }
    keeper longest(stored_instrument{std::string(255, 't'), {}, {}});
    BOOST_TEST(bool(make(longest.bank, longest.order(true)).value().instrument()));
    keeper too_long(stored_instrument{std::string(256, 't'), {}, {}});
    BOOST_TEST(!make(too_long.bank, too_long.order(true)).value().instrument());
}

BOOST_AUTO_TEST_CASE(its_provider_gets_the_token_as_it_said_it)
{
    keeper k(stored_instrument{"tok_~!\"#/%&=", {}, {}});
    auto const first = make(k.bank, k.order(true)).value();
    auto order = k.order(false);
    order.routing_override = {};
    order.instrument = first.instrument();
    auto const again = make(k.bank, order).value();
    BOOST_TEST((again.state == payment_state::captured));
    BOOST_TEST((k.tokens == std::vector<std::string>{"", "tok_~!\"#/%&="}));
    BOOST_TEST(!k.asked_to_save);
}

BOOST_AUTO_TEST_CASE(C55_no_other_provider_is_asked_whatever_it_says)
{
    for (auto const how : {script::decline_soft, script::refuse, script::decline_hard,
                           script::timeout_without_charge}) BOOST_TEST_CONTEXT(enum_name(how)) {
        sandbox bank;
        auto const s = bring(bank, brought());
        bank.provider("paystack").next(how);
        auto const made = make(bank, charging(bank, s.id)).value();
        bank.run_until_quiet();
        auto const last = now_of(bank, made.id);
        BOOST_TEST(last.state == payment_state::failed);
        BOOST_TEST(last.routing->tried.size() == 1U);
        for (auto const& p : bank.providers())
            BOOST_TEST(p->calls() == (p->profile().id == "paystack" ? 1 : 0));
    }
}

BOOST_AUTO_TEST_CASE(a_simulated_token_comes_to_what_its_test_card_does)
{
    for (auto const& card : test_cards) BOOST_TEST_CONTEXT(card.number) {
        sandbox bank;
        auto const ending = card.number.substr(card.number.size() - 4);
        auto const s = bring(bank, brought(std::string(ending) + "-x"));
        auto const made = make(bank, charging(bank, s.id)).value();
        bank.run_until_quiet();
        bool const pays = card.what == script::succeed ||
                          card.what == script::timeout_after_charge;
        BOOST_TEST((now_of(bank, made.id).state ==
                    (pays ? payment_state::captured : payment_state::failed)));
    }
    sandbox bank;
    auto const s = bring(bank, brought("any"));
    auto const made = make(bank, charging(bank, s.id)).value();
    bank.run_until_quiet();
    BOOST_TEST((now_of(bank, made.id).state == payment_state::captured));
}

BOOST_AUTO_TEST_CASE(the_method_is_the_saved_one_and_needs_no_page)
{
    auto own = std::make_shared<scripted_provider>(name("paged"));
    own->schema().needs_page = true;
    own->on_charge = [](charge_order const&) {
        provider_answer out;
        out.what = outcome::done;
        return out;
    };
    sandbox bank({.providers = {own}});
    auto command = brought("wallet-token", "paged");
    command.method = payment_method::wallet;
    command.stored.card = {};
    auto const s = bring(bank, command);
    auto const paid = make(bank, charging(bank, s.id)).value();
    BOOST_TEST(paid.state == payment_state::captured);
    BOOST_TEST(paid.method == payment_method::wallet);
    auto const trace = bank.engine().routing().simulate(bank.who(), charging(bank, s.id)).value();
    BOOST_TEST((trace.candidates->front().provider == "paged"));
    bank.engine().saved_instruments().remove(bank.who(), s.id).value();
    BOOST_TEST(bank.engine().routing().simulate(bank.who(), charging(bank, s.id)).error()
                   .fields().at(0).field == "instrument");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_charged_is_refused_with_its_field)
{
    sandbox bank;
    auto const s = bring(bank, brought());
    auto const removed = bring(bank, brought("4242-other"));
    bank.engine().saved_instruments().remove(bank.who(), removed.id).value();
    auto const stranger = bank.engine().accounts()
        .create({.username = "other", .name = "Other", .currency = "NGN"}).value();
    struct {
        char const* of;
        merchant who;
        std::function<void(create_payment&)> spoil;
        char const* field;
    } const cases[] = {
        {"nobody's", bank.who(), [&](auto& o) { o.instrument = {bank.engine().new_id()}; },
         "instrument"},
        {"removed", bank.who(), [&](auto& o) { o.instrument = removed.id; }, "instrument"},
        {"another account's", {stranger.id, mode::test, {}}, [](auto&) {}, "instrument"},
        {"another mode's", bank.live(), [](auto&) {}, "instrument"},
        {"of another provider", bank.who(), [](auto& o) { o.routing_override = "stripe"; },
         "routing_override"},
        {"of another customer", bank.who(), [](auto& o) { o.customer.email = "eve@example.com"; },
         "instrument"},
        {"saved already", bank.who(), [](auto& o) { o.save_instrument = true; },
         "save_instrument"},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.of) {
        auto order = charging(bank, s.id);
        c.spoil(order);
        auto const made = bank.engine().payments().create(c.who, order);
        BOOST_TEST_REQUIRE(!made.has_value());
        BOOST_TEST(made.error().code() == errc::invalid_request);
        BOOST_TEST(made.error().fields().at(0).field == c.field);
    }
    BOOST_TEST(bank.payments().empty());
    for (auto const& p : bank.providers()) BOOST_TEST(p->calls() == 0);
    auto order = charging(bank, s.id);
    order.routing_override = "paystack";                 // which is the one that keeps it
    BOOST_TEST(make(bank, order).has_value());
}

BOOST_AUTO_TEST_CASE(what_a_host_brings_is_checked_field_by_field)
{
    sandbox bank;
    struct {
        std::function<void(create_saved_instrument&)> spoil;
        std::vector<std::string> fields;
    } const cases[] = {
        {[](auto& c) { c.customer = "ada"; }, {"customer"}},
        {[](auto& c) { c.provider = "nobody"; }, {"provider"}},
        {[](auto& c) { c.provider = {}; }, {"provider"}},
        {[](auto& c) { c.stored.token = ""; }, {"stored.token"}},
        {[](auto& c) { c.stored.token = std::string(256, 'a'); }, {"stored.token"}},
        {[](auto& c) { c.stored.token = "4000 0000 0000 0002"; }, {"stored.token"}},
        {[](auto& c) { c.stored.card.last_four = 10'000; }, {"stored.card"}},
        {[](auto& c) { c.stored.card.brand = card_brand::none; }, {"stored.card"}},
        {[](auto& c) { c.stored.expiry.month = 13; }, {"stored.expiry"}},
        {[](auto& c) { c.stored.expiry.year = 39; }, {"stored.expiry"}},
        {[](auto& c) { c = {}; }, {"customer", "stored.token", "provider"}},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.fields.front()) {
        auto command = brought();
        c.spoil(command);
        auto const made = bank.engine().saved_instruments().create(bank.who(), command);
        BOOST_TEST_REQUIRE(!made.has_value());
        std::vector<std::string> fields;
        for (auto const& f : made.error().fields()) fields.push_back(f.field);
        BOOST_TEST(fields == c.fields, boost::test_tools::per_element());
    }
    merchant const nobody{{bank.engine().new_id()}, mode::test, {}};
    BOOST_TEST((bank.engine().saved_instruments().create(nobody, brought()).error() ==
                errc::not_found));
    BOOST_TEST(saved(bank).empty());
    BOOST_TEST(bring(bank, brought(std::string(255, 'a'))).stored.token.size() == 255U);
}

BOOST_AUTO_TEST_CASE(a_token_is_saved_once_for_each_customer)
{
    sandbox bank;
    auto const first = bring(bank, brought());
    auto later = brought();
    later.customer = "ADA@example.com";
    later.stored.expiry = {6, 2041};
    auto const again = bring(bank, later);
    BOOST_TEST((again.id == first.id));
    BOOST_TEST((again.stored.expiry == card_expiry{6, 2041}));
    auto other = brought();
    other.customer = "chidi@example.com";
    BOOST_TEST((bring(bank, other).id != first.id));
    BOOST_TEST((bring(bank, brought("4242-abc", "flutterwave")).id != first.id));
    BOOST_TEST(saved(bank).size() == 3U);
    bank.engine().saved_instruments().remove(bank.who(), first.id).value();
    BOOST_TEST((bring(bank, brought()).id != first.id));  // it is saved anew

    keeper k(stored_instrument{"tok_same", {}, {}});
    auto const one = make(k.bank, k.order(true)).value();
    auto const two = make(k.bank, k.order(true)).value();
    BOOST_TEST((one.instrument() == two.instrument()));
    BOOST_TEST(saved(k.bank).size() == 1U);
}

BOOST_AUTO_TEST_CASE(they_are_listed_by_customer_until_they_are_removed)
{
    sandbox bank;
    auto& all = bank.engine().saved_instruments();
    std::vector<id<saved_instrument>> ada;
    for (int i = 0; i != 5; ++i) {
        ada.push_back(bring(bank, brought("4242-" + std::to_string(i))).id);
        auto other = brought("4242-" + std::to_string(i));
        other.customer = "chidi@example.com";
        bring(bank, other);
    }
    std::vector<id<saved_instrument>> seen;
    list_saved_instruments which{.customer = "ADA@Example.com", .limit = 2};
    int pages = 0;
    do {
        auto const page = all.list(bank.who(), which).value();
        for (auto const& one : page.items) seen.push_back(one->id);
        which.after = page.next;
        ++pages;
    } while (which.after);
    BOOST_TEST(pages == 3);
    BOOST_TEST((seen == std::vector(ada.rbegin(), ada.rend())));

    auto const gone = all.remove(bank.who(), ada[2]).value();
    BOOST_TEST(gone.removed());
    BOOST_TEST(all.remove(bank.who(), ada[2]).value().removed());
    BOOST_TEST(all.read(bank.who(), ada[2]).value().stored.card.last_four == 4242);
    BOOST_TEST(saved(bank, "ada@example.com").size() == 4U);
    BOOST_TEST(saved(bank).size() == 9U);
    for (auto const& one : saved(bank)) BOOST_TEST((one.id != ada[2]));

    for (int const limit : {0, 1001})
        BOOST_TEST(all.list(bank.who(), {.limit = limit}).error().fields().at(0).field == "limit");
    BOOST_TEST((all.read(bank.live(), ada[0]).error() == errc::not_found));
    BOOST_TEST((all.remove(bank.live(), ada[0]).error() == errc::not_found));
    BOOST_TEST(all.list(bank.live(), {}).value().items.empty());
}

BOOST_AUTO_TEST_CASE(C14_a_key_tells_one_instrument_from_another)
{
    sandbox bank;
    auto const s = bring(bank, brought());
    auto const other = bring(bank, brought("4242-other"));
    auto order = charging(bank, s.id);
    order.idempotency_key = "k";
    auto const made = make(bank, order).value();
    BOOST_TEST((make(bank, order).value().id == made.id));
    order.instrument = other.id;
    BOOST_TEST((make(bank, order).error() == errc::idempotency_conflict));
    order.instrument = {};
    BOOST_TEST((make(bank, order).error() == errc::idempotency_conflict));
    order.save_instrument = true;
    BOOST_TEST((make(bank, order).error() == errc::idempotency_conflict));
    BOOST_TEST(bank.payments().size() == 1U);

    order = charging(bank, s.id);                        // what is removed meanwhile
    order.idempotency_key = "k";
    order.reference = made.terms->reference;
    bank.engine().saved_instruments().remove(bank.who(), s.id).value();
    BOOST_TEST((make(bank, order).value().id == made.id));
}

/// Whatever failed: captured with what it saved, or neither; and one of each.
void check_whole(sandbox& bank)
{
    bank.run_until_quiet();
    for (auto const& p : bank.payments()) {
        bool const captured = p->state == payment_state::captured;
        BOOST_TEST(bool(p->instrument()) == captured);
        if (!p->instrument()) continue;
        auto const s = bank.engine().saved_instruments().read(bank.who(), p->instrument());
        BOOST_TEST_REQUIRE(s.has_value(), s.error());
        BOOST_TEST((s->payment == p->id));
    }
    BOOST_TEST(saved(bank).size() <= 1U);
    BOOST_TEST(bank.out_of_balance() == "");
    BOOST_TEST(audit(bank.store()).value().empty());
}

BOOST_AUTO_TEST_CASE(C10_it_is_saved_with_the_capture_or_not_at_all)
{
    auto const sell = [](sandbox& bank) {
        bank.provider("paystack").next(script::capture_at_once);
        static_cast<void>(make(bank, saving(bank)));
    };
    auto const sell_and_check = [&](sandbox& bank) {
        sell(bank);
        check_whole(bank);
    };
    BOOST_TEST(each_storage_failure(sell_and_check) > 5);
    BOOST_TEST(each_provider_timeout(sell_and_check) >= 2);
    BOOST_TEST(each_crash(sell, check_whole) > 5);
}

BOOST_AUTO_TEST_CASE(what_a_host_brings_lands_whole_or_not_at_all)
{
    int const runs = each_storage_failure([](sandbox& bank) {
        auto& all = bank.engine().saved_instruments();
        auto const made = all.create(bank.who(), brought());
        bank.clear_faults();
        BOOST_TEST(saved(bank).size() <= 1U);
        if (made) BOOST_TEST((saved(bank).at(0).id == made->id));
        auto const again = all.create(bank.who(), brought()).value();
        BOOST_TEST((saved(bank).size() == 1U && saved(bank).front().id == again.id));
    });
    BOOST_TEST(runs > 1);
}

BOOST_AUTO_TEST_CASE(C27_a_message_that_leaves_out_what_is_stored_leads_to_a_question)
{
    for (bool const agreed : {true, false}) BOOST_TEST_CONTEXT(agreed) {
        sandbox bank({.confirm_after = 1h});
        auto order = bank.order(price);
        order.save_instrument = agreed;
        auto const made = make(bank, order).value();
        BOOST_TEST(made.state == payment_state::submitted);
        auto& keeper = bank.provider(made.provider());
        bank.hand()->advance(1h);                        // and nobody has asked yet
        auto const before = keeper.questions();
        auto const m = keeper.message_about(made.last_attempt().text()).value();
        bank.engine().notify(made.provider(), mode::test, m.headers, m.body).value();
        auto const paid = now_of(bank, made.id);
        BOOST_TEST(paid.state == payment_state::captured);
        BOOST_TEST(bool(paid.instrument()) == agreed);
        BOOST_TEST(keeper.questions() - before == (agreed ? 1 : 0));
    }
}

BOOST_AUTO_TEST_CASE(one_that_is_removed_while_the_router_decides_starts_no_charge)
{
    auto const store = std::make_shared<interrupted_routing>();
    sandbox bank({.store = store});
    auto const s = bring(bank, brought());
    store->meanwhile = [&] {
        bank.engine().saved_instruments().remove(bank.who(), s.id).value();
    };
    auto const made = make(bank, charging(bank, s.id));
    BOOST_TEST_REQUIRE(!made.has_value());
    BOOST_TEST(made.error().fields().at(0).field == "instrument");
    BOOST_TEST(bank.provider("paystack").calls() == 0);
    BOOST_TEST(bank.payments().empty());
}

BOOST_AUTO_TEST_CASE(two_captures_of_one_token_at_once_save_it_once)
{
    auto const store = std::make_shared<watched_storage>();
    auto own = std::make_shared<scripted_provider>(name("keeper"));
    sandbox bank({.store = store, .providers = {own}});
    auto order = bank.order({5'000, "AED"});
    order.routing_override = "keeper";
    order.save_instrument = true;
    int calls = 0;
    std::optional<payment> other;
    own->on_charge = [&](charge_order const&) {
        if (++calls == 1) {                              // one pays while the other's answer comes
            auto second = order;
            second.reference = "second";
            other = make(bank, second).value();
        }
        provider_answer out;
        out.what = outcome::done;
        out.stored = stored_instrument{"tok", {}, {}};
        return out;
    };
    auto const first = make(bank, order).value();
    BOOST_TEST(bool(first.instrument()));
    BOOST_TEST((other->instrument() == first.instrument()));
    BOOST_TEST(saved(bank).size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_audit_finds_a_payment_whose_instrument_is_lost)
{
    sandbox bank;
    auto const s = bring(bank, brought());
    make(bank, charging(bank, s.id)).value();
    bank.run_until_quiet();
    BOOST_TEST(audit(bank.store()).value().empty());
    bank.engine().transact(bank.who().account, [&](unit_of_work& unit) -> result<> {
        unit.remove(unit.find(s.id).value());
        return {};
    }).value();
    auto const found = audit(bank.store()).value();
    BOOST_TEST_REQUIRE(found.size() == 1U);
    BOOST_TEST(found[0].find("instrument") != std::string::npos, found[0]);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

}  // namespace saved_instruments_tests
