// SPDX-License-Identifier: BSL-1.0
// tenderd/options.cpp: the table of options, and how each is read.
#include "options.hpp"

#include "store.hpp"

#include <tender/base/url.hpp>

#include <string_view>

namespace tenderd {

namespace {

void take_store(options& o, std::string_view text)
{
    if (!is_store(text))
        throw cannot_start("--store must be memory, sqlite:FILE or postgres:CONNINFO, not " +
                           std::string(text));
    o.store = text;
}

void take_public_url(options& o, std::string_view text)
{
    while (text.ends_with('/')) text.remove_suffix(1);
    if (!tender::is_web_url(text))
        throw cannot_start("--public-url must be an http or https URL, not " + std::string(text));
    o.public_url = text;
}

/// A simulator's address on this machine or near it, without a path.
void take_providers(options& o, std::string_view text)
{
    while (text.ends_with('/')) text.remove_suffix(1);
    bool const plain = tender::is_web_url(text) && text.starts_with("http://");
    if (!plain || text.find_first_of("/?#", 7) != std::string_view::npos)
        throw cannot_start("--providers must be http://HOST:PORT, not " + std::string(text));
    o.providers = text;
}

constexpr option<options> table[] = {
    {"--listen", "HOST:PORT", "where to listen (127.0.0.1:8080); port 0 picks a free one",
     [](options& o, std::string_view text) { o.listen = read_listen(text); }},
    {"--store", "STORE", "memory (the default), sqlite:FILE or postgres:CONNINFO", take_store},
    {"--credentials", "FILE", "keeps the demo account's keys; written where it does not exist",
     [](options& o, std::string_view text) { o.credentials = text; }},
    {"--threads", "N", "how many threads answer requests (32); some wait for others",
     [](options& o, std::string_view text) {
         o.threads = static_cast<int>(number("--threads", text, 1, 256));
     }},
    {"--connections", "N", "how many there may be (10000, or as many as descriptors allow)",
     [](options& o, std::string_view text) {
         o.connections = static_cast<std::size_t>(number("--connections", text, 1, 1'000'000));
     }},
    {"--connections-per-client", "N", "of them from one address (a quarter); all, behind a proxy",
     [](options& o, std::string_view text) {
         o.connections_per_client =
             static_cast<std::size_t>(number("--connections-per-client", text, 1, 1'000'000));
     }},
    {"--confirm-after", "MS", "when the simulated providers confirm a payment (1000)",
     [](options& o, std::string_view text) {
         o.confirm_after = std::chrono::milliseconds(
             number("--confirm-after", text, 0, 86'400'000));
     }},
    {"--challenge", "", "simulated: what is paid elsewhere waits, and says what is to be done",
     [](options& o, std::string_view) { o.challenge = true; }},
    {"--public-url", "URL", "what the URLs of pages begin with (the address it listens on)",
     take_public_url},
    {"--allow-local-webhooks", "", "accepts http and local hosts as webhook URLs",
     [](options& o, std::string_view) { o.allow_local_webhooks = true; }},
    {"--providers", "URL", "asks a simulator, a process of its own, instead of simulating",
     take_providers},
    {"--die-at", "POINT:N", "kills itself at a point of the write path, for tests",
     [](options& o, std::string_view text) { o.die_at = read_death(text); }},
};

}  // namespace

std::optional<options> read_options(std::span<char const* const> arguments)
{
    return read_command_line(table, arguments);
}

std::string help()
{
    return "tenderd: the payment system tender behind HTTP, with a demo account\n\n" +
           options_text(table) + "\nSIGTERM and SIGINT finish what is in flight.\n";
}

}  // namespace tenderd
