// SPDX-License-Identifier: BSL-1.0
// tests/faces/popfab_refund.cpp: POST /v1/payments/{id}/refund: money back, once and no more.
#include "popfab_client.hpp"

#include <memory>
#include <string>
#include <vector>

namespace popfab_refund_tests {

using namespace popfab_tests;
using namespace tender;

namespace {

using faults = std::vector<std::string>;

json::array refunds_in(response const& r) { return object_in(r).at("refunds").as_array(); }

/// The status of each refund, in order.
std::string words_in(response const& r)
{
    std::string out;
    for (auto const& one : refunds_in(r))
        out += (out.empty() ? "" : " ") + text_in(one.as_object(), "status");
    return out;
}

std::string amount(std::int64_t minor) { return "{\"amount\":" + std::to_string(minor) + '}'; }

/// The client with a provider in the test's hand and a payment that it captured.
struct held {
    client shop;
    std::shared_ptr<probe> hand = std::make_shared<probe>();
    std::string id;

    explicit held(std::int64_t of = 1000)
    {
        BOOST_REQUIRE(shop.bank.engine().add(hand, mode::test).has_value());
        id = shop.make(of);
        BOOST_REQUIRE(shop.status(id) == "success");
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(popfab_refund)

BOOST_AUTO_TEST_CASE(the_documented_partial_refund_is_answered_with_the_payment)
{
    client shop;
    auto const id = shop.paid(150'000);
    auto const before = object_in(shop.read(id));
    std::string const reason = "Customer request — partial return";
    auto const r = shop.refund(id, R"({"amount":50000,"reason":")" + reason + "\"}");
    BOOST_TEST(r.status == 200);
    auto const after = object_in(r);
    BOOST_TEST(names_in(after) == names_in(before) + " amount_refunded refunds");
    BOOST_TEST(text_in(after, "id") == id);
    BOOST_TEST(text_in(after, "status") == "success");
    BOOST_TEST(text_in(after, "amount") == "150000");
    BOOST_TEST(text_in(after, "fees") == text_in(before, "fees"));
    BOOST_TEST(text_in(after, "amount_refunded") == "50000");
    BOOST_TEST(text_in(after, "updated_at") > text_in(before, "updated_at"));
    auto const list = refunds_in(r);
    BOOST_REQUIRE(list.size() == 1U);
    auto const& one = list[0].as_object();
    BOOST_TEST(names_in(one) == "id amount reason status created_at");
    BOOST_TEST(text_in(one, "id").size() == 35U);
    BOOST_TEST(text_in(one, "id").starts_with("ppfb_rfd_"));
    BOOST_TEST(text_in(one, "amount") == "50000");
    BOOST_TEST(text_in(one, "reason") == reason);
    BOOST_TEST(text_in(one, "status") == "success");
    BOOST_TEST(text_in(one, "created_at") == "2025-03-19T10:24:45.000Z");
    BOOST_TEST(shop.read(id).body == r.body);
}

BOOST_AUTO_TEST_CASE(no_amount_is_all_that_remains)
{
    struct { char const* body; bool typed; } const cases[] = {
        { "",                                 false },
        { "",                                 true  },
        { "  \r\n\t",                         false },
        { "{}",                               true  },
        { "{\"reason\":\"\"}",                true  },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT('\'' << c.body << '\'') {
        client shop;
        auto const id = shop.paid(150'000);
        shop.refund(id, amount(1));
        auto const bearer = "Bearer " + shop.key;
        auto const target = "/v1/payments/" + id + "/refund";
        request asked{"POST", target, {{"Authorization", bearer}}, c.body};
        if (c.typed) asked.headers.push_back({"Content-Type", "application/json"});
        auto const r = shop.api->handle(asked);
        BOOST_TEST(r.status == 200, r.body);
        BOOST_TEST(text_in(r, "status") == "reversed");
        BOOST_TEST(text_in(r, "amount_refunded") == "150000");
        BOOST_TEST(text_in(refunds_in(r).at(1).as_object(), "amount") == "149999");
        BOOST_TEST(text_in(refunds_in(r).at(1).as_object(), "reason") == "null");
        BOOST_TEST(shop.bank.books_balance());
    }
}

BOOST_AUTO_TEST_CASE(C42_parts_go_back_until_nothing_remains)
{
    client shop;
    auto const id = shop.paid(1000);
    BOOST_TEST(text_in(shop.refund(id, amount(400)), "status") == "success");
    BOOST_TEST(text_in(shop.refund(id, amount(599)), "status") == "success");
    check_error(shop.refund(id, amount(2)), 422, "UNPROCESSABLE_PAYMENT");
    auto const last = shop.refund(id, amount(1));
    BOOST_TEST(text_in(last, "status") == "reversed");
    BOOST_TEST(text_in(last, "amount_refunded") == "1000");
    BOOST_TEST(words_in(last) == "success success success");
    for (auto const& body : {std::string(), std::string("{}"), amount(1)})
        check_error(shop.refund(id, body), 422, "UNPROCESSABLE_PAYMENT");
    BOOST_TEST(shop.bank.books_balance());
    BOOST_TEST(shop.bank.provider("paystack").sums("NGN").refunded == 1000);
}

BOOST_AUTO_TEST_CASE(C21_more_than_was_captured_never_goes_back)
{
    client shop;
    auto const id = shop.paid(1000);
    for (std::int64_t const above : {1001L, 2000L, 9'007'199'254'740'991L})
        check_error(shop.refund(id, amount(above)), 422, "UNPROCESSABLE_PAYMENT");
    BOOST_TEST(text_in(shop.read(id), "refunds") == "");
    BOOST_TEST(text_in(shop.refund(id, amount(1000)), "status") == "reversed");
}

BOOST_AUTO_TEST_CASE(C35_says_what_is_wrong_and_where)
{
    std::string const whole = "amount: must be a whole number";
    struct { std::string body, fault; } const cases[] = {
        { "{\"amount\":0}",                   "amount: must be greater than zero"          },
        { "{\"amount\":-1}",                  "amount: must be greater than zero"          },
        { "{\"amount\":9007199254740992}",    "amount: must be at most 9007199254740991"   },
        { "{\"amount\":9223372036854775808}", "amount: must fit 64 bits"                   },
        { "{\"amount\":1.0}",                 whole                                        },
        { "{\"amount\":0.5}",                 whole                                        },
        { "{\"amount\":1e2}",                 whole                                        },
        { "{\"amount\":\"500\"}",             whole                                        },
        { "{\"amount\":[]}",                  whole                                        },
        { "{\"amount\":{}}",                  whole                                        },
        { "{\"amount\":false}",               whole                                        },
        { "{\"amount\":1,\"amount\":1}",      "amount: is given twice"                     },
        { "{\"reason\":5}",                   "reason: must be text"                       },
        { "{\"reason\":" + json_string(many(501)) + "}",
                                              "reason: must have at most 500 characters"   },
        { "[]",                               "body: must be an object"                    },
        { "null",                             "body: must be an object"                    },
        { "{",                                "body: must be well-formed JSON"             },
        { "amount=5",                         "body: must be well-formed JSON"             },
    };
    client shop;
    auto const id = shop.paid(1000);
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.body.substr(0, 60))
        BOOST_TEST(check_error(shop.refund(id, c.body), 400, "VALIDATION_ERROR") ==
                       faults{c.fault}, boost::test_tools::per_element());
    BOOST_TEST(check_error(shop.refund(id, R"({"reason":1,"amount":0})"), 400,
                           "VALIDATION_ERROR").size() == 2U);
    BOOST_TEST(text_in(shop.read(id), "refunds") == "");
}

BOOST_AUTO_TEST_CASE(a_reason_of_500_characters_is_kept)
{
    client shop;
    auto const id = shop.paid(1000);
    for (auto const& reason : {many(500), many(500, "\xe2\x82\xa6"), std::string("\t\"<b>")}) {
        auto const r = shop.refund(id, R"({"amount":1,"reason":)" + json_string(reason) + '}');
        BOOST_TEST(r.status == 200);
        BOOST_TEST(text_in(refunds_in(r).back().as_object(), "reason") == reason);
    }
}

BOOST_AUTO_TEST_CASE(only_a_payment_in_success_can_be_refunded)
{
    struct { std::int64_t amount; char const *method, *status; } const cases[] = {
        { 1000, "card", "processing"           },
        { 1001, "card", "failed"               },
        { 1004, "card", "pending_confirmation" },
    };
    client shop;
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.status) {
        auto const id = shop.make(c.amount, "NGN", c.method);
        BOOST_TEST(shop.status(id) == c.status);
        for (auto const* body : {"", "{\"amount\":1}"})
            check_error(shop.refund(id, body), 422, "UNPROCESSABLE_PAYMENT");
        BOOST_TEST(check_error(shop.refund(id, amount(0)), 400, "VALIDATION_ERROR").size() == 1U);
        BOOST_TEST(shop.status(id) == c.status);
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_payment_of_ours_is_404)
{
    client shop;
    auto const id = shop.paid();
    for (std::string const other : {"ppfb_pay_01HX9T2K", "ppfb_pay_01HX9T2KBQM4Z3YWN5E6R7VP8S", "1",
                                    "%2e%2e"})
        check_error(shop.refund(other), 404, "NOT_FOUND");
    auto const mine = shop.key;
    shop.key = shop.stranger();
    check_error(shop.refund(id), 404, "NOT_FOUND");
    shop.key = shop.bank.api_key("popfab", mode::live);
    check_error(shop.refund(id), 404, "NOT_FOUND");
    shop.key = mine;
    BOOST_TEST(shop.status(id) == "success");
}

BOOST_AUTO_TEST_CASE(C35_a_body_that_is_not_json_is_415)
{
    client shop;
    auto const id = shop.paid();
    auto const target = "/v1/payments/" + id + "/refund";
    auto const bearer = "Bearer " + shop.key;
    for (std::string_view const type : {"text/plain", "application/x-www-form-urlencoded", "",
                                        "application/json5", "json"})
        check_error(shop.send("POST", target, "{}", {{"Content-Type", type}}), 415,
                    "UNSUPPORTED_MEDIA_TYPE");
    check_error(shop.api->handle({"POST", target, {{"Authorization", bearer}}, "{}"}), 415,
                "UNSUPPORTED_MEDIA_TYPE");
    BOOST_TEST(shop.status(id) == "success");
}

BOOST_AUTO_TEST_CASE(C42_a_refusal_of_the_provider_leaves_the_payment_whole)
{
    client shop;
    auto const id = shop.paid(1000);
    shop.bank.provider("paystack").next_refund(testing::script::refuse);
    auto const r = shop.refund(id, amount(600));
    BOOST_TEST(r.status == 200);
    BOOST_TEST(text_in(r, "status") == "success");
    BOOST_TEST(text_in(r, "amount_refunded") == "0");
    BOOST_TEST(words_in(r) == "failed");
    auto const whole = shop.refund(id, amount(1000));
    BOOST_TEST(text_in(whole, "status") == "reversed");
    BOOST_TEST(words_in(whole) == "failed success");
}

BOOST_AUTO_TEST_CASE(C42_a_refund_under_way_counts_and_is_shown_as_processing)
{
    for (auto const script : {testing::script::succeed, testing::script::timeout_after_charge}) {
        client shop;
        auto const id = shop.paid(1000);
        shop.bank.provider("paystack").next_refund(script);
        auto const r = shop.refund(id, amount(600));
        BOOST_TEST(r.status == 200);
        BOOST_TEST(text_in(r, "status") == "success");
        BOOST_TEST(text_in(r, "amount_refunded") == "0");
        BOOST_TEST(words_in(r) == "processing");
        check_error(shop.refund(id, amount(401)), 422, "UNPROCESSABLE_PAYMENT");
        BOOST_TEST(text_in(shop.refund(id), "amount_refunded") == "400");
        BOOST_TEST(shop.status(id) == "success");
        check_error(shop.refund(id), 422, "UNPROCESSABLE_PAYMENT");
        shop.bank.advance(1h);
        BOOST_TEST(shop.status(id) == "reversed");
        BOOST_TEST(words_in(shop.read(id)) == "success success");
        BOOST_TEST(shop.bank.provider("paystack").sums("NGN").refunded == 1000);
        BOOST_TEST(shop.bank.books_balance());
    }
}

BOOST_AUTO_TEST_CASE(C42_a_refund_that_got_lost_is_sent_again_and_paid_once)
{
    client shop;
    auto const id = shop.paid(1000);
    shop.bank.provider("paystack").next_refund(testing::script::timeout_without_charge);
    BOOST_TEST(words_in(shop.refund(id)) == "processing");
    BOOST_TEST(shop.status(id) == "success");
    shop.bank.advance(1h);
    BOOST_TEST(shop.status(id) == "reversed");
    BOOST_TEST(words_in(shop.read(id)) == "success");
    BOOST_TEST(shop.bank.provider("paystack").sums("NGN").refunded == 1000);
}

BOOST_AUTO_TEST_CASE(C21_a_refund_that_races_another_sees_what_it_reserved)
{
    held h(1000);
    int inner = 0;
    h.hand->on_refund = [&] {
        h.hand->on_refund = nullptr;
        check_error(h.shop.refund(h.id, amount(301)), 422, "UNPROCESSABLE_PAYMENT");
        inner = h.shop.refund(h.id, amount(300)).status;
        return provider_answer{outcome::done};
    };
    auto const r = h.shop.refund(h.id, amount(700));
    BOOST_TEST(inner == 200);
    BOOST_TEST(r.status == 200);
    BOOST_TEST(text_in(h.shop.read(h.id), "status") == "reversed");
    BOOST_TEST(text_in(h.shop.read(h.id), "amount_refunded") == "1000");
    check_error(h.shop.refund(h.id), 422, "UNPROCESSABLE_PAYMENT");
    BOOST_TEST(h.hand->refunds == 2);
}

BOOST_AUTO_TEST_CASE(C16_no_key_is_needed_and_one_that_is_sent_counts)
{
    client shop;
    auto const id = shop.paid(1000), other = shop.paid(1000);
    auto const target = "/v1/payments/" + id + "/refund";
    auto const again = "/v1/payments/" + other + "/refund";
    auto const send = [&](std::string_view where, std::string_view body, std::string_view key) {
        return shop.send("POST", where, body, {{"Idempotency-Key", key}});
    };
    auto const first = send(target, amount(100), "k");
    auto const replay = send(target, " { \"amount\" : 100 } ", "k");
    BOOST_TEST(replay.body == first.body);
    BOOST_TEST(first.find("Idempotent-Replayed") == "");
    BOOST_TEST(replay.find("Idempotent-Replayed") == "true");
    check_error(send(target, amount(101), "k"), 409, "IDEMPOTENCY_CONFLICT");
    check_error(send(target, "", "k"), 409, "IDEMPOTENCY_CONFLICT");
    BOOST_TEST(text_in(send(target, amount(100), "l"), "amount_refunded") == "200");
    BOOST_TEST(text_in(send(again, amount(101), "k"), "amount_refunded") == "101");
    BOOST_TEST(text_in(shop.refund(id, amount(100)), "amount_refunded") == "300");
    BOOST_TEST(text_in(shop.refund(id, amount(100)), "amount_refunded") == "400");

    // An empty body is `{}`, under a key too.
    BOOST_TEST(send(again, "", "m").status == 200);
    BOOST_TEST(send(again, "{}", "m").find("Idempotent-Replayed") == "true");
    for (std::string_view const bad : {"", " ", "\"\"", "\x7f", "a\tb"})
        BOOST_TEST(check_error(send(target, "{}", bad), 400, "VALIDATION_ERROR").front()
                       .starts_with("Idempotency-Key: "));
}

BOOST_AUTO_TEST_CASE(C17_the_replay_of_a_refund_is_the_first_answer_whatever_came_after)
{
    client shop;
    auto const id = shop.paid(1000);
    auto const target = "/v1/payments/" + id + "/refund";
    shop.bank.provider("paystack").next_refund(testing::script::succeed);
    auto const first = shop.send("POST", target, amount(100), {{"Idempotency-Key", "k"}});
    BOOST_TEST(words_in(first) == "processing");
    shop.bank.advance(1h);
    shop.refund(id);
    BOOST_TEST(shop.status(id) == "reversed");
    auto const again = shop.send("POST", target, amount(100), {{"Idempotency-Key", "k"}});
    BOOST_TEST(again.body == first.body);
    BOOST_TEST(again.status == 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace popfab_refund_tests
