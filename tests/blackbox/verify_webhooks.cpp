// SPDX-License-Identifier: BSL-1.0
// tests/blackbox/verify_webhooks.cpp: says of each message, a line of JSON, whether it is one of
// Standard Webhooks that the secret has signed: `ok`, or why not.
#include <tender/port/crypto.hpp>
#include <tender/port/webhook_signature.hpp>

#include <boost/json/parse.hpp>

#include <iostream>
#include <string>

int main()
{
    std::string line;
    while (std::getline(std::cin, line)) {
        auto const message = boost::json::parse(line).as_object();
        auto const text = [&](char const* member) -> std::string_view {
            return message.at(member).as_string();
        };
        tender::instant const now(std::chrono::seconds(message.at("now").as_int64()));
        auto const done = tender::verify_webhook(
            {text("id"), text("timestamp"), text("signature"), text("body")},
            tender::secret(std::string(text("secret"))), now);
        std::cout << (done ? "ok" : done.error().text()) << "\n";
    }
}
