// SPDX-License-Identifier: BSL-1.0
// tender/adapter/http_sender.hpp: webhooks over HTTPS, by Boost.Beast; link OpenSSL.
#pragma once

#include <tender/base/ip_address.hpp>
#include <tender/port/sender.hpp>

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

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tender {

/// Whom a sender may reach. `anywhere` also allows http.
enum class reach { the_public_internet, anywhere };

/// Each request has a connection of its own, TLS 1.2 or newer with the system's certificates, and
/// its time limit, which holds for the name's look-up too. Of the answer only the head is read.
/// A name is resolved once, and the addresses that are not public are passed over [C31], so that
/// what was checked is what is connected to. Thread-safe; blocks its caller.
class http_sender final : public sender {
public:
    explicit http_sender(reach how = reach::the_public_internet);

    sent send(outgoing const& what) override;

    /// For a program that ends: what is on its way is interrupted, and nothing is sent any more.
    void stop() { stopped_ = true; }

private:
    using tcp = boost::asio::ip::tcp;
    using error_code = boost::system::error_code;
    using moment = std::chrono::steady_clock::time_point;
    class call;

    reach reach_;
    std::atomic<bool> stopped_{false};
    std::shared_ptr<std::atomic<int>> look_ups_ = std::make_shared<std::atomic<int>>(0);
    boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_client};
};

}  // namespace tender

#include <tender/adapter/impl/http_sender.hpp>
