// SPDX-License-Identifier: BSL-1.0
// tests/faces/inflow_transactions.cpp: GET /transactions/{id}/.
#include <faces/inflow_client.hpp>

namespace inflow_transactions_tests {

using namespace inflow_tests;

namespace {

json::object only_attempt(inflow_client& c)
{
    auto const all = object_in(c.transaction(c.newest()).body).at("depositAttempts").as_array();
    BOOST_REQUIRE(all.size() == 1U);
    return all.front().as_object();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(inflow_transactions)

BOOST_AUTO_TEST_CASE(S_a_transaction_has_the_documented_members)
{
    inflow_client c;
    create_product p;
    p.name = "Pro plan";
    p.prices = {{5740, "USD"}};
    auto const product = "prod_" + c.bank.engine().products().create(c.who, p)->id.text();
    auto const id = c.paid(with(checkout_example, "products",
                                R"([{"id":")" + product + R"(","quantity":1}])"));
    auto const r = c.transaction(id);
    BOOST_TEST(r.status == 200);
    auto const o = object_in(r.body);
    BOOST_TEST(names_in(o) == "id amount status currency payer_email products depositAttempts "
                              "created_at");
    BOOST_TEST(text_in(o, "id") == id);
    BOOST_TEST(id.starts_with("TX"));
    BOOST_TEST(id.size() == 12U);
    BOOST_TEST(text_in(o, "amount") == "57.40");
    BOOST_TEST(text_in(o, "status") == "paid");
    BOOST_TEST(text_in(o, "currency") == "USD");
    BOOST_TEST(text_in(o, "payer_email") == "ada@example.com");
    BOOST_TEST(text_in(o, "products") == R"([{"id":")" + product + R"(","name":"Pro plan"}])");
    BOOST_TEST(text_in(o, "created_at") == "2025-03-19T10:23:45.000Z");
    auto const attempt = only_attempt(c);
    BOOST_TEST(names_in(attempt) == "status paymentId attemptedAt errorMessage paymentMethod");
    BOOST_TEST(text_in(attempt, "status") == "succeeded");
    BOOST_TEST(text_in(attempt, "paymentId").starts_with("hse_"));
    BOOST_TEST(text_in(attempt, "attemptedAt") == "2025-03-19T10:23:45.000Z");
    BOOST_TEST(text_in(attempt, "errorMessage") == "null");
    BOOST_TEST(text_in(attempt, "paymentMethod") == "card");
}

BOOST_AUTO_TEST_CASE(before_any_attempt_the_list_is_empty_and_what_is_ad_hoc_has_no_id)
{
    inflow_client c;
    c.page();
    auto const o = object_in(c.transaction(c.newest()).body);
    BOOST_TEST(text_in(o, "status") == "processing");
    BOOST_TEST(text_in(o, "depositAttempts") == "[]");
    BOOST_TEST(text_in(o, "products") == R"([{"id":null,"name":"Pro plan"}])");
}

BOOST_AUTO_TEST_CASE(N_a_declined_card_leaves_it_processing_and_the_newest_attempt_comes_first)
{
    inflow_client c;
    auto const path = c.page();
    c.pay(path, "4000000000009995");
    BOOST_TEST(c.status(c.newest()) == "processing");
    BOOST_TEST(text_in(only_attempt(c), "status") == "requires_payment_method");
    BOOST_TEST(text_in(only_attempt(c), "errorMessage") ==
               "There is not enough money on this card. Try another card or another way to pay.");
    c.bank.advance(60s);
    c.pay(path);
    BOOST_TEST(c.status(c.newest()) == "processing");
    c.bank.advance(2s);
    auto const o = object_in(c.transaction(c.newest()).body);
    BOOST_TEST(text_in(o, "status") == "paid");
    auto const& all = o.at("depositAttempts").as_array();
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST(text_in(all[0].as_object(), "status") == "succeeded");
    BOOST_TEST(text_in(all[0].as_object(), "attemptedAt") == "2025-03-19T10:24:45.000Z");
    BOOST_TEST(text_in(all[1].as_object(), "status") == "requires_payment_method");
    BOOST_TEST(text_in(all[1].as_object(), "attemptedAt") == "2025-03-19T10:23:45.000Z");
}

BOOST_AUTO_TEST_CASE(an_attempt_under_way_is_processing)
{
    inflow_client c;
    c.pay(c.page());
    BOOST_TEST(text_in(only_attempt(c), "status") == "processing");
    BOOST_TEST(c.status(c.newest()) == "processing");
}

BOOST_AUTO_TEST_CASE(C43_after_ten_declines_it_has_failed)
{
    inflow_client c;
    auto const path = c.page();
    for (int i = 0; i != 10; ++i) c.pay(path, "4000000000000002");
    auto const o = object_in(c.transaction(c.newest()).body);
    BOOST_TEST(text_in(o, "status") == "failed");
    BOOST_TEST(o.at("depositAttempts").as_array().size() == 10U);
}

BOOST_AUTO_TEST_CASE(S_the_numeric_id_leads_to_it_as_well)
{
    inflow_client c;
    auto const id = c.paid();
    auto const number = std::to_string(number_of(c.bank.payments().back()->id));
    BOOST_TEST(c.transaction(number).body == c.transaction(id).body);
    for (auto const& other : {"0" + number, number + "0", number + "x", "+" + number,
                              id.substr(2), "tx" + id.substr(2), "TX" + id, std::string("TX"),
                              std::string("%00"), std::string("99999999999999999999999")})
        check_detail(c.transaction(other), 404, "Not found.");
}

BOOST_AUTO_TEST_CASE(C45_another_accounts_and_the_other_modes_are_not_found)
{
    inflow_client c;
    auto const id = c.paid();
    auto const live = c.bank.api_key("inflow", mode::live);
    auto const target = "/transactions/" + id + "/";
    check_detail(c.ask("GET", target, {}, {}, live), 404, "Not found.");
    create_account other;
    other.username = "other";
    other.name = "Other";
    auto const owner = c.bank.engine().accounts().create(other);
    create_api_key how;
    how.label = "its own";
    how.face = "inflow";
    auto const key =
        c.bank.engine().api_keys().create({owner->id, mode::test, "inflow"}, how)->text;
    check_detail(c.ask("GET", target, {}, {}, key.reveal()), 404, "Not found.");
    auto const number = std::to_string(number_of(c.bank.payments().back()->id));
    check_detail(c.ask("GET", "/transactions/" + number + "/", {}, {}, key.reveal()), 404,
                 "Not found.");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace inflow_transactions_tests
