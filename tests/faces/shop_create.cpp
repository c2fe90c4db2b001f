// SPDX-License-Identifier: BSL-1.0
// tests/faces/shop_create.cpp: POST /v1/payments and GET /v1/payments/{id} of the shop.
#include <tender/api/payment_ids.hpp>
#include <tender/api/shop.hpp>

#include <faces/face_client.hpp>

#include <boost/test/unit_test.hpp>

namespace shop_create_tests {

using namespace tender;
using namespace face_tests;

namespace {

constexpr std::string_view example =
    R"({"amount":4200,"currency":"usd","return_url":"https://shop.example.test/thanks?a=b#c",)"
    R"("customer_email":"sam@example.test","customer_name":"Sam Ortiz",)"
    R"("metadata":{"order":"A-1009","seats":2,"gift":false}})";

struct client : face_client {
    explicit client(testing::sandbox_options how = {}) : face_client(shop(), std::move(how)) {}

    response create(std::string body = std::string(example), std::vector<header> more = {})
    {
        return post("/v1/payments", std::move(body), std::move(more));
    }
};

void check_error(response const& r, int status, std::string_view code, std::string_view param = {})
{
    BOOST_TEST(r.status == status, r.body);
    auto const whole = object_in(r.body);
    BOOST_TEST_REQUIRE(names_in(whole) == "error");
    auto const& error = whole.at("error").as_object();
    BOOST_TEST(names_in(error) == (param.empty() ? "code message" : "code message param"));
    BOOST_TEST(text_in(error, "code") == code);
    BOOST_TEST(text_in(error, "param") == param);
    BOOST_TEST(!text_in(error, "message").empty());
}

std::string metadata_of(std::size_t keys, std::string_view value = "1")
{
    std::string out = "{";
    for (std::size_t i = 0; i != keys; ++i)
        out += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":" + std::string(value);
    return out + "}";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shop_create)

BOOST_AUTO_TEST_CASE(the_documented_example_answers_with_the_payment_and_its_page)
{
    client c;
    auto const r = c.create();
    BOOST_TEST(r.status == 200);
    auto const o = object_in(r.body);
    BOOST_TEST(names_in(o) == "id amount currency status checkout_url customer_email "
                              "customer_name metadata created_at");
    auto const id = text_in(o, "id");
    BOOST_TEST(id.size() == 28U);
    BOOST_TEST(id.starts_with("pay_"));
    BOOST_TEST(id.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz", 4) == id.npos);
    BOOST_TEST(text_in(o, "amount") == "4200");
    BOOST_TEST(text_in(o, "currency") == "usd");
    BOOST_TEST(text_in(o, "status") == "pending");
    BOOST_TEST(text_in(o, "checkout_url").starts_with("http://localhost/checkout/session/"));
    BOOST_TEST(text_in(o, "customer_email") == "sam@example.test");
    BOOST_TEST(text_in(o, "customer_name") == "Sam Ortiz");
    BOOST_TEST(text_in(o, "metadata") == R"({"order":"A-1009","seats":2,"gift":false})");
    BOOST_TEST(text_in(o, "created_at") == "2025-03-19T10:23:45.000Z");
    BOOST_TEST(c.get("/v1/payments/" + id).body == r.body);
}

BOOST_AUTO_TEST_CASE(what_may_be_left_out_is_left_out_of_the_answer)
{
    client c;
    auto const r = c.create(R"({"amount":50,"currency":"usd","return_url":"http://localhost/"})");
    BOOST_TEST(names_in(object_in(r.body)) ==
               "id amount currency status checkout_url metadata created_at");
    BOOST_TEST(text_in(r, "metadata") == "{}");
}

BOOST_AUTO_TEST_CASE(every_limit_holds_on_both_sides)
{
    struct {
        char const* field;
        std::string value;
        char const* code;              // null: accepted
    } const cases[] = {
        {"amount", "50", nullptr},
        {"amount", "49", "invalid_amount"},
        {"amount", "99999999", nullptr},
        {"amount", "100000000", "invalid_amount"},
        {"amount", "0", "invalid_amount"},
        {"amount", "-4200", "invalid_amount"},
        {"amount", "4200.0", "invalid_amount"},
        {"amount", "42e2", "invalid_amount"},
        {"amount", "\"4200\"", "invalid_amount"},
        {"amount", "true", "invalid_amount"},
        {"amount", "null", "invalid_amount"},
        {"amount", "", "missing_required_fields"},
        {"currency", "\"USD\"", nullptr},
        {"currency", "\"Usd\"", nullptr},
        {"currency", "\"eur\"", "invalid_currency"},
        {"currency", "\"\"", "invalid_currency"},
        {"currency", "1", "invalid_currency"},
        {"currency", "", "missing_required_fields"},
        {"return_url", "\"http://localhost:3000/done\"", nullptr},
        {"return_url", json_string("https://shop.example/" + repeated(2048 - 21)), nullptr},
        {"return_url", json_string("https://shop.example/" + repeated(2048 - 20)),
         "invalid_return_url"},
        {"return_url", "\"shop.example/done\"", "invalid_return_url"},
        {"return_url", "\"ftp://shop.example/\"", "invalid_return_url"},
        {"return_url", "\"https://\"", "invalid_return_url"},
        {"return_url", "\"javascript:alert(1)\"", "invalid_return_url"},
        {"return_url", "\"https://a@shop.example/\"", "invalid_return_url"},
        {"return_url", "\"\"", "invalid_return_url"},
        {"return_url", "", "missing_return_url"},
        {"customer_email", "\"nobody\"", "invalid_request"},
        {"customer_email", "7", "invalid_request"},
        {"customer_email", "null", nullptr},
        {"customer_name", json_string(repeated(255, "é")), nullptr},
        {"customer_name", json_string(repeated(256, "é")), "invalid_request"},
        {"metadata", metadata_of(50), nullptr},
        {"metadata", metadata_of(51), "invalid_metadata"},
        {"metadata", "{\"k\":\"" + repeated(5120 - 8) + "\"}", nullptr},
        {"metadata", "{\"k\":\"" + repeated(5120 - 7) + "\"}", "invalid_metadata"},
        {"metadata", "{ \"k\" : \"" + repeated(5120 - 8) + "\" }", nullptr},
        {"metadata", "{\"k\":\"" + repeated((5120 - 8) / 2, "\\u00e9") + "\"}", nullptr},
        {"metadata", "{\"k\":null}", "invalid_metadata"},
        {"metadata", "{\"k\":[]}", "invalid_metadata"},
        {"metadata", "{\"k\":{}}", "invalid_metadata"},
        {"metadata", "{\"k\":1.50}", nullptr},
        {"metadata", "[]", "invalid_metadata"},
        {"metadata", "\"k\"", "invalid_metadata"},
        {"metadata", "null", nullptr},
        {"metadata", "{}", nullptr},
    };
    client c;
    for (auto const& t : cases) BOOST_TEST_CONTEXT(t.field << " = " << t.value.substr(0, 60)) {
        auto const r = c.create(with(example, t.field, t.value));
        if (t.code == nullptr) {
            BOOST_TEST(r.status == 200, r.body);
            continue;
        }
        check_error(r, 400, t.code, t.field);
    }
}

BOOST_AUTO_TEST_CASE(of_several_faults_the_first_in_the_contracts_order_is_told)
{
    client c;
    check_error(c.create(R"({"metadata":[],"currency":"eur","amount":1})"), 400, "invalid_amount",
                "amount");
    check_error(c.create("{}"), 400, "missing_required_fields", "amount");
    check_error(c.create("{"), 400, "invalid_request", "body");
    check_error(c.create(""), 400, "invalid_request", "body");
    check_error(c.create(R"({"amount":50,"amount":60})"), 400, "invalid_amount", "amount");
}

BOOST_AUTO_TEST_CASE(metadata_comes_back_as_it_was_sent)
{
    client c;
    struct {
        char const* sent;
        char const* back;
    } const cases[] = {
        {R"({"b":1,"a":2})", R"({"b":1,"a":2})"},
        {R"({ "n" : 29.90 , "big" : 1e400 , "neg":-0 })", R"({"n":29.90,"big":1e400,"neg":-0})"},
        {R"({"t":"a\/b \u00e9 \" \\ \n \u0001"})", "{\"t\":\"a/b é \\\" \\\\ \\n \\u0001\"}"},
        {R"({"":"","<script>":"]}{[:,"})", R"({"":"","<script>":"]}{[:,"})"},
        {R"({"yes":true,"no":false})", R"({"yes":true,"no":false})"},
    };
    for (auto const& t : cases) {
        auto const r = c.create(with(example, "metadata", t.sent));
        BOOST_TEST_REQUIRE(r.status == 200, r.body);
        BOOST_TEST(holds(r.body, "\"metadata\":" + std::string(t.back) + ","), r.body);
        BOOST_TEST(c.get("/v1/payments/" + text_in(r, "id")).body == r.body);
    }
}

BOOST_AUTO_TEST_CASE(a_key_is_needed_and_what_is_wrong_with_it_is_told_where_the_contract_does)
{
    client c;
    auto const ask = [&](std::string_view authorization) {
        return c.send("POST", "/v1/payments", std::string(example),
                      {{"Authorization", authorization}, {"Content-Type", "application/json"}});
    };
    check_error(c.send("POST", "/v1/payments", std::string(example),
                       {{"Content-Type", "application/json"}}),
                401, "missing_api_key");
    check_error(ask("Basic abc"), 401, "invalid_api_key");
    check_error(ask("Bearer "), 401, "invalid_api_key");
    check_error(ask("Bearer sk_test_short"), 401, "invalid_api_key");
    check_error(ask("Bearer sk_test_00000000000000000000000000000000"), 401, "invalid_api_key");
    auto const popfabs = "Bearer " + c.bank.api_key("popfab");
    check_error(ask(popfabs), 401, "invalid_api_key");
    BOOST_TEST(c.bank.engine().accounts().set_active(c.who.account, false).has_value());
    check_error(c.create(), 401, "shop_inactive");
}

BOOST_AUTO_TEST_CASE(only_documented_statuses_are_answered)
{
    client c;
    auto const bearer = "Bearer " + c.key;
    check_error(c.send("POST", "/v1/payments", std::string(example),
                       {{"Authorization", bearer}, {"Content-Type", "text/plain"}}),
                400, "invalid_request");
    BOOST_TEST(c.send("POST", "/v1/payments", std::string(example),
                      {{"Authorization", bearer},
                       {"Content-Type", "application/json; charset=utf-8"}})
                   .status == 200);
    check_error(c.create(repeated(dispatcher::largest_body + 1)), 400, "invalid_request");
    check_error(c.send("PUT", "/v1/payments", "{}", {{"Authorization", bearer}}), 404,
                "payment_not_found");
    check_error(c.get("/v1/payments"), 404, "payment_not_found");
    check_error(c.get("/v1/nothing"), 404, "payment_not_found");
    c.bank.store().away(true);
    auto const r = c.create();
    check_error(r, 500, "server_error");
    BOOST_TEST(!r.find("Retry-After").empty());
    BOOST_TEST(r.find("X-Request-Id").size() == 26U);
}

BOOST_AUTO_TEST_CASE(a_payment_is_found_by_its_own_shop_alone)
{
    client c;
    auto const id = text_in(c.create(), "id");
    for (auto const& wrong :
         {std::string("pay_"), id + "0", id.substr(0, 27), "pay_" + repeated(24, "0"),
          "pay_" + repeated(24, "z"), "PAY" + id.substr(3), id.substr(4), std::string("x")})
        check_error(c.get("/v1/payments/" + wrong), 404, "payment_not_found");
    auto const other = c.bank.engine().accounts().create({.username = "other", .name = "Other"});
    auto const theirs = c.bank.engine().api_keys().create({other->id, mode::test, "shop"},
                                                      {.label = "k", .face = "shop"});
    auto const bearer = "Bearer " + theirs->text.reveal();
    check_error(c.send("GET", "/v1/payments/" + id, {}, {{"Authorization", bearer}}), 404,
                "payment_not_found");
    auto const live = "Bearer " + c.bank.api_key("shop", mode::live);
    check_error(c.send("GET", "/v1/payments/" + id, {}, {{"Authorization", live}}), 404,
                "payment_not_found");
    auto const hosts = c.bank.pay({1000, "USD"});
    check_error(c.get("/v1/payments/" + payment_id_text(hosts)), 404, "payment_not_found");
}

BOOST_AUTO_TEST_CASE(an_idempotency_key_makes_one_payment_and_repeats_its_answer)
{
    client c;
    auto const first = c.create(std::string(example), {{"Idempotency-Key", "k"}});
    auto const again = c.create(std::string(example), {{"Idempotency-Key", "k"}});
    BOOST_TEST(first.body == again.body);
    BOOST_TEST(again.find("Idempotent-Replayed") == "true");
    check_error(c.create(with(example, "amount", "51"), {{"Idempotency-Key", "k"}}), 400,
                "idempotency_conflict");
    BOOST_TEST(text_in(c.create(), "id") != text_in(c.create(), "id"));
    check_error(c.create(std::string(example), {{"Idempotency-Key", repeated(256)}}), 400,
                "invalid_request", "Idempotency-Key");
    check_error(c.create(with(example, "amount", "1"), {{"Idempotency-Key", "free"}}), 400,
                "invalid_amount", "amount");
    BOOST_TEST(c.create(std::string(example), {{"Idempotency-Key", "free"}}).status == 200);
    c.bank.advance(24h);
    BOOST_TEST(c.create(std::string(example), {{"Idempotency-Key", "k"}}).body == first.body);
    c.bank.advance(1ms);
    BOOST_TEST(c.create(std::string(example), {{"Idempotency-Key", "k"}}).body != first.body);
}

BOOST_AUTO_TEST_CASE(the_hundred_and_first_request_of_a_minute_is_too_many)
{
    client c;
    auto const made = c.bank.engine().api_keys().create(
        c.who, {.label = "limited", .face = "shop", .requests_per_minute = 100});
    c.key = made->text.reveal();
    for (int i = 0; i != 100; ++i) BOOST_TEST_REQUIRE(c.create().status == 200);
    auto const r = c.create();
    check_error(r, 429, "rate_limit_exceeded");
    BOOST_TEST(r.find("X-RateLimit-Limit") == "100");
    BOOST_TEST(r.find("X-RateLimit-Remaining") == "0");
    BOOST_TEST(r.find("Retry-After") == "15");
    c.bank.advance(15s);
    BOOST_TEST(c.create().status == 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shop_create_tests
