// SPDX-License-Identifier: BSL-1.0
// tests/faces/shop_page.cpp: the page where the shop's customers pay [C39].
#include <tender/api/shop.hpp>

#include <tender/api/pages/html.hpp>
#include <tender/service/engine_internals.hpp>
#include <tender/store/records/records.hpp>

#include <faces/face_client.hpp>

#include <boost/test/unit_test.hpp>

namespace shop_page_tests {

using namespace tender;
using namespace face_tests;

namespace {

using fields = string_pairs;

struct visitor : face_client {
    explicit visitor(testing::sandbox_options how = {}, dispatcher_settings settings = {})
        : face_client(shop(), std::move(how), std::move(settings))
    {
        open();
    }

    void open(std::string const& more = {})
    {
        testing::sandbox::pause_faults const quiet(bank);
        auto const r = post("/v1/payments",
                            R"({"amount":4200,"currency":"usd","return_url":)"
                            R"("https://merchant.example/thanks?a=b#c")" + more + "}");
        BOOST_REQUIRE_MESSAGE(r.status == 200, r.body);
        id = text_in(r, "id");
        path = text_in(r, "checkout_url").substr(std::string_view("http://localhost").size());
    }

    response show() { return browse(path); }
    std::string nonce() { return between(show().body, "name=\"nonce\" value=\"", "\""); }
    std::string status() { return text_in(get("/v1/payments/" + id), "status"); }

    response pay(std::string_view number, std::string const& form_nonce)
    {
        return submit(path, {{"nonce", form_nonce}, {"method", "card"},
                             {"number", std::string(number)}, {"expiry", "12/30"},
                             {"code", "123"}, {"holder", "Sam Ortiz"}});
    }
    response pay(std::string_view number = "4242 4242 4242 4242") { return pay(number, nonce()); }

    std::string id, path;
};

void check_guarded(response const& r)
{
    BOOST_TEST(r.find("Content-Type") == "text/html; charset=utf-8");
    BOOST_TEST(r.find("X-Content-Type-Options") == "nosniff");
    BOOST_TEST(r.find("Referrer-Policy") == "no-referrer");
    BOOST_TEST(r.find("Cache-Control") == "no-store");
    auto const policy = std::string(r.find("Content-Security-Policy"));
    BOOST_TEST(holds(policy, "default-src 'none'"));
    BOOST_TEST(holds(policy, "frame-ancestors 'none'"));
    BOOST_TEST(r.find("X-Request-Id").size() == 26U);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shop_page)

BOOST_AUTO_TEST_CASE(a_customer_pays_and_comes_back_with_the_payments_id)
{
    visitor p;
    auto const form = p.show();
    BOOST_TEST(form.status == 200);
    check_guarded(form);
    BOOST_TEST(holds(std::string(form.find("Content-Security-Policy")),
                     "form-action 'self' https://merchant.example "));
    BOOST_TEST(holds(form.body, "$42.00"));
    BOOST_TEST(holds(form.body, "Demo Shop"));
    BOOST_TEST(holds(form.body, "Test mode."));

    auto const sent = p.pay();
    BOOST_TEST(sent.status == 303);
    BOOST_TEST(sent.find("Location") == p.path);
    auto const waiting = p.show();
    check_guarded(waiting);
    BOOST_TEST(waiting.find("Refresh") == "2");
    BOOST_TEST(holds(waiting.body, "We are waiting for the bank"));
    BOOST_TEST(!holds(waiting.body, "name=\"number\""));
    BOOST_TEST(p.status() == "pending");

    p.bank.advance(1s);
    auto const paid = p.show();
    auto const target = "https://merchant.example/thanks?a=b&payment_id=" + p.id + "#c";
    BOOST_TEST(paid.find("Refresh") == "3; url=" + target);
    BOOST_TEST(holds(paid.body, "<h1>Paid</h1>"));
    BOOST_TEST(holds(paid.body, "href=\"" + escaped(target) + "\""));
    BOOST_TEST(p.status() == "completed");
    BOOST_TEST(p.show().body == paid.body);
}

BOOST_AUTO_TEST_CASE(every_input_says_what_is_wrong_beside_it_and_nothing_is_called)
{
    struct {
        char const* field;
        char const* value;
        char const* says;              // null: accepted
    } const cases[] = {
        {"number", "", "Enter the card number."},
        {"number", "4242 4242 4242 4241", "This is not a card number."},
        {"number", "4242", "This is not a card number."},
        {"number", "4242x4242", "This is not a card number."},
        {"number", "9999999999999995", "This is not a card number."},
        {"number", "4242-4242-4242-4242", nullptr},
        {"expiry", "", "Enter month and year"},
        {"expiry", "13/30", "Enter month and year"},
        {"expiry", "00/30", "Enter month and year"},
        {"expiry", "1/30", "Enter month and year"},
        {"expiry", "12/3x", "Enter month and year"},
        {"expiry", "02/25", "This card has expired."},
        {"expiry", "03/25", nullptr},
        {"expiry", "03 / 2025", nullptr},
        {"code", "", "Enter the 3 digits"},
        {"code", "12", "Enter the 3 digits"},
        {"code", "1234", "Enter the 3 digits"},
        {"holder", "", "Enter the name on the card."},
        {"holder", "  ", "Enter the name on the card."},
        {"holder", "4111 1111 1111 1111", "do not write a card number"},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.field << " = " << c.value) {
        visitor p;
        fields sent{{"nonce", p.nonce()}, {"method", "card"}, {"number", "4242424242424242"},
                    {"expiry", "12/30"}, {"code", "123"}, {"holder", "Sam <Ortiz>"}};
        for (auto& [name, value] : sent)
            if (name == c.field) value = c.value;
        auto const r = p.submit(p.path, sent);
        if (c.says == nullptr) {
            BOOST_TEST(r.status == 303);
            BOOST_TEST(p.bank.provider("house").calls() == 1);
            continue;
        }
        BOOST_TEST(r.status == 422);
        check_guarded(r);
        auto const field = std::string(c.field);
        BOOST_TEST(holds(r.body, "id=\"" + field + "-wrong\">"));
        auto const beside = between(r.body, "id=\"" + field + "-wrong\">", "</p>");
        BOOST_TEST(holds(beside, c.says), beside);
        BOOST_TEST(holds(r.body, "aria-describedby=\"" + field + "-wrong\""));
        BOOST_TEST(!holds(r.body, "424242424242"));
        if (field != "holder") BOOST_TEST(holds(r.body, "value=\"Sam &lt;Ortiz&gt;\""));
        BOOST_TEST(p.bank.provider("house").calls() == 0);
        BOOST_TEST(p.pay().status == 303);
    }
}

BOOST_AUTO_TEST_CASE(a_card_of_american_express_has_four_digits_in_its_code)
{
    visitor p;
    auto const send = [&](char const* code) {
        return p.submit(p.path, {{"nonce", p.nonce()}, {"method", "card"},
                                 {"number", "3782 822463 10005"}, {"expiry", "12/30"},
                                 {"code", code}, {"holder", "Sam"}});
    };
    BOOST_TEST(send("123").status == 422);
    BOOST_TEST(send("1234").status == 303);
}

BOOST_AUTO_TEST_CASE(a_decline_says_so_and_the_next_card_may_pay)
{
    visitor p;
    BOOST_TEST(p.pay("4000000000000002").status == 303);
    auto const declined = p.show();
    BOOST_TEST(holds(declined.body, "role=\"alert\">The payment was declined."));
    BOOST_TEST(holds(declined.body, "name=\"number\""));
    BOOST_TEST(p.status() == "pending");
    BOOST_TEST(p.pay("4000000000009995").status == 303);
    BOOST_TEST(holds(p.show().body, "There is not enough money on this card."));
    BOOST_TEST(p.pay().status == 303);
    p.bank.advance(1s);
    BOOST_TEST(p.status() == "completed");
    BOOST_TEST(p.bank.books_balance());
}

BOOST_AUTO_TEST_CASE(a_timeout_after_charging_is_resolved_without_a_second_charge)
{
    visitor p;
    p.pay("4000000000000119");
    BOOST_TEST(holds(p.show().body, "We are waiting for the bank"));
    p.bank.run_until_quiet();
    BOOST_TEST(p.status() == "completed");
    BOOST_TEST(p.bank.provider("house").charges() == 1U);
}

BOOST_AUTO_TEST_CASE(C43_sending_a_form_twice_or_an_old_one_pays_once)
{
    visitor p;
    auto const old = p.nonce();
    p.pay("4000000000000002", old);
    BOOST_TEST(p.pay("4242424242424242", old).status == 303);   // the back button
    BOOST_TEST(p.status() == "pending");
    BOOST_TEST(p.bank.provider("house").calls() == 1);
    auto const fresh = p.nonce();
    BOOST_TEST(p.pay("4242424242424242", fresh).status == 303);
    BOOST_TEST(p.pay("4242424242424242", fresh).status == 303);   // a double click
    p.bank.run_until_quiet();
    BOOST_TEST(p.pay("4242424242424242", fresh).status == 303);   // another tab
    BOOST_TEST(p.status() == "completed");
    BOOST_TEST(p.bank.provider("house").charges() == 1U);
    for (auto const* const forged : {"", "x", "0000000000000000000000"}) {
        visitor q;
        q.pay("4242424242424242", forged);
        BOOST_TEST(q.bank.provider("house").calls() == 0);
    }
}

BOOST_AUTO_TEST_CASE(C43_after_ten_declines_the_page_is_over)
{
    visitor p;
    for (int i = 0; i != 10; ++i) p.pay("4000000000000002");
    auto const r = p.show();
    BOOST_TEST(holds(r.body, "The payment failed"));
    BOOST_TEST(holds(r.body, "payment_id=" + p.id));
    BOOST_TEST(p.status() == "failed");
    BOOST_TEST(p.pay("4242424242424242", "x").status == 303);
    BOOST_TEST(p.status() == "failed");
}

BOOST_AUTO_TEST_CASE(C11_another_method_may_be_chosen_where_the_first_is_taken_back)
{
    visitor p({.confirm_after = 5min});
    BOOST_TEST(holds(p.browse(p.path + "?method=ussd").body, "Get the code for $42.00"));
    auto const sent = p.submit(p.path, {{"nonce", p.nonce()}, {"method", "ussd"}});
    BOOST_TEST(sent.status == 303);
    auto const waiting = p.show();
    BOOST_TEST(holds(waiting.body, "*000*4242#"));
    BOOST_TEST(waiting.find("Refresh") == "2");
    BOOST_TEST(p.submit(p.path + "/leave", {}).status == 303);
    BOOST_TEST(holds(p.browse(p.path + "?method=card").body, "name=\"number\""));
    p.pay();
    p.bank.run_until_quiet();
    BOOST_TEST(p.status() == "completed");
    BOOST_TEST(p.bank.provider("house").charges() == 1U);
}

BOOST_AUTO_TEST_CASE(every_method_can_be_paid_with)
{
    for (auto const* const method : {"card", "bank_transfer", "ussd", "mobile_money", "qr"}) {
        visitor p;
        auto const r = p.submit(p.path, {{"nonce", p.nonce()}, {"method", method},
                                         {"number", "4242424242424242"}, {"expiry", "12/30"},
                                         {"code", "123"}, {"holder", "Sam"},
                                         {"phone", "+2348012345678"}});
        BOOST_TEST(r.status == 303, method << r.body);
        p.bank.run_until_quiet();
        BOOST_TEST(p.status() == "completed");
    }
    visitor p;
    BOOST_TEST(p.submit(p.path, {{"nonce", p.nonce()}, {"method", "mobile_money"},
                                 {"phone", "0801"}}).status == 422);
}

BOOST_AUTO_TEST_CASE(a_cancel_changes_nothing_and_leads_back)
{
    visitor p;
    auto const r = p.submit(p.path + "/cancel", {});
    BOOST_TEST(r.status == 303);
    BOOST_TEST(r.find("Location") ==
               "https://merchant.example/thanks?a=b&payment_id=" + p.id + "#c");
    BOOST_TEST(p.status() == "pending");
    BOOST_TEST(p.browse(p.path + "/cancel").status == 404);
    p.pay();
    BOOST_TEST(p.submit(p.path + "/cancel", {}).find("Location") == p.path);
}

BOOST_AUTO_TEST_CASE(a_token_that_leads_nowhere_is_a_404_in_html)
{
    visitor p;
    auto tampered = p.path;
    tampered.back() = tampered.back() == 'a' ? 'b' : 'a';
    for (auto const& path : {tampered, p.path + "x", std::string("/checkout/session/x"),
                             "/checkout/session/" + p.id})
        for (auto const* const behind : {"", "?method=card", "/style", "/logo"}) {
            auto const r = p.browse(path + behind);
            BOOST_TEST(r.status == 404, path + behind);
            check_guarded(r);
        }
    BOOST_TEST(p.submit(tampered, {{"method", "card"}}).status == 404);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_refused_in_html)
{
    visitor p;
    auto const json = p.send("POST", p.path, "{}", {{"Content-Type", "application/json"}});
    BOOST_TEST(json.status == 415);
    check_guarded(json);
    auto const broken = p.send("POST", p.path, "a=%zz",
                               {{"Content-Type", "application/x-www-form-urlencoded"}});
    BOOST_TEST(broken.status == 400);
    check_guarded(broken);
    BOOST_TEST(p.send("POST", p.path, repeated(dispatcher::largest_body + 1),
                      {{"Content-Type", "application/x-www-form-urlencoded"}}).status == 413);
    p.bank.store().away(true);
    auto const away = p.show();
    BOOST_TEST(away.status == 503);
    check_guarded(away);
    BOOST_TEST(!away.find("Retry-After").empty());
}

BOOST_AUTO_TEST_CASE(C47_a_client_may_look_so_often_and_an_account_s_customers_submit_so_often)
{
    visitor p({}, {.keyless_per_client = 3, .keyless_per_account = 5});
    auto const as = [&](char const* client) {
        return p.send("GET", p.path, {}, {}, client).status;
    };
    for (int i = 0; i != 3; ++i) BOOST_TEST(as("192.0.2.1") == 200);
    auto const refused = p.send("GET", p.path, {}, {}, "192.0.2.1");
    BOOST_TEST(refused.status == 429);
    BOOST_TEST(refused.find("Refresh") == "60");
    for (int i = 0; i != 10; ++i) BOOST_TEST(as("") == 200);
    auto const submit = [&] { return p.submit(p.path, {{"method", "card"}}).status; };
    for (int i = 0; i != 5; ++i) BOOST_TEST(submit() == 422);
    BOOST_TEST(submit() == 429);
    BOOST_TEST(as("") == 200);
    p.bank.advance(1min);
    BOOST_TEST(as("192.0.2.1") == 200);
    BOOST_TEST(submit() == 422);
}

BOOST_AUTO_TEST_CASE(C47_who_has_many_addresses_of_ipv6_is_one_client)
{
    struct {
        char const* other;
        bool same;
    } const cases[] = {
        {"2001:db8:1:2::1", true},          {"2001:db8:1:2:ffff:ffff:ffff:ffff", true},
        {"[2001:db8:1:2::1]", true},        {"2001:db8:1:3::1", false},
        {"2001:db8:2:2::1", false},         {"::ffff:c000:201", false},
        {"192.0.2.1", false},               {"not an address", false},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.other) {
        visitor p({}, {.keyless_per_client = 1});
        auto const as = [&](char const* client) {
            return p.send("GET", p.path, {}, {}, client).status;
        };
        BOOST_TEST(as("2001:db8:1:2::") == 200);
        BOOST_TEST(as(c.other) == (c.same ? 429 : 200));
        BOOST_TEST(as(c.other) == 429);
    }
    visitor p({}, {.keyless_per_client = 1});
    BOOST_TEST(p.send("GET", p.path, {}, {}, "192.0.2.1").status == 200);
    BOOST_TEST(p.send("GET", p.path, {}, {}, "192.0.2.2").status == 200);
    BOOST_TEST(p.send("GET", p.path, {}, {}, "::ffff:c000:201").status == 429);   // wrapped
}

BOOST_AUTO_TEST_CASE(a_merchants_colour_and_logo_are_on_the_page)
{
    visitor p;
    auto& accounts = p.bank.engine().accounts();
    BOOST_TEST(holds(p.browse(p.path + "/style").body, "--brand:#1f4fd8;--on-brand:#fff"));
    BOOST_TEST(p.browse(p.path + "/logo").status == 404);
    BOOST_TEST(!holds(p.show().body, "<img"));
    auto const png = std::string("\x89PNG\r\n\x1a\n") + repeated(100);
    BOOST_TEST(accounts.brand(p.who.account, {.color = "#FFDD00", .logo = png}).has_value());
    BOOST_TEST(holds(p.browse(p.path + "/style").body, "--brand:#ffdd00;--on-brand:#000"));
    auto const logo = p.browse(p.path + "/logo");
    BOOST_TEST(logo.body == png);
    BOOST_TEST(logo.find("Content-Type") == "image/png");
    BOOST_TEST(holds(p.show().body, "/logo\" alt=\"\">"));
    BOOST_TEST(accounts.brand(p.who.account, {.logo = ""}).has_value());
    BOOST_TEST(!holds(p.show().body, "<img"));
    BOOST_TEST(accounts.branding(p.who.account)->color == "#ffdd00");
    struct {
        set_branding how;
        bool good;
    } const cases[] = {
        {{.color = "red"}, false},
        {{.color = "#12345"}, false},
        {{.color = "#12345g"}, false},
        {{.logo = "<svg>"}, false},
        {{.logo = "\xff\xd8\xff" + repeated(largest_logo - 3)}, true},
        {{.logo = "\xff\xd8\xff" + repeated(largest_logo - 2)}, false},
    };
    for (auto const& c : cases)
        BOOST_TEST(accounts.brand(p.who.account, c.how).has_value() == c.good);
}

BOOST_AUTO_TEST_CASE(amounts_are_written_as_their_reader_writes_them)
{
    visitor p;
    struct {
        char const* languages;
        char const* amount;
    } const cases[] = {
        {"de-DE,de;q=0.9,en;q=0.8", "42,00\u00a0USD"},
        {"xx, fr-CA;q=0.5", "42,00\u00a0USD"},
        {"en-GB", "$42.00"},
        {"*", "$42.00"},
        {"nl", "USD\u00a042,00"},
    };
    for (auto const& c : cases)
        BOOST_TEST(holds(p.send("GET", p.path, {}, {{"Accept-Language", c.languages}}).body,
                         c.amount));
}

BOOST_AUTO_TEST_CASE(the_merchant_hears_of_it_with_a_signature)
{
    visitor p;
    auto const heard = p.bank.listen(shop());
    p.pay("4000000000000002");
    p.pay();
    p.bank.advance(1min);
    BOOST_TEST_REQUIRE(p.bank.webhooks().all().size() == 1U);
    auto const w = p.bank.webhooks().last();
    auto const o = object_in(w.body);
    BOOST_TEST(names_in(o) == "id type created_at data");
    BOOST_TEST(text_in(o, "type") == "payment.completed");
    BOOST_TEST(json::serialize(o.at("data")) == p.get("/v1/payments/" + p.id).body);
    auto const check = [&](std::string_view body, secret const& key, instant now) {
        return verify_shop_webhook({w.header("X-Webhook-Signature"), body}, key, now).has_value();
    };
    BOOST_TEST(check(w.body, heard.key, w.at));
    BOOST_TEST(check(w.body, heard.key, w.at + 300s));
    BOOST_TEST(!check(w.body, heard.key, w.at + 301s));
    BOOST_TEST(check(w.body, heard.key, w.at - 300s));
    BOOST_TEST(!check(w.body, heard.key, w.at - 302s));
    BOOST_TEST(!check(w.body + " ", heard.key, w.at));
    BOOST_TEST(!check(w.body, secret("whsec_other"), w.at));
    for (auto const* const spoilt : {"", "t=1", "t=,v1=", "v1=a,t=1", "t=x,v1=a"})
        BOOST_TEST(!verify_shop_webhook({spoilt, w.body}, heard.key, w.at).has_value());
}

BOOST_AUTO_TEST_CASE(a_failed_and_a_refunded_payment_are_told_too)
{
    visitor p;
    p.bank.listen(shop());
    for (int i = 0; i != 10; ++i) p.pay("4000000000000002");
    p.bank.advance(1min);
    BOOST_TEST(p.bank.webhooks().last().type == "payment.failed");
    p.open();
    p.pay();
    p.bank.advance(1min);
    auto const page_of_all = p.bank.engine().payments().list(p.who, {}).value();
    auto const paid = page_of_all.items.front()->id;
    BOOST_TEST(p.bank.engine().refunds().create(p.who, paid, {}).has_value());
    p.bank.advance(1min);
    BOOST_TEST(p.bank.webhooks().last().type == "payment.refunded");
    BOOST_TEST(p.status() == "refunded");
}

BOOST_AUTO_TEST_CASE(C37_a_cards_number_is_kept_nowhere)
{
    constexpr std::string_view sentinel = "4242424242424242";
    visitor p;
    std::string log;
    runtime_of(p.bank.engine()).hooks.log = [&](log_entry const& e) { log += std::string(e.text); };
    p.bank.listen(shop());
    std::string seen;
    for (auto const* const name : {"nonce", "method", "number", "expiry", "code", "holder", "phone",
                                   "other"}) {
        fields sent{{"nonce", p.nonce()}, {"method", "card"}, {"number", "4242 4242 4242 4242"},
                    {"expiry", "12/30"}, {"code", "123"}, {"holder", "Sam"}};
        bool found = false;
        for (auto& [field, value] : sent)
            if (field == name) value = sentinel, found = true;
        if (!found) sent.emplace_back(name, sentinel);
        if (std::string_view(name) == "number") sent[4].second = "1";
        auto const r = p.submit(p.path, sent);
        seen += r.body;
        for (auto const& h : r.headers) seen += h.value;
        seen += p.show().body;
        seen += p.browse(p.path + "?method=" + std::string(sentinel)).body;
    }
    p.bank.run_until_quiet();
    BOOST_TEST(p.status() == "completed");
    for (auto const& w : p.bank.webhooks().all()) seen += w.body;
    BOOST_TEST(!p.bank.webhooks().all().empty());
    std::string kept;
    for (auto const& e : records())
        BOOST_TEST(runtime_of(p.bank.engine()).storage().for_each(
            *e.type, [&](id<account>, any_versioned const& k) { kept += e.encode(k.object); })
                       .has_value());
    BOOST_TEST(kept.size() > 1000U);
    BOOST_TEST(holds(kept, "\"last_four\":4242"));
    for (auto const* const where : {&seen, &kept, &log})
        BOOST_TEST(!holds(*where, sentinel));
    BOOST_TEST(!holds(kept, "4242 4242"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shop_page_tests
