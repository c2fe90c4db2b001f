// SPDX-License-Identifier: BSL-1.0
// acme/fake_psp.cpp: bodies of fake_psp.hpp.
#include "fake_psp.hpp"

#include <tender/base/encoding.hpp>
#include <tender/core/sha256.hpp>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace acme {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace json = boost::json;
using boost::system::error_code;

fake_psp::fake_psp(std::string key, std::string webhook_secret)
    : key_(std::move(key)), webhook_secret_(std::move(webhook_secret)),
      acceptor_(io_, {asio::ip::address_v4::loopback(), 0})
{
    accept();
    thread_ = std::thread([this] { io_.run(); });
}

fake_psp::~fake_psp()
{
    io_.stop();
    thread_.join();
}

void fake_psp::accept()
{
    acceptor_.async_accept([this](error_code ec, asio::ip::tcp::socket socket) {
        if (!ec) serve(std::move(socket));
        accept();
    });
}

void fake_psp::serve(asio::ip::tcp::socket socket)
{
    error_code ec;
    boost::beast::flat_buffer buffer;
    http::request<http::string_body> asked;
    http::read(socket, buffer, asked, ec);
    auto const body = json::parse(asked.body(), ec);
    std::lock_guard const hold(lock_);
    auto const method = asked.method_string();
    auto const target = asked.target();
    bool const known = asked[http::field::authorization] == "Bearer " + key_;
    auto const said = known ? respond({method.data(), method.size()},
                                      std::string(target.data(), target.size()),
                                      body.is_object() ? body.as_object() : json::object())
                            : answer{401, {{"reason", "no such key"}}};
    if (std::exchange(lose_, false)) return;
    http::response<http::string_body> out(static_cast<http::status>(said.status), 11);
    out.body() = json::serialize(said.body);
    out.prepare_payload();
    http::write(socket, out, ec);
}

fake_psp::answer fake_psp::respond(std::string_view method, std::string path,
                                   json::object const& body)
{
    if (method == "GET") {
        auto const known = book_.find(path.substr(path.rfind('/') + 1));
        return known != book_.end() ? known->second : answer{404, {{"reason", "no such call"}}};
    }
    auto const text = [&](std::string_view member) {
        return std::string(body.at(member).as_string());
    };
    auto const reference = text("reference");
    if (auto const known = book_.find(reference); known != book_.end()) return known->second;
    auto const amount = body.at("amount").as_int64();
    bool const charge = path == "/charges";
    if (charge && amount == 66'600)
        return book_[reference] = {402, {{"reason", "the card is stolen"}, {"retry", "no"}}};
    if (!charge && book_.find(text("charge")) == book_.end())
        return {422, {{"reason", "there is no such charge"}}};
    last_ = reference;
    return book_[reference] = {200, {{"id", "acme_" + std::to_string(book_.size() + 1)},
                                     {"reference", reference},
                                     {"status", charge && slow_ ? "processing" : "paid"},
                                     {"amount", amount},
                                     {"currency", text("currency")}}};
}

fake_psp::message fake_psp::tell()
{
    std::lock_guard const hold(lock_);
    auto& call = book_.at(last_).body;
    call["status"] = "paid";
    auto body = json::serialize(call);
    auto signature = tender::hex(tender::hmac_sha256(webhook_secret_, body));
    return {{{"Acme-Signature", std::move(signature)}}, std::move(body)};
}

}  // namespace acme
