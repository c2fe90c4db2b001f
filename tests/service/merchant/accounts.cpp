// SPDX-License-Identifier: BSL-1.0
// tests/service/merchant/accounts.cpp: merchants, and what people should look at.
#include <tender/service/engine_internals.hpp>
#include <tender/service/merchant/accounts.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

namespace accounts_tests {

using namespace tender;
using namespace tender::testing;

BOOST_AUTO_TEST_SUITE(accounts_)

BOOST_AUTO_TEST_CASE(an_account_is_found_by_its_username)
{
    sandbox bank;
    auto& accounts = bank.engine().accounts();
    auto const made = accounts.create({.username = "shop", .name = "A Shop", .currency = "KES",
                                       .settlement_delay = 60s, .reserve_basis_points = 5}).value();
    auto const found = accounts.find("shop").value();
    BOOST_TEST((found.id == made.id));
    BOOST_TEST(found.name == "A Shop");
    BOOST_TEST(found.currency.code() == "KES");
    BOOST_TEST(found.active);
    BOOST_TEST(!found.live_approved);
    BOOST_TEST(found.settlement_delay.count() == 60);
    BOOST_TEST(found.reserve_basis_points == 5);
    BOOST_TEST((found.created_at == bank.now()));
    BOOST_TEST((accounts.read(made.id)->id == made.id));
    BOOST_TEST((accounts.find("nobody").error() == errc::not_found));
    BOOST_TEST((accounts.read({{1, 1}}).error() == errc::not_found));
}

BOOST_AUTO_TEST_CASE(settings_have_defaults_and_keep_what_is_set)
{
    sandbox bank;
    auto& accounts = bank.engine().accounts();
    auto const usual = accounts.settings(bank.who().account).value();
    BOOST_TEST(*usual.least_payment == 50);
    BOOST_TEST(*usual.most_payment == 99'999'999);
    BOOST_TEST(usual.platform_basis_points == 0);
    BOOST_TEST(usual.ad_hoc_products);
    auto const owner = bank.who().account;
    accounts.change_settings(owner, {.least_payment = 100, .platform_basis_points = 250}).value();
    accounts.change_settings(owner, {.ad_hoc_products = false}).value();
    auto const now = accounts.settings(bank.who().account).value();
    BOOST_TEST(*now.least_payment == 100);
    BOOST_TEST(*now.most_payment == 99'999'999);
    BOOST_TEST(now.platform_basis_points == 250);
    BOOST_TEST(!now.ad_hoc_products);
}

BOOST_AUTO_TEST_CASE(everything_that_is_wrong_with_a_change_of_settings_is_told)
{
    sandbox bank;
    auto& accounts = bank.engine().accounts();
    auto const none = accounts.change_settings(
        bank.who().account,
        {.least_payment = 0, .most_payment = -1, .platform_basis_points = 10'001});
    BOOST_REQUIRE(!none);
    BOOST_TEST(none.error().fields().size() == 3U);
    auto const may_be = accounts.change_settings(
        bank.who().account,
        {.least_payment = 7, .most_payment = 7, .platform_basis_points = 10'000});
    BOOST_TEST(may_be.has_value());
    BOOST_TEST(!accounts.change_settings(bank.who().account, {.most_payment = 6}).has_value());
    BOOST_TEST(*accounts.settings(bank.who().account)->most_payment == 7);
}

BOOST_AUTO_TEST_CASE(a_profile_keeps_each_entry_until_it_is_set_to_nothing)
{
    sandbox bank;
    auto& accounts = bank.engine().accounts();
    auto const owner = bank.who().account;
    accounts.change_settings(owner, {.profile = {{"a", "1"}, {"b", "2"}}}).value();
    accounts.change_settings(owner, {.profile = {{"b", "3"}, {"c", "4"}}}).value();
    auto const now = accounts.change_settings(owner, {.profile = {{"a", ""}}}).value();
    BOOST_TEST(value_in(now.profile, "a") == "");
    BOOST_TEST(value_in(now.profile, "b") == "3");
    BOOST_TEST(accounts.settings(owner)->profile.size() == 2U);
    for (int i = 0; i != 14; ++i)
        accounts.change_settings(owner, {.profile = {{"n" + std::to_string(i), "x"}}}).value();
    auto const many = accounts.change_settings(owner, {.profile = {{"z", "x"}}});
    BOOST_TEST(many.error().fields().at(0).field == "profile");
    BOOST_TEST(many.error().fields().at(0).says == "must have at most 16 entries");
    BOOST_TEST(accounts.settings(owner)->profile.size() == 16U);
}

BOOST_AUTO_TEST_CASE(C54_a_username_is_taken_once_in_the_whole_store)
{
    sandbox bank;
    auto& accounts = bank.engine().accounts();
    auto const first = accounts.find("demo").value();
    BOOST_TEST((accounts.create({.username = "demo", .name = "Thief"}).error() == errc::conflict));
    auto const still = accounts.find("demo").value();
    BOOST_TEST((still.id == first.id));
    BOOST_TEST(still.name == "Demo Shop");
    BOOST_TEST((accounts.create({.username = "", .name = "x"}).error() == errc::invalid_request));
}

BOOST_AUTO_TEST_CASE(a_username_has_no_character_that_an_address_would_change)
{
    sandbox bank;
    auto& accounts = bank.engine().accounts();
    for (auto const& good : {std::string("a"), std::string("Ada.Books+1@example_x-y.com"),
                             std::string(64, 'u')}) {
        auto const made = accounts.create({.username = good, .name = "x"});
        BOOST_TEST(made.has_value(), good);
        BOOST_TEST(accounts.find(good)->username == good);
    }
    field_fault const wrong{"username", "must have 1 to 64 letters, digits or -_.@+"};
    for (auto const& bad : {std::string(), std::string(" "), std::string("ada books"),
                            std::string("ada\n"), std::string("a\0b", 3), std::string("a/b"),
                            std::string("a?b"), std::string("a%20b"), std::string("<a>"),
                            std::string("ad\xc3\xa0"), std::string("\xff"),
                            std::string(65, 'u')}) {
        auto const none = accounts.create({.username = bad, .name = "x"});
        BOOST_REQUIRE(!none);
        BOOST_REQUIRE(none.error().fields().size() == 1U);
        BOOST_TEST(none.error().fields().front() == wrong, bad);
    }
}

BOOST_AUTO_TEST_CASE(C54_a_username_whose_account_was_never_written_is_free_again)
{
    sandbox bank;
    auto& store = runtime_of(bank.engine()).storage();
    id<account> const lost{{5, 5}};
    BOOST_TEST(store.publish({"username", "ghost", lost, mode::test, lost.value}).has_value());
    BOOST_TEST((bank.engine().accounts().find("ghost").error() == errc::not_found));
    auto const made = bank.engine().accounts().create({.username = "ghost", .name = "G"}).value();
    BOOST_TEST((made.id == lost));
    BOOST_TEST((bank.engine().accounts().find("ghost")->id == lost));
    BOOST_TEST((bank.engine().accounts().create({.username = "ghost", .name = "G"}).error() ==
                errc::conflict));
}

BOOST_AUTO_TEST_CASE(C50_an_incident_is_told_listed_and_closed)
{
    sandbox bank;
    auto& incidents = bank.engine().incidents();
    BOOST_TEST(incidents.list(bank.who(), {.limit = 10}).value().items.empty());
    for (int i = 0; i != 3; ++i) {
        bank.provider("paystack").next(script::charge_another_amount);
        BOOST_TEST(bank.engine().payments().create(bank.who(), bank.order({500, "NGN"}))
                       .has_value());
    }
    auto const open = incidents.list(bank.who(), {.limit = 2}).value();
    BOOST_TEST(open.items.size() == 2U);
    BOOST_TEST(open.next.has_value());
    BOOST_TEST(bank.incidents().size() == 3U);
    auto const& newest = *open.items.front();
    BOOST_TEST((newest.id == bank.incidents().back().id));
    BOOST_TEST((newest.subject == bank.payments().back()->id.value));
    BOOST_TEST(newest.kind == incident_kind::amount_differs);
    BOOST_TEST((newest.at == bank.now()));
    BOOST_TEST(!newest.says.empty());
    BOOST_TEST(!incidents.close(bank.who(), newest.id)->open);
    BOOST_TEST(incidents.list(bank.who(), {.limit = 10}).value().items.size() == 2U);
    BOOST_TEST(incidents.close(bank.who(), newest.id).has_value());     // twice is no harm
    BOOST_TEST((incidents.close(bank.live(), newest.id).error() == errc::not_found));
    BOOST_TEST((incidents.close(bank.who(), {{9, 9}}).error() == errc::not_found));
    BOOST_TEST(incidents.list(bank.live(), {.limit = 10}).value().items.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace accounts_tests
