// SPDX-License-Identifier: BSL-1.0
// tests/service/merchant/catalog.cpp: products, and on which terms they are sold.
#include <tender/service/merchant/prices.hpp>
#include <tender/service/merchant/products.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace catalog_tests {

using namespace tender;
using namespace tender::testing;

namespace {

create_product lamp()
{
    return {.name = "Lamp", .prices = {{1500, "USD"}, {1400, "EUR"}}};
}

create_price monthly(product const& of, std::int64_t amount = 2'900)
{
    return {.product = of.id,
            .currency = "EUR",
            .amounts = {.unit_amount = amount},
            .every = billing_interval{billing_unit::month}};
}

create_price once(product const& of, money amount)
{
    return {.product = of.id, .currency = amount.currency,
            .amounts = {.unit_amount = amount.minor}};
}

/// The first thing that is said of a command, with its field.
template<class T>
std::string refused(result<T> const& done)
{
    if (done) return "";
    if (done.error().fields().empty()) return std::string(done.error().text());
    auto const& first = done.error().fields().front();
    return first.field + " " + first.says;
}

std::vector<std::int64_t> amounts(result<page<versioned<price>>> const& found)
{
    std::vector<std::int64_t> out;
    for (auto const& p : found.value().items) out.push_back(p->amounts.unit_amount);
    return out;
}

using list = std::vector<std::int64_t>;

}  // namespace

BOOST_AUTO_TEST_SUITE(catalog_)

BOOST_AUTO_TEST_CASE(a_product_is_made_with_a_price_in_each_of_its_currencies)
{
    sandbox bank;
    auto& products = bank.engine().products();
    auto const made = products.create(bank.who(), lamp()).value();
    BOOST_TEST(products.read(bank.who(), made.id)->name == "Lamp");
    BOOST_TEST((products.price_in(bank.who(), made.id, "USD").value() == money{1500, "USD"}));
    BOOST_TEST((products.price_in(bank.who(), made.id, "EUR").value() == money{1400, "EUR"}));
    BOOST_TEST(!products.price_in(bank.who(), made.id, "NGN")->has_value());
    BOOST_TEST(amounts(bank.engine().prices().list(bank.who(), {.of = made.id})) ==
               (list{1400, 1500}));
    struct {
        std::vector<money> prices;
        char const* says;
    } const wrong[] = {
        {{{0, "USD"}}, "prices must be greater than zero, each in a currency"},
        {{{1, "USD"}, {-1, "EUR"}}, "prices must be greater than zero, each in a currency"},
        {{{1, {}}}, "prices must be greater than zero, each in a currency"},
        {{{1, "USD"}, {2, "EUR"}, {3, "USD"}}, "prices must be in different currencies"},
    };
    for (auto const& t : wrong)
        BOOST_TEST(refused(products.create(bank.who(), {.name = "Lamp", .prices = t.prices})) ==
                   t.says);
    BOOST_TEST(refused(products.create(bank.who(), {})) == "name must not be empty");
    BOOST_TEST(refused(products.create(bank.who(), {.name = "Lamp", .metadata = "7"})) ==
               "metadata must be an object");
    BOOST_TEST(products.list(bank.who(), {.limit = 10})->items.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_product_may_have_no_price_and_is_then_not_sold)
{
    sandbox bank;
    auto& products = bank.engine().products();
    auto const made = products.create(bank.who(), {.name = "Seat"}).value();
    BOOST_TEST(refused(products.item(bank.who(), made.id, 1, "EUR")) ==
               "id names a product that has no price in this currency");
    bank.engine().prices().create(bank.who(), monthly(made)).value();
    BOOST_TEST(!products.price_in(bank.who(), made.id, "EUR")->has_value());
    bank.engine().prices().create(bank.who(), once(made, {500, "EUR"})).value();
    BOOST_TEST(products.item(bank.who(), made.id, 2, "EUR")->amount == 500);
}

BOOST_AUTO_TEST_CASE(the_newest_price_that_is_not_archived_is_what_a_piece_costs)
{
    sandbox bank;
    auto& pay = bank.engine();
    auto const made = pay.products().create(bank.who(), lamp()).value();
    auto const now_in_euros = [&] {
        auto const found = pay.products().price_in(bank.who(), made.id, "EUR").value();
        return found ? found->minor : 0;
    };
    auto const dearer = pay.prices().create(bank.who(), once(made, {1600, "EUR"})).value();
    BOOST_TEST(now_in_euros() == 1600);
    auto packs = once(made, {1700, "EUR"});
    packs.amounts.structure = price_structure::package;
    pay.prices().create(bank.who(), packs).value();
    pay.prices().create(bank.who(), monthly(made)).value();
    pay.prices().create(bank.who(), once(made, {0, "EUR"})).value();
    BOOST_TEST(now_in_euros() == 1600);
    pay.prices().change(bank.who(), dearer.id, {.active = false}).value();
    BOOST_TEST(now_in_euros() == 1400);
    pay.prices().change(bank.who(), dearer.id, {.active = true}).value();
    BOOST_TEST(now_in_euros() == 1600);
    auto const all = pay.prices().list(bank.who(), {.of = made.id}).value();
    for (auto const& p : all.items)
        pay.prices().change(bank.who(), p->id, {.active = false}).value();
    BOOST_TEST(now_in_euros() == 0);
    BOOST_TEST((pay.products().price_in(bank.who(), {{1, 2}}, "EUR").error() == errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_price_is_kept_as_it_was_said_and_only_what_customers_do_not_pay_changes)
{
    sandbox bank;
    auto& prices = bank.engine().prices();
    auto const seat = bank.engine().products().create(bank.who(), {.name = "Seat"}).value();
    create_price const said{.product = seat.id,
                            .currency = "USD",
                            .amounts = {.structure = price_structure::graduated,
                                        .tiers = {{10, 500, 0}, {{}, 400, 1000}}},
                            .every = billing_interval{billing_unit::week, 2},
                            .contract_length = 26,
                            .trial_days = 14,
                            .auto_renew = false,
                            .nickname = "Team",
                            .metadata = "{ }"};
    auto const made = prices.create(bank.who(), said).value();
    auto const kept = prices.read(bank.who(), made.id).value();
    BOOST_TEST((kept.product == seat.id && kept.currency == "USD"));
    BOOST_TEST((kept.amounts == said.amounts && kept.every == said.every));
    BOOST_TEST((kept.contract_length == 26 && kept.trial_days == 14 && !kept.auto_renew));
    BOOST_TEST(kept.nickname == "Team");
    BOOST_TEST(kept.metadata == "{}");
    BOOST_TEST(kept.active);
    auto const changed = prices.change(bank.who(), made.id, {.nickname = "", .metadata = ""});
    BOOST_TEST((changed->nickname + changed->metadata) == "");
    BOOST_TEST((changed->amounts == said.amounts && changed->active));
    BOOST_TEST((changed->updated_at > made.updated_at));
    BOOST_TEST(refused(prices.change(bank.who(), made.id, {.nickname = std::string(256, 'x')})) ==
               "nickname must have at most 255 characters");
    BOOST_TEST(refused(prices.change(bank.who(), made.id, {.metadata = "x"})) ==
               "metadata must be well-formed JSON");
}

BOOST_AUTO_TEST_CASE(nothing_more_is_sold_of_what_is_archived)
{
    sandbox bank;
    auto& pay = bank.engine();
    auto const made = pay.products().create(bank.who(), lamp()).value();
    auto const archived = pay.products().change(bank.who(), made.id, {.active = false}).value();
    BOOST_TEST(!archived.active);
    BOOST_TEST((archived.updated_at > made.updated_at));
    BOOST_TEST(archived.name == "Lamp");
    BOOST_TEST(refused(pay.products().item(bank.who(), made.id, 1, "EUR")) ==
               "id names a product that is archived");
    BOOST_TEST(refused(pay.prices().create(bank.who(), monthly(made))) ==
               "product names a product that is archived");
    pay.products().change(bank.who(), made.id, {.name = "Bright lamp", .active = true}).value();
    BOOST_TEST(pay.products().item(bank.who(), made.id, 1, "EUR")->name == "Bright lamp");
    BOOST_TEST(refused(pay.products().change(bank.who(), made.id, {.name = ""})) ==
               "name must not be empty");
}

BOOST_AUTO_TEST_CASE(the_catalog_is_its_account_s_and_its_mode_s)
{
    sandbox bank;
    auto& pay = bank.engine();
    auto const made = pay.products().create(bank.who(), lamp()).value();
    auto const price = pay.prices().create(bank.who(), monthly(made)).value();
    auto const other = pay.accounts().create({.username = "o", .name = "O"}).value();
    for (merchant const& stranger : {bank.live(), merchant{other.id, mode::test, {}}}) {
        auto const none = [](auto const& done) { return done.error() == errc::not_found; };
        BOOST_TEST(none(pay.products().read(stranger, made.id)));
        BOOST_TEST(none(pay.products().change(stranger, made.id, {})));
        BOOST_TEST(none(pay.products().price_in(stranger, made.id, "EUR")));
        BOOST_TEST(none(pay.prices().read(stranger, price.id)));
        BOOST_TEST(none(pay.prices().change(stranger, price.id, {})));
        BOOST_TEST(none(pay.prices().list(stranger, {.of = made.id})));
        BOOST_TEST(amounts(pay.prices().list(stranger)).empty());
        BOOST_TEST(refused(pay.prices().create(stranger, monthly(made))) ==
                   "product names no product of the catalog");
        BOOST_TEST(refused(pay.products().item(stranger, made.id, 1, "EUR")) ==
                   "id names no product of the catalog");
    }
}

BOOST_AUTO_TEST_CASE(the_catalog_is_listed_newest_first_whole_or_by_what_is_archived)
{
    sandbox bank;
    auto& pay = bank.engine();
    auto const seat = pay.products().create(bank.who(), {.name = "Seat"}).value();
    auto const desk = pay.products().create(bank.who(), {.name = "Desk"}).value();
    for (int i = 1; i != 6; ++i) {
        auto const made =
            pay.prices().create(bank.who(), monthly(i % 2 == 0 ? seat : desk, i)).value();
        if (i > 3) pay.prices().change(bank.who(), made.id, {.active = false}).value();
    }
    auto const of = [&](list_prices which) {
        return amounts(pay.prices().list(bank.who(), which));
    };
    BOOST_TEST(of({}) == (list{5, 4, 3, 2, 1}));
    BOOST_TEST(of({.active = true}) == (list{3, 2, 1}));
    BOOST_TEST(of({.active = false}) == (list{5, 4}));
    BOOST_TEST(of({.of = desk.id}) == (list{5, 3, 1}));
    BOOST_TEST(of({.of = desk.id, .active = true}) == (list{3, 1}));
    auto const first = pay.prices().list(bank.who(), {.of = desk.id, .limit = 2}).value();
    BOOST_TEST(of({.of = desk.id, .after = first.next, .limit = 2}) == list{1});
    pay.products().change(bank.who(), seat.id, {.active = false}).value();
    for (auto const& [active, name] : {std::pair(true, "Desk"), {false, "Seat"}}) {
        auto const found = pay.products().list(bank.who(), {.active = active}).value();
        BOOST_TEST_REQUIRE(found.items.size() == 1U);
        BOOST_TEST(found.items.front()->name == name);
    }
}

BOOST_AUTO_TEST_CASE(C54_with_storage_failing_a_product_has_all_its_prices_or_is_not_there)
{
    int made = 0;
    auto const runs = each_storage_failure([&](sandbox& bank) {
        auto const done = bank.engine().products().create(bank.who(), lamp());
        sandbox::pause_faults const quiet(bank);
        auto const there = bank.engine().products().list(bank.who())->items.size();
        BOOST_TEST(amounts(bank.engine().prices().list(bank.who())).size() == 2 * there);
        BOOST_TEST((!done || there == 1U));
        made += done.has_value();
    });
    BOOST_TEST(runs > 2);
    BOOST_TEST(made > 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace catalog_tests
