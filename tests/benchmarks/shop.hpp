// SPDX-License-Identifier: BSL-1.0
// tests/benchmarks/shop.hpp: an engine behind its dispatcher, and requests to it.
#pragma once

#include <tender/tender.hpp>

#include <tender/adapter/openssl.hpp>
#include <tender/api/popfab.hpp>
#include <tender/testing/popfab_providers.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

/// The documented example with a reference and a key of its own.
struct order {
    std::string body;
    std::string key;
};

inline order make_order(int n)
{
    auto const number = std::to_string(10'000'000 + n);
    return {R"({"amount":150000,"currency":"NGN","payment_method":"card","reference":"MYAPP-)" +
                number +
                R"(","customer":{"email":"ada@example.com","name":"Ada Okafor",)"
                R"("phone":"+2348012345678"},"metadata":{"order_id":"7890","plan":"premium"}})",
            "order_" + number + "_v1"};
}

/// A merchant with a key, on the system's clock, whose payments confirm at once when jobs run.
class shop {
public:
    explicit shop(std::shared_ptr<tender::storage> store =
                      std::make_shared<tender::memory_storage>())
    {
        tender::ports world;
        world.storage = std::move(store);
        world.clock = std::make_shared<tender::os_clock>();
        world.entropy = std::make_shared<tender::os_entropy>();
        world.crypto = std::make_shared<tender::openssl_crypto>();
        auto const time = world.clock;
        pay = std::make_unique<tender::engine>(std::move(world));
        for (auto& p : tender::testing::popfab_providers(time, std::chrono::milliseconds(0)))
            pay->add(std::move(p), tender::mode::test).value();
        auto const account =
            pay->accounts().create({.username = "bench", .name = "Bench"}).value();
        auto const key = pay->api_keys()
                             .create({account.id, tender::mode::test, "popfab"},
                                     {.label = "bench", .face = "popfab"})
                             .value();
        authorization = "Bearer " + key.text.reveal();
        api = std::make_unique<tender::dispatcher>(
            *pay, std::vector<tender::mount>{tender::popfab()});
        create_request.method = "POST";
        create_request.target = "/v1/payments";
        create_request.headers = {{"Host", "127.0.0.1:8080"},
                                  {"Authorization", authorization},
                                  {"Content-Type", "application/json"},
                                  {"Idempotency-Key", {}}};
        get_request.method = "GET";
        get_request.headers = {{"Host", "127.0.0.1:8080"}, {"Authorization", authorization}};
    }

    /// Not thread-safe: give each thread a request and a response of its own.
    void create(order const& o) { create(o, create_request, answer); }

    void create(order const& o, tender::request& r, tender::response& out)
    {
        r.body = o.body;
        r.headers.back().value = o.key;
        api->handle(r, out);
    }

    void get(std::string const& target)
    {
        get_request.target = target;
        api->handle(get_request, answer);
    }

    /// Makes payments up to number `end`, and confirms them all.
    void fill(int end)
    {
        for (; made != end; ++made) {
            create(make_order(made));
            if (answer.status != 200) throw std::runtime_error(answer.body);
            if (made % 1000 == 999) confirm();
        }
        confirm();
    }

    void confirm()
    {
        while (pay->run_due(1000).value().done != 0) {
        }
    }

    std::unique_ptr<tender::engine> pay;
    std::unique_ptr<tender::dispatcher> api;
    std::string authorization;
    tender::request create_request;
    tender::request get_request;
    tender::response answer;
    int made = 0;
};

}  // namespace bench
