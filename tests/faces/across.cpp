// SPDX-License-Identifier: BSL-1.0
// tests/faces/across.cpp: what is made through one face is read through another where that has
// words for it, by the id that it was given where it was born [C45].
#include <tender/api/inflow.hpp>
#include <tender/api/payment_ids.hpp>
#include <tender/api/poof.hpp>
#include <tender/api/popfab.hpp>
#include <tender/api/shop.hpp>
#include <tender/service/engine_internals.hpp>

#include <faces/face_client.hpp>

#include <boost/test/unit_test.hpp>

namespace across_tests {

using namespace tender;
using namespace face_tests;

namespace {

testing::sandbox_options in_dollars()
{
    testing::sandbox_options how;
    how.merchant.currency = "USD";
    return how;
}

struct merchants {
    testing::sandbox bank{in_dollars()};
    dispatcher api{bank.engine(), {{"/shop", shop()}, {"/poof", poof()}, {"/popfab", popfab()},
                                  {"/inflow", inflow()}}};
    std::string shop_key = "Bearer " + bank.api_key("shop");
    std::string popfab_key = "Bearer " + bank.api_key("popfab");
    std::string poof_key = [this] {
        auto& tokens = bank.engine().access_tokens();
        return tokens.make_key(tokens.make_refresh_token(bank.who())->reveal(), "poof")
            ->text.reveal();
    }();

    std::string inflow_key = "Api-Key " + bank.api_key("inflow");

    response in_inflow(std::string const& id)
    {
        return ask("GET", "/inflow/transactions/" + id + "/", inflow_key);
    }
    response ask(char const* method, std::string const& target, std::string const& key,
                 std::string const& body = {})
    {
        return api.handle({method, target,
                           {{"Authorization", key}, {"Content-Type", "application/json"},
                            {"Idempotency-Key", target}},
                           body});
    }
    response in_shop(std::string const& id)
    {
        return ask("GET", "/shop/v1/payments/" + id, shop_key);
    }
    response in_popfab(std::string const& id)
    {
        return ask("GET", "/popfab/v1/payments/" + id, popfab_key);
    }
    response in_poof(std::string const& id)
    {
        return ask("POST", "/poof/api/v1/transaction", poof_key,
                   "{\"transaction\":\"" + id + "\"}");
    }

    void pay(std::string const& url)
    {
        auto const path = url.substr(std::string_view("http://localhost").size());
        auto const page = api.handle({"GET", path});
        auto const r = api.handle(
            {"POST", path, {{"Content-Type", "application/x-www-form-urlencoded"}},
             form({{"nonce", between(page.body, "name=\"nonce\" value=\"", "\"")},
                   {"method", "card"}, {"number", "4242424242424242"}, {"expiry", "12/30"},
                   {"code", "123"}, {"holder", "Ada"}})});
        BOOST_TEST(r.status == 303);
        bank.advance(1s);
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(across_faces)

BOOST_AUTO_TEST_CASE(C45_a_payment_of_the_shop_keeps_its_id_everywhere)
{
    merchants m;
    auto const made = m.ask("POST", "/shop/v1/payments", m.shop_key,
                            R"({"amount":4200,"currency":"usd","customer_email":"a@example.com",)"
                            R"("return_url":"https://merchant.example/"})");
    auto const id = text_in(made, "id");
    BOOST_TEST(m.in_popfab(id).status == 404);   // nobody knows how it will be paid
    m.pay(text_in(made, "checkout_url"));
    auto const popfabs = m.in_popfab(id);
    BOOST_TEST(popfabs.status == 200);
    BOOST_TEST(text_in(popfabs, "id") == id);
    BOOST_TEST(text_in(popfabs, "status") == "success");
    BOOST_TEST(text_in(popfabs, "provider") == "null");
    BOOST_TEST(!holds(popfabs.body, "house"));
    auto const poofs = m.in_poof(id);
    BOOST_TEST(poofs.status == 200);
    BOOST_TEST(text_in(poofs, "payment_id") == id);
    BOOST_TEST(text_in(poofs, "amount") == "42.00");
    BOOST_TEST(text_in(poofs, "paid") == "yes");
    auto const ulid = "ppfb_pay_" + m.bank.payments().back()->id.text();
    BOOST_TEST(m.in_popfab(ulid).status == 404);
    BOOST_TEST(m.ask("POST", "/poof/api/v1/fetch_transactions", m.poof_key, "{}").body == "[]");
}

BOOST_AUTO_TEST_CASE(C45_a_payment_of_poof_keeps_its_number_everywhere)
{
    merchants m;
    auto const made = m.ask("POST", "/poof/api/v1/create_fiat_charge", m.poof_key,
                            R"({"amount":"15","payment":"credit card","currency":"usd",)"
                            R"("redirect_url":"https://merchant.example/",)"
                            R"("success_url":"https://merchant.example/"})");
    auto const id = text_in(made, "tracking_id");
    m.pay(text_in(made, "payment_link"));
    auto const shops = m.in_shop(id);
    BOOST_TEST(shops.status == 200);
    BOOST_TEST(text_in(shops, "id") == id);
    BOOST_TEST(text_in(shops, "amount") == "1500");
    BOOST_TEST(text_in(shops, "status") == "completed");
    BOOST_TEST(m.in_popfab(id).status == 404);   // POPFAB must have an e-mail address
}

BOOST_AUTO_TEST_CASE(C45_a_payment_of_popfab_is_a_transaction_of_poof_but_has_no_page)
{
    merchants m;
    auto const made = m.ask("POST", "/popfab/v1/payments", m.popfab_key,
                            R"({"amount":150000,"currency":"USD","payment_method":"card",)"
                            R"("reference":"R-1","customer":{"email":"a@example.com"}})");
    auto const id = text_in(made, "id");
    m.bank.advance(1s);
    BOOST_TEST(m.in_shop(id).status == 404);
    BOOST_TEST(text_in(m.in_poof(id), "payment_id") == id);
    BOOST_TEST(text_in(m.in_poof(id), "amount") == "1500.00");
    BOOST_TEST(text_in(m.in_poof(id), "email") == "a@example.com");
}

BOOST_AUTO_TEST_CASE(C45_a_transaction_of_inflow_keeps_its_id_everywhere)
{
    merchants m;
    auto const made = m.ask("POST", "/inflow/checkout/create/", m.inflow_key,
                            R"({"billing_country":"FR","billing_first_name":"Ada",)"
                            R"("billing_last_name":"L","billing_email":"a@example.com","products":)"
                            R"([{"name":"Pro plan","quantity":1,"unit_price":"42.00"}]})");
    m.pay(text_in(made, "checkout_url"));
    auto const id = payment_id_text(*m.bank.payments().back());
    BOOST_TEST(id.starts_with("TX"));
    BOOST_TEST(text_in(m.in_inflow(id), "id") == id);
    BOOST_TEST(text_in(m.in_shop(id), "id") == id);
    BOOST_TEST(text_in(m.in_shop(id), "amount") == "4200");
    BOOST_TEST(text_in(m.in_popfab(id), "id") == id);
    BOOST_TEST(text_in(m.in_popfab(id), "status") == "success");
    BOOST_TEST(text_in(m.in_poof(id), "payment_id") == id);
    BOOST_TEST(text_in(m.in_poof(id), "items") == "Pro plan");
}

BOOST_AUTO_TEST_CASE(C45_what_other_faces_made_is_a_transaction_of_inflow)
{
    merchants m;
    auto const shops = m.ask("POST", "/shop/v1/payments", m.shop_key,
                             R"({"amount":4200,"currency":"usd","customer_email":"a@example.com",)"
                             R"("return_url":"https://merchant.example/"})");
    m.pay(text_in(shops, "checkout_url"));
    auto const seen = m.in_inflow(text_in(shops, "id"));
    BOOST_TEST(text_in(seen, "id") == text_in(shops, "id"));
    BOOST_TEST(text_in(seen, "status") == "paid");
    auto const popfabs = m.ask("POST", "/popfab/v1/payments", m.popfab_key,
                               R"({"amount":1500,"currency":"USD","payment_method":"card",)"
                               R"("reference":"R-1","customer":{"email":"a@example.com"}})");
    auto const id = text_in(popfabs, "id");
    BOOST_TEST(text_in(m.in_inflow(id), "id") == id);
    auto const attempts = object_in(m.in_inflow(id).body).at("depositAttempts").as_array();
    BOOST_TEST(attempts.size() == 1U);
}

BOOST_AUTO_TEST_CASE(C48_no_token_leads_to_a_page_at_another_faces_mount)
{
    merchants m;
    auto const shops = text_in(m.ask("POST", "/shop/v1/payments", m.shop_key,
                                     R"({"amount":50,"currency":"usd",)"
                                     R"("return_url":"https://merchant.example/"})"),
                               "checkout_url");
    auto const poofs = text_in(m.ask("POST", "/poof/api/v1/checkout", "",
                                     R"({"username":"demo","amount":"1",)"
                                     R"("redirect":"https://merchant.example/"})"),
                               "checkout_url");
    auto const token = [](std::string const& url) { return url.substr(url.rfind('/') + 1); };
    auto const open = [&](std::string const& face, std::string const& url) {
        return m.api.handle({"GET", "/" + face + "/checkout/session/" + token(url)}).status;
    };
    BOOST_TEST(open("shop", shops) == 200);
    BOOST_TEST(open("poof", poofs) == 200);
    BOOST_TEST(open("poof", shops) == 404);
    BOOST_TEST(open("shop", poofs) == 404);
}

BOOST_AUTO_TEST_CASE(C37_a_card_number_in_any_field_of_a_request_is_in_no_log)
{
    constexpr std::string_view sentinel = "4242424242424242";
    merchants m;
    std::string log;
    runtime_of(m.bank.engine()).hooks.log = [&](log_entry const& e) {
        log.append(e.what).append(e.text).append("\n");
    };
    struct {
        char const* path;
        std::string const& key;
        char const* body;
    } const requests[] = {
        {"/shop/v1/payments", m.shop_key,
         R"({"amount":50,"currency":"usd","return_url":"https://m.example/","metadata":{},)"
         R"("customer_email":"a@b.c","customer_name":"A"})"},
        {"/poof/api/v1/key", m.poof_key, R"({"refresh_token":"x","expiration":5})"},
        {"/poof/api/v1/checkout", m.poof_key,
         R"({"username":"demo","amount":"1","redirect":"https://m.example/","success_url":"",)"
         R"("fields":[],"disable_payments":[],"product_id":"","product_quantity":"1","default":{},)"
         R"("metadata":{},"instant_payment_notification":""})"},
        {"/poof/api/v1/create_fiat_charge", m.poof_key,
         R"({"amount":"1","payment":"paypal","currency":"usd","redirect_url":"https://m.example/",)"
         R"("success_url":"https://m.example/"})"},
        {"/poof/api/v1/transaction", m.poof_key, R"({"transaction":"x"})"},
        {"/poof/api/v2/transaction_query", m.poof_key, R"({"filter":"name","search":"x"})"},
        {"/poof/api/v1/create_webhook", m.poof_key, R"({"url":"https://m.example/"})"},
        {"/poof/api/v2/fetch_product", m.poof_key, R"({"product_id":"x"})"},
        {"/poof/api/v1/balance", m.poof_key, R"({"crypto":"x"})"},
    };
    for (auto const& r : requests)
        for (auto const& field : object_in(r.body)) {
            auto const spoilt = with(r.body, field.key(), "\"" + std::string(sentinel) + "\"");
            for (auto const& key : {r.key, "Bearer " + std::string(sentinel)})
                BOOST_TEST(m.ask("POST", r.path, key, spoilt).status < 500);
        }
    m.bank.store().away(true);
    m.ask("GET", "/shop/v1/payments/" + std::string(sentinel), m.shop_key);
    m.bank.store().away(false);
    BOOST_TEST(!log.empty());
    BOOST_TEST(!holds(log, sentinel));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace across_tests
