// SPDX-License-Identifier: BSL-1.0
// tests/faces/poof_client.hpp: a merchant of poof, and its customers.
#pragma once

#include <tender/api/poof.hpp>

#include <faces/face_client.hpp>

namespace poof_tests {

using namespace face_tests;
using namespace tender;

inline constexpr std::string_view checkout_example =
    R"({"username":"demo","amount":"10","redirect":"https://merchant.example/cancel",)"
    R"("success_url":"https://merchant.example/thanks"})";

inline constexpr std::string_view invoice_example =
    R"({"amount":"15","payment":"credit card","currency":"usd",)"
    R"("redirect_url":"https://merchant.example/back",)"
    R"("success_url":"https://merchant.example/thanks"})";

inline testing::sandbox_options in_dollars(testing::sandbox_options how = {})
{
    how.merchant.currency = "USD";
    return how;
}

struct poof_client : face_client {
    explicit poof_client(testing::sandbox_options how = {}, dispatcher_settings settings = {})
        : face_client(poof(), in_dollars(std::move(how)), std::move(settings))
    {
        testing::sandbox::pause_faults const quiet(bank);
        refresh = bank.engine().access_tokens().make_refresh_token(who).value().reveal();
        key = text_in(mint(), "key");
    }

    response mint(std::string more = {})
    {
        return plain("/api/v1/key", "{\"refresh_token\":\"" + refresh + "\"" + more + "}");
    }

    /// Without a key, as JSON.
    response plain(std::string_view target, std::string body, std::vector<header> more = {})
    {
        more.push_back({"Content-Type", "application/json"});
        return send("POST", target, std::move(body), std::move(more));
    }

    /// With the key as poof wants it.
    response ask(std::string_view target, std::string body, std::vector<header> more = {})
    {
        more.push_back({"Authorization", key});
        more.push_back({"Content-Type", "application/json"});
        return send("POST", target, std::move(body), std::move(more));
    }

    /// The path of a new checkout's page.
    std::string page(std::string body = std::string(checkout_example))
    {
        auto const r = plain("/api/v1/checkout", std::move(body));
        BOOST_REQUIRE_MESSAGE(r.status == 200, r.body);
        return text_in(r, "checkout_url").substr(std::string_view("http://localhost").size());
    }

    std::string nonce(std::string const& path)
    {
        return between(browse(path).body, "name=\"nonce\" value=\"", "\"");
    }

    response pay(std::string const& path, string_pairs more = {},
                 std::string number = "4242424242424242")
    {
        string_pairs all{{"nonce", nonce(path)}, {"method", "card"}, {"number", std::move(number)},
                         {"expiry", "12/30"}, {"code", "123"}, {"holder", "Ada"}};
        for (auto& m : more) all.push_back(std::move(m));
        return submit(path, all);
    }

    json::array transactions()
    {
        auto const r = ask("/api/v1/fetch_transactions", "{}");
        BOOST_REQUIRE_MESSAGE(r.status == 200, r.body);
        return json::parse(r.body).as_array();
    }

    std::string refresh;
};

inline void check_error(response const& r, int status, std::string_view code)
{
    BOOST_TEST(r.status == status, r.status << " is not " << status << ": " << r.body);
    auto const o = object_in(r.body);
    BOOST_TEST(names_in(o) == "object error message");
    BOOST_TEST(text_in(o, "object") == "error");
    BOOST_TEST(text_in(o, "error") == code);
    BOOST_TEST(!text_in(o, "message").empty());
    BOOST_TEST(r.find("Content-Type") == "application/json");
    BOOST_TEST(r.find("X-Request-Id").size() == 26U);
}

}  // namespace poof_tests
