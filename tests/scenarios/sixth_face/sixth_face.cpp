// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/sixth_face/sixth_face.cpp: a face that no file of the library names, with a
// record of its own. It could need a change of the library wherever that has a list of faces, of
// records or of providers.
#include <faces/face_client.hpp>
#include <scenarios/sixth_face/sixth.hpp>

#include <contract/temporary.hpp>

#include <tender/store/memory.hpp>
#include <tender/store/sqlite.hpp>
#include <tender/testing/scripted_provider.hpp>

#include <boost/test/unit_test.hpp>

#include <set>

namespace sixth_face_tests {

using namespace tender;
using namespace face_tests;
using api::sixth::tip;

namespace {

constexpr std::string_view example =
    R"({"amount":2500,"currency":"NGN","customer_email":"ada@example.com",)"
    R"("message":"Thank you, Chidi"})";

/// What a program keeps that has the face: the library's records and the face's.
std::vector<entity> entities()
{
    auto out = records();
    out.push_back(entity_of<tip>);
    return out;
}

/// One of the two stores that every case runs on.
struct place {
    bool in_file = false;
    contract::temporary_folder folder{};

    std::string file() const { return folder.file("tips.db"); }
    std::shared_ptr<storage> open() const
    {
        if (in_file) return sqlite_storage::open(file(), entities()).value();
        return std::make_shared<memory_storage>(1);
    }
};

/// Captures at once, and knows which charges it has.
std::shared_ptr<provider> willing_provider()
{
    auto const made = std::make_shared<testing::scripted_provider>(name("willing"));
    auto const taken = std::make_shared<std::set<std::string, std::less<>>>();
    made->on_charge = [taken](charge_order const& order) {
        taken->emplace(order.reference);
        return provider_answer{.what = outcome::done, .reference = "w1"};
    };
    made->on_query = [taken](query_order const& order) {
        if (!taken->contains(order.reference))
            return provider_answer{.what = outcome::unknown_reference};
        return provider_answer{.what = outcome::done, .reference = "w1"};
    };
    return made;
}

/// Answers every charge and question alike.
std::shared_ptr<provider> stubborn_provider(outcome what)
{
    auto const made = std::make_shared<testing::scripted_provider>(name("stubborn"));
    made->on_charge = [what](charge_order const&) { return provider_answer{.what = what}; };
    made->on_query = [what](query_order const&) { return provider_answer{.what = what}; };
    return made;
}

struct client : face_client {
    explicit client(place const& at, std::shared_ptr<provider> by = willing_provider())
        : face_client(sixth(), {.store = at.open(), .providers = {by}})
    {
        bank.engine().routing()
            .create_rule(who, {.label = "its own first", .provider = by->profile().id}).value();
    }

    response create(std::string body = std::string(example), std::string_view under = {})
    {
        if (under.empty()) return post("/v1/tips", std::move(body));
        return post("/v1/tips", std::move(body), {{"Idempotency-Key", under}});
    }
    response read(std::string const& id) { return get("/v1/tips/" + id); }
};

int tips_in(storage& store)
{
    int seen = 0;
    auto const count = [&](id<account>, any_versioned const&) { ++seen; };
    BOOST_TEST(store.for_each(record_of<tip>, count).has_value());
    return seen;
}

/// On the store in memory, then in a file of SQLite.
template<class Test>
void on_both_stores(Test&& test)
{
    for (bool const in_file : {false, true}) BOOST_TEST_CONTEXT((in_file ? "sqlite" : "memory")) {
        place const at{in_file};
        test(at);
    }
}

void check_error(response const& r, int status, std::string_view code, std::string_view field = {})
{
    BOOST_TEST(r.status == status, r.body);
    auto const whole = object_in(r.body);
    BOOST_TEST_REQUIRE(names_in(whole) == "error");
    auto const& error = whole.at("error").as_object();
    BOOST_TEST(names_in(error) == (field.empty() ? "code message" : "code message field"));
    BOOST_TEST(text_in(error, "code") == code);
    BOOST_TEST(text_in(error, "field") == field);
    BOOST_TEST(!text_in(error, "message").empty());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sixth_face)

BOOST_AUTO_TEST_CASE(the_documented_example_answers_with_the_tip_and_is_read_back)
{
    on_both_stores([](place const& at) {
        client c(at);
        auto const made = c.create();
        BOOST_TEST(made.status == 201, made.body);
        auto const id = text_in(made, "id");
        BOOST_TEST(id.size() == 30U);
        BOOST_TEST(made.body == R"({"id":")" + id + R"(","amount":2500,"currency":"NGN",)"
                                R"("status":"paid","message":"Thank you, Chidi",)"
                                R"("created_at":"2025-03-19T10:23:45.000Z"})");
        auto const read = c.read(id);
        BOOST_TEST(read.status == 200);
        BOOST_TEST(read.body == made.body);
        BOOST_TEST(c.bank.payments().size() == 1U);
        BOOST_TEST(c.bank.out_of_balance(true) == "");
    });
}

BOOST_AUTO_TEST_CASE(the_face_s_own_record_is_in_the_file_that_is_opened_again)
{
    place const at{true};
    id<account> owner;
    std::string shown;
    std::optional<id<payment>> paid;
    {
        client c(at);
        owner = c.who.account;
        shown = text_in(c.create(), "id");
        paid = c.bank.payments().front()->id;
    }
    auto const store = at.open();
    unit_of_work unit(*store, owner);
    auto const which = api::sixth::read_tip_id(shown);
    BOOST_TEST_REQUIRE(which.has_value());
    auto const kept = unit.find(*which);
    BOOST_TEST_REQUIRE(kept.has_value());
    BOOST_TEST((**kept == tip{*which, owner, mode::test, "Thank you, Chidi", *paid}));
    BOOST_TEST(tips_in(*store) == 1);
}

BOOST_AUTO_TEST_CASE(a_tip_is_read_with_the_state_of_its_payment)
{
    struct {
        outcome what;
        char const* status;
    } const cases[] = {
        {outcome::done, "paid"},
        {outcome::settling, "pending"},
        {outcome::unknown, "pending"},
        {outcome::declined_hard, "failed"},
    };
    for (auto const& t : cases) BOOST_TEST_CONTEXT(enum_name(t.what))
        on_both_stores([&](place const& at) {
            client c(at, stubborn_provider(t.what));
            auto const made = c.create();
            BOOST_TEST(made.status == 201, made.body);
            BOOST_TEST(text_in(made, "status") == t.status);
            BOOST_TEST(c.read(text_in(made, "id")).body == made.body);
        });
}

BOOST_AUTO_TEST_CASE(every_limit_holds_on_both_sides_and_every_type_is_told)
{
    struct {
        char const* field;
        std::string value;             // empty: the field is missing
        bool accepted;
    } const cases[] = {
        {"amount", "100", true},
        {"amount", "99", false},
        {"amount", "5000000", true},
        {"amount", "5000001", false},
        {"amount", "0", false},
        {"amount", "-100", false},
        {"amount", "100.5", false},
        {"amount", "\"100\"", false},
        {"amount", "null", false},
        {"amount", "", false},
        {"currency", "\"USD\"", true},
        {"currency", "\"usd\"", false},
        {"currency", "\"KES\"", false},
        {"currency", "1", false},
        {"currency", "", false},
        {"customer_email", "\"nobody\"", false},
        {"customer_email", "[]", false},
        {"customer_email", "", false},
        {"message", "", true},
        {"message", "null", true},
        {"message", json_string(repeated(200, "é")), true},
        {"message", json_string(repeated(201, "é")), false},
        {"message", "\"\"", false},
        {"message", "{}", false},
    };
    on_both_stores([&](place const& at) {
        client c(at);
        for (auto const& t : cases) BOOST_TEST_CONTEXT(t.field << " = " << t.value.substr(0, 40)) {
            auto const r = c.create(with(example, t.field, t.value));
            if (!t.accepted) {
                check_error(r, 422, "invalid", t.field);
                continue;
            }
            BOOST_TEST(r.status == 201, r.body);
            BOOST_TEST(c.read(text_in(r, "id")).body == r.body);
        }
        check_error(c.create("{"), 422, "invalid", "body");
    });
}

BOOST_AUTO_TEST_CASE(a_tip_is_found_by_its_own_merchant_in_its_own_mode_alone)
{
    on_both_stores([](place const& at) {
        client c(at);
        auto const id = text_in(c.create(), "id");
        for (auto const& wrong : {std::string("tip_"), id + "0", id.substr(4), "TIP" + id.substr(3),
                                  "tip_" + repeated(26, "0"), std::string("x")})
            check_error(c.read(wrong), 404, "no_such_tip");
        auto const other = c.bank.engine().accounts().create({.username = "other",
                                                              .name = "Other"});
        auto const theirs = c.bank.engine().api_keys().create({other->id, mode::test, "sixth"},
                                                              {.label = "k", .face = "sixth"});
        auto const live = c.bank.api_key("sixth", mode::live);
        for (auto const& key : {theirs->text.reveal(), live}) {
            c.key = key;
            check_error(c.read(id), 404, "no_such_tip");
        }
    });
}

BOOST_AUTO_TEST_CASE(a_payment_that_is_no_tip_is_not_read_as_one)
{
    on_both_stores([](place const& at) {
        client c(at);
        auto order = c.bank.order({2500, "NGN"});
        order.reference = "tip_01ARZ3NDEKTSV4RRFFQ69G5FAV";
        BOOST_TEST(c.bank.engine().payments().create(c.bank.who(), order).has_value());
        check_error(c.read("tip_01ARZ3NDEKTSV4RRFFQ69G5FAV"), 404, "no_such_tip");
        auto const listened = c.bank.listen(sixth());
        BOOST_TEST(c.bank.engine().payments().create(c.who, c.bank.order({2500, "NGN"})));
        c.bank.advance(1h);
        BOOST_TEST(c.bank.webhooks().count() == 0U);
    });
}

BOOST_AUTO_TEST_CASE(a_request_without_a_key_of_the_face_is_refused)
{
    on_both_stores([](place const& at) {
        client c(at);
        auto const ask = [&](std::vector<header> headers) {
            headers.push_back({"Content-Type", "application/json"});
            return c.send("POST", "/v1/tips", std::string(example), std::move(headers));
        };
        check_error(ask({}), 401, "who_are_you");
        check_error(c.browse("/v1/tips/tip_01ARZ3NDEKTSV4RRFFQ69G5FAV"), 401, "who_are_you");
        check_error(ask({{"Authorization", "Basic abc"}}), 401, "who_are_you");
        check_error(ask({{"Authorization", "Bearer sk_test_nobody"}}), 401, "who_are_you");
        auto const popfabs = "Bearer " + c.bank.api_key("popfab");
        check_error(ask({{"Authorization", popfabs}}), 401, "who_are_you");
        BOOST_TEST(c.bank.payments().empty());
    });
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_request_as_such_is_told_in_the_face_s_words)
{
    on_both_stores([](place const& at) {
        client c(at);
        auto const bearer = "Bearer " + c.key;
        check_error(c.send("POST", "/v1/tips", std::string(example),
                           {{"Authorization", bearer}, {"Content-Type", "text/plain"}}),
                    415, "not_json");
        check_error(c.create(repeated(dispatcher::largest_body + 1)), 413, "too_large");
        check_error(c.send("PUT", "/v1/tips", "{}", {{"Authorization", bearer}}), 405,
                    "no_such_method");
        check_error(c.get("/v1/nothing"), 404, "no_such_tip");
        check_error(c.create(std::string(example), " "), 422, "invalid", "Idempotency-Key");
        c.bank.store().away(true);
        check_error(c.create(), 503, "try_again");
    });
}

BOOST_AUTO_TEST_CASE(a_replay_has_the_same_bytes_and_another_body_under_the_key_is_a_conflict)
{
    on_both_stores([](place const& at) {
        client c(at);
        auto const first = c.create(std::string(example), "k");
        BOOST_TEST(first.status == 201);
        BOOST_TEST(first.find("Idempotent-Replayed").empty());
        auto const again = c.create(std::string(example), "k");
        BOOST_TEST(again.status == 201);
        BOOST_TEST(again.body == first.body);
        BOOST_TEST(again.find("Idempotent-Replayed") == "true");
        check_error(c.create(with(example, "amount", "2501"), "k"), 409, "key_reused");
        check_error(c.create(with(example, "message", "\"Another\""), "k"), 409, "key_reused");
        BOOST_TEST(c.bank.payments().size() == 1U);
        BOOST_TEST(c.create(std::string(example), "other").body != first.body);
        BOOST_TEST(c.create().body != c.create().body);
        BOOST_TEST(c.bank.payments().size() == 4U);
    });
}

BOOST_AUTO_TEST_CASE(a_tip_under_a_key_is_one_and_whole_whichever_call_to_the_store_failed)
{
    int runs = 0;
    for (auto const failure : {testing::storage_failure::refuse,
                               testing::storage_failure::lose_answer})
        for (int nth = 1;; ++nth, ++runs) BOOST_TEST_CONTEXT(enum_name(failure) << ' ' << nth) {
            client c({});
            c.bank.store().arm(nth, failure);
            auto const first = c.create(std::string(example), "k");
            bool const struck = c.bank.store().struck();
            c.bank.clear_faults();
            c.bank.advance(1min);
            auto const again = c.create(std::string(example), "k");
            BOOST_TEST(again.status == 201, again.body);
            auto const id = text_in(again, "id");
            BOOST_TEST((first.status != 201 || text_in(first, "id") == id));
            BOOST_TEST(text_in(c.read(id), "message") == "Thank you, Chidi");
            BOOST_TEST(tips_in(c.bank.store()) == 1);
            BOOST_TEST(c.bank.payments().size() == 1U);
            c.bank.run_until_quiet();
            BOOST_TEST(c.bank.out_of_balance(true) == "");
            if (!struck) break;
        }
    BOOST_TEST(runs > 8);
}

BOOST_AUTO_TEST_CASE(an_endpoint_hears_that_a_tip_was_paid_and_can_verify_it)
{
    struct {
        webhook_format format;
        char const* id;
        char const* timestamp;
        char const* signature;
    } const cases[] = {
        {webhook_format::own, "Tip-Event", "Tip-Timestamp", "Tip-Signature"},
        {webhook_format::standard, "webhook-id", "webhook-timestamp", "webhook-signature"},
    };
    for (auto const& t : cases) on_both_stores([&](place const& at) {
        client c(at);
        auto const to = c.bank.listen(sixth(), t.format);
        auto const made = c.create(std::string(example), "k");
        BOOST_TEST(c.create(std::string(example), "k").body == made.body);
        c.bank.advance(1h);
        BOOST_TEST_REQUIRE(c.bank.webhooks().count() == 1U);
        auto const got = c.bank.webhooks().last();
        auto const whole = object_in(got.body);
        BOOST_TEST(names_in(whole) == "id type created_at tip");
        BOOST_TEST(text_in(whole, "type") == "tip.paid");
        BOOST_TEST(text_in(whole, "id") == got.header(t.id));
        BOOST_TEST(text_in(whole, "tip") == made.body);
        standard_webhook const message{got.header(t.id), got.header(t.timestamp),
                                       got.header(t.signature), got.body};
        BOOST_TEST(verify_webhook(message, to.key, got.at).has_value());
        BOOST_TEST(!verify_webhook(message, secret("whsec_b3RoZXI="), got.at).has_value());
    });
}

BOOST_AUTO_TEST_CASE(nobody_hears_of_a_tip_that_was_not_paid)
{
    on_both_stores([](place const& at) {
        client c(at, stubborn_provider(outcome::declined_hard));
        auto const to = c.bank.listen(sixth());
        BOOST_TEST(text_in(c.create(), "status") == "failed");
        c.bank.advance(1h);
        BOOST_TEST(c.bank.webhooks().count() == 0U);
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sixth_face_tests
