// SPDX-License-Identifier: BSL-1.0
// tenderd/options.cpp: the table of options, and how each is read.
#include "options.hpp"

#include "store.hpp"

#include <tender/base/url.hpp>

#include <charconv>
#include <string_view>

namespace tenderd {

namespace {

/// A whole decimal number in a range; throws with what the option is called.
long number(std::string_view option, std::string_view text, long least, long most)
{
    long value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
        throw cannot_start(std::string(option) + " must be a number from " +
                           std::to_string(least) + " to " + std::to_string(most) + ", not " +
                           std::string(text));
    return value;
}

/// HOST:PORT, with an IPv6 address in brackets.
void take_listen(options& o, std::string_view text)
{
    auto const colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0)
        throw cannot_start("--listen must be HOST:PORT, not " + std::string(text));
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos)
        throw cannot_start("--listen needs brackets around an IPv6 address, as in [::1]:8080");
    o.host = host;
    o.port = static_cast<std::uint16_t>(number("--listen's port", text.substr(colon + 1), 0,
                                               65535));
}

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

/// An option; without an argument it is a switch.
struct option {
    std::string_view name;
    std::string_view argument;
    std::string_view meaning;
    void (*take)(options&, std::string_view);
};

constexpr option table[] = {
    {"--listen", "HOST:PORT", "where to listen (127.0.0.1:8080); port 0 picks a free one",
     take_listen},
    {"--store", "STORE", "memory (the default), sqlite:FILE or postgres:CONNINFO", take_store},
    {"--credentials", "FILE", "keeps the demo account's keys; written where it does not exist",
     [](options& o, std::string_view text) { o.credentials = text; }},
    {"--threads", "N", "how many threads answer requests (2)",
     [](options& o, std::string_view text) {
         o.threads = static_cast<int>(number("--threads", text, 1, 256));
     }},
    {"--confirm-after", "MS", "when the simulated providers confirm a payment (1000)",
     [](options& o, std::string_view text) {
         o.confirm_after = std::chrono::milliseconds(
             number("--confirm-after", text, 0, 86'400'000));
     }},
    {"--public-url", "URL", "what the URLs of pages begin with (the address it listens on)",
     take_public_url},
    {"--allow-local-webhooks", "", "accepts http and local hosts as webhook URLs",
     [](options& o, std::string_view) { o.allow_local_webhooks = true; }},
    {"--providers", "URL", "a simulator in a process of its own; to come",
     [](options&, std::string_view) {
         throw cannot_start("--providers: this tenderd simulates its providers itself");
     }},
};

option const& find(std::string_view name)
{
    for (auto const& o : table)
        if (o.name == name) return o;
    throw cannot_start("what is " + std::string(name) + "? See tenderd --help");
}

}  // namespace

std::optional<options> read_options(std::span<char const* const> arguments)
{
    options read;
    for (std::size_t i = 0; i != arguments.size(); ++i) {
        std::string_view const name = arguments[i];
        if (name == "--help" || name == "-h") return std::nullopt;
        auto const& o = find(name);
        if (o.argument.empty()) {
            o.take(read, {});
            continue;
        }
        if (++i == arguments.size() || *arguments[i] == '\0')
            throw cannot_start(std::string(name) + " needs " + std::string(o.argument));
        o.take(read, arguments[i]);
    }
    return read;
}

std::string help()
{
    std::string text = "tenderd: the payment system tender behind HTTP, with a demo account\n\n";
    for (auto const& o : table) {
        auto left = "  " + std::string(o.name) + " " + std::string(o.argument);
        left.resize(28, ' ');
        text += left + std::string(o.meaning) + "\n";
    }
    return text + "\nSIGTERM and SIGINT finish what is in flight.\n";
}

}  // namespace tenderd
