// SPDX-License-Identifier: BSL-1.0
// tests/service/checkout/opening.cpp: a program opens pages where its dispatcher serves them, for
// what their items come to.
#include <service/bank.hpp>

#include <tender/api/dispatcher.hpp>
#include <tender/api/inflow.hpp>
#include <tender/api/popfab.hpp>
#include <tender/api/shop.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace opening_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr std::string_view host = "https://books.example.com";

merchant in_face(sandbox& bank, name face) { return {bank.who().account, mode::test, face}; }

open_checkout order() { return {.amount = {4200, "USD"}}; }

std::string address_of(result<payment> const& opened)
{
    return opened ? opened->terms->checkout->url : std::string(opened.error().text());
}

/// Status of what is found under an address of that host.
int found(dispatcher& api, std::string const& url)
{
    if (!url.starts_with(host)) return 0;
    return api.handle({"GET", std::string_view(url).substr(host.size()),
                       {{"Accept", "text/html"}}}).status;
}

struct flat_taxes final : taxes {
    tax_rate rate_of(taxed_sale const&) override { return {200'000}; }   // a fifth
};

}  // namespace

BOOST_AUTO_TEST_SUITE(opening)

BOOST_AUTO_TEST_CASE(a_page_stands_where_the_dispatcher_serves_its_face)
{
    sandbox bank;
    dispatcher api(bank.engine(), {{"/pay", shop()}, {"/flow", inflow()}},
                   {.public_url = std::string(host)});
    for (name const face : {name("shop"), name("inflow")}) BOOST_TEST_CONTEXT(face.text()) {
        auto const opened = bank.engine().checkout().open(in_face(bank, face), order());
        auto const prefix = std::string(host) + (face == "shop" ? "/pay/" : "/flow/");
        BOOST_TEST(address_of(opened).starts_with(prefix), address_of(opened));
        BOOST_TEST(found(api, address_of(opened)) == 200);
    }
}

BOOST_AUTO_TEST_CASE(a_link_stands_where_the_dispatcher_serves_its_face)
{
    sandbox bank;
    dispatcher api(bank.engine(), {{"/flow", inflow()}}, {.public_url = std::string(host)});
    auto const who = in_face(bank, "inflow");
    auto const book = bank.engine().products().create(
        who, {.name = "Notes", .prices = {{2400, "EUR"}}}).value();
    auto const link = bank.engine().links().create(
        who, {.name = "Spring", .products = {{book.id, 1}}, .currency = "EUR"});
    BOOST_TEST_REQUIRE(link.has_value(), link.error());
    BOOST_TEST(link->url.starts_with(std::string(host) + "/flow/"), link->url);
    BOOST_TEST(found(api, link->url) == 200);
    auto const at = bank.engine().links().find(link->token).value();
    auto const page = bank.engine().links().open(at, {.country = "FR"});
    BOOST_TEST(found(api, address_of(page)) == 200);
}

BOOST_AUTO_TEST_CASE(an_address_that_is_given_counts_and_so_does_a_token)
{
    sandbox bank;
    dispatcher api(bank.engine(), {{"/pay", shop()}}, {.public_url = std::string(host)});
    auto const who = in_face(bank, "shop");
    auto given = order();
    given.page = "https://pay.example/p/";
    BOOST_TEST(address_of(bank.engine().checkout().open(who, given)).starts_with(given.page));
    auto named = order();
    named.token = "a-token-of-mine";
    auto const url = address_of(bank.engine().checkout().open(who, named));
    BOOST_TEST(url.starts_with(std::string(host) + "/pay/"));
    BOOST_TEST(url.ends_with("/" + named.token));
    BOOST_TEST(found(api, url) == 200);
}

BOOST_AUTO_TEST_CASE(a_public_url_that_is_known_later_counts_from_then_on)
{
    sandbox bank;
    dispatcher api(bank.engine(), {{"/pay", shop()}});
    auto const who = in_face(bank, "shop");
    BOOST_TEST(address_of(bank.engine().checkout().open(who, order()))
                   .starts_with("http://localhost/pay/"));
    api.set_public_url(std::string(host));
    BOOST_TEST(found(api, address_of(bank.engine().checkout().open(who, order()))) == 200);
}

BOOST_AUTO_TEST_CASE(of_a_face_that_is_mounted_twice_the_first_counts)
{
    sandbox bank;
    dispatcher api(bank.engine(), {{"/one", shop()}, {"/two", shop()}},
                   {.public_url = std::string(host)});
    auto const opened = bank.engine().checkout().open(in_face(bank, "shop"), order());
    BOOST_TEST(address_of(opened).starts_with(std::string(host) + "/one/"));
}

BOOST_AUTO_TEST_CASE(a_page_that_nobody_serves_is_refused_with_all_else_that_is_wrong)
{
    sandbox bank;
    dispatcher api(bank.engine(), {{"/pay", shop()}}, {.public_url = std::string(host)});
    for (name const face : {name(), name("inflow"), name("sixth")}) {
        auto wrong = order();
        wrong.tax = 9000;
        auto const refused = bank.engine().checkout().open(in_face(bank, face), wrong);
        BOOST_TEST_REQUIRE((refused.error() == errc::invalid_request));
        BOOST_TEST_REQUIRE(refused.error().fields().size() == 2U);
        BOOST_TEST(refused.error().fields()[0].field == "tax");
        BOOST_TEST(refused.error().fields()[1].field == "page");
        BOOST_TEST(refused.error().fields()[1].says == served_nowhere);
    }
    auto const link = bank.engine().links().create(in_face(bank, "inflow"), {.name = "Spring"});
    BOOST_TEST_REQUIRE((link.error() == errc::invalid_request));
    BOOST_TEST(link.error().fields().back().field == "page");
    BOOST_TEST(bank.payments().empty());
}

BOOST_AUTO_TEST_CASE(a_page_without_an_amount_is_for_what_its_items_come_to_with_their_tax)
{
    sandbox bank({.taxes = std::make_shared<flat_taxes>()});
    auto const who = bank.by(shop());
    open_checkout const books{.amount = {0, "USD"},
                              .items = {{.name = "A book", .quantity = 2, .amount = 2100},
                                        {.name = "A card", .quantity = 1, .amount = 300}}};
    auto const within = bank.engine().checkout().open(who, books).value();
    BOOST_TEST((within.terms->amount == money{4500, "USD"}));
    BOOST_TEST(within.terms->checkout->tax == 750);
    auto more = books;
    more.prices = price_mode::tax_excluded;
    auto const on_top = bank.engine().checkout().open(who, more).value();
    BOOST_TEST((on_top.terms->amount == money{5400, "USD"}));
    BOOST_TEST(on_top.terms->checkout->tax == 900);
    auto given = books;
    given.amount.minor = 4200;
    BOOST_TEST(bank.engine().checkout().open(who, given)->terms->amount.minor == 4200);
    BOOST_TEST((bank.engine().checkout().open(who, {.amount = {0, "USD"}}).error() ==
                errc::invalid_request));
}

BOOST_AUTO_TEST_CASE(a_test_needs_no_dispatcher_for_a_page)
{
    sandbox bank;
    auto const opened = bank.engine().checkout().open(bank.by(shop()), order());
    BOOST_TEST(address_of(opened).starts_with("http://localhost/checkout/session/"));
    bank.restart();
    BOOST_TEST(bank.engine().checkout().open(in_face(bank, "shop"), order()).has_value());
    dispatcher api(bank.engine(), {{"/pay", shop()}}, {.public_url = std::string(host)});
    bank.by(shop());
    auto const served = bank.engine().checkout().open(bank.by(shop()), order());
    BOOST_TEST(found(api, address_of(served)) == 200);   // where there is one, its word counts
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace opening_tests
