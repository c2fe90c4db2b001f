// SPDX-License-Identifier: BSL-1.0
// tests/service/webhook/webhooks.cpp: endpoints are made, told, disabled, and told again.
#include <tender/api/popfab.hpp>
#include <tender/port/webhook_signature.hpp>
#include <tender/service/engine_internals.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

#include <set>

namespace webhooks_tests {

using namespace tender;
using namespace tender::testing;

namespace {

using milliseconds = std::chrono::milliseconds;

constexpr money price{150'000, "NGN"};
sent const refused{500};

/// A merchant that uses POPFAB and listens.
struct shop {
    sandbox bank;
    merchant who = bank.by(popfab());
    fresh_webhook_endpoint made = bank.listen(popfab());

    explicit shop(sandbox_options how = {}) : bank(std::move(how)) {}

    payment pay() { return bank.engine().payments().create(who, bank.order(price)).value(); }

    webhook_endpoint endpoint()
    {
        sandbox::pause_faults const quiet(bank);
        return bank.engine().webhooks().read(who, made.endpoint.id).value();
    }

    /// The types that arrived, in their order.
    std::string types()
    {
        std::string out;
        for (auto const& r : bank.webhooks().all()) out += r.type + " ";
        return out;
    }
};

/// What the store holds of an endpoint's deliveries: how many in each state.
std::string states_of(sandbox& bank)
{
    std::map<std::string, int> counts;
    sandbox::pause_faults const quiet(bank);
    auto const read = runtime_of(bank.engine()).storage().for_each(
        record_of<webhook_delivery>, [&](id<account>, any_versioned const& kept) {
            auto const& d = *static_cast<webhook_delivery const*>(kept.object.get());
            ++counts[std::string(enum_name(d.state))];
        });
    BOOST_TEST(read.has_value());
    std::string out;
    for (auto const& [state, n] : counts) out += state + " " + std::to_string(n) + " ";
    return out;
}

std::string says_of(fault const& f)
{
    std::string out;
    for (auto const& one : f.fields()) out += one.field + " " + one.says + ";";
    return out.empty() ? std::string(enum_name(f.code())) : out;
}

constexpr auto all_types = "must be one of payment.pending, payment.processing, payment.success, "
                           "payment.failed, payment.reversed, payment.pending_confirmation;";

}  // namespace

BOOST_AUTO_TEST_SUITE(webhooks_)

BOOST_AUTO_TEST_CASE(C29_an_endpoint_hears_what_it_subscribed_to_and_of_its_faces_objects_alone)
{
    shop s;
    auto& webhooks = s.bank.engine().webhooks();
    BOOST_TEST(webhooks.create(s.who, {.url = "https://other.example.com/",
                                       .events = {"payment.success"}}).has_value());
    s.pay();
    s.bank.advance(1s);
    std::multiset<std::string> heard;
    for (auto const& r : s.bank.webhooks().all()) heard.insert(r.url + " " + r.type);
    BOOST_TEST((heard == std::multiset<std::string>{
        "https://other.example.com/ payment.success",
        "https://shop.example.com/hooks payment.processing",
        "https://shop.example.com/hooks payment.success"}));
    s.bank.webhooks().clear();
    s.bank.pay(price);                       // the host's own
    BOOST_TEST(s.bank.webhooks().count() == 0U);
    merchant const live{s.who.account, mode::live, "popfab"};
    BOOST_TEST(webhooks.list(live)->items.empty());
    BOOST_TEST(webhooks.list(s.bank.who())->items.empty());
    BOOST_TEST(webhooks.list(s.who)->items.size() == 2U);
}

BOOST_AUTO_TEST_CASE(C24_C29_who_is_told_what)
{
    struct {
        script what;
        payment_method method;
        char const* heard;
    } const cases[] = {
        {script::succeed, payment_method::card, "payment.processing payment.success "},
        {script::capture_at_once, payment_method::card, "payment.processing payment.success "},
        {script::succeed, payment_method::bank_transfer,
         "payment.processing payment.pending_confirmation payment.success "},
        {script::challenge, payment_method::card, "payment.processing payment.success "},
        {script::decline_hard, payment_method::card, "payment.processing payment.failed "},
        {script::refuse, payment_method::card, "payment.processing payment.success "},
        {script::timeout_after_charge, payment_method::card,
         "payment.processing payment.pending_confirmation payment.success "},
        {script::charge_another_amount, payment_method::card,
         "payment.processing payment.failed "},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(enum_name(c.what)) {
        shop s;
        s.bank.provider("paystack").next(c.what);
        BOOST_TEST(s.bank.engine().payments().create(s.who, s.bank.order(price, c.method))
                       .has_value());
        s.bank.run_until_quiet();
        BOOST_TEST(s.types() == c.heard);
        BOOST_TEST(states_of(s.bank).find("pending") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(C29_refunds_are_told_when_all_is_back)
{
    shop s;
    auto const paid = s.pay();
    s.bank.advance(1min);
    s.bank.webhooks().clear();
    auto& refunds = s.bank.engine().refunds();
    BOOST_TEST(refunds.create(s.who, paid.id, {.amount = 50'000}).has_value());
    s.bank.advance(1min);
    BOOST_TEST(s.types() == "");
    BOOST_TEST(refunds.create(s.who, paid.id, {}).has_value());
    s.bank.advance(1min);
    BOOST_TEST(s.types() == "payment.reversed ");
    BOOST_TEST(s.bank.webhooks().last().body.find("\"status\":\"reversed\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_fault_of_an_endpoint_is_reported_at_once)
{
    struct {
        create_webhook_endpoint how;
        std::string says;
    } const cases[] = {
        {{.url = "http://shop.example.com/", .events = {"payment.success"}},
         "url must be an https URL of a public host;"},
        {{.url = "https://localhost/", .events = {"payment.success"}},
         "url must be an https URL of a public host;"},
        {{.url = "https://10.0.0.1/", .events = {"payment.success"}},
         "url must be an https URL of a public host;"},
        {{.url = "https://shop.example.com/", .events = {}}, "events must not be empty;"},
        {{.url = "https://shop.example.com/", .events = {"payment.success", "payment.lost"}},
         std::string("events[1] ") + all_types},
        {{.url = "nonsense", .events = {""}},
         std::string("url must be an https URL of a public host;events[0] ") + all_types},
    };
    shop s;
    for (auto const& c : cases)
        BOOST_TEST(says_of(s.bank.engine().webhooks().create(s.who, c.how).error()) == c.says);
    create_webhook_endpoint const good{.url = "https://shop.example.com/",
                                       .events = {"payment.success", "payment.success"}};
    BOOST_TEST(says_of(s.bank.engine().webhooks().create(s.bank.who(), good).error()) ==
               "events are told by no face that the caller asks through;");
    BOOST_TEST(s.bank.engine().webhooks().create(s.who, good)->endpoint.events.size() == 1U);
    for (int i = 2; i != 100; ++i)
        BOOST_TEST(s.bank.engine().webhooks().create(s.who, good).has_value());
    BOOST_TEST(says_of(s.bank.engine().webhooks().create(s.who, good).error()) ==
               "url is one too many: there are 100 endpoints;");
}

BOOST_AUTO_TEST_CASE(C31_a_host_may_allow_local_endpoints)
{
    shop s({.settings = {.allow_local_webhooks = true}});
    for (auto const* url : {"http://127.0.0.1:8080/", "http://localhost/", "https://[::1]/"})
        BOOST_TEST(s.bank.engine().webhooks().create(
            s.who, {.url = url, .events = {"payment.success"}}).has_value());
    BOOST_TEST(says_of(s.bank.engine().webhooks().create(
        s.who, {.url = "ftp://x.example.com/", .events = {"payment.success"}}).error()) ==
        "url must be an http or https URL;");
}

BOOST_AUTO_TEST_CASE(C41_a_host_without_a_secret_keeps_none)
{
    for (auto const* weak : {"short", "0123456789012345678901234567890"}) {
        sandbox bank({.settings = {.host_secret = secret(weak)}});
        auto const done = bank.engine().webhooks().create(
            bank.by(popfab()), {.url = "https://a.example.com/", .events = {"payment.success"}});
        BOOST_TEST(says_of(done.error()) == "internal");
    }
}

BOOST_AUTO_TEST_CASE(C41_no_secret_stands_in_the_store)
{
    shop s;
    auto const key = s.made.key.reveal();
    auto const text = entity_of<webhook_endpoint>.encode(
        std::make_shared<webhook_endpoint const>(s.endpoint()));
    BOOST_TEST(key.starts_with("whsec_"));
    BOOST_TEST(key.size() == 38U);
    BOOST_TEST(text.find(key) == text.npos);
    BOOST_TEST(text.find(key.substr(6)) == text.npos);
}

BOOST_AUTO_TEST_CASE(C30_every_delivery_verifies_in_both_formats)
{
    for (auto const format : {webhook_format::own, webhook_format::standard}) {
        sandbox bank;
        auto const made = bank.listen(popfab(), format);
        auto const who = bank.by(popfab());
        for (int i = 0; i != 20; ++i)
            BOOST_TEST(bank.engine().payments().create(who, bank.order(price)).has_value());
        bank.advance(1min);
        BOOST_TEST(bank.webhooks().count() == 40U);
        for (auto const& r : bank.webhooks().all()) {
            BOOST_TEST(r.header("Content-Type") == "application/json");
            auto const done = format == webhook_format::own
                ? verify_popfab_webhook({r.header("X-POPFAB-Timestamp"),
                                         r.header("X-POPFAB-Signature"), r.body},
                                        made.key, r.at)
                : verify_webhook({r.header("webhook-id"), r.header("webhook-timestamp"),
                                  r.header("webhook-signature"), r.body}, made.key, r.at);
            BOOST_TEST(done.has_value(), done.error().text());
        }
    }
}

BOOST_AUTO_TEST_CASE(C52_rotation_switches_popfab_at_an_instant_and_standard_signs_with_both)
{
    for (auto const format : {webhook_format::own, webhook_format::standard}) {
        sandbox bank;
        auto const who = bank.by(popfab());
        auto const first = bank.listen(popfab(), format);
        auto& webhooks = bank.engine().webhooks();
        auto const verified = [&](secret const& key) {
            BOOST_TEST(bank.engine().payments().create(who, bank.order(price)).has_value());
            BOOST_TEST(bank.engine().run_due(100, job_lane::outbound).has_value());
            auto const r = bank.webhooks().last();
            if (format == webhook_format::own)
                return verify_popfab_webhook({r.header("X-POPFAB-Timestamp"),
                                              r.header("X-POPFAB-Signature"), r.body},
                                             key, bank.now()).has_value();
            return verify_webhook({r.header("webhook-id"), r.header("webhook-timestamp"),
                                   r.header("webhook-signature"), r.body}, key,
                                  bank.now()).has_value();
        };
        bool const both = format == webhook_format::standard;
        auto const second = webhooks.rotate(who, first.endpoint.id, bank.now() + 1h).value();
        BOOST_TEST(verified(first.key));
        BOOST_TEST(verified(second.key) == both);
        bank.hand()->advance(1h - 1ms);
        BOOST_TEST(verified(first.key));
        BOOST_TEST(verified(second.key) == both);
        bank.hand()->advance(1ms);
        BOOST_TEST(!verified(first.key));
        BOOST_TEST(verified(second.key));
        auto const third = webhooks.rotate(who, first.endpoint.id, bank.now()).value();
        BOOST_TEST(!verified(second.key));
        BOOST_TEST(verified(third.key));
    }
}

BOOST_AUTO_TEST_CASE(a_disabled_endpoint_hears_nothing_and_resend_brings_the_rest)
{
    shop s;
    auto& webhooks = s.bank.engine().webhooks();
    auto const which = s.made.endpoint.id;
    s.pay();
    s.bank.advance(1min);
    BOOST_TEST(s.bank.webhooks().count() == 2U);
    auto const since = s.bank.now();
    BOOST_TEST(!webhooks.set_enabled(s.who, which, false)->enabled);
    BOOST_TEST(!webhooks.set_enabled(s.who, which, false)->enabled);
    s.pay();
    s.bank.advance(1min);
    BOOST_TEST(s.bank.webhooks().count() == 2U);
    BOOST_TEST(webhooks.resend(s.who, which, since).error().code() == errc::illegal_transition);
    BOOST_TEST(webhooks.set_enabled(s.who, which, true)->enabled);
    s.bank.advance(1min);
    BOOST_TEST(s.bank.webhooks().count() == 2U);
    BOOST_TEST(webhooks.resend(s.who, which, since).value() == 2);
    BOOST_TEST(webhooks.resend(s.who, which, since).value() == 0);
    s.bank.advance(1min);
    BOOST_TEST(s.types() == "payment.processing payment.success payment.processing "
                            "payment.success ");
    BOOST_TEST(states_of(s.bank) == "delivered 4 ");
}

BOOST_AUTO_TEST_CASE(disabling_gives_up_what_is_on_its_way)
{
    shop s;
    s.bank.webhooks().always(refused);
    for (int i = 0; i != 150; ++i) s.pay();
    s.bank.advance(1s);
    auto& webhooks = s.bank.engine().webhooks();
    BOOST_TEST(webhooks.set_enabled(s.who, s.made.endpoint.id, false).has_value());
    s.bank.advance(1s);
    BOOST_TEST(states_of(s.bank) == "dead 300 ");
    BOOST_TEST(webhooks.dead(s.who, {.limit = 1000})->items.size() == 300U);
    BOOST_TEST(!s.bank.engine().run_due(1, job_lane::outbound)->next.has_value());
    s.bank.webhooks().always({200});
    BOOST_TEST(webhooks.set_enabled(s.who, s.made.endpoint.id, true).has_value());
    BOOST_TEST(webhooks.resend(s.who, s.made.endpoint.id, {}).value() == 300);
    s.bank.webhooks().clear();
    s.bank.advance(1min);
    BOOST_TEST(s.bank.webhooks().count() == 300U);
    BOOST_TEST(states_of(s.bank) == "delivered 300 replayed 300 ");
    BOOST_TEST(webhooks.dead(s.who)->items.empty());
}

BOOST_AUTO_TEST_CASE(another_merchants_endpoint_or_delivery_is_not_there)
{
    shop s;
    auto& webhooks = s.bank.engine().webhooks();
    auto const other = s.bank.engine().accounts().create({.username = "o", .name = "O"}).value();
    s.bank.webhooks().always({410});
    s.pay();
    s.bank.advance(1s);
    auto const dead = webhooks.dead(s.who).value().items.front();
    for (merchant const& who : {merchant{other.id, mode::test, "popfab"},
                                merchant{s.who.account, mode::live, "popfab"},
                                merchant{s.who.account, mode::test, "shop"}}) {
        auto const which = s.made.endpoint.id;
        BOOST_TEST(webhooks.read(who, which).error().code() == errc::not_found);
        BOOST_TEST(webhooks.set_enabled(who, which, true).error().code() == errc::not_found);
        BOOST_TEST(webhooks.rotate(who, which, s.bank.now()).error().code() == errc::not_found);
        BOOST_TEST(webhooks.resend(who, which, {}).error().code() == errc::not_found);
        BOOST_TEST(webhooks.replay(who, dead->id).error().code() == errc::not_found);
        BOOST_TEST(webhooks.dead(who)->items.empty());
    }
}

/// The other process has looked a moment ago, and does not know the endpoint yet.
BOOST_AUTO_TEST_CASE(C29_what_another_process_did_before_it_knew_arrives_all_the_same)
{
    class shared_storage final : public passing_storage {
    public:
        using passing_storage::passing_storage;
        bool shared() const override { return true; }
    };
    auto const store = std::make_shared<shared_storage>(make_store(1));
    sandbox bank({.store = store});
    other_process other(bank, store, {bank.providers().begin(), bank.providers().end()}, 0ms);
    engine_internals::learn(other.pay, *popfab().webhooks);
    auto const who = bank.by(popfab());
    BOOST_TEST(other.pay.payments().create(who, bank.order(price)).has_value());
    bank.advance(10s);
    other.clock->set(bank.now() - 2s);       // a clock that is behind
    BOOST_TEST(other.pay.payments().create(who, bank.order(price)).has_value());
    bank.listen(popfab());
    BOOST_TEST(other.pay.payments().create(who, bank.order(price)).has_value());
    bank.advance(10s - 1ms);
    auto const at_once = bank.webhooks().count();
    bank.advance(1s);
    std::map<std::string, int> heard;
    for (auto const& r : bank.webhooks().all()) ++heard[r.body];
    int processing = 0;
    for (auto const& [body, n] : heard) {
        BOOST_TEST(n == 1);
        processing += body.find("payment.processing") != body.npos ? 1 : 0;
    }
    BOOST_TEST(at_once < bank.webhooks().count());
    BOOST_TEST(processing >= 1);             // and the one from just before, which does no harm
    BOOST_TEST(processing <= 2);
}

BOOST_AUTO_TEST_CASE(an_endpoint_lands_whole_or_not_at_all)
{
    auto const runs = each_storage_failure([](sandbox& bank) {
        auto const who = bank.by(popfab());
        auto& webhooks = bank.engine().webhooks();
        auto const made = webhooks.create(who, {.url = "https://shop.example.com/",
                                                .events = {"payment.success"}});
        if (made) {
            auto const off = webhooks.set_enabled(who, made->endpoint.id, false);
            auto const on = off ? webhooks.set_enabled(who, made->endpoint.id, true)
                                : result<webhook_endpoint>(off.error());
            if (on) (void)webhooks.rotate(who, made->endpoint.id, bank.now() + 1h);
        }
        bank.clear_faults();
        auto const there = webhooks.list(who).value().items;
        BOOST_TEST(there.size() <= 1U);
        if (made) BOOST_TEST(there.size() == 1U);
        BOOST_TEST(bank.engine().payments().create(who, bank.order(price)).has_value());
        bank.run_until_quiet();
        bool const hears = !there.empty() && there.front()->enabled;
        BOOST_TEST(bank.webhooks().count() == (hears ? 1U : 0U));
    });
    BOOST_TEST(runs > 15);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace webhooks_tests
