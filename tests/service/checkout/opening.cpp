// SPDX-License-Identifier: BSL-1.0
// tests/service/checkout/opening.cpp: a program opens pages where its dispatcher serves them, for
// what their items come to.
#include <service/bank.hpp>

#include <tender/api/dispatcher.hpp>
#include <tender/api/inflow.hpp>
#include <tender/api/popfab.hpp>
#include <tender/api/shop.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

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

BOOST_AUTO_TEST_CASE(an_account_s_limits_hold_for_its_pages_where_it_has_any)
{
    sandbox bank;
    auto const who = bank.by(shop());
    auto const opened = [&](std::int64_t minor) {
        auto c = order();
        c.amount.minor = minor;
        return bank.engine().checkout().open(who, c);
    };
    BOOST_TEST(opened(1).has_value());                   // nobody has said anything of limits
    auto& accounts = bank.engine().accounts();
    accounts.change_settings(who.account, {.profile = {{"website", "https://books.example"}}})
        .value();
    for (std::int64_t const any : {1, 900'000'000}) BOOST_TEST(opened(any).has_value());
    accounts.change_settings(who.account, {.least_payment = 100, .most_payment = 5000}).value();
    for (std::int64_t const fits : {100, 5000}) BOOST_TEST(opened(fits).has_value());
    for (std::int64_t const out : {99, 5001})
        BOOST_TEST((opened(out).error() == fault_reason::total_out_of_limits));
    BOOST_TEST(opened(0).error().fields().at(0).field == "amount");   // what is wrong comes first
    BOOST_TEST(bank.payments().size() == 5U);
}

BOOST_AUTO_TEST_CASE(prices_are_as_the_account_has_them_where_a_command_does_not_say)
{
    sandbox bank({.taxes = std::make_shared<flat_taxes>()});
    auto const who = bank.by(shop());
    bank.engine()
        .accounts()
        .change_settings(who.account, {.prices = price_mode::tax_excluded})
        .value();
    open_checkout books{.amount = {0, "USD"},
                        .items = {{.name = "A book", .quantity = 2, .amount = 2250}}};
    auto const on_top = bank.engine().checkout().open(who, books).value();
    BOOST_TEST((on_top.terms->amount == money{5400, "USD"}));
    BOOST_TEST(on_top.terms->checkout->prices == price_mode::tax_excluded);
    books.prices = price_mode::tax_included;
    auto const within = bank.engine().checkout().open(who, books).value();
    BOOST_TEST((within.terms->amount == money{4500, "USD"}));
    BOOST_TEST(within.terms->checkout->prices == price_mode::tax_included);
}

/// Knows euros alone.
class euro_rates final : public rates {
public:
    std::optional<rate> usd(currency of) override
    {
        if (of != "EUR") return std::nullopt;
        return rate{"1.08", "a test", {}};
    }
};

BOOST_AUTO_TEST_CASE(a_page_keeps_what_its_currency_is_worth_in_dollars)
{
    sandbox bank({.rates = std::make_shared<euro_rates>()});
    auto const worth = [&](open_checkout c) {
        return bank.engine().checkout().open(bank.by(shop()), std::move(c))
            .value().terms->checkout->in_dollars.usd;
    };
    auto euros = order();
    euros.amount = {1000, "EUR"};
    BOOST_TEST(worth(euros) == "1.08");
    BOOST_TEST(worth(order()) == "");                    // nobody knows what that is worth
    euros.in_dollars.usd = "1.10";
    BOOST_TEST(worth(euros) == "1.10");                  // as its merchant says
}

BOOST_AUTO_TEST_CASE(C14_the_same_page_is_opened_once_under_a_key)
{
    sandbox bank({.taxes = std::make_shared<flat_taxes>()});
    auto const who = bank.by(shop());
    open_checkout c{.amount = {0, "USD"},
                    .items = {{.name = "A book", .quantity = 2, .amount = 2100}},
                    .lifetime = 1h,
                    .idempotency_key = idempotency_key("cart 7")};
    auto const first = bank.engine().checkout().open(who, c).value();
    bank.hand()->advance(1min);
    auto const again = bank.engine().checkout().open(who, c).value();
    BOOST_TEST((again.id == first.id));
    BOOST_TEST(again.terms->checkout->url == first.terms->checkout->url);
    std::function<void(open_checkout&)> const changes[] = {
        [](auto& o) { o.amount.minor = 4200; },
        [](auto& o) { o.amount.currency = "EUR"; },
        [](auto& o) { o.items[0].quantity = 3; },
        [](auto& o) { o.items[0].name = "A card"; },
        [](auto& o) { o.email = email("ada@example.com"); },
        [](auto& o) { o.country = "FR"; },
        [](auto& o) { o.methods = {payment_method::card}; },
        [](auto& o) { o.metadata = R"({"a":"b"})"; },
        [](auto& o) { o.entries = {{"a", "b"}}; },
        [](auto& o) { o.fields = {{"Seat", "4"}}; },
        [](auto& o) { o.lifetime = 2h; },
        [](auto& o) { o.lifetime.reset(); },
        [](auto& o) { o.prices = price_mode::tax_included; },
        [](auto& o) { o.routing_override = "house"; },
        [](auto& o) { o.tax = 1; },
        [](auto& o) { o.platform_basis_points = 1; },
        [](auto& o) { o.simulate = simulated_end::failed; },
        [](auto& o) { o.success_url = redirect_url("https://shop.example/thanks"); },
    };
    for (auto const& change : changes) {
        auto other = c;
        change(other);
        BOOST_TEST((bank.engine().checkout().open(who, other).error() ==
                    errc::idempotency_conflict));
    }
    c.idempotency_key = idempotency_key(std::string(256, 'k'));
    BOOST_TEST(bank.engine().checkout().open(who, c).error().fields().at(0).field ==
               "idempotency_key");
    BOOST_TEST(bank.payments().size() == 1U);
    c.idempotency_key = idempotency_key("cart 8");
    BOOST_TEST((bank.engine().checkout().open(who, c)->id != first.id));
}

BOOST_AUTO_TEST_CASE(C16_a_page_that_is_opened_under_a_key_is_one_whatever_fails)
{
    auto const key = [] {
        auto c = order();
        c.idempotency_key = idempotency_key("cart 7");
        return c;
    };
    auto const open = [&](sandbox& bank) {
        static_cast<void>(bank.engine().checkout().open(bank.by(shop()), key()));
    };
    auto const check = [&](sandbox& bank) {
        bank.clear_faults();
        auto const made = bank.engine().checkout().open(bank.by(shop()), key());
        BOOST_TEST_REQUIRE(made.has_value(), made.error());
        BOOST_TEST(bank.payments().size() == 1U);
        BOOST_TEST((bank.payments().front()->id == made->id));
    };
    BOOST_TEST(each_storage_failure([&](sandbox& bank) {
        bank.by(shop());
        open(bank);
        check(bank);
    }) > 5);
    BOOST_TEST(each_crash(open, check) > 5);
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
