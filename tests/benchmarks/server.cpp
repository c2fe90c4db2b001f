// SPDX-License-Identifier: BSL-1.0
// tests/benchmarks/server.cpp: what a request costs the server, against a bare one.
#include "report.hpp"
#include "shop.hpp"

#include "blackbox/load.hpp"

#include <boost/asio/read_until.hpp>
#include <boost/json.hpp>

#include <spawn.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

extern char** environ;

namespace bench {

namespace {

/// A server in a process of its own; its first line names its URL.
class server {
public:
    explicit server(std::vector<std::string> arguments)
    {
        int ends[2];
        if (pipe(ends) != 0) throw std::runtime_error("no pipe");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
        posix_spawn_file_actions_addclose(&actions, ends[0]);
        std::vector<char*> argv;
        for (auto& a : arguments) argv.push_back(a.data());
        argv.push_back(nullptr);
        auto const failed =
            posix_spawn(&process_, argv[0], &actions, nullptr, argv.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        close(ends[1]);
        if (failed != 0) throw std::runtime_error("cannot start " + arguments[0]);
        auto* const out = fdopen(ends[0], "r");
        char line[256] = {};
        if (std::fgets(line, sizeof line, out) != nullptr) url_ = line;
        std::fclose(out);
        auto const at = url_.find("http://");
        if (at == std::string::npos) throw std::runtime_error(arguments[0] + " is not ready");
        url_ = url_.substr(at, url_.find_last_not_of("\n") + 1 - at);
    }
    server(server const&) = delete;
    server& operator=(server const&) = delete;
    ~server()
    {
        kill(process_, SIGTERM);
        waitpid(process_, nullptr, 0);
    }

    /// Microseconds of processor time per answer, with 32 connections.
    double cost(blackbox::load_client::requests const& next) const
    {
        constexpr std::chrono::seconds time{2};
        auto const r = blackbox::run_load(blackbox::endpoint_of(url_), 32, time, next, process_);
        if (r.errors != 0) throw std::runtime_error(r.first_error);
        return r.server_microseconds;
    }

    std::string const& url() const { return url_; }

private:
    pid_t process_ = 0;
    std::string url_;
};

std::string head(std::string const& line, std::string const& key)
{
    return line + " HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nAuthorization: Bearer " + key + "\r\n";
}

blackbox::load_client::requests creates(std::string key, int from)
{
    return [start = head("POST /popfab/v1/payments", key) + "Content-Type: application/json\r\n",
            n = from](std::string& bytes) mutable {
        auto const o = make_order(n++);
        bytes += start + "Idempotency-Key: " + o.key + "\r\nContent-Length: " +
                 std::to_string(o.body.size()) + "\r\n\r\n" + o.body;
    };
}

/// One payment's id, asked of the server itself.
std::string some_payment(server const& tenderd, std::string const& key)
{
    namespace asio = boost::asio;
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    socket.connect(blackbox::endpoint_of(tenderd.url()));
    std::string request, answer;
    creates(key, 900'000'000)(request);
    asio::write(socket, asio::buffer(request));
    asio::read_until(socket, asio::dynamic_buffer(answer), "\"reference\"");
    auto const at = answer.find("ppfb_pay_");
    if (at == std::string::npos) throw std::runtime_error(answer);
    return answer.substr(at, answer.find('"', at) - at);
}

std::string text_of(std::filesystem::path const& file)
{
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

void measure_server(std::vector<row>& rows)
{
    namespace fs = std::filesystem;
    auto const program = fs::path(TENDER_BINARY_DIR) / "examples/tenderd";
    auto const bare_program = fs::path(TENDER_BINARY_DIR) / "blackbox/tenderd_bare_server";
    if (!fs::exists(program) || !fs::exists(bare_program)) {
        progress("no server: tenderd is not built");
        return;
    }
    progress("the server, 32 connections");
    auto const file = fs::path(TENDER_BINARY_DIR) / "bench_credentials.json";
    fs::remove(file);
    server const tenderd({program.string(), "--listen", "127.0.0.1:0", "--threads", "1",
                          "--credentials", file.string()});
    server const bare({bare_program.string(), "599"});
    auto const key = std::string(boost::json::parse(text_of(file))
                                     .at("popfab").at("api_key").as_string());
    std::vector<double> create, get;
    int from = 0;
    for (int round = 0; round != 3; ++round) {
        auto const base = bare.cost(creates(key, from));
        create.push_back(tenderd.cost(creates(key, from)) / base);
        from += 10'000'000;
    }
    auto const id = some_payment(tenderd, key);
    auto const one = head("GET /popfab/v1/payments/" + id, key) + "\r\n";
    auto const gets = [&](std::string& bytes) { bytes += one; };
    for (int round = 0; round != 3; ++round) {
        auto const base = bare.cost(gets);
        get.push_back(tenderd.cost(gets) / base);
    }
    rows.push_back({"tenderd_create", median(create), "x", 1.6, 1.25, false, {}});
    rows.push_back({"tenderd_get", median(get), "x", 1.4, 1.1, false, {}});
}

}  // namespace bench
