// SPDX-License-Identifier: BSL-1.0
// tenderd/main.cpp: the whole payment system behind HTTP, with one demo account.
#include "credentials.hpp"
#include "descriptors.hpp"
#include "faces.hpp"
#include "http_provider.hpp"
#include "log.hpp"
#include "options.hpp"
#include "server.hpp"
#include "store.hpp"
#include "watched_file.hpp"

#include <tender/adapter/http_sender.hpp>
#include <tender/adapter/job_threads.hpp>
#include <tender/adapter/openssl.hpp>
#include <tender/adapter/threads.hpp>
#include <tender/api/shop.hpp>
#include <tender/tender.hpp>
#include <tender/testing/popfab_providers.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

namespace tenderd {

namespace {

/// How many threads each lane has: engine, outbound, untrusted. Who hangs has a part of them.
constexpr std::array<int, tender::enum_count<tender::job_lane>> lane_threads{2, 8, 4};

tender::hooks to_standard_error(log& lines)
{
    tender::hooks told;
    told.log = [&lines](tender::log_entry const& e) {
        std::string line;
        for (auto const part : {e.request_id, e.what, e.text})
            if (!part.empty()) line.append(line.empty() ? "" : " ").append(part);
        lines.say(line);
    };
    told.incident = [&lines](tender::incident const& i) {
        lines.say("incident " + std::string(enum_name(i.kind)) + " " + i.id.text() + " " + i.says);
    };
    return told;
}

/// Without this the server cannot start.
template<class Result>
auto needed(Result what, std::string_view of)
{
    if (what) return std::move(what).value();
    std::string why(what.error().text());
    for (auto const& f : what.error().fields()) why = f.says;
    throw cannot_start(std::string(of) + ": " + why);
}

/// The demo account has the keys that the file names, or fresh ones.
void give_key(tender::engine& pay, tender::merchant const& demo, credentials& file,
              std::string_view member)
{
    auto const face = demo.face.text();
    auto existing = file.known(face, member);
    auto const known = pay.api_keys().authenticate(demo.face, existing.reveal());
    if (known) return;
    if (known.error() == tender::fault_reason::key_rotated ||
        known.error() == tender::fault_reason::key_revoked)
        existing = {};
    auto const made = needed(pay.api_keys().create(demo, {.label = std::string(member),
                                                      .face = demo.face,
                                                      .role = tender::role::owner,
                                                      .existing = std::move(existing)}),
                             std::string(face) + "." + std::string(member));
    file.set(face, member, made.text.reveal());
}

/// Is what the file holds good? A token that is not good yet is not replaced: the clock is behind.
bool is_good(tender::result<> const& checked, std::string_view of)
{
    if (!checked && checked.error() == tender::fault_reason::token_early)
        throw cannot_start(std::string(of) + " was issued in the future: this machine's clock is "
                           "behind; the file is left as it is");
    return checked.has_value();
}

/// The file's token and secret where they are good, or fresh ones.
void open_poof(tender::engine& pay, tender::merchant const& demo, credentials& file)
{
    file.set("poof", "username", needed(pay.accounts().name_of(demo), "poof"));
    auto const token = file.known("poof", "refresh_token");
    if (!is_good(pay.access_tokens().check_refresh_token(token.reveal()), "poof.refresh_token"))
        file.set(
            "poof", "refresh_token",
            needed(pay.access_tokens().make_refresh_token(demo), "poof.refresh_token").reveal());
    auto const shared = file.known("poof", "webhook_secret");
    if (!shared.empty()) {
        if (auto const done = pay.webhooks().set_shared_secret(demo, shared); !done)
            throw cannot_start("poof.webhook_secret: " + std::string(done.error().text()));
        return;
    }
    file.set("poof", "webhook_secret",
             needed(pay.webhooks().shared_secret_of(demo), "poof.webhook_secret").reveal());
}

/// Somebody who is logged in for long, and two products; the file's where they are good.
void open_inflow(tender::engine& pay, tender::merchant const& demo, credentials& file)
{
    auto const session = file.known("inflow", "session_token");
    auto const owner = pay.access_tokens().read_session(session.reveal(), demo.face);
    if (!is_good(owner ? tender::result<>() : owner.error(), "inflow.session_token"))
        file.set("inflow", "session_token",
                 needed(pay.access_tokens().make_session(demo, tender::access_tokens::refresh_life),
                        "inflow.session_token").reveal());
    constexpr std::string_view prefix = "prod_";
    auto const is_sold = [&](std::string const& text) {
        auto const which = text.starts_with(prefix)
            ? tender::id<tender::product>::read(text.substr(prefix.size())) : std::nullopt;
        return which && pay.products().read(demo, *which).has_value();
    };
    auto products = file.known_list("inflow", "products");
    if (!products.empty() && std::all_of(products.begin(), products.end(), is_sold)) return;
    products.clear();
    for (auto const& [name, cents] :
         {std::pair("Starter plan", 900), std::pair("Pro plan", 2870)}) {
        auto const made = pay.products().create(
            demo, {.name = name, .prices = {{cents, "USD"}, {cents, "EUR"}}});
        products.push_back(std::string(prefix) + needed(made, "inflow.products").id.text());
    }
    file.set("inflow", "products", products);
}

/// The shop has no route for it, so the file says where its webhooks go; the secret is written
/// where they were not known yet.
void tell_shop(tender::engine& pay, tender::merchant const& demo, credentials& file)
{
    auto const url = file.known("shop", "webhook_url");
    if (url.empty()) return;
    auto const there = tender::read_pages<tender::webhook_endpoint>(
        [&](auto const& part) { return pay.webhooks().list(demo, part); });
    for (auto const& e : needed(there, "shop.webhook_url"))
        if (e->url == url.reveal()) return;
    auto const& types = tender::shop().webhooks->types;
    auto const made = needed(
        pay.webhooks().create(demo, {.url = url.reveal(), .events = {types.begin(), types.end()}}),
        "shop.webhook_url");
    file.set("shop", "webhook_secret", made.key.reveal());
}

/// What the store keeps secret is sealed under it, so it must be the same at every start.
tender::secret host_secret(credentials& file, tender::entropy& random)
{
    auto known = file.known("host", "secret");
    if (known.reveal().empty()) {
        std::array<std::uint8_t, 32> bytes{};
        random.fill(bytes);
        known = tender::secret(tender::hex(bytes));
        file.set("host", "secret", known.reveal());
    }
    if (known.reveal().size() < 32) throw cannot_start("host.secret must have 32 characters");
    return known;
}

void make_demo_account(tender::engine& pay, credentials& file, std::string const& url)
{
    auto demo = pay.accounts().find("demo");
    if (!demo)
        demo = pay.accounts().create({.username = "demo", .name = "Demo Shop",
                                      .live_approved = true});
    auto const id = needed(std::move(demo), "the demo account").id;
    file.set("url", url);
    file.set("popfab", "base", url + "/popfab");
    give_key(pay, {id, tender::mode::test, "popfab"}, file, "api_key");
    give_key(pay, {id, tender::mode::live, "popfab"}, file, "live_key");
    file.set("shop", "base", url + "/shop");
    give_key(pay, {id, tender::mode::test, "shop"}, file, "api_key");
    tell_shop(pay, {id, tender::mode::test, "shop"}, file);
    file.set("inflow", "base", url + "/inflow/api");
    give_key(pay, {id, tender::mode::test, "inflow"}, file, "api_key");
    give_key(pay, {id, tender::mode::live, "inflow"}, file, "live_key");
    open_inflow(pay, {id, tender::mode::test, "inflow"}, file);
    file.set("poof", "base", url + "/poof");
    open_poof(pay, {id, tender::mode::test, "poof"}, file);
    file.write();
}

/// The seven, asked over HTTP or simulated here, where their books are kept as all else is.
void add_providers(tender::engine& pay, tender::ports const& world, options const& how,
                   std::shared_ptr<dying> const& die)
{
    auto const faults = std::make_shared<tender::testing::call_faults>();
    auto const books = how.store == "memory" ? nullptr : world.storage;
    auto all = tender::testing::popfab_providers(world.clock, how.confirm_after, faults, books);
    all.push_back(tender::testing::house_provider(world.clock, how.confirm_after, faults, books));
    for (auto const& p : all) p->challenge(how.challenge);
    for (auto const& p : all) {
        std::shared_ptr<tender::provider> asked = p;
        if (!how.providers.empty())
            asked = std::make_shared<http_provider>(p->profile(), how.providers);
        if (die) asked = std::make_shared<dying_provider>(asked, die);
        needed(pay.add(asked, tender::mode::test), "the providers");
    }
}

std::shared_ptr<tender::storage> open_watched_store(std::string const& text, log& lines)
{
    auto store = open_store(text);
    auto const file = file_of(text);
    if (file.empty()) return store;
    return std::make_shared<watched_file>(std::move(store), std::string(file),
                                          [&lines](std::string const& says) { lines.say(says); });
}

void run(options const& how, log& lines)
{
    auto const most = limits_of(how);
    credentials file(how.credentials);
    auto world = tender::in_memory();
    world.storage = open_watched_store(how.store, lines);
    std::shared_ptr<dying> die;
    if (how.die_at.nth != 0) {
        die = std::make_shared<dying>(how.die_at);
        world.storage = std::make_shared<dying_storage>(world.storage, die);
    }
    world.crypto = std::make_shared<tender::openssl_crypto>();
    world.waiter = std::make_shared<tender::thread_waiter>();
    auto const webhooks = std::make_shared<tender::http_sender>(
        how.allow_local_webhooks ? tender::reach::anywhere : tender::reach::the_public_internet);
    world.sender = webhooks;
    tender::settings chosen;
    chosen.host_secret = host_secret(file, *world.entropy);
    chosen.allow_local_webhooks = how.allow_local_webhooks;
    chosen.token_requests_per_minute = 0;   // the demo account has no limits
    chosen.simulate_after = how.confirm_after;
    chosen.serving_threads = how.threads;
    chosen.lane_threads = lane_threads;
    tender::engine pay(world, chosen, to_standard_error(lines));
    add_providers(pay, world, how, die);

    faces answers(pay);
    server http(how.listen.host, how.listen.port, how.threads, answers, most);
    answers.live_at(how.public_url.empty() ? http.url() : how.public_url);
    make_demo_account(pay, file, http.url());
    if (how.credentials.empty())
        lines.say("without --credentials FILE nobody learns the demo account's keys");
    tender::job_threads const jobs(pay);
    std::printf("tenderd ready on %s\n", http.url().c_str());
    std::fflush(stdout);
    http.run();
    webhooks->stop();
}

}  // namespace

}  // namespace tenderd

int main(int count, char** arguments)
{
    tenderd::log lines;
    try {
        auto const how = tenderd::read_options({arguments + 1, arguments + count});
        if (!how) {
            std::printf("%s", tenderd::help().c_str());
            return 0;
        }
        tenderd::run(*how, lines);
        return 0;
    } catch (std::exception const& e) {
        lines.say(e.what());
        return 1;
    }
}
