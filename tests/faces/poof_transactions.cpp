// SPDX-License-Identifier: BSL-1.0
// tests/faces/poof_transactions.cpp: poof's payment links, transactions, products, balance and
// webhooks.
#include <tender/api/payment_ids.hpp>
#include <tender/api/poof.hpp>

#include <tender/service/engine_internals.hpp>
#include <tender/store/records/records.hpp>

#include <faces/poof_client.hpp>

#include <boost/test/unit_test.hpp>

namespace poof_transactions_tests {

using namespace poof_tests;

namespace {

std::string member(std::string_view name, std::string_view value)
{
    return "{\"" + std::string(name) + "\":" + json_string(value) + "}";
}

response transaction(poof_client& c, std::string_view which)
{
    return c.ask("/api/v1/transaction", member("transaction", which));
}

/// A payment of an invoice by card; its number.
std::string paid(poof_client& c)
{
    auto const r = c.ask("/api/v1/create_fiat_charge", std::string(invoice_example));
    BOOST_REQUIRE_MESSAGE(r.status == 200, r.body);
    c.pay(text_in(r, "payment_link").substr(16));
    c.bank.advance(1s);
    return text_in(r, "tracking_id");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(poof_transactions)

BOOST_AUTO_TEST_CASE(an_invoice_answers_with_the_link_and_a_charge_with_its_number_too)
{
    poof_client c;
    auto const invoice = c.ask("/api/v1/create_fiat_invoice", std::string(invoice_example));
    BOOST_TEST(invoice.status == 200);
    auto const i = object_in(invoice.body);
    BOOST_TEST(names_in(i) == "amount currency payment payment_link");
    BOOST_TEST(text_in(i, "amount") == "15");
    BOOST_TEST(text_in(i, "currency") == "usd");
    BOOST_TEST(text_in(i, "payment") == "credit card");
    auto const charge = c.ask("/api/v1/create_fiat_charge",
                              with(invoice_example, "payment", "\"cashapp\""));
    auto const o = object_in(charge.body);
    BOOST_TEST(names_in(o) == "amount currency payment payment_link qr_code tracking_id");
    BOOST_TEST(text_in(o, "payment") == "cashapp");
    BOOST_TEST(text_in(o, "qr_code") == text_in(o, "payment_link"));
    auto const path = text_in(o, "payment_link").substr(16);
    BOOST_TEST(c.submit(path, {{"nonce", c.nonce(path)}, {"method", "wallet"}}).status == 303);
    c.bank.advance(1s);
    auto const t = transaction(c, text_in(o, "tracking_id"));
    BOOST_TEST(text_in(t, "payment_method") == "cashapp");
    BOOST_TEST(text_in(t, "paid") == "yes");
}

BOOST_AUTO_TEST_CASE(every_rule_of_an_invoice_holds)
{
    poof_client c;
    struct {
        char const* member;
        char const* value;
        bool good;
    } const cases[] = {
        {"amount", "", false},
        {"amount", "\"0\"", false},
        {"amount", "15", true},
        {"amount", "\"15.001\"", false},
        {"payment", "", false},
        {"payment", "\"cash\"", false},
        {"payment", "\"paypal\"", true},
        {"payment", "\"venmo\"", true},
        {"payment", "\"skrill\"", true},
        {"currency", "", false},
        {"currency", "\"EUR\"", true},
        {"currency", "\"cny\"", true},
        {"currency", "\"BTC\"", false},
        {"redirect_url", "", false},
        {"redirect_url", "\"x\"", false},
        {"success_url", "", false},
        {"success_url", "\"x\"", false},
    };
    for (auto const* const path : {"/api/v1/create_fiat_invoice", "/api/v1/create_fiat_charge"})
        for (auto const& t : cases) BOOST_TEST_CONTEXT(t.member << " = " << t.value) {
            auto const r = c.ask(path, with(invoice_example, t.member, t.value));
            if (t.good) BOOST_TEST(r.status == 200, r.body);
            else check_error(r, 400, "invalid_request");
        }
}

BOOST_AUTO_TEST_CASE(an_idempotency_key_is_honoured)
{
    poof_client c;
    auto const make = [&](char const* amount) {
        return c.ask("/api/v1/create_fiat_invoice", with(invoice_example, "amount", amount),
                     {{"Idempotency-Key", "k"}});
    };
    auto const first = make("\"15\"");
    BOOST_TEST(make("\"15\"").body == first.body);
    check_error(make("\"16\""), 409, "idempotency_conflict");
}

BOOST_AUTO_TEST_CASE(a_transaction_has_the_documented_members)
{
    poof_client c;
    auto const number = paid(c);
    BOOST_TEST(number.size() == 10U);
    auto const r = transaction(c, number);
    BOOST_TEST(r.status == 200);
    auto const o = object_in(r.body);
    BOOST_TEST(names_in(o) == "amount payment_method currency payment_id name email items "
                              "quantities date note paid metadata street_address");
    BOOST_TEST(text_in(o, "amount") == "15");
    BOOST_TEST(text_in(o, "payment_method") == "credit card");
    BOOST_TEST(text_in(o, "currency") == "usd");
    BOOST_TEST(text_in(o, "payment_id") == number);
    BOOST_TEST(text_in(o, "date") == "Mar 19, 10:23 AM 2025");
    BOOST_TEST(text_in(o, "paid") == "yes");
    for (auto const& wrong : {std::string("nothing"), number + "0", std::string("zzzzzzzzzz"),
                              std::string("0000000000")})
        check_error(transaction(c, wrong), 404, "transaction_not_found");
    check_error(c.ask("/api/v1/transaction", "{}"), 400, "invalid_request");
}

BOOST_AUTO_TEST_CASE(dates_are_written_as_documented)
{
    using namespace std::chrono;
    struct {
        sys_seconds at;
        char const* text;
    } const cases[] = {
        {sys_days(2025y / 3 / 3) + 14h + 7min, "Mar 3, 02:07 PM 2025"},
        {sys_days(2024y / 2 / 29) + 23h + 59min + 59s, "Feb 29, 11:59 PM 2024"},
        {sys_days(2025y / 12 / 31) + 0h, "Dec 31, 12:00 AM 2025"},
        {sys_days(2025y / 1 / 1) + 12h, "Jan 1, 12:00 PM 2025"},
    };
    for (auto const& t : cases) {
        poof_client c({.begin = t.at});
        BOOST_TEST(text_in(transaction(c, paid(c)), "date") == t.text);
    }
}

BOOST_AUTO_TEST_CASE(every_state_has_its_word_and_only_what_is_paid_is_yes)
{
    poof_client c({.confirm_after = 5min});
    auto const word = [&] {
        return text_in(c.transactions().front().as_object(), "paid");
    };
    struct {
        char const* number;
        char const* method;
        char const* word;
    } const cases[] = {
        {"4242424242424242", "card", "processing"},
        {"4000000000000002", "card", "no"},
        {"4000000000000119", "card", "pending"},
        {"", "ussd", "hold"},
    };
    for (auto const& t : cases) {
        c.bank.advance(1s);
        auto const path = c.page();
        auto const r = c.submit(path, {{"nonce", c.nonce(path)}, {"method", t.method},
                                       {"number", t.number}, {"expiry", "12/30"},
                                       {"code", "123"}, {"holder", "Ada"}});
        BOOST_TEST(r.status == 303);
        BOOST_TEST(word() == t.word);
    }
}

BOOST_AUTO_TEST_CASE(what_was_refunded_stands_in_the_note)
{
    poof_client c;
    auto const number = paid(c);
    auto const p = c.bank.payments().back()->id;
    BOOST_TEST(c.bank.engine().refunds().create(c.who, p, {.amount = 500}).has_value());
    BOOST_TEST(text_in(transaction(c, number), "note") == "refunded: 5.00");
    BOOST_TEST(c.bank.engine().refunds().create(c.who, p, {}).has_value());
    auto const o = object_in(transaction(c, number).body);
    BOOST_TEST(text_in(o, "note") == "refunded: 15.00");
    BOOST_TEST(text_in(o, "paid") == "yes");
}

BOOST_AUTO_TEST_CASE(the_list_is_newest_first_and_ends_at_a_thousand)
{
    poof_client c;
    BOOST_TEST(c.transactions().empty());
    std::string last;
    for (int i = 0; i != 1001; ++i) {
        open_checkout o;
        o.amount = {100 + i, "USD"};
        last = payment_id_text(*c.bank.engine().checkout().open(c.who, o));
    }
    auto const all = c.transactions();
    BOOST_TEST(all.size() == 1000U);
    BOOST_TEST(text_in(all.front().as_object(), "payment_id") == last);
    BOOST_TEST(text_in(all.back().as_object(), "amount") == "1.01");
}

BOOST_AUTO_TEST_CASE(a_query_finds_what_it_names)
{
    poof_client c;
    c.pay(c.page(with(with(checkout_example, "fields", R"(["Email","Name"])"), "metadata",
                      R"({"order":"A-7"})")),
          {{"answer0", "Ada@example.com"}, {"answer1", "Ada O"}});
    paid(c);
    auto const count = [&](char const* filter, char const* search) {
        auto const r = c.ask("/api/v2/transaction_query",
                             "{\"filter\":" + json_string(filter) + ",\"search\":" +
                                 json_string(search) + "}");
        BOOST_REQUIRE_MESSAGE(r.status == 200, r.body);
        return json::parse(r.body).as_array().size();
    };
    BOOST_TEST(count("email", "ada@EXAMPLE") == 1U);
    BOOST_TEST(count("email", "bob") == 0U);
    BOOST_TEST(count("name", "ada") == 1U);
    BOOST_TEST(count("amount", "15.00") == 1U);
    BOOST_TEST(count("amount", "10") == 1U);
    BOOST_TEST(count("amount", "1") == 0U);
    BOOST_TEST(count("payment", "Credit Card") == 2U);
    BOOST_TEST(count("payment", "usdc") == 0U);
    BOOST_TEST(count("metadata", "A-7") == 1U);
    BOOST_TEST(count("crypto address", "0x1") == 0U);
    check_error(c.ask("/api/v2/transaction_query", R"({"filter":"x","search":""})"), 400,
                "invalid_request");
    check_error(c.ask("/api/v2/transaction_query", R"({"filter":"name"})"), 400,
                "invalid_request");
}

BOOST_AUTO_TEST_CASE(a_product_and_a_balance_can_be_read)
{
    poof_client c;
    auto const lamp = c.bank.engine().products().create(
        c.who, {.name = "Lamp", .description = "Bright", .prices = {{1500, "USD"}},
                .most = 5}).value();
    auto const r = c.ask("/api/v2/fetch_product", member("product_id", lamp.id.text()));
    auto const o = object_in(r.body);
    BOOST_TEST(names_in(o) == "product_id product_name description image price quantity "
                              "min_purchase max_purchase username");
    BOOST_TEST(text_in(o, "price") == "15.00");
    BOOST_TEST(text_in(o, "min_purchase") == "1");
    BOOST_TEST(text_in(o, "max_purchase") == "5");
    BOOST_TEST(text_in(o, "username") == "demo");
    check_error(c.ask("/api/v2/fetch_product", member("product_id", "x")), 404,
                "product_not_found");
    auto const seat = c.bank.engine().products().create(c.who, {.name = "Seat"}).value();
    create_price sold{.product = seat.id, .currency = "EUR", .amounts = {.unit_amount = 900},
                      .every = billing_interval{}};
    auto& prices = c.bank.engine().prices();
    prices.create(c.who, sold).value();
    auto const ask = [&] {
        return c.ask("/api/v2/fetch_product", member("product_id", seat.id.text()));
    };
    check_error(ask(), 404, "product_not_found");   // it cannot be bought here
    sold.every.reset();
    prices.create(c.who, sold).value();
    BOOST_TEST(text_in(ask(), "price") == "9.00");
    sold.amounts.unit_amount = 950;
    prices.create(c.who, sold).value();
    sold.currency = "GBP";
    prices.create(c.who, sold).value();
    BOOST_TEST(text_in(ask(), "price") == "9.50");   // what it is sold at in its first currency
    sold.currency = "USD";
    prices.create(c.who, sold).value();
    sold.amounts.unit_amount = 1'000;
    prices.create(c.who, sold).value();
    BOOST_TEST(text_in(ask(), "price") == "10.00");
    c.bank.engine().products().change(c.who, seat.id, {.active = false}).value();
    check_error(ask(), 404, "product_not_found");

    paid(c);
    for (auto const* const path : {"/api/v1/balance", "/api/v2/balance"}) {
        BOOST_TEST(text_in(c.ask(path, member("crypto", "usd")), "balance") == "14.98");
        BOOST_TEST(c.ask(path, member("crypto", "ltc")).body ==
                   R"({"balance":"0.0","crypto":"ltc"})");
        check_error(c.ask(path, "{}"), 400, "invalid_request");
    }
}

BOOST_AUTO_TEST_CASE(a_webhook_holds_the_shared_secret_and_metadata_in_both_places)
{
    poof_client c;
    auto const r = c.ask("/api/v1/create_webhook",
                         member("url", "https://merchant.example/hooks"));
    BOOST_TEST(r.status == 200);
    BOOST_TEST(names_in(object_in(r.body)) == "endpoint message");
    BOOST_TEST(text_in(r, "endpoint") == "https://merchant.example/hooks");
    c.ask("/api/v1/create_webhook", member("url", "https://merchant.example/hooks"));
    for (auto const* const wrong : {"http://merchant.example/", "https://127.0.0.1/", "x"})
        check_error(c.ask("/api/v1/create_webhook", member("url", wrong)), 400,
                    "invalid_request");

    c.pay(c.page(with(checkout_example, "metadata", R"({"order":"7890"})")));
    c.bank.advance(1min);
    BOOST_TEST_REQUIRE(c.bank.webhooks().all().size() == 1U);
    auto const w = c.bank.webhooks().last();
    auto const shared = c.bank.engine().webhooks().shared_secret_of(c.who).value();
    auto const o = object_in(w.body);
    BOOST_TEST(names_in(o) == "amount payment_method currency payment_id name email items "
                              "quantities date note paid metadata street_address "
                              "x-poof-signature");
    BOOST_TEST(text_in(o, "x-poof-signature") == shared.reveal());
    BOOST_TEST(text_in(o, "paid") == "yes");
    BOOST_TEST(text_in(o, "metadata") == R"({"order":"7890","external":{"order":"7890"}})");
    BOOST_TEST(names_in(o.at("street_address").as_object()) ==
               "address city state zipcode country");
    BOOST_TEST(verify_poof_webhook(w.body, shared).has_value());
    BOOST_TEST(!verify_poof_webhook(w.body, secret("other")).has_value());
    BOOST_TEST(!verify_poof_webhook(w.body, secret()).has_value());
    BOOST_TEST(!verify_poof_webhook("{}", shared).has_value());
}

/// A page whose payment tells this address.
std::string page_that_tells(poof_client& c, std::string_view url)
{
    return c.page(with(checkout_example, "instant_payment_notification", json_string(url)));
}

BOOST_AUTO_TEST_CASE(C41_a_checkout_s_own_address_hears_of_it_and_never_of_the_secret)
{
    poof_client c;
    c.ask("/api/v1/create_webhook", member("url", "https://merchant.example/hooks"));
    struct {
        char const* url;
        bool secret;
    } const cases[] = {
        {"https://merchant.example/hooks", true},     // the endpoint itself, once
        {"https://merchant.example/hooks2", false},
        {"https://merchant.example:443/hooks", false},
        {"https://evil.example/", false},
    };
    for (auto const& t : cases) BOOST_TEST_CONTEXT(t.url) {
        c.bank.webhooks().clear();
        c.pay(page_that_tells(c, t.url));
        c.bank.advance(1min);
        std::vector<std::string> bodies;
        for (auto const& w : c.bank.webhooks().all())
            if (w.url == t.url) bodies.push_back(w.body);
        BOOST_TEST_REQUIRE(bodies.size() == 1U);
        BOOST_TEST(text_in(object_in(bodies.front()), "paid") == "yes");
        BOOST_TEST(holds(bodies.front(), "x-poof-signature") == t.secret);
    }
    c.bank.webhooks().clear();
    c.pay(c.page());
    c.bank.advance(1min);
    BOOST_TEST(c.bank.webhooks().count() == 1U);
    BOOST_TEST(c.bank.out_of_balance() == "");
}

BOOST_AUTO_TEST_CASE(C29_addresses_that_strangers_name_hold_up_no_endpoint)
{
    poof_client c;
    c.ask("/api/v1/create_webhook", member("url", "https://merchant.example/hooks"));
    for (int i = 0; i != 20; ++i) c.pay(page_that_tells(c, "https://tarpit.example/"));
    c.bank.hand()->set(c.bank.now() + 1500ms);
    c.bank.engine().run_due(1000, job_lane::engine).value();
    c.bank.webhooks().clear();
    c.bank.engine().run_due(1000, job_lane::outbound).value();
    BOOST_TEST(c.bank.webhooks().count() == 20U);
    for (auto const& w : c.bank.webhooks().all())
        BOOST_TEST(w.url == "https://merchant.example/hooks");
    c.bank.engine().run_due(1000, job_lane::untrusted).value();
    BOOST_TEST(c.bank.webhooks().count() == 40U);
}

BOOST_AUTO_TEST_CASE(a_merchant_s_members_stand_outside_unless_one_is_called_external)
{
    struct {
        char const* sent;
        char const* told;
    } const cases[] = {
        {R"({"order":"7","a":{"external":1}})",
         R"({"order":"7","a":{"external":1},"external":{"order":"7","a":{"external":1}}})"},
        {R"({"order":"7","external":1})", R"({"external":{"order":"7","external":1}})"},
        {R"({"order":"\"external\":"})",
         R"({"order":"\"external\":","external":{"order":"\"external\":"}})"},
    };
    for (auto const& t : cases) {
        poof_client c;
        c.pay(c.page(with(checkout_example, "metadata", t.sent)));
        c.bank.advance(1min);
        BOOST_TEST(text_in(c.transactions().front().as_object(), "metadata") == t.told);
    }
}

BOOST_AUTO_TEST_CASE(a_checkout_s_own_address_is_tried_again_and_its_delivery_can_be_replayed)
{
    poof_client c;
    c.pay(page_that_tells(c, "https://merchant.example/checkout"));
    c.bank.webhooks().always({500});
    c.bank.advance(48h);
    BOOST_TEST(c.bank.webhooks().count() == 6U);
    auto& webhooks = c.bank.engine().webhooks();
    auto const dead = webhooks.dead(c.who).value().items;
    BOOST_TEST_REQUIRE(dead.size() == 1U);
    c.bank.webhooks().always({200});
    BOOST_TEST(webhooks.replay(c.who, dead.front()->id).has_value());
    c.bank.advance(1s);
    BOOST_TEST(c.bank.webhooks().count() == 7U);
    BOOST_TEST(webhooks.dead(c.who).value().items.empty());
    BOOST_TEST(c.bank.incidents().empty());
}

BOOST_AUTO_TEST_CASE(C41_the_shared_secret_is_kept_nowhere_in_the_clear_and_can_be_changed)
{
    poof_client c;
    c.ask("/api/v1/create_webhook", member("url", "https://merchant.example/hooks"));
    BOOST_TEST(c.bank.engine().webhooks().set_shared_secret(
        c.who, secret("a secret of the merchant's own")).has_value());
    c.pay(c.page());
    c.bank.advance(1min);
    BOOST_TEST(holds(c.bank.webhooks().last().body, "a secret of the merchant's own"));
    std::string kept;
    for (auto const& e : records())
        BOOST_TEST(runtime_of(c.bank.engine()).storage().for_each(
            *e.type, [&](id<account>, any_versioned const& k) { kept += e.encode(k.object); })
                       .has_value());
    BOOST_TEST(kept.size() > 1000U);
    BOOST_TEST(!holds(kept, "secret of the merchant"));
}

BOOST_AUTO_TEST_CASE(another_mode_and_another_account_see_nothing)
{
    poof_client c;
    auto const number = paid(c);
    auto const other = c.bank.engine().accounts().create({.username = "other", .name = "O"});
    for (auto const who : {merchant{other->id, mode::test, {}},
                           merchant{c.who.account, mode::live, {}}}) {
        c.refresh = c.bank.engine().access_tokens().make_refresh_token(who)->reveal();
        c.key = text_in(c.mint(), "key");
        check_error(transaction(c, number), 404, "transaction_not_found");
        BOOST_TEST(c.transactions().empty());
    }
}

BOOST_AUTO_TEST_CASE(every_endpoint_but_the_checkout_needs_a_key)
{
    poof_client c;
    for (auto const& e : poof().endpoints) {
        if (!e.needs) continue;
        auto const r = c.send(enum_name(e.verb), e.path, "{}",
                              {{"Content-Type", "application/json"}});
        check_error(r, 401, "invalid_api_key");
    }
    c.bank.advance(10h + settings().max_clock_skew);
    check_error(transaction(c, "x"), 401, "expired_api_key");
    check_error(c.browse("/api/v1/nothing"), 404, "not_found");
    BOOST_TEST(c.send("GET", "/api/v1/checkout", {}).find("Allow") == "POST, OPTIONS");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace poof_transactions_tests
