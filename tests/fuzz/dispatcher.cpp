// SPDX-License-Identifier: BSL-1.0
// tests/fuzz/dispatcher.cpp: any request gets an answer below 500 that is JSON.
//
// The input is a request as text: the method and the target, a header on each line, an empty line,
// the body. `$KEY` in a header becomes a key that is valid, `$ID` in the target a payment.
#include <tender/api/dispatcher.hpp>
#include <tender/api/popfab.hpp>
#include <tender/testing/sandbox.hpp>

#include <boost/json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

using namespace tender;

namespace {

/// A server with a payment that can be read and refunded.
struct server {
    testing::sandbox bank;
    dispatcher api{bank.engine(), {{popfab()}, {"/popfab", popfab()}}};
    std::string key = bank.api_key("popfab");
    std::string id = "ppfb_pay_" + bank.pay({1'000'000'000, "NGN"}).id.text();
    int answered = 0;
};

std::string_view take_until(std::string_view& text, char end)
{
    auto const at = std::min(text.find(end), text.size());
    auto const out = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return out;
}

std::string replaced(std::string_view text, std::string_view what, std::string_view with)
{
    std::string out(text);
    if (auto const at = out.find(what); at != out.npos) out.replace(at, what.size(), with);
    return out;
}

[[noreturn]] void fail(char const* says, response const& r)
{
    std::fprintf(stderr, "%s: %d %s\n", says, r.status, r.body.c_str());
    std::abort();
}

void check(response const& r)
{
    if (r.status < 200 || r.status >= 500) fail("the status is wrong", r);
    boost::system::error_code bad;
    auto const body = boost::json::parse(r.body, bad);
    if (bad || !body.is_object()) fail("the body is no JSON object", r);
    if ((r.status != 200) != body.as_object().contains("error")) fail("another shape", r);
    if (r.find("X-Request-Id").size() != 26) fail("no request id", r);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    static std::unique_ptr<server> s;
    if (!s || s->answered == 2000) s = std::make_unique<server>();
    std::string_view text(reinterpret_cast<char const*>(data), size);
    request asked;
    asked.method = take_until(text, ' ');
    auto const target = replaced(take_until(text, '\n'), "$ID", s->id);
    asked.target = target;
    std::deque<std::string> values;
    while (!text.empty()) {
        auto line = take_until(text, '\n');
        if (line.empty()) break;
        auto const name = take_until(line, ':');
        if (line.starts_with(' ')) line.remove_prefix(1);
        values.push_back(replaced(line, "$KEY", s->key));
        asked.headers.push_back({name, values.back()});
    }
    asked.body = text;
    check(s->api.handle(asked));
    if (++s->answered % 100 == 0) s->bank.advance(std::chrono::seconds(2));
    return 0;
}
