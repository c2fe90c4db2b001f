// SPDX-License-Identifier: BSL-1.0
// tests/service/merchant/custom_fields.cpp: fields of a merchant's own, and what they say.
#include <tender/service/merchant/custom_fields.hpp>

#include <service/bank.hpp>
#include <service/conflicts.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace custom_fields_tests {

using namespace tender;
using namespace tender::testing;

namespace {

/// What is said of a command, each fault on its own.
template<class T>
std::string refused(result<T> const& done)
{
    std::string out;
    if (done) return out;
    for (auto const& f : done.error().fields()) out += f.field + " " + f.says + "; ";
    return out.empty() ? std::string(done.error().text()) : out;
}

struct shop {
    sandbox bank;
    tender::custom_fields& fields = bank.engine().custom_fields();
    tender::customers& customers = bank.engine().customers();

    custom_field define(create_custom_field command)
    {
        return fields.create(bank.who(), std::move(command)).value();
    }
    custom_field crm() { return define({.key = "crm_id", .name = "CRM"}); }
    custom_field size()
    {
        return define({.key = "size", .name = "Size", .type = field_type::select,
                       .options = {"S", "M", "\"L\""}});
    }

    id<customer> ada(std::string said = "{}")
    {
        return customers.create(bank.who(), {.email = "ada@example.com",
                                             .custom_fields = std::move(said)}).value().id;
    }
    result<customer> say(id<customer> which, std::string said)
    {
        return customers.change(bank.who(), which, {.custom_fields = std::move(said)});
    }
    std::string said(id<customer> which)
    {
        auto const of = customers.read(bank.who(), which).value();
        return fields.text_of(bank.who(), of.custom_fields).value();
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(custom_fields_)

BOOST_AUTO_TEST_CASE(a_value_is_set_changed_and_removed_and_the_others_stay)
{
    shop s;
    s.crm();
    s.define({.key = "seats", .name = "Seats", .type = field_type::number});
    s.define({.key = "vip", .name = "VIP", .type = field_type::boolean});
    s.size();
    auto const ada = s.ada(R"({"crm_id": "A-\u0037", "seats": 12.50, "vip": false})");
    BOOST_TEST(s.said(ada) == R"({"crm_id":"A-7","seats":12.50,"vip":false})");
    BOOST_TEST(s.say(ada, R"({"seats":7,"size":"\"L\""})").has_value());
    BOOST_TEST(s.said(ada) == R"({"crm_id":"A-7","seats":7,"vip":false,"size":"\"L\""})");
    BOOST_TEST(s.say(ada, R"({"crm_id":null,"size":null})").has_value());
    BOOST_TEST(s.said(ada) == R"({"seats":7,"vip":false})");
    BOOST_TEST(s.say(ada, R"({"crm_id":null})").has_value());
    s.customers.change(s.bank.who(), ada, {.name = "Ada"}).value();
    BOOST_TEST(s.said(ada) == R"({"seats":7,"vip":false})");
    BOOST_TEST(s.said(s.ada()) == "{}");
}

BOOST_AUTO_TEST_CASE(a_value_has_the_type_and_the_bounds_of_its_field)
{
    shop s;
    s.crm();
    s.define({.key = "seats", .name = "Seats", .type = field_type::number, .least = "-1.5",
              .most = "10"});
    s.define({.key = "vip", .name = "VIP", .type = field_type::boolean});
    s.size();
    auto const ada = s.ada();
    auto const no_number =
        "must be a number of at most 12 digits before the point and 6 behind it; ";
    struct {
        std::string key, value, says;
    } const rows[] = {
        { "crm_id", "\"\"",                               ""                                },
        { "crm_id", "\"" + std::string(500, 'x') + "\"",  ""                                },
        { "crm_id", "\"" + std::string(501, 'x') + "\"",  "must have at most 500 characters; " },
        { "crm_id", "7",                                  "must be text; "                  },
        { "crm_id", "{}",                                 "must be text; "                  },
        { "seats",  "-1.5",                               ""                                },
        { "seats",  "-1.500001",                          "must be at least -1.5; "         },
        { "seats",  "10.000000",                          ""                                },
        { "seats",  "10.000001",                          "must be at most 10; "            },
        { "seats",  "1.0000001",                          no_number                         },
        { "seats",  "1e1",                                no_number                         },
        { "seats",  "\"1\"",                              no_number                         },
        { "seats",  "[1]",                                no_number                         },
        { "vip",    "true",                               ""                                },
        { "vip",    "1",                                  "must be true or false; "         },
        { "vip",    "\"true\"",                           "must be true or false; "         },
        { "size",   "\"M\"",                              ""                                },
        { "size",   "\"m\"",                              "is none of its options; "        },
        { "size",   "\"XL\"",                             "is none of its options; "        },
        { "size",   "1",                                  "must be text; "                  },
    };
    for (auto const& r : rows) BOOST_TEST_CONTEXT(r.key << " = " << r.value) {
        auto const before = s.said(ada);
        auto const done = s.say(ada, "{\"" + r.key + "\":" + r.value + "}");
        BOOST_TEST(refused(done) ==
                   (r.says.empty() ? "" : "custom_fields." + r.key + " " + r.says));
        if (!done) BOOST_TEST(s.said(ada) == before);
    }
    BOOST_TEST(refused(s.say(ada, R"({"vip":0,"nobody":1,"crm_id":"new"})")) ==
               "custom_fields.vip must be true or false; "
               "custom_fields.nobody is not defined; ");
    BOOST_TEST(refused(s.say(ada, R"({"Not a key":1})")) ==
               "custom_fields must have keys of fields alone; ");
    std::string many;
    for (int i = 0; i != 101; ++i) many += ",\"k" + std::to_string(i) + "\":1";
    BOOST_TEST(refused(s.say(ada, "{" + many.substr(1) + "}")) ==
               "custom_fields must have at most 100 entries; ");
    BOOST_TEST(refused(s.say(ada, "[]")) == "custom_fields must be an object; ");
    BOOST_TEST(refused(s.say(ada, R"({"vip":true,"vip":false})")) ==
               "custom_fields is given twice; ");
    BOOST_TEST(s.said(ada).find("new") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(customers_products_and_prices_have_fields_of_their_own)
{
    shop s;
    auto& pay = s.bank.engine();
    for (auto const of : {field_entity::product, field_entity::price}) {
        s.define({.key = "sku", .name = "SKU", .entity = of});
        s.define({.key = std::string(enum_name(of)) + "_only", .name = "x", .entity = of});
    }
    BOOST_TEST(refused(s.say(s.ada(), R"({"sku":"1"})")) == "custom_fields.sku is not defined; ");
    auto const lamp = pay.products().create(
        s.bank.who(), {.name = "Lamp", .custom_fields = R"({"sku":"L"})"}).value();
    auto const price = pay.prices().create(s.bank.who(), {
        .product = lamp.id, .currency = "EUR", .amounts = {.unit_amount = 5},
        .custom_fields = R"({"sku":"P"})"}).value();
    auto const text = [&](auto const& of) {
        return s.fields.text_of(s.bank.who(), of.custom_fields).value();
    };
    BOOST_TEST(text(lamp) == R"({"sku":"L"})");
    BOOST_TEST(text(price) == R"({"sku":"P"})");
    BOOST_TEST(text(pay.products().change(s.bank.who(), lamp.id,
                                          {.custom_fields = R"({"product_only":"x"})"}).value()) ==
               R"({"sku":"L","product_only":"x"})");
    BOOST_TEST(refused(pay.prices().change(s.bank.who(), price.id,
                                           {.custom_fields = R"({"product_only":"x"})"})) ==
               "custom_fields.product_only is not defined; ");
    BOOST_TEST(refused(pay.products().create(s.bank.who(), {.name = "Lamp",
                                                            .custom_fields = R"({"sku":1})"})) ==
               "custom_fields.sku must be text; ");
    BOOST_TEST(pay.products().list(s.bank.who())->items.size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_a_deleted_field_said_is_gone_also_where_the_key_is_another_one_s_then)
{
    shop s;
    auto const crm = s.crm();
    auto const ada = s.ada(R"({"crm_id":"A-7"})");
    BOOST_TEST(s.fields.remove(s.bank.who(), crm.id)->key == "crm_id");
    BOOST_TEST(s.said(ada) == "{}");
    BOOST_TEST(refused(s.say(ada, R"({"crm_id":"A-8"})")) ==
               "custom_fields.crm_id is not defined; ");
    BOOST_TEST((s.fields.read(s.bank.who(), crm.id).error() == errc::not_found));
    BOOST_TEST((s.fields.remove(s.bank.who(), crm.id).error() == errc::not_found));
    BOOST_TEST((s.fields.change(s.bank.who(), crm.id, {}).error() == errc::not_found));
    s.define({.key = "crm_id", .name = "CRM", .type = field_type::number});
    BOOST_TEST(s.said(ada) == "{}");
    BOOST_TEST(s.say(ada, R"({"crm_id":8})").has_value());
    BOOST_TEST(s.said(ada) == R"({"crm_id":8})");
    BOOST_TEST(s.customers.read(s.bank.who(), ada)->custom_fields.size() == 1U);
    create_custom_field once{.key = "once", .name = "x", .idempotency_key = idempotency_key("k")};
    s.fields.remove(s.bank.who(), s.define(once).id).value();
    BOOST_TEST((s.fields.create(s.bank.who(), once).error() == errc::not_found));
}

BOOST_AUTO_TEST_CASE(an_option_that_is_used_stays)
{
    shop s;
    auto const size = s.size();
    auto const with = [&](std::vector<std::string> options) {
        return refused(s.fields.change(s.bank.who(), size.id, {.options = std::move(options)}));
    };
    auto const ada = s.ada(R"({"size":"\"L\""})");
    BOOST_TEST(with({"S", "M"}) == "options must keep those that are used; ");
    BOOST_TEST(with({"\"L\"", "XL"}) == "");
    BOOST_TEST(refused(s.say(ada, R"({"size":"S"})")) ==
               "custom_fields.size is none of its options; ");
    BOOST_TEST(s.say(ada, R"({"size":"XL"})").has_value());
    BOOST_TEST(with({"XL"}) == "");
    BOOST_TEST(with({}) == "options must be there for a select, and only there; ");
    s.customers.remove(s.bank.who(), ada).value();
    BOOST_TEST(with({"S"}) == "");
}

BOOST_AUTO_TEST_CASE(an_option_that_a_product_or_a_price_uses_stays_also_where_it_is_archived)
{
    shop s;
    auto& pay = s.bank.engine();
    auto const seat = pay.products().create(s.bank.who(), {.name = "Seat"}).value();
    auto const price = pay.prices().create(
        s.bank.who(), {.product = seat.id, .currency = "EUR", .every = billing_interval{}}).value();
    for (auto const of : {field_entity::product, field_entity::price}) {
        auto const size = s.define({.key = "size", .name = "Size", .entity = of,
                                    .type = field_type::select, .options = {"S", "M"}});
        if (of == field_entity::product)
            pay.products().change(s.bank.who(), seat.id, {
                .custom_fields = R"({"size":"M"})", .active = false}).value();
        else
            pay.prices().change(s.bank.who(), price.id, {
                .custom_fields = R"({"size":"M"})", .active = false}).value();
        BOOST_TEST(refused(s.fields.change(s.bank.who(), size.id, {.options = {{"S"}}})) ==
                   "options must keep those that are used; ");
        BOOST_TEST(s.fields.change(s.bank.who(), size.id, {.options = {{"M"}}}).has_value());
    }
}

BOOST_AUTO_TEST_CASE(every_fault_of_a_definition_is_told_with_its_field)
{
    shop s;
    auto const defined = [&](create_custom_field c) {
        return refused(s.fields.create(s.bank.who(), std::move(c)));
    };
    auto const no_key =
        "key must be a small letter and at most 63 small letters, digits and underscores; ";
    for (std::string const good : {"a", "a_1", "abc"})
        BOOST_TEST(defined({.key = good, .name = "x"}) == "");
    BOOST_TEST(defined({.key = std::string(64, 'k'), .name = "x"}) == "");
    for (std::string const bad : {"", "A", "1a", "_a", "a-b", "\xc3\xa9"})
        BOOST_TEST(defined({.key = bad, .name = "x"}) == no_key, bad);
    BOOST_TEST(defined({.key = std::string(65, 'k'), .name = "x"}) == no_key);
    BOOST_TEST(defined({.key = "b"}) == "name must not be empty; ");
    BOOST_TEST(defined({.key = "a", .name = "x"}) == "key is another field's; ");
    BOOST_TEST(defined({.key = "a", .name = "x", .entity = field_entity::price}) == "");
    using strings = std::vector<std::string>;
    auto const options = [&](field_type type, strings all) {
        return defined({.key = "o", .name = "x", .type = type, .options = std::move(all)});
    };
    auto const not_there = "options must be there for a select, and only there; ";
    auto const not_good = "options must be at most 100 different texts of 1 to 500 characters; ";
    BOOST_TEST(options(field_type::select, {}) == not_there);
    BOOST_TEST(options(field_type::text, {"a"}) == not_there);
    BOOST_TEST(options(field_type::select, {"a", "a"}) == not_good);
    BOOST_TEST(options(field_type::select, {"a", ""}) == not_good);
    BOOST_TEST(options(field_type::select, {std::string(501, 'x')}) == not_good);
    strings many;
    while (many.size() != 101) many.push_back(std::to_string(many.size()));
    BOOST_TEST(options(field_type::select, many) == not_good);
    many.pop_back();
    BOOST_TEST(options(field_type::select, many) == "");
    auto const number = [&](field_type type, std::string least, std::string most) {
        return defined({.key = "n", .name = "x", .type = type, .least = std::move(least),
                        .most = std::move(most)});
    };
    BOOST_TEST(number(field_type::number, "", "1000000000000") ==
               "most must be a number of at most 12 digits before the point and 6 behind it; ");
    BOOST_TEST(number(field_type::number, "2", "1.9") == "most must not be below the least; ");
    BOOST_TEST(number(field_type::number, "x", "1e3") ==
               "least must be a number of at most 12 digits before the point and 6 behind it; "
               "most must be a number of at most 12 digits before the point and 6 behind it; ");
    BOOST_TEST(number(field_type::boolean, "", "1") ==
               "most must be left out, but for a number; ");
    BOOST_TEST(number(field_type::text, "1", "") == "least must be left out, but for a number; ");
    BOOST_TEST(number(field_type::number, "-999999999999.999999", "999999999999.999999") == "");
}

BOOST_AUTO_TEST_CASE(definitions_are_listed_by_entity_and_are_their_account_s)
{
    shop s;
    auto const crm = s.crm();
    s.size();
    s.define({.key = "sku", .name = "SKU", .entity = field_entity::price});
    auto const keys = [&](list_custom_fields which) {
        std::string out;
        for (auto const& f : s.fields.list(s.bank.who(), which).value().items) out += f->key + " ";
        return out;
    };
    BOOST_TEST(keys({}) == "sku size crm_id ");
    BOOST_TEST(keys({.entity = field_entity::customer}) == "size crm_id ");
    BOOST_TEST(keys({.entity = field_entity::product}) == "");
    auto const first = s.fields.list(s.bank.who(), {.limit = 2}).value();
    BOOST_TEST(keys({.after = first.next, .limit = 2}) == "crm_id ");
    BOOST_TEST((s.fields.read(s.bank.live(), crm.id).error() == errc::not_found));
    BOOST_TEST((s.fields.change(s.bank.live(), crm.id, {}).error() == errc::not_found));
    BOOST_TEST(s.fields.list(s.bank.live())->items.empty());
    BOOST_TEST(s.fields.create(s.bank.live(), {.key = "crm_id", .name = "CRM"}).has_value());
    auto const changed = s.fields.change(s.bank.who(), crm.id, {.name = "Kunde", .listed = false});
    BOOST_TEST((changed->name == "Kunde" && !changed->listed && changed->key == "crm_id"));
    BOOST_TEST((changed->updated_at > crm.updated_at));
}

BOOST_AUTO_TEST_CASE(C15_a_definition_is_made_once_under_its_key)
{
    shop s;
    int made = 0;
    auto const make = [&](create_custom_field const& c) -> result<ulid> {
        auto const done = s.fields.create(s.bank.who(), c);
        ++made;
        return done ? result<ulid>(done->id.value) : done.error();
    };
    check_conflicts<create_custom_field>(
        {.key = "size", .name = "Size", .idempotency_key = idempotency_key("k")}, make, {
            [](auto& c) { c.key = "length"; },
            [](auto& c) { c.name = "Length"; },
            [](auto& c) { c.description = "in feet"; },
            [](auto& c) { c.entity = field_entity::price; },
            [](auto& c) { c.type = field_type::boolean; },
            [](auto& c) { c.type = field_type::select; c.options = {"S"}; },
            [](auto& c) { c.type = field_type::number; c.least = "1"; },
            [](auto& c) { c.type = field_type::number; c.most = "1"; },
            [](auto& c) { c.listed = false; },
        });
    BOOST_TEST(made == 11);
    BOOST_TEST(s.fields.list(s.bank.who())->items.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace custom_fields_tests
