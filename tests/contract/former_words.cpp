// SPDX-License-Identifier: BSL-1.0
// tests/contract/former_words.cpp: a database of epoch 5, whose words, members and tables had other
// names and whose products had their prices in themselves, is brought up to date when it is opened.
#include "postgres_server.hpp"
#include "temporary.hpp"

#include <tender/api/poof.hpp>
#include <tender/api/popfab.hpp>
#include <tender/store/audit.hpp>
#include <tender/store/postgres.hpp>
#include <tender/store/sqlite.hpp>
#include <tender/store/sqlite/sqlite_connection.hpp>
#include <tender/testing/sandbox.hpp>

#include <boost/test/unit_test.hpp>
#include <libpq-fe.h>

#include <functional>
#include <string>
#include <vector>

namespace former_words_tests {

using namespace tender;
using namespace std::chrono_literals;
using testing::sandbox;
using testing::script;

namespace {

/// A database as the test reaches it.
struct database {
    std::function<std::shared_ptr<storage>()> open;
    std::function<void(std::string const&)> run;
    std::function<std::string(std::string const&)> ask;   ///< the first value
    std::string json;                                     ///< what makes JSON of a text
};

struct word {
    std::string table, column, now, before;
};

/// What of it was called otherwise in epoch 5.
std::vector<word> const words{
    {"payment", "data", "in_doubt", "doubted"},
    {"payment", "by_state", "in_doubt", "doubted"},
    {"attempt", "data", "in_doubt", "doubted"},
    {"refund", "data", "in_doubt", "doubted"},
    {"event", "data", "payment_in_doubt", "payment_doubted"},
    {"event", "data", "in_doubt", "doubted"},
    {"job", "data", "cancel_deliveries", "bury"},
    {"job", "data", "deliver_untrusted", "deliver_guest"},
    {"job", "data", "untrusted", "guests"},
    {"idempotency_record", "data", "reserved_at", "claimed_at"},
    {"posting", "data", "owner\":", "provider\":"},
};

/// Texts of its records that held the same otherwise. Each stands for all behind it of its table.
struct text {
    std::string table, now, before;
};
std::vector<text> const texts{
    {"account_settings", R"("profile":{"contact_email":"ada@example.com","telegram":"@ada"})",
     R"("website":"","contact_email":"ada@example.com","telegram":"@ada")"},
    {"payment", R"("face_data":{"amount_text":"7.0"})", R"("amount_text":"7.0","wallet":"")"},
    {"payment", R"("face_data":{})", R"("amount_text":"","wallet":"")"},
    {"event", R"("face_data":{"amount_text":"7.0"})", R"("amount_text":"7.0","wallet":"")"},
    {"event", R"("face_data":{})", R"("amount_text":"","wallet":"")"},
};

std::string text_of(database const& d, word const& w, std::string const& text)
{
    return w.column == "data" ? d.json + text + (d.json.empty() ? "" : " AS JSON)") : text;
}

std::string count(word const& w, std::string const& what)
{
    return "SELECT count(*) FROM " + w.table + " WHERE CAST(" + w.column +
           " AS TEXT) LIKE '%" + (w.column == "data" ? "\"" + what + "\"" : what) + "%'";
}

std::string count(text const& t, std::string const& what)
{
    return "SELECT count(*) FROM " + t.table + " WHERE CAST(data AS TEXT) LIKE '%" + what + "%'";
}

/// Makes it what the version before would have written. Each word must be there.
void go_back(database const& d)
{
    for (auto const& w : words) {
        BOOST_TEST(d.ask(count(w, w.now)) != "0", w.table << ' ' << w.now);
        auto const quote = w.column == "data" ? "\"" : "";
        d.run("UPDATE " + w.table + " SET " + w.column + " = " +
              text_of(d, w, "replace(CAST(" + w.column + " AS TEXT), '" + quote + w.now + quote +
                                "', '" + quote + w.before + quote + "')"));
    }
    for (auto const& t : texts) {
        BOOST_TEST(d.ask(count(t, t.now)) != "0", t.table << ' ' << t.now);
        d.run("UPDATE " + t.table + " SET data = " +
              text_of(d, {"", "data", "", ""},
                      "replace(CAST(data AS TEXT), '" + t.now + "', '" + t.before + "')"));
    }
    d.run("UPDATE product SET data = " +
          text_of(d, {"", "data", "", ""},
                  "replace(CAST(data AS TEXT), '\"least\":', '\"prices\":[{\"minor\":1500,"
                  "\"currency\":\"USD\"},{\"minor\":1400,\"currency\":\"EUR\"}],"
                  "\"shelf\":\"B7\",\"least\":')"));
    d.run("DELETE FROM price");
    d.run("DROP INDEX customer_email");
    d.run("ALTER TABLE customer RENAME COLUMN email TO by_email");
    d.run("CREATE UNIQUE INDEX customer_by_email ON customer (account, by_email)"
          " WHERE by_email IS NOT NULL");
    d.run("DROP INDEX saved_instrument_by_owner");
    d.run("ALTER TABLE saved_instrument DROP COLUMN by_owner");
    d.run("DROP INDEX idempotency_record_by_key");
    d.run("DROP INDEX idempotency_record_all");
    d.run("ALTER TABLE idempotency_record RENAME TO claim");
    d.run("ALTER TABLE account_settings RENAME TO organization");
    d.run("CREATE UNIQUE INDEX claim_by_key ON claim (account, by_key) WHERE by_key IS NOT NULL");
    d.run("CREATE INDEX claim_all ON claim (account, \"all\", id) WHERE \"all\" IS NOT NULL");
}

constexpr int many_products = 520;     // more than are brought up to date at once

/// In doubt: a payment with a key, and a refund; a job gives up an endpoint's deliveries, and one
/// tells an address that no key has registered.
struct story {
    sandbox bank;
    create_payment order{.amount = {5000, "NGN"},
                         .reference = "order-1",
                         .customer = {"ada@example.com"},
                         .metadata = {{"note", "\"doubted\" and \"bury\""}},
                         .idempotency_key = idempotency_key("k")};
    id<payment> asked{}, opened{};
    id<product> lamp{};

    explicit story(std::shared_ptr<storage> store) : bank({.store = std::move(store)})
    {
        auto& pay = bank.engine();
        pay.accounts()
            .change_settings(bank.who().account, {.least_payment = 7,
                                                  .profile = {{"contact_email",
                                                               "ada@example.com"},
                                                              {"telegram", "@ada"}}})
            .value();
        lamp = pay.products().create(bank.who(), {
            .name = "Lamp", .prices = {{1500, "USD"}, {1400, "EUR"}}, .most = 5}).value().id;
        for (int i = 0; i != many_products; ++i)
            pay.products().create(bank.who(), {.name = "Seat", .prices = {{100 + i, "EUR"}}})
                .value();
        pay.customers().create(bank.who(), {.email = "Ada@example.com"}).value();
        pay.saved_instruments().create(bank.who(), {
            .customer = "ada@example.com", .provider = "paystack", .stored = {"tok", {}, {}}})
            .value();
        auto const endpoint = bank.listen(popfab());
        auto other = order;
        other.reference = "order-2";
        other.idempotency_key.reset();
        auto const taken = pay.payments().create(bank.who(), other).value().id;
        auto const page = pay.checkout().open(
            bank.by(poof()), {.amount = {700, "USD"},
                              .notify_url = redirect_url("https://shop.example.com/told"),
                              .face_data = {{"amount_text", "7.0"}}});
        BOOST_REQUIRE(page.has_value());
        opened = page->id;
        BOOST_TEST(pay.checkout()
                       .open(bank.by(poof()), {.amount = {700, "USD"}})
                       .has_value());
        BOOST_TEST(bank.submit_page(page->id).has_value());
        bank.hand()->advance(1min);
        BOOST_TEST(pay.run_due(100, job_lane::engine).has_value());   // the other lanes wait
        BOOST_TEST(pay.payments().read(bank.who(), taken)->state == payment_state::captured);
        bank.provider("paystack").next_refund(script::timeout_after_charge);
        BOOST_TEST(pay.refunds().create(bank.who(), taken, {}).has_value());
        bank.provider("paystack").next(script::timeout_after_charge);
        asked = pay.payments().create(bank.who(), order).value().id;
        BOOST_TEST(pay.webhooks().set_enabled(bank.by(popfab()), endpoint.endpoint.id, false)
                       .has_value());
    }
};

/// With prices of their own, customers that share an address, and what they pay with.
void the_catalog_is_there(database const& d, engine& pay, merchant const& who, id<product> lamp)
{
    BOOST_TEST((pay.products().price_in(who, lamp, "USD").value() == money{1500, "USD"}));
    BOOST_TEST((pay.products().price_in(who, lamp, "EUR").value() == money{1400, "EUR"}));
    BOOST_TEST(*pay.products().read(who, lamp)->most == 5);
    auto const split = pay.prices().list(who, {.of = lamp}).value().items;
    BOOST_TEST_REQUIRE(split.size() == 2U);
    BOOST_TEST((split[1]->currency == "USD" && split[0]->currency == "EUR"));
    for (auto const& p : split) BOOST_TEST((p->active && !p->every));
    auto const shelf = d.ask("SELECT data FROM product WHERE id = '" + lamp.text() + "'");
    BOOST_TEST(shelf.find(R"("shelf":"B7")") != std::string::npos);   // of a newer library
    for (int i = 0; i != 2; ++i)
        pay.customers().create(who, {.email = "ada@example.com"}).value();
    BOOST_TEST(pay.customers().list(who, {.email = "ada@example.com"})->items.size() == 3U);
    auto const ada = pay.customers().list(who)->items.front()->id;
    pay.saved_instruments().create(who, {
        .owner = ada, .provider = "paystack", .stored = {"tok", {}, {}}}).value();
    BOOST_TEST(pay.saved_instruments().list(who, {.owner = ada})->items.size() == 1U);
    BOOST_TEST(pay.saved_instruments().list(who, {.customer = "ada@example.com"})->items.size() ==
               1U);
}

void is_brought_up_to_date(database const& d)
{
    id<payment> asked, opened;
    id<product> lamp;
    create_payment order;
    merchant who;
    {
        story s(d.open());
        asked = s.asked, opened = s.opened, order = s.order, who = s.bank.who();
        lamp = s.lamp;
    }
    go_back(d);
    for (int time = 0; time != 2; ++time) {
        auto const store = d.open();
        for (auto const& w : words) {
            BOOST_TEST(d.ask(count(w, w.before)) == "0", w.table << ' ' << w.before);
            BOOST_TEST(d.ask(count(w, w.now)) != "0", w.table << ' ' << w.now);
        }
        for (auto const& t : texts) {
            BOOST_TEST(d.ask(count(t, t.before)) == "0", t.table << ' ' << t.before);
            BOOST_TEST(d.ask(count(t, t.now)) != "0", t.table << ' ' << t.now);
        }
        BOOST_TEST(audit(*store)->empty());
        BOOST_TEST(d.ask("SELECT count(*) FROM price") == std::to_string(2 * (many_products + 1)));
        BOOST_TEST(d.ask(count(text{"product", "", ""}, "prices")) == "0");
    }
    sandbox bank({.seed = 2,
                  .merchant = {.username = "other", .name = "Other", .currency = "NGN"},
                  .store = d.open()});
    auto& pay = bank.engine();
    auto const kept = pay.accounts().settings(who.account).value();
    BOOST_TEST(*kept.least_payment == 7);
    BOOST_TEST(value_in(kept.profile, "telegram") == "@ada");
    BOOST_TEST(value_in(kept.profile, "contact_email") == "ada@example.com");
    BOOST_TEST(kept.profile.size() == 2U);
    the_catalog_is_there(d, pay, who, lamp);
    auto const page = pay.payments().read(who, opened).value();
    BOOST_TEST(value_in(page.terms->checkout->face_data, "amount_text") == "7.0");
    BOOST_TEST(page.terms->checkout->face_data.size() == 1U);
    BOOST_TEST(pay.payments().create(who, order).value().id.text() == asked.text());
    auto const doubtful = pay.payments().list(who, {.states = {payment_state::in_doubt}}).value();
    BOOST_REQUIRE(doubtful.items.size() == 1u);
    BOOST_TEST(doubtful.items[0]->id.text() == asked.text());
    bank.advance(48h);
    BOOST_TEST(pay.payments().list(who, {.states = {payment_state::in_doubt}})->items.empty());
    BOOST_TEST(pay.refunds().list(who, {.states = {refund_state::in_doubt}})->items.empty());

    // What nobody can read stops neither the opening nor the other records.
    d.run("UPDATE refund SET data = " +
          text_of(d, {"", "data", "", ""}, "'{\"state\": \"lost\"}'"));
    auto const store = d.open();
    snapshot seen;
    BOOST_TEST(store->find(who.account, seen, record_of<payment>, asked.value).has_value());
    auto const why = audit(*store);
    BOOST_REQUIRE(!why.has_value());
    BOOST_TEST(why.error().text() == "The store holds a refund that cannot be read.");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(former_words_)

BOOST_AUTO_TEST_CASE(C53_a_file_of_epoch_5_is_brought_up_to_date)
{
    contract::temporary_folder const folder;
    auto const file = folder.file("store.db");
    auto const ask = [&](std::string const& text) {
        sqlite3* db = nullptr;
        BOOST_REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
        std::string found;
        auto const take = [](void* to, int, char** values, char**) {
            *static_cast<std::string*>(to) = values[0] != nullptr ? values[0] : "";
            return 0;
        };
        auto const done = sqlite3_exec(db, text.c_str(), take, &found, nullptr);
        BOOST_TEST(done == SQLITE_OK, text << ": " << sqlite3_errmsg(db));
        sqlite3_close(db);
        return found;
    };
    is_brought_up_to_date({[&] {
                               return std::shared_ptr<storage>(sqlite_storage::open(file).value());
                           },
                           [&](std::string const& text) {
                               ask(text + "; PRAGMA user_version = 5");
                           },
                           ask, ""});
    BOOST_TEST(ask("PRAGMA user_version") == "8");
}

BOOST_AUTO_TEST_CASE(C53_a_database_of_epoch_5_is_brought_up_to_date)
{
    contract::postgres_server server;
    auto const where = server.fresh_database();
    auto const ask = [&](std::string const& text) {
        auto* const db = PQconnectdb(where.c_str());
        auto* const done = PQexec(db, text.c_str());
        BOOST_TEST(PQresultStatus(done) != PGRES_FATAL_ERROR, text << PQerrorMessage(db));
        std::string const found = PQntuples(done) == 0 ? "" : PQgetvalue(done, 0, 0);
        PQclear(done);
        PQfinish(db);
        return found;
    };
    is_brought_up_to_date({[&] {
                               return std::shared_ptr<storage>(
                                   postgres_storage::open(where).value());
                           },
                           [&](std::string const& text) {
                               ask(text);
                               ask("UPDATE tender_schema SET value = 5 WHERE name = 'epoch'");
                           },
                           ask, "CAST("});
    BOOST_TEST(ask("SELECT value FROM tender_schema") == "8");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace former_words_tests
