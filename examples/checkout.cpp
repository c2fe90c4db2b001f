// SPDX-License-Identifier: BSL-1.0
// examples/checkout.cpp: a customer pays on a page that the program serves itself.
#include <tender/api/shop.hpp>
#include <tender/tender.hpp>
#include <tender/testing/popfab_providers.hpp>

#include <chrono>
#include <iostream>
#include <string>
#include <string_view>

namespace {

/// What stands between two texts of a page.
std::string between(std::string_view in, std::string_view before, std::string_view behind)
{
    auto const from = in.find(before) + before.size();
    return std::string(in.substr(from, in.find(behind, from) - from));
}

}  // namespace

int main()
{
    auto world = tender::in_memory();
    auto const clock = world.clock;
    tender::engine pay{std::move(world)};
    pay.add(tender::testing::house_provider(clock, std::chrono::milliseconds(0)),
            tender::mode::test).value();
    auto const account =
        pay.accounts().create({.username = "books", .name = "Ada's Books"}).value();
    auto const who = tender::merchant{account.id, tender::mode::test, "shop"};

    //[checkout
    tender::dispatcher api{pay, {{"/pay", tender::shop()}},
                           {.public_url = "https://books.example.com"}};
    auto const payment = pay.checkout().open(who, {
        .amount = {4200, "USD"},
        .success_url = tender::redirect_url("https://books.example.com/thanks"),
        .items = {{.name = "A book", .quantity = 2, .amount = 2100}}}).value();
    std::string const page = payment.terms->checkout->url;         // send the customer there
    //]

    // What the customer's browser does from here on.
    auto const path = page.substr(std::string_view("https://books.example.com").size());
    auto const form = api.handle({"GET", path});
    auto const nonce = between(form.body, "name=\"nonce\" value=\"", "\"");
    auto const sent = api.handle(
        {"POST", path, {{"Content-Type", "application/x-www-form-urlencoded"}},
         "nonce=" + nonce + "&method=card&number=4242+4242+4242+4242&expiry=12%2F39&code=123"
                            "&holder=Ada+Okafor"});
    while (pay.run_due().value().done == 0) {}   // a moment later the provider confirms
    auto const after = api.handle({"GET", path});
    auto const paid = pay.payments().read(who, payment.id).value();
    std::cout << "form: " << form.status << ", sent: " << sent.status << "\n"
              << "page: " << between(after.body, "<h1>", "</h1>") << "\n"
              << "paid: " << enum_name(paid.state) << " by a card that ends in "
              << paid.card.last_four << "\n";
}
