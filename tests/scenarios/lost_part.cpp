// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/lost_part.cpp: a client's mistake loses a member of a request; what moves money
// takes that for no wish to move all of it. It could happen in the body and the query of each route
// on which a part may be left out: the refunds of POPFAB and of Inflow, by number and by id.
#include <faces/inflow_client.hpp>
#include <faces/popfab_client.hpp>

namespace lost_part_tests {

using namespace tender;

namespace {

struct mistake {
    char const* body;
    char const* field;
    char const* says;
};

constexpr mistake popfab_mistakes[] = {
    {R"({"amount":null})", "amount", "must not be null"},
    {R"({"amount":500,"reason":null})", "reason", "must not be null"},
    {R"({"ammount":500})", "ammount", "is not known here; did you mean amount?"},
    {R"({"Amount":500})", "Amount", "is not known here; did you mean amount?"},
    {R"({"amonut":500})", "amonut", "is not known here; did you mean amount?"},
    {R"({"amount_minor":500})", "amount_minor", "is not known here"},
    {R"({"value":500})", "value", "is not known here"},
    {R"({"":500})", "", "is not known here"},
    {R"({"refund":{"amount":500}})", "refund", "is not known here"},
    {R"({"amount":500,"currency":"USD"})", "currency", "is not known here"},
};

constexpr mistake inflow_mistakes[] = {
    {R"({"reason":"r","amount":null})", "amount", "must not be null"},
    {R"({"reason":"r","ammount":"5.00"})", "ammount", "is not known here; did you mean amount?"},
    {R"({"reason":"r","AMOUNT":"5.00"})", "AMOUNT", "is not known here; did you mean amount?"},
    {R"({"reason":"r","amount_in_cents":500})", "amount_in_cents", "is not known here"},
    {R"({"reason":"r","total":"5.00"})", "total", "is not known here"},
    {R"({"reason":"r","amount":"5.00","Reason":"x"})", "Reason",
     "is not known here; did you mean reason?"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(lost_part)

BOOST_AUTO_TEST_CASE(C35_a_mistake_in_a_refund_of_popfab_moves_nothing_and_is_named)
{
    popfab_tests::client shop;
    auto const id = shop.paid(1000);
    auto const before = shop.read(id).body;
    for (auto const& m : popfab_mistakes) BOOST_TEST_CONTEXT(m.body) {
        auto const said = popfab_tests::check_error(shop.refund(id, m.body), 400,
                                                    "VALIDATION_ERROR");
        BOOST_REQUIRE(said.size() == 1U);
        BOOST_TEST(said.front() == std::string(m.field) + ": " + m.says);
    }
    auto const twice = shop.post("/v1/payments/" + id + "/refund?amount=500", "{}");
    BOOST_TEST(popfab_tests::check_error(twice, 400, "VALIDATION_ERROR").size() == 1U);
    auto const empty = shop.post("/v1/payments/" + id + "/refund?amount=500");
    BOOST_TEST(popfab_tests::check_error(empty, 400, "VALIDATION_ERROR").size() == 1U);
    BOOST_TEST(shop.read(id).body == before);
    BOOST_TEST(shop.refund(id, R"({"amount":500})").status == 200);
    BOOST_TEST(shop.refund(id, "{}").status == 200);
    BOOST_TEST(shop.status(id) == "reversed");
}

BOOST_AUTO_TEST_CASE(C35_a_mistake_in_a_refund_of_inflow_moves_nothing_and_is_named)
{
    inflow_tests::inflow_client c;
    auto const id = c.paid();
    for (auto const& m : inflow_mistakes) BOOST_TEST_CONTEXT(m.body) {
        auto const r = c.refund(id, m.body);
        BOOST_TEST(r.status == 400);
        BOOST_TEST(r.body.find("\"" + std::string(m.field) + "\"") != std::string::npos, r.body);
        BOOST_TEST(r.body.find(m.says) != std::string::npos, r.body);
    }
    auto const r = c.ask("POST", "/transactions/" + id + "/refund/?amount=5.00",
                         R"({"reason":"r"})");
    BOOST_TEST(r.status == 400);
    BOOST_TEST(c.refunds().empty());
}

BOOST_AUTO_TEST_CASE(a_refused_refund_consumes_no_key)
{
    popfab_tests::client shop;
    auto const id = shop.paid(1000);
    auto const ask = [&](std::string_view body) {
        return shop.send("POST", "/v1/payments/" + id + "/refund", body,
                         {{"Idempotency-Key", "one"}});
    };
    BOOST_TEST(ask(R"({"ammount":500})").status == 400);
    auto const r = ask(R"({"amount":500})");
    BOOST_TEST(r.status == 200);
    BOOST_TEST(popfab_tests::text_in(r, "amount_refunded") == "500");
}

BOOST_AUTO_TEST_CASE(many_mistakes_are_told_in_a_few)
{
    popfab_tests::client shop;
    auto const id = shop.paid(1000);
    std::string body = "{\"a0\":1";
    for (int i = 1; i != 20'000; ++i) body += ",\"a" + std::to_string(i) + "\":1";
    auto const r = shop.refund(id, body + "}");
    BOOST_TEST(popfab_tests::check_error(r, 400, "VALIDATION_ERROR").size() == 20U);
}

BOOST_AUTO_TEST_CASE(what_is_told_of_payments_may_be_more_than_we_know)
{
    popfab_tests::client shop;
    BOOST_TEST(shop.create(popfab_tests::with("/loyalty_card", "17")).status == 200);
    inflow_tests::inflow_client c;
    auto const body = face_tests::with(inflow_tests::checkout_example, "utm_source", "\"mail\"");
    BOOST_TEST(c.create(body).status == c.create().status);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lost_part_tests
