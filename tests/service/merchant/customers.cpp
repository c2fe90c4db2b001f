// SPDX-License-Identifier: BSL-1.0
// tests/service/merchant/customers.cpp: whom merchants sell to.
#include <tender/service/merchant/customers.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace customers_tests {

using namespace tender;
using namespace tender::testing;

namespace {

create_customer ada()
{
    return {.email = "Ada@example.com",
            .name = "Ada Obi",
            .phone = "+2348012345678",
            .address = postal_address{.line1 = "1 Broad Street", .city = "Lagos", .state = "LA",
                                      .postal_code = "101223", .country = "NG"},
            .metadata = R"({ "crm": "A-7" })"};
}

/// The fields that are refused, with a space behind each.
template<class T>
std::string refused(result<T> const& done)
{
    std::string out;
    if (!done)
        for (auto const& f : done.error().fields()) out += f.field + " ";
    return out;
}

std::vector<std::string> names(result<page<versioned<customer>>> const& found)
{
    std::vector<std::string> out;
    for (auto const& c : found.value().items) out.push_back(c->who.name);
    return out;
}

using list = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(customers_)

BOOST_AUTO_TEST_CASE(a_customer_is_kept_as_it_was_said)
{
    sandbox bank;
    auto& customers = bank.engine().customers();
    auto const made = customers.create(bank.who(), ada()).value();
    auto const kept = customers.read(bank.who(), made.id).value();
    BOOST_TEST(kept.who.email == "Ada@example.com");
    BOOST_TEST(kept.who.name == "Ada Obi");
    BOOST_TEST(kept.who.phone == "+2348012345678");
    BOOST_TEST(kept.who.country == "NG");
    BOOST_TEST(kept.who.region == "LA");
    BOOST_TEST(kept.line1 == "1 Broad Street");
    BOOST_TEST(kept.line2 == "");
    BOOST_TEST(kept.city == "Lagos");
    BOOST_TEST(kept.postal_code == "101223");
    BOOST_TEST(kept.metadata == R"({"crm":"A-7"})");
    BOOST_TEST((kept.created_at == bank.now() && kept.updated_at == bank.now()));
    auto const bare = customers.create(bank.who(), {.email = "b@example.com"}).value();
    BOOST_TEST((bare.who.name + bare.who.phone + bare.who.country + bare.line1) == "");
}

BOOST_AUTO_TEST_CASE(a_customer_is_its_account_s_and_its_mode_s)
{
    sandbox bank;
    auto& customers = bank.engine().customers();
    auto const made = customers.create(bank.who(), ada()).value();
    auto const other = bank.engine().accounts().create({.username = "o", .name = "O"}).value();
    for (merchant const& stranger : {bank.live(), merchant{other.id, mode::test, {}}}) {
        BOOST_TEST((customers.read(stranger, made.id).error() == errc::not_found));
        BOOST_TEST((customers.change(stranger, made.id, {}).error() == errc::not_found));
        BOOST_TEST((customers.remove(stranger, made.id).error() == errc::not_found));
        BOOST_TEST(names(customers.list(stranger)).empty());
    }
    BOOST_TEST((customers.read(bank.who(), {{1, 2}}).error() == errc::not_found));
    BOOST_TEST(customers.read(bank.who(), made.id).has_value());
}

BOOST_AUTO_TEST_CASE(several_customers_may_have_one_address_and_are_found_by_it_in_any_case)
{
    sandbox bank;
    auto& customers = bank.engine().customers();
    for (auto const name : {"first", "second", "third"})
        customers.create(bank.who(), {.email = "ada@example.com", .name = name}).value();
    customers.create(bank.who(), {.email = "ADA@Example.COM", .name = "fourth"}).value();
    customers.create(bank.who(), {.email = "bob@example.com", .name = "bob"}).value();
    BOOST_TEST(names(customers.list(bank.who(), {.email = "Ada@example.com"})) ==
               (list{"fourth", "third", "second", "first"}));
    BOOST_TEST(names(customers.list(bank.who(), {.email = "ada@example.co"})) == list{});
    auto const two = customers.list(bank.who(), {.email = "ada@example.com", .limit = 3}).value();
    BOOST_TEST(names(customers.list(bank.who(), {"ada@example.com", two.next, 3})) ==
               list{"first"});
    BOOST_TEST(names(customers.list(bank.who())) ==
               (list{"bob", "fourth", "third", "second", "first"}));
}

BOOST_AUTO_TEST_CASE(what_a_change_does_not_say_stays)
{
    sandbox bank;
    auto& customers = bank.engine().customers();
    auto const made = customers.create(bank.who(), ada()).value();
    auto const same = customers.change(bank.who(), made.id, {}).value();
    BOOST_TEST(same.who.name == "Ada Obi");
    BOOST_TEST(same.line1 == "1 Broad Street");
    BOOST_TEST((same.updated_at > made.updated_at));
    auto const moved = customers.change(
        bank.who(), made.id, {.phone = "", .address = postal_address{.city = "Accra"}}).value();
    BOOST_TEST(moved.who.phone == "");
    BOOST_TEST(moved.city == "Accra");
    BOOST_TEST((moved.line1 + moved.who.country + moved.who.region + moved.postal_code) == "");
    BOOST_TEST(moved.metadata == R"({"crm":"A-7"})");
    auto const renamed = customers.change(
        bank.who(), made.id, {.email = "obi@example.com", .name = "", .metadata = ""}).value();
    BOOST_TEST(renamed.who.email == "obi@example.com");
    BOOST_TEST((renamed.who.name + renamed.metadata) == "");
    BOOST_TEST(renamed.city == "Accra");
    BOOST_TEST((renamed.updated_at > moved.updated_at && moved.updated_at > same.updated_at));
    BOOST_TEST((renamed.created_at == made.created_at));
    BOOST_TEST(names(customers.list(bank.who(), {.email = "ada@example.com"})).empty());
    BOOST_TEST(names(customers.list(bank.who(), {.email = "obi@example.com"})) == list{""});
}

BOOST_AUTO_TEST_CASE(every_fault_is_told_with_its_field)
{
    sandbox bank;
    auto& customers = bank.engine().customers();
    create_customer const wrong{.email = "nope",
                                .phone = "12",
                                .address = postal_address{.country = "XX"},
                                .metadata = "[]",
                                .idempotency_key = idempotency_key("\n")};
    BOOST_TEST(refused(customers.create(bank.who(), wrong)) ==
               "email phone idempotency_key address.country metadata ");
    BOOST_TEST(refused(customers.create(bank.who(), {})) == "email ");
    auto const made = customers.create(bank.who(), ada()).value();
    change_customer const worse{.email = "nope",
                                .phone = "12",
                                .address = postal_address{.country = "ng"},
                                .metadata = "{"};
    BOOST_TEST(refused(customers.change(bank.who(), made.id, worse)) ==
               "email phone address.country metadata ");
    for (std::size_t const size : {8'192U, 8'193U}) {
        auto const text = R"({"a":")" + std::string(size - 8, 'x') + R"("})";
        auto const done = customers.change(bank.who(), made.id, {.metadata = text});
        BOOST_TEST(refused(done) == (size == 8'192 ? "" : "metadata "));
    }
    for (std::size_t const size : {255U, 256U}) {
        auto const done = customers.change(bank.who(), made.id, {.name = std::string(size, 'x')});
        BOOST_TEST(refused(done) == (size == 255 ? "" : "name "));
    }
}

BOOST_AUTO_TEST_CASE(who_is_deleted_is_found_no_more)
{
    sandbox bank;
    auto& customers = bank.engine().customers();
    auto const made = customers.create(bank.who(), ada()).value();
    auto const last = customers.remove(bank.who(), made.id).value();
    BOOST_TEST(last.who.name == "Ada Obi");
    BOOST_TEST((customers.read(bank.who(), made.id).error() == errc::not_found));
    BOOST_TEST((customers.change(bank.who(), made.id, {}).error() == errc::not_found));
    BOOST_TEST((customers.remove(bank.who(), made.id).error() == errc::not_found));
    BOOST_TEST(names(customers.list(bank.who())).empty());
    BOOST_TEST(names(customers.list(bank.who(), {.email = "ada@example.com"})).empty());
    BOOST_TEST(customers.create(bank.who(), ada()).has_value());
    auto keyed = ada();
    keyed.idempotency_key = idempotency_key("k");
    auto const once = customers.create(bank.who(), keyed).value();
    customers.remove(bank.who(), once.id).value();
    BOOST_TEST((customers.create(bank.who(), keyed).error() == errc::not_found));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace customers_tests
