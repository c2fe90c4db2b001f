// SPDX-License-Identifier: BSL-1.0
// simulator/main.cpp: seven providers in a process of their own, with a book on disk, for tests of
// what talks to providers.
#include "notifier.hpp"
#include "providers_site.hpp"

#include "../tenderd/command_line.hpp"
#include "../tenderd/server.hpp"

#include <tender/adapter/system.hpp>
#include <tender/base/url.hpp>
#include <tender/store/records/entity.hpp>
#include <tender/store/sqlite.hpp>

#include <cstdio>
#include <exception>
#include <optional>

namespace simulator {

namespace {

using tenderd::number;
using std::chrono::milliseconds;

struct options {
    tenderd::listen_address listen{};
    std::string book{};                ///< a file; empty: the book ends with the process
    milliseconds confirm_after{1000};
    milliseconds hang{4000};
    int threads = 32;
    bool challenge = false;
    std::string notify{};              ///< where the server takes notifications; empty: nowhere
};

constexpr tenderd::option<options> table[] = {
    {"--listen", "HOST:PORT", "where to listen (127.0.0.1:8080); port 0 picks a free one",
     [](options& o, std::string_view text) { o.listen = tenderd::read_listen(text); }},
    {"--book", "FILE", "keeps the providers' books; made where it does not exist",
     [](options& o, std::string_view text) { o.book = text; }},
    {"--confirm-after", "MS", "when a charge is confirmed (1000)",
     [](options& o, std::string_view text) {
         o.confirm_after = milliseconds(number("--confirm-after", text, 0, 86'400'000));
     }},
    {"--hang", "MS", "how late an answer is that hangs (4000)",
     [](options& o, std::string_view text) {
         o.hang = milliseconds(number("--hang", text, 0, 60'000));
     }},
    {"--challenge", "", "what the customer pays elsewhere waits, and says what is to be done",
     [](options& o, std::string_view) { o.challenge = true; }},
    {"--notify", "URL", "tells of what is done: http://HOST:PORT/notifications/test",
     [](options& o, std::string_view text) {
         if (!tender::is_web_url(text)) throw tenderd::cannot_start("--notify must be a URL");
         o.notify = text;
     }},
    {"--threads", "N", "how many calls may hang at once (32)",
     [](options& o, std::string_view text) {
         o.threads = static_cast<int>(number("--threads", text, 1, 256));
     }},
};

void run(options const& how)
{
    std::shared_ptr<tender::storage> store;
    if (!how.book.empty()) {
        auto opened = tender::sqlite_storage::open(
            how.book, {tender::entity_of<tender::testing::simulated_call>});
        if (!opened) throw tenderd::cannot_start(std::string(opened.error().text()));
        store = *opened;
    }
    auto const clock = std::make_shared<tender::os_clock>();
    auto const faults = std::make_shared<tender::testing::call_faults>();
    auto all = tender::testing::popfab_providers(clock, how.confirm_after, faults, store);
    all.push_back(tender::testing::house_provider(clock, how.confirm_after, faults, store));
    for (auto const& p : all) p->challenge(how.challenge);
    providers_site answers(std::move(all), clock, how.hang);
    std::optional<notifier> tells;
    if (!how.notify.empty()) {
        tells.emplace(how.notify, clock, how.confirm_after);
        answers.tell(*tells);
    }
    tenderd::server http(how.listen.host, how.listen.port, how.threads, answers);
    std::printf("simulator ready on %s\n", http.url().c_str());
    std::fflush(stdout);
    http.run();
}

}  // namespace

}  // namespace simulator

int main(int count, char** arguments)
try {
    auto const how =
        tenderd::read_command_line(simulator::table, {arguments + 1, arguments + count});
    if (!how) {
        std::printf("simulator: providers that move no money, over HTTP\n\n%s",
                    tenderd::options_text(simulator::table).c_str());
        return 0;
    }
    simulator::run(*how);
    return 0;
} catch (std::exception const& e) {
    std::fprintf(stderr, "simulator: %s\n", e.what());
    return 1;
}
