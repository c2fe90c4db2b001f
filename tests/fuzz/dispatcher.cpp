// SPDX-License-Identifier: BSL-1.0
// tests/fuzz/dispatcher.cpp: any request gets an answer below 500 that is JSON, or of another type
// that it names.
//
// The input is a request as text: the method and the target, a header on each line, an empty line,
// the body. `$KEY`, `$SHOP` and `$POOF` in a header become keys that are valid, `$ID` in the target
// a payment and `$PAGE` a page's token.
#include <tender/api/dispatcher.hpp>
#include <tender/api/poof.hpp>
#include <tender/api/popfab.hpp>
#include <tender/api/shop.hpp>
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
    dispatcher api{bank.engine(),
                   {{popfab()}, {"/popfab", popfab()}, {"/shop", shop()}, {"/poof", poof()}}};
    std::string key = bank.api_key("popfab"), shop_key = bank.api_key("shop");
    std::string poof_key = [this] {
        auto& tokens = bank.engine().tokens();
        auto const refresh = tokens.make_refresh_token(bank.who()).value();
        return tokens.make_key(refresh.reveal(), "poof").value().text.reveal();
    }();
    std::string page = [this] {
        open_checkout c;
        c.amount = {4200, "USD"};
        merchant const shopkeeper{bank.who().account, mode::test, "shop"};
        return bank.engine().checkout().open(shopkeeper, c).value().terms->checkout->url;
    }();
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
    if (r.find("X-Request-Id").size() != 26) fail("no request id", r);
    bool const json = r.find("Content-Type") == "application/json";
    if (!json && r.find("Content-Type").empty() && r.status != 204) fail("no type", r);
    if (!json) return;
    boost::system::error_code bad;
    auto const body = boost::json::parse(r.body, bad);
    if (bad || (!body.is_object() && !body.is_array())) fail("the body is no JSON", r);
    bool const error = body.is_object() && body.as_object().contains("error");
    if ((r.status != 200) != error) fail("another shape", r);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    static std::unique_ptr<server> s;
    if (!s || s->answered == 2000) s = std::make_unique<server>();
    std::string_view text(reinterpret_cast<char const*>(data), size);
    request asked;
    asked.method = take_until(text, ' ');
    auto const target = replaced(replaced(take_until(text, '\n'), "$ID", s->id), "$PAGE", s->page);
    asked.target = target;
    std::deque<std::string> values;
    while (!text.empty()) {
        auto line = take_until(text, '\n');
        if (line.empty()) break;
        auto const name = take_until(line, ':');
        if (line.starts_with(' ')) line.remove_prefix(1);
        values.push_back(replaced(replaced(replaced(line, "$KEY", s->key), "$SHOP", s->shop_key),
                                  "$POOF", s->poof_key));
        asked.headers.push_back({name, values.back()});
    }
    asked.body = text;
    check(s->api.handle(asked));
    if (++s->answered % 100 == 0) s->bank.advance(std::chrono::seconds(2));
    return 0;
}
