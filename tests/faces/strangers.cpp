// SPDX-License-Identifier: BSL-1.0
// tests/faces/strangers.cpp: what is another account's or the other mode's is not there: asked of
// every route of every face that names an object [C45].
#include <tender/api/inflow.hpp>
#include <tender/api/payment_ids.hpp>
#include <tender/api/poof.hpp>
#include <tender/api/popfab.hpp>
#include <tender/api/shop.hpp>

#include <faces/face_client.hpp>

#include <functional>

namespace strangers_tests {

using namespace tender;
using namespace face_tests;

namespace {

testing::sandbox_options in_dollars()
{
    testing::sandbox_options how;
    how.merchant.currency = "USD";
    return how;
}

/// A merchant with one object of each kind in each face.
struct owner {
    testing::sandbox bank{in_dollars()};

    std::string key_of(merchant const& who)
    {
        auto& pay = bank.engine();
        if (who.face == "poof") {
            auto const token = pay.access_tokens().make_refresh_token(who).value();
            return pay.access_tokens().make_key(token.reveal(), "poof")->text.reveal();
        }
        if (dashboard) return "Token " + pay.access_tokens().make_session(who)->reveal();
        create_api_key how;
        how.label = "every right";
        how.face = who.face;
        how.role = role::owner;
        auto const text = pay.api_keys().create(who, how)->text;
        return (who.face == "inflow" ? "Api-Key " : "Bearer ") + text.reveal();
    }

    response ask(face const& through, merchant who, std::string_view method,
                 std::string const& target, std::string const& body = {})
    {
        who.face = through.id;
        dispatcher api(bank.engine(), {{"", through}});
        auto const key = key_of(who);
        auto const once = "k" + std::to_string(++asked);
        return api.handle({method, target,
                           {{"Authorization", key}, {"Content-Type", "application/json"},
                            {"Idempotency-Key", once}},
                           body});
    }
    std::string make(face const& through, std::string const& target, std::string const& body,
                     char const* id)
    {
        auto const r = ask(through, bank.who(), "POST", target, body);
        BOOST_REQUIRE_MESSAGE(r.status < 300, r.body);
        return text_in(r, id);
    }

    /// A paid checkout of a face.
    std::string paid(face const& through)
    {
        open_checkout how;
        how.amount = {5000, "USD"};
        how.email = email("a@example.com");
        how.page = "http://localhost/";
        auto const p = bank.engine().checkout().open(bank.by(through), how).value();
        BOOST_REQUIRE(bank.submit_page(p.id).has_value());
        bank.advance(2s);
        return payment_id_text(p);
    }

    std::string dead_letter()
    {
        auto const by = bank.by(popfab());
        bank.listen(popfab());
        bank.webhooks().always({500, ""});
        make(popfab(), "/v1/payments",
             R"({"amount":1500,"currency":"USD","payment_method":"card","reference":"R-9",)"
             R"("customer":{"email":"a@example.com"}})", "id");
        bank.advance(48h);
        auto const all = bank.engine().webhooks().dead(by).value().items;
        BOOST_REQUIRE(!all.empty());
        return "ppfb_del_" + all.front()->id.text();
    }

    int asked = 0;
    bool dashboard = false;            ///< asks as somebody who is logged in
};

constexpr char const* rule_example =
    R"({"name":"Off","priority":11,"enabled":false,"conditions":{},"provider":"squad"})";

/// What a route that names an object is asked: the id, and a body with a `$` where the id stands
/// there.
struct question {
    face const& (*of)();
    verb how;
    std::string_view path;
    std::string (*id)(owner&);
    std::string body;
};

std::string payment(owner& o) { return o.paid(popfab()); }
std::string rule(owner& o) { return o.make(popfab(), "/v1/routing-rules", rule_example, "id"); }
std::string api_key_(owner& o)
{
    return o.make(popfab(), "/v1/api-keys", R"({"label":"x","environment":"sandbox"})", "id");
}
std::string delivery(owner& o) { return o.dead_letter(); }
std::string shops(owner& o) { return o.paid(shop()); }
std::string poofs(owner& o) { return o.paid(poof()); }
std::string transaction(owner& o) { return o.paid(inflow()); }
std::string inflow_refund(owner& o)
{
    return o.make(inflow(), "/transactions/" + transaction(o) + "/refund/",
                  R"({"reason":"x","amount":"1.00"})", "refund_public_id");
}
std::string inflow_key(owner& o)
{
    o.dashboard = true;
    return o.make(inflow(), "/organization/api-keys/", "{}", "id");
}
std::string product_of(owner& o)
{
    create_product p;
    p.name = "Pro plan";
    p.prices = {{100, "USD"}};
    return o.bank.engine().products().create(o.bank.who(), p)->id.text();
}

std::string link(owner& o)
{
    o.dashboard = true;
    return o.make(inflow(), "/payment-links/",
                  R"({"name":"x","products":[{"quantity":1,"product_id":"prod_)" + product_of(o) +
                      "\"}]}", "id");
}

using enum verb;
question const questions[] = {
    {popfab, GET, "/v1/payments/{id}", payment, ""},
    {popfab, POST, "/v1/payments/{id}/refund", payment, "{}"},
    {popfab, POST, "/v1/payments/{id}/sync", payment, ""},
    {popfab, PUT, "/v1/routing-rules/{id}", rule, rule_example},
    {popfab, DELETE, "/v1/routing-rules/{id}", rule, ""},
    {popfab, POST, "/v1/api-keys/{id}/rotate", api_key_, ""},
    {popfab, DELETE, "/v1/api-keys/{id}", api_key_, ""},
    {popfab, POST, "/v1/webhooks/{id}/replay", delivery, ""},
    {shop, GET, "/v1/payments/{id}", shops, ""},
    {poof, POST, "/api/v1/transaction", poofs, R"({"transaction":"$"})"},
    {poof, POST, "/api/v2/fetch_product", product_of, R"({"product_id":"$"})"},
    {inflow, GET, "/transactions/{id}/", transaction, ""},
    {inflow, POST, "/transactions/{id}/refund/", transaction, R"({"reason":"x","amount":"1.00"})"},
    {inflow, GET, "/refunds/{id}/", inflow_refund, ""},
    {inflow, POST, "/organization/api-keys/{id}/revoke/", inflow_key, ""},
    {inflow, GET, "/payment-links/{id}/", link, ""},
    {inflow, PATCH, "/payment-links/{id}/", link, "{}"},
    {inflow, DELETE, "/payment-links/{id}/", link, ""},
    {inflow, GET, "/payment-links/{id}/payments/", link, ""},
};

std::string with_id(std::string_view text, std::string_view mark, std::string const& id)
{
    std::string out(text);
    if (auto const at = out.find(mark); at != out.npos) out.replace(at, mark.size(), id);
    return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(strangers)

BOOST_AUTO_TEST_CASE(C45_every_route_that_names_an_object_is_asked_here)
{
    for (auto const* const f : {&popfab(), &shop(), &poof(), &inflow()})
        for (auto const& e : f->endpoints) {
            if (!e.needs || e.path.find('{') == e.path.npos) continue;
            bool const asked = std::any_of(
                std::begin(questions), std::end(questions), [&](question const& q) {
                    return &q.of() == f && q.how == e.verb && q.path == e.path;
                });
            BOOST_TEST(asked, f->id.text() << " " << enum_name(e.verb) << " " << e.path);
        }
}

BOOST_AUTO_TEST_CASE(C45_what_is_another_accounts_or_the_other_modes_is_not_there)
{
    for (auto const& q : questions) {
        owner o;
        create_account other;
        other.username = "stranger";
        other.name = "Stranger";
        other.live_approved = true;
        auto const stranger = o.bank.engine().accounts().create(other)->id;
        auto const id = q.id(o);
        auto const target = with_id(q.path, "{id}", id);
        auto const body = with_id(q.body, "$", id);
        BOOST_TEST_CONTEXT(q.of().id.text() << " " << enum_name(q.how) << " " << target)
        {
            for (auto const& who : {o.bank.live(), merchant{stranger, mode::test, {}},
                                    merchant{stranger, mode::live, {}}}) {
                auto const r = o.ask(q.of(), who, enum_name(q.how), target, body);
                BOOST_TEST(r.status == 404, r.body);
                BOOST_TEST(!holds(r.body, "example.com"));
            }
            auto const own = o.ask(q.of(), o.bank.who(), enum_name(q.how), target, body);
            BOOST_TEST(own.status < 300, own.body);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace strangers_tests
