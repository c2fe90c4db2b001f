// SPDX-License-Identifier: BSL-1.0
// tenderd/connection.hpp: one client and its requests.
#pragma once

#include "clients.hpp"
#include "incoming.hpp"

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <string>

namespace tenderd {

class site;

/// Of a plain executor: nothing is erased and no strand is needed, since each connection's work is
/// one chain of operations, whichever threads they run on.
using stream = boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                                boost::asio::io_context::executor_type>;

/// Reads requests and writes answers in their order, until the client or a time limit ends it.
class connection : public std::enable_shared_from_this<connection> {
public:
    connection(stream socket, boost::asio::ip::address const& from, site& answers,
               clients& everybody);
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;
    ~connection();

    void start();

private:
    using error_code = boost::system::error_code;

    void go_on();
    bool take_request();
    void answer(incoming::progress what);
    bool written();
    void read();
    void receive();
    bool may_wait();
    moment body_deadline();
    std::size_t held() const;
    void rest();
    void part();
    void drop();

    static constexpr std::size_t little = 4 * 1024;              ///< may stay with an idle client
    static constexpr std::size_t most_dropped = 1024 * 1024;     ///< of what comes too late

    stream socket_;
    site& site_;
    clients& everybody_;
    client self_;
    std::string address_;
    incoming in_;
    tender::response response_;
    std::string out_;
    std::size_t dropped_ = 0;
    bool begun_ = false;                                         ///< some of a request is there
    moment body_began_ = never;
    bool gone_ = false;                                          ///< hung up on
    bool closing_ = false;                                       ///< once `out_` is written
};

}  // namespace tenderd
