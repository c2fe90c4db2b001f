// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/null_characters.cpp: a text has the character U+0000, which PostgreSQL and SQLite
// do not read, so that one payment could blind every report. It could come in each text of each
// request of each face, from a page, in C++, and from providers and receivers; none of it is kept.
#include <tender/api/shop.hpp>
#include <tender/service/engine_internals.hpp>
#include <tender/store/audit.hpp>

#include <faces/inflow_client.hpp>
#include <faces/poof_client.hpp>
#include <faces/popfab_client.hpp>
#include <service/bank.hpp>

namespace null_characters_tests {

using namespace tender;
using namespace tender::testing;
namespace json = boost::json;

namespace {

constexpr std::string_view null_character{"\0", 1};

/// Calls `take` with the body in which one text after the other has U+0000 in its middle, member
/// names too, and with the place of that text.
template<class Take>
void each_spoilt(json::value const& whole, Take&& take)
{
    int texts = 0;
    for (int n = 0; n <= texts; ++n) {
        int seen = 0;
        std::string place;
        auto const spoil = [&](auto& again, json::value const& v, std::string path) -> json::value {
            if (v.is_string()) {
                if (seen++ != n) return v;
                place = path;
                auto text = std::string(v.as_string());
                return json::value(text.insert(text.size() / 2, null_character));
            }
            if (v.is_array()) {
                json::array out;
                for (auto const& item : v.as_array()) out.push_back(again(again, item, path));
                return out;
            }
            if (!v.is_object()) return v;
            json::object out;
            for (auto const& m : v.as_object())
                out[m.key()] = again(again, m.value(),
                                     path + (path.empty() ? "" : ".") + std::string(m.key()));
            return out;
        };
        auto const body = spoil(spoil, whole, "");
        texts = seen;
        if (!place.empty()) take(json::serialize(body), place);
    }
}

/// Nothing in the store has it, as the audit sees it.
void check_clean(sandbox& bank)
{
    auto const found = audit(runtime_of(bank.engine()).storage()).value();
    BOOST_TEST(found == std::vector<std::string>(), boost::test_tools::per_element());
}

/// Every text of the body is refused, with a word that names it or its list.
template<class Send>
void check_refused(sandbox& bank, std::string_view example, Send&& send)
{
    int tried = 0;
    each_spoilt(json::parse(example), [&](std::string const& body, std::string const& place) {
        BOOST_TEST_CONTEXT(place) {
            auto const r = send(body);
            BOOST_TEST((r.status == 400 || r.status == 422), r.status << ": " << r.body);
            auto const field = place.substr(0, place.find('.'));
            BOOST_TEST(r.body.find(field) != std::string::npos, r.body);
            ++tried;
        }
    });
    BOOST_TEST(tried > 0);
    check_clean(bank);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(null_characters)

BOOST_AUTO_TEST_CASE(C14_popfab_refuses_one_in_every_text_with_its_field)
{
    popfab_tests::client c;
    check_refused(c.bank, popfab_tests::example, [&](std::string const& body) {
        return c.create(body, "k");
    });
    auto const made = c.create(popfab_tests::example, "good");
    auto const id = face_tests::text_in(made, "id");
    c.bank.advance(2s);
    check_refused(c.bank, R"({"amount":100,"reason":"too much"})", [&](std::string const& body) {
        return c.post("/v1/payments/" + id + "/refund", body);
    });
    for (std::string_view const query : {"reference=a%00b", "%00=a", "cursor=%00"})
        BOOST_TEST(c.get("/v1/payments?" + std::string(query)).status == 400);
}

BOOST_AUTO_TEST_CASE(C14_the_shop_refuses_one_in_every_text_with_its_field)
{
    face_tests::face_client c(shop());
    constexpr std::string_view example =
        R"({"amount":4200,"currency":"usd","return_url":"https://shop.example/thanks",)"
        R"("customer_email":"sam@example.test","customer_name":"Sam Ortiz",)"
        R"("metadata":{"order":"A-1009"}})";
    check_refused(c.bank, example, [&](std::string const& body) {
        return c.post("/v1/payments", body);
    });
    auto const named = face_tests::with(example, "metadata", R"({"a\u0000b":1})");
    BOOST_TEST(c.post("/v1/payments", named).status == 400);
    // A backslash and the same letters are a text like any other.
    auto const plain = face_tests::with(example, "metadata", R"({"a":"\\u0000"})");
    BOOST_TEST(c.post("/v1/payments", plain).status == 200);
    check_clean(c.bank);
}

BOOST_AUTO_TEST_CASE(C14_poof_refuses_one_in_every_text_with_its_field)
{
    poof_tests::poof_client c;
    auto const whole = face_tests::with(poof_tests::checkout_example, "metadata", R"({"a":"b"})");
    check_refused(c.bank, whole, [&](std::string const& body) {
        auto r = c.plain("/api/v1/checkout", body);
        if (r.status == 401 || r.status == 404) r = {400, {}, "username"};   // nobody's name
        return r;
    });
    check_refused(c.bank, poof_tests::invoice_example, [&](std::string const& body) {
        return c.ask("/api/v1/create_fiat_invoice", body);
    });
}

BOOST_AUTO_TEST_CASE(C14_inflow_refuses_one_in_every_text_with_its_field)
{
    inflow_tests::inflow_client c;
    check_refused(c.bank, inflow_tests::checkout_example, [&](std::string const& body) {
        return c.create(body);
    });
    auto const id = c.paid();
    check_refused(c.bank, R"({"amount":"1.00","reason":"broken"})", [&](std::string const& body) {
        return c.refund(id, body);
    });
}

BOOST_AUTO_TEST_CASE(a_page_refuses_one_that_a_customer_types)
{
    inflow_tests::inflow_client c;
    auto const path = c.page();
    auto const nonce = face_tests::between(c.browse(path).body, "name=\"nonce\" value=\"", "\"");
    for (std::string_view const field : {"holder", "nonce", "number", "method"}) {
        string_pairs all{{"nonce", nonce}, {"method", "card"}, {"number", "4242424242424242"},
                         {"expiry", "12/30"}, {"code", "123"}, {"holder", "Ada"}};
        for (auto& [name, value] : all)
            if (name == field) value.insert(1, null_character);
        BOOST_TEST(c.submit(path, all).status == 400, field);
    }
    BOOST_TEST(c.pay(path).status == 303);
    check_clean(c.bank);
}

BOOST_AUTO_TEST_CASE(Cpp_callers_are_told_the_field)
{
    sandbox bank;
    std::string const bad(std::string("a") + std::string(null_character) + "b");
    auto const told = [](auto const& done) {
        BOOST_REQUIRE(!done);
        BOOST_REQUIRE(!done.error().fields().empty());
        return done.error().fields().front().field;
    };
    merchant const shop{bank.who().account, mode::test, "shop"};
    for (auto const member : {&open_checkout::phone, &open_checkout::postal_code,
                              &open_checkout::metadata, &open_checkout::country}) {
        open_checkout c;
        c.amount = {700, "USD"};
        c.*member = bad;
        BOOST_TEST(!told(bank.engine().checkout().open(shop, c)).empty());
    }
    for (auto const pairs : {&open_checkout::entries, &open_checkout::face_data})
        for (auto const& [name, value] : {std::pair(bad, std::string("x")), {"x", bad}}) {
            open_checkout c;
            c.amount = {700, "USD"};
            (c.*pairs).emplace_back(name, value);
            BOOST_TEST(!told(bank.engine().checkout().open(shop, c)).empty());
        }
    open_checkout c;
    c.amount = {700, "USD"};
    c.items.push_back({.name = bad});
    BOOST_TEST(told(bank.engine().checkout().open(shop, c)) == "items[0].name");
    BOOST_TEST(told(bank.engine().accounts().create({.username = "x", .name = bad})) == "name");
    BOOST_TEST(told(bank.engine().api_keys().create(shop, {.label = bad, .face = "shop"})) ==
               "label");
    BOOST_TEST(told(bank.engine().products().create(shop, {.name = bad})) == "name");
    create_payment order = bank.order({100, "NGN"});
    order.metadata = {{"a", bad}};
    BOOST_TEST(told(bank.engine().payments().create(bank.who(), order)) == "metadata");
    check_clean(bank);
}

BOOST_AUTO_TEST_CASE(what_a_provider_or_a_receiver_says_is_mended_before_it_is_kept)
{
    std::string const noise(std::string("no ") + std::string(null_character) + "\xff\xfe money");
    auto const first = std::make_shared<scripted_provider>(name("first"));
    BOOST_TEST(with_chars_mended(noise) == "no \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD money");
    sandbox_options how;
    how.providers = {first};
    sandbox bank(how);
    for (auto const what : {outcome::declined_hard, outcome::declined_soft, outcome::done}) {
        provider_answer said{what};
        said.reason = noise + std::string(100'000, 'x');
        said.reference = noise;
        first->on_charge = [said](auto const&) { return said; };
        first->on_query = [said](auto const&) { return said; };
        auto const made = bank.engine().payments().create(bank.who(), bank.order({100, "NGN"}));
        BOOST_TEST(made.has_value());
        BOOST_TEST(first->charges() > 0);
        bank.advance(1min);
        check_clean(bank);
    }
    bank.listen(popfab());
    bank.webhooks().always({0, noise});
    bank.pay({100, "NGN"});
    bank.advance(1min);
    check_clean(bank);
}

BOOST_AUTO_TEST_CASE(the_audit_says_where_old_data_has_it)
{
    sandbox bank;
    auto const made = bank.pay({100, "NGN"});
    auto& store = runtime_of(bank.engine()).storage();
    unit_of_work unit(store, bank.who().account);
    auto const of = unit.find(bank.who().account).value();
    auto old = *of;
    old.name = std::string("Demo") + std::string(null_character) + "Shop";
    unit.replace(of, std::move(old));
    BOOST_REQUIRE(unit.commit().has_value());
    auto const found = audit(store).value();
    BOOST_REQUIRE(found.size() == 1U);
    BOOST_TEST(found.front().find("the account " + bank.who().account.text()) == 0U, found.front());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace null_characters_tests
