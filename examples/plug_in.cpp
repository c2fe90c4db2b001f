// SPDX-License-Identifier: BSL-1.0
// examples/plug_in.cpp: an HTTP server that is already there hands its requests over.
#include <tender/api/popfab.hpp>
#include <tender/tender.hpp>
#include <tender/testing/popfab_providers.hpp>

#include <iostream>
#include <map>
#include <string>

namespace {

/// What your server has in its hands when a request has come in, and what it sends back.
struct their_request {
    std::string method, target, body;
    std::map<std::string, std::string> headers;
};
struct their_response {
    int status = 0;
    std::multimap<std::string, std::string> headers;
    std::string body;
};

//[plug_in
their_response serve(tender::dispatcher& api, their_request const& asked)
{
    tender::request in{.method = asked.method, .target = asked.target, .body = asked.body};
    for (auto const& [name, value] : asked.headers) in.headers.push_back({name, value});
    tender::response out = api.handle(in);   // any thread; no exception leaves it

    their_response answer{.status = out.status, .headers = {}, .body = std::move(out.body)};
    for (auto const& h : out.headers) answer.headers.emplace(h.name, h.value);
    return answer;
}
//]

}  // namespace

int main()
{
    auto world = tender::in_memory();
    auto const clock = world.clock;
    tender::engine pay{std::move(world)};
    for (auto& psp : tender::testing::popfab_providers(clock, std::chrono::milliseconds(0)))
        pay.add(psp, tender::mode::test).value();
    auto const shop = pay.accounts().create({.username = "books", .name = "Ada's Books"}).value();
    auto const key = pay.api_keys().create({shop.id, tender::mode::test},
                                       {.label = "server", .face = "popfab"}).value();

    tender::dispatcher api{pay, {{"/pay", tender::popfab()}}};
    std::map<std::string, std::string> const headers{
        {"Authorization", "Bearer " + key.text.reveal()},
        {"Content-Type", "application/json"},
        {"Idempotency-Key", "order-1"}};
    auto const made = serve(api, {"POST", "/pay/v1/payments",
        R"({"amount":150000,"currency":"NGN","payment_method":"card","reference":"ORDER-1",)"
        R"("customer":{"email":"ada@example.com"}})", headers});
    auto const lost = serve(api, {"GET", "/pay/v1/payments/nothing", {}, headers});
    auto const secret = serve(api, {"GET", "/pay/v1/payments", {}, {}});
    std::cout << made.status << " " << lost.status << " " << secret.status << "\n";
}
