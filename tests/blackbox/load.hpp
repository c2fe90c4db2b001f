// SPDX-License-Identifier: BSL-1.0
// tests/blackbox/load.hpp: many clients at once, and what they cost the server.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace blackbox {

namespace asio = boost::asio;

/// Microseconds of processor time that a process has used, in user and kernel mode.
inline double processor_time(int process)
{
    double total = 0;
    std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
    std::string text;
    std::getline(stat, text);
    text.erase(0, text.rfind(')') + 2);  // the name may hold anything
    std::size_t at = 0;
    for (int member = 3; member != 16; ++member) {
        auto const end = text.find(' ', at);
        if (end == std::string::npos) return 0;
        if (member >= 14) total += std::stod(text.substr(at, end - at));
        at = end + 1;
    }
    return total * 1e6 / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

/// One request after the other on one connection, each sent once the answer before it is there.
class load_client : public std::enable_shared_from_this<load_client> {
public:
    /// Gives the next request's bytes. All clients ask one, so that no two requests are alike.
    using requests = std::function<void(std::string& bytes)>;

    struct tally {
        std::uint64_t answers = 0;
        std::uint64_t errors = 0;      ///< another status than 200, or a connection that broke
        std::string first_error{};
        bool stop = false;
    };

    load_client(asio::io_context& io, requests const& next, tally& into)
        : socket_(io), next_(next), tally_(into)
    {
    }

    void start(asio::ip::tcp::endpoint const& server)
    {
        socket_.connect(server);
        socket_.set_option(asio::ip::tcp::no_delay(true));
        send();
    }

private:
    using error_code = boost::system::error_code;

    void send()
    {
        if (tally_.stop) return;
        request_.clear();
        next_(request_);
        asio::async_write(socket_, asio::buffer(request_),
                          [self = shared_from_this()](error_code ec, std::size_t) {
                              if (ec) return self->failed(ec.message());
                              self->answer_.clear();
                              self->receive();
                          });
    }

    void receive()
    {
        socket_.async_read_some(asio::buffer(chunk_),
                                [self = shared_from_this()](error_code ec, std::size_t count) {
                                    if (ec) return self->failed(ec.message());
                                    self->answer_.append(self->chunk_.data(), count);
                                    self->whole() ? self->counted() : self->receive();
                                });
    }

    /// Head and `Content-Length` bytes are there.
    bool whole() const
    {
        auto const end = answer_.find("\r\n\r\n");
        if (end == std::string::npos) return false;
        constexpr std::string_view name = "Content-Length: ";
        auto const at = answer_.find(name);
        if (at == std::string::npos || at > end) return false;
        std::size_t length = 0;
        std::from_chars(answer_.data() + at + name.size(), answer_.data() + end, length);
        return answer_.size() >= end + 4 + length;
    }

    void counted()
    {
        if (!std::string_view(answer_).starts_with("HTTP/1.1 200 ")) failed(answer_);
        else ++tally_.answers;
        send();
    }

    void failed(std::string const& why)
    {
        if (tally_.errors++ == 0) tally_.first_error = why;
    }

    asio::ip::tcp::socket socket_;
    requests const& next_;
    tally& tally_;
    std::string request_, answer_;
    std::array<char, 4096> chunk_;
};

struct load_result {
    std::uint64_t answers = 0;
    std::uint64_t errors = 0;
    std::string first_error{};
    double per_second = 0;
    double server_microseconds = 0;    ///< of processor time per answer; 0: no process was given
};

/// Keeps `connections` busy on this thread for a while.
inline load_result run_load(asio::ip::tcp::endpoint const& server, int connections,
                            std::chrono::milliseconds time, load_client::requests const& next,
                            int process = 0)
{
    asio::io_context io{1};
    load_client::tally tally;
    std::vector<std::shared_ptr<load_client>> clients;
    for (int i = 0; i != connections; ++i) {
        clients.push_back(std::make_shared<load_client>(io, next, tally));
        clients.back()->start(server);
    }
    asio::steady_timer end(io, time);
    end.async_wait([&](boost::system::error_code) { tally.stop = true; });
    auto const before = process != 0 ? processor_time(process) : 0;
    auto const begin = std::chrono::steady_clock::now();
    io.run();
    auto const after = process != 0 ? processor_time(process) : 0;
    auto const seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    auto const answers = static_cast<double>(tally.answers);
    return {tally.answers, tally.errors, tally.first_error, answers / seconds,
            tally.answers == 0 ? 0 : (after - before) / answers};
}

/// `http://127.0.0.1:8080`, whatever path follows.
inline asio::ip::tcp::endpoint endpoint_of(std::string_view url)
{
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme)) throw std::invalid_argument("an http URL is needed");
    url.remove_prefix(scheme.size());
    url = url.substr(0, url.find('/'));
    auto const colon = url.rfind(':');
    unsigned short port = 0;
    std::from_chars(url.data() + colon + 1, url.data() + url.size(), port);
    return {asio::ip::make_address(std::string(url.substr(0, colon))), port};
}

}  // namespace blackbox
