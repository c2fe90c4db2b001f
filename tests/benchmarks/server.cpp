// SPDX-License-Identifier: BSL-1.0
// tests/benchmarks/server.cpp: what a request costs the server, against a bare one; and how many it
// answers beside a mock of a payment system that programs are tested against.
#include "report.hpp"
#include "shop.hpp"

#include "blackbox/load.hpp"

#include <boost/asio/read_until.hpp>
#include <boost/json.hpp>

#include <spawn.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

extern char** environ;

namespace bench {

namespace {

using blackbox::load_client;

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
            posix_spawnp(&process_, argv[0], &actions, nullptr, argv.data(), environ);
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

    /// What 32 connections get for as long as it takes to measure.
    blackbox::load_result load(load_client::requests const& next) const
    {
        constexpr std::chrono::seconds time{2};
        auto r = blackbox::run_load(blackbox::endpoint_of(url_), 32, time, next, process_);
        if (r.errors != 0) throw std::runtime_error(r.first_error);
        return r;
    }

    /// Microseconds of processor time per answer.
    double cost(load_client::requests const& next) const
    {
        return load(next).server_microseconds;
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

load_client::requests creates(std::string const& key)
{
    return [start = head("POST /popfab/v1/payments", key) + "Content-Type: application/json\r\n",
            n = 0](std::string& bytes) mutable {
        auto const o = make_order(n++);
        bytes += start + "Idempotency-Key: " + o.key + "\r\nContent-Length: " +
                 std::to_string(o.body.size()) + "\r\n\r\n" + o.body;
    };
}

constexpr char mock_key[] = "sk_test_mock";   // it takes any

/// What the mock calls a charge: the same amount, reference and customer.
load_client::requests mock_creates()
{
    return [start = head("POST /v1/charges", mock_key) +
                    "Content-Type: application/x-www-form-urlencoded\r\n",
            n = 0](std::string& bytes) mutable {
        auto const o = make_order(n++);
        auto const body = "amount=150000&currency=ngn&source=tok_visa&description=" + o.key +
                          "&receipt_email=ada%40example.com&metadata[order_id]=7890"
                          "&metadata[plan]=premium";
        bytes += start + "Idempotency-Key: " + o.key + "\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + body;
    };
}

/// The first id that begins so in what the server itself answers to a create.
std::string some_id(server const& of, load_client::requests create,
                    std::string const& begins)
{
    namespace asio = boost::asio;
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    socket.connect(blackbox::endpoint_of(of.url()));
    std::string request, answer;
    create(request);
    asio::write(socket, asio::buffer(request));
    asio::read_until(socket, asio::dynamic_buffer(answer), "\"metadata\"");
    auto const at = answer.find(begins);
    if (at == std::string::npos) throw std::runtime_error(answer);
    return answer.substr(at, answer.find('"', at) - at);
}

load_client::requests gets(std::string const& path, std::string const& key)
{
    return [one = head("GET " + path, key) + "\r\n"](std::string& bytes) { bytes += one; };
}

std::string text_of(std::filesystem::path const& file)
{
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A tenderd of its own, and a key of its POPFAB face.
struct popfab {
    explicit popfab(std::string const& program)
        : serving({program, "--listen", "127.0.0.1:0", "--threads", "1", "--credentials", fresh()}),
          key(boost::json::parse(text_of(file())).at("popfab").at("api_key").as_string())
    {
    }

    static std::string file() { return TENDER_BINARY_DIR "/bench_credentials.json"; }
    static std::string fresh()
    {
        std::filesystem::remove(file());
        return file();
    }

    server serving;
    std::string key;
};

void measure_cost(std::vector<row>& rows, std::string const& program, std::string const& bare_one)
{
    popfab const tenderd(program);
    server const bare({bare_one, "599"});
    auto const against_bare = [&](load_client::requests const& next) {
        std::vector<double> ratios;
        for (int round = 0; round != 3; ++round) {
            auto const base = bare.cost(next);
            ratios.push_back(tenderd.serving.cost(next) / base);
        }
        return median(ratios);
    };
    auto const create = creates(tenderd.key);
    rows.push_back({"tenderd_create", against_bare(create), "x", 1.6, 1.25, false, {}});
    auto const one = "/popfab/v1/payments/" + some_id(tenderd.serving, create, "ppfb_pay_");
    rows.push_back({"tenderd_get", against_bare(gets(one, tenderd.key)), "x", 1.4, 1.1, false, {}});
}

struct rates {
    double creates, gets;              ///< answers a second
};

rates rates_of(server const& from, load_client::requests const& create, std::string const& path,
               std::string const& id_begins, std::string const& key)
{
    auto const made = from.load(create).per_second;
    std::this_thread::sleep_for(std::chrono::seconds(3));   // until what was made is confirmed
    auto const one = gets(path + some_id(from, create, id_begins), key);
    return {made, from.load(one).per_second};
}

/// Each round has fresh servers: the mock is at its best before it has kept much.
void measure_beside_mock(std::vector<row>& rows, std::string const& program)
{
    std::vector<double> create, get;
    for (int round = 0; round != 3; ++round) {
        auto const mocked = [] {
            server const mock({"node", TENDER_SOURCE_DIR "/tests/benchmarks/peer/server.mjs"});
            return rates_of(mock, mock_creates(), "/v1/charges/", "ch_", mock_key);
        }();
        popfab const tenderd(program);
        auto const ours = rates_of(tenderd.serving, creates(tenderd.key), "/popfab/v1/payments/",
                                   "ppfb_pay_", tenderd.key);
        create.push_back(ours.creates / mocked.creates);
        get.push_back(ours.gets / mocked.gets);
    }
    rows.push_back({"mock_create", median(create), "x", 12, 18, true, {}});
    rows.push_back({"mock_get", median(get), "x", 12, 15, true, {}});
}

}  // namespace

void measure_server(std::vector<row>& rows)
{
    std::string const program = TENDER_BINARY_DIR "/examples/tenderd";
    std::string const bare_one = TENDER_BINARY_DIR "/blackbox/tenderd_bare_server";
    if (!std::filesystem::exists(program) || !std::filesystem::exists(bare_one)) {
        progress("no server: tenderd is not built");
        return;
    }
    try {
        progress("the server, 32 connections");
        measure_cost(rows, program, bare_one);
        progress("the server, beside a mock");
        measure_beside_mock(rows, program);
    } catch (std::exception const& what) {
        progress(std::string("no more of the server: ") + what.what());
    }
}

}  // namespace bench
