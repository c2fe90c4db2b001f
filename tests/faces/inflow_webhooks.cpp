// SPDX-License-Identifier: BSL-1.0
// tests/faces/inflow_webhooks.cpp: what Inflow tells its merchants, and how it is signed.
#include <faces/inflow_client.hpp>

namespace inflow_webhooks_tests {

using namespace inflow_tests;

namespace {

struct listening_client : inflow_client {
    using inflow_client::inflow_client;
    fresh_webhook_endpoint endpoint = bank.listen(inflow());

    /// What came since the last look: type, status, and how many attempts are told of.
    std::string news()
    {
        bank.advance(2s);
        std::string out;
        auto const all = bank.webhooks().all();
        for (; seen != all.size(); ++seen) {
            auto const o = object_in(all[seen].body);
            bool const refund = text_in(o, "event") == "refund.status_changed";
            out.append(out.empty() ? "" : ", ").append(refund ? "refund " : "");
            out += text_in(o, "status");
            if (!refund) out += " " + std::to_string(o.at("depositAttempts").as_array().size());
        }
        return out;
    }

    std::size_t seen = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(inflow_webhooks)

BOOST_AUTO_TEST_CASE(N_a_changed_transaction_is_told_with_the_documented_members)
{
    listening_client c;
    auto const made = object_in(c.create().body);
    auto const url = text_in(made, "checkout_url");
    c.pay(url.substr(std::string_view("http://localhost").size()));
    c.bank.advance(2s);
    auto const last = c.bank.webhooks().all().back();
    auto const o = object_in(last.body);
    BOOST_TEST(names_in(o) == "event transaction_id order_id amount status currency "
                              "depositAttempts created_at updated_at");
    BOOST_TEST(text_in(o, "event") == "transaction.status_changed");
    BOOST_TEST(text_in(o, "transaction_id") == c.newest());
    BOOST_TEST(text_in(o, "order_id") == text_in(made, "order_id"));
    BOOST_TEST(text_in(o, "amount") == "57.40");
    BOOST_TEST(text_in(o, "status") == "paid");
    BOOST_TEST(text_in(o, "currency") == "USD");
    BOOST_TEST(text_in(o, "created_at") == "2025-03-19T10:23:45.000Z");
    BOOST_TEST(o.at("depositAttempts").as_array().size() == 1U);
}

BOOST_AUTO_TEST_CASE(N_it_is_signed_over_its_body_alone)
{
    listening_client c;
    c.paid();
    auto const got = c.bank.webhooks().all().back();
    BOOST_TEST(got.header("X-Webhook-Event") == "transaction.status_changed");
    BOOST_TEST(got.header("X-Webhook-Delivery-Id").size() == 36U);
    BOOST_TEST(got.header("X-Webhook-Timestamp").size() == 10U);
    auto const signature = got.header("X-Webhook-Signature");
    BOOST_TEST(signature.starts_with("sha256="));
    BOOST_TEST(verify_inflow_webhook({signature, got.body}, c.endpoint.key).has_value());
    BOOST_TEST(!verify_inflow_webhook({signature, got.body + " "}, c.endpoint.key).has_value());
    BOOST_TEST(!verify_inflow_webhook({signature, got.body}, secret("other")).has_value());
    BOOST_TEST(!verify_inflow_webhook({"", got.body}, c.endpoint.key).has_value());
}

BOOST_AUTO_TEST_CASE(the_signature_is_the_one_of_a_known_answer)
{
    // RFC 4231, test case 2.
    BOOST_TEST(verify_inflow_webhook({"sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec5"
                                      "8b964ec3843",
                                      "what do ya want for nothing?"},
                                     secret("Jefe")).has_value());
}

BOOST_AUTO_TEST_CASE(N_it_is_told_also_when_the_attempts_alone_have_changed)
{
    listening_client c;
    auto const path = c.page();
    BOOST_TEST(c.news() == "");
    c.pay(path, "4000000000009995");
    BOOST_TEST(c.news() == "processing 1, processing 1");
    c.pay(path);
    BOOST_TEST(c.news() == "processing 2, processing 2, paid 2");   // sent, known there, paid
}

BOOST_AUTO_TEST_CASE(a_canceled_and_an_expired_session_are_told)
{
    listening_client c;
    c.submit(c.page() + "/cancel", {});
    BOOST_TEST(c.news() == "canceled 0");
    c.page();
    c.bank.advance(3600s);
    BOOST_TEST(c.news() == "canceled 0");
}

BOOST_AUTO_TEST_CASE(a_refund_is_told_and_so_is_its_transaction)
{
    listening_client c;
    auto const id = c.paid();
    c.news();
    c.refund(id, R"({"reason":"x","amount":"17.40"})");
    auto const part = c.news();
    for (char const* message : {"refund_pending 1", "refund processing", "paid 1",
                                "refund completed"})
        BOOST_TEST(holds(part, message), part);
    c.refund(id, R"({"reason":"y"})");
    auto const rest = c.news();
    BOOST_TEST(holds(rest, "refunded 1"), rest);
    BOOST_TEST(c.seen == 11U);   // three for the payment, four for each refund
}

BOOST_AUTO_TEST_CASE(D_a_refunds_message_says_what_its_object_says)
{
    listening_client c;
    auto const id = c.paid();
    auto const made = c.refund(id, R"({"reason":"Customer request","amount":"40.00"})");
    c.bank.advance(2s);
    auto const o = [&] {
        for (auto const& m : c.bank.webhooks().all())
            if (holds(m.body, "completed")) return object_in(m.body);
        return json::object();
    }();
    BOOST_TEST(names_in(o) == "event refund_id transaction_id amount currency amount_in_cents "
                              "amount_usd reason status created_at updated_at");
    BOOST_TEST(text_in(o, "event") == "refund.status_changed");
    BOOST_TEST(text_in(o, "refund_id") == text_in(made, "refund_public_id"));
    BOOST_TEST(text_in(o, "transaction_id") == id);
    BOOST_TEST(text_in(o, "reason") == "Customer request");
    BOOST_TEST(text_in(o, "amount_usd") == "40.00");
}

BOOST_AUTO_TEST_CASE(an_endpoint_hears_only_the_words_it_asked_for)
{
    inflow_client c;
    create_webhook_endpoint how;
    how.url = "https://merchant.example/refunds";
    how.events = {"refund.status_changed"};
    BOOST_TEST(c.bank.engine().webhooks().create(c.who, how).has_value());
    c.refund(c.paid(), R"({"reason":"x"})");
    c.bank.advance(5s);
    BOOST_TEST(c.bank.webhooks().all().size() == 2U);
    for (auto const& m : c.bank.webhooks().all()) BOOST_TEST(holds(m.body, "refund.status"));
}

BOOST_AUTO_TEST_CASE(what_is_sent_again_is_both_messages_once)
{
    inflow_client c;
    c.refund(c.paid(), R"({"reason":"x"})");
    c.bank.advance(5s);
    auto const since = c.bank.now() - 1h;
    auto const endpoint = c.bank.listen(inflow());
    auto const all = c.bank.engine().webhooks().resend(c.who, endpoint.endpoint.id, since);
    BOOST_TEST(all.value() == 7);   // sent, known there, paid, and twice two for the refund
    BOOST_TEST(c.bank.engine().webhooks().resend(c.who, endpoint.endpoint.id, since).value() == 0);
    c.bank.advance(5s);
    BOOST_TEST(c.bank.webhooks().all().size() == 7U);
}

BOOST_AUTO_TEST_CASE(C45_what_another_face_made_is_not_told_here)
{
    listening_client c;
    c.bank.pay({5000, "USD"});
    BOOST_TEST(c.news() == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace inflow_webhooks_tests
