// SPDX-License-Identifier: BSL-1.0
// tests/support/listener.hpp: a server whose every answer is the test's, byte for byte.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tender::testing {

/// What happens to a connection once its request is read.
struct reaction {
    std::string bytes = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    std::chrono::milliseconds before{0};       ///< it waits so long, unless the client leaves
    std::chrono::milliseconds between{0};      ///< two bytes
    bool reads = true;                         ///< the request, before it does anything else
    std::string for_ever{};                    ///< is written behind the bytes, again and again
};

/// Listens on a free port of one address; every connection has a thread.
class listener {
public:
    using tcp = boost::asio::ip::tcp;

    /// With a context it speaks TLS.
    explicit listener(char const* address = "127.0.0.1",
                      std::shared_ptr<boost::asio::ssl::context> tls = nullptr)
        : tls_(std::move(tls)), acceptor_(io_)
    {
        tcp::endpoint const where(boost::asio::ip::make_address(address), 0);
        acceptor_.open(where.protocol());
        acceptor_.bind(where);
        acceptor_.listen();
        accepting_ = std::thread([this] { accept(); });
    }
    listener(listener const&) = delete;
    listener& operator=(listener const&) = delete;

    ~listener()
    {
        stop_ = true;
        boost::system::error_code ignored;
        tcp::socket knock(io_);
        knock.connect(acceptor_.local_endpoint(), ignored);
        accepting_.join();
        for (auto& t : serving_) t.join();
    }

    unsigned short port() const { return acceptor_.local_endpoint().port(); }
    std::string url(std::string_view host = "127.0.0.1", std::string_view path = "/hooks") const
    {
        return (tls_ ? "https://" : "http://") + std::string(host) + ":" + std::to_string(port()) +
               std::string(path);
    }

    /// From now on.
    void react(reaction how)
    {
        std::lock_guard const hold(lock_);
        how_ = std::move(how);
    }

    int connections() const { return connections_; }
    std::vector<std::string> requests() const
    {
        std::lock_guard const hold(lock_);
        return requests_;
    }

private:
    void accept()
    {
        for (;;) {
            boost::system::error_code failed;
            auto socket = std::make_shared<tcp::socket>(io_);
            acceptor_.accept(*socket, failed);
            if (stop_) return;
            if (failed) continue;
            ++connections_;
            serving_.emplace_back([this, socket] { serve(*socket); });
        }
    }

    void serve(tcp::socket& socket)
    {
        if (!tls_) return talk(socket, socket);
        boost::system::error_code failed;
        boost::asio::ssl::stream<tcp::socket&> stream(socket, *tls_);
        stream.handshake(boost::asio::ssl::stream_base::server, failed);
        if (!failed) talk(stream, socket);
    }

    template<class Stream>
    void talk(Stream& stream, tcp::socket& socket)
    {
        reaction how;
        {
            std::lock_guard const hold(lock_);
            how = how_;
        }
        if (how.reads && !read(stream)) return;
        if (!linger(socket, how.before)) return;
        boost::system::error_code failed;
        for (std::size_t at = 0; at != how.bytes.size() && !failed;) {
            auto const size = how.between.count() == 0 ? how.bytes.size() : 1;
            boost::asio::write(stream, boost::asio::buffer(how.bytes.data() + at, size), failed);
            at += size;
            if (!linger(socket, how.between)) return;
        }
        while (!how.for_ever.empty() && !failed && !stop_) {
            boost::asio::write(stream, boost::asio::buffer(how.for_ever), failed);
            if (!linger(socket, how.between)) return;
        }
        socket.shutdown(tcp::socket::shutdown_send, failed);
    }

    template<class Stream>
    bool read(Stream& stream)
    {
        boost::system::error_code failed;
        std::string text;
        auto const head = boost::asio::read_until(stream, boost::asio::dynamic_buffer(text),
                                                  "\r\n\r\n", failed);
        if (failed) return false;
        constexpr std::string_view name = "Content-Length: ";
        auto const at = text.find(name);
        auto const size = at == text.npos ? 0 : std::stoul(text.substr(at + name.size()));
        if (text.size() < head + size)
            boost::asio::read(stream, boost::asio::dynamic_buffer(text),
                              boost::asio::transfer_exactly(head + size - text.size()), failed);
        std::lock_guard const hold(lock_);
        requests_.push_back(std::move(text));
        return !failed;
    }

    /// False where the client has gone or the listener is to stop.
    bool linger(tcp::socket& socket, std::chrono::milliseconds time)
    {
        auto const end = std::chrono::steady_clock::now() + time;
        socket.non_blocking(true);
        while (std::chrono::steady_clock::now() < end) {
            if (stop_) return false;
            char byte = 0;
            boost::system::error_code failed;
            socket.receive(boost::asio::buffer(&byte, 1), tcp::socket::message_peek, failed);
            if (failed == boost::asio::error::eof ||
                failed == boost::asio::error::connection_reset)
                return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        socket.non_blocking(false);
        return true;
    }

    std::shared_ptr<boost::asio::ssl::context> tls_;
    boost::asio::io_context io_;
    tcp::acceptor acceptor_;
    std::thread accepting_;
    std::vector<std::thread> serving_;
    std::atomic<bool> stop_{false};
    std::atomic<int> connections_{0};
    mutable std::mutex lock_;
    reaction how_;
    std::vector<std::string> requests_;
};

}  // namespace tender::testing
