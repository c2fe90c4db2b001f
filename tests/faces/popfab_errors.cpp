// SPDX-License-Identifier: BSL-1.0
// tests/faces/popfab_errors.cpp: what every endpoint of POPFAB says when it cannot.
#include "popfab_client.hpp"

#include <tender/testing/passing_storage.hpp>

#include <algorithm>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace popfab_errors_tests {

using namespace popfab_tests;
using namespace tender;

namespace {

using enum scope;

/// Every endpoint; `$` stands for an id.
struct { std::string_view method, target; scope needs; } const endpoints[] = {
    { "POST",   "/v1/payments",          payments_write },
    { "GET",    "/v1/payments",          payments_read  },
    { "GET",    "/v1/payments/$",        payments_read  },
    { "POST",   "/v1/payments/$/refund", payments_write },
    { "POST",   "/v1/payments/$/sync",   payments_write },
    { "POST",   "/v1/routing-rules",     routing_write  },
    { "GET",    "/v1/routing-rules",     routing_read   },
    { "PUT",    "/v1/routing-rules/$",   routing_write  },
    { "DELETE", "/v1/routing-rules/$",   routing_write  },
    { "GET",    "/v1/providers",         routing_read   },
    { "POST",   "/v1/api-keys",          keys_write     },
    { "GET",    "/v1/api-keys",          keys_read      },
    { "POST",   "/v1/api-keys/$/rotate", keys_write     },
    { "DELETE", "/v1/api-keys/$",        keys_write     },
    { "POST",   "/v1/webhooks/endpoints",       webhooks_write },
    { "GET",    "/v1/webhooks/endpoints",       webhooks_read  },
    { "GET",    "/v1/webhooks/deliveries/dead", webhooks_read  },
    { "POST",   "/v1/webhooks/$/replay",        webhooks_write },
};

std::string at(std::string_view target, std::string_view id)
{
    std::string out(target);
    if (auto const mark = out.find('$'); mark != out.npos) out.replace(mark, 1, id);
    return out;
}

/// A store that answers as long as it is not told to throw.
class throwing_storage final : public testing::passing_storage {
public:
    using passing_storage::passing_storage;

    std::function<void()> before = [] {};

    result<any_versioned> find(id<account> owner, snapshot& seen, record_type const& type,
                          ulid which) override
    {
        before();
        return passing_storage::find(owner, seen, type, which);
    }
    result<any_versioned> find(id<account> owner, snapshot& seen, record_type const& type,
                          index_row const& by, index_key const& key) override
    {
        before();
        return passing_storage::find(owner, seen, type, by, key);
    }
    result<any_page> list(id<account> owner, snapshot& seen, record_type const& type,
                          index_row const& by, index_key const& key, std::optional<cursor> after,
                          int limit, list_order order) override
    {
        before();
        return passing_storage::list(owner, seen, type, by, key, after, limit, order);
    }
    result<> commit(id<account> owner, unit_changes const& what) override
    {
        before();
        return passing_storage::commit(owner, what);
    }
    result<> publish(directory_entry entry) override
    {
        before();
        return passing_storage::publish(std::move(entry));
    }
    result<directory_entry> resolve(std::string_view kind, std::string_view value) override
    {
        before();
        return passing_storage::resolve(kind, value);
    }
};

struct limited {
    client shop;
    id<api_key> which;

    explicit limited(std::int64_t a_minute)
    {
        auto made = shop.fresh_key(shop.bank.who(), {.requests_per_minute = a_minute});
        which = made.key.id;
        shop.key = made.text.reveal();
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(popfab_errors)

BOOST_AUTO_TEST_CASE(C32_every_endpoint_needs_a_key)
{
    client shop;
    auto const id = shop.paid();
    auto const good = "Bearer " + shop.key;
    for (auto const& e : endpoints) BOOST_TEST_CONTEXT(e.method << ' ' << e.target) {
        auto const target = at(e.target, id);
        for (std::string const& value : {std::string(), std::string("Bearer"),
                                         std::string("Bearer "), shop.key, "Basic " + shop.key,
                                         "Bearer: " + shop.key, "Token " + shop.key,
                                         "Bearer " + shop.key + ",", "Bearer \"" + shop.key + '"',
                                         good + ' ' + good, good + std::string(1, '\0')}) {
            auto const r = shop.send(e.method, target, {}, {{"Authorization", value}});
            check_error(r, 401, "UNAUTHORIZED");
            BOOST_TEST(r.find("WWW-Authenticate") == "Bearer");
        }
        check_error(shop.api->handle({e.method, target}), 401, "UNAUTHORIZED");
    }
}

BOOST_AUTO_TEST_CASE(the_schemes_case_does_not_count)
{
    client shop;
    for (auto const* scheme : {"Bearer ", "bearer ", "BEARER ", "Bearer  "})
        BOOST_TEST(shop.send("GET", "/v1/payments", {},
                             {{"authorization", scheme + shop.key}}).status == 200, scheme);
}

BOOST_AUTO_TEST_CASE(C32_bad_keys_look_alike_outside_and_differ_in_the_log)
{
    client shop;
    auto& engine = shop.bank.engine();
    auto const who = shop.bank.who();
    auto const fresh = [&](create_api_key how = {}) { return shop.fresh_key(who, std::move(how)); };

    auto const revoked = fresh(), rotated = fresh(),
               expired = fresh({.expires_at = shop.bank.now() + 1h});
    BOOST_REQUIRE(engine.api_keys().revoke(who, revoked.key.id).has_value());
    auto const newer = engine.api_keys().rotate(who, rotated.key.id);
    BOOST_REQUIRE(newer.has_value());
    auto const of_face = shop.bank.api_key("shop");
    auto const frozen = engine.accounts().create({.username = "frozen", .name = "Frozen",
                                                  .currency = "NGN"});
    auto const young = engine.accounts().create({.username = "young", .name = "Young",
                                                 .currency = "NGN"});
    BOOST_REQUIRE((frozen.has_value() && young.has_value()));
    auto const inactive = shop.fresh_key({frozen->id, mode::test, "popfab"}, {});
    auto const unapproved = shop.fresh_key({young->id, mode::live, "popfab"}, {});
    auto const other_mode = "sk_live_" + shop.key.substr(8);

    struct { std::string key, says; } const cases[] = {
        { "",                                    "no key"                             },
        { "sk_test_",                            "malformed key"                      },
        { "sk_test_" + many(31),                 "malformed key"                      },
        { "sk_test_" + many(33),                 "malformed key"                      },
        { "pk_test_" + many(32),                 "malformed key"                      },
        { "SK_TEST_" + many(32),                 "malformed key"                      },
        { "sk_test_" + many(31) + "-",           "malformed key"                      },
        { "sk_test_" + many(30) + "\xc3\xa4",    "malformed key"                      },
        { many(100'000),                         "malformed key"                      },
        { "sk_test_" + many(32),                 "unknown key"                        },
        { "sk_live_" + many(32),                 "unknown key"                        },
        { revoked.text.reveal(),                 "revoked key"                        },
        { rotated.text.reveal(),                 "rotated key"                        },
        { expired.text.reveal(),                 "expired key"                        },
        { of_face,                               "key of another face"                },
        { unapproved.text.reveal(),              "account not approved for live"      },
        { inactive.text.reveal(),                "inactive account"                   },
        { other_mode,                            "key with the other mode's prefix"   },
    };
    shop.bank.advance(1h - 1ms);
    auto const ask = [&](std::string const& key) {
        return shop.send("GET", "/v1/payments", {}, {{"Authorization", "Bearer " + key}});
    };
    BOOST_TEST(ask(expired.text.reveal()).status == 200);
    BOOST_TEST(ask(inactive.text.reveal()).status == 200);
    BOOST_TEST(ask(newer->text.reveal()).status == 200);
    shop.bank.advance(1ms);
    BOOST_REQUIRE(engine.accounts().set_active(frozen->id, false).has_value());

    auto const outside = ask("").body;
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.says << ": " << c.key.substr(0, 50)) {
        shop.log.clear();
        auto const r = ask(c.key);
        check_error(r, 401, "UNAUTHORIZED");
        BOOST_TEST(r.body == outside);
        BOOST_REQUIRE(shop.log.size() == 1U);
        BOOST_TEST(shop.log[0].what == "unauthorized");
        BOOST_TEST(shop.log[0].text == c.says);
        BOOST_TEST(shop.log[0].request_id == r.find("X-Request-Id"));
    }
}

BOOST_AUTO_TEST_CASE(C32_no_key_is_ever_in_a_log_line_or_an_answer)
{
    client shop;
    auto const made = shop.fresh_key(shop.bank.who(), {});
    auto const secret = made.text.reveal().substr(8);
    BOOST_REQUIRE(shop.bank.engine().api_keys().revoke(shop.bank.who(), made.key.id).has_value());
    shop.bank.store().away(false);
    std::string all;
    for (std::string const& key : {"sk_test_" + secret, "sk_live_" + secret, secret,
                                  "sk_test_" + secret + "x", "Bearer sk_test_" + secret})
        for (auto const& e : endpoints) {
            auto const r = shop.send(e.method, at(e.target, secret), "{\"amount\":\"x\"}",
                                     {{"Authorization", "Bearer " + key}});
            for (auto const& h : r.headers) all += h.value + '\n';
            all += r.body + '\n';
        }
    for (auto const& line : shop.log) all += line.text + ' ' + line.what + ' ' + line.request_id;
    BOOST_TEST(shop.log.size() == 5 * std::size(endpoints));
    BOOST_TEST(all.find(secret) == all.npos);
    BOOST_TEST(all.find(secret.substr(0, 8)) == all.npos);
}

BOOST_AUTO_TEST_CASE(C34_a_key_without_the_scope_is_403)
{
    client shop;
    auto const id = shop.paid();
    auto const full = shop.key;
    for (std::size_t s = 0; s != enum_count<scope>; ++s) {
        auto const has = static_cast<scope>(s);
        shop.key = shop.fresh_key(shop.bank.who(), {.scopes = has, .role = role::owner})
                       .text.reveal();
        for (auto const& e : endpoints) BOOST_TEST_CONTEXT(e.method << ' ' << e.target) {
            auto const r = shop.send(e.method, at(e.target, id), "{", {});
            if (e.needs == has) BOOST_TEST(r.status != 403);
            else check_error(r, 403, "FORBIDDEN");
        }
    }
    shop.key = full;
    BOOST_TEST(shop.read(id).status == 200);
}

BOOST_AUTO_TEST_CASE(C34_the_requests_of_a_minute_are_counted_and_told)
{
    limited l(3);   // the sandbox begins at second 45 of a minute
    auto& shop = l.shop;
    auto const reset = "1742379840";
    for (auto const* left : {"2", "1", "0"}) {
        auto const r = shop.get("/v1/payments");
        BOOST_TEST(r.status == 200);
        BOOST_TEST(r.find("X-RateLimit-Limit") == "3");
        BOOST_TEST(r.find("X-RateLimit-Remaining") == left);
        BOOST_TEST(r.find("X-RateLimit-Reset") == reset);
        BOOST_TEST(r.find("Retry-After") == "");
    }
    for (int i = 0; i != 3; ++i) {
        auto const r = shop.get("/v1/payments");
        check_error(r, 429, "RATE_LIMIT_EXCEEDED");
        BOOST_TEST(r.find("X-RateLimit-Limit") == "3");
        BOOST_TEST(r.find("X-RateLimit-Remaining") == "0");
        BOOST_TEST(r.find("X-RateLimit-Reset") == reset);
        BOOST_TEST(r.find("Retry-After") == "15");
    }
    shop.bank.advance(14'999ms);
    BOOST_TEST(shop.get("/v1/payments").find("Retry-After") == "1");
    shop.bank.advance(1ms);
    auto const r = shop.get("/v1/payments");
    BOOST_TEST(r.status == 200);
    BOOST_TEST(r.find("X-RateLimit-Remaining") == "2");
    BOOST_TEST(r.find("X-RateLimit-Reset") == "1742379900");
}

BOOST_AUTO_TEST_CASE(C34_a_limit_belongs_to_one_key_and_outlives_its_rotation)
{
    limited l(1);
    auto& shop = l.shop;
    auto const other = shop.fresh_key(shop.bank.who(), {.requests_per_minute = 1});
    BOOST_TEST(shop.get("/v1/payments").status == 200);
    BOOST_TEST(shop.get("/v1/payments").status == 429);
    auto const newer = shop.bank.engine().api_keys().rotate(shop.bank.who(), l.which);
    BOOST_REQUIRE(newer.has_value());
    shop.key = newer->text.reveal();
    BOOST_TEST(shop.get("/v1/payments").status == 429);
    shop.key = other.text.reveal();
    BOOST_TEST(shop.get("/v1/payments").status == 200);
}

BOOST_AUTO_TEST_CASE(C34_the_limit_comes_before_idempotency_and_consumes_no_key)
{
    limited l(1);
    auto& shop = l.shop;
    auto const first = shop.create(example, "k");
    BOOST_TEST(first.status == 200);
    check_error(shop.create(example, "k"), 429, "RATE_LIMIT_EXCEEDED");
    check_error(shop.create("{", ""), 429, "RATE_LIMIT_EXCEEDED");
    auto const other = with("/reference", "\"other\"");
    check_error(shop.create(other, "l"), 429, "RATE_LIMIT_EXCEEDED");
    shop.bank.advance(1min);
    auto const r = shop.create(other, "l");
    BOOST_TEST(r.status == 200);
    BOOST_TEST(r.find("Idempotent-Replayed") == "");
    shop.bank.advance(1min);
    BOOST_TEST(shop.create(example, "k").body == first.body);
}

BOOST_AUTO_TEST_CASE(C34_refused_requests_count_and_bad_keys_do_not)
{
    limited l(2);
    auto& shop = l.shop;
    check_error(shop.create("{", "k"), 400, "VALIDATION_ERROR");
    check_error(shop.read("x"), 404, "NOT_FOUND");
    check_error(shop.get("/v1/payments"), 429, "RATE_LIMIT_EXCEEDED");
    check_error(shop.get("/v1/nothing"), 404, "NOT_FOUND");
    auto const r = shop.send("GET", "/v1/payments", {}, {{"Authorization", "Bearer x"}});
    BOOST_TEST(r.status == 401);
    BOOST_TEST(r.find("X-RateLimit-Limit") == "");
}

BOOST_AUTO_TEST_CASE(a_key_without_a_limit_shows_none)
{
    client shop;
    for (int i = 0; i != 2000; ++i) BOOST_REQUIRE(shop.get("/v1/payments?limit=1").status == 200);
    BOOST_TEST(shop.get("/v1/payments").find("X-RateLimit-Limit") == "");
}

BOOST_AUTO_TEST_CASE(C35_another_method_is_405_and_names_those_that_work)
{
    struct { std::string_view target, allowed; } const cases[] = {
        { "/v1/payments",           "POST, GET" },
        { "/v1/payments?limit=1",   "POST, GET" },
        { "/v1/payments/x",         "GET"       },
        { "/v1/payments/x/refund",  "POST"      },
        { "/v1/payments/x/sync",    "POST"      },
        { "/v1/routing-rules",      "POST, GET" },
        { "/v1/routing-rules/x",    "PUT, DELETE" },
        { "/v1/providers",          "GET"       },
        { "/v1/api-keys",           "POST, GET" },
        { "/v1/api-keys/x",         "DELETE"    },
        { "/v1/api-keys/x/rotate",  "POST"      },
        { "/v1/webhooks/endpoints", "POST, GET" },
        { "/v1/webhooks/deliveries/dead", "GET" },
        { "/v1/webhooks/x/replay",  "POST"      },
    };
    client shop;
    for (auto const& c : cases)
        for (std::string_view const method : {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD",
                                              "OPTIONS", "TRACE", "CONNECT", "get", "Post", "",
                                              "GE", "GETT", "GET ", "\xff", "POST, GET"})
            BOOST_TEST_CONTEXT(method << ' ' << c.target) {
                auto const r = shop.send(method, c.target);
                bool const known = method.size() > 2 && method != "POST, GET" &&
                                   c.allowed.find(method) != c.allowed.npos;
                if (known) {
                    BOOST_TEST(r.status != 405);
                    BOOST_TEST(r.find("Allow") == "");
                    continue;
                }
                check_error(r, 405, "METHOD_NOT_ALLOWED");
                BOOST_TEST(r.find("Allow") == c.allowed);
            }
}

BOOST_AUTO_TEST_CASE(C35_unknown_paths_are_404)
{
    client shop;
    for (std::string const target : {"/", "/v1", "/v1/", "/v1/payment", "/v1/payments/",
             "/v2/payments", "/V1/payments", "/v1/Payments", "/v1/payments/x/",
             "/v1/payments/x/refunds", "/v1/payments/x/refund/", "/v1/payments/x/refund/y",
             "/v1/payments//refund", "/v1/transfers/y/z", "//v1/payments", "/v1//payments"})
        for (std::string_view const method : {"GET", "POST", "PUT"})
            BOOST_TEST_CONTEXT(method << ' ' << target)
                check_error(shop.send(method, target, example), 404, "NOT_FOUND");
}

BOOST_AUTO_TEST_CASE(C35_a_create_must_be_application_json)
{
    client shop;
    auto const bearer = "Bearer " + shop.key;
    int nth = 0;
    auto const send = [&](std::vector<header> headers) {
        auto const body = with("/reference", json_string("typed-" + std::to_string(++nth)));
        auto const key = "key-" + std::to_string(nth);
        headers.push_back({"Authorization", bearer});
        headers.push_back({"Idempotency-Key", key});
        return shop.api->handle({"POST", "/v1/payments", std::move(headers), body});
    };
    for (auto const* good : {"application/json", "Application/JSON", " application/json ;x=y",
                             "application/json;charset=utf-8", "application/json; charset=UTF-8",
                             "application/json;"})
        BOOST_TEST(send({{"content-TYPE", good}}).status == 200, good);
    for (auto const* bad : {"", "text/plain", "text/json", "application/jsonp", "application/json5",
                            "application/x-www-form-urlencoded", "multipart/form-data", "json",
                            "*/*", "application/ json", "application/json, text/plain",
                            "text/plain; application/json", "application/problem+json"})
        check_error(send({{"Content-Type", bad}}), 415, "UNSUPPORTED_MEDIA_TYPE");
    check_error(send({}), 415, "UNSUPPORTED_MEDIA_TYPE");
}

BOOST_AUTO_TEST_CASE(C35_a_body_beyond_256_kib_is_413_everywhere)
{
    client shop;
    auto const id = shop.paid();
    for (auto const& e : endpoints) BOOST_TEST_CONTEXT(e.method << ' ' << e.target) {
        for (std::size_t const size : {262'145, 1'000'000})
            check_error(shop.send(e.method, at(e.target, id), many(size, " ")), 413,
                        "PAYLOAD_TOO_LARGE");
        BOOST_TEST(shop.send(e.method, at(e.target, id), many(262'144, " ")).status != 413);
    }
}

BOOST_AUTO_TEST_CASE(C38_every_answer_carries_its_own_request_id)
{
    client shop;
    auto const id = shop.paid();
    std::set<std::string> seen;
    std::vector<response> answers = {
        shop.create(example, "k"), shop.create(example, "k"), shop.create("{", "l"),
        shop.create(order(1), "k"), shop.read(id), shop.read("x"), shop.get("/v1/payments"),
        shop.refund(id), shop.refund(id), shop.get("/"), shop.send("PUT", "/v1/payments"),
        shop.post("/v1/payments", many(300'000)), shop.post("/v1/payments/" + id + "/sync"),
        shop.api->handle({"GET", "/v1/payments"}), shop.api->handle({}),
        shop.send("POST", "/v1/payments", "x", {{"Content-Type", "text/plain"}})};
    shop.bank.store().away(true);
    answers.push_back(shop.get("/v1/payments"));
    for (auto const& r : answers) BOOST_TEST_CONTEXT(r.status << ' ' << r.body) {
        auto const mine = r.find("X-Request-Id");
        BOOST_TEST(mine.size() == 26U);
        BOOST_TEST(seen.insert(std::string(mine)).second);
        BOOST_TEST(r.find("Content-Type") == "application/json");
        std::set<std::string> names;
        for (auto const& h : r.headers)
            BOOST_TEST(names.insert(std::string(h.name)).second, h.name << " stands twice");
    }
}

BOOST_AUTO_TEST_CASE(C38_an_exception_is_a_500_with_the_id_that_the_log_has)
{
    auto const store = std::make_shared<throwing_storage>(testing::make_store(1));
    client shop(testing::sandbox_options{.store = store});
    auto const id = shop.paid();
    auto const secret = "host=db1 password=hunter2";
    struct { std::function<void()> thrown; std::string says; } const cases[] = {
        { [&] { throw std::runtime_error(secret); }, secret                 },
        { [&] { throw std::bad_alloc(); },           std::bad_alloc().what() },
        { [&] { throw 5; },                          "of an unknown type"    },
    };
    for (auto const& c : cases)
        for (auto const& e : endpoints) BOOST_TEST_CONTEXT(e.method << ' ' << e.target) {
            shop.log.clear();
            store->before = c.thrown;
            auto const r = shop.send(e.method, at(e.target, id), "{}", {{"Idempotency-Key", "k"}});
            store->before = [] {};
            check_error(r, 500, "INTERNAL_ERROR");
            BOOST_TEST(message_in(r) == "The library is at fault.");
            BOOST_TEST(r.find("Retry-After") == "");
            BOOST_REQUIRE(shop.log.size() == 1U);
            BOOST_TEST(shop.log[0].what == "exception");
            BOOST_TEST(shop.log[0].text == c.says);
            BOOST_TEST(shop.log[0].request_id == r.find("X-Request-Id"));
        }
    BOOST_TEST(shop.read(id).status == 200);
}

BOOST_AUTO_TEST_CASE(C38_a_storage_that_throws_anywhere_never_breaks_an_answer)
{
    int thrown = 0;
    for (int nth = 1;; ++nth) BOOST_TEST_CONTEXT("call " << nth) {
        auto const store = std::make_shared<throwing_storage>(testing::make_store(1));
        client shop(testing::sandbox_options{.store = store});
        int left = nth;
        store->before = [&] { if (left != 0 && --left == 0) throw std::runtime_error("broken"); };
        auto const first = shop.create(example, "k");
        bool const struck = left == 0;
        store->before = [] {};
        if (!struck) break;
        ++thrown;
        check_error(first, 500, "INTERNAL_ERROR");
        BOOST_TEST(first.find("Idempotent-Replayed") == "");
        shop.bank.advance(13s);
        auto const r = shop.create(example, "k");
        BOOST_TEST(r.status == 200, r.body);
        shop.bank.run_until_quiet();
        BOOST_TEST(shop.bank.charges_outstanding("MYAPP-ORDER-7890") == 1);
        BOOST_TEST(shop.count() == 1U);
        BOOST_TEST(shop.bank.books_balance());
    }
    BOOST_TEST(thrown > 5);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace popfab_errors_tests
