// SPDX-License-Identifier: BSL-1.0
// tenderd/http_provider.cpp: bodies of http_provider.hpp.
#include "http_provider.hpp"

#include "command_line.hpp"

#include <tender/base/url.hpp>
#include <tender/testing/simulated_message.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <optional>

namespace tenderd {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace json = boost::json;
using boost::system::error_code;
using tender::outcome;
using tender::provider_answer;

/// One request on a connection of its own, within a time limit.
class exchange {
public:
    exchange(asio::ip::tcp::resolver::results_type const& where, std::chrono::milliseconds limit)
        : stream_(io_)
    {
        stream_.expires_after(limit);
        stream_.async_connect(where, [this](error_code ec, auto const&) { failed_ = ec; });
        io_.run();
    }

    /// Where not, nothing was sent, and so nothing was done.
    bool connected() const { return !failed_; }

    /// The answer, or nothing where it did not come whole and in time.
    std::optional<http::response<http::string_body>> send(http::request<http::string_body> what)
    {
        http::async_write(stream_, what, [this](error_code ec, std::size_t) {
            failed_ = ec;
            if (ec) return;
            http::async_read(stream_, buffer_, answer_,
                             [this](error_code cut, std::size_t) { failed_ = cut; });
        });
        io_.restart();
        io_.run();
        if (failed_) return std::nullopt;
        return std::move(answer_);
    }

private:
    asio::io_context io_{1};
    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    http::response<http::string_body> answer_;
    error_code failed_;
};

/// What a status and a body say. What nobody can read says nothing.
provider_answer read_answer(int status, std::string_view text)
{
    provider_answer answer;
    error_code malformed;
    auto const read = json::parse(text, malformed);
    if (malformed || !read.is_object()) return answer;
    auto const& body = read.as_object();
    auto const word = [](json::object const& from, char const* member) {
        auto const* const value = from.if_contains(member);
        return value != nullptr && value->is_string() ? std::string(value->as_string())
                                                      : std::string();
    };
    auto const whole = [&](char const* member) -> std::optional<std::int64_t> {
        auto const* const value = body.if_contains(member);
        if (value == nullptr || !value->is_int64()) return std::nullopt;
        return value->as_int64();
    };
    struct row {
        int status;
        std::string_view told;
        outcome means;
    };
    static constexpr row rows[] = {
        {200, "done", outcome::done},
        {200, "acknowledged", outcome::acknowledged},
        {200, "settling", outcome::settling},
        {200, "challenged", outcome::challenged},
        {200, "declined", outcome::declined_hard},
        {401, "refused", outcome::refused},
        {402, "declined_soft", outcome::declined_soft},
        {402, "declined", outcome::declined_hard},
        {404, "unknown_reference", outcome::unknown_reference},
        {422, "refused", outcome::refused},
    };
    for (auto const& r : rows)
        if (r.status == status && r.told == word(body, "status")) answer.what = r.means;
    answer.credentials = status == 401;
    auto const* const excused = body.if_contains("excused");
    answer.excused = excused != nullptr && *excused == true;
    answer.reference = word(body, "reference");
    answer.reason = word(body, "reason");
    answer.decline = tender::enum_from<tender::decline_code>(word(body, "decline"))
                         .value_or(tender::decline_code::none);
    if (auto const ms = whole("ask_after_ms")) answer.ask_after = std::chrono::milliseconds(*ms);
    auto const minor = whole("amount");
    auto const currency = tender::currency::find(word(body, "currency"));
    if (minor && currency) answer.amount = tender::money{*minor, *currency};
    auto const* const action = body.if_contains("action");
    if (action != nullptr && action->is_object()) {
        auto const& a = action->as_object();
        answer.action = {word(a, "says"), word(a, "code"), tender::read_rfc3339(word(a, "until")),
                         word(a, "url")};
    }
    return answer;
}

/// Where money moved, it is said how much.
provider_answer counted(provider_answer answer)
{
    bool const whole = answer.what != outcome::done || answer.amount;
    return whole ? answer : provider_answer{};
}

/// What the customer typed on a page.
json::object spelt(tender::instrument const& with)
{
    json::object out;
    if (!with.phone.empty()) out["phone"] = with.phone;
    if (!with.card) return out;
    out["number"] = with.card->number.reveal();
    out["month"] = with.card->month;
    out["year"] = with.card->year;
    out["code"] = with.card->code.reveal();
    out["holder"] = with.card->holder;
    return out;
}

}  // namespace

http_provider::http_provider(tender::provider_profile profile, std::string_view url)
    : profile_(std::move(profile))
{
    auto const where = tender::read_web_url(url);
    if (!where) throw cannot_start("--providers must be a URL");
    host_ = where->host;
    auto name = where->host;
    if (name.starts_with('[')) name = name.substr(1, name.size() - 2);
    asio::io_context io;
    error_code unknown;
    where_ = asio::ip::tcp::resolver(io).resolve(std::string(name), std::to_string(where->port),
                                                 unknown);
    if (unknown) throw cannot_start("--providers " + std::string(url) + ": " + unknown.message());
}

provider_answer http_provider::ask(http::verb how, std::string_view path, json::object const& body)
{
    exchange call(where_, profile_.time_limit);
    provider_answer answer;
    if (!call.connected()) {
        answer.what = how == http::verb::post ? outcome::refused : outcome::unknown;
        answer.reason = "the provider cannot be reached";
        return answer;
    }
    http::request<http::string_body> request(
        how, "/" + std::string(profile_.id.text()) + std::string(path), 11);
    request.set(http::field::host, host_);
    if (how == http::verb::post) {
        request.set(http::field::content_type, "application/json");
        request.body() = json::serialize(body);
        request.prepare_payload();
    }
    auto const said = call.send(std::move(request));
    return said ? read_answer(static_cast<int>(said->result_int()), said->body()) : answer;
}

/// Its protocol has no words for what is saved.
provider_answer http_provider::charge(tender::charge_order const& order)
{
    if (order.with != nullptr && !order.with->token.empty())
        return {.what = outcome::refused, .reason = "saved instruments cannot be charged there"};
    json::object body{{"reference", order.reference},
                      {"amount", order.amount.minor},
                      {"currency", order.amount.currency.code()},
                      {"method", tender::enum_name(order.method)},
                      {"merchant_reference", order.terms.reference},
                      {"face", order.terms.face.text()},
                      {"number", order.number}};
    if (order.with != nullptr) body["with"] = spelt(*order.with);
    return counted(ask(http::verb::post, "/charges", body));
}

provider_answer http_provider::refund(tender::refund_order const& order)
{
    return counted(ask(http::verb::post, "/refunds",
                       {{"reference", order.reference},
                        {"charge", order.charge},
                        {"amount", order.amount.minor},
                        {"currency", order.amount.currency.code()}}));
}

provider_answer http_provider::cancel(tender::cancel_order const& order)
{
    return ask(http::verb::post, "/cancels",
               {{"reference", order.reference}, {"charge", order.charge}});
}

provider_answer http_provider::query(tender::query_order const& order)
{
    return counted(ask(http::verb::get, "/calls/" + std::string(order.reference), {}));
}

std::optional<tender::provider_notice> http_provider::parse_notification(
    tender::provider_message const& what)
{
    return tender::testing::read_simulated_message(profile_.id, what);
}

}  // namespace tenderd
