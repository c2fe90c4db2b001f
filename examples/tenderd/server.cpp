// SPDX-License-Identifier: BSL-1.0
// tenderd/server.cpp: bodies of server.hpp.
#include "server.hpp"

#include "command_line.hpp"

#include <chrono>
#include <csignal>
#include <memory>
#include <thread>
#include <vector>

namespace tenderd {

namespace asio = boost::asio;

namespace {

/// New connections are taken before the others have their turn: each waits for few of them.
constexpr int at_once = 32;

}  // namespace

server::server(std::string const& host, std::uint16_t port, int threads, site& answers,
               limits most)
    : threads_(threads), site_(answers), clients_(most), io_(threads)
{
    std::signal(SIGPIPE, SIG_IGN);
    listen(host, port);
}

void server::listen(std::string const& host, std::uint16_t port)
{
    auto const where = host + ":" + std::to_string(port);
    error_code ec;
    auto const found = tcp::resolver(io_).resolve(host, std::to_string(port),
                                                  tcp::resolver::passive, ec);
    for (auto const& entry : found) {
        acceptor_.close(ec);
        acceptor_.open(entry.endpoint().protocol(), ec);
        if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
        // What the system would keep for one that does not read grows to megabytes otherwise.
        if (!ec) acceptor_.set_option(asio::socket_base::send_buffer_size(64 * 1024), ec);
        if (!ec) acceptor_.bind(entry.endpoint(), ec);
        if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
        if (!ec) acceptor_.non_blocking(true, ec);
        if (!ec) return;
    }
    throw cannot_start("cannot listen on " + where + ": " + ec.message());
}

std::string server::url() const
{
    auto const here = acceptor_.local_endpoint();
    auto address = here.address();
    if (address.is_unspecified())
        address = address.is_v4() ? asio::ip::address(asio::ip::address_v4::loopback())
                                  : asio::ip::address(asio::ip::address_v6::loopback());
    auto const host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
    return "http://" + host + ":" + std::to_string(here.port());
}

void server::run()
{
    signals_.async_wait([this](error_code ec, int) {
        if (!ec) stop();
    });
    accept();
    tick();
    std::vector<std::thread> others;
    for (int i = 1; i < threads_; ++i) others.emplace_back([this] { io_.run(); });
    io_.run();
    for (auto& t : others) t.join();
}

void server::accept()
{
    acceptor_.async_wait(tcp::acceptor::wait_read, [this](error_code ec) {
        if (ec || !acceptor_.is_open()) return;
        for (int i = 0; i != at_once && !clients_.crowded(); ++i) {
            auto socket = acceptor_.accept(io_.get_executor(), ec);
            if (ec == asio::error::would_block) break;
            bool const full = ec == asio::error::no_descriptors || ec == asio::error::no_memory ||
                              ec == asio::error::no_buffer_space;
            if (full) return pause(std::chrono::milliseconds(100));   // until somebody leaves
            if (!ec) welcome(std::move(socket));
        }
        if (clients_.crowded()) return pause(std::chrono::milliseconds(1));
        accept();
    });
}

void server::pause(std::chrono::milliseconds how_long)
{
    retry_.expires_after(how_long);
    retry_.async_wait([this](error_code stopped) {
        if (!stopped) accept();
    });
}

void server::welcome(stream socket)
{
    error_code ec;
    auto const from = socket.remote_endpoint(ec).address();
    if (ec) return;   // it has gone again
    std::make_shared<connection>(std::move(socket), from, site_, clients_)->start();
}

/// Again and again the slow are sent away; when stopping, more often.
void server::tick()
{
    if (!clients_.sweep()) return;
    timer_.expires_after(std::chrono::milliseconds(clients_.stopping() ? 20 : 250));
    timer_.async_wait([this](error_code) { tick(); });
}

void server::stop()
{
    error_code ignored;
    acceptor_.close(ignored);
    retry_.cancel();
    clients_.stop();
    timer_.cancel();
}

}  // namespace tenderd
