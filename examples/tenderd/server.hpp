// SPDX-License-Identifier: BSL-1.0
// tenderd/server.hpp: listens, takes clients in, and stops when it is told to.
#pragma once

#include "clients.hpp"
#include "connection.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace tenderd {

class site;

class server {
public:
    /// Listens from now on, and answers once it runs. Throws cannot_start.
    server(std::string const& host, std::uint16_t port, int threads, site& answers,
           limits most = {});

    /// As clients on this machine reach it: http://127.0.0.1:8080
    std::string url() const;

    /// Returns after SIGTERM or SIGINT, when what was in flight is done.
    void run();

private:
    using control = boost::asio::strand<boost::asio::io_context::executor_type>;
    using error_code = boost::system::error_code;
    using tcp = boost::asio::ip::tcp;

    void listen(std::string const& host, std::uint16_t port);
    void accept();
    void pause(std::chrono::milliseconds how_long);
    void welcome(stream socket);
    void tick();
    void stop();

    int threads_;
    site& site_;
    clients clients_;
    boost::asio::io_context io_;
    control control_{io_.get_executor()};          ///< for what follows, but for no connection
    boost::asio::basic_socket_acceptor<tcp, control> acceptor_{control_};
    boost::asio::signal_set signals_{control_, SIGTERM, SIGINT};
    boost::asio::steady_timer timer_{control_};
    boost::asio::steady_timer retry_{control_};
};

}  // namespace tenderd
