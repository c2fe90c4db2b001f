// SPDX-License-Identifier: BSL-1.0
// tenderd/connection.cpp: bodies of connection.hpp.
#include "connection.hpp"

#include "outgoing.hpp"
#include "site.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>

namespace tenderd {

namespace asio = boost::asio;

connection::connection(stream socket, site& answers, clients& everybody)
    : socket_(std::move(socket)), site_(answers), everybody_(everybody),
      self_(socket_.native_handle())
{
    everybody_.add(self_);
}

connection::~connection() { everybody_.remove(self_); }

void connection::start()
{
    error_code ec;
    auto const peer = socket_.remote_endpoint(ec);
    if (!ec) socket_.set_option(asio::ip::tcp::no_delay(true), ec);
    if (!ec) socket_.non_blocking(true, ec);
    if (ec) return;
    address_ = peer.address().to_string();
    in_.asked.client = address_;
    read();
}

/// As far as the bytes at hand reach.
void connection::go_on()
{
    for (;;) {
        bool const all = take_requests();
        if (!written()) return;
        if (closing_) return part();
        if (all) return read();
    }
}

/// Answers what has come; false where there is more of it, but much to be written first.
bool connection::take_requests()
{
    while (!closing_ && out_.size() < much) {
        auto const what = in_.read();
        if (what == incoming::progress::more) {
            if (in_.take_expectation()) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
            return true;
        }
        answer(what);
    }
    return false;
}

void connection::answer(incoming::progress what)
{
    using enum incoming::progress;
    if (what == broken) site_.refuse(in_.status(), response_);
    else site_.handle(in_.asked, response_);
    closing_ = what != ready || !in_.keep_alive() || everybody_.stopping();
    append_answer(out_, response_,
                  {.keep_alive = !closing_, .head_only = in_.asked.method == "HEAD"});
    if (!closing_) in_.next();
}

/// True once all answers are written. Most go out at once; else the rest is written in its time,
/// and then things go on.
bool connection::written()
{
    if (out_.empty()) return true;
    error_code ec;
    auto const count = socket_.write_some(asio::buffer(out_), ec);
    if (!ec && count == out_.size()) {
        out_.clear();
        return true;
    }
    if (ec && ec != asio::error::would_block) return false;
    self_.must_end(everybody_.now() + clients::patience);
    asio::async_write(socket_, asio::buffer(out_) + count,
                      [self = shared_from_this()](error_code failed, std::size_t) {
                          if (failed) return;
                          self->out_.clear();
                          self->go_on();
                      });
    return false;
}

void connection::read()
{
    bool const idle = in_.at_start();
    if (idle) {
        self_.must_end(everybody_.now() + clients::patience);
        self_.idle(true);
        if (everybody_.stopping()) return part();
    }
    socket_.async_read_some(in_.room(), [self = shared_from_this(), idle](error_code failed,
                                                                          std::size_t count) {
        if (failed) return;
        if (idle) {
            self->self_.must_end(self->everybody_.now() + clients::patience);
            self->self_.idle(false);
        }
        self->in_.received(count);
        self->go_on();
    });
}

/// Lets the client read the last answer before the connection goes, whatever it still sends.
void connection::part()
{
    error_code ec;
    if (dropped_ == 0) socket_.shutdown(stream::shutdown_send, ec);
    if (ec || dropped_ > most_dropped) return;
    self_.must_end(everybody_.now() + parting);
    self_.idle(true);
    socket_.async_read_some(in_.scrap(), [self = shared_from_this()](error_code failed,
                                                                    std::size_t count) {
        if (failed) return;
        self->dropped_ += count;
        self->part();
    });
}

}  // namespace tenderd
