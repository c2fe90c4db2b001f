// SPDX-License-Identifier: BSL-1.0
// tests/service/merchant/record_keys.cpp: what no event tells of is made once under an idempotency
// key: products, prices, customers and payment links.
#include <tender/service/merchant/products.hpp>

#include <service/bank.hpp>
#include <service/conflicts.hpp>

#include <tender/service/engine_internals.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace record_keys_tests {

using namespace tender;
using namespace tender::testing;
using namespace std::chrono_literals;

namespace {

create_product lamp(std::string key = "k")
{
    return {.name = "Lamp",
            .prices = {{1500, "USD"}},
            .idempotency_key = idempotency_key(std::move(key))};
}

merchant seller(sandbox& bank) { return {bank.who().account, mode::test, "inflow"}; }

create_link sale(sandbox& bank, std::string key = "k")
{
    auto const thing = bank.engine().products().create(bank.who(), lamp("of the link")).value();
    return {.name = "Spring sale",
            .products = {{thing.id, 2}},
            .page = "https://pay.example/l/",
            .idempotency_key = idempotency_key(std::move(key))};
}

result<ulid> make(sandbox& bank, create_product const& c)
{
    auto const made = bank.engine().products().create(seller(bank), c);
    return made ? result<ulid>(made->id.value) : made.error();
}

result<ulid> make(sandbox& bank, create_link const& c)
{
    auto const made = bank.engine().links().create(seller(bank), c);
    return made ? result<ulid>(made->id.value) : made.error();
}

result<ulid> make(sandbox& bank, create_price const& c)
{
    auto const made = bank.engine().prices().create(seller(bank), c);
    return made ? result<ulid>(made->id.value) : made.error();
}

result<ulid> make(sandbox& bank, create_customer const& c)
{
    auto const made = bank.engine().customers().create(seller(bank), c);
    return made ? result<ulid>(made->id.value) : made.error();
}

std::size_t products_in(sandbox& bank)
{
    sandbox::pause_faults const quiet(bank);
    return bank.engine().products().list(bank.who(), {.limit = 100})->items.size();
}

std::size_t links_in(sandbox& bank)
{
    sandbox::pause_faults const quiet(bank);
    return bank.engine().links().list(seller(bank), {.limit = 100})->items.size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(record_keys)

BOOST_AUTO_TEST_CASE(C14_C18_a_record_is_made_once_under_a_key_for_a_day)
{
    sandbox bank;
    auto const link = sale(bank);
    auto const thing = make(bank, lamp()).value();
    auto const sold = make(bank, link).value();
    BOOST_TEST((make(bank, lamp()).value() == thing));
    BOOST_TEST((make(bank, link).value() == sold));
    BOOST_TEST((make(bank, lamp("other")).value() != thing));
    bank.advance(24h);
    BOOST_TEST((make(bank, lamp()).value() == thing));
    BOOST_TEST((make(bank, link).value() == sold));
    bank.advance(1ms);
    BOOST_TEST((make(bank, lamp()).value() != thing));
    BOOST_TEST((make(bank, link).value() != sold));
    BOOST_TEST(products_in(bank) == 4U);
    BOOST_TEST(links_in(bank) == 2U);
}

BOOST_AUTO_TEST_CASE(C15_another_command_under_the_key_is_a_conflict)
{
    sandbox bank;
    auto const id_of = [&](auto const& c) { return make(bank, c); };
    check_conflicts<create_product>(lamp(), id_of, {
        [](auto& c) { c.name = "lamp"; },
        [](auto& c) { c.description = "bright"; },
        [](auto& c) { c.unit_label = "lamp"; },
        [](auto& c) { c.custom_fields = R"({"a":null})"; },
        [](auto& c) { c.metadata = "{}"; },
        [](auto& c) { c.image = redirect_url("https://shop.example/lamp.png"); },
        [](auto& c) { c.prices[0].minor = 1501; },
        [](auto& c) { c.prices[0].currency = "EUR"; },
        [](auto& c) { c.prices.push_back({1, "EUR"}); },
        [](auto& c) { c.least = 2; },
        [](auto& c) { c.most = 2; },
    });
    check_conflicts<create_link>(sale(bank), id_of, {
        [](auto& c) { c.name = "Summer sale"; },
        [](auto& c) { c.products[0].quantity = 3; },
        [](auto& c) { c.products.push_back(c.products[0]); },
        [](auto& c) { c.currency = "EUR"; },
        [](auto& c) { c.prices = price_mode::tax_excluded; },
        [&](auto& c) { c.expires_at = bank.now() + 1h; },
        [](auto& c) { c.most_uses = 1; },
        [](auto& c) { c.metadata = "{}"; },
        [](auto& c) { c.page = "https://pay.example/m/"; },
    });
    auto const lamps = bank.engine().products().create(seller(bank), {.name = "Lamps"}).value();
    auto const table = bank.engine().products().create(seller(bank), {.name = "Table"}).value();
    check_conflicts<create_price>({.product = lamps.id,
                                   .currency = "EUR",
                                   .amounts = {.unit_amount = 5},
                                   .every = billing_interval{},
                                   .idempotency_key = idempotency_key("k")}, id_of, {
        [&](auto& c) { c.product = table.id; },
        [](auto& c) { c.currency = "USD"; },
        [](auto& c) { c.amounts.unit_amount = 6; },
        [](auto& c) { c.amounts.structure = price_structure::package; },
        [](auto& c) { c.amounts = {.structure = price_structure::volume, .tiers = {{{}, 5, 0}}}; },
        [](auto& c) { c.every->count = 2; },
        [](auto& c) { c.every->unit = billing_unit::year; },
        [](auto& c) { c.every.reset(); },
        [](auto& c) { c.contract_length = 3; },
        [](auto& c) { c.trial_days = 0; },
        [](auto& c) { c.auto_renew = false; },
        [](auto& c) { c.nickname = "Team"; },
        [](auto& c) { c.custom_fields = "{}"; },
        [](auto& c) { c.metadata = "{}"; },
    });
    check_conflicts<create_customer>({.email = "a@example.com",
                                      .idempotency_key = idempotency_key("k")}, id_of, {
        [](auto& c) { c.email = "b@example.com"; },
        [](auto& c) { c.name = "Ada"; },
        [](auto& c) { c.phone = "+2348012345678"; },
        [](auto& c) { c.address = postal_address{.city = "Lagos"}; },
        [](auto& c) { c.address = postal_address{.line1 = "Lagos"}; },
        [](auto& c) { c.custom_fields = R"({"a":1})"; },
        [](auto& c) { c.metadata = "{}"; },
    });
    for (std::string const bad : {"", "\n", "\xc3\xa9"}) {
        BOOST_TEST(make(bank, lamp(bad)).error().fields().at(0).field == "idempotency_key");
        BOOST_TEST(make(bank, sale(bank, bad)).error().fields().at(0).field == "idempotency_key");
    }
}

BOOST_AUTO_TEST_CASE(a_key_is_its_accounts_its_mode_s_and_its_command_s)
{
    sandbox bank;
    auto& products = bank.engine().products();
    auto const first = make(bank, lamp()).value();
    BOOST_TEST((products.create(bank.live(), lamp())->id.value != first));
    auto const other = bank.engine().accounts().create({.username = "other", .name = "Other"});
    BOOST_TEST((products.create({other->id, mode::test, {}}, lamp())->id.value != first));
    auto order = bank.order({500, "NGN"});
    order.idempotency_key = idempotency_key("k");
    BOOST_TEST(bank.engine().payments().create(bank.who(), order).has_value());
    BOOST_TEST(make(bank, sale(bank)).has_value());
    BOOST_TEST((make(bank, lamp()).value() == first));
}

BOOST_AUTO_TEST_CASE(C13_a_link_is_given_again_as_it_is_now_also_where_it_could_not_be_made_now)
{
    sandbox bank;
    auto link = sale(bank);
    link.expires_at = bank.now() + 1h;
    auto& links = bank.engine().links();
    auto const made = links.create(seller(bank), link).value();
    bank.engine().accounts().change_settings(bank.who().account, {.least_payment = 9'000}).value();
    links.change(seller(bank), made.id, {.active = false}).value();
    bank.advance(2h);
    auto const again = links.create(seller(bank), link).value();
    BOOST_TEST((again.id == made.id));
    BOOST_TEST(again.state == link_state::inactive);
    BOOST_TEST(links.remove(seller(bank), made.id).has_value());
    BOOST_TEST((links.create(seller(bank), link).error() == errc::not_found));
}

BOOST_AUTO_TEST_CASE(C54_with_storage_failing_there_is_one_in_the_end_or_none)
{
    int made = 0;
    auto const runs = each_storage_failure([&](sandbox& bank) {
        auto const link = [&] {
            sandbox::pause_faults const quiet(bank);
            return sale(bank);
        }();
        for (bool const first : {true, false}) {
            if (!first) bank.clear_faults();
            auto const thing = make(bank, lamp()), sold = make(bank, link);
            BOOST_TEST((first || (thing && sold)));
            made += first && thing && sold;
        }
        BOOST_TEST(products_in(bank) == 2U);
        BOOST_TEST(links_in(bank) == 1U);
    });
    BOOST_TEST(runs > 8);
    BOOST_TEST(made > 0);
}

BOOST_AUTO_TEST_CASE(C16_one_command_in_many_threads_makes_one)
{
    sandbox bank;
    auto const link = sale(bank);
    constexpr int many = 8;
    for (int round = 0; round != 20; ++round) {
        auto const key = "round " + std::to_string(round);
        auto other = link;
        other.idempotency_key = idempotency_key(key);
        std::vector<std::pair<result<ulid>, result<ulid>>> made(
            many, {fault(errc::internal), fault(errc::internal)});
        std::vector<std::thread> running;
        for (auto& m : made)
            running.emplace_back([&] { m = {make(bank, lamp(key)), make(bank, other)}; });
        for (auto& t : running) t.join();
        for (auto const& [thing, sold] : made) {
            BOOST_TEST_REQUIRE((thing && sold));
            BOOST_TEST((*thing == *made.front().first && *sold == *made.front().second));
        }
    }
    BOOST_TEST(products_in(bank) == 21U);
    BOOST_TEST(links_in(bank) == 20U);
}

BOOST_AUTO_TEST_CASE(C18_records_of_dead_keys_are_swept)
{
    sandbox bank;
    BOOST_TEST(make(bank, lamp("a")).has_value());
    BOOST_TEST(make(bank, lamp("b")).has_value());
    auto& keys = engine_internals::idempotency_of(bank.engine());
    BOOST_TEST(keys.sweep(bank.who(), 10).value() == 0);
    bank.hand()->advance(24h + 1ms);
    BOOST_TEST(keys.sweep(bank.who(), 10).value() == 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace record_keys_tests
