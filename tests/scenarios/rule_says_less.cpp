// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/rule_says_less.cpp: a document that decides over money has a member misspelt or
// misplaced; it is refused, for it would decide over more than its author meant. It could happen in
// routing rules and their conditions, API keys, webhook endpoints and payment links.
#include <faces/inflow_client.hpp>
#include <faces/popfab_client.hpp>

namespace rule_says_less_tests {

using namespace tender;

namespace {

struct misspelt {
    char const* target;
    char const* body;
    char const* field;
};

constexpr misspelt in_popfab[] = {
    {"/v1/routing-rules", R"({"name":"a","priority":1,"provider":"squad",)"
                          R"("conditions":{"curency":"NGN"}})", "conditions.curency"},
    {"/v1/routing-rules", R"({"name":"a","priority":1,"provider":"squad",)"
                          R"("conditions":{"amount":{"min":5}}})", "conditions.amount"},
    {"/v1/routing-rules", R"({"name":"a","priority":1,"provider":"squad",)"
                          R"("conditions":{"currency":null}})", "conditions.currency"},
    {"/v1/routing-rules", R"({"name":"a","priority":1,"provider":"squad",)"
                          R"("currency":"NGN","conditions":{}})", "currency"},
    {"/v1/routing-rules", R"({"name":"a","priority":1,"provider":"squad",)"
                          R"("conditions":{},"enabeld":false})", "enabeld"},
    {"/v1/routing-rules", R"({"name":"a","priority":1,"provider":"squad",)"
                          R"("conditions":{},"enabled":null})", "enabled"},
    {"/v1/routing-rules", R"({"name":"a","priority":1,"provider":"squad"})", "conditions"},
    {"/v1/routing-rules", R"({"name":"a","priority":1,"provider":"squad","conditions":null})",
     "conditions"},
    {"/v1/routing-rules", R"({"name":"a","priority":1,"provider":"squad","condition":{}})",
     "condition"},
    {"/v1/api-keys", R"({"label":"a","environment":"test","rate_limit":5})", "rate_limit"},
    {"/v1/api-keys", R"({"label":"a","environment":"test","rate_limit_max":null})",
     "rate_limit_max"},
    {"/v1/webhooks/endpoints", R"({"url":"https://a.example/","events":["payment.success"],)"
                     R"("enable":false})", "enable"},
};

constexpr misspelt in_inflow[] = {
    {"/payment-links/", R"({"name":"a","products":[{"product_id":"PRODUCT","quantity":1}],)"
                        R"("max_use":1})", "max_use"},
    {"/payment-links/", R"({"name":"a","products":[{"product_id":"PRODUCT","quantity":1}],)"
                        R"("expire_at":"2030-01-01T00:00:00Z"})", "expire_at"},
    {"/payment-links/", R"({"name":"a","products":[{"product_id":"PRODUCT","quantity":1,)"
                        R"("price":"1.00"}]})", "price"},
    {"/organization/api-keys/", R"({"name":"a","scope":["refunds:read"]})", "scope"},
    {"/organization/api-keys/", R"({"name":"a","scopes":null})", "scopes"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_says_less)

BOOST_AUTO_TEST_CASE(C35_a_misspelt_member_of_a_document_of_popfab_is_named)
{
    popfab_tests::client shop;
    for (auto const& m : in_popfab) BOOST_TEST_CONTEXT(m.body) {
        auto const said = popfab_tests::check_error(shop.post(m.target, m.body), 400,
                                                    "VALIDATION_ERROR");
        bool const named = std::any_of(said.begin(), said.end(), [&](std::string const& s) {
            return s.starts_with(std::string(m.field) + ": ");
        });
        BOOST_TEST(named, (said.empty() ? "" : said.front()));
    }
    BOOST_TEST(popfab_tests::text_in(shop.get("/v1/routing-rules"), "data") == "[]");
}

BOOST_AUTO_TEST_CASE(a_rule_for_everything_says_so)
{
    popfab_tests::client shop;
    auto const r = shop.post("/v1/routing-rules",
        R"({"name":"a","priority":1,"provider":"squad","conditions":{}})");
    BOOST_TEST(r.status == 200, r.body);
    BOOST_TEST(popfab_tests::text_in(shop.read(shop.make()), "provider") == "squad");
}

BOOST_AUTO_TEST_CASE(C35_a_misspelt_member_of_a_document_of_inflow_is_named)
{
    inflow_tests::inflow_client c;
    for (auto const& m : in_inflow) BOOST_TEST_CONTEXT(m.body) {
        auto const r = c.log_in("POST", m.target, m.body);
        BOOST_TEST(r.status == 400);
        BOOST_TEST(r.body.find(m.field) != std::string::npos, r.body);
        BOOST_TEST((r.body.find("is not known here") != std::string::npos ||
                    r.body.find("must not be null") != std::string::npos), r.body);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace rule_says_less_tests
