// SPDX-License-Identifier: BSL-1.0
// tests/service/access/api_keys.cpp: keys are made, told apart, turned, taken back and out of date.
#include <tender/service/access/api_keys.hpp>
#include <tender/service/engine_internals.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

#include <set>

namespace api_keys_tests {

using namespace tender;
using namespace tender::testing;

namespace {

/// Why a key is refused, as the log has it; "" where it is let in.
std::string refusal(sandbox& bank, std::string_view text, name face = "popfab")
{
    auto const who = bank.engine().api_keys().authenticate(face, text);
    if (who) return {};
    BOOST_TEST((who.error() == errc::unauthorized));
    return std::string(who.error().text());
}

fresh_api_key make(sandbox& bank, create_api_key how = {.label = "k", .face = "popfab"})
{
    return bank.engine().api_keys().create(bank.who(), std::move(how)).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(api_keys_)

BOOST_AUTO_TEST_CASE(C32_a_key_stands_for_its_merchant_mode_face_and_rights)
{
    sandbox bank;
    auto const read_only = make(bank, {.label = "r", .face = "popfab",
                                       .scopes = scope::payments_read, .role = role::admin,
                                       .requests_per_minute = 7});
    auto const who =
        bank.engine().api_keys().authenticate("popfab", read_only.text.reveal()).value();
    BOOST_TEST((who.who.account == bank.who().account));
    BOOST_TEST(who.who.mode == mode::test);
    BOOST_TEST(who.who.face.text() == "popfab");
    BOOST_TEST((who.key == read_only.key.id));
    BOOST_TEST(who.scopes.has(scope::payments_read));
    BOOST_TEST(!who.scopes.has(scope::payments_write));
    BOOST_TEST(who.role == role::admin);
    BOOST_TEST(who.requests_per_minute == 7);
}

BOOST_AUTO_TEST_CASE(C32_a_key_has_its_modes_prefix_and_is_kept_as_a_digest_alone)
{
    sandbox bank;
    std::set<std::string> texts;
    for (auto const& who : {bank.who(), bank.live()})
        for (int i = 0; i != 20; ++i) {
            auto const made =
                bank.engine().api_keys().create(who, {.label = "k", .face = "popfab"}).value();
            auto const text = made.text.reveal();
            BOOST_TEST(text.size() == 40U);
            BOOST_TEST(text.starts_with(who.mode == mode::test ? "sk_test_" : "sk_live_"));
            BOOST_TEST(made.key.shown == text.substr(0, 12));
            BOOST_TEST((made.key.digest == sha256_of(text)));
            BOOST_TEST(texts.insert(text).second);
            BOOST_TEST(refusal(bank, text) == "");
        }
}

BOOST_AUTO_TEST_CASE(C32_each_way_to_be_refused_has_its_own_word_in_the_log)
{
    sandbox bank;
    auto& keys = bank.engine().api_keys();
    auto const good = make(bank).text.reveal();
    auto const revoked = make(bank);
    BOOST_TEST(keys.revoke(bank.who(), revoked.key.id)->state == key_state::revoked);
    auto const rotated = make(bank);
    auto const fresh = keys.rotate(bank.who(), rotated.key.id).value();
    auto const expired = make(bank, {.label = "k", .face = "popfab", .expires_at = bank.now()});
    auto unknown = good;
    unknown.back() = unknown.back() == 'a' ? 'b' : 'a';
    struct {
        std::string text;
        char const* why;
    } const cases[] = {
        {good, ""},
        {fresh.text.reveal(), ""},
        {"", "no key"},
        {"sk_test_", "malformed key"},
        {good + "x", "malformed key"},
        {good.substr(1), "malformed key"},
        {"sk_best_" + good.substr(8), "malformed key"},
        {good.substr(0, 39) + "-", "malformed key"},
        {good.substr(0, 39) + '\0', "malformed key"},
        {std::string(100'000, 'a'), "malformed key"},
        {unknown, "unknown key"},
        {"sk_live_" + good.substr(8), "key with the other mode's prefix"},
        {revoked.text.reveal(), "revoked key"},
        {rotated.text.reveal(), "rotated key"},
        {expired.text.reveal(), "expired key"},
    };
    for (auto const& c : cases) BOOST_TEST(refusal(bank, c.text) == c.why);
    BOOST_TEST(refusal(bank, good, "shop") == "key of another face");
    BOOST_TEST(bank.engine().accounts().set_active(bank.who().account, false).has_value());
    BOOST_TEST(refusal(bank, good) == "inactive account");
    BOOST_TEST(bank.engine().accounts().set_active(bank.who().account, true).has_value());
    BOOST_TEST(refusal(bank, good) == "");
}

BOOST_AUTO_TEST_CASE(C48_a_live_key_needs_an_account_that_is_approved)
{
    sandbox bank({.merchant = {.username = "new", .name = "New"}});
    BOOST_TEST(refusal(bank, bank.api_key("popfab")) == "");
    BOOST_TEST(refusal(bank, bank.api_key("popfab", mode::live)) ==
               "account not approved for live");
}

BOOST_AUTO_TEST_CASE(C46_a_key_is_valid_until_its_instant_and_not_at_it)
{
    sandbox bank;
    auto const key = make(bank, {.label = "k", .face = "popfab", .expires_at = bank.now() + 1h});
    bank.hand()->advance(1h - 1ms);
    BOOST_TEST(refusal(bank, key.text.reveal()) == "");
    bank.hand()->advance(1ms);
    BOOST_TEST(refusal(bank, key.text.reveal()) == "expired key");
    auto const turned = bank.engine().api_keys().rotate(bank.who(), key.key.id);
    BOOST_TEST((turned.error() == errc::illegal_transition));
}

BOOST_AUTO_TEST_CASE(C32_a_rotated_key_is_the_same_key_with_another_text)
{
    sandbox bank;
    auto const first = make(bank, {.label = "mine", .face = "popfab", .role = role::owner});
    auto text = first.text.reveal();
    for (int i = 0; i != 3; ++i) {
        auto const next = bank.engine().api_keys().rotate(bank.who(), first.key.id).value();
        BOOST_TEST((next.key.id == first.key.id));
        BOOST_TEST(next.key.label == "mine");
        BOOST_TEST(next.key.shown == next.text.reveal().substr(0, 12));
        BOOST_TEST(refusal(bank, text) == "rotated key");
        text = next.text.reveal();
        BOOST_TEST(refusal(bank, text) == "");
    }
    BOOST_TEST(bank.engine().api_keys().list(bank.who()).value().items.size() == 1U);
}

BOOST_AUTO_TEST_CASE(C23_a_revoked_key_stays_revoked)
{
    sandbox bank;
    auto const key = make(bank);
    auto& keys = bank.engine().api_keys();
    BOOST_TEST(keys.revoke(bank.who(), key.key.id).has_value());
    BOOST_TEST((keys.revoke(bank.who(), key.key.id).error() == errc::illegal_transition));
    BOOST_TEST((keys.rotate(bank.who(), key.key.id).error() == errc::illegal_transition));
}

BOOST_AUTO_TEST_CASE(a_key_is_its_merchants_in_its_mode_alone)
{
    sandbox bank;
    auto const key = make(bank);
    auto& keys = bank.engine().api_keys();
    auto const other = bank.engine().accounts().create({.username = "o", .name = "O"}).value();
    for (merchant const& who : {bank.live(), merchant{other.id, mode::test, {}}}) {
        BOOST_TEST((keys.revoke(who, key.key.id).error() == errc::not_found));
        BOOST_TEST((keys.rotate(who, key.key.id).error() == errc::not_found));
        BOOST_TEST(keys.list(who, {.limit = 10}).value().items.empty());
    }
    BOOST_TEST(refusal(bank, key.text.reveal()) == "");
}

/// A maker with a role and scopes, as the dispatcher sees it.
BOOST_AUTO_TEST_CASE(C48_a_key_makes_no_key_with_more_rights_than_its_own)
{
    using enum role;
    using enum scope;
    constexpr auto all = scopes::all();
    constexpr auto keys_alone = scopes(keys_read) | keys_write;
    struct {
        role maker;
        scopes has;
        mode from, where;
        role wanted;
        scopes wants;
        bool may;
    } const cases[] = {
        {owner,  all,        mode::test, mode::test, owner,  all,           true},
        {owner,  all,        mode::test, mode::live, owner,  all,           true},
        {owner,  all,        mode::live, mode::test, owner,  all,           true},
        {admin,  all,        mode::test, mode::test, admin,  all,           true},
        {admin,  all,        mode::test, mode::test, owner,  all,           false},
        {admin,  all,        mode::test, mode::live, member, all,           false},
        {admin,  all,        mode::live, mode::live, admin,  all,           true},
        {admin,  all,        mode::live, mode::test, admin,  all,           true},
        {member, all,        mode::test, mode::test, member, all,           false},
        {member, all,        mode::live, mode::test, member, all,           false},
        {owner,  keys_alone, mode::test, mode::test, member, keys_alone,    true},
        {owner,  keys_alone, mode::test, mode::test, member, keys_read,     true},
        {owner,  keys_alone, mode::test, mode::test, member, payments_read, false},
        {owner,  keys_alone, mode::test, mode::test, member, all,           false},
    };
    for (auto const& c : cases) {
        sandbox bank;
        principal const maker{{bank.who().account, c.from, "popfab"}, {}, c.has, c.maker, 0};
        auto const made = bank.engine().api_keys().create_by(
            maker, c.where, {.label = "k", .scopes = c.wants, .role = c.wanted});
        BOOST_TEST(made.has_value() == c.may);
        if (!made) BOOST_TEST((made.error() == errc::forbidden));
        else {
            BOOST_TEST((made->key.face == name("popfab")));
            BOOST_TEST((made->key.mode == c.where));
        }
    }
    sandbox bank({.merchant = {.username = "new", .name = "New"}});
    principal const maker{{bank.who().account, mode::test, "popfab"}, {}, all, owner, 0};
    BOOST_TEST((bank.engine().api_keys().create_by(maker, mode::live, {.label = "k"}).error() ==
                errc::forbidden));
}

BOOST_AUTO_TEST_CASE(C48_a_key_touches_no_key_with_more_rights_than_its_own)
{
    sandbox bank;
    auto& keys = bank.engine().api_keys();
    principal const admin{{bank.who().account, mode::test, "popfab"}, {}, scopes::all(),
                          role::admin, 0};
    principal member = admin;
    member.role = role::member;
    principal narrow = admin;
    narrow.scopes = scope::keys_write;
    auto const of = [&](role r) {
        return make(bank, {.label = "k", .face = "popfab", .role = r}).key.id;
    };
    BOOST_TEST((keys.rotate_by(admin, of(role::owner)).error() == errc::forbidden));
    BOOST_TEST((keys.revoke_by(admin, of(role::owner)).error() == errc::forbidden));
    BOOST_TEST((keys.rotate_by(member, of(role::member)).error() == errc::forbidden));
    BOOST_TEST((keys.rotate_by(narrow, of(role::member)).error() == errc::forbidden));
    BOOST_TEST(keys.rotate_by(admin, of(role::admin)).has_value());
    auto const gone = of(role::member);
    BOOST_TEST(keys.revoke_by(admin, gone).has_value());
    BOOST_TEST((keys.revoke_by(admin, gone).error() == errc::not_found));
    BOOST_TEST((keys.rotate_by(admin, gone).error() == errc::not_found));
    auto const elsewhere = make(bank, {.label = "k", .face = "shop"}).key.id;
    BOOST_TEST((keys.revoke_by(admin, elsewhere).error() == errc::not_found));
}

BOOST_AUTO_TEST_CASE(C2_C23_a_keys_time_is_written_down_when_it_is_over)
{
    sandbox bank;
    auto const state = [&](id<api_key> which) {
        for (auto const& k : all(bank, all_api_keys))
            if (k->id == which) return k->state;
        return key_state::active;
    };
    auto const key = make(bank, {.label = "k", .face = "popfab", .expires_at = bank.now() + 1h});
    auto const revoked = make(bank, {.label = "k", .face = "popfab",
                                     .expires_at = bank.now() + 1h});
    auto const brief = make(bank, {.label = "k", .face = "popfab", .expires_at = bank.now()});
    BOOST_TEST(bank.engine().api_keys().revoke(bank.who(), revoked.key.id).has_value());
    bank.advance(1h - 1ms);
    BOOST_TEST((state(key.key.id) == key_state::active));
    BOOST_TEST((state(brief.key.id) == key_state::expired));
    bank.advance(1ms);
    BOOST_TEST((state(key.key.id) == key_state::expired));
    BOOST_TEST((state(revoked.key.id) == key_state::revoked));
    BOOST_TEST(jobs_of(bank).empty());
}

BOOST_AUTO_TEST_CASE(those_that_are_active_are_listed)
{
    sandbox bank;
    auto& keys = bank.engine().api_keys();
    merchant const who{bank.who().account, mode::test, "popfab"};
    auto const first = make(bank), second = make(bank);
    make(bank, {.label = "k", .face = "popfab", .expires_at = bank.now() + 1s});
    make(bank, {.label = "k", .face = "shop"});
    BOOST_TEST(keys.list(who, {.active = true})->items.size() == 3U);
    BOOST_TEST(keys.revoke(bank.who(), second.key.id).has_value());
    bank.hand()->advance(1s);
    auto const left = keys.list(who, {.active = true}).value().items;
    BOOST_TEST_REQUIRE(left.size() == 1U);
    BOOST_TEST((left[0]->id == first.key.id));
    BOOST_TEST(keys.list(who)->items.size() == 3U);      // those that let nobody in, too
    BOOST_TEST(keys.list(bank.who())->items.size() == 4U);   // the host sees all faces
    BOOST_TEST(keys.list(bank.who(), {.active = true})->items.size() == 2U);
}

BOOST_AUTO_TEST_CASE(what_is_rare_is_found_behind_much_else_in_few_reads)
{
    sandbox bank;
    auto& keys = bank.engine().api_keys();
    auto const rare = make(bank, {.label = "k", .face = "shop"});
    for (int i = 0; i != 300; ++i) make(bank);
    bank.store().arm(12, storage_failure::refuse);       // two at a time it would be 150
    auto const found = keys.list({bank.who().account, mode::test, "shop"}, {.limit = 1});
    BOOST_TEST(!bank.store().struck());
    bank.store().disarm();
    BOOST_TEST_REQUIRE(found->items.size() == 1U);
    BOOST_TEST((found->items[0]->id == rare.key.id));
}

BOOST_AUTO_TEST_CASE(a_host_brings_a_key_of_its_own_once)
{
    sandbox bank;
    auto const text = "sk_test_" + std::string(32, 'Z');
    auto const brought = [&](merchant const& who, std::string what) {
        return bank.engine().api_keys().create(
            who, {.label = "own", .face = "popfab", .existing = secret(std::move(what))});
    };
    BOOST_TEST(brought(bank.who(), text)->text.reveal() == text);
    BOOST_TEST(refusal(bank, text) == "");
    BOOST_TEST((brought(bank.who(), text).error() == errc::conflict));
    BOOST_TEST((brought(bank.live(), text).error() == errc::invalid_request));
    auto const other = bank.engine().accounts().create({.username = "o", .name = "O"}).value();
    BOOST_TEST((brought({other.id, mode::test, {}}, text).error() == errc::conflict));
    for (auto const& bad : {std::string("sk_test_short"), std::string(40, 'a'), text + "Z"})
        BOOST_TEST((brought(bank.who(), bad).error() == errc::invalid_request));
}

BOOST_AUTO_TEST_CASE(a_store_that_is_away_is_not_an_unknown_key)
{
    sandbox bank;
    auto const text = make(bank).text.reveal();
    bank.store().away(true);
    BOOST_TEST((bank.engine().api_keys().authenticate("popfab", text).error() ==
                errc::storage_unavailable));
    BOOST_TEST((bank.engine().api_keys().create(bank.who(), {.label = "k", .face = "f"}).error() ==
                errc::storage_unavailable));
}

BOOST_AUTO_TEST_CASE(a_key_of_a_face_that_nobody_serves_is_in_the_log)
{
    for (bool const before : {false, true}) {
        sandbox bank;
        std::vector<std::string> said;
        runtime_of(bank.engine()).hooks.log = [&](log_entry const& e) {
            said.push_back(std::string(e.what) + ' ' + std::string(e.text));
        };
        auto const make_all = [&] {
            make(bank, {.label = "right", .face = "popfab"});
            make(bank, {.label = "right", .face = "shop"});
            make(bank, {.label = "the host's own"});
            make(bank, {.label = "wrong", .face = "popfap"});
        };
        if (before) make_all();
        BOOST_TEST(said.empty());
        engine_internals::serve(bank.engine(), {"popfab", "shop"});
        if (!before) make_all();
        BOOST_TEST(said == std::vector<std::string>{"unserved_face An API key was made for the "
                                                    "face popfap, which nobody serves here."},
                   boost::test_tools::per_element());
        engine_internals::serve(bank.engine(), {"popfap"});
        make(bank, {.label = "right by now", .face = "popfap"});
        BOOST_TEST(said.size() == 1U);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace api_keys_tests
