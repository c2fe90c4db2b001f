// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/customers_turn.cpp: a provider waits for the customer, and nobody says for what,
// or the way back leads nowhere. It could happen in POPFAB's answers, replays and webhooks, on our
// pages, with what a provider says later, and with providers that have no page of their own.
#include <faces/face_client.hpp>
#include <faces/popfab_client.hpp>

#include <tender/testing/scripted_provider.hpp>

namespace customers_turn_tests {

using namespace tender;
using namespace popfab_tests;
using face_tests::between;
using face_tests::form;
using face_tests::holds;

namespace {

constexpr std::string_view back = "https://shop.example/back?cart=7#done";

/// A merchant whose cheapest provider is the test's own, and takes every method.
struct shop : client {
    std::shared_ptr<testing::scripted_provider> acme;

    explicit shop(bool needs_page = false) : shop(provider_of(needs_page)) {}

    response order_by(std::string_view method, std::string_view currency = "NGN")
    {
        return create(with("/callback_url", json_string(back), order(150'000, currency, method)));
    }

    json::object instructions_of(std::string const& id)
    {
        auto const whole = object_in(read(id));
        auto const* const told = whole.if_contains("instructions");
        return told != nullptr ? told->as_object() : json::object();
    }

private:
    explicit shop(std::shared_ptr<testing::scripted_provider> own)
        : client({.providers = {own}}), acme(own)
    {
    }

    static std::shared_ptr<testing::scripted_provider> provider_of(bool needs_page)
    {
        auto out = std::make_shared<testing::scripted_provider>(name("acme"), 1);
        out->schema().needs_page = needs_page;
        return out;
    }
};

provider_answer asks(customer_action what)
{
    provider_answer answer;
    answer.what = outcome::challenged;
    answer.reference = "acme-1";
    answer.ask_after = 10min;
    answer.action = std::move(what);
    return answer;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(customers_turn)

BOOST_AUTO_TEST_CASE(a_simulated_provider_that_was_told_so_asks_the_customer_and_says_how)
{
    struct {
        char const* method;
        char const* currency;
        char const* code;
    } const cases[] = {
        {"ussd", "NGN", "*000*4242#"},
        {"bank_transfer", "NGN", "0000 4242 42"},
        {"qr", "NGN", ""},
        {"mobile_money", "GHS", "4242"},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.method) {
        client s;
        for (auto const& p : s.bank.providers()) p->challenge(true);
        auto const made = s.create(order(150'000, c.currency, c.method));
        BOOST_REQUIRE_MESSAGE(made.status == 200, made.body);
        BOOST_TEST(text_in(made, "status") == "processing");
        BOOST_TEST(text_in(made, "checkout_url") == "");
        auto const told = object_in(made).at("instructions").as_object();
        BOOST_TEST(names_in(told) == "type code text expires_at");
        BOOST_TEST(text_in(told, "type") == c.method);
        if (*c.code != 0) BOOST_TEST(text_in(told, "code") == c.code);
        else BOOST_TEST(text_in(told, "code") == text_in(made, "provider_reference"));
        BOOST_TEST(!text_in(told, "text").empty());
        BOOST_TEST(text_in(told, "expires_at") == rfc3339(s.bank.now() + 30min));
        auto const id = text_in(made, "id");
        BOOST_TEST(s.read(id).body == made.body);
        s.bank.advance(1min);
        BOOST_TEST(s.status(id) == "success");
        BOOST_TEST(text_in(s.read(id), "instructions") == "");
    }
}

BOOST_AUTO_TEST_CASE(nothing_is_asked_of_a_card_or_where_nobody_was_told_to)
{
    client s;
    for (auto const* const method : {"card", "ussd", "bank_transfer", "qr"}) {
        auto const made = s.create(with("/reference", json_string(std::string("r-") + method),
                                        order(150'000, "NGN", method)));
        BOOST_TEST(text_in(made, "instructions") == "");
        BOOST_TEST(text_in(made, "checkout_url") == "");
    }
    for (auto const& p : s.bank.providers()) p->challenge(true);
    BOOST_TEST(text_in(s.create(with("/reference", "\"c\"")), "instructions") == "");
}

BOOST_AUTO_TEST_CASE(a_page_of_the_providers_is_where_the_customer_goes)
{
    shop s;
    std::string returns_to;
    s.acme->on_charge = [&](charge_order const& o) {
        returns_to = o.terms.callback_url;
        return asks({.says = {}, .code = {}, .until = {}, .url = "https://acme.example/pay/1"});
    };
    auto const made = s.order_by("card");
    BOOST_TEST(text_in(made, "status") == "processing");
    BOOST_TEST(text_in(made, "checkout_url") == "https://acme.example/pay/1");
    BOOST_TEST(text_in(made, "instructions") == "");
    BOOST_TEST(returns_to == "https://shop.example/back?cart=7&reference=MYAPP-ORDER-7890&id=" +
                                 text_in(made, "id") + "#done");
}

BOOST_AUTO_TEST_CASE(a_callback_url_without_a_query_gets_one)
{
    shop s;
    std::string returns_to;
    s.acme->on_charge = [&](charge_order const& o) {
        returns_to = o.terms.callback_url;
        return provider_answer{outcome::done};
    };
    for (std::string const url :
         {"https://a.example", "https://a.example/b?", "https://a.example/b"}) {
        auto const made = s.create(with("/reference", json_string("r" + std::to_string(url.size())),
                                        with("/callback_url", json_string(url))));
        BOOST_REQUIRE_MESSAGE(made.status == 200, made.body);
        auto const mark = url.ends_with('?') ? "" : "?";
        BOOST_TEST(returns_to == url + mark + "reference=" + text_in(made, "reference") + "&id=" +
                                     text_in(made, "id"));
    }
    (void)s.create(with("/reference", "\"none\""));
    BOOST_TEST(returns_to == "");
}

BOOST_AUTO_TEST_CASE(what_a_provider_says_later_is_told_and_what_is_no_page_is_not)
{
    shop s;
    s.acme->on_charge = [&](charge_order const&) {
        return asks({.says = "Dial.", .code = "*1#", .until = {}, .url = "javascript:alert(1)"});
    };
    auto const made = s.order_by("ussd");
    auto const id = text_in(made, "id");
    BOOST_TEST(text_in(made, "checkout_url") == "");
    BOOST_TEST(text_in(s.instructions_of(id), "code") == "*1#");
    BOOST_TEST(text_in(s.instructions_of(id), "expires_at") == "null");
    s.acme->on_query = [&](query_order const&) {
        return asks({.says = "Dial again.", .code = {}, .until = s.bank.now() + 1h, .url = {}});
    };
    BOOST_TEST(s.post("/v1/payments/" + id + "/sync").status == 200);
    BOOST_TEST(text_in(s.instructions_of(id), "text") == "Dial again.");
    BOOST_TEST(text_in(s.instructions_of(id), "code") == "null");
    BOOST_TEST(text_in(s.instructions_of(id), "expires_at") == rfc3339(s.bank.now() + 1h));
    s.acme->on_query = [&](query_order const&) {       // nothing new: what was said stands
        return provider_answer{.what = outcome::challenged, .reference = "acme-1"};
    };
    BOOST_TEST(s.post("/v1/payments/" + id + "/sync").status == 200);
    BOOST_TEST(text_in(s.instructions_of(id), "text") == "Dial again.");
    s.acme->on_query = [](query_order const&) { return provider_answer{outcome::done}; };
    BOOST_TEST(s.post("/v1/payments/" + id + "/sync").status == 200);
    BOOST_TEST(s.status(id) == "success");
    BOOST_TEST(s.instructions_of(id).empty());
}

BOOST_AUTO_TEST_CASE(C17_a_replay_says_what_was_asked_then)
{
    shop s;
    s.acme->on_charge = [&](charge_order const&) {
        return asks({.says = "Dial.", .code = "*1#", .until = {}, .url = {}});
    };
    auto const first = s.create(order(150'000, "NGN", "ussd"), "key");
    s.acme->on_query = [](query_order const&) { return provider_answer{outcome::done}; };
    s.bank.advance(1h);
    BOOST_TEST(s.status(text_in(first, "id")) == "success");
    BOOST_TEST(s.create(order(150'000, "NGN", "ussd"), "key").body == first.body);
}

BOOST_AUTO_TEST_CASE(C37_a_card_number_in_what_a_provider_asks_is_masked)
{
    shop s;
    s.acme->on_charge = [&](charge_order const&) {
        return asks({.says = "Card 4111111111111111", .code = "4111111111111111", .until = {},
                     .url = {}});
    };
    BOOST_TEST(!holds(s.order_by("ussd").body, "4111111111111111"));
}

BOOST_AUTO_TEST_CASE(C39_a_provider_without_a_page_is_paid_on_ours_and_the_way_leads_back)
{
    shop s(true);
    std::string number;
    s.acme->on_charge = [&](charge_order const& o) {
        BOOST_REQUIRE(o.with != nullptr);
        BOOST_REQUIRE(o.with->card.has_value());
        number = o.with->card->number.reveal();
        return provider_answer{.what = outcome::done, .reference = "acme-1"};
    };
    auto const made = s.order_by("card");
    BOOST_REQUIRE_MESSAGE(made.status == 200, made.body);
    BOOST_TEST(s.acme->charges() == 0);
    auto const id = text_in(made, "id");
    BOOST_TEST(text_in(made, "status") == "pending");
    BOOST_TEST(text_in(made, "payment_method") == "card");
    BOOST_TEST(text_in(made, "reference") == "MYAPP-ORDER-7890");
    BOOST_TEST(text_in(made, "provider") == "null");
    BOOST_TEST(text_in(made, "customer") ==
               R"({"email":"ada@example.com","name":"Ada Okafor","phone":"+2348012345678"})");
    BOOST_TEST(text_in(made, "metadata") == R"({"order_id":"7890","plan":"premium"})");
    auto const url = text_in(made, "checkout_url");
    BOOST_REQUIRE(url.starts_with("http://localhost/checkout/session/"));
    auto const path = url.substr(std::string_view("http://localhost").size());

    auto const target = "https://shop.example/back?cart=7&reference=MYAPP-ORDER-7890&id=" + id +
                        "#done";
    auto const page = s.api->handle({"GET", path, {}, {}, {}});
    BOOST_TEST(page.status == 200);
    auto const away = s.api->handle({"POST", path + "/cancel",
                                     {{"Content-Type", "application/x-www-form-urlencoded"}}, {},
                                     {}});
    BOOST_TEST(away.find("Location") == target);
    auto const fields = form({{"nonce", between(page.body, "name=\"nonce\" value=\"", "\"")},
                              {"method", "card"}, {"number", "4242424242424242"},
                              {"expiry", "12/30"}, {"code", "123"}, {"holder", "Ada Okafor"}});
    auto const sent = s.api->handle({"POST", path,
                                     {{"Content-Type", "application/x-www-form-urlencoded"}},
                                     fields, {}});
    BOOST_TEST(sent.status == 303);
    BOOST_TEST(number == "4242424242424242");
    auto const paid = s.read(id);
    BOOST_TEST(text_in(paid, "status") == "success");
    BOOST_TEST(text_in(paid, "provider") == "acme");
    BOOST_TEST(text_in(paid, "checkout_url") == "");
    auto const done = s.api->handle({"GET", path, {}, {}, {}});
    BOOST_TEST(done.find("Refresh") == "3; url=" + target);
}

BOOST_AUTO_TEST_CASE(a_decline_on_the_page_leaves_the_payment_pending_and_the_page_open)
{
    shop s(true);
    s.acme->on_charge = [](charge_order const&) {
        return provider_answer{.what = outcome::declined_hard, .reason = "insufficient funds",
                               .decline = decline_code::insufficient_funds};
    };
    auto const made = s.order_by("card");
    auto const id = text_in(made, "id");
    auto const which = tender::id<payment>::read(std::string_view(id).substr(9)).value();
    BOOST_TEST(s.bank.submit_page(which, "4242424242424242").has_value());
    BOOST_TEST(s.acme->charges() == 1);
    BOOST_TEST(s.status(id) == "pending");
    BOOST_TEST(text_in(s.read(id), "checkout_url") == text_in(made, "checkout_url"));
}

BOOST_AUTO_TEST_CASE(what_a_provider_asks_on_a_page_is_told_to_the_merchant_too)
{
    shop s(true);
    s.acme->on_charge = [](charge_order const&) {
        return asks({.says = "Dial.", .code = "*1#", .until = {}, .url = "https://acme.example/"});
    };
    auto const made = s.order_by("ussd");
    auto const id = text_in(made, "id");
    BOOST_TEST(text_in(made, "payment_method") == "ussd");
    BOOST_TEST(s.instructions_of(id).empty());
    auto const which = tender::id<payment>::read(std::string_view(id).substr(9)).value();
    BOOST_TEST(s.bank.submit_page(which, payment_method::ussd).has_value());
    BOOST_TEST(s.status(id) == "processing");
    BOOST_TEST(text_in(s.instructions_of(id), "code") == "*1#");
    BOOST_TEST(text_in(s.read(id), "checkout_url") == text_in(made, "checkout_url"));
    auto const url = text_in(made, "checkout_url");
    auto const page = s.api->handle({"GET", url.substr(std::string_view("http://localhost").size()),
                                     {}, {}, {}});
    BOOST_TEST(holds(page.body, "href=\"https://acme.example/\""));
}

BOOST_AUTO_TEST_CASE(C29_a_webhook_tells_that_a_payment_waits_on_its_page_and_no_other_face_s)
{
    shop s(true);
    (void)s.bank.listen(popfab());
    auto const made = s.order_by("card");
    s.bank.advance(1s);
    auto const heard = s.bank.webhooks().all();
    BOOST_REQUIRE(heard.size() == 1U);
    BOOST_TEST(heard.front().type == "payment.pending");
    BOOST_TEST(holds(heard.front().body, "\"checkout_url\":\"" + text_in(made, "checkout_url")));
    open_checkout elsewhere;
    elsewhere.amount = {1000, "USD"};
    elsewhere.page = "https://pay.example/p/";
    BOOST_TEST(s.bank.engine().checkout().open(s.bank.who(), elsewhere).has_value());
    s.bank.advance(1s);
    BOOST_TEST(s.bank.webhooks().count() == 1U);
}

BOOST_AUTO_TEST_CASE(C46_a_page_that_nobody_pays_ends_after_a_day)
{
    shop s(true);
    auto const id = text_in(s.order_by("card"), "id");
    s.bank.advance(24h - 1ms);
    BOOST_TEST(s.status(id) == "pending");
    s.bank.advance(1ms);
    BOOST_TEST(s.status(id) == "failed");
    BOOST_TEST(text_in(s.read(id), "checkout_url") == "");
}

BOOST_AUTO_TEST_CASE(C14_a_payment_on_a_page_is_made_once_per_key_and_once_per_reference)
{
    shop s(true);
    auto const first = s.create(example, "key");
    auto const again = s.create(example, "key");
    BOOST_TEST(again.body == first.body);
    BOOST_TEST(again.find("Idempotent-Replayed") == "true");
    check_error(s.create(example, "other"), 422, "UNPROCESSABLE_PAYMENT");
    check_error(s.create(with("/amount", "1"), "key"), 409, "IDEMPOTENCY_CONFLICT");
    BOOST_TEST(s.count() == 1U);
}

BOOST_AUTO_TEST_CASE(a_provider_without_a_page_gets_no_charge_that_brings_nothing)
{
    shop s(true);
    auto const other = std::make_shared<testing::scripted_provider>(name("paged"));
    BOOST_TEST(s.bank.engine().add(other, mode::test).has_value());
    other->on_charge = [](charge_order const&) { return provider_answer{outcome::refused}; };
    auto const made = s.create();
    BOOST_TEST(other->charges() == 1);
    BOOST_TEST(s.acme->charges() == 0);
    BOOST_TEST(text_in(made, "status") != "pending");
}

BOOST_AUTO_TEST_CASE(C25_a_draw_between_providers_with_and_without_a_page_is_kept_to)
{
    shop s(true);
    auto const other = std::make_shared<testing::scripted_provider>(name("paged"), 1);
    other->on_charge = [](charge_order const&) { return provider_answer{outcome::done}; };
    BOOST_TEST(s.bank.engine().add(other, mode::test).has_value());
    s.acme->on_charge = [](charge_order const& o) {
        BOOST_TEST(o.with != nullptr);
        return provider_answer{outcome::done};
    };
    int pages = 0;
    for (int i = 0; i != 60; ++i)
        pages += s.status(s.make()) == "pending" ? 1 : 0;
    BOOST_TEST(pages > 10);
    BOOST_TEST(pages < 50);
    BOOST_TEST(other->charges() == 60 - pages);
    for (int i = 0; i != 20; ++i)                // and in C++, where no page is opened
        BOOST_TEST(s.bank.engine().payments().create(s.bank.who(), s.bank.order({100, "NGN"}))
                       .has_value());
    BOOST_TEST(s.acme->charges() == 0);
}

BOOST_AUTO_TEST_CASE(C37_a_page_whose_address_holds_a_card_number_is_none)
{
    shop s;
    s.acme->on_charge = [](charge_order const&) {
        return asks({.says = {}, .code = {}, .until = {},
                     .url = "https://acme.example/pay?pan=4111111111111111"});
    };
    BOOST_TEST(text_in(s.order_by("card"), "checkout_url") == "");
}

BOOST_AUTO_TEST_CASE(C21_pages_of_popfab_survive_every_storage_failure)
{
    auto const runs = testing::each_storage_failure([](testing::sandbox& bank) {
        auto acme = std::make_shared<testing::scripted_provider>(name("acme"));
        acme->schema().needs_page = true;
        acme->on_charge = [](charge_order const&) {
            return asks({.says = "Dial.", .code = "*1#", .until = {}, .url = {}});
        };
        acme->on_query = [](query_order const&) { return provider_answer{outcome::done}; };
        BOOST_TEST(bank.engine().add(acme, mode::test).has_value());
        dispatcher api(bank.engine(), {tender::popfab()});
        auto const key = "Bearer " + bank.api_key("popfab");
        std::string body;
        for (int i = 0; i != 3; ++i) {
            auto const r = api.handle({"POST", "/v1/payments",
                                       {{"Authorization", key}, {"Idempotency-Key", "k"},
                                        {"Content-Type", "application/json"}}, example, {}});
            if (r.status == 200) body = r.body;
            if (r.status != 200) BOOST_TEST(r.status == 503);
        }
        BOOST_REQUIRE(!body.empty());
        bank.clear_faults();
        BOOST_TEST(bank.payments().size() == 1U);
    });
    BOOST_TEST(runs > 5);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace customers_turn_tests
