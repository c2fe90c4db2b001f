// SPDX-License-Identifier: BSL-1.0
// tests/portability/everything.cpp: the whole library in one unit, with a payment over HTTP that a
// database keeps. Compiled by each compiler, with each standard library and without RTTI.
#include <boost/json/src.hpp>

#include <tender/adapter/http_sender.hpp>
#include <tender/adapter/openssl.hpp>
#include <tender/adapter/threads.hpp>
#include <tender/api/inflow.hpp>
#include <tender/api/poof.hpp>
#include <tender/api/popfab.hpp>
#include <tender/api/shop.hpp>
#include <tender/store/audit.hpp>
#include <tender/store/postgres.hpp>
#include <tender/store/sqlite.hpp>
#include <tender/tender.hpp>
#include <tender/testing/sandbox.hpp>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <string>

int main()
{
    using namespace std::chrono_literals;
    auto const file = std::filesystem::temp_directory_path() / "tender-portability.db";
    for (auto const* const end : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + end);
    auto const store = tender::sqlite_storage::open(file.string());
    if (!store) return std::cerr << store.error() << "\n", 1;
    tender::testing::sandbox bank({.store = *store});
    tender::dispatcher api(bank.engine(),
                           {{"/popfab", tender::popfab()}, {"/shop", tender::shop()},
                            {"/poof", tender::poof()}, {"/inflow", tender::inflow()}});
    auto const key = bank.engine().api_keys().create(
        bank.who(), {.label = "one", .face = "popfab"}).value();
    auto const bearer = "Bearer " + std::string(key.text.reveal());
    auto const made = api.handle(
        {.method = "POST",
         .target = "/popfab/v1/payments",
         .headers = {{"Authorization", bearer},
                     {"Content-Type", "application/json"},
                     {"Idempotency-Key", "first"}},
         .body = R"({"amount":150000,"currency":"NGN","payment_method":"card",)"
                 R"("reference":"ORDER-1","customer":{"email":"ada@example.com"}})"});
    bank.advance(1min);
    auto const paid = bank.engine().payments().find_by_reference(bank.who(), "ORDER-1");
    if (!paid) return std::cerr << made.body << "\n", 1;
    auto const problems = tender::audit(**store).value();
    std::cout << made.status << " " << enum_name(paid->state) << " " << problems.size() << "\n";
    return made.status == 200 && paid->state == tender::payment_state::captured ? 0 : 1;
}
