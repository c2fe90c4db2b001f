// SPDX-License-Identifier: BSL-1.0
// examples/quickstart.cpp: a payment without HTTP.
#include <tender/tender.hpp>
#include <tender/testing/popfab_providers.hpp>

#include <chrono>
#include <iostream>

int main()
{
    auto world = tender::in_memory();
    auto const clock = world.clock;

    //[quickstart
    tender::engine pay{std::move(world)};
    for (auto& psp : tender::testing::popfab_providers(clock, std::chrono::milliseconds(0)))
        pay.add(psp, tender::mode::test).value();
    auto const shop = pay.accounts().create({.username = "books", .name = "Ada's Books"}).value();
    tender::merchant const who{shop.id, tender::mode::test};

    auto const made = pay.payments().create(who, {
        .amount = {150'000, "NGN"},
        .reference = "ORDER-7890",
        .customer = {.email = "ada@example.com"}}).value();
    while (pay.run_due().value().done == 0) {}   // a moment later the provider confirms
    auto const paid = pay.payments().read(who, made.id).value();
    auto const back = pay.refunds().create(who, paid.id, {.amount = 75'000}).value();
    //]

    std::cout << "made: " << enum_name(made.state) << " by " << made.provider().text() << "\n"
              << "paid: " << enum_name(paid.state) << ", " << paid.captured << " captured, "
              << paid.platform_fee() + paid.provider_fee() << " in fees\n"
              << "refund: " << enum_name(back.state) << ", " << back.amount.minor << "\n";
}
