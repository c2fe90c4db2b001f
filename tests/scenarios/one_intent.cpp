// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/one_intent.cpp: one wish under one key, its object spelt in every way that is
// read; it has one effect. It could happen wherever a path names an object: by number, public id,
// another letter case, percent-encoding, an object of another face, or one that is not there.
#include <faces/inflow_client.hpp>
#include <faces/popfab_client.hpp>

namespace one_intent_tests {

using namespace tender;

BOOST_AUTO_TEST_SUITE(one_intent)

BOOST_AUTO_TEST_CASE(C14_a_transaction_s_number_and_its_public_id_are_one_scope)
{
    inflow_tests::inflow_client c;
    auto const id = c.paid();
    std::string_view const body = R"({"reason":"r","amount":"5.00"})";
    auto const ask = [&](std::string const& as, std::string_view key) {
        return c.refund(as, std::string(body), {{"Idempotency-Key", key}});
    };
    auto const first = ask(id, "k");
    BOOST_REQUIRE_MESSAGE(first.status == 201, first.body);
    auto const number = inflow_tests::text_in(first, "transaction_id");
    std::string lower = id;
    for (auto& letter : lower)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + 32);
    std::string upper = id;
    for (auto& letter : upper)
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 32);
    for (auto const& as : {id, number, "0" + number, "+" + number, number + "%20", lower, upper,
                           "%54" + id.substr(1)})
        BOOST_TEST_CONTEXT(as) {
            for (std::string_view const key : {"k", "\"k\"", " k "}) {
                auto const again = ask(as, key);
                bool const replayed = again.status == 201 && again.body == first.body &&
                                      again.find("Idempotent-Replayed") == "true";
                BOOST_TEST((replayed || again.status == 404), again.status << again.body);
            }
        }
    BOOST_TEST(ask(number, "k").status == 201);   // the two that the contract knows are read
    BOOST_TEST(c.refunds().size() == 1U);

    auto const other = c.paid();
    BOOST_TEST(ask(other, "k").find("Idempotent-Replayed").empty());   // another object
    BOOST_TEST(c.refunds().size() == 2U);
}

BOOST_AUTO_TEST_CASE(C14_a_number_first_and_the_public_id_behind_it_are_one_scope_too)
{
    inflow_tests::inflow_client c;
    auto const id = c.paid();
    auto const probe = c.refund(id, R"({"reason":"r","amount":"1.00"})");
    auto const number = inflow_tests::text_in(probe, "transaction_id");
    std::string const body = R"({"reason":"r","amount":"5.00"})";
    BOOST_TEST(c.refund(number, body, {{"Idempotency-Key", "k"}}).status == 201);
    BOOST_TEST(c.refund(id, body, {{"Idempotency-Key", "k"}}).find("Idempotent-Replayed") ==
               "true");
    auto const another = c.refund(number, R"({"reason":"r","amount":"6.00"})",
                                  {{"Idempotency-Key", "k"}});
    BOOST_TEST(another.status == 409, another.body);
    BOOST_TEST(c.refunds().size() == 2U);
}

BOOST_AUTO_TEST_CASE(C14_a_key_on_what_is_not_there_answers_so_and_is_free)
{
    popfab_tests::client shop;
    auto const id = shop.paid(1000);
    auto const ask = [&](std::string_view as) {
        return shop.send("POST", "/v1/payments/" + std::string(as) + "/refund",
                         R"({"amount":100})", {{"Idempotency-Key", "k"}});
    };
    for (std::string_view const as : {"ppfb_pay_01ARZ3NDEKTSV4RRFFQ69G5FAV", "17", "%00", "x"})
        BOOST_TEST(ask(as).status == 404);
    BOOST_TEST(ask(id).status == 200);
    BOOST_TEST(ask(id).find("Idempotent-Replayed") == "true");
}

BOOST_AUTO_TEST_CASE(C14_a_store_that_is_away_is_told_before_anything_happens)
{
    popfab_tests::client shop;
    auto const id = shop.paid(1000);
    shop.bank.store().arm(3, testing::storage_failure::refuse);   // key, its account, the payment
    auto const r = shop.send("POST", "/v1/payments/" + id + "/refund", R"({"amount":100})",
                             {{"Idempotency-Key", "k"}});
    BOOST_TEST(shop.bank.store().struck());
    BOOST_TEST(r.status == 503, r.body);
    shop.bank.clear_faults();
    BOOST_TEST(popfab_tests::text_in(shop.read(id), "amount_refunded").empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace one_intent_tests
