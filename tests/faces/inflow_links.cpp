// SPDX-License-Identifier: BSL-1.0
// tests/faces/inflow_links.cpp: payment links, as merchants and as their customers see them.
#include <faces/inflow_client.hpp>

#include <tender/base/uuid.hpp>
#include <tender/service/engine_internals.hpp>
#include <tender/store/audit.hpp>

namespace inflow_links_tests {

using namespace inflow_tests;

namespace {

/// A merchant with a product of 28.70 dollars or 25 euros.
struct link_client : inflow_client {
    explicit link_client(testing::sandbox_options how = {}, dispatcher_settings settings = {})
        : inflow_client(std::move(how), std::move(settings))
    {
        create_product p;
        p.name = "Pro plan";
        p.prices = {{2870, "USD"}, {2500, "EUR"}};
        product = "prod_" + bank.engine().products().create(who, p)->id.text();
    }

    std::string body() const
    {
        return R"({"name":"Spring sale","products":[{"product_id":")" + product +
               R"(","quantity":2}]})";
    }
    response make(std::string body) { return log_in("POST", "/payment-links/", std::move(body)); }
    json::object link(std::string body)
    {
        auto const r = make(std::move(body));
        BOOST_REQUIRE_MESSAGE(r.status == 201, r.body);
        return object_in(r.body);
    }
    json::object link() { return link(body()); }
    json::object link(std::string_view field, std::string_view value)
    {
        return link(with(body(), field, value));
    }
    json::object now(json::object const& l)
    {
        return object_in(log_in("GET", "/payment-links/" + text_in(l, "id") + "/").body);
    }
    response change(json::object const& l, std::string body)
    {
        return log_in("PATCH", "/payment-links/" + text_in(l, "id") + "/", std::move(body));
    }

    static std::string address(json::object const& l)
    {
        return "/payment-links/public/" + text_in(l, "token") + "/";
    }
    response look(json::object const& l) { return send("GET", address(l), {}); }
    response open_page(json::object const& l)
    {
        return send("GET", address(l), {}, {{"Accept", "text/html,application/xhtml+xml"}});
    }
    response checkout(json::object const& l, std::string body)
    {
        return send("POST", address(l) + "checkout/", std::move(body),
                    {{"Content-Type", "application/json"}});
    }

    /// A customer pays by a link; his payment's id.
    std::string sell(json::object const& l, std::string card = "4242424242424242")
    {
        auto const r = checkout(l, std::string(customer));
        BOOST_REQUIRE_MESSAGE(r.status == 201, r.body);
        auto const url = text_in(r, "checkout_url");
        BOOST_TEST(pay(url.substr(std::string_view("http://localhost").size()), card).status ==
                   303);
        bank.advance(2s);
        return newest();
    }

    static constexpr std::string_view customer =
        R"({"billing_country":"FR","billing_first_name":"Ada","billing_last_name":"Lovelace",)"
        R"("billing_email":"ada@example.com","successUrl":"https://merchant.example/thanks"})";

    std::string product;
};

struct french_taxes final : taxes {
    tax_rate rate_of(taxed_sale const& what) override
    {
        return {what.country == "FR" ? 200'000 : 0};
    }
};

testing::sandbox_options taxed()
{
    testing::sandbox_options how;
    how.taxes = std::make_shared<french_taxes>();
    return how;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(inflow_links)

BOOST_AUTO_TEST_CASE(S_a_new_link_has_the_documented_members)
{
    link_client c;
    auto const o = c.link();
    BOOST_TEST(names_in(o) == "id token url name products currency pricing_mode total is_active "
                              "expires_at max_uses uses_count paid_count revenue metadata "
                              "created_at updated_at");
    for (char const* uuid : {"id", "token"}) BOOST_TEST(read_uuid(text_in(o, uuid)).has_value());
    BOOST_TEST(text_in(o, "url") ==
               "http://localhost/payment-links/public/" + text_in(o, "token") + "/");
    BOOST_TEST(text_in(o, "name") == "Spring sale");
    BOOST_TEST(json::serialize(o.at("products")) ==
               R"([{"id":")" + c.product + R"(","name":"Pro plan","quantity":2,)"
               R"("unit_price":"28.70"}])");
    BOOST_TEST(text_in(o, "currency") == "USD");
    BOOST_TEST(text_in(o, "pricing_mode") == "TAX_INCLUSIVE");
    BOOST_TEST(text_in(o, "total") == "57.40");
    BOOST_TEST(text_in(o, "is_active") == "true");
    for (char const* none : {"expires_at", "max_uses", "metadata"})
        BOOST_TEST(text_in(o, none) == "null");
    BOOST_TEST(text_in(o, "uses_count") == "0");
    BOOST_TEST(text_in(o, "paid_count") == "0");
    BOOST_TEST(text_in(o, "revenue") == "0.00");
    BOOST_TEST(text_in(o, "created_at") == "2025-03-19T10:23:45.000Z");
    BOOST_TEST((c.now(o) == o));
}

BOOST_AUTO_TEST_CASE(S_every_optional_member_is_kept)
{
    link_client c;
    auto body = with(with(c.body(), "currency", "\"EUR\""), "max_uses", "10");
    body = with(with(body, "expires_at", "\"2025-04-01T00:00:00Z\""), "pricing_mode",
                "\"TAX_EXCLUSIVE\"");
    auto const o = c.link(with(body, "metadata", R"({"b":1.50,"a":[null]})"));
    BOOST_TEST(text_in(o, "currency") == "EUR");
    BOOST_TEST(text_in(o, "total") == "50.00");
    BOOST_TEST(text_in(o, "pricing_mode") == "TAX_EXCLUSIVE");
    BOOST_TEST(text_in(o, "expires_at") == "2025-04-01T00:00:00.000Z");
    BOOST_TEST(text_in(o, "max_uses") == "10");
    auto const raw = c.log_in("GET", "/payment-links/" + text_in(o, "id") + "/").body;
    BOOST_TEST(holds(raw, R"("metadata":{"b":1.50,"a":[null]})"));
}

BOOST_AUTO_TEST_CASE(S_every_wrong_member_is_told_and_limits_hold_on_both_sides)
{
    link_client c;
    auto const one = [&](std::string const& id, char const* quantity) {
        return R"([{"product_id":")" + id + R"(","quantity":)" + quantity + "}]";
    };
    struct {
        char const* field;
        std::string value;
        char const* sentence;            ///< null: it is good
    } const rows[] = {
        {"name", "", "This field is required."},
        {"name", "\"\"", "This field must not be empty."},
        {"name", "\"" + repeated(255) + "\"", nullptr},
        {"name", "\"" + repeated(256) + "\"", "This field must have at most 255 characters."},
        {"products", "", "This field is required."},
        {"products", "[]", "This field is required."},
        {"products", "{}", "This field must be a list."},
        {"products", one(c.product, "0"), "products[0].quantity must be from 1 to 1000000."},
        {"products", one(c.product, "1"), nullptr},
        {"products", one("prod_x", "1"), "products[0].product_id names no product of the catalog."},
        {"products", R"([{"quantity":1}])", "products[0].product_id is required."},
        {"currency", "\"EUR\"", nullptr},
        {"currency", "\"GBP\"", "This field must be one of USD, EUR."},
        {"pricing_mode", "\"HT\"", "This field must be one of TAX_INCLUSIVE, TAX_EXCLUSIVE."},
        {"expires_at", "null", nullptr},
        {"expires_at", "\"soon\"", "This field must be a time such as 2026-05-04T10:10:00Z."},
        {"expires_at", "\"2025-03-19T10:23:45Z\"", "This field must lie in the future."},
        {"expires_at", "\"2025-03-19T10:23:46Z\"", nullptr},
        {"max_uses", "null", nullptr},
        {"max_uses", "1", nullptr},
        {"max_uses", "0", "This field must be from 1 to 1000000000."},
        {"max_uses", "1.5", "This field must be a whole number."},
        {"metadata", "null", nullptr},
        {"metadata", "{}", nullptr},
        {"metadata", "[]", "This field must be an object."},
        {"metadata", "7", "This field must be an object."},
        {"metadata", R"({"a":")" + repeated(16'376) + "\"}", nullptr},
        {"metadata", R"({"a":")" + repeated(16'377) + "\"}",
         "This field must have at most 16384 bytes."},
    };
    std::size_t made = 0;
    for (auto const& row : rows) {
        auto const r = c.make(with(c.body(), row.field, row.value));
        BOOST_TEST_CONTEXT(row.field << " " << row.value.substr(0, 80))
        {
            if (row.sentence != nullptr) check_field(r, row.field, row.sentence);
            else BOOST_TEST(r.status == 201, r.body);
        }
        made += row.sentence == nullptr;
    }
    BOOST_TEST(c.bank.engine().links().list(c.who)->items.size() == made);
}

BOOST_AUTO_TEST_CASE(C35_every_fault_is_told_at_once_and_a_link_sells_at_most_a_hundred_things)
{
    link_client c;
    auto const r = c.make(R"({"name":"x","products":[{"product_id":"x","quantity":1}],)"
                          R"("metadata":7,"expires_at":"2025-01-01T00:00:00Z"})");
    BOOST_TEST(names_in(object_in(r.body)) == "expires_at metadata products");
    auto const many = [&](std::size_t n) {
        auto const one = R"({"product_id":")" + c.product + R"(","quantity":1},)";
        auto list = "[" + repeated(n, one);
        list.back() = ']';
        return c.make(with(c.body(), "products", list));
    };
    BOOST_TEST(many(100).status == 201);
    check_field(many(101), "products", "This field must have at most 100 entries.");
}

BOOST_AUTO_TEST_CASE(N_the_total_lies_within_the_organizations_limits)
{
    link_client c;
    change_account_settings o;
    o.least_payment = 5741;
    c.bank.engine().accounts().change_settings(c.who.account, o).value();
    check_detail(c.make(c.body()), 400,
                 "The total is not between the organization's smallest and largest payment.",
                 "amount_out_of_range");
    o.least_payment = 1;
    o.most_payment = 5740;
    c.bank.engine().accounts().change_settings(c.who.account, o).value();
    BOOST_TEST(c.make(c.body()).status == 201);
    o.most_payment = 5739;
    c.bank.engine().accounts().change_settings(c.who.account, o).value();
    BOOST_TEST(c.make(c.body()).status == 400);
}

BOOST_AUTO_TEST_CASE(S_name_and_price_are_frozen_when_the_link_is_made)
{
    link_client c;
    auto const o = c.link();
    auto& pay = c.bank.engine();
    auto const which = *id<product>::read(c.product.substr(5));
    pay.products().change(c.who, which, {.name = "Pro plan 2"}).value();
    pay.prices().create(c.who, {
        .product = which, .currency = "USD", .amounts = {.unit_amount = 9900}}).value();
    c.sell(o);
    BOOST_TEST(c.bank.payments().back()->terms->checkout->items.front().name == "Pro plan");
    BOOST_TEST(c.bank.payments().back()->terms->amount.minor == 5740);
    BOOST_TEST(text_in(c.link(), "total") == "198.00");
    BOOST_TEST((c.now(o).at("products") == o.at("products")));
}

BOOST_AUTO_TEST_CASE(S_what_is_given_changes_null_clears_and_the_rest_stays)
{
    link_client c;
    auto const o = c.link();
    auto const r = c.change(o, R"({"name":"Summer","max_uses":3,"metadata":{"x":1},)"
                               R"("expires_at":"2030-01-01T00:00:00Z","is_active":false})");
    BOOST_TEST(r.status == 200, r.body);
    auto const v = object_in(r.body);
    BOOST_TEST(text_in(v, "name") == "Summer");
    BOOST_TEST(text_in(v, "max_uses") == "3");
    BOOST_TEST(text_in(v, "metadata") == R"({"x":1})");
    BOOST_TEST(text_in(v, "expires_at") == "2030-01-01T00:00:00.000Z");
    BOOST_TEST(text_in(v, "is_active") == "false");
    BOOST_TEST(text_in(v, "updated_at") > text_in(o, "updated_at"));
    auto const same = object_in(c.change(o, "{}").body);
    BOOST_TEST(text_in(same, "max_uses") == "3");
    auto const none = object_in(
        c.change(o, R"({"max_uses":null,"metadata":null,"expires_at":null,"is_active":true})")
            .body);
    for (char const* field : {"expires_at", "max_uses", "metadata"})
        BOOST_TEST(text_in(none, field) == "null");
    BOOST_TEST(text_in(none, "is_active") == "true");
    BOOST_TEST(text_in(none, "name") == "Summer");
    BOOST_TEST((none.at("products") == o.at("products")));
}

BOOST_AUTO_TEST_CASE(every_wrong_change_is_told_and_changes_nothing)
{
    link_client c;
    auto const o = c.link();
    struct {
        char const *field, *value, *sentence;
    } const rows[] = {
        {"name", "\"\"", "This field must not be empty."},
        {"is_active", "1", "This field must be true or false."},
        {"max_uses", "0", "This field must be from 1 to 1000000000."},
        {"max_uses", "\"3\"", "This field must be a whole number."},
        {"expires_at", "7", "This field must be text."},
        {"expires_at", "\"soon\"", "This field must be a time such as 2026-05-04T10:10:00Z."},
        {"metadata", "[]", "This field must be an object."},
    };
    for (auto const& row : rows)
        check_field(c.change(o, with("{}", row.field, row.value)), row.field, row.sentence);
    BOOST_TEST((c.now(o) == o));
}

BOOST_AUTO_TEST_CASE(N_a_deleted_link_is_gone_and_its_payments_stay)
{
    link_client c;
    auto const o = c.link();
    auto const id = c.sell(o);
    auto const target = "/payment-links/" + text_in(o, "id") + "/";
    auto const r = c.log_in("DELETE", target);
    BOOST_TEST(r.status == 204);
    BOOST_TEST(r.body == "");
    for (char const* method : {"GET", "PATCH", "DELETE"})
        check_detail(c.log_in(method, target), 404, "Not found.");
    check_detail(c.log_in("GET", target + "payments/"), 404, "Not found.");
    check_detail(c.look(o), 404, "Not found.");
    BOOST_TEST(c.log_in("GET", "/payment-links/").body == "[]");
    BOOST_TEST(c.status(id) == "paid");
}

BOOST_AUTO_TEST_CASE(N_the_list_has_what_each_link_took_and_comes_in_pages)
{
    link_client c;
    auto const first = c.link();
    c.sell(first);
    c.sell(first);
    c.sell(first, "4000000000009995");
    for (int i = 0; i != 21; ++i) c.link();
    auto const page = [&](std::string const& query) {
        return c.log_in("GET", "/payment-links/" + query);
    };
    auto const one = page("");
    BOOST_TEST(one.find("X-Total-Count") == "22");
    BOOST_TEST(json::parse(one.body).as_array().size() == 20U);
    auto const two = json::parse(page("?page=2").body).as_array();
    BOOST_TEST(two.size() == 2U);
    auto const last = two[1].as_object();
    BOOST_TEST(text_in(last, "id") == text_in(first, "id"));
    BOOST_TEST(text_in(last, "paid_count") == "2");
    BOOST_TEST(text_in(last, "uses_count") == "2");
    BOOST_TEST(text_in(last, "revenue") == "114.80");
    BOOST_TEST(json::parse(page("?page_size=3&page=7").body).as_array().size() == 3U);
    check_detail(page("?page=3"), 404, "Invalid page.");
    check_detail(page("?page=0"), 404, "Invalid page.");
    check_field(page("?page_size=0"), "page_size", "This field must be from 1 to 1000000.");
}

BOOST_AUTO_TEST_CASE(N_the_payments_of_a_link_are_those_that_were_paid)
{
    link_client c;
    auto const o = c.link(), other = c.link();
    auto const target = "/payment-links/" + text_in(o, "id") + "/payments/";
    BOOST_TEST(c.log_in("GET", target).body == "[]");
    auto const one = c.sell(o);
    c.sell(other);
    c.sell(o, "4000000000009995");
    auto const two = c.sell(o);
    auto const r = c.log_in("GET", target);
    BOOST_TEST(r.find("X-Total-Count") == "2");
    auto const all = json::parse(r.body).as_array();
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST(json::serialize(all[0]) == json::serialize(json::parse(c.transaction(two).body)));
    BOOST_TEST(text_in(all[1].as_object(), "id") == one);
    check_detail(c.log_in("GET", target + "?page=2"), 404, "Invalid page.");
}

BOOST_AUTO_TEST_CASE(D_programs_see_what_is_sold_and_nothing_of_the_merchants_own)
{
    link_client c;
    auto const o = c.link("metadata", R"({"campaign":"secret"})");
    auto const r = c.look(o);
    BOOST_TEST(r.status == 200);
    auto const v = object_in(r.body);
    BOOST_TEST(names_in(v) ==
               "token merchant products currency pricing_mode total expires_at");
    BOOST_TEST(text_in(v, "merchant") == "Demo Shop");
    BOOST_TEST(text_in(v, "total") == "57.40");
    BOOST_TEST(!holds(r.body, "Spring sale"));
    BOOST_TEST(!holds(r.body, "secret"));
}

BOOST_AUTO_TEST_CASE(S_a_customer_gets_a_session_for_what_the_link_sells)
{
    link_client c;
    auto const o = c.link();
    auto const r = c.checkout(o, std::string(link_client::customer));
    BOOST_TEST(r.status == 201);
    BOOST_TEST(names_in(object_in(r.body)) == "checkout_id order_id checkout_url token expires_at");
    auto const p = c.bank.payments().back();
    BOOST_TEST(p->terms->amount.minor == 5740);
    BOOST_TEST(p->terms->customer.name == "Ada Lovelace");
    BOOST_TEST(p->terms->reference == text_in(r, "order_id"));
    BOOST_TEST(p->terms->checkout->success_url == "https://merchant.example/thanks");
    auto const id = c.sell(o);
    BOOST_TEST(c.status(id) == "paid");
    auto const v = object_in(c.transaction(id).body);
    BOOST_TEST(text_in(v.at("products").as_array()[0].as_object(), "id") == c.product);
}

BOOST_AUTO_TEST_CASE(S_every_wrong_field_of_a_customer_is_told)
{
    link_client c;
    auto const o = c.link();
    struct {
        char const* field;
        std::string value;
        char const* sentence;            ///< null: it is good
    } const rows[] = {
        {"billing_country", "", "This field is required."},
        {"billing_country", "\"XX\"", "This field must be a country of ISO 3166-1 such as FR."},
        {"billing_first_name", "", "This field is required."},
        {"billing_last_name", "", "This field is required."},
        {"billing_first_name", "\"" + repeated(127) + "\"", nullptr},
        {"billing_first_name", "\"" + repeated(128) + "\"",
         "This field must have at most 127 characters."},
        {"billing_email", "", "This field is required."},
        {"billing_email", "\"ada\"", "Enter a valid email address."},
        {"currency", "\"USD\"", nullptr},
        {"currency", "\"EUR\"", "This field must be the link's, USD."},
        {"currency", "\"GBP\"", "This field must be one of USD, EUR."},
        {"cancelUrl", "\"x\"", "This field must be an http or https URL."},
        {"billing_last_name", "\"4242 4242 4242 4242\"",
         "This field must not hold a card number."},
        {"billing_email", "\"4242424242424242@example.com\"",
         "This field must not hold a card number."},
        {"products", "[]", nullptr},
        {"sandbox_simulate", "\"canceled\"", nullptr},
    };
    std::size_t made = 0;
    for (auto const& row : rows) {
        auto const r = c.checkout(o, with(link_client::customer, row.field, row.value));
        BOOST_TEST_CONTEXT(row.field << " " << row.value.substr(0, 40))
        {
            if (row.sentence != nullptr) check_field(r, row.field, row.sentence);
            else BOOST_TEST(r.status == 201, r.body);
        }
        made += row.sentence == nullptr;
    }
    BOOST_TEST(c.bank.payments().size() == made);
    c.bank.advance(1min);
    for (auto const& p : c.bank.payments()) BOOST_TEST((p->state == payment_state::created));
    auto const us = with(link_client::customer, "billing_country", "\"US\"");
    check_field(c.checkout(o, us), "billing_postal_code", "This field is required.");
    BOOST_TEST(c.checkout(o, with(us, "billing_postal_code", "\"94105\"")).status == 201);
    BOOST_TEST(c.checkout(o, "[]").status == 400);
    BOOST_TEST(c.send("POST", link_client::address(o) + "checkout/",
                      std::string(link_client::customer)).status == 415);
}

BOOST_AUTO_TEST_CASE(D_a_link_that_is_over_says_so_to_programs_and_to_people)
{
    link_client c;
    auto const expiring = c.link("expires_at", "\"2025-03-19T11:00:00Z\"");
    auto const limited = c.link("max_uses", "1");
    auto const off = c.link();
    c.sell(limited);
    c.change(off, R"({"is_active":false})");
    c.bank.advance(1h);
    struct {
        json::object const& link;
        int status;
        char const *detail, *title;
    } const rows[] = {
        {expiring, 410, "This payment link has expired.", "This offer has ended"},
        {limited, 410, "This payment link has been used up.", "This offer is sold out"},
        {off, 404, "Not found.", "There is no such page"},
    };
    BOOST_TEST(c.browse(link_client::address(limited) + "style").status == 200);
    for (auto const& row : rows) {
        check_detail(c.look(row.link), row.status, row.detail);
        check_detail(c.checkout(row.link, std::string(link_client::customer)), row.status,
                     row.detail);
        auto const page = c.open_page(row.link);
        BOOST_TEST(page.status == row.status);
        BOOST_TEST(page.find("Content-Type") == "text/html; charset=utf-8");
        BOOST_TEST(holds(page.body, "<h1>" + std::string(row.title) + "</h1>"), page.body);
        auto const sent = c.submit(link_client::address(row.link), {{"first_name", "Ada"}});
        BOOST_TEST(sent.status == row.status);
        BOOST_TEST(holds(sent.body, row.title));
    }
    for (char const* token : {"x", "00000000-0000-4000-8000-000000000000"})
        check_detail(c.send("GET", "/payment-links/public/" + std::string(token) + "/", {}), 404,
                     "Not found.");
}

BOOST_AUTO_TEST_CASE(C39_people_see_a_page_whose_form_leads_to_the_payment)
{
    link_client c;
    auto const o = c.link("max_uses", "1");
    auto const page = c.open_page(o);
    BOOST_TEST(page.status == 200);
    BOOST_TEST(page.find("Content-Type") == "text/html; charset=utf-8");
    auto const policy = page.find("Content-Security-Policy");
    BOOST_TEST(holds(policy, "default-src 'none'"));
    BOOST_TEST(holds(policy, "form-action 'self';"));
    BOOST_TEST(page.find("Vary") == "Accept");
    BOOST_TEST(page.find("Cache-Control") == "no-store");
    for (char const* says : {"Demo Shop", "Pro plan \u00d7 2", "$57.40", "Test mode.",
                             "<option value=\"FR\">France</option>"})
        BOOST_TEST(holds(page.body, says), says);
    BOOST_TEST(!holds(page.body, "Spring sale"));
    auto const style = c.browse(link_client::address(o) + "style");
    BOOST_TEST(style.status == 200);
    BOOST_TEST(style.find("Content-Type") == "text/css; charset=utf-8");
    BOOST_TEST(c.browse(link_client::address(o) + "logo").status == 404);

    auto const sent = c.submit(link_client::address(o),
                               {{"first_name", "Ada"}, {"last_name", "Lovelace"},
                                {"email", "ada@example.com"}, {"country", "FR"},
                                {"postal_code", ""}});
    BOOST_REQUIRE(sent.status == 303);
    auto const where = std::string(sent.find("Location"));
    BOOST_TEST(where.starts_with("/checkout/session/eyJ"));
    BOOST_TEST(c.pay(where).status == 303);
    c.bank.advance(2s);
    BOOST_TEST(text_in(c.now(o), "uses_count") == "1");
    BOOST_TEST(c.status(c.newest()) == "paid");
    BOOST_TEST(text_in(c.transaction(c.newest()), "payer_email") == "ada@example.com");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_in_the_form_is_told_beside_it_and_what_was_typed_stays)
{
    link_client c;
    auto const o = c.link();
    auto const r = c.submit(link_client::address(o),
                            {{"first_name", " "}, {"last_name", "O'<b>"}, {"email", "ada"},
                             {"country", "US"}, {"postal_code", ""}});
    BOOST_TEST(r.status == 422);
    for (char const* field : {"first_name", "email", "postal_code"})
        BOOST_TEST(holds(r.body, "id=\"" + std::string(field) + "-wrong\""), field);
    for (char const* field : {"last_name", "country"})
        BOOST_TEST(!holds(r.body, "id=\"" + std::string(field) + "-wrong\""), field);
    BOOST_TEST(holds(r.body, "value=\"O&#39;&lt;b&gt;\""));
    BOOST_TEST(holds(r.body, "<option value=\"US\" selected>"));
    auto const card = c.submit(link_client::address(o),
                               {{"first_name", "4242 4242 4242 4242"}, {"last_name", "L"},
                                {"email", "a@example.com"}, {"country", "FR"}});
    BOOST_TEST(card.status == 422);
    BOOST_TEST(!holds(card.body, "value=\"4242"));
    auto const parts = c.submit(link_client::address(o),
                                {{"first_name", "4242 4242"}, {"last_name", "4242 4242"},
                                 {"email", "a@example.com"}, {"country", "FR"}});
    BOOST_TEST(holds(parts.body, "id=\"last_name-wrong\""));
    auto const address = c.submit(link_client::address(o),
                                  {{"first_name", "A"}, {"last_name", "L"}, {"country", "FR"},
                                   {"email", "4242424242424242@example.com"}});
    BOOST_TEST(holds(address.body, "id=\"email-wrong\""));
    BOOST_TEST(c.bank.payments().empty());
}

BOOST_AUTO_TEST_CASE(C43_who_comes_while_the_last_is_being_paid_for_is_told_and_may_look_again)
{
    link_client c({.confirm_after = 5min});
    auto const o = c.link("max_uses", "1");
    auto const session = [&] {
        auto const url = text_in(c.checkout(o, std::string(link_client::customer)),
                                 "checkout_url");
        return url.substr(std::string_view("http://localhost").size());
    };
    auto const one = session(), two = session();
    c.pay(one);
    auto const page = c.open_page(o);
    BOOST_TEST(page.status == 200);
    BOOST_TEST(page.find("Refresh") == "15");
    BOOST_TEST(holds(page.body, "Somebody was faster"));
    BOOST_TEST(c.pay(two).status == 303);
    BOOST_TEST(holds(c.browse(two).body, "Somebody was faster"));
    BOOST_TEST(!holds(c.browse(one).body, "Somebody was faster"));
    c.bank.advance(10min);
    BOOST_TEST(holds(c.browse(one).body, "Paid"));
    BOOST_TEST(holds(c.browse(two).body, "This offer is sold out"));
    BOOST_TEST(text_in(c.now(o), "uses_count") == "1");
    BOOST_TEST(audit(runtime_of(c.bank.engine()).storage()).value().empty());
}

BOOST_AUTO_TEST_CASE(tax_is_added_where_prices_exclude_it_and_shown_on_the_page)
{
    link_client c(taxed());
    auto const without = c.link("pricing_mode", "\"TAX_EXCLUSIVE\""), within = c.link();
    BOOST_TEST(text_in(without, "total") == "57.40");
    BOOST_TEST(holds(c.open_page(without).body, "tax of your country is added"));
    BOOST_TEST(!holds(c.open_page(within).body, "tax of your country is added"));
    struct {
        json::object const& link;
        char const *country, *total, *row;
    } const rows[] = {
        {without, "FR", "68.88", "Tax</th><td>$11.48"},
        {without, "DE", "57.40", ""},
        {within, "FR", "57.40", "Of which tax</th><td>$9.57"},
        {within, "DE", "57.40", ""},
    };
    for (auto const& row : rows) {
        auto const url = text_in(
            c.checkout(row.link, with(link_client::customer, "billing_country",
                                      "\"" + std::string(row.country) + "\"")),
            "checkout_url");
        auto const page = c.browse(url.substr(std::string_view("http://localhost").size())).body;
        BOOST_TEST(holds(page, "<p class=\"amount\">$" + std::string(row.total)), row.total);
        if (*row.row != '\0') BOOST_TEST(holds(page, row.row), row.row);
        else BOOST_TEST(!holds(page, "ax</th>"));
    }
    change_account_settings small;
    small.most_payment = 6000;
    c.bank.engine().accounts().change_settings(c.who.account, small).value();
    auto const sent = c.submit(link_client::address(without),
                               {{"first_name", "Ada"}, {"last_name", "L"}, {"country", "FR"},
                                {"email", "ada@example.com"}});
    BOOST_TEST(sent.status == 422);
    BOOST_TEST(holds(sent.body, "This cannot be sold to your country."));
    BOOST_TEST(holds(sent.body, "value=\"Ada\""));
    small.most_payment = 10'000;
    c.bank.engine().accounts().change_settings(c.who.account, small).value();
    auto const id = c.sell(without);
    BOOST_TEST(text_in(c.transaction(id), "amount") == "68.88");
    BOOST_TEST(text_in(c.now(without), "revenue") == "68.88");
}

BOOST_AUTO_TEST_CASE(a_checkout_of_the_api_has_its_tax_as_the_organization_names_prices)
{
    for (auto const prices : {price_mode::tax_included, price_mode::tax_excluded}) {
        inflow_client c(taxed());
        change_account_settings o;
        o.prices = prices;
        c.bank.engine().accounts().change_settings(c.who.account, o).value();
        BOOST_TEST(c.create().status == 201);
        auto const p = c.bank.payments().back();
        bool const on_top = prices == price_mode::tax_excluded;
        BOOST_TEST(p->terms->amount.minor == (on_top ? 6888 : 5740));
        BOOST_TEST(p->terms->checkout->tax == (on_top ? 1148 : 957));
    }
}

BOOST_AUTO_TEST_CASE(C47_a_links_customers_are_limited_and_keys_are_ignored)
{
    link_client c({}, {.keyless_per_client = 0, .keyless_per_account = 2});
    auto const o = c.link();
    auto const ask = [&] {
        return c.send("POST", link_client::address(o) + "checkout/",
                      std::string(link_client::customer),
                      {{"Content-Type", "application/json"}, {"Idempotency-Key", "k"}});
    };
    auto const one = ask(), two = ask();
    BOOST_TEST(one.status == 201);
    BOOST_TEST(one.body != two.body);
    auto const three = ask();
    BOOST_TEST(three.status == 429);
    BOOST_TEST(!three.find("Retry-After").empty());
    BOOST_TEST(c.look(o).status == 200);
}

BOOST_AUTO_TEST_CASE(an_account_that_may_not_charge_has_no_open_links)
{
    link_client c;
    auto const o = c.link();
    c.bank.engine().accounts().set_active(c.who.account, false).value();
    check_detail(c.look(o), 404, "Not found.");
    BOOST_TEST(c.open_page(o).status == 404);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace inflow_links_tests
