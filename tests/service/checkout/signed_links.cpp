// SPDX-License-Identifier: BSL-1.0
// tests/service/checkout/signed_links.cpp tests service/checkout/signed_links.hpp.
#include <tender/service/checkout/signed_links.hpp>

#include <service/bank.hpp>

#include <tender/api/shop.hpp>
#include <tender/base/encoding.hpp>
#include <tender/port/seal.hpp>
#include <tender/service/engine_internals.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace signed_links_tests {

using namespace tender;
using namespace tender::testing;
using namespace std::chrono_literals;

namespace {

open_checkout order(sandbox& bank)
{
    return {.amount = {700, "USD"},
            .email = email("ada@example.com"),
            .page = "https://pay.example/c/the-token",
            .token = bank.engine().new_id().text()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(signed_links_)

BOOST_AUTO_TEST_CASE(C48_a_token_says_what_was_signed_and_a_changed_one_says_nothing)
{
    sandbox bank;
    auto& links = bank.engine().signed_links();
    for (std::string const text : {"", "{}", "any text", "\x01\xff.", "a.b.c"}) {
        auto const token = links.sign("poof", text).value();
        BOOST_TEST(links.read("poof", token).value() == text);
        BOOST_TEST(links.sign("poof", text).value() == token);
        BOOST_TEST(!links.read("shop", token));
        BOOST_TEST(!links.read({}, token));
        for (std::size_t i = 0; i != token.size(); ++i) {
            auto changed = token;
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            BOOST_TEST(!links.read("poof", changed), i);
            BOOST_TEST(!links.read("poof", token.substr(0, i)), i);
        }
        BOOST_TEST(!links.read("poof", token + "A"));
        BOOST_TEST(!links.read("poof", "A" + token));
    }
    for (auto const none : {"", ".", "..", "a", "a."}) BOOST_TEST(!links.read("poof", none), none);
}

BOOST_AUTO_TEST_CASE(a_host_without_a_secret_signs_nothing_and_believes_nothing)
{
    for (std::string const host : {"", "0123456789012345678901234567890"}) {   // 31 bytes
        sandbox bank({.settings = {.host_secret = secret(host)}});
        auto& links = bank.engine().signed_links();
        BOOST_TEST((links.sign("poof", "{}").error() == errc::internal));
        auto& with = runtime_of(bank.engine()).crypto();
        auto const bytes = [](digest const& d) {
            return std::string_view(reinterpret_cast<char const*>(d.data()), d.size());
        };
        auto const key = derived_key(with, host, "poof session");
        auto const forged = base64url("{}") + "." +
                            base64url(bytes(with.hmac_sha256(bytes(key), base64url("{}"))));
        BOOST_TEST(!links.read("poof", forged));
    }
}

BOOST_AUTO_TEST_CASE(C47_nothing_is_written_before_the_first_submit)
{
    sandbox bank;
    auto& links = bank.engine().signed_links();
    auto const who = bank.by(shop());
    auto const command = order(bank);
    auto const ends = bank.now() + 1h;
    auto const seen = links.preview(who, command, ends).value();
    BOOST_TEST(!seen.kept);
    BOOST_TEST(seen.session->state == checkout_state::open);
    BOOST_TEST((seen.paid->terms->amount == money{700, "USD"}));
    BOOST_TEST(bank.payments().empty());
    BOOST_TEST(links.preview(who, command, bank.now() + 1ms)->session->state ==
               checkout_state::open);
    for (auto const past : {0ms, -1ms, -1000ms})          // a deadline binds from its instant [C46]
        BOOST_TEST(links.preview(who, command, bank.now() + past)->session->state ==
                   checkout_state::expired);
    auto wrong = command;
    wrong.amount.minor = 0;
    BOOST_TEST(links.preview(who, wrong, ends).error().fields().at(0).field == "amount");
    BOOST_TEST(links.open(who, wrong, ends).error().fields().at(0).field == "amount");
    BOOST_TEST(bank.payments().empty());
}

BOOST_AUTO_TEST_CASE(C48_a_token_s_payment_is_made_once_and_does_not_tell_the_token)
{
    sandbox bank;
    auto& links = bank.engine().signed_links();
    auto const who = bank.by(shop());
    auto const command = order(bank);
    auto const made = links.open(who, command, bank.now() + 1h).value();
    BOOST_TEST(made.kept);
    BOOST_TEST(made.paid->terms->reference.starts_with("shop-"));
    BOOST_TEST(made.paid->terms->reference.find(command.token) == std::string::npos);
    BOOST_TEST((made.paid->terms->checkout->expires_at == bank.now() + 1h));
    BOOST_TEST((bank.engine().checkout().find(command.token)->paid->id == made.paid->id));
    BOOST_TEST((links.open(who, command, bank.now() + 1h).error() == errc::duplicate_reference));
    auto nameless = command;
    nameless.token.clear();
    BOOST_TEST(links.open(who, nameless, bank.now() + 1h).error().fields().at(0).field == "token");
    BOOST_TEST(links.open(who, order(bank), bank.now() + 1h).has_value());
    BOOST_TEST(bank.payments().size() == 2U);

    auto const late = links.open(who, order(bank), bank.now() - 1h).value();
    BOOST_TEST((late.paid->terms->checkout->expires_at == bank.now() + 1s));
}

BOOST_AUTO_TEST_CASE(many_who_submit_one_page_at_once_make_one_payment)
{
    sandbox bank;
    auto const who = bank.by(shop());
    auto const command = order(bank);
    std::vector<result<checkout_visit>> opened(8, fault(errc::internal));
    std::vector<std::thread> running;
    for (auto& o : opened)
        running.emplace_back([&] {
            o = bank.engine().signed_links().open(who, command, bank.now() + 1h);
        });
    for (auto& t : running) t.join();
    int done = 0;
    for (auto const& o : opened) {
        done += o.has_value();
        BOOST_TEST((o || o.error() == errc::duplicate_reference));
    }
    BOOST_TEST(done == 1);
    BOOST_TEST(bank.payments().size() == 1U);
}

BOOST_AUTO_TEST_CASE(with_storage_failing_a_page_is_opened_whole_or_not_at_all)
{
    auto const runs = each_storage_failure([](sandbox& bank) {
        auto const who = bank.by(shop());
        auto const command = order(bank);
        auto const opened = bank.engine().signed_links().open(who, command, bank.now() + 1h);
        bank.clear_faults();
        auto const found = bank.engine().checkout().find(command.token);
        BOOST_TEST((!opened || found));
        BOOST_TEST(bank.payments().size() == (found ? 1U : 0U));
        BOOST_TEST(bank.out_of_balance() == "");
    });
    BOOST_TEST(runs > 4);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace signed_links_tests
