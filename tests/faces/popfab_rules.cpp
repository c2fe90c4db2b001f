// SPDX-License-Identifier: BSL-1.0
// tests/faces/popfab_rules.cpp: POST and GET /v1/routing-rules, PUT and DELETE
// /v1/routing-rules/{id}.
#include "popfab_client.hpp"

#include <string>

namespace popfab_rules_tests {

using namespace popfab_tests;
using namespace tender;

namespace {

constexpr std::string_view rules = "/v1/routing-rules";

constexpr std::string_view hard =
    R"({"name":"Large NGN cards","priority":10,"conditions":{"payment_method":"card",)"
    R"("currency":"NGN","amount_min":5000000},"provider":"interswitch"})";

constexpr std::string_view soft =
    R"({"name":"Spread","priority":50,"enabled":false,"conditions":{},)"
    R"("weights":{"squad":70,"payaza":30},"fallback_providers":["paystack"]})";

std::string at(std::string_view id) { return std::string(rules) + "/" + std::string(id); }

json::array list(client& shop)
{
    auto const r = shop.get(rules);
    BOOST_TEST(r.status == 200);
    auto const o = object_in(r);
    BOOST_TEST(names_in(o) == "data");
    return o.at("data").as_array();
}

/// The only complaint about a request.
std::string complaint(response const& r)
{
    auto const all = check_error(r, 400, "VALIDATION_ERROR");
    BOOST_TEST(all.size() == 1U, r.body);
    return all.empty() ? std::string() : all.front();
}

std::string provider_of(client& shop, std::int64_t amount)
{
    return text_in(shop.read(shop.make(amount)), "provider");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(popfab_rules)

BOOST_AUTO_TEST_CASE(the_documented_example_is_answered_as_documented)
{
    client shop;
    auto const r = shop.post(rules, hard);
    BOOST_TEST(r.status == 200);
    auto const id = text_in(r, "id");
    BOOST_TEST(id.substr(0, 8) == "ppfb_rr_");
    BOOST_TEST(id.size() == 34U);
    auto const now = R"("2025-03-19T10:23:45.000Z")";
    BOOST_TEST(r.body == R"({"id":")" + id + R"(","name":"Large NGN cards","priority":10,)"
                         R"("enabled":true,"conditions":{"payment_method":"card",)"
                         R"("currency":"NGN","amount_min":5000000},"provider":"interswitch",)"
                         R"("created_at":)" + now + R"(,"updated_at":)" + now + "}");
}

BOOST_AUTO_TEST_CASE(every_member_is_kept_and_shown)
{
    client shop;
    auto const r = shop.post(rules, R"({"name":"Größe","priority":0,"enabled":false,"conditions":{
        "payment_method":"qr","currency":"GHS","amount_min":0,"amount_max":9007199254740991,
        "customer_country":"GH"},"provider":"paystack","fallback_providers":["squad","monnify"]})");
    BOOST_TEST(r.status == 200, r.body);
    auto o = object_in(r);
    for (auto const* made : {"id", "created_at", "updated_at"}) o.stable_erase(made);
    BOOST_TEST(json::serialize(o) ==
               R"({"name":"Größe","priority":0,"enabled":false,"conditions":{)"
               R"("payment_method":"qr","currency":"GHS","amount_min":0,)"
               R"("amount_max":9007199254740991,"customer_country":"GH"},"provider":"paystack",)"
               R"("fallback_providers":["squad","monnify"]})");
    auto spread = object_in(shop.post(rules, soft));
    for (auto const* made : {"id", "created_at", "updated_at"}) spread.stable_erase(made);
    BOOST_TEST(json::serialize(spread) == soft);
}

BOOST_AUTO_TEST_CASE(the_list_is_whole_and_in_the_order_of_priorities)
{
    client shop;
    BOOST_TEST(list(shop).empty());
    for (int priority = 100; priority >= 0; --priority)
        BOOST_REQUIRE(shop.post(rules, with("/priority", std::to_string(priority), hard)).status ==
                      200);
    auto const all = list(shop);
    BOOST_REQUIRE(all.size() == 101U);
    for (int i = 0; i != 101; ++i)
        BOOST_TEST(all[static_cast<std::size_t>(i)].as_object().at("priority") == i);
    BOOST_TEST(complaint(shop.post(rules, hard)) == "priority: is another rule's");
}

BOOST_AUTO_TEST_CASE(put_replaces_all_of_a_rule)
{
    client shop;
    auto const made = shop.post(rules, hard);
    auto const id = text_in(made, "id");
    shop.bank.advance(1min);
    auto const r = shop.send("PUT", at(id), soft);
    BOOST_TEST(r.status == 200);
    BOOST_TEST(text_in(r, "id") == id);
    BOOST_TEST(text_in(r, "name") == "Spread");
    BOOST_TEST(text_in(r, "conditions") == "{}");
    BOOST_TEST(text_in(r, "provider") == "");
    BOOST_TEST(text_in(r, "enabled") == "false");
    BOOST_TEST(text_in(r, "created_at") == text_in(made, "created_at"));
    BOOST_TEST(text_in(r, "updated_at") == "2025-03-19T10:24:45.000Z");
    BOOST_TEST(list(shop).size() == 1U);
    check_error(shop.send("PUT", at(id), with("/priority", "", soft)), 400, "VALIDATION_ERROR");
    auto const other = shop.post(rules, hard);
    BOOST_TEST(complaint(shop.send("PUT", at(text_in(other, "id")), soft)) ==
               "priority: is another rule's");
}

BOOST_AUTO_TEST_CASE(a_rule_that_was_read_is_sent_back_changed)
{
    client shop;
    auto const made = shop.post(rules, hard);
    auto const id = text_in(made, "id");
    shop.bank.advance(1min);
    auto const r = shop.send("PUT", at(id), with("/priority", "11", made.body));
    BOOST_REQUIRE_MESSAGE(r.status == 200, r.body);
    BOOST_TEST(text_in(r, "priority") == "11");
    BOOST_TEST(text_in(r, "id") == id);
    BOOST_TEST(text_in(r, "conditions") == text_in(made, "conditions"));
    BOOST_TEST(text_in(r, "created_at") == text_in(made, "created_at"));
    BOOST_TEST(text_in(r, "updated_at") != text_in(made, "updated_at"));
    auto const elsewhere = shop.send("PUT", at(id), with("/id", "\"ppfb_rr_1\"", made.body));
    BOOST_TEST(text_in(elsewhere, "id") == id);       // the path alone says which
}

BOOST_AUTO_TEST_CASE(delete_answers_204_without_a_body_and_then_404)
{
    client shop;
    auto const id = text_in(shop.post(rules, hard), "id");
    auto const r = shop.send("DELETE", at(id));
    BOOST_TEST(r.status == 204);
    BOOST_TEST(r.body == "");
    BOOST_TEST(r.find("Content-Type") == "");
    BOOST_TEST(r.find("X-Request-Id").size() == 26U);
    check_error(shop.send("DELETE", at(id)), 404, "NOT_FOUND");
    check_error(shop.send("PUT", at(id), hard), 404, "NOT_FOUND");
    BOOST_TEST(list(shop).empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_rule_of_ours_is_404)
{
    client shop;
    auto const id = text_in(shop.post(rules, hard), "id");
    for (std::string const& other : {std::string("x"), id.substr(8), "ppfb_pay_" + id.substr(8),
                                     id + "0", std::string("ppfb_rr_01HX9T2KBQM4Z3YWN5E6R7VP8S")})
        for (auto const* method : {"PUT", "DELETE"})
            check_error(shop.send(method, at(other), hard), 404, "NOT_FOUND");
    auto const mine = shop.key;
    for (auto const& key : {shop.stranger(), shop.bank.api_key("popfab", mode::live)}) {
        shop.key = key;
        check_error(shop.send("PUT", at(id), hard), 404, "NOT_FOUND");
        check_error(shop.send("DELETE", at(id)), 404, "NOT_FOUND");
        BOOST_TEST(list(shop).empty());
    }
    shop.key = mine;
    BOOST_TEST(list(shop).size() == 1U);
}

BOOST_AUTO_TEST_CASE(C35_says_what_is_wrong_and_where)
{
    struct { std::string_view spoil, value, says; } const cases[] = {
        { "/name",      "",         "name: is required"                                },
        { "/name",      "\"\"",     "name: must not be empty"                          },
        { "/name",      "1",        "name: must be text"                               },
        { "/priority",  "",         "priority: is required"                            },
        { "/priority",  "-1",       "priority: must be from 0 to 100"                  },
        { "/priority",  "101",      "priority: must be from 0 to 100"                  },
        { "/priority",  "1.5",      "priority: must be a whole number"                 },
        { "/priority",  "\"1\"",    "priority: must be a whole number"                 },
        { "/enabled",   "1",        "enabled: must be true or false"                   },
        { "/conditions", "",        "conditions: is required"                          },
        { "/conditions", "[]",      "conditions: must be an object"                    },
        { "/conditions/payment_method", "\"cash\"",
          "conditions.payment_method: must be one of card, bank_transfer, ussd, mobile_money, qr" },
        { "/conditions/currency", "\"EUR\"",
          "conditions.currency: must be one of NGN, GHS, KES, ZAR, UGX, XOF, USD" },
        { "/conditions/amount_min", "-1",
          "conditions.amount_min: must be from 0 to 9007199254740991" },
        { "/conditions/amount_max", "4999999",
          "conditions.amount_max: must not be below amount_min" },
        { "/conditions/amount_max", "\"5\"", "conditions.amount_max: must be a whole number" },
        { "/conditions/customer_country", "\"ng\"",
          "conditions.customer_country: must be two capital letters" },
        { "/conditions/customer_country", "\"\"",
          "conditions.customer_country: must be two capital letters" },
        { "/provider",  "",         "provider: must be given, or weights, but not both" },
        { "/provider",  "\"house\"", "provider: must be one of paystack, flutterwave, monnify, "
                                     "squad, interswitch, payaza" },
        { "/weights",   "{\"squad\":1}", "provider: must be given, or weights, but not both" },
        { "/weights",   "[]",       "weights: must be an object"                       },
        { "/weights",   "{\"squad\":\"1\"}", "weights.squad: must be a whole number"   },
        { "/weights",   "{\"squad\":0.5}", "weights.squad: must be a whole number"     },
        { "/weights",   "{\"squad\":0}", "weights.squad: must be from 1 to 1000000"    },
        { "/weights",   "{\"squad\":1000001}", "weights.squad: must be from 1 to 1000000" },
        { "/weights",   "{\"nobody\":1}", "weights.nobody: must be one of paystack, flutterwave, "
                                          "monnify, squad, interswitch, payaza" },
        { "/fallback_providers", "{}", "fallback_providers: must be a list"            },
        { "/fallback_providers", "[\"nobody\"]", "fallback_providers[0]: must be one of paystack, "
                                     "flutterwave, monnify, squad, interswitch, payaza" },
        { "/fallback_providers", "[\"interswitch\"]",
          "fallback_providers: must name other providers, each once" },
        { "/fallback_providers", "[\"squad\",\"squad\"]",
          "fallback_providers: must name other providers, each once" },
    };
    client shop;
    auto const id = text_in(shop.post(rules, with("/priority", "77", hard)), "id");
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.spoil << " = " << c.value) {
        auto const body = with(c.spoil, c.value, hard);
        BOOST_TEST(complaint(shop.post(rules, body)) == c.says);
        BOOST_TEST(complaint(shop.send("PUT", at(id), body)) == c.says);
    }
    auto const all = check_error(shop.post(rules, "{}"), 400, "VALIDATION_ERROR");
    BOOST_TEST(all.size() == 3U);
    check_error(shop.post(rules, "{"), 400, "VALIDATION_ERROR");
    check_error(shop.post(rules, R"({"weights":{"squad":1,"squad":2}})"), 400, "VALIDATION_ERROR");
    check_error(shop.send("POST", rules, hard, {{"Content-Type", "text/plain"}}), 415,
                "UNSUPPORTED_MEDIA_TYPE");
    check_error(shop.post(rules), 415, "UNSUPPORTED_MEDIA_TYPE");
    BOOST_TEST(list(shop).size() == 1U);
}

BOOST_AUTO_TEST_CASE(limits_hold_on_both_sides)
{
    client shop;
    for (auto const* priority : {"0", "100"})
        BOOST_TEST(shop.post(rules, with("/priority", priority, hard)).status == 200);
    auto const named = [&](std::size_t size) {
        auto const rule = with("/name", json_string(many(size)), hard);
        return shop.post(rules, with("/priority", "1", rule));
    };
    BOOST_TEST(complaint(named(256)) == "name: must have at most 255 characters");
    BOOST_TEST(named(255).status == 200);
    auto const weighted = with("/priority", "2", with("/provider", "", hard));
    BOOST_TEST(shop.post(rules, with("/weights", R"({"squad":1,"payaza":1000000})", weighted))
                   .status == 200);
    auto const equal = with("/conditions/amount_max", "5000000", with("/priority", "3", hard));
    BOOST_TEST(shop.post(rules, equal).status == 200);
}

BOOST_AUTO_TEST_CASE(payments_follow_the_rules_and_say_so)
{
    client shop;
    auto const id = text_in(shop.post(rules, hard), "id");
    BOOST_TEST(provider_of(shop, 4'999'900) == "paystack");
    BOOST_TEST(provider_of(shop, 5'000'000) == "interswitch");
    auto const made = shop.read(shop.make(5'000'000));
    auto const context = object_in(made).at("routing_context").as_object();
    BOOST_TEST(text_in(context, "strategy") == "hard_rule");
    BOOST_TEST(text_in(context, "selected_reason") == "rule_match");
    BOOST_TEST(text_in(context, "rule_id") == id);
    BOOST_TEST(text_in(context, "candidates") ==
               R"([{"provider":"interswitch","verdict":"chosen"},)"
               R"({"provider":"paystack","verdict":"next"},{"provider":"squad","verdict":"next"},)"
               R"({"provider":"payaza","verdict":"next"},)"
               R"({"provider":"flutterwave","verdict":"next"},)"
               R"({"provider":"monnify","verdict":"no_method"}])");
    BOOST_REQUIRE(shop.send("PUT", at(id), with("/enabled", "false", hard)).status == 200);
    BOOST_TEST(provider_of(shop, 5'000'000) == "paystack");
    BOOST_REQUIRE(shop.send("PUT", at(id), with("/enabled", "true", soft)).status == 200);
    int squad = 0;
    for (int i = 0; i != 200; ++i) squad += provider_of(shop, 1000) == "squad" ? 1 : 0;
    BOOST_TEST(squad > 110);
    BOOST_TEST(squad < 170);
    BOOST_REQUIRE(shop.send("DELETE", at(id)).status == 204);
    BOOST_TEST(provider_of(shop, 5'000'000) == "paystack");
}

BOOST_AUTO_TEST_CASE(a_rule_can_ask_for_the_customers_country)
{
    client shop;
    auto const rule = with("/conditions", R"({"customer_country":"GH"})", hard);
    BOOST_REQUIRE(shop.post(rules, rule).status == 200);
    auto const order_from = [&](std::string_view country) {
        static int nth = 0;
        auto const body = with("/reference", json_string("from-" + std::to_string(++nth)),
                               with("/customer/country", country));
        return text_in(shop.create(body), "provider");
    };
    BOOST_TEST(order_from("\"GH\"") == "interswitch");
    BOOST_TEST(order_from("\"NG\"") == "paystack");
    BOOST_TEST(order_from("") == "paystack");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace popfab_rules_tests
