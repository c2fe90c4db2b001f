// SPDX-License-Identifier: BSL-1.0
// tests/api/dispatcher.cpp: any bytes at all get an answer in the face's form.
#include <tender/api/dispatcher.hpp>
#include <tender/api/exchange.hpp>

#include <corpora.hpp>
#include <faces/popfab_client.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dispatcher_tests {

using namespace popfab_tests;
using namespace tender;

namespace {

/// A face of one endpoint, to see who was asked and what arrived.
std::vector<std::string> heard;

void hear(exchange& x)
{
    heard.push_back(std::string(x.speaks.id.text()) + ' ' + std::string(x.path) + ' ' +
                    std::string(x.query) + ' ' + std::string(x.parameters[0]) + ' ' +
                    std::string(x.parameters[1]));
    x.out.body = "{}";
}

void refuse_plainly(fault const& why, response& out)
{
    out.status = kind_of(why.code()).http;
    out.body = "{\"refused\":\"" + std::string(enum_name(why.code())) + "\"}";
}

std::string_view key_header(request const& asked)
{
    auto const* const h = asked.find("x-key");
    return h == nullptr ? std::string_view{} : h->value;
}

using enum scope;

constexpr endpoint echo_endpoints[] = {
    {verb::GET,  "/echo",          payments_read, idempotency::ignored, &hear},
    {verb::GET,  "/echo/{a}",      payments_read, idempotency::ignored, &hear},
    {verb::GET,  "/echo/{a}/{b}",  payments_read, idempotency::ignored, &hear},
    {verb::POST, "/v1/payments/",  payments_read, idempotency::ignored, &hear},
};
static_assert(well_formed(echo_endpoints));
constexpr face echo{"echo", echo_endpoints, &key_header, &refuse_plainly};

constexpr endpoint other_endpoints[] = {
    {verb::GET,  "/echo",   payments_read, idempotency::ignored, &hear},
    {verb::GET,  "/other",  payments_read, idempotency::ignored, &hear},
};
constexpr face other{"other", other_endpoints, &key_header, &refuse_plainly};

/// Every face at once, each with its key.
struct house {
    testing::sandbox bank;
    std::string popfab_key = "Bearer " + bank.api_key("popfab");
    std::map<std::string, std::string> keys = {{"echo", bank.api_key("echo")},
                                               {"other", bank.api_key("other")}};

    response get(dispatcher& api, std::string_view target, std::string const& of = "echo")
    {
        heard.clear();
        return api.handle({"GET", target, {{"X-Key", keys[of]}, {"Authorization", popfab_key}}});
    }
};

/// Small, fast, and the same everywhere.
struct dice {
    std::uint64_t state;

    std::uint64_t next()
    {
        state += 0x9e3779b97f4a7c15;
        auto z = state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    std::size_t below(std::size_t n) { return next() % n; }
    bool one_in(std::size_t n) { return below(n) == 0; }
};

/// The request that a client would send, then spoilt.
struct draft {
    std::string method, target, body;
    std::vector<std::pair<std::string, std::string>> headers;

    response send(dispatcher& api) const
    {
        request r{method, target, {}, body};
        for (auto const& [name, value] : headers) r.headers.push_back({name, value});
        return api.handle(r);
    }
};

void spoil(std::string& text, dice& d)
{
    constexpr std::string_view bits[] = {"\"", "{", "}", "[", "]", ":", ",", "\\", "\\u", "\\ud800",
        "null", "1e999", "-", "0", ".5", "99999999999999999999", "\xff", "\xc3", "%", "%00", "%2f",
        "/", "?", "&", "=", "+", " ", "\t", "\n", "<", "Bearer ", "sk_live_", "..", "\xef\xbb\xbf"};
    auto const at = d.below(text.size() + 1);
    switch (d.below(7)) {
        case 0: if (at < text.size()) text[at] = static_cast<char>(d.next()); break;
        case 1: text.erase(at, d.below(8)); break;
        case 2: text.insert(at, bits[d.below(std::size(bits))]); break;
        case 3: text.insert(at, text.substr(d.below(text.size() + 1), d.below(20))); break;
        case 4: text.resize(at); break;
        case 5: text.insert(at, d.below(2000), static_cast<char>(d.next())); break;
        default: if (at < text.size()) text[at] ^= static_cast<char>(1 << d.below(8)); break;
    }
}

/// Every answer is JSON of the face's error or a payment or a list.
void check_shape(response const& r)
{
    if (r.status >= 500) BOOST_ERROR("a " << r.status << ": " << r.body);
    auto const o = object_in(r);
    bool const good = r.status == 200;
    auto const form = names_in(o);
    if (good ? form.find("id ") != 0 && form.find("data ") != 0 : form != "error")
        BOOST_ERROR(r.status << ' ' << r.body);
    if (r.find("X-Request-Id").size() != 26) BOOST_ERROR("no request id");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dispatcher_)

BOOST_AUTO_TEST_CASE(a_prefix_stands_before_every_path_of_its_face)
{
    house h;
    dispatcher api(h.bank.engine(), {{"/popfab", popfab()}, {"/a/b", echo}});
    struct { std::string_view target; int status; } const cases[] = {
        { "/popfab/v1/payments",         200 },
        { "/popfab/v1/payments?limit=1", 200 },
        { "/a/b/echo",                   200 },
        { "/a/b/echo?x",                 200 },
        { "/v1/payments",                404 },
        { "/popfab",                     404 },
        { "/popfab/",                    404 },
        { "/popfab?",                    404 },
        { "/popfabv1/payments",          404 },
        { "/popfab//v1/payments",        404 },
        { "/POPFAB/v1/payments",         404 },
        { "/popfab/popfab/v1/payments",  404 },
        { "/popfab/echo",                404 },
        { "/a/echo",                     404 },
        { "/echo",                       404 },
        { "",                            404 },
        { "?",                           404 },
        { "*",                           404 },
        { "popfab/v1/payments",          404 },
        { "http://pay.example/popfab/v1/payments", 404 },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT('\'' << c.target << '\'') {
        auto const r = h.get(api, c.target);
        BOOST_TEST(r.status == c.status, r.body);
        BOOST_TEST(r.find("Content-Type") == "application/json");
        BOOST_TEST(r.find("X-Request-Id").size() == 26U);
        BOOST_TEST(!json::parse(r.body).is_null());
    }
}

BOOST_AUTO_TEST_CASE(faces_share_a_prefix_as_long_as_their_paths_differ)
{
    house h;
    dispatcher api(h.bank.engine(), {popfab(), other, echo, {"/echo", echo}});
    struct { std::string_view target, key, hears; } const cases[] = {
        { "/other",          "other", "other /other   "     },
        { "/echo",           "other", "other /echo   "      },   // the first that knows it
        { "/echo/1",         "echo",  "echo /echo/1  1 "    },
        { "/echo/1/2?q",     "echo",  "echo /echo/1/2 q 1 2" },
        { "/echo/echo",      "echo",  "echo /echo   "       },   // the longer prefix
        { "/echo/echo/1",    "echo",  "echo /echo/1  1 "    },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.target) {
        auto const r = h.get(api, c.target, std::string(c.key));
        BOOST_TEST(r.status == 200, r.body);
        BOOST_TEST(heard == std::vector<std::string>{std::string(c.hears)},
                   boost::test_tools::per_element());
    }
    BOOST_TEST(h.get(api, "/v1/payments").status == 200);
    check_error(h.get(api, "/nothing"), 404, "NOT_FOUND");
    BOOST_TEST(h.get(api, "/echo/1/2/3").body == "{\"refused\":\"not_found\"}");
}

BOOST_AUTO_TEST_CASE(a_mount_that_nobody_could_reach_is_refused_in_words)
{
    testing::sandbox bank;
    auto const complaint = [&](std::vector<mount> faces, std::string url = "http://localhost") {
        try {
            dispatcher(bank.engine(), std::move(faces), {.public_url = std::move(url)});
            return std::string();
        } catch (std::invalid_argument const& e) {
            return std::string(e.what());
        }
    };
    struct { std::string_view prefix, says; } const cases[] = {
        { "",           "" },
        { "/a",         "" },
        { "/a/b-c.~_%", "" },
        { "a",          "must begin with a slash." },
        { "a/",         "must begin with a slash." },
        { "/",          "must not end in a slash; the root has no prefix at all." },
        { "/a/",        "must not end in a slash; the root has no prefix at all." },
        { "//a",        "must not have two slashes in a row." },
        { "/a b",       "must have the characters of a URL's path alone." },
        { "/a?b",       "must have the characters of a URL's path alone." },
        { "/a#b",       "must have the characters of a URL's path alone." },
        { "/{a}",       "must have the characters of a URL's path alone." },
        { "/a\n",       "must have the characters of a URL's path alone." },
        { "/caf\xc3\xa9", "must have the characters of a URL's path alone." },
    };
    for (auto const& c : cases) {
        std::string const prefix(c.prefix), says(c.says);
        BOOST_TEST(complaint({{prefix, echo}}) ==
                   (says.empty() ? says : "The mount prefix \"" + prefix + "\" " + says));
    }
    BOOST_TEST(complaint({}) == "");
    BOOST_TEST(complaint({{"/a", echo}, {"/a", popfab()}, {"/b", echo}}) == "");
    BOOST_TEST(complaint({{"/a", echo}, {"/b", popfab()}, {"/a", echo}}) ==
               "The mount prefix \"/a\" has the face echo twice.");
    mount nothing("/a", echo);
    nothing.speaks = nullptr;
    BOOST_TEST(complaint({nothing}) == "The mount prefix \"/a\" has no face.");
    for (auto const* good : {"http://localhost:8080", "https://pay.example.com/api"})
        BOOST_TEST(complaint({}, good) == "", good);
    for (auto const* bad : {"", "pay.example.com", "https://pay.example.com/", "ftp://a.example",
                            "https://pay.example.com?a", "https://pay.example.com#a"}) {
        auto const says = "The public URL \"" + std::string(bad) +
                          "\" must be an http or https URL without a slash at its end.";
        BOOST_TEST(complaint({}, bad) == says);
        dispatcher api(bank.engine(), {echo});
        BOOST_CHECK_EXCEPTION(api.set_public_url(bad), std::invalid_argument,
                              [&](std::exception const& e) { return e.what() == says; });
    }
}

BOOST_AUTO_TEST_CASE(C48_a_key_opens_its_own_face_alone)
{
    house h;
    dispatcher api(h.bank.engine(), {echo, other});
    BOOST_TEST(h.get(api, "/echo", "echo").status == 200);
    BOOST_TEST(h.get(api, "/other", "echo").status == 401);
    BOOST_TEST(h.get(api, "/other", "other").status == 200);
    BOOST_TEST(heard.size() == 1U);
}

BOOST_AUTO_TEST_CASE(parameters_are_segments_as_they_were_sent)
{
    house h;
    dispatcher api(h.bank.engine(), {echo});
    struct { std::string_view target, hears; } const cases[] = {
        { "/echo/a",           "echo /echo/a  a "         },
        { "/echo/%2F",         "echo /echo/%2F  %2F "     },
        { "/echo/a%2Fb",       "echo /echo/a%2Fb  a%2Fb " },
        { "/echo/a/b?c=d?e",   "echo /echo/a/b c=d?e a b" },
        { "/echo/..",          "echo /echo/..  .. "       },
        { "/echo/{a}",         "echo /echo/{a}  {a} "     },
        { "/echo/a#b",         "echo /echo/a#b  a#b "     },
        { "/echo?",            "echo /echo   "            },
        { "/echo?/echo/a",     "echo /echo /echo/a  "     },
        { "/echo/",            ""                         },
        { "/echo//",           ""                         },
        { "/echo//b",          ""                         },
        { "/echo/a/",          ""                         },
        { "/echo/a/b/",        ""                         },
        { "/echo/a/b/c",       ""                         },
        { "/ech",              ""                         },
        { "/echoa",            ""                         },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.target) {
        auto const r = h.get(api, c.target);
        BOOST_TEST(r.status == (c.hears.empty() ? 404 : 200));
        BOOST_TEST((heard.empty() ? "" : heard[0]) == c.hears);
    }
}

BOOST_AUTO_TEST_CASE(very_long_paths_are_404_and_quick)
{
    client shop;
    for (auto const& target : {"/v1/payments/" + many(1'000'000), many(1'000'000, "/"),
                               many(200'000, "/v1/payments"), "/v1/payments?" + many(500'000, "a&"),
                               "/v1/payments/" + many(300'000, "%2f") + "/refund"}) {
        auto const r = shop.get(target);
        BOOST_TEST((r.status == 404 || r.status == 405 || target.find('?') != target.npos));
        BOOST_TEST(r.body.size() < 500U);
    }
}

BOOST_AUTO_TEST_CASE(headers_are_found_in_any_case_and_none_that_decides_stands_twice)
{
    client shop;
    auto const bearer = "Bearer " + shop.key;
    for (auto const* name : {"Authorization", "authorization", "AUTHORIZATION", "aUTHORIZATION"})
        BOOST_TEST(shop.api->handle({"GET", "/v1/payments", {{name, bearer}}}).status == 200);
    for (auto const* name : {"Authorizatio", "Authorization ", "Authorization:", "",
                             "X-Authorization", "\xc1uthorization"})
        BOOST_TEST(shop.api->handle({"GET", "/v1/payments", {{name, bearer}}}).status == 401);
    auto const twice = [&](std::string_view one, std::string_view two) {
        return shop.api->handle({"GET", "/v1/payments",
                                 {{"Authorization", one}, {"authorization", two}}}).status;
    };
    BOOST_TEST(twice(bearer, "x") == 400);
    BOOST_TEST(twice("x", bearer) == 400);
    BOOST_TEST(twice(bearer, bearer) == 400);
}

BOOST_AUTO_TEST_CASE(nobody_on_the_way_keeps_an_answer)
{
    client shop;
    auto const id = shop.make();
    auto const kept = [](response const& r) {
        auto const is_it = [](auto const& h) { return h.name == "Cache-Control"; };
        BOOST_TEST(std::count_if(r.headers.begin(), r.headers.end(), is_it) == 1);
        return std::string(r.find("Cache-Control"));
    };
    for (auto const* const path : {"/v1/payments", "/v1/providers", "/v1/routing-rules",
                                   "/v1/api-keys", "/v1/nowhere", "/v1/payments/ppfb_pay_1",
                                   "/checkout/session/none"})
        BOOST_TEST(kept(shop.get(path)) == "no-store");
    BOOST_TEST(kept(shop.read(id)) == "no-store");
    BOOST_TEST(kept(shop.create()) == "no-store");
    BOOST_TEST(kept(shop.create("{")) == "no-store");
    BOOST_TEST(kept(shop.refund(id)) == "no-store");
    BOOST_TEST(kept(shop.send("DELETE", "/v1/routing-rules/ppfb_rr_1")) == "no-store");
    shop.bank.store().away(true);
    BOOST_TEST(kept(shop.read(id)) == "no-store");
}

BOOST_AUTO_TEST_CASE(a_response_can_be_used_again)
{
    client shop;
    auto const bearer = "Bearer " + shop.key;
    response r;
    shop.api->handle({"GET", "/v1/nothing", {{"Authorization", bearer}}}, r);
    BOOST_TEST(r.status == 404);
    shop.api->handle({"PUT", "/v1/payments", {{"Authorization", bearer}}}, r);
    BOOST_TEST(r.find("Allow") == "POST, GET");
    shop.api->handle({"GET", "/v1/payments", {{"Authorization", bearer}}}, r);
    BOOST_TEST(r.status == 200);
    BOOST_TEST(r.find("Allow") == "");
    BOOST_TEST(r.body == R"({"data":[],"next_cursor":null,"has_more":false})");
    BOOST_TEST(r.headers.size() == 3U);
}

BOOST_AUTO_TEST_CASE(C35_every_byte_is_a_method_a_target_or_a_header)
{
    client shop;
    auto const bearer = "Bearer " + shop.key;
    for (int byte = 0; byte != 256; ++byte) {
        std::string const one(1, static_cast<char>(byte));
        check_shape(shop.api->handle({one, "/v1/payments", {{"Authorization", bearer}}}));
        check_shape(shop.api->handle({"GET", one, {{"Authorization", bearer}}}));
        check_shape(shop.get("/v1/payments" + one));
        check_shape(shop.get("/v1/payments/" + one));
        check_shape(shop.get("/v1/payments?" + one));
        check_shape(shop.get("/v1/payments?limit=" + one));
        check_shape(shop.get("/v1/payments?cursor=%" + one + '0'));
        check_shape(shop.send("GET", "/v1/payments", {}, {{"Authorization", "Bearer " + one}}));
        check_shape(shop.create(example, "k" + one));
        check_shape(shop.send("POST", "/v1/payments", example, {{"Content-Type", one}}));
    }
}

BOOST_AUTO_TEST_CASE(C35_an_answer_is_in_proportion_to_its_request)
{
    auto const twice = [](int members) {
        std::string out;
        for (int i = 0; i != 2 * members; ++i)
            out += ",\"k" + std::to_string(i / 2) + "\":1";
        return '{' + out.substr(1) + '}';
    };
    auto const named = [](std::size_t size, std::string const& value) {
        return "{\"" + many(size / 2, "\xc3\xa4") + "\":" + value + '}';
    };
    std::string const cases[] = {
        "{\"metadata\":" + twice(8000) + '}',
        "{\"x\":[" + many(11'000, "18446744073709551616,") + "1]}",
        named(100'000, twice(6000)),
        named(100'000, '[' + many(7000, "18446744073709551616,") + "1]"),
        named(120, named(127, named(126, twice(9000)))),
    };
    client shop;
    for (auto const& body : cases) BOOST_TEST_CONTEXT(body.substr(0, 40)) {
        BOOST_REQUIRE(body.size() <= dispatcher::largest_body);
        auto const r = shop.create(body);
        check_error(r, 400, "VALIDATION_ERROR");
        BOOST_TEST(r.body.size() < 30 * body.size());
    }
}

BOOST_AUTO_TEST_CASE(C35_other_peoples_json_never_breaks_a_create_or_a_refund)
{
    auto const folder = testing::corpus("jsontestsuite");
    if (!folder) return;
    client shop;
    int files = 0;
    for (auto const& entry : std::filesystem::directory_iterator(*folder / "test_parsing")) {
        auto const name = entry.path().filename().string();
        auto const text = testing::text_of(entry.path());
        ++files;
        BOOST_TEST_CONTEXT(name) {
            auto const made = shop.send("POST", "/v1/payments", text,
                                        {{"Idempotency-Key", name},
                                         {"Content-Type", "application/json"}});
            check_shape(made);
            BOOST_TEST(made.status == 400, made.body);   // none is a payment
            bool const ill_formed = check_error(made, 400, "VALIDATION_ERROR").front() ==
                                    "body: must be well-formed JSON";
            if (name.starts_with("n_")) BOOST_TEST(ill_formed);
            if (name.starts_with("y_")) BOOST_TEST(!ill_formed);

            auto const back = shop.refund(shop.paid(), text);
            check_shape(back);
            // An empty body is `{}` here.
            bool const empty = text.find_first_not_of(" \t\r\n") == text.npos;
            if (name.starts_with("n_")) BOOST_TEST(back.status == (empty ? 200 : 400), back.body);
        }
    }
    BOOST_TEST(files == 318);
    BOOST_TEST(shop.log.empty());
}

BOOST_AUTO_TEST_CASE(C35_spoilt_requests_never_get_a_5xx)
{
    client shop;
    auto const id = shop.paid(1'000'000'000);
    auto const bearer = "Bearer " + shop.key;
    draft const good[] = {
        { "POST", "/v1/payments", std::string(example), {} },
        { "POST", "/v1/payments", with("/callback_url", "\"https://shop.example/back?x=1\""), {} },
        { "POST", "/v1/payments?x=1&y=%20", with("/routing_override", "\"squad\""), {} },
        { "GET",  "/v1/payments?status=success&limit=50&provider=paystack", "", {} },
        { "GET",  "/v1/payments?cursor=eyJpZCI6InBwZmJfcGF5XzAxSkEifQ", "", {} },
        { "GET",  "/v1/payments/" + id, "", {} },
        { "POST", "/v1/payments/" + id + "/refund", R"({"amount":1,"reason":"Customer"})", {} },
        { "POST", "/v1/payments/" + id + "/sync?force=true", "", {} },
    };
    dice d{20'250'319};
    std::map<int, int> seen;
    for (int i = 0; i != 20'000; ++i) {
        auto sent = good[d.below(std::size(good))];
        sent.headers = {{"Authorization", bearer}, {"Content-Type", "application/json"},
                        {"Idempotency-Key", d.one_in(4) ? "often" : "k" + std::to_string(i)}};
        for (auto times = d.below(4); times-- != 0 && !sent.headers.empty();) {
            auto const where = d.below(16), which = d.below(sent.headers.size());
            if (where < 9) spoil(sent.body, d);
            else if (where < 12) spoil(sent.target, d);
            else if (where == 12) spoil(sent.method, d);
            else if (where == 13) spoil(sent.headers[which].second, d);
            else if (where == 14) spoil(sent.headers[which].first, d);
            else sent.headers.erase(sent.headers.begin() + static_cast<std::ptrdiff_t>(which));
        }
        auto const r = sent.send(*shop.api);
        ++seen[r.status];
        check_shape(r);
        if (d.one_in(500)) shop.bank.advance(1min);
    }
    for (int const status : {200, 400, 401, 404, 405, 409, 415, 422})
        BOOST_TEST(seen[status] > 0, status << " was never seen");
    for (auto const& line : shop.log)
        BOOST_TEST((line.what == "unauthorized" || line.what == "not_logged"));
    shop.bank.run_until_quiet();
    BOOST_TEST(shop.bank.books_balance());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace dispatcher_tests
