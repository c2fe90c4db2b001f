// SPDX-License-Identifier: BSL-1.0
// tests/faces/popfab_webhooks.cpp: POST and GET /v1/webhooks/endpoints, POST
// /v1/webhooks/{deliveryId}/replay, GET /v1/webhooks/deliveries/dead, and what arrives.
#include "popfab_client.hpp"

#include <tender/service/webhook/webhooks.hpp>

#include <string>

namespace popfab_webhooks_tests {

using namespace popfab_tests;
using namespace tender;

namespace {

constexpr std::string_view endpoints = "/v1/webhooks/endpoints";
constexpr std::string_view all_dead = "/v1/webhooks/deliveries/dead";
constexpr std::string_view hook =
    R"({"url":"https://shop.example.com/hooks","events":["payment.success","payment.failed"]})";

json::array list(client& shop, std::string_view target)
{
    auto const r = shop.get(target);
    BOOST_TEST(r.status == 200);
    auto const o = object_in(r);
    BOOST_TEST(names_in(o) == "data");
    return o.at("data").as_array();
}

std::string replay_of(std::string_view id) { return "/v1/webhooks/" + std::string(id) + "/replay"; }

/// A shop whose endpoint answers 500 until a payment's success is a dead letter; its id.
std::string dead_letter(client& shop)
{
    BOOST_REQUIRE(shop.post(endpoints, hook).status == 200);
    shop.bank.webhooks().always({500});
    shop.paid();
    shop.bank.advance(117'750s);
    auto const dead = list(shop, all_dead);
    BOOST_REQUIRE(dead.size() == 1U);
    return text_in(dead[0].as_object(), "id");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(popfab_webhooks)

BOOST_AUTO_TEST_CASE(an_endpoint_is_answered_with_its_secret_once)
{
    client shop;
    auto const r = shop.post(endpoints, hook);
    BOOST_TEST(r.status == 200);
    auto const id = text_in(r, "id"), secret = text_in(r, "secret");
    BOOST_TEST(id.substr(0, 8) == "ppfb_ep_");
    BOOST_TEST(id.size() == 34U);
    BOOST_TEST(secret.substr(0, 6) == "whsec_");
    BOOST_TEST(secret.size() == 38U);
    BOOST_TEST(r.body == R"({"id":")" + id + R"(","url":"https://shop.example.com/hooks",)"
                         R"("events":["payment.success","payment.failed"],"enabled":true,)"
                         R"("signature_format":"popfab","secret":")" + secret +
                         R"(","created_at":"2025-03-19T10:23:45.000Z"})");
    auto const all = list(shop, endpoints);
    BOOST_REQUIRE(all.size() == 1U);
    BOOST_TEST(names_in(all[0].as_object()) ==
               "id url events enabled signature_format created_at");
    BOOST_TEST(json::serialize(all).find(secret) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(C30_what_arrives_is_as_documented)
{
    client shop;
    auto const made = shop.post(endpoints, hook);
    auto const id = shop.paid();
    BOOST_REQUIRE(shop.bank.webhooks().count() == 1U);
    auto const r = shop.bank.webhooks().last();
    BOOST_TEST(r.url == "https://shop.example.com/hooks");
    auto const body = json::parse(r.body).as_object();
    BOOST_TEST(names_in(body) == "id type api_version created_at data");
    BOOST_TEST(text_in(body, "id").substr(0, 4) == "evt_");
    BOOST_TEST(text_in(body, "id").size() == 30U);
    BOOST_TEST(text_in(body, "type") == "payment.success");
    BOOST_TEST(text_in(body, "api_version") == "v1");
    BOOST_TEST(text_in(body, "created_at") == "2025-03-19T10:23:46.000Z");
    BOOST_TEST(names_in(body.at("data").as_object()) == "payment");
    BOOST_TEST(json::serialize(body.at("data").at("payment")) ==
               json::serialize(json::parse(shop.read(id).body)));
    BOOST_TEST(text_in(body.at("data").at("payment").as_object(), "metadata") ==
               R"({"order_id":"7890","plan":"premium"})");

    std::string names;
    for (auto const& [name, value] : r.headers) names += name + " ";
    BOOST_TEST(names == "Content-Type X-POPFAB-Signature X-POPFAB-Timestamp X-POPFAB-Event "
                        "X-POPFAB-Delivery X-POPFAB-Environment ");
    BOOST_TEST(r.header("X-POPFAB-Event") == "payment.success");
    BOOST_TEST(r.header("X-POPFAB-Environment") == "sandbox");
    BOOST_TEST(r.header("X-POPFAB-Timestamp") == "1742379826000");
    BOOST_TEST(r.header("X-POPFAB-Delivery").substr(0, 9) == "ppfb_del_");
    BOOST_TEST(r.header("X-POPFAB-Signature").size() == 71U);
    secret const key(text_in(made, "secret"));
    popfab_webhook const got{r.header("X-POPFAB-Timestamp"), r.header("X-POPFAB-Signature"),
                             r.body};
    BOOST_TEST(verify_popfab_webhook(got, key, r.at).has_value());
}

BOOST_AUTO_TEST_CASE(C30_the_verifier_refuses_what_popfabs_client_does)
{
    builtin_crypto plain;
    secret const key("whsec_vector_0001");
    std::string const body = R"({"id":"evt_0001"})";
    std::string const at = "1760000000000";
    instant const then(std::chrono::milliseconds(1'760'000'000'000));
    auto const digits = timestamped_signature(plain, key.reveal(), at, body);
    auto upper = digits;
    for (auto& c : upper) if (c >= 'a') c = static_cast<char>(c - 32);
    auto const good = "sha256=" + digits;
    struct {
        std::string timestamp, signature, body;
        instant now;
        char const* says;
    } const cases[] = {
        {at, good, body, then, ""},
        {at, "sha256=" + upper, body, then, ""},
        {at, good, body, then + 300s, ""},
        {at, good, body, then - 300s, ""},
        {at, good, body, then + 300s + 1ms, "The webhook is too old."},
        {at, good, body, then - 300s - 1ms, "The webhook is from the future."},
        {"", good, body, then, "The webhook's timestamp is none."},
        {"-1760000000000", good, body, then, "The webhook's timestamp is none."},
        {"1760000000000.0", good, body, then, "The webhook's timestamp is none."},
        {"2025-10-09T08:53:20Z", good, body, then, "The webhook's timestamp is none."},
        {at, digits, body, then, "The webhook's signature is not this secret's."},
        {at, "SHA256=" + digits, body, then, "The webhook's signature is not this secret's."},
        {at, "sha256=", body, then, "The webhook's signature is not this secret's."},
        {at, "", body, then, "The webhook's signature is not this secret's."},
        {at, good + "0", body, then, "The webhook's signature is not this secret's."},
        {at, good.substr(0, 70), body, then, "The webhook's signature is not this secret's."},
        {at, good, body + " ", then, "The webhook's signature is not this secret's."},
        {"1760000000001", good, body, then, "The webhook's signature is not this secret's."},
    };
    for (auto const& c : cases) {
        auto const done = verify_popfab_webhook({c.timestamp, c.signature, c.body}, key, c.now);
        BOOST_TEST((done ? "" : done.error().text()) == c.says);
    }
    BOOST_TEST(!verify_popfab_webhook({at, good, body}, secret("whsec_other"), then).has_value());
}

BOOST_AUTO_TEST_CASE(C30_an_endpoint_may_ask_for_standard_webhooks)
{
    client shop;
    auto const made = shop.post(endpoints, with("/signature_format", "\"standard\"", hook));
    BOOST_TEST(text_in(made, "signature_format") == "standard");
    shop.paid();
    auto const r = shop.bank.webhooks().last();
    std::string names;
    for (auto const& [name, value] : r.headers) names += name + " ";
    BOOST_TEST(names == "Content-Type webhook-id webhook-timestamp webhook-signature ");
    BOOST_TEST(r.header("webhook-id") == text_in(json::parse(r.body).as_object(), "id"));
    BOOST_TEST(r.header("webhook-timestamp") == "1742379826");
    standard_webhook const got{r.header("webhook-id"), r.header("webhook-timestamp"),
                               r.header("webhook-signature"), r.body};
    BOOST_TEST(verify_webhook(got, secret(text_in(made, "secret")), r.at).has_value());
}

BOOST_AUTO_TEST_CASE(C24_each_state_tells_what_the_documentation_names)
{
    client shop;
    auto const every = R"(["payment.pending","payment.processing","payment.success",)"
                       R"("payment.failed","payment.reversed","payment.pending_confirmation"])";
    BOOST_REQUIRE(shop.post(endpoints, with("/events", every, hook)).status == 200);
    auto const heard = [&](std::string const& id) {
        std::string out;
        for (auto const& r : shop.bank.webhooks().all()) {
            auto const payment = json::parse(r.body).at("data").at("payment").as_object();
            if (text_in(payment, "id") != id) continue;
            out += r.type + ":" + text_in(payment, "status") + " ";
        }
        return out;
    };
    auto const paid = shop.paid();
    BOOST_TEST(heard(paid) == "payment.processing:processing payment.success:success ");
    BOOST_REQUIRE(shop.refund(paid).status == 200);
    shop.bank.advance(1min);
    BOOST_TEST(heard(paid) == "payment.processing:processing payment.success:success "
                              "payment.reversed:reversed ");
    auto const declined = shop.make(100'001), in_doubt = shop.make(100'004),
               settled = shop.make(100'000, "NGN", "bank_transfer"), moved = shop.make(100'002);
    shop.bank.advance(1min);
    BOOST_TEST(heard(declined) == "payment.processing:processing payment.failed:failed ");
    for (auto const& id : {in_doubt, settled})
        BOOST_TEST(heard(id) == "payment.processing:processing "
                                "payment.pending_confirmation:pending_confirmation "
                                "payment.success:success ");
    BOOST_TEST(heard(moved) == "payment.processing:processing payment.success:success ");
}

BOOST_AUTO_TEST_CASE(a_dead_letter_is_listed_and_can_be_replayed)
{
    client shop;
    auto const id = dead_letter(shop);
    auto const item = list(shop, all_dead)[0].as_object();
    BOOST_TEST(names_in(item) == "id endpoint_id event_id event_type attempts last_status "
                                 "last_error failed_at");
    BOOST_TEST(id.substr(0, 9) == "ppfb_del_");
    BOOST_TEST(text_in(item, "endpoint_id") ==
               text_in(list(shop, endpoints)[0].as_object(), "id"));
    BOOST_TEST(text_in(item, "event_type") == "payment.success");
    BOOST_TEST(text_in(item, "attempts") == "8");
    BOOST_TEST(text_in(item, "last_status") == "500");
    BOOST_TEST(text_in(item, "last_error") == "null");
    auto const last = shop.bank.webhooks().last();
    BOOST_TEST(text_in(item, "failed_at") == rfc3339(last.at));
    BOOST_TEST(text_in(item, "event_id") == text_in(json::parse(last.body).as_object(), "id"));

    shop.bank.webhooks().always({200});
    auto const r = shop.post(replay_of(id));
    BOOST_TEST(r.status == 200);
    BOOST_TEST(names_in(object_in(r)) ==
               "id endpoint_id event_id event_type status attempts created_at");
    BOOST_TEST(text_in(r, "id") != id);
    BOOST_TEST(text_in(r, "event_id") == text_in(item, "event_id"));
    BOOST_TEST(text_in(r, "status") == "pending");
    check_error(shop.post(replay_of(text_in(r, "id"))), 422, "UNPROCESSABLE_PAYMENT");
    shop.bank.advance(1s);
    auto const again = shop.bank.webhooks().last();
    BOOST_TEST(again.header("X-POPFAB-Delivery") == text_in(r, "id"));
    BOOST_TEST(again.body == last.body);
    BOOST_TEST(list(shop, all_dead).empty());
    BOOST_TEST(shop.post(replay_of(text_in(r, "id"))).status == 200);
}

BOOST_AUTO_TEST_CASE(a_dead_letter_without_an_answer_says_why)
{
    client shop;
    BOOST_REQUIRE(shop.post(endpoints, hook).status == 200);
    shop.bank.webhooks().always({0, "connection refused"});
    shop.paid();
    shop.bank.advance(117'750s);
    auto const item = list(shop, all_dead)[0].as_object();
    BOOST_TEST(text_in(item, "last_status") == "null");
    BOOST_TEST(text_in(item, "last_error") == "connection refused");
}

BOOST_AUTO_TEST_CASE(what_is_no_delivery_of_ours_is_404)
{
    client shop;
    auto const id = dead_letter(shop);
    for (std::string const& other : {std::string("x"), id.substr(9), "ppfb_ep_" + id.substr(9),
                                     std::string("ppfb_del_01HX9T2KBQM4Z3YWN5E6R7VP8S")})
        check_error(shop.post(replay_of(other)), 404, "NOT_FOUND");
    for (auto const& key : {shop.stranger(), shop.bank.api_key("popfab", mode::live)}) {
        shop.key = key;
        check_error(shop.post(replay_of(id)), 404, "NOT_FOUND");
        BOOST_TEST(list(shop, all_dead).empty());
        BOOST_TEST(list(shop, endpoints).empty());
    }
}

BOOST_AUTO_TEST_CASE(an_endpoint_that_is_not_enabled_hears_nothing)
{
    client shop;
    auto const r = shop.post(endpoints, with("/enabled", "false", hook));
    BOOST_TEST(text_in(r, "enabled") == "false");
    shop.paid();
    BOOST_TEST(shop.bank.webhooks().count() == 0U);
}

BOOST_AUTO_TEST_CASE(C31_C35_says_what_is_wrong_and_where)
{
    auto const closed = "url: must be an https URL of a public host";
    auto const words = "must be one of payment.pending, payment.processing, payment.success, "
                       "payment.failed, payment.reversed, payment.pending_confirmation";
    struct { std::string_view spoil; std::string value, says; } const cases[] = {
        {"/url", "", "url: is required"},
        {"/url", "\"\"", "url: must not be empty"},
        {"/url", "7", "url: must be text"},
        {"/url", "\"shop.example.com\"", closed},
        {"/url", "\"http://shop.example.com/\"", closed},
        {"/url", "\"https://user@shop.example.com/\"", closed},
        {"/url", "\"https://localhost/\"", closed},
        {"/url", "\"https://127.0.0.1/\"", closed},
        {"/url", "\"https://2130706433/\"", closed},
        {"/url", "\"https://[::1]/\"", closed},
        {"/url", "\"https://169.254.169.254/latest\"", closed},
        {"/events", "", "events: must not be empty"},
        {"/events", "[]", "events: must not be empty"},
        {"/events", "\"payment.success\"", "events: must be a list"},
        {"/events", "[7]", "events[0]: must be text"},
        {"/events", "[\"payment.success\",\"payment.refunded\"]",
         std::string("events[1]: ") + words},
        {"/events", "[\"transfer.success\"]", std::string("events[0]: ") + words},
        {"/events", "[\"*\"]", std::string("events[0]: ") + words},
        {"/enabled", "\"yes\"", "enabled: must be true or false"},
        {"/signature_format", "\"hmac\"", "signature_format: must be one of popfab, standard"},
    };
    client shop;
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.spoil << " = " << c.value) {
        auto const all = check_error(shop.post(endpoints, with(c.spoil, c.value, hook)), 400,
                                     "VALIDATION_ERROR");
        BOOST_TEST(all == std::vector{c.says}, boost::test_tools::per_element());
    }
    BOOST_TEST(list(shop, endpoints).empty());
    auto const long_url = [](std::size_t size) {
        std::string const start = "https://shop.example.com/";
        return with("/url", json_string(start + many(size - start.size())), hook);
    };
    BOOST_TEST(shop.post(endpoints, long_url(2048)).status == 200);
    check_error(shop.post(endpoints, long_url(2049)), 400, "VALIDATION_ERROR");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace popfab_webhooks_tests
