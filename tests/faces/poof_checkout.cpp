// SPDX-License-Identifier: BSL-1.0
// tests/faces/poof_checkout.cpp: POST /api/v1/checkout of poof, its page, and the button's scripts.
#include <tender/api/poof.hpp>

#include <tender/base/encoding.hpp>
#include <tender/service/engine_internals.hpp>

#include <faces/poof_client.hpp>

#include <boost/test/unit_test.hpp>

namespace poof_checkout_tests {

using namespace poof_tests;

namespace {

std::string made(std::string_view member, std::string_view value)
{
    return with(checkout_example, member, value);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(poof_checkout)

BOOST_AUTO_TEST_CASE(anybody_gets_the_address_of_a_page_that_holds_the_request)
{
    poof_client c;
    auto const r = c.plain("/api/v1/checkout", std::string(checkout_example));
    BOOST_TEST(r.status == 200);
    BOOST_TEST(names_in(object_in(r.body)) == "checkout_url");
    BOOST_TEST(r.find("Access-Control-Allow-Origin") == "*");
    auto const url = text_in(r, "checkout_url");
    BOOST_TEST(url.starts_with("http://localhost/checkout/session/eyJ1c2VybmFtZSI6ImRlbW8i"));
    BOOST_TEST(c.bank.payments().empty());
    BOOST_TEST(c.page() != c.page());
    auto const page = c.browse(c.page());
    BOOST_TEST(page.status == 200);
    BOOST_TEST(holds(page.body, "$10.00"));
    BOOST_TEST(c.bank.payments().empty());
}

BOOST_AUTO_TEST_CASE(plain_text_is_answered_where_it_is_wanted_more)
{
    poof_client c;
    struct {
        char const* accept;
        bool text;
    } const cases[] = {
        {"text/plain", true},
        {"application/json", false},
        {"*/*", false},
        {"text/plain, */*", false},
        {"text/plain;q=0.9, application/json;q=0.8", true},
        {"application/json;q=0.9,text/plain;q=0.1", false},
        {"text/plain, */*;q=0.1", true},
        {"", false},
    };
    for (auto const& t : cases) BOOST_TEST_CONTEXT(t.accept) {
        auto const r = c.plain("/api/v1/checkout", std::string(checkout_example),
                               {{"Accept", t.accept}});
        BOOST_TEST(r.body.starts_with("http://localhost/checkout/session/") == t.text);
        BOOST_TEST(r.find("Content-Type").starts_with("text/plain") == t.text);
    }
}

BOOST_AUTO_TEST_CASE(every_origin_may_ask_on_this_route_alone)
{
    poof_client c;
    auto const r = c.send("OPTIONS", "/api/v1/checkout", {},
                          {{"Origin", "https://merchant.example"},
                           {"Access-Control-Request-Method", "POST"}});
    BOOST_TEST(r.status == 204);
    BOOST_TEST(r.find("Access-Control-Allow-Origin") == "*");
    BOOST_TEST(r.find("Access-Control-Allow-Methods") == "POST");
    BOOST_TEST(r.find("Access-Control-Allow-Headers") == "Content-Type");
    BOOST_TEST(c.plain("/api/v1/checkout", "{").find("Access-Control-Allow-Origin") == "*");
    BOOST_TEST(c.send("OPTIONS", "/api/v1/key", {}).status == 405);
    BOOST_TEST(c.mint().find("Access-Control-Allow-Origin").empty());
    BOOST_TEST(c.browse(c.page()).find("Access-Control-Allow-Origin").empty());
}

BOOST_AUTO_TEST_CASE(every_rule_of_the_request_holds_on_both_sides)
{
    poof_client c;
    struct {
        char const* member;
        std::string value;
        char const* code;              // null: accepted
    } const cases[] = {
        {"username", "", "invalid_request"},
        {"username", "\"nobody\"", "user_not_found"},
        {"username", "\"demo_live\"", nullptr},
        {"amount", "", "invalid_request"},
        {"amount", "\"0.01\"", nullptr},
        {"amount", "0.01", nullptr},
        {"amount", "10", nullptr},
        {"amount", "\"1.5\"", nullptr},
        {"amount", "\"0\"", "invalid_request"},
        {"amount", "\"0.00\"", "invalid_request"},
        {"amount", "\"-1\"", "invalid_request"},
        {"amount", "\"1.505\"", "invalid_request"},
        {"amount", "1e2", "invalid_request"},
        {"amount", "\"ten\"", "invalid_request"},
        {"amount", "\"999999.99\"", nullptr},
        {"amount", "\"1000000\"", "invalid_request"},
        {"amount", "\"90071992547409.92\"", "invalid_request"},
        {"redirect", "", "invalid_request"},
        {"redirect", "\"merchant.example\"", "invalid_request"},
        {"redirect", "\"http://localhost:3000/\"", nullptr},
        {"success_url", "", nullptr},
        {"success_url", "\"javascript:alert(1)\"", "invalid_request"},
        {"fields", "[\"Email\",\"Name\",\"Size\"]", nullptr},
        {"fields", "\"Email\"", "invalid_request"},
        {"fields", "[1]", "invalid_request"},
        {"disable_payments", "[\"card\",\"paypal\"]", nullptr},
        {"disable_payments", R"(["card","bank","ussd","mobile_money","qr"])", "invalid_request"},
        {"default", "{\"name\":\"Bob\"}", nullptr},
        {"default", "{\"name\":1}", "invalid_request"},
        {"metadata", "{\"a\":[1,{\"b\":null}]}", nullptr},
        {"metadata", "[]", "invalid_request"},
        {"metadata", "{\"k\":\"" + repeated(1000) + "\"}", nullptr},
        {"metadata", "{\"k\":\"" + repeated(2048) + "\"}", "invalid_request"},
        {"product_id", "\"nothing\"", "product_not_found"},
        {"instant_payment_notification", "\"https://merchant.example/n\"", nullptr},
        {"instant_payment_notification", "\"http://merchant.example/n\"", "invalid_request"},
        {"instant_payment_notification", "\"https://10.0.0.1/n\"", "invalid_request"},
        {"instant_payment_notification", "\"merchant.example\"", "invalid_request"},
    };
    for (auto const& t : cases) BOOST_TEST_CONTEXT(t.member << " = " << t.value.substr(0, 60)) {
        auto const r = c.plain("/api/v1/checkout", made(t.member, t.value));
        if (t.code == nullptr) BOOST_TEST(r.status == 200, r.body);
        else check_error(r, std::string_view(t.code) == "invalid_request" ? 400 : 404, t.code);
    }
}

BOOST_AUTO_TEST_CASE(C43_the_payment_is_made_with_the_first_submit_and_once)
{
    poof_client c;
    auto const path = c.page();
    auto const first = c.nonce(path);
    BOOST_TEST(c.pay(path, {}, "4000000000000002").status == 303);
    BOOST_TEST(c.bank.payments().size() == 1U);
    BOOST_TEST(holds(c.browse(path).body, "The payment was declined."));
    BOOST_TEST(c.nonce(path) != first);
    auto const stale = c.submit(path, {{"nonce", first}, {"method", "card"},
                                       {"number", "4242424242424242"}, {"expiry", "12/30"},
                                       {"code", "123"}, {"holder", "Ada"}});
    BOOST_TEST(stale.status == 303);
    BOOST_TEST(c.bank.provider("house").calls() == 1);
    BOOST_TEST(c.pay(path).status == 303);
    c.bank.advance(1s);
    auto const paid = c.browse(path);
    BOOST_TEST(paid.find("Refresh") == "3; url=https://merchant.example/thanks");
    BOOST_TEST(c.bank.payments().size() == 1U);
    BOOST_TEST(text_in(c.transactions().front().as_object(), "paid") == "yes");
    BOOST_TEST(c.bank.books_balance());
}

BOOST_AUTO_TEST_CASE(a_form_that_was_not_served_here_makes_nothing)
{
    poof_client c;
    auto const path = c.page();
    for (auto const* const nonce : {"", "x", "0000000000000000000000"}) {
        auto const r = c.submit(path, {{"nonce", nonce}, {"method", "card"},
                                       {"number", "4242424242424242"}, {"expiry", "12/30"},
                                       {"code", "123"}, {"holder", "Ada"}});
        BOOST_TEST(r.status == 303);
        BOOST_TEST(c.bank.payments().empty());
    }
}

BOOST_AUTO_TEST_CASE(a_cancel_leads_to_the_redirect_and_makes_nothing)
{
    poof_client c;
    auto const path = c.page();
    auto const r = c.submit(path + "/cancel", {});
    BOOST_TEST(r.status == 303);
    BOOST_TEST(r.find("Location") == "https://merchant.example/cancel");
    BOOST_TEST(c.bank.payments().empty());
}

BOOST_AUTO_TEST_CASE(a_token_that_was_tampered_with_is_a_404_in_html)
{
    poof_client c;
    auto const path = c.page();
    auto const from = std::string_view("/checkout/session/").size();
    for (auto i = from; i < path.size(); i += 7) {
        auto wrong = path;
        wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
        auto const r = c.browse(wrong);
        BOOST_TEST(r.status == 404);
        BOOST_TEST(r.find("Content-Type") == "text/html; charset=utf-8");
    }
    auto const dot = path.find('.');
    auto const other = c.page(made("amount", "\"1\""));
    BOOST_TEST(c.browse(path.substr(0, dot) + other.substr(other.find('.'))).status == 404);
    BOOST_TEST(c.browse(path.substr(0, dot)).status == 404);
    BOOST_TEST(c.browse("/checkout/session/.").status == 404);
}

BOOST_AUTO_TEST_CASE(a_page_expires_after_a_day_unless_it_is_paid)
{
    poof_client c;
    auto const path = c.page(), paid = c.page();
    c.bank.advance(24h - 1s);
    BOOST_TEST(holds(c.browse(path).body, "name=\"nonce\""));
    c.pay(paid);
    c.bank.advance(1s);
    BOOST_TEST(holds(c.browse(path).body, "This page has expired"));
    BOOST_TEST(c.pay(path).status == 303);
    BOOST_TEST(c.bank.payments().size() == 1U);
    BOOST_TEST(holds(c.browse(paid).body, "<h1>Paid</h1>"));
}

BOOST_AUTO_TEST_CASE(C48_a_username_that_may_not_charge_live_is_nobodys)
{
    testing::sandbox_options how;
    how.merchant.live_approved = false;
    poof_client c(how);
    check_error(c.plain("/api/v1/checkout", made("username", "\"demo_live\"")), 404,
                "user_not_found");
    BOOST_TEST(c.plain("/api/v1/checkout", made("username", "\"demo\"")).status == 200);
}

BOOST_AUTO_TEST_CASE(a_page_of_an_account_that_was_closed_is_gone_and_nobody_is_charged)
{
    poof_client c;
    auto const path = c.page();
    c.pay(path, {}, "4000000000000002");            // declined: the page is kept
    auto const nonce = c.nonce(path);
    c.bank.engine().accounts().set_active(c.who.account, false).value();
    BOOST_TEST(c.browse(path).status == 404);
    c.pay(path, {{"nonce", nonce}});
    c.bank.run_until_quiet();
    BOOST_TEST((c.bank.payments().front()->state != payment_state::captured));
}

BOOST_AUTO_TEST_CASE(C48_a_payment_s_reference_opens_no_page)
{
    poof_client c;
    auto const path = c.page();
    c.pay(path);
    c.bank.run_until_quiet();
    auto const reference = c.bank.payments().front()->terms->reference;
    BOOST_TEST(c.browse(path).status == 200);
    BOOST_TEST(c.browse("/checkout/session/" + reference).status == 404);
    BOOST_TEST(path.find(reference) == path.npos);
}

BOOST_AUTO_TEST_CASE(a_form_that_could_not_be_taken_can_be_sent_again)
{
    bool may = false;
    poof_client c;
    runtime_of(c.bank.engine()).hooks.may_submit = [&](page_submit const&) { return may; };
    auto const path = c.page();
    auto const first = c.pay(path);
    BOOST_TEST(first.status == 200);
    BOOST_TEST(holds(first.body, "cannot be made here"));
    may = true;
    c.submit(path, {{"nonce", between(first.body, "name=\"nonce\" value=\"", "\"")},
                    {"method", "card"}, {"number", "4242424242424242"}, {"expiry", "12/30"},
                    {"code", "123"}, {"holder", "Ada"}});
    c.bank.run_until_quiet();
    BOOST_TEST((c.bank.payments().front()->state == payment_state::captured));
}

BOOST_AUTO_TEST_CASE(a_store_that_is_away_is_no_page_that_is_gone)
{
    poof_client c;
    auto const path = c.page();
    int struck = 0;
    for (int nth = 1; nth != 30; ++nth) {
        c.bank.store().arm(nth, testing::storage_failure::refuse);
        auto const r = c.browse(path);
        bool const failed = c.bank.store().struck();
        c.bank.clear_faults();
        BOOST_TEST(r.status == (failed ? 503 : 200));
        if (!failed) break;
        ++struck;
    }
    BOOST_TEST(struck >= 3);
}

BOOST_AUTO_TEST_CASE(C47_customers_who_wait_do_not_lock_a_shop)
{
    poof_client c;
    std::vector<std::string> paths;
    for (int i = 0; i != 25; ++i) {
        paths.push_back(c.page());
        c.bank.provider("house").next(testing::script::timeout_after_charge);
        c.pay(paths.back());
    }
    c.bank.hand()->set(std::chrono::ceil<std::chrono::minutes>(c.bank.now()) + 60s);
    for (int round = 0; round != 28; ++round)
        for (std::size_t i = 0; i != paths.size(); ++i) {
            auto const client = "198.51.100." + std::to_string(i);
            BOOST_TEST(c.send("GET", paths[i], {}, {}, client).status == 200);
        }
    BOOST_TEST(c.send("POST", "/api/v1/checkout", std::string(checkout_example),
                      {{"Content-Type", "application/json"}}, "203.0.113.1").status == 200);
}

BOOST_AUTO_TEST_CASE(a_page_that_waits_looks_ever_more_rarely)
{
    poof_client c;
    auto const path = c.page();
    c.bank.provider("house").next(testing::script::timeout_after_charge);
    c.bank.provider("house").next_query({});
    c.pay(path);
    auto const begin = c.bank.payments().front()->updated_at;
    struct {
        std::chrono::milliseconds after;
        char const* seconds;
    } const cases[] = {{0s, "2"}, {9'999ms, "2"}, {10s, "5"}, {59'999ms, "5"}, {1min, "15"},
                       {10min - 1ms, "15"}, {10min, "60"}, {48h, "60"}};
    for (auto const& t : cases) {
        c.bank.hand()->set(begin + t.after);
        BOOST_TEST(c.browse(path).find("Refresh") == t.seconds);
    }
}

BOOST_AUTO_TEST_CASE(what_the_merchant_asks_is_asked_once_and_told_in_the_note)
{
    poof_client c;
    auto const path = c.page(with(made("fields", R"(["Email","Name","Size <b>"])"), "default",
                                  R"({"name":"Bob","email":"b@x.example"})"));
    auto const form = c.browse(path);
    BOOST_TEST(holds(form.body, "value=\"Bob\""));
    BOOST_TEST(holds(form.body, "value=\"b@x.example\""));
    BOOST_TEST(holds(form.body, "Size &lt;b&gt;"));
    auto const wrong = c.pay(path, {{"answer0", "nobody"}, {"answer1", ""},
                                    {"answer2", "4111 1111 1111 1111"}});
    BOOST_TEST(wrong.status == 422);
    BOOST_TEST(holds(wrong.body, "This is not an e-mail address."));
    BOOST_TEST(holds(wrong.body, "Please fill this in."));
    BOOST_TEST(holds(wrong.body, "Please do not write a card number here."));
    BOOST_TEST(c.bank.payments().empty());
    BOOST_TEST(c.pay(path, {{"answer0", "ada@example.com"}, {"answer1", "Ada O"},
                            {"answer2", "42"}}, "4000000000000002").status == 303);
    BOOST_TEST(!holds(c.browse(path).body, "answer0"));
    c.pay(path);
    c.bank.advance(1s);
    auto const t = c.transactions().front().as_object();
    BOOST_TEST(text_in(t, "name") == "Ada O");
    BOOST_TEST(text_in(t, "email") == "ada@example.com");
    BOOST_TEST(text_in(t, "note") == "Size <b>: 42");
}

BOOST_AUTO_TEST_CASE(hidden_methods_are_not_offered)
{
    poof_client c;
    auto const path = c.page(made("disable_payments", R"(["Credit Card","qr"])"));
    auto const body = c.browse(path).body;
    BOOST_TEST(!holds(body, "method=card"));
    BOOST_TEST(!holds(body, "method=qr"));
    BOOST_TEST(holds(body, "method=ussd"));
}

BOOST_AUTO_TEST_CASE(C47_where_a_product_is_named_the_amount_must_be_its_price)
{
    poof_client c;
    auto const lamp = c.bank.engine().products().create(
        c.who, {.name = "Lamp", .prices = {{1500, "USD"}}, .least = 2, .most = 5}).value();
    auto const ask = [&](std::string const& amount, std::string const& quantity) {
        return c.plain("/api/v1/checkout",
                       with(with(made("product_id", "\"" + lamp.id.text() + "\""), "amount",
                                 "\"" + amount + "\""),
                            "product_quantity", quantity));
    };
    BOOST_TEST(ask("30.00", "\"2\"").status == 200);
    BOOST_TEST(ask("75", "5").status == 200);
    check_error(ask("29.99", "\"2\""), 400, "invalid_request");
    check_error(ask("15", "\"1\""), 400, "invalid_request");
    check_error(ask("90", "\"6\""), 400, "invalid_request");
    check_error(ask("15", ""), 400, "invalid_request");
    auto const path = text_in(ask("30.00", "\"2\""), "checkout_url").substr(16);
    BOOST_TEST(holds(c.browse(path).body, "Lamp × 2"));
    c.pay(path);
    auto const t = c.transactions().front().as_object();
    BOOST_TEST(text_in(t, "items") == "Lamp");
    BOOST_TEST(text_in(t, "quantities") == "2");
    BOOST_TEST(text_in(t, "amount") == "30.00");

    c.bank.engine().prices().create(c.who, {
        .product = lamp.id, .currency = "USD", .amounts = {.unit_amount = 1600}}).value();
    check_error(ask("30.00", "\"2\""), 400, "invalid_request");
    BOOST_TEST(ask("32.00", "\"2\"").status == 200);
    c.bank.engine().products().change(c.who, lamp.id, {.active = false}).value();
    check_error(ask("32.00", "\"2\""), 404, "product_not_found");
}

BOOST_AUTO_TEST_CASE(C47_without_a_key_a_client_and_an_account_may_ask_so_often)
{
    poof_client c({}, {.keyless_per_client = 3, .keyless_per_account = 5});
    auto const ask = [&](char const* client) {
        return c.send("POST", "/api/v1/checkout", std::string(checkout_example),
                      {{"Content-Type", "application/json"}, {"Idempotency-Key", "k"}}, client);
    };
    for (int i = 0; i != 3; ++i) BOOST_TEST(ask("192.0.2.1").status == 200);
    check_error(ask("192.0.2.1"), 429, "rate_limited");
    BOOST_TEST(ask("192.0.2.2").status == 200);
    BOOST_TEST(ask("192.0.2.2").status == 200);
    check_error(ask("192.0.2.3"), 429, "rate_limited");
    c.bank.advance(1min);
    BOOST_TEST(ask("192.0.2.3").body != ask("192.0.2.3").body);
}

BOOST_AUTO_TEST_CASE(the_scripts_of_the_button_are_served)
{
    poof_client c;
    for (auto const* const path : {"/static/api/checkout.js", "/static/api/sdk.js"}) {
        auto const r = c.browse(path);
        BOOST_TEST(r.status == 200);
        BOOST_TEST(r.find("Content-Type") == "text/javascript; charset=utf-8");
        BOOST_TEST(r.find("X-Content-Type-Options") == "nosniff");
    }
    BOOST_TEST(holds(c.browse("/static/api/sdk.js").body, "window.request"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace poof_checkout_tests
