// SPDX-License-Identifier: BSL-1.0
// acme/psp_client.cpp: bodies of psp_client.hpp.
#include "psp_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
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

std::string reply::text(std::string_view member) const
{
    auto const* const value = body.if_contains(member);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

std::optional<std::int64_t> reply::whole(std::string_view member) const
{
    auto const* const value = body.if_contains(member);
    if (value == nullptr || !value->is_int64()) return std::nullopt;
    return value->as_int64();
}

reply psp_client::post(std::string const& path, json::object const& body) const
{
    return ask("POST", path, json::serialize(body));
}

reply psp_client::get(std::string const& path) const { return ask("GET", path, {}); }

reply psp_client::ask(std::string_view method, std::string const& path, std::string body) const
{
    asio::io_context io{1};
    boost::beast::tcp_stream stream(io);
    stream.expires_after(limit_);
    error_code failed;
    auto const note = [&](error_code ec, auto const&...) { failed = ec; };
    stream.async_connect({asio::ip::address_v4::loopback(), port_}, note);
    io.run();
    if (failed) return {};

    http::request<http::string_body> request(http::string_to_verb({method.data(), method.size()}),
                                             path, 11);
    request.set(http::field::host, "127.0.0.1");
    request.set(http::field::authorization, "Bearer " + key_);
    request.set(http::field::content_type, "application/json");
    request.body() = std::move(body);
    request.prepare_payload();
    boost::beast::flat_buffer buffer;
    http::response<http::string_body> answer;
    http::async_write(stream, request, note);
    io.restart();
    io.run();
    if (!failed) http::async_read(stream, buffer, answer, note);
    io.restart();
    io.run();
    error_code malformed;
    auto const read = failed ? json::value() : json::parse(answer.body(), malformed);
    if (malformed || !read.is_object()) return {.sent = true};
    return {true, static_cast<int>(answer.result_int()), read.as_object()};
}

}  // namespace acme
