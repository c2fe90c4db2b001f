// SPDX-License-Identifier: BSL-1.0
// tests/blackbox/bare_server.cpp: what tenderd is measured against: Beast, and one answer made
// beforehand, for whoever asks.
//
//     bare_server BODY_SIZE
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using error_code = boost::system::error_code;

class connection : public std::enable_shared_from_this<connection> {
public:
    connection(tcp::socket socket, std::string const& answer)
        : socket_(std::move(socket)), answer_(answer)
    {
        socket_.set_option(tcp::no_delay(true));
    }

    void read()
    {
        parser_.emplace();
        http::async_read(socket_, buffer_, *parser_,
                         [self = shared_from_this()](error_code ec, std::size_t) {
                             if (!ec) self->write();
                         });
    }

private:
    void write()
    {
        asio::async_write(socket_, asio::buffer(answer_),
                          [self = shared_from_this()](error_code ec, std::size_t) {
                              if (!ec) self->read();
                          });
    }

    tcp::socket socket_;
    std::string const& answer_;
    boost::beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
};

void accept(tcp::acceptor& from, std::string const& answer)
{
    from.async_accept([&](error_code ec, tcp::socket socket) {
        if (!ec) std::make_shared<connection>(std::move(socket), answer)->read();
        accept(from, answer);
    });
}

}  // namespace

int main(int count, char** arguments)
{
    auto const size = static_cast<std::size_t>(count > 1 ? std::atoi(arguments[1]) : 599);
    std::string body =
        R"({"id":"ppfb_pay_01JA0B1C2D3E4F5G6H7J8K9MNP","reference":"INV-1","more":")";
    body.resize(std::max(size, body.size() + 2) - 2, 'x');
    body += "\"}";
    std::string const answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                               "X-Request-Id: 01M7WR1R9C5X7NBGM5X1A221C9\r\nContent-Length: " +
                               std::to_string(body.size()) + "\r\n\r\n" + body;
    asio::io_context io{1};
    tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
    std::printf("http://127.0.0.1:%d\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    accept(acceptor, answer);
    io.run();
}
