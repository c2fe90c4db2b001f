// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/own_json.cpp: a host speaks JSON of its own: what is kept as values, commands
// from texts.
#include <tender/api/popfab.hpp>
#include <tender/domain/checkout/checkout.hpp>
#include <tender/domain/checkout/payment_link.hpp>
#include <tender/domain/ledger/posting.hpp>
#include <tender/domain/merchant/account_settings.hpp>
#include <tender/domain/merchant/branding.hpp>
#include <tender/domain/payment/attempt.hpp>
#include <tender/domain/payment/notification.hpp>
#include <tender/domain/runtime/idempotency_record.hpp>
#include <tender/domain/runtime/incident.hpp>
#include <tender/domain/runtime/job.hpp>
#include <tender/domain/runtime/tally.hpp>
#include <tender/domain/webhook/webhook_delivery.hpp>
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

/// A store that took in what values say would have the same records again.
template<class R>
void comes_back(R const& record)
{
    auto const& e = entity_of<R>;
    BOOST_TEST_CONTEXT(e.type->name) {
        auto const kept = e.encode(std::make_shared<R const>(record));
        auto const back = e.decode(json::serialize(to_json(record)));
        BOOST_TEST_REQUIRE((back != nullptr));
        BOOST_TEST(e.encode(back) == kept);
    }
}

/// All of a type that a store has; how many.
template<class R>
int all_come_back(sandbox& bank)
{
    int seen = 0;
    auto const look = [&](id<account>, any_versioned const& kept) {
        ++seen;
        comes_back(*static_cast<R const*>(kept.object.get()));
    };
    runtime_of(bank.engine()).storage().for_each(record_of<R>, look).value();
    return seen;
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

BOOST_AUTO_TEST_CASE(nothing_is_lost_in_a_value)
{
    sandbox bank;
    bank.api_key("popfab");
    auto const who = bank.who();
    auto const paid = bank.pay({100'000, "NGN"});
    bank.engine().refunds().create(who, paid.id, {.amount = 40'000}).value();
    bank.engine().customers().create(who, {.email = "ada@example.com"}).value();
    auto const seat = bank.engine().products().create(
        who, {.name = "Seat", .prices = {{2'900, "NGN"}}}).value();
    bank.engine().prices().create(who, {
        .product = seat.id,
        .currency = "NGN",
        .amounts = {.structure = price_structure::volume, .tiers = {{10, 5, 0}, {{}, 4, 1}}},
        .every = billing_interval{billing_unit::month, 3},
        .contract_length = 4,
        .trial_days = 14}).value();
    bank.engine().webhooks().create(bank.by(popfab()), {.url = "https://books.example/hook",
        .events = {"payment.success"}}).value();
    bank.engine().payments().create(bank.by(popfab()), bank.order({5'000, "NGN"})).value();
    bank.advance(1min);
    BOOST_TEST(all_come_back<account>(bank) > 0);
    BOOST_TEST(all_come_back<api_key>(bank) > 0);
    BOOST_TEST(all_come_back<customer>(bank) > 0);
    BOOST_TEST(all_come_back<product>(bank) > 0);
    BOOST_TEST(all_come_back<price>(bank) > 1);
    BOOST_TEST(all_come_back<payment>(bank) > 1);
    BOOST_TEST(all_come_back<attempt>(bank) > 1);
    BOOST_TEST(all_come_back<refund>(bank) > 0);
    BOOST_TEST(all_come_back<event>(bank) > 4);
    BOOST_TEST(all_come_back<posting>(bank) > 3);
    BOOST_TEST(all_come_back<job>(bank) > 0);
    BOOST_TEST(all_come_back<webhook_endpoint>(bank) > 0);
    BOOST_TEST(all_come_back<webhook_delivery>(bank) > 0);
    comes_back(routing_rule{.label = "é", .conditions = {.amount_min = 5}, .provider = "squad",
                            .weights = {{"squad", 3}}, .fallback_providers = {"payaza"}});
    comes_back(saved_instrument{.stored = {.token = "tok", .card = {card_brand::visa, 42}}});
    comes_back(product{});
    comes_back(payment_link{});
    comes_back(checkout_session{});
    comes_back(account_settings{});
    comes_back(branding{});
    comes_back(incident{});
    comes_back(notification{});
    comes_back(balance{});
    comes_back(tally{});
    comes_back(idempotency_record{.route = std::make_shared<std::string const>("a route")});
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
    BOOST_TEST(told<set_routing_rule>(R"({"label":"A","conditions":{"amount_mn":5,"method":null},)"
                                      R"("weights":[{"provider":"squad","wait":3}]})") ==
               "conditions.method must not be null; "
               "conditions.amount_mn is not known here; did you mean amount_min?; "
               "weights[0].wait is not known here");
    BOOST_TEST(told<create_saved_instrument>(R"({"customer":"a@b.example","stored":null})") ==
               "stored must be an object");
    BOOST_TEST(told<create_product>(R"({"name":"Tea","prices":[{"minor":1,"curency":"EUR"}]})") ==
               "prices[0].curency is not known here; did you mean currency?");
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
        "address":{"line1":"1 Broad Street","line2":"Floor 2","city":"Lagos","state":"LA",
        "postal_code":"101223","country":"NG"},"metadata":{"k":1},"custom_fields":{"a":null},
        "idempotency_key":"key"})");
    has_all<change_customer>(R"({"email":"a@b.example","name":"Ada","phone":"","address":{
        "line1":"a","line2":"b","city":"c","state":"d","postal_code":"e","country":"NG"},
        "metadata":{},"custom_fields":{"a":1},"default_instrument":"01JPQ7W5K40000000000000001"})");
    has_all<issue_credit>(R"({"customer":"01JPQ7W5K40000000000000001","amount":{"minor":5,
        "currency":"EUR"},"reason":"goodwill","memo":"Sorry","idempotency_key":"key"})");
    has_all<set_credit>(R"({"customer":"01JPQ7W5K40000000000000001",
        "balance":{"minor":5,"currency":"EUR"}})");
    has_all<create_price>(R"({"product":"01JPQ7W5K40000000000000001","currency":"EUR","amounts":
        {"structure":"graduated","unit_amount":5,"package_size":2,"tiers":[{"up_to":1,
        "unit_amount":2,"flat_amount":3}]},"every":{"unit":"week","count":2},"contract_length":6,
        "trial_days":30,"auto_renew":false,"nickname":"Team","metadata":{},"custom_fields":{},
        "idempotency_key":"key"})");
    has_all<change_price>(R"({"nickname":"Team","metadata":{},"custom_fields":{},
        "active":false})");
    has_all<change_product>(R"({"name":"Tea","description":"Green","unit_label":"cup",
        "metadata":{},"custom_fields":{},"active":true})");
    has_all<create_custom_field>(R"({"key":"seats","name":"Seats","description":"How many",
        "entity":"price","type":"number","options":["a"],"least":"1","most":"2.5","listed":false,
        "idempotency_key":"key"})");
    has_all<change_custom_field>(R"({"name":"Seats","description":"How many","options":["a"],
        "least":"1","most":"2.5","listed":false})");
    has_all<create_saved_instrument>(R"({"customer":"a@b.example",
        "owner":"01JPQ7W5K40000000000000001","provider":"squad","stored":
        {"token":"tok","card":{"brand":"visa","last_four":42},"expiry":{"month":1,"year":2030}},
        "method":"card"})");
    has_all<create_product>(R"({"name":"Tea","description":"Green","image":"https://a.example/t",
        "unit_label":"cup","metadata":{},"custom_fields":{},
        "prices":[{"minor":500,"currency":"EUR"}],"least":2,"most":9,"idempotency_key":"key"})");
    has_all<set_routing_rule>(R"({"label":"Cards","priority":5,"enabled":false,"conditions":
        {"method":"card","currency":"NGN","amount_min":1,"amount_max":2,"customer_country":"NG"},
        "provider":"squad","weights":[{"provider":"squad","weight":3}],
        "fallback_providers":["payaza"]})");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace own_json_tests
