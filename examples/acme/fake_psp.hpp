// SPDX-License-Identifier: BSL-1.0
// acme/fake_psp.hpp: Acme Pay, as far as this example needs it: an HTTP server on a thread.
#pragma once

#include <tender/base/text.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/json/object.hpp>

#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace acme {

/// POST /charges       {"reference", "amount", "currency", "channel"}
/// POST /refunds       {"reference", "charge", "amount", "currency"}
/// GET  /calls/{ref}   what became of either
///
/// 200 {"id", "reference", "status": processing or paid, "amount", "currency"}; 401 wrong key; 402
/// declined: {"reason", "retry"}; 404 no such call; 422 not taken. A reference is done once,
/// however often it comes.
class fake_psp {
public:
    explicit fake_psp(std::string key, std::string webhook_secret);
    ~fake_psp();

    unsigned short port() const { return acceptor_.local_endpoint().port(); }

    /// The next call is done, and its answer gets lost.
    void lose_an_answer() { set(lose_, true); }

    /// From now on charges are decided later.
    void take_your_time() { set(slow_, true); }

    /// What it would send to the merchant's server about its last call, once that is decided.
    struct message {
        tender::string_pairs headers;
        std::string body;
    };
    message tell();

private:
    struct answer {
        int status;
        boost::json::object body;
    };

    void set(bool& what, bool to)
    {
        std::lock_guard const hold(lock_);
        what = to;
    }
    void accept();
    void serve(boost::asio::ip::tcp::socket socket);
    answer respond(std::string_view method, std::string path, boost::json::object const& body);

    std::string key_, webhook_secret_;
    std::mutex lock_;
    bool lose_ = false, slow_ = false;
    std::map<std::string, answer, std::less<>> book_;
    std::string last_;
    boost::asio::io_context io_{1};
    boost::asio::ip::tcp::acceptor acceptor_;
    std::thread thread_;
};

}  // namespace acme
