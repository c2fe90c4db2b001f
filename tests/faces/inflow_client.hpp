// SPDX-License-Identifier: BSL-1.0
// tests/faces/inflow_client.hpp: a merchant of Inflow, and its customers.
#pragma once

#include <tender/api/inflow.hpp>
#include <tender/api/payment_ids.hpp>

#include <faces/face_client.hpp>

namespace inflow_tests {

using namespace face_tests;
using namespace tender;

inline constexpr std::string_view checkout_example =
    R"({"billing_country":"FR","billing_first_name":"Ada","billing_last_name":"Lovelace",)"
    R"("billing_email":"ada@example.com","currency":"USD",)"
    R"("products":[{"name":"Pro plan","quantity":2,"unit_price":"28.70"}],)"
    R"("successUrl":"https://merchant.example/thanks",)"
    R"("failedUrl":"https://merchant.example/failed",)"
    R"("cancelUrl":"https://merchant.example/cancel"})";

inline testing::sandbox_options in_dollars(testing::sandbox_options how = {})
{
    how.merchant.currency = "USD";
    return how;
}

/// A rate that never changes.
struct one_rate final : rates {
    std::string usd_for_eur;

    explicit one_rate(std::string usd) : usd_for_eur(std::move(usd)) {}
    std::optional<rate> usd(currency of) override
    {
        if (of != "EUR") return std::nullopt;
        return rate{usd_for_eur, "a test", {}};
    }
};

struct inflow_client : face_client {
    explicit inflow_client(testing::sandbox_options how = {}, dispatcher_settings settings = {})
        : face_client(inflow(), in_dollars(std::move(how)), std::move(settings))
    {
    }

    response ask(std::string_view method, std::string_view target, std::string body = {},
                 std::vector<header> more = {}, std::string_view with_key = {})
    {
        auto const bearer = "Api-Key " + (with_key.empty() ? key : std::string(with_key));
        more.push_back({"Authorization", bearer});
        more.push_back({"Content-Type", "application/json"});
        return send(method, target, std::move(body), std::move(more));
    }
    /// As somebody who is logged in.
    response log_in(std::string_view method, std::string_view target, std::string body = {})
    {
        if (session.empty()) {
            testing::sandbox::pause_faults const quiet(bank);
            session = "Token " + bank.engine().access_tokens().make_session(who)->reveal();
        }
        return send(method, target, std::move(body),
                    {{"Authorization", session}, {"Content-Type", "application/json"}});
    }
    response create(std::string body = std::string(checkout_example), std::vector<header> more = {})
    {
        return ask("POST", "/checkout/create/", std::move(body), std::move(more));
    }
    response transaction(std::string const& id) { return ask("GET", "/transactions/" + id + "/"); }
    response refund(std::string const& id, std::string body, std::vector<header> more = {})
    {
        return ask("POST", "/transactions/" + id + "/refund/", std::move(body), std::move(more));
    }
    json::array refunds(std::string const& query = {})
    {
        auto const r = ask("GET", "/refunds/" + query);
        BOOST_REQUIRE_MESSAGE(r.status == 200, r.body);
        return json::parse(r.body).as_array();
    }

    /// The path of a new checkout's page.
    std::string page(std::string body = std::string(checkout_example))
    {
        auto const r = create(std::move(body));
        BOOST_REQUIRE_MESSAGE(r.status == 201, r.body);
        return text_in(r, "checkout_url").substr(std::string_view("http://localhost").size());
    }
    response pay(std::string const& path, std::string number = "4242424242424242")
    {
        auto const nonce = between(browse(path).body, "name=\"nonce\" value=\"", "\"");
        return submit(path, {{"nonce", nonce}, {"method", "card"}, {"number", std::move(number)},
                             {"expiry", "12/30"}, {"code", "123"}, {"holder", "Ada"}});
    }

    /// The id of the newest payment, as Inflow shows it.
    std::string newest() { return payment_id_text(*bank.payments().back()); }

    /// A payment that went well; its id.
    std::string paid(std::string body = std::string(checkout_example))
    {
        BOOST_REQUIRE(pay(page(std::move(body))).status == 303);
        bank.advance(2s);
        return newest();
    }
    std::string status(std::string const& id) { return text_in(transaction(id), "status"); }

    std::string session;
};

inline void check_detail(response const& r, int status, std::string_view detail,
                         std::string_view code = {})
{
    BOOST_TEST(r.status == status, r.status << " is not " << status << ": " << r.body);
    auto const o = object_in(r.body);
    BOOST_TEST(names_in(o) == (code.empty() ? "detail" : "detail code"));
    BOOST_TEST(text_in(o, "detail") == detail);
    BOOST_TEST(text_in(o, "code") == code);
    BOOST_TEST(r.find("Content-Type") == "application/json");
}

/// `{"field":["sentence"]}`
inline void check_field(response const& r, std::string_view field, std::string_view sentence)
{
    BOOST_TEST(r.status == 400, r.status << ": " << r.body);
    BOOST_TEST(r.body == "{" + json_string(field) + ":[" + json_string(sentence) + "]}");
}

}  // namespace inflow_tests
