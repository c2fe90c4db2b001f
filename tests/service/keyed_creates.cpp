// SPDX-License-Identifier: BSL-1.0
// tests/service/keyed_creates.cpp: endpoints and API keys, whose answers have secrets, are made
// once under an idempotency key.
#include <tender/api/popfab.hpp>
#include <tender/api/shop.hpp>
#include <tender/store/audit.hpp>

#include <service/bank.hpp>
#include <service/conflicts.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace keyed_creates_tests {

using namespace tender;
using namespace tender::testing;
using namespace std::chrono_literals;

namespace {

/// What a create gave.
struct made {
    ulid id;
    std::string secret{};
};

create_webhook_endpoint endpoint(std::string key = "k")
{
    return {.url = "https://shop.example/hooks", .events = {"payment.success"},
            .idempotency_key = idempotency_key(std::move(key))};
}

create_api_key api_key_of(std::string key = "k")
{
    return {.label = "till", .face = "popfab", .idempotency_key = idempotency_key(std::move(key))};
}

result<made> make(sandbox& bank, create_webhook_endpoint const& c)
{
    auto const done = bank.engine().webhooks().create(bank.by(popfab()), c);
    return done ? result<made>(made{done->endpoint.id.value, done->key.reveal()}) : done.error();
}

result<made> make(sandbox& bank, create_api_key const& c)
{
    auto const done = bank.engine().api_keys().create(bank.by(popfab()), c);
    return done ? result<made>(made{done->key.id.value, done->text.reveal()}) : done.error();
}

/// How many endpoints and keys there are.
std::string count(sandbox& bank)
{
    sandbox::pause_faults const quiet(bank);
    auto const who = bank.by(popfab());
    auto& pay = bank.engine();
    return std::to_string(pay.webhooks().list(who, {.limit = 100})->items.size()) + " " +
           std::to_string(pay.api_keys().list(who, {.limit = 100})->items.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(keyed_creates)

BOOST_AUTO_TEST_CASE(C14_C18_each_is_made_once_under_a_key_for_a_day)
{
    sandbox bank;
    auto const b = make(bank, endpoint()).value();
    auto const c = make(bank, api_key_of()).value();
    for (auto const wait : {0ms, 24h + 0ms}) {
        bank.hand()->advance(wait);
        BOOST_TEST((make(bank, endpoint()).value().id == b.id));
        BOOST_TEST((make(bank, api_key_of()).value().id == c.id));
    }
    BOOST_TEST(count(bank) == "1 1");
    bank.hand()->advance(1ms);
    BOOST_TEST((make(bank, endpoint()).value().id != b.id));
    BOOST_TEST((make(bank, api_key_of()).value().id != c.id));
    BOOST_TEST(count(bank) == "2 2");
}

BOOST_AUTO_TEST_CASE(an_endpoints_secret_is_given_again_and_a_keys_text_is_not_kept)
{
    sandbox bank;
    auto const who = bank.by(popfab());
    auto const hooks = make(bank, endpoint()).value();
    BOOST_TEST(hooks.secret.size() > 16U);
    BOOST_TEST(make(bank, endpoint()).value().secret == hooks.secret);
    auto const rotated =
        bank.engine().webhooks().rotate(who, {hooks.id}, bank.now() + 1h).value().key;
    BOOST_TEST(make(bank, endpoint()).value().secret == hooks.secret);
    bank.hand()->advance(1h);
    BOOST_TEST(make(bank, endpoint()).value().secret == rotated.reveal());

    auto const key = make(bank, api_key_of()).value();
    BOOST_TEST(key.secret.starts_with("sk_test_"));
    BOOST_TEST(make(bank, api_key_of()).value().secret.empty());
    BOOST_TEST(bank.engine().api_keys().authenticate("popfab", key.secret).has_value());
    auto known = api_key_of("another");
    known.existing = secret("sk_test_" + std::string(32, 'a'));
    auto const first = make(bank, known).value();
    BOOST_TEST((make(bank, known).value().id == first.id));
    BOOST_TEST(make(bank, known).value().secret == known.existing.reveal());
    bank.engine().api_keys().rotate(who, {first.id}).value();
    BOOST_TEST(make(bank, known).value().secret.empty());
}

BOOST_AUTO_TEST_CASE(C15_another_command_under_the_key_is_a_conflict)
{
    sandbox bank;
    auto const id_of = [&](auto const& c) -> result<ulid> {
        auto const done = make(bank, c);
        return done ? result<ulid>(done->id) : done.error();
    };
    check_conflicts<create_webhook_endpoint>(endpoint(), id_of, {
        [](auto& c) { c.url = "https://shop.example/hook"; },
        [](auto& c) { c.events = {"payment.failed"}; },
        [](auto& c) { c.events.push_back("payment.failed"); },
        [](auto& c) { c.enabled = false; },
        [](auto& c) { c.format = webhook_format::standard; },
    });
    check_conflicts<create_api_key>(api_key_of(), id_of, {
        [](auto& c) { c.label = "bill"; },
        [](auto& c) { c.face = "poof"; },
        [](auto& c) { c.scopes = scope::payments_read; },
        [](auto& c) { c.role = role::admin; },
        [](auto& c) { c.requests_per_minute = 60; },
        [&](auto& c) { c.expires_at = bank.now() + 1h; },
        [](auto& c) { c.existing = secret("sk_test_" + std::string(32, 'b')); },
    });
    BOOST_TEST(count(bank) == "1 1");
    for (std::string const bad : {"", "\n", "\xc3\xa9"}) {
        BOOST_TEST(make(bank, api_key_of(bad)).error().fields().at(0).field ==
                   "idempotency_key");
        BOOST_TEST(make(bank, endpoint(bad)).error().fields().at(0).field == "idempotency_key");
    }
}

BOOST_AUTO_TEST_CASE(C54_with_storage_failing_there_is_one_in_the_end_or_none)
{
    int done = 0;
    auto const runs = each_storage_failure([&](sandbox& bank) {
        for (bool const first : {true, false}) {
            if (!first) bank.clear_faults();
            bool const b = make(bank, endpoint()).has_value();
            bool const c = make(bank, api_key_of()).has_value();
            BOOST_TEST((first || (b && c)));
            done += first && b && c;
        }
        BOOST_TEST(count(bank) == "1 1");
    });
    BOOST_TEST(runs > 8);
    BOOST_TEST(done > 0);
}

BOOST_AUTO_TEST_CASE(C54_when_the_process_dies_there_is_one_in_the_end_and_the_books_are_whole)
{
    auto const runs = each_crash(
        [](sandbox& bank) {
            static_cast<void>(make(bank, endpoint()));
            static_cast<void>(make(bank, api_key_of()));
        },
        [](sandbox& bank) {
            BOOST_TEST((make(bank, endpoint()).has_value() && make(bank, api_key_of())));
            BOOST_TEST(count(bank) == "1 1");
            BOOST_TEST(audit(storage_of(bank.engine())).value().empty());
        });
    BOOST_TEST(runs > 8);
}

BOOST_AUTO_TEST_CASE(a_key_is_its_face_s_its_mode_s_and_its_command_s)
{
    sandbox bank;
    auto const key = make(bank, api_key_of()).value(), hooks = make(bank, endpoint()).value();
    auto& pay = bank.engine();
    auto const who = bank.by(popfab());
    merchant const live{who.account, mode::live, who.face};
    auto const elsewhere = bank.by(shop());
    auto command = endpoint();
    BOOST_TEST((pay.webhooks().create(live, command)->endpoint.id.value != hooks.id));
    command.events = {"payment.completed"};
    BOOST_TEST((pay.webhooks().create(elsewhere, command).value().endpoint.id.value != hooks.id));
    BOOST_TEST((pay.api_keys().create(live, api_key_of())->key.id.value != key.id));
    BOOST_TEST((pay.api_keys().create(elsewhere, api_key_of())->key.id.value != key.id));
    BOOST_TEST((pay.api_keys().create_first(elsewhere, api_key_of())->key.id.value != key.id));
    BOOST_TEST(pay.webhooks().put(who, endpoint()).error().fields().at(0).field ==
               "idempotency_key");
    BOOST_TEST((make(bank, endpoint()).value().id == hooks.id));
    BOOST_TEST((make(bank, api_key_of()).value().id == key.id));
}

/// Runs a create in eight threads at once: all give one id.
template<class Create>
void in_threads(Create&& create)
{
    std::vector<result<made>> all(8, fault(errc::internal));
    std::vector<std::thread> running;
    for (auto& one : all) running.emplace_back([&] { one = create(); });
    for (auto& t : running) t.join();
    int secrets = 0;
    for (auto const& one : all) {
        BOOST_TEST_REQUIRE(one.has_value(), one.error());
        BOOST_TEST((one->id == all.front()->id));
        secrets += !one->secret.empty();
    }
    BOOST_TEST((secrets == 1 || secrets == 8));
}

BOOST_AUTO_TEST_CASE(C16_one_command_in_many_threads_makes_one)
{
    sandbox bank;
    auto const who = bank.by(popfab());
    auto& pay = bank.engine();
    auto const key_of = [](result<fresh_api_key> const& done) -> result<made> {
        if (!done) return done.error();
        return made{done->key.id.value, done->text.reveal()};
    };
    for (int round = 0; round != 20; ++round) {
        auto const key = "round " + std::to_string(round);
        in_threads([&]() -> result<made> {
            auto const done = pay.webhooks().create(who, endpoint(key));
            if (!done) return done.error();
            return made{done->endpoint.id.value, done->key.reveal()};
        });
        in_threads([&] { return key_of(pay.api_keys().create(who, api_key_of(key))); });
        auto known = api_key_of("known " + key);
        known.existing = secret("sk_test_" + std::string(30, 'a') + std::to_string(10 + round));
        in_threads([&] { return key_of(pay.api_keys().create(who, known)); });
    }
    BOOST_TEST(count(bank) == "20 40");
    sandbox fresh;
    auto const first = fresh.by(shop());
    in_threads([&] {
        return key_of(fresh.engine().api_keys().create_first(first, api_key_of()));
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace keyed_creates_tests
