// SPDX-License-Identifier: BSL-1.0
// tests/faces/inflow_organization.cpp: /organization/: the profile, the dashboard, keys, the
// webhook; and who may do what with which credentials.
#include <faces/inflow_client.hpp>

#include <tender/api/popfab.hpp>

#include <thread>

namespace inflow_organization_tests {

using namespace inflow_tests;

namespace {

/// A key from the dashboard; its answer.
json::object make_key(inflow_client& c, std::string body = "{}")
{
    auto const r = c.log_in("POST", "/organization/api-keys/", std::move(body));
    BOOST_REQUIRE_MESSAGE(r.status == 201, r.body);
    return object_in(r.body);
}

/// No key but those that the dashboard makes.
struct new_client : inflow_client {
    new_client()
    {
        for (auto const& k : bank.engine().api_keys().list(who, {.active = true}).value().items)
            bank.engine().api_keys().revoke(who, k->id).value();
    }
};

std::string scopes_in(json::object const& key)
{
    std::string out;
    for (auto const& s : key.at("scopes").as_array())
        out += (out.empty() ? "" : " ") + std::string(s.as_string());
    return out;
}

constexpr std::string_view every_scope =
    "checkout:create payments:read payments:write refunds:read refunds:write";

std::string hook(std::string_view url, std::string_view more = "")
{
    return R"({"url":")" + std::string(url) + "\"" + std::string(more) + "}";
}

/// What lets in where: any of these scopes; "" is a session alone.
struct door {
    verb how;
    std::string_view path;
    std::string_view scopes;

    std::string target() const
    {
        std::string out(path);
        if (auto const at = out.find("{id}"); at != out.npos) out.replace(at, 4, "x");
        return out;
    }
};
using enum verb;
door const doors[] = {
    {POST, "/checkout/create/", "checkout_create"},
    {GET, "/transactions/{id}/", "payments_read"},
    {POST, "/transactions/{id}/refund/", "payments_write refunds_write"},
    {GET, "/refunds/", "payments_read refunds_read"},
    {GET, "/refunds/{id}/", "payments_read refunds_read"},
    {GET, "/organization/", ""},
    {PATCH, "/organization/", ""},
    {GET, "/organization/dashboard/", ""},
    {GET, "/organization/api-keys/", ""},
    {POST, "/organization/api-keys/", ""},
    {POST, "/organization/api-keys/rotate/", ""},
    {POST, "/organization/api-keys/{id}/revoke/", ""},
    {GET, "/organization/webhook/", ""},
    {PUT, "/organization/webhook/", ""},
    {POST, "/organization/webhook/test/", ""},
    {POST, "/organization/webhook/rotate-secret/", ""},
    {GET, "/payment-links/", ""},
    {POST, "/payment-links/", ""},
    {GET, "/payment-links/{id}/", ""},
    {PATCH, "/payment-links/{id}/", ""},
    {DELETE, "/payment-links/{id}/", ""},
    {GET, "/payment-links/{id}/payments/", ""},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(inflow_organization)

BOOST_AUTO_TEST_CASE(N_the_profile_has_the_documented_members)
{
    testing::sandbox_options how;
    how.merchant.reserve_basis_points = 750;
    how.merchant.reserve_delay = 24h * 90;
    inflow_client c(std::move(how));
    change_account_settings o;
    o.platform_basis_points = 290;
    c.bank.engine().accounts().change_settings(c.who.account, o).value();
    auto const r = c.log_in("GET", "/organization/");
    BOOST_TEST(r.status == 200);
    auto const v = object_in(r.body);
    BOOST_TEST(names_in(v) == "id name website contact_email telegram price_mode min_payment "
                              "max_payment fees rolling_reserve_percent rolling_reserve_days "
                              "status");
    BOOST_TEST(v.at("id").as_int64() == static_cast<std::int64_t>(number_of(c.who.account)));
    BOOST_TEST(text_in(v, "name") == "Demo Shop");
    BOOST_TEST(text_in(v, "website") == "");
    BOOST_TEST(text_in(v, "price_mode") == "TTC");
    BOOST_TEST(text_in(v, "min_payment") == "0.50");
    BOOST_TEST(text_in(v, "max_payment") == "999999.99");
    BOOST_TEST(text_in(v, "fees") == "2.90");
    BOOST_TEST(text_in(v, "rolling_reserve_percent") == "7.50");
    BOOST_TEST(text_in(v, "rolling_reserve_days") == "90");
    BOOST_TEST(text_in(v, "status") == "active");
}

BOOST_AUTO_TEST_CASE(S_what_is_given_changes_and_the_rest_stays)
{
    inflow_client c;
    auto const r = c.log_in("PATCH", "/organization/",
                            R"({"name":"Ada's","website":"https://ada.example","price_mode":"HT",)"
                            R"("contact_email":"ada@example.com","telegram":"@ada"})");
    BOOST_TEST(r.status == 200, r.body);
    auto const v = object_in(r.body);
    BOOST_TEST(text_in(v, "name") == "Ada's");
    BOOST_TEST(text_in(v, "website") == "https://ada.example");
    BOOST_TEST(text_in(v, "contact_email") == "ada@example.com");
    BOOST_TEST(text_in(v, "telegram") == "@ada");
    BOOST_TEST(text_in(v, "price_mode") == "HT");
    auto const again = c.log_in("PATCH", "/organization/", R"({"website":""})");
    BOOST_TEST(again.body == with(r.body, "website", "\"\""));
    BOOST_TEST(c.log_in("GET", "/organization/").body == again.body);
    BOOST_TEST(holds(c.browse(c.page()).body, "Ada&#39;s"));
}

BOOST_AUTO_TEST_CASE(D_unknown_and_read_only_members_are_passed_over)
{
    inflow_client c;
    auto const before = c.log_in("GET", "/organization/").body;
    auto const r = c.log_in("PATCH", "/organization/",
                            R"({"fees":"0.00","status":"suspended","id":1,"color":["red"]})");
    BOOST_TEST(r.status == 200);
    BOOST_TEST(r.body == before);
    BOOST_TEST(c.log_in("PATCH", "/organization/", "{}").body == before);
}

BOOST_AUTO_TEST_CASE(every_wrong_member_of_the_profile_is_told)
{
    inflow_client c;
    struct {
        char const* field;
        std::string value;
        char const* sentence;
    } const rows[] = {
        {"name", "\"\"", "This field must not be empty."},
        {"name", "\"" + repeated(256) + "\"", "This field must have at most 255 characters."},
        {"website", "\"ada.example\"", "This field must be an http or https URL."},
        {"website", "\"javascript:1\"", "This field must be an http or https URL."},
        {"contact_email", "\"ada\"", "Enter a valid email address."},
        {"telegram", "\"" + repeated(65) + "\"", "This field must have at most 64 characters."},
        {"price_mode", "\"ttc\"", "This field must be one of TTC, HT."},
    };
    auto const before = c.log_in("GET", "/organization/").body;
    for (auto const& row : rows)
        check_field(c.log_in("PATCH", "/organization/", with("{}", row.field, row.value)),
                    row.field, row.sentence);
    BOOST_TEST(c.log_in("GET", "/organization/").body == before);
}

BOOST_AUTO_TEST_CASE(N_the_dashboard_shows_wallet_numbers_and_what_happened_last)
{
    testing::sandbox_options how;
    how.merchant.settlement_delay = 24h;
    how.merchant.reserve_basis_points = 1000;
    how.merchant.reserve_delay = 48h;
    inflow_client c(std::move(how));
    auto const empty = object_in(c.log_in("GET", "/organization/dashboard/").body);
    BOOST_TEST(names_in(empty) == "organization wallet stats recent_activity");
    BOOST_TEST(json::serialize(empty.at("wallet")) == "[]");
    BOOST_TEST(json::serialize(empty.at("recent_activity")) == "[]");
    auto const id = c.paid();
    c.refund(id, R"({"reason":"x","amount":"10.00"})");
    c.create();
    auto const o = object_in(c.log_in("GET", "/organization/dashboard/").body);
    BOOST_TEST(text_in(o.at("organization").as_object(), "name") == "Demo Shop");
    BOOST_TEST(json::serialize(o.at("stats")) == R"({"user_count":1,"transaction_count":2})");
    BOOST_TEST(json::serialize(o.at("wallet")) ==
               R"([{"currency":"USD","available":"-10.00","pending":"51.66","reserve":"5.74",)"
               R"("refunding":"0.00"}])");
    auto const& activity = o.at("recent_activity").as_array();
    BOOST_REQUIRE(activity.size() == 3U);
    BOOST_TEST(names_in(activity[0].as_object()) ==
               "type currency available pending reserve refunding created_at");
    struct {
        char const *type, *available, *pending, *refunding;
    } const rows[] = {{"refund_succeeded", "0.00", "0.00", "-10.00"},
                      {"refund_reserved", "-10.00", "0.00", "10.00"},
                      {"captured", "0.00", "51.66", "0.00"}};
    for (std::size_t i = 0; i != std::size(rows); ++i) {
        auto const& one = activity[i].as_object();
        BOOST_TEST(text_in(one, "type") == rows[i].type);
        BOOST_TEST(text_in(one, "available") == rows[i].available);
        BOOST_TEST(text_in(one, "pending") == rows[i].pending);
        BOOST_TEST(text_in(one, "refunding") == rows[i].refunding);
    }
}

BOOST_AUTO_TEST_CASE(N_a_key_is_shown_once_and_works)
{
    new_client c;
    auto const made = make_key(c);
    BOOST_TEST(names_in(made) == "id name raw_key prefix scopes status created_at");
    auto const raw = text_in(made, "raw_key");
    BOOST_TEST(raw.starts_with("sk_test_"));
    BOOST_TEST(raw.starts_with(text_in(made, "prefix")));
    BOOST_TEST(scopes_in(made) == every_scope);
    BOOST_TEST(text_in(made, "status") == "active");
    auto const r = c.ask("POST", "/checkout/create/", std::string(checkout_example), {}, raw);
    BOOST_TEST(r.status == 201);
    BOOST_TEST(r.find("X-RateLimit-Limit") == "100");
    auto const list = c.log_in("GET", "/organization/api-keys/").body;
    BOOST_TEST(!holds(list, "raw_key"));
    BOOST_TEST(!holds(list, raw));
    BOOST_TEST(holds(list, text_in(made, "id")));
}

BOOST_AUTO_TEST_CASE(N_a_second_key_is_refused_while_one_is_active)
{
    new_client c;
    auto const made = make_key(c);
    check_detail(c.log_in("POST", "/organization/api-keys/", "{}"), 400,
                 "There is an active key: rotate it.", "api_key_exists");
    c.log_in("POST", "/organization/api-keys/" + text_in(made, "id") + "/revoke/");
    make_key(c);
    BOOST_TEST(c.bank.engine().api_keys().list(c.who, {.active = true})->items.size() == 1U);
}

BOOST_AUTO_TEST_CASE(C5_of_many_first_keys_at_once_there_is_one)
{
    new_client c;
    c.log_in("GET", "/organization/");
    std::atomic<int> ready{0}, made{0}, refused{0};
    std::vector<std::thread> all;
    for (int i = 0; i != 16; ++i)
        all.emplace_back([&] {
            ++ready;
            while (ready != 16) std::this_thread::yield();
            auto const r = c.log_in("POST", "/organization/api-keys/", "{}");
            ++(r.status == 201 ? made : refused);
        });
    for (auto& t : all) t.join();
    BOOST_TEST(made == 1);
    BOOST_TEST(refused == 15);
    BOOST_TEST(c.bank.engine().api_keys().list(c.who, {.active = true})->items.size() == 1U);
}

BOOST_AUTO_TEST_CASE(N_a_key_has_the_scopes_that_were_asked_for)
{
    new_client c;
    auto const made = make_key(c, R"({"name":"reads","scopes":["refunds:read","payments:read"]})");
    BOOST_TEST(text_in(made, "name") == "reads");
    BOOST_TEST(scopes_in(made) == "payments:read refunds:read");
    auto const raw = text_in(made, "raw_key");
    BOOST_TEST(c.ask("GET", "/refunds/", {}, {}, raw).status == 200);
    check_detail(c.ask("POST", "/checkout/create/", "{}", {}, raw), 403,
                 "API key lacks scope checkout:create");
}

BOOST_AUTO_TEST_CASE(an_empty_list_of_scopes_is_every_scope_and_a_wrong_one_is_told)
{
    new_client c;
    auto const r = c.log_in("POST", "/organization/api-keys/", R"({"scopes":["dashboard"]})");
    BOOST_TEST(r.status == 400);
    BOOST_TEST(holds(r.body, "scopes[0] must be one of checkout:create, payments:read"));
    BOOST_TEST(scopes_in(make_key(c, R"({"scopes":[]})")) == every_scope);
}

BOOST_AUTO_TEST_CASE(N_a_rotated_key_has_another_text_and_the_old_one_dies_at_once)
{
    new_client c;
    check_detail(c.log_in("POST", "/organization/api-keys/rotate/"), 404, "Not found.");
    auto const old = make_key(c);
    auto const r = c.log_in("POST", "/organization/api-keys/rotate/");
    BOOST_TEST(r.status == 200, r.body);
    auto const fresh = object_in(r.body);
    BOOST_TEST(text_in(fresh, "id") == text_in(old, "id"));
    BOOST_TEST(text_in(fresh, "raw_key") != text_in(old, "raw_key"));
    BOOST_TEST(c.ask("GET", "/refunds/", {}, {}, text_in(old, "raw_key")).status == 401);
    BOOST_TEST(c.ask("GET", "/refunds/", {}, {}, text_in(fresh, "raw_key")).status == 200);
}

BOOST_AUTO_TEST_CASE(N_a_revoked_key_lets_nobody_in_and_stays_in_the_list)
{
    new_client c;
    auto const made = make_key(c);
    auto const target = "/organization/api-keys/" + text_in(made, "id") + "/revoke/";
    auto const r = c.log_in("POST", target);
    BOOST_TEST(r.status == 200);
    BOOST_TEST(text_in(r, "status") == "revoked");
    BOOST_TEST(c.ask("GET", "/refunds/", {}, {}, text_in(made, "raw_key")).status == 401);
    BOOST_TEST(c.log_in("POST", target).body == r.body);
    BOOST_TEST(holds(c.log_in("GET", "/organization/api-keys/").body, r.body));
    for (char const* id : {"x", "00000000-0000-0000-0000-000000000000"})
        check_detail(c.log_in("POST", "/organization/api-keys/" + std::string(id) + "/revoke/"),
                     404, "Not found.");
}

BOOST_AUTO_TEST_CASE(D_the_webhook_is_put_read_and_moved_and_its_secret_shown_once)
{
    inflow_client c;
    constexpr char const* target = "/organization/webhook/";
    BOOST_TEST(c.log_in("GET", target).body == R"({"url":null,"is_active":false})");
    auto const made = c.log_in("PUT", target, hook("https://ada.example/hooks"));
    BOOST_TEST(made.status == 200);
    BOOST_TEST(names_in(object_in(made.body)) == "url is_active secret");
    BOOST_TEST(text_in(made, "secret").starts_with("whsec_"));
    BOOST_TEST(c.log_in("GET", target).body ==
               R"({"url":"https://ada.example/hooks","is_active":true})");
    auto const moved = c.log_in("PUT", target, hook("https://ada.example/2"));
    BOOST_TEST(moved.body == R"({"url":"https://ada.example/2","is_active":true})");
    c.paid();
    auto const all = c.bank.webhooks().all();
    BOOST_REQUIRE(!all.empty());
    BOOST_TEST(all.front().url == "https://ada.example/2");
    auto const key = secret(text_in(made, "secret"));
    BOOST_TEST(verify_inflow_webhook({all.front().header("X-Webhook-Signature"), all.front().body},
                                     key).has_value());
    BOOST_TEST(c.bank.engine().webhooks().list(c.who)->items.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_webhook_that_is_switched_off_hears_nothing_until_it_is_on_again)
{
    inflow_client c;
    constexpr char const* target = "/organization/webhook/";
    c.log_in("PUT", target, hook("https://ada.example/hooks", R"(,"is_active":false)"));
    c.paid();
    BOOST_TEST(c.bank.webhooks().all().empty());
    check_detail(c.log_in("POST", "/organization/webhook/test/"), 400, "No webhook is active.");
    BOOST_TEST(c.log_in("PUT", target, hook("https://ada.example/hooks")).body ==
               R"({"url":"https://ada.example/hooks","is_active":true})");
    c.paid();
    BOOST_TEST(!c.bank.webhooks().all().empty());
}

BOOST_AUTO_TEST_CASE(C52_another_address_has_its_own_three_days)
{
    inflow_client c;
    constexpr char const* target = "/organization/webhook/";
    c.log_in("PUT", target, hook("https://ada.example/1"));
    c.bank.webhooks().always({500, ""});
    c.log_in("POST", "/organization/webhook/test/");
    c.bank.advance(96h);
    c.session.clear();
    c.log_in("PUT", target, hook("https://ada.example/2"));
    c.log_in("POST", "/organization/webhook/test/");
    c.bank.advance(1s);
    BOOST_TEST(text_in(c.log_in("GET", target), "is_active") == "true");
    BOOST_TEST(c.bank.incidents().empty());
}

BOOST_AUTO_TEST_CASE(a_merchant_with_a_hundred_endpoints_elsewhere_gets_no_other)
{
    inflow_client c;
    auto const popfab_who = c.bank.by(popfab());
    for (std::size_t i = 0; i != webhooks::most_endpoints; ++i)
        c.bank.engine().webhooks().create(popfab_who, {.url = "https://ada.example/hooks",
                                                       .events = {"payment.success"}}).value();
    for (int i = 0; i != 2; ++i)
        check_field(c.log_in("PUT", "/organization/webhook/", hook("https://ada.example/1")),
                    "url", "This field is one too many: there are 100 endpoints.");
}

BOOST_AUTO_TEST_CASE(C45_the_dashboard_shows_what_its_currencies_moved)
{
    inflow_client c;
    c.paid();
    for (int i = 0; i != 60; ++i) c.bank.pay({1'000'000, "NGN"});
    auto const o = object_in(c.log_in("GET", "/organization/dashboard/").body);
    auto const& activity = o.at("recent_activity").as_array();
    BOOST_REQUIRE(activity.size() == 1U);
    BOOST_TEST(text_in(activity[0].as_object(), "currency") == "USD");
    BOOST_TEST(o.at("wallet").as_array().size() == 1U);
}

BOOST_AUTO_TEST_CASE(C31_a_webhook_goes_to_public_https_alone)
{
    inflow_client c;
    for (char const* url :
         {"http://ada.example", "https://localhost", "https://10.0.0.1", "", "x"}) {
        auto const r = c.log_in("PUT", "/organization/webhook/", hook(url));
        BOOST_TEST(r.status == 400, url);
        BOOST_TEST(names_in(object_in(r.body)) == "url");
    }
    BOOST_TEST(c.bank.engine().webhooks().list(c.who)->items.empty());
}

BOOST_AUTO_TEST_CASE(N_a_test_event_arrives_signed)
{
    inflow_client c;
    check_detail(c.log_in("POST", "/organization/webhook/test/"), 400, "No webhook is active.");
    auto const key = secret(text_in(
        c.log_in("PUT", "/organization/webhook/", hook("https://ada.example/hooks")), "secret"));
    auto const r = c.log_in("POST", "/organization/webhook/test/");
    BOOST_TEST(r.status == 202);
    BOOST_TEST(text_in(r, "event") == "webhook.test");
    c.bank.webhooks().next({500, ""});
    c.bank.advance(2min);
    auto const all = c.bank.webhooks().all();
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].body == all[1].body);
    auto const o = object_in(all[0].body);
    BOOST_TEST(names_in(o) == "event message created_at");
    BOOST_TEST(text_in(o, "event") == "webhook.test");
    BOOST_TEST(text_in(o, "created_at") == "2025-03-19T10:23:45.000Z");
    BOOST_TEST(all[0].header("X-Webhook-Event") == "webhook.test");
    BOOST_TEST(all[0].header("X-Webhook-Delivery-Id") == text_in(r, "delivery_id"));
    BOOST_TEST(verify_inflow_webhook({all[0].header("X-Webhook-Signature"), all[0].body}, key)
                   .has_value());
}

BOOST_AUTO_TEST_CASE(D_a_rotated_secret_signs_at_once)
{
    inflow_client c;
    check_detail(c.log_in("POST", "/organization/webhook/rotate-secret/"), 400,
                 "No webhook is active.");
    auto const old = secret(text_in(
        c.log_in("PUT", "/organization/webhook/", hook("https://ada.example/hooks")), "secret"));
    auto const r = c.log_in("POST", "/organization/webhook/rotate-secret/");
    BOOST_TEST(names_in(object_in(r.body)) == "secret");
    auto const fresh = secret(text_in(r, "secret"));
    c.log_in("POST", "/organization/webhook/test/");
    c.bank.advance(1s);
    auto const sent = c.bank.webhooks().all().back();
    inflow_webhook const got{sent.header("X-Webhook-Signature"), sent.body};
    BOOST_TEST(verify_inflow_webhook(got, fresh).has_value());
    BOOST_TEST(!verify_inflow_webhook(got, old).has_value());
}

BOOST_AUTO_TEST_CASE(every_change_is_there_whole_or_not_at_all)
{
    struct {
        char const *method, *target, *body;
    } const calls[] = {
        {"PATCH", "/organization/", R"({"name":"Ada's","website":"https://ada.example"})"},
        {"POST", "/organization/api-keys/", "{}"},
        {"POST", "/organization/api-keys/rotate/", ""},
        {"PUT", "/organization/webhook/", R"({"url":"https://ada.example/1"})"},
        {"PUT", "/organization/webhook/", R"({"url":"https://ada.example/2","is_active":false})"},
        {"PUT", "/organization/webhook/", R"({"url":"https://ada.example/2"})"},
        {"POST", "/organization/webhook/test/", ""},
        {"POST", "/organization/webhook/rotate-secret/", ""},
    };
    auto const runs = testing::each_storage_failure(
        [&](testing::sandbox& bank) {
            auto const who = bank.by(inflow());
            dispatcher api(bank.engine(), {{"", inflow()}});
            std::string session;
            {
                testing::sandbox::pause_faults const quiet(bank);
                session = "Token " + bank.engine().access_tokens().make_session(who)->reveal();
            }
            for (auto const& c : calls) {
                auto const ask = [&] {
                    return api.handle({c.method, c.target,
                                       {{"Authorization", session},
                                        {"Content-Type", "application/json"}}, c.body});
                };
                auto const first = ask();
                BOOST_TEST((first.status < 300 || first.status == 503), first.body);
                if (first.status != 503) continue;
                auto const again = ask();
                bool const has_key = holds(again.body, "api_key_exists");
                BOOST_TEST((again.status < 300 || has_key), again.body);
            }
            bank.clear_faults();
            auto& pay = bank.engine();
            BOOST_TEST(pay.accounts().read(who.account)->name == "Ada's");
            auto const kept = pay.accounts().settings(who.account).value().profile;
            BOOST_TEST(value_in(kept, "website") == "https://ada.example");
            BOOST_TEST(pay.api_keys().list(who, {.active = true})->items.size() == 1U);
            auto const hooks = pay.webhooks().list(who).value().items;
            BOOST_REQUIRE(hooks.size() == 1U);
            BOOST_TEST(hooks[0]->url == "https://ada.example/2");
            BOOST_TEST(hooks[0]->enabled);
            bank.advance(1min);
            BOOST_TEST(bank.webhooks().all().size() >= 1U);
            BOOST_TEST(bank.webhooks().all().size() <= 2U);
        },
        in_dollars());
    BOOST_TEST(runs > 40);
}

BOOST_AUTO_TEST_CASE(C56_a_session_lasts_twelve_hours_and_the_leeway_and_no_other_token_is_one)
{
    inflow_client c;
    BOOST_TEST(c.log_in("GET", "/organization/").status == 200);
    c.bank.advance(12h + settings().max_clock_skew - 1ms);
    BOOST_TEST(c.log_in("GET", "/organization/").status == 200);
    c.bank.advance(1ms);
    BOOST_TEST(c.log_in("GET", "/organization/").status == 401);
    auto& tokens = c.bank.engine().access_tokens();
    auto const refresh = tokens.make_refresh_token(c.who)->reveal();
    auto const access = tokens.make_key(refresh, "inflow")->text.reveal();
    auto const page = tokens.make_page_token("demo", 3600s)->reveal();
    auto const good = tokens.make_session(c.who)->reveal();
    for (auto const& text : {refresh, access, page, good + "x", std::string(), c.key}) {
        c.session = "Token " + text;
        auto const r = c.log_in("GET", "/organization/");
        BOOST_TEST(r.status == 401, text);
    }
    c.session = "token " + good;
    BOOST_TEST(c.log_in("GET", "/organization/").status == 200);
    for (auto const& headers : {std::vector<header>{{"Authorization", "Api-Key Token x"}},
                                std::vector<header>{{"Api-Key", "Token x"}}}) {
        auto const value = std::string(headers[0].value.substr(0, headers[0].value.size() - 1)) +
                           good;
        BOOST_TEST(c.send("GET", "/organization/", {}, {{headers[0].name, value}}).status == 401);
    }
    c.session = "Bearer " + good;
    BOOST_TEST(c.log_in("GET", "/organization/").status == 401);
    c.bank.engine().accounts().set_active(c.who.account, false).value();
    c.session = "Token " + good;
    BOOST_TEST(c.log_in("GET", "/organization/").status == 401);
}

BOOST_AUTO_TEST_CASE(N_every_route_stands_in_the_table)
{
    std::size_t keyed = 0;
    for (auto const& e : inflow().endpoints) {
        if (!e.needs) continue;
        ++keyed;
        BOOST_TEST(std::any_of(std::begin(doors), std::end(doors), [&](door const& r) {
            return r.how == e.verb && r.path == e.path;
        }), e.path);
    }
    BOOST_TEST(keyed == std::size(doors));
}

BOOST_AUTO_TEST_CASE(N_a_key_of_either_mode_may_do_what_one_of_its_scopes_says)
{
    inflow_client c;
    for (auto const where : {mode::test, mode::live})
        for (std::size_t i = 0; i != enum_count<scope>; ++i) {
            auto const has = static_cast<scope>(i);
            create_api_key how;
            how.label = "narrow";
            how.face = "inflow";
            how.role = role::owner;
            how.scopes = has;
            auto const key =
                c.bank.engine().api_keys().create({c.who.account, where, "inflow"}, how);
            for (auto const& r : doors) {
                auto const got = c.ask(enum_name(r.how), r.target(), "{}", {},
                                       key->text.reveal());
                auto const words = " " + std::string(r.scopes) + " ";
                bool const may = holds(words, " " + std::string(enum_name(has)) + " ");
                auto first = std::string(r.scopes.substr(0, r.scopes.find(' ')));
                std::replace(first.begin(), first.end(), '_', ':');
                BOOST_TEST_CONTEXT(enum_name(r.how) << " " << r.path << " " << enum_name(has))
                {
                    if (may) BOOST_TEST((got.status != 401 && got.status != 403), got.body);
                    else if (r.scopes.empty())
                        check_detail(got, 403, "Log in to the dashboard: no API key does this.");
                    else check_detail(got, 403, "API key lacks scope " + first);
                }
            }
        }
}

BOOST_AUTO_TEST_CASE(N_a_session_may_do_what_no_key_may_and_nothing_else)
{
    inflow_client c;
    for (auto const& r : doors) BOOST_TEST_CONTEXT(enum_name(r.how) << " " << r.path)
    {
        auto const got = c.log_in(enum_name(r.how), r.target(), "{}");
        BOOST_TEST(got.status != 401, got.body);
        BOOST_TEST((got.status == 403) == !r.scopes.empty(), got.body);
        check_detail(c.send(enum_name(r.how), r.target(), "{}"), 401,
                     "Authentication credentials were not provided.");
        check_detail(c.ask(enum_name(r.how), r.target(), "{}", {}, "sk_test_wrong"), 401,
                     "Invalid API key.");
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace inflow_organization_tests
