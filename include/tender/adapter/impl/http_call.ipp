// SPDX-License-Identifier: BSL-1.0
// tender/adapter/impl/http_call.ipp: one request of an http_sender, and the time it has.
#pragma once

#include <tender/adapter/http_sender.hpp>
#include <tender/base/grammar.hpp>
#include <tender/base/ip_address.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/write.hpp>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <ctime>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace tender {

namespace http_call_parts {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;

inline ip_address address_of(asio::ip::address const& a)
{
    if (a.is_v4()) return ip_address::v4(a.to_v4().to_bytes());
    ip_address out;
    auto const bytes = a.to_v6().to_bytes();
    std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
    return out;
}

/// How soon a call sees that it is to end.
inline constexpr std::chrono::milliseconds step{50};

/// Names that nobody answers for hold a thread each for as long as the system asks.
inline constexpr int most_look_ups = 64;

inline constexpr int most_interim_answers = 16;

/// What a name stands for; its look-up may outlive who waits for it.
struct looked_up {
    std::mutex lock;
    std::condition_variable over;
    bool done = false;
    error_code failed;
    std::vector<tcp::endpoint> found;
};

inline void look_up(std::shared_ptr<looked_up> const& into,
                    std::shared_ptr<std::atomic<int>> const& running, std::string const& host,
                    std::string const& port)
{
    ++*running;
    asio::io_context io{1};
    error_code failed;
    auto const found = tcp::resolver(io).resolve(host, port, tcp::resolver::numeric_service,
                                                 failed);
    std::lock_guard const hold(into->lock);
    into->failed = failed;
    for (auto const& entry : found) into->found.push_back(entry.endpoint());
    into->done = true;
    into->over.notify_all();
    --*running;
}

/// The number of seconds, or those until a date: `Wed, 21 Oct 2015 07:28:00 GMT`.
inline std::optional<std::chrono::seconds> read_retry_after(std::string_view text)
{
    std::int64_t seconds = 0;
    auto const* const end = text.data() + text.size();
    auto const read = std::from_chars(text.data(), end, seconds);
    bool const whole = read.ec == std::errc() && read.ptr == end && seconds >= 0;
    constexpr std::int64_t year = 366 * 24 * 3600;
    if (whole) return std::chrono::seconds(std::min(seconds, year));
    std::tm date{};
    std::string const spelt(text);
    auto const* const rest = ::strptime(spelt.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
    if (rest == nullptr || *rest != '\0') return std::nullopt;
    using system = std::chrono::system_clock;
    auto const left = ::timegm(&date) - system::to_time_t(system::now());
    return std::chrono::seconds(std::clamp<std::int64_t>(left, 0, year));
}

/// Path and query as a request names them: a fragment is nobody else's business.
inline std::string target_of(web_url const& url)
{
    auto target = std::string(url.target.substr(0, url.target.find('#')));
    return target.starts_with('/') ? target : "/" + target;
}

}  // namespace http_call_parts

/// What the calls of a sender share.
struct http_sender::inside {
    tender::reach reach;
    std::atomic<bool> stopped{false};
    std::shared_ptr<std::atomic<int>> look_ups = std::make_shared<std::atomic<int>>(0);
    boost::asio::ssl::context tls{boost::asio::ssl::context::tls_client};
};

/// One request and the time it has.
class http_sender::call {
    using tcp = boost::asio::ip::tcp;
    using error_code = boost::system::error_code;
    using moment = std::chrono::steady_clock::time_point;

public:
    call(inside& by, outgoing const& what, web_url url)
        : by_(by), what_(what), url_(url),
          end_(std::chrono::steady_clock::now() + what.time_limit)
    {
    }

    sent run()
    {
        auto out = answer();
        out.interrupted = out.status == 0 && (by_.stopped || crowded_);
        return out;
    }

private:
    sent answer()
    {
        bool const named = !read_ip(url_.host).has_value();
        auto const where = resolve(named);
        if (!failed_.empty()) return {0, failed_};
        for (auto const& endpoint : where) {
            failed_.clear();
            stream_ = std::make_unique<boost::beast::tcp_stream>(io_);
            stream_->expires_at(end_);
            stream_->async_connect(endpoint, [this](error_code ec) { note(ec); });
            go_on();
            if (failed_.empty()) return url_.https ? secured(named) : exchange(*stream_);
        }
        return {0, failed_};
    }

    void go_on()
    {
        io_.restart();
        while (!io_.stopped() && !by_.stopped && !late()) io_.run_for(http_call_parts::step);
        if (io_.stopped()) return;
        error_code ignored;
        stream_->socket().close(ignored);
        io_.run();
        if (late()) note(boost::beast::error::timeout);
    }

    /// The limit is on the whole: a receiver that always sends something gains nothing.
    bool late() const { return moment::clock::now() >= end_; }

    void note(error_code ec)
    {
        if (!ec) return;
        auto const limit = std::to_string(what_.time_limit.count());
        failed_ = ec == boost::beast::error::timeout ? "no answer within " + limit + " ms"
                                                     : ec.message();
    }

    /// The addresses that may be reached; `failed_` says why there are none.
    std::vector<tcp::endpoint> resolve(bool named)
    {
        using namespace http_call_parts;
        auto host = url_.host;
        if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
        auto const seen = std::make_shared<looked_up>();
        if (named && *by_.look_ups >= most_look_ups) {
            failed_ = "too many names are being looked up";
            crowded_ = true;
            return {};
        }
        std::thread(look_up, seen, by_.look_ups, std::string(host), std::to_string(url_.port))
            .detach();
        std::unique_lock hold(seen->lock);
        while (!seen->done && !by_.stopped && !late())
            seen->over.wait_for(hold, step);
        if (!seen->done) {
            failed_ = "the host's name was not found in time";
            return {};
        }
        if (seen->failed) failed_ = seen->failed.message();
        auto found = seen->found;
        if (by_.reach == reach::the_public_internet)
            std::erase_if(found, [](tcp::endpoint const& e) {
                return !is_public(address_of(e.address()));
            });
        if (failed_.empty() && found.empty()) failed_ = "the host has no public address";
        return found;
    }

    sent secured(bool named)
    {
        namespace ssl = boost::asio::ssl;
        auto const host = std::string(url_.host);
        ssl::stream<boost::beast::tcp_stream&> stream(*stream_, by_.tls);
        auto name = host;
        if (name.starts_with('[')) name = name.substr(1, name.size() - 2);
        bool const said = !named || SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME,
                                             TLSEXT_NAMETYPE_host_name, name.data()) == 1;
        if (!said) return {0, "the host's name cannot be said to it"};
        error_code refused;
        stream.set_verify_callback(ssl::host_name_verification(name), refused);
        if (refused) return {0, refused.message()};
        stream.async_handshake(ssl::stream_base::client, [this](error_code ec) { note(ec); });
        go_on();
        return failed_.empty() ? exchange(stream) : sent{0, failed_};
    }

    template<class Stream>
    sent exchange(Stream& stream)
    {
        using namespace http_call_parts;
        http::request<http::span_body<char const>> request(http::verb::post, target_of(url_), 11);
        auto host = std::string(url_.host);
        if (url_.port != (url_.https ? 443 : 80)) host += ":" + std::to_string(url_.port);
        request.set(http::field::host, host);
        request.set(http::field::user_agent, "tender");
        request.set(http::field::connection, "close");
        for (auto const& [name, value] : what_.headers) request.set(name, value);
        request.body() = {what_.body.data(), what_.body.size()};
        request.prepare_payload();
        boost::beast::flat_buffer buffer;
        std::optional<http::response_parser<http::empty_body>> answer;
        int status = 0;
        http::async_write(stream, request, [&](error_code ec, std::size_t) { note(ec); });
        go_on();
        for (int n = 0; failed_.empty() && status < 200; ++n) {
            if (n > most_interim_answers) return {0, "it only says that it goes on"};
            answer.emplace();
            answer->body_limit(boost::none);   // it is not read
            http::async_read_header(stream, buffer, *answer,
                                    [&](error_code ec, std::size_t) { note(ec); });
            go_on();
            if (failed_.empty()) status = static_cast<int>(answer->get().result_int());
        }
        if (!failed_.empty()) return {0, failed_};
        sent out{status};
        auto const& fields = answer->get();
        if (auto const at = fields.find(http::field::retry_after); at != fields.end())
            out.retry_after = read_retry_after({at->value().data(), at->value().size()});
        return out;
    }

    inside& by_;
    outgoing const& what_;
    web_url url_;
    moment end_;
    boost::asio::io_context io_{1};
    std::unique_ptr<boost::beast::tcp_stream> stream_;
    std::string failed_;
    bool crowded_ = false;             ///< no fault of the receiver's
};

}  // namespace tender
