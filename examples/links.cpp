// SPDX-License-Identifier: BSL-1.0
// examples/links.cpp: one address sells ten books, each with the tax of its customer's country.
#include <tender/api/inflow.hpp>
#include <tender/tender.hpp>
#include <tender/testing/popfab_providers.hpp>

#include <chrono>
#include <iostream>
#include <memory>
#include <string_view>

namespace {

//[tax
/// What a book bears, in millionths of its price: a table that a host would keep up to date.
struct tax_on_books final : tender::taxes {
    tender::tax_rate rate_of(tender::taxed_sale const& sale) override
    {
        constexpr struct {
            std::string_view country;
            std::int64_t millionths;
        } rows[] = {{"DE", 70'000}, {"FR", 55'000}, {"IT", 40'000}};
        for (auto const& r : rows)
            if (r.country == sale.country) return {r.millionths};
        return {};
    }
};
//]

}  // namespace

int main()
{
    auto world = tender::in_memory();
    auto const clock = world.clock;
    world.taxes = std::make_shared<tax_on_books>();
    tender::engine pay{std::move(world), {.host_secret = tender::secret(
        "at least 32 random characters that only the host knows")}};
    pay.add(tender::testing::house_provider(clock, std::chrono::milliseconds(0)),
            tender::mode::test).value();
    auto const account =
        pay.accounts().create({.username = "books", .name = "Ada's Books"}).value();
    auto const who = tender::merchant{account.id, tender::mode::test, "inflow"};
    tender::dispatcher api{pay, {{"/pay", tender::inflow()}},
                           {.public_url = "https://books.example.com"}};

    //[links
    auto const book = pay.products().create(who, {
        .name = "Notes on the Engine", .prices = {{2400, "EUR"}}}).value();
    auto const link = pay.links().create(who, {
        .name = "Spring catalogue",
        .products = {{book.id, 1}},
        .currency = "EUR",
        .prices = tender::price_mode::tax_excluded,
        .most_uses = 10}).value();
    // Print link.url in the catalogue: who opens it says who he is, and pays.
    //]

    auto const path = std::string_view(link.url).substr(
        std::string_view("https://books.example.com").size());
    std::cout << "page: " << api.handle({"GET", path, {{"Accept", "text/html"}}}).status << "\n";
    for (int customer = 1; customer <= 11; ++customer) {
        auto const at = pay.links().find(link.token).value();
        auto const page = pay.links().open(at, {
            .email = tender::email("ada@example.com"), .country = customer % 2 == 0 ? "FR" : "US"});
        if (!page) {
            std::cout << "customer " << customer << ": " << page.error().text() << "\n";
            continue;
        }
        auto const form = pay.checkout().visit(who, page->id).value();
        tender::instrument const card{.card = tender::card_details{
            tender::secret("4242424242424242"), 12, 2039, tender::secret("123"), "Ada"}};
        pay.checkout().submit(form, {form.session->nonce, tender::payment_method::card, &card})
            .value();
        while (pay.run_due().value().done == 0) {}   // a moment later the provider confirms
    }
    auto const now = pay.links().read(who, link.id).value();
    std::cout << "sold: " << now.uses << " for " << now.revenue << " cents\n";
}
