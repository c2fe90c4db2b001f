// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/own_json.cpp: a host speaks JSON of its own: what is kept as values, commands
// from texts.
#include <tender/api/popfab.hpp>
#include <tender/json.hpp>
#include <tender/service/engine_internals.hpp>
#include <tender/store/records/records.hpp>
#include <tender/tender.hpp>

#include <service/bank.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace own_json_tests {

using namespace tender;
using namespace tender::testing;
namespace json = boost::json;

namespace {

/// What is told of a text that is no command.
template<class Command>
std::string told(std::string_view text)
{
    auto const read = from_json<Command>(text);
    if (read) return "";
    BOOST_TEST((read.error() == errc::invalid_request));
    std::string out;
    for (auto const& f : read.error().fields())
        out.append(out.empty() ? "" : "; ").append(f.field).append(" ").append(f.says);
    return out;
}

/// Every member of a command, as its text has them.
template<class Command>
void has_all(std::string_view text)
{
    BOOST_TEST_CONTEXT(text) {
        auto const all = json::parse(text);
        auto const read = from_json<Command>(text);
        BOOST_TEST_REQUIRE(read.has_value());
        BOOST_TEST(to_json(*read) == all);
        BOOST_TEST(to_json(from_json<Command>(all).value()) == all);
        BOOST_TEST(schema_of<Command>.fields.size() == all.as_object().size());
    }
}

/// All records of a type say as values what a store keeps of them as text.
template<class R>
void as_it_is_kept(sandbox& bank)
{
    auto const& e = entity_of<R>;
    int seen = 0;
    BOOST_TEST_CONTEXT(e.type->name) {
        auto const look = [&](id<account>, any_versioned const& kept) {
            ++seen;
            auto const& record = *static_cast<R const*>(kept.object.get());
            BOOST_TEST(to_json(record) == json::parse(e.encode(kept.object)));
        };
        auto const done = runtime_of(bank.engine()).storage().for_each(*e.type, look);
        BOOST_TEST(done.has_value());
        BOOST_TEST(seen > 0);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(own_json)

BOOST_AUTO_TEST_CASE(a_payment_is_a_value_with_the_names_of_its_members)
{
    sandbox bank;
    auto const paid = bank.pay({150'000, "NGN"});
    auto const value = to_json(paid);
    BOOST_TEST(value.at("id") == json::value(paid.id.text()));
    BOOST_TEST(value.at("state") == json::value("captured"));
    BOOST_TEST(value.at("captured") == json::value(150'000));
    BOOST_TEST(value.at("terms").at("amount") ==
               json::parse(R"({"minor":150000,"currency":"NGN"})"));
    BOOST_TEST(value.at("updated_at") == json::value(rfc3339(paid.updated_at)));
    BOOST_TEST(!value.as_object().contains("lines"));
}

BOOST_AUTO_TEST_CASE(lists_and_maps_of_things_are_values_too)
{
    sandbox bank;
    std::vector<payment> const two{bank.pay({100, "NGN"}), bank.pay({200, "NGN"})};
    BOOST_TEST(json::value_from(two).at(1) == to_json(two[1]));
    BOOST_TEST(json::value_from(two[0].terms->amount) == to_json(money{100, "NGN"}));
    std::map<std::string, std::optional<payment>> const named{{"a", two[0]}, {"b", std::nullopt}};
    auto const value = json::value_from(named);
    BOOST_TEST(value.at("a") == to_json(two[0]));
    BOOST_TEST(value.at("b").is_null());
}

BOOST_AUTO_TEST_CASE(every_record_says_what_is_kept_of_it)
{
    sandbox bank;
    bank.api_key("popfab");
    auto const who = bank.who();
    auto const paid = bank.pay({100'000, "NGN"});
    bank.engine().refunds().create(who, paid.id, {.amount = 40'000}).value();
    bank.engine().customers().create(who, {.email = "ada@example.com"}).value();
    bank.engine().webhooks().create(bank.by(popfab()), {.url = "https://books.example/hook",
        .events = {"payment.success"}}).value();
    bank.engine().payments().create(bank.by(popfab()), bank.order({5'000, "NGN"})).value();
    bank.advance(1min);
    as_it_is_kept<account>(bank);
    as_it_is_kept<api_key>(bank);
    as_it_is_kept<customer>(bank);
    as_it_is_kept<payment>(bank);
    as_it_is_kept<attempt>(bank);
    as_it_is_kept<refund>(bank);
    as_it_is_kept<event>(bank);
    as_it_is_kept<posting>(bank);
    as_it_is_kept<job>(bank);
    as_it_is_kept<webhook_endpoint>(bank);
    as_it_is_kept<webhook_delivery>(bank);
}

//[own_json
/// A queue's message makes a payment: {"amount":{"minor":150000,"currency":"NGN"},"reference":…}
result<boost::json::value> order(engine& pay, merchant const& who, std::string_view message)
{
    auto const command = from_json<create_payment>(message);
    if (!command) return command.error();   // every fault in it
    auto const made = pay.payments().create(who, *command);
    if (!made) return made.error();
    return to_json(*made);
}
//]

BOOST_AUTO_TEST_CASE(a_command_comes_from_a_text)
{
    sandbox bank;
    auto const made = order(bank.engine(), bank.who(), R"({
        "amount": {"minor": 150000, "currency": "NGN"},
        "reference": "ORDER-7890",
        "customer": {"email": "ada@example.com"},
        "metadata": {"cart": "A-1"}})");
    BOOST_TEST_REQUIRE(made.has_value());
    BOOST_TEST(made->at("terms").at("amount") == to_json(money{150'000, "NGN"}));
    BOOST_TEST(made->at("terms").at("reference") == json::value("ORDER-7890"));
    BOOST_TEST(made->at("terms").at("metadata") == json::parse(R"({"cart":"A-1"})"));
    auto const kept = bank.engine().payments().list(bank.who(), {}).value().items;
    BOOST_TEST_REQUIRE(kept.size() == 1U);
    BOOST_TEST(to_json(*kept[0].object) == *made);
    auto const refused = order(bank.engine(), bank.who(), R"({
        "amount": {"minor": 0, "currency": "NGN"}, "reference": "ORDER-1",
        "customer": {"email": "ada@example.com"}})");
    BOOST_TEST_REQUIRE(!refused.has_value());
    BOOST_TEST(refused.error().fields().at(0).field == "amount");
}

BOOST_AUTO_TEST_CASE(every_fault_of_a_text_is_told)
{
    struct { std::string_view text, says; } const cases[] = {
        { "", "body must be well-formed JSON" },
        { "[]", "body must be an object" },
        { "null", "body must be an object" },
        { "{}", "amount is required; reference is required; customer is required" },
        { R"({"amount":{"minor":1.5,"currency":"naira"},"reference":"","customer":{"email":"x"}})",
          "amount.minor must be a whole number; amount.currency is not known; "
          "reference must have 1 to 255 letters, digits, hyphens or underscores; "
          "customer.email must be an e-mail address" },
        { R"({"amount":{},"reference":"A","customer":{"email":"a@b.example"},)"
          R"("save_instrumant":true})",
          "save_instrumant is not known here; did you mean save_instrument?" },
        { R"({"amount":{},"reference":"A","customer":{"email":"a@b.example"},"method":"cash",)"
          R"("instrument":"x","routing_override":null})",
          "method is not known; routing_override must not be null; instrument is not known" },
        { R"({"amount":{},"amount":{},"reference":"A","customer":{"email":"a@b.example"}})",
          "amount is given twice" },
        { R"({"amount":{},"reference":"A","customer":{"email":"a@b.example"},"alongside":1})",
          "alongside is not known here" },
    };
    for (auto const& c : cases)
        BOOST_TEST_CONTEXT(c.text) BOOST_TEST(told<create_payment>(c.text) == c.says);
    BOOST_TEST(told<create_refund>(R"({"amount":0,"reason":null})") ==
               "amount must be greater than zero; reason must not be null");
}

BOOST_AUTO_TEST_CASE(a_command_has_all_its_members)
{
    has_all<create_payment>(R"({"amount":{"minor":5,"currency":"EUR"},"method":"ussd",
        "reference":"A","customer":{"email":"a@b.example","name":"Ada","phone":"+2348012345678",
        "country":"NG","region":"LA"},"callback_url":"https://a.example/",
        "routing_override":"squad",
        "metadata":{"k":"v"},"instrument":"01JPQ7W5K40000000000000001","save_instrument":true,
        "idempotency_key":"key"})");
    has_all<create_refund>(
        R"({"amount":5,"reason":"late","within_wallet":true,"idempotency_key":"key"})");
    has_all<create_customer>(R"({"email":"a@b.example","name":"Ada","phone":"+2348012345678",
        "country":"NG","region":"LA"})");
    has_all<create_saved_instrument>(R"({"customer":"a@b.example","provider":"squad","stored":
        {"token":"tok","card":{"brand":"visa","last_four":42},"expiry":{"month":1,"year":2030}},
        "method":"card"})");
    has_all<create_product>(R"({"name":"Tea","description":"Green","image":"https://a.example/t",
        "prices":[{"minor":500,"currency":"EUR"}],"least":2,"most":9,"idempotency_key":"key"})");
    has_all<create_link>(R"({"name":"Tea","products":[{"which":"01JPQ7W5K40000000000000001",
        "quantity":2}],"currency":"EUR","prices":"tax_included",
        "expires_at":"2026-01-02T03:04:05.000Z","most_uses":7,"metadata":"{}",
        "page":"https://a.example/","idempotency_key":"key"})");
    has_all<create_webhook_endpoint>(R"({"url":"https://a.example/","events":["payment.success"],
        "enabled":false,"format":"standard","idempotency_key":"key"})");
    has_all<create_account>(R"({"username":"books","name":"Books","currency":"EUR",
        "live_approved":true,"settlement_delay":86400,"reserve_basis_points":100,
        "reserve_delay":3600})");
    has_all<create_api_key>(R"({"label":"Till","face":"popfab","scopes":"payments_read keys_read",
        "role":"admin","requests_per_minute":60,"expires_at":"2026-01-02T03:04:05.000Z",
        "idempotency_key":"key"})");
    has_all<change_account_settings>(R"({"least_payment":1,"most_payment":2,
        "platform_basis_points":3,"ad_hoc_products":true,"prices":"tax_excluded","name":"Books",
        "profile":{"k":"v"}})");
    has_all<set_routing_rule>(R"({"label":"Cards","priority":5,"enabled":false,"conditions":
        {"method":"card","currency":"NGN","amount_min":1,"amount_max":2,"customer_country":"NG"},
        "provider":"squad","weights":[{"provider":"squad","weight":3}],
        "fallback_providers":["payaza"]})");
    has_all<open_checkout>(R"({"amount":{"minor":5,"currency":"EUR"},"reference":"A",
        "email":"a@b.example","name":"Ada","phone":"1","country":"NG","region":"LA",
        "postal_code":"9","page":"https://a.example/","token":"t",
        "success_url":"https://a.example/s",
        "cancel_url":"https://a.example/c","failure_url":"https://a.example/f",
        "notify_url":"https://a.example/n","items":[{"name":"Tea","quantity":2,"amount":3,
        "product":"01JPQ7W5K40000000000000001"}],"methods":["card","ussd"],"metadata":"{}",
        "entries":{"k":"v"},"route":{"strategy":"hard_rule","reason":"rule_match","earlier":1,
        "rule":"01JPQ7W5K40000000000000001","candidates":[{"provider":"squad","verdict":"next"}],
        "tried":[]},"routing_override":"squad","fields":[{"label":"Size","answer":"L"}],
        "face_data":{"k":"v"},"prices":"tax_included","tax":1,
        "link":"01JPQ7W5K40000000000000001","simulate":"untouched","in_dollars":{"usd":"1.1",
        "source":"ecb","at":"2026-01-02T03:04:05.000Z"},"platform_basis_points":5,"lifetime":900,
        "idempotency_key":"key"})");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace own_json_tests
