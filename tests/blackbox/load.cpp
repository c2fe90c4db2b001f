// SPDX-License-Identifier: BSL-1.0
// tests/blackbox/load.cpp: creates and reads payments on many connections; fails where one fails.
//
//     tenderd_load URL KEY [SECONDS [CONNECTIONS [PROCESS]]]
//
// URL is the face's (http://127.0.0.1:8080/popfab). With the server's process id it also says how
// much processor time a request costs the server.
#include "load.hpp"

#include <boost/asio/read_until.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>

namespace {

using blackbox::load_client;
using blackbox::load_result;

struct target {
    std::string host;
    std::string mount;
    std::string key;
    int connections;
    std::chrono::milliseconds time;
    int process;
};

std::string head_of(target const& at, std::string_view line)
{
    return std::string(line) + " HTTP/1.1\r\nHost: " + at.host + "\r\nAuthorization: Bearer " +
           at.key + "\r\n";
}

/// Payments that differ in reference and idempotency key.
load_client::requests creates(target const& at)
{
    auto const head = head_of(at, "POST " + at.mount + "/v1/payments") +
                      "Content-Type: application/json\r\n";
    return [head, run = std::to_string(::getpid()), n = 0](std::string& bytes) mutable {
        auto const name = run + "-" + std::to_string(++n);
        auto const body =
            R"({"amount":150000,"currency":"NGN","payment_method":"card","reference":"MYAPP-)" +
            name + R"(","customer":{"email":"ada@example.com","name":"Ada Okafor",)" +
            R"("phone":"+2348012345678"},"metadata":{"order_id":"7890","plan":"premium"}})";
        bytes += head;
        bytes += "Idempotency-Key: order_" + name + "\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + body;
    };
}

/// A payment to read again and again.
std::string make_payment(target const& at)
{
    namespace asio = boost::asio;
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    socket.connect(blackbox::endpoint_of("http://" + at.host));
    std::string request, answer;
    creates(at)(request);
    asio::write(socket, asio::buffer(request));
    asio::read_until(socket, asio::dynamic_buffer(answer), "\"reference\"");
    auto const id = answer.find("ppfb_pay_");
    if (id == std::string::npos) throw std::runtime_error(answer);
    return answer.substr(id, answer.find('"', id) - id);
}

bool print(char const* what, load_result const& r)
{
    std::printf("%-6s %8llu answers, %llu errors, %6.0f/s", what,
                static_cast<unsigned long long>(r.answers),
                static_cast<unsigned long long>(r.errors), r.per_second);
    if (r.server_microseconds > 0) std::printf(", %5.2f us of the server", r.server_microseconds);
    std::printf("\n");
    if (r.errors != 0) std::printf("%s\n", r.first_error.c_str());
    return r.errors == 0 && r.answers != 0;
}

bool load(target const& at)
{
    auto const server = blackbox::endpoint_of("http://" + at.host);
    auto const one = head_of(at, "GET " + at.mount + "/v1/payments/" + make_payment(at)) + "\r\n";
    auto const made = blackbox::run_load(server, at.connections, at.time, creates(at), at.process);
    bool const good = print("create", made);
    auto const got = blackbox::run_load(
        server, at.connections, at.time, [&](std::string& bytes) { bytes += one; }, at.process);
    return print("get", got) && good;
}

}  // namespace

int main(int count, char** arguments)
try {
    if (count < 3) {
        std::fprintf(stderr, "usage: tenderd_load URL KEY [SECONDS [CONNECTIONS [PROCESS]]]\n");
        return 2;
    }
    auto const number = [&](int at, int otherwise) {
        return count > at ? std::atoi(arguments[at]) : otherwise;
    };
    std::string const url = arguments[1];
    auto const slash = url.find('/', 7);
    target const at{url.substr(7, slash - 7), url.substr(slash), arguments[2], number(4, 32),
                    std::chrono::seconds(number(3, 2)), number(5, 0)};
    return load(at) ? 0 : 1;
} catch (std::exception const& e) {
    std::fprintf(stderr, "tenderd_load: %s\n", e.what());
    return 1;
}
