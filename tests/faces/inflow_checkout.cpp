// SPDX-License-Identifier: BSL-1.0
// tests/faces/inflow_checkout.cpp: POST /checkout/create/, and the page that it leads to.
#include <faces/inflow_client.hpp>

namespace inflow_checkout_tests {

using namespace inflow_tests;

namespace {

/// The example with other products.
std::string buying(std::string_view products, std::string_view in = "\"USD\"")
{
    return with(with(checkout_example, "currency", in), "products", products);
}

std::string product_of(inflow_client& c, std::vector<money> prices, merchant const* owner = nullptr)
{
    create_product p;
    p.name = "Pro plan";
    p.prices = std::move(prices);
    return "prod_" + c.bank.engine().products().create(owner ? *owner : c.who, p)->id.text();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(inflow_checkout)

BOOST_AUTO_TEST_CASE(S_a_checkout_answers_its_id_url_token_and_end)
{
    inflow_client c;
    auto const r = c.create();
    BOOST_TEST(r.status == 201);
    auto const o = object_in(r.body);
    BOOST_TEST(names_in(o) == "checkout_id order_id checkout_url token expires_at");
    auto const id = text_in(o, "checkout_id");
    BOOST_TEST(id.starts_with("org"));
    BOOST_TEST(holds(id, "-1742379825-"));
    BOOST_TEST(text_in(o, "order_id") == id);
    auto const token = text_in(o, "token");
    BOOST_TEST(token.starts_with("eyJ"));
    BOOST_TEST(token.size() > 100U);
    BOOST_TEST(text_in(o, "checkout_url") == "http://localhost/checkout/session/" + token);
    BOOST_TEST(text_in(o, "expires_at") == std::to_string(1'742'379'825 + 3600));
}

BOOST_AUTO_TEST_CASE(each_checkout_has_its_own_id_and_token)
{
    inflow_client c;
    auto const one = object_in(c.create().body), two = object_in(c.create().body);
    BOOST_TEST(text_in(one, "checkout_id") != text_in(two, "checkout_id"));
    BOOST_TEST(text_in(one, "token") != text_in(two, "token"));
}

BOOST_AUTO_TEST_CASE(the_billing_fields_are_kept_with_the_payment)
{
    inflow_client c;
    auto const r = c.create(with(with(checkout_example, "billing_phone", "\"+33 1 23\""),
                                 "billing_postal_code", "\"75001\""));
    BOOST_REQUIRE_MESSAGE(r.status == 201, r.body);
    auto const made = c.bank.payments().back();
    auto const& t = *made->terms;
    BOOST_TEST(t.amount.minor == 5740);
    BOOST_TEST(t.customer.email == "ada@example.com");
    BOOST_TEST(t.customer.name == "Ada Lovelace");
    BOOST_TEST(t.customer.phone == "+33 1 23");
    BOOST_TEST(t.customer.country == "FR");
    BOOST_TEST(t.checkout->postal_code == "75001");
    BOOST_TEST(t.checkout->failure_url == "https://merchant.example/failed");
    BOOST_TEST(t.platform_fee == 0);
}

BOOST_AUTO_TEST_CASE(the_page_takes_the_money_and_leads_to_successUrl)
{
    inflow_client c;
    auto const path = c.page();
    BOOST_TEST(holds(c.browse(path).body, "Pro plan"));
    BOOST_TEST(c.pay(path).status == 303);
    c.bank.advance(2s);
    BOOST_TEST(holds(c.browse(path).find("Refresh"), "https://merchant.example/thanks"));
    BOOST_TEST(c.status(c.newest()) == "paid");
}

BOOST_AUTO_TEST_CASE(C43_a_customer_who_cancels_ends_the_session)
{
    inflow_client c;
    auto const path = c.page();
    auto const r = c.submit(path + "/cancel", {});
    BOOST_TEST(r.status == 303);
    BOOST_TEST(r.find("Location") == "https://merchant.example/cancel");
    BOOST_TEST(c.status(c.newest()) == "canceled");
    BOOST_TEST(c.pay(path).status == 303);
    BOOST_TEST(c.status(c.newest()) == "canceled");
}

BOOST_AUTO_TEST_CASE(C46_after_an_hour_the_session_is_over)
{
    inflow_client c;
    auto const path = c.page();
    c.bank.advance(3600s - 1ms);
    BOOST_TEST(c.status(c.newest()) == "processing");
    c.bank.advance(1ms);
    BOOST_TEST(c.status(c.newest()) == "canceled");
    BOOST_TEST(c.transaction(c.newest()).status == 200);
}

BOOST_AUTO_TEST_CASE(S_every_required_field_is_required)
{
    inflow_client c;
    for (char const* field : {"billing_country", "billing_first_name", "billing_last_name",
                              "billing_email", "products"})
        check_field(c.create(with(checkout_example, field, "")), field, "This field is required.");
    BOOST_TEST(c.bank.payments().empty());
}

BOOST_AUTO_TEST_CASE(S_every_wrong_field_is_told_and_its_limits_hold)
{
    inflow_client c;
    auto const name = [](std::size_t n) { return "\"" + repeated(n) + "\""; };
    struct {
        char const* field;
        std::string value;
        char const* sentence;            ///< null: it is good
    } const rows[] = {
        {"billing_country", "\"FRA\"", "This field must be a country of ISO 3166-1 such as FR."},
        {"billing_country", "\"fr\"", "This field must be a country of ISO 3166-1 such as FR."},
        {"billing_country", "7", "This field must be text."},
        {"billing_first_name", name(100), nullptr},
        {"billing_first_name", name(101), "This field must have at most 100 characters."},
        {"billing_first_name", "\"\"", "This field must not be empty."},
        {"billing_last_name", name(100), nullptr},
        {"billing_last_name", name(101), "This field must have at most 100 characters."},
        {"billing_email", "\"ada\"", "Enter a valid email address."},
        {"billing_phone", name(41), "This field must have at most 40 characters."},
        {"billing_postal_code", name(20), nullptr},
        {"billing_postal_code", name(21), "This field must have at most 20 characters."},
        {"currency", "\"EUR\"", nullptr},
        {"currency", "null", nullptr},
        {"currency", "\"GBP\"", "This field must be one of USD, EUR."},
        {"successUrl", "\"ftp://x\"", "This field must be an http or https URL."},
        {"failedUrl", "\"javascript:1\"", "This field must be an http or https URL."},
        {"cancelUrl", "\"\"", "This field must be an http or https URL."},
        {"products", "[]", "This field is required."},
    };
    for (auto const& row : rows) {
        auto const r = c.create(with(checkout_example, row.field, row.value));
        BOOST_TEST_CONTEXT(row.field << " " << row.value)
        {
            if (row.sentence != nullptr) check_field(r, row.field, row.sentence);
            else BOOST_TEST(r.status == 201, r.body);
        }
    }
}

BOOST_AUTO_TEST_CASE(N_customers_in_the_United_States_have_a_postal_code)
{
    inflow_client c;
    auto const us = with(checkout_example, "billing_country", "\"US\"");
    check_field(c.create(us), "billing_postal_code", "This field is required.");
    check_field(c.create(with(us, "billing_postal_code", "\"\"")), "billing_postal_code",
                "This field is required.");
    BOOST_TEST(c.create(with(us, "billing_postal_code", "\"94105\"")).status == 201);
}

BOOST_AUTO_TEST_CASE(N_what_is_not_of_the_catalog_has_a_name_a_quantity_and_a_price)
{
    inflow_client c;
    struct {
        char const* product;
        char const* sentence;            ///< null: it is good
    } const rows[] = {
        {R"({"name":"A","quantity":1,"unit_price":29.99})", nullptr},
        {R"({"name":"A","quantity":1,"unit_price":"29.99"})", nullptr},
        {R"({"quantity":1,"unit_price":1})", "products[0].name is required."},
        {R"({"name":"A","quantity":1})", "products[0].unit_price is required."},
        {R"({"name":"A","unit_price":1})", "products[0].quantity is required."},
        {R"({"name":"A","quantity":0,"unit_price":1})",
         "products[0].quantity must be from 1 to 1000000."},
        {R"({"name":"A","quantity":1,"unit_price":0})",
         "products[0].unit_price must be greater than zero."},
        {R"({"name":"A","quantity":1,"unit_price":-5})",
         "products[0].unit_price must be greater than zero."},
        {R"({"name":"A","quantity":1,"unit_price":1.001})",
         "products[0].unit_price must have at most 2 decimal places."},
        {R"({"name":"A","quantity":1,"unit_price":1e2})",
         "products[0].unit_price must be a decimal number such as 29.99."},
    };
    for (auto const& row : rows) {
        auto const r = c.create(buying("[" + std::string(row.product) + "]"));
        BOOST_TEST_CONTEXT(row.product)
        {
            if (row.sentence != nullptr) check_field(r, "products", row.sentence);
            else BOOST_TEST(r.status == 201, r.body);
        }
    }
}

BOOST_AUTO_TEST_CASE(N_what_is_of_the_catalog_has_its_name_and_its_price_in_the_currency)
{
    inflow_client c;
    auto const id = product_of(c, {{2870, "USD"}, {2500, "EUR"}});
    auto const two = R"([{"id":")" + id + R"(","quantity":2}])";
    BOOST_TEST(c.create(buying(two)).status == 201);
    BOOST_TEST(c.bank.payments().back()->terms->amount.minor == 5740);
    BOOST_TEST(c.create(buying(two, "\"EUR\"")).status == 201);
    auto const made = c.bank.payments().back();
    auto const& t = *made->terms;
    BOOST_TEST(t.amount.minor == 5000);
    BOOST_TEST((t.amount.currency == "EUR"));
    BOOST_TEST(t.checkout->items.front().name == "Pro plan");
}

BOOST_AUTO_TEST_CASE(D_a_product_that_cannot_be_sold_is_told_where_it_stands)
{
    inflow_client c;
    auto const here = product_of(c, {{100, "USD"}});
    auto const lives = c.bank.live();
    auto const foreign = product_of(c, {{100, "USD"}}, &lives);
    auto const one = [](std::string const& id) {
        return R"({"id":")" + id + R"(","quantity":1})";
    };
    for (auto const& id : {foreign, std::string("prod_x"), here.substr(5)})
        check_field(c.create(buying("[" + one(here) + "," + one(id) + "]")), "products",
                    "products[1].id names no product of the catalog.");
    check_field(c.create(buying("[" + one(here) + "]", "\"EUR\"")), "products",
                "products[0].id names a product that has no price in this currency.");
    auto const lamp = id<product>::read(here.substr(5)).value();
    c.bank.engine().products().change(c.who, lamp, {.active = false}).value();
    check_field(c.create(buying("[" + one(here) + "]")), "products",
                "products[0].id names a product that is archived.");
}

BOOST_AUTO_TEST_CASE(N_an_organization_may_sell_its_catalog_alone)
{
    inflow_client c;
    change_account_settings only;
    only.ad_hoc_products = false;
    c.bank.engine().accounts().change_settings(c.who.account, only).value();
    check_detail(c.create(), 400, "The organization sells products of its catalog alone.",
                 "ad_hoc_products_disabled");
    auto const id = product_of(c, {{100, "USD"}});
    BOOST_TEST(c.create(buying(R"([{"id":")" + id + R"(","quantity":1}])")).status == 201);
}

BOOST_AUTO_TEST_CASE(D_the_total_lies_between_the_organizations_smallest_and_largest)
{
    inflow_client c;
    auto const total = [&](char const* price, char const* quantity = "1") {
        return c.create(buying(R"([{"name":"A","quantity":)" + std::string(quantity) +
                               R"(,"unit_price":)" + price + "}]"));
    };
    BOOST_TEST(total("0.50").status == 201);
    BOOST_TEST(total("999999.99").status == 201);
    for (auto const& r : {total("0.49"), total("1000000"), total("92233720368547758.07", "1000000"),
                          total("90000000000000000.00", "100")})
        check_detail(r, 400,
                     "The total is not between the organization's smallest and largest payment.",
                     "amount_out_of_range");
}

BOOST_AUTO_TEST_CASE(D_the_organizations_fee_is_taken_from_what_is_paid)
{
    inflow_client c;
    change_account_settings fee;
    fee.platform_basis_points = 250;
    c.bank.engine().accounts().change_settings(c.who.account, fee).value();
    auto const id = c.paid();
    BOOST_TEST(text_in(c.transaction(id), "amount") == "55.96");
    BOOST_TEST(c.bank.engine().ledger().wallet_of(c.who, "USD")->available == 5596);
}

BOOST_AUTO_TEST_CASE(D_the_same_idempotency_key_makes_one_checkout)
{
    inflow_client c;
    std::vector<header> const once{{"Idempotency-Key", "k-1"}};
    auto const first = c.create(std::string(checkout_example), once);
    auto const again = c.create(std::string(checkout_example), once);
    BOOST_TEST(first.status == 201);
    BOOST_TEST(again.status == 201);
    BOOST_TEST(again.body == first.body);
    BOOST_TEST(again.find("Idempotent-Replayed") == "true");
    BOOST_TEST(c.bank.payments().size() == 1U);
    auto const other = with(checkout_example, "billing_first_name", "\"Eve\"");
    check_detail(c.create(other, once), 409, "The key was used with another request.");
}

BOOST_AUTO_TEST_CASE(S_both_ways_to_present_a_key_are_taken_and_no_other)
{
    inflow_client c;
    auto const create = [&](std::vector<header> headers) {
        headers.push_back({"Content-Type", "application/json"});
        return c.send("POST", "/checkout/create/", std::string(checkout_example),
                      std::move(headers));
    };
    auto const schemed = "Api-Key " + c.key, lower = "api-key " + c.key;
    auto const bearer = "Bearer " + c.key, token = "Token " + c.key;
    BOOST_TEST(create({{"Authorization", schemed}}).status == 201);
    BOOST_TEST(create({{"Authorization", lower}}).status == 201);
    BOOST_TEST(create({{"Api-Key", c.key}}).status == 201);
    check_detail(create({}), 401, "Authentication credentials were not provided.");
    for (auto const& other : {bearer, token, std::string("Api-Key"), std::string("Api-Key x")})
        check_detail(create({{"Authorization", other}}), 401, "Invalid API key.");
    auto const shops = c.bank.api_key("shop");
    check_detail(create({{"Api-Key", shops}}), 401, "Invalid API key.");
}

BOOST_AUTO_TEST_CASE(D_errors_that_are_no_fields_have_a_detail)
{
    inflow_client c;
    check_detail(c.create("{"), 400, "The body must be well-formed JSON.");
    check_detail(c.ask("GET", "/checkout/create/"), 405, "This method is not allowed here.");
    check_detail(c.ask("GET", "/nothing/"), 404, "Not found.");
    check_detail(c.ask("POST", "/checkout/create"), 404, "Not found.");
    auto const key = "Api-Key " + c.key;
    check_detail(c.send("POST", "/checkout/create/", std::string(checkout_example),
                        {{"Authorization", key}, {"Content-Type", "text/plain"}}),
                 415, "The body must be application/json.");
}

BOOST_AUTO_TEST_CASE(D_a_key_that_asks_too_often_is_told_when_to_come_back)
{
    inflow_client c;
    create_api_key how;
    how.label = "slow";
    how.face = "inflow";
    how.requests_per_minute = 1;
    auto const slow = c.bank.engine().api_keys().create(c.who, how)->text;
    BOOST_TEST(c.ask("GET", "/refunds/", {}, {}, slow.reveal()).status == 200);
    auto const r = c.ask("GET", "/refunds/", {}, {}, slow.reveal());
    BOOST_TEST(r.status == 429);
    check_detail(r, 429, "Request was throttled. Expected available in " +
                             std::string(r.find("Retry-After")) +
                             " seconds.");
}

BOOST_AUTO_TEST_CASE(a_checkout_is_there_whole_or_not_at_all)
{
    auto const runs = testing::each_storage_failure(
        [](testing::sandbox& bank) {
            dispatcher api(bank.engine(), {{"", inflow()}});
            std::string key;
            {
                testing::sandbox::pause_faults const quiet(bank);
                key = "Api-Key " + bank.api_key("inflow");
            }
            auto const ask = [&] {
                return api.handle({"POST", "/checkout/create/",
                                   {{"Authorization", key}, {"Content-Type", "application/json"},
                                    {"Idempotency-Key", "k"}},
                                   std::string(checkout_example)});
            };
            auto const first = ask();
            BOOST_TEST((first.status == 201 || first.status == 503), first.body);
            bank.clear_faults();
            auto const second = ask();
            BOOST_TEST(second.status == 201, second.body);
            BOOST_TEST((first.status != 201 || first.body == second.body));
            BOOST_TEST(bank.payments().size() == 1U);
        },
        in_dollars());
    BOOST_TEST(runs > 10);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace inflow_checkout_tests
