// SPDX-License-Identifier: BSL-1.0
// tenderd/connection.cpp: bodies of connection.hpp.
#include "connection.hpp"

#include "outgoing.hpp"
#include "site.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>

namespace tenderd {

namespace asio = boost::asio;

connection::connection(stream socket, asio::ip::address const& from, site& answers,
                       clients& everybody)
    : socket_(std::move(socket)), site_(answers), everybody_(everybody),
      self_(socket_.native_handle(), from), address_(from.to_string())
{
}

connection::~connection() { everybody_.remove(self_); }

void connection::start()
{
    error_code ec;
    socket_.set_option(asio::ip::tcp::no_delay(true), ec);
    if (!ec) socket_.non_blocking(true, ec);
    if (ec || !everybody_.add(self_)) return;
    in_.asked.client = address_;
    receive();
}

/// One request, then it is the turn of the other connections.
void connection::go_on()
{
    bool const answered = take_request();
    if (gone_ || !written()) return;
    if (closing_) return part();
    if (!answered || in_.at_start()) return read();
    asio::post(socket_.get_executor(), [self = shared_from_this()] { self->go_on(); });
}

/// False where it is not all there.
bool connection::take_request()
{
    auto const what = in_.read();
    if (what == incoming::progress::more) {
        if (in_.take_expectation()) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
        return false;
    }
    gone_ = !everybody_.is_served(self_);
    if (!gone_) answer(what);
    return true;
}

void connection::answer(incoming::progress what)
{
    using enum incoming::progress;
    if (what == broken) site_.refuse(in_.status(), response_);
    else site_.handle(in_.asked, response_);
    closing_ = what != ready || !in_.keep_alive() || everybody_.stopping();
    append_answer(out_, response_,
                  {.keep_alive = !closing_, .head_only = in_.asked.method == "HEAD"});
    if (closing_) return;
    in_.next();
    begun_ = false;
    body_began_ = never;
}

/// True once all is written. Most go out at once; else the rest is written in its time, and then
/// things go on.
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
    if (!everybody_.holds(self_, held())) return false;
    self_.must_end(everybody_.now() + clients::answer_patience);
    asio::async_write(socket_, asio::buffer(out_) + count,
                      [self = shared_from_this()](error_code failed, std::size_t) {
                          if (failed) return;
                          self->out_.clear();
                          self->go_on();
                      });
    return false;
}

/// What is missing of a request, or the next one.
void connection::read()
{
    if (!may_wait()) return;
    if (in_.at_start() && everybody_.stopping()) return part();
    receive();
}

void connection::receive()
{
    socket_.async_read_some(in_.room(), [self = shared_from_this()](error_code failed,
                                                                    std::size_t count) {
        if (failed) return;
        self->in_.received(count);
        self->go_on();
    });
}

/// Until when is said here; false once it was hung up on.
bool connection::may_wait()
{
    auto const now = everybody_.now();
    if (in_.at_start()) {
        rest();
        return everybody_.is_idle(self_, now + clients::idle_patience);
    }
    if (!begun_ && !everybody_.begins(self_, now + clients::head_patience)) return false;
    begun_ = true;
    if (in_.has_head()) self_.must_end(body_deadline());
    return everybody_.holds(self_, held());
}

/// Each byte earns time, up to a bound.
moment connection::body_deadline()
{
    if (body_began_ == never) body_began_ = everybody_.now();
    auto const earned = static_cast<moment>(in_.body_size() / clients::body_rate) * second;
    return body_began_ + std::min(clients::body_grace + earned, clients::body_patience);
}

/// Bytes, beyond what every connection has.
std::size_t connection::held() const
{
    auto total = in_.held();
    for (auto const capacity : {out_.capacity(), response_.body.capacity()})
        if (capacity > little) total += capacity;
    return total;
}

/// Nothing is kept that was needed for one large request or answer.
void connection::rest()
{
    if (out_.capacity() > little) out_ = {};
    if (response_.body.capacity() > little) response_ = {};
}

/// Lets the client read the last answer before the connection goes, whatever it still sends.
void connection::part()
{
    error_code ec;
    socket_.shutdown(stream::shutdown_send, ec);
    if (ec) return;
    in_.give_up();
    rest();
    if (everybody_.is_idle(self_, everybody_.now() + clients::parting_patience)) drop();
}

void connection::drop()
{
    if (dropped_ > most_dropped) return;
    socket_.async_read_some(in_.scrap(), [self = shared_from_this()](error_code failed,
                                                                    std::size_t count) {
        if (failed) return;
        self->dropped_ += count;
        self->drop();
    });
}

}  // namespace tenderd
