// SPDX-License-Identifier: BSL-1.0
// tests/faces/popfab_get.cpp: GET /v1/payments/{id}: who sees what, and nobody else.
#include "popfab_client.hpp"

#include <memory>
#include <string>

namespace popfab_get_tests {

using namespace popfab_tests;
using namespace tender;

namespace {

/// A payment that the host made, without any face, through a provider that takes everything.
std::string made_by_host(client& shop, money amount, payment_method method)
{
    auto const anything = std::make_shared<probe>(name("anything"));
    anything->takes({{payment_method::card, {}}, {payment_method::wallet, {}}});
    BOOST_REQUIRE(shop.bank.engine().add(anything, mode::test).has_value());
    auto const made = shop.bank.engine().payments().create(shop.bank.who(),
                                                           shop.bank.order(amount, method));
    BOOST_REQUIRE(made.has_value());
    return "ppfb_pay_" + made->id.text();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(popfab_get)

BOOST_AUTO_TEST_CASE(shows_the_payment_as_it_is_now)
{
    client shop;
    auto const made = shop.create();
    auto const id = text_in(made, "id");
    shop.bank.advance(1s);
    auto const r = shop.read(id);
    BOOST_TEST(r.status == 200);
    BOOST_TEST(names_in(object_in(r)) == names_in(object_in(made)));
    BOOST_TEST(text_in(r, "status") == "success");
    BOOST_TEST(text_in(r, "created_at") == "2025-03-19T10:23:45.000Z");
    BOOST_TEST(text_in(r, "updated_at") == "2025-03-19T10:23:46.000Z");
    for (auto const* member : {"id", "reference", "amount", "currency", "payment_method",
                               "provider", "provider_reference", "customer", "metadata", "fees",
                               "routing_context"})
        BOOST_TEST(text_in(r, member) == text_in(made, member), member);
}

BOOST_AUTO_TEST_CASE(a_failed_payment_says_why)
{
    client shop;
    auto const r = shop.read(shop.make(10'001));
    BOOST_TEST(r.status == 200);
    BOOST_TEST(text_in(r, "status") == "failed");
    BOOST_TEST(text_in(r, "failure_reason") == "declined by the provider");
    BOOST_TEST(text_in(r, "provider") == "paystack");
}

BOOST_AUTO_TEST_CASE(C24_updated_at_grows_with_every_change_also_within_a_millisecond)
{
    client shop;
    auto const id = shop.paid();
    auto last = text_in(shop.read(id), "updated_at");
    for (int i = 0; i != 5; ++i) {
        auto const now = text_in(shop.refund(id, "{\"amount\":1}"), "updated_at");
        BOOST_TEST(now > last);
        last = now;
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_payment_of_ours_is_404)
{
    client shop;
    auto const id = shop.make();
    auto const ulid = id.substr(9);
    std::string lower = id;
    for (auto& c : lower) if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    for (std::string const& other : {
             std::string("ppfb_pay_01HX9T2KBQM4Z3YWN5E6R7VP8S"), ulid, lower, id + "0",
             id.substr(0, id.size() - 1), "ppfb_rfd_" + ulid, "PPFB_PAY_" + ulid,
             std::string("ppfb_pay_"), "ppfb_pay_8" + ulid.substr(1), "ppfb_pay_U" + ulid.substr(1),
             std::string("1"), std::string("0"), std::string("-1"), std::string("null"),
             std::string("%00"), std::string(".."), id + "%20", "%20" + id, id + "%00",
             "ppfb%5Fpay_" + ulid, id + ".json", std::string("' or 1=1"), many(10'000)})
        BOOST_TEST_CONTEXT(other.substr(0, 60))
            check_error(shop.read(other), 404, "NOT_FOUND");
    BOOST_TEST(shop.read(id).status == 200);
}

BOOST_AUTO_TEST_CASE(another_merchants_payment_is_404)
{
    client shop;
    auto const id = shop.make();
    shop.key = shop.stranger();
    check_error(shop.read(id), 404, "NOT_FOUND");
    BOOST_TEST(shop.count() == 0U);
}

BOOST_AUTO_TEST_CASE(C32_the_other_environments_payment_is_404)
{
    client shop;
    BOOST_REQUIRE(shop.bank.engine().add(std::make_shared<probe>(), mode::live).has_value());
    auto const test_key = shop.key, live_key = shop.bank.api_key("popfab", mode::live);
    auto const in_test = shop.make();
    shop.key = live_key;
    auto const in_live = text_in(shop.create(), "id");
    check_error(shop.read(in_test), 404, "NOT_FOUND");
    BOOST_TEST(shop.read(in_live).status == 200);
    BOOST_TEST(shop.count() == 1U);
    shop.key = test_key;
    check_error(shop.read(in_live), 404, "NOT_FOUND");
    BOOST_TEST(shop.read(in_test).status == 200);
    BOOST_TEST(shop.count() == 1U);
}

BOOST_AUTO_TEST_CASE(an_idempotency_key_and_a_query_change_nothing)
{
    client shop;
    auto const id = shop.make();
    auto const plain = shop.read(id);
    auto const r = shop.send("GET", "/v1/payments/" + id + "?expand=all&x", {},
                             {{"Idempotency-Key", "\xff"}, {"Content-Type", "text/plain"}});
    BOOST_TEST(r.status == 200);
    BOOST_TEST(r.body == plain.body);
    BOOST_TEST(r.find("Idempotent-Replayed") == "");
}

BOOST_AUTO_TEST_CASE(C45_a_payment_of_the_host_can_be_read_by_id)
{
    client shop;
    auto const paid = shop.bank.pay({150'000, "NGN"});
    auto const r = shop.read("ppfb_pay_" + paid.id.text());
    BOOST_TEST(r.status == 200);
    BOOST_TEST(text_in(r, "reference") == paid.terms->reference);
    BOOST_TEST(text_in(r, "status") == "success");
    BOOST_TEST(shop.count() == 0U);
}

BOOST_AUTO_TEST_CASE(C45_what_popfab_has_no_words_for_is_404)
{
    struct { money amount; payment_method method; int status; } const cases[] = {
        { { 1000, "USD" }, payment_method::card,   200 },
        { { 1000, "EUR" }, payment_method::card,   404 },
        { { 1000, "USD" }, payment_method::wallet, 404 },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.amount.currency.code()) {
        client shop;
        auto const id = made_by_host(shop, c.amount, c.method);
        BOOST_TEST(shop.read(id).status == c.status);
        BOOST_TEST(shop.post("/v1/payments/" + id + "/sync").status == c.status);
        BOOST_TEST(shop.refund(id).status == c.status);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace popfab_get_tests
