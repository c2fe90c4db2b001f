// SPDX-License-Identifier: BSL-1.0
// tests/fuzz/dispatcher.cpp: any request gets an answer below 500 that is JSON, or of another type
// that it names.
//
// The input is a request as text: the method and the target, a header on each line, an empty line,
// the body. `$KEY`, `$SHOP`, `$POOF` and `$INFLOW` in a header become keys that are valid and
// `$LOGIN` a session, `$ID` in the target a payment, `$PAGE` a page's token and `$LINK` a link's.
#include <tender/api/dispatcher.hpp>
#include <tender/api/inflow.hpp>
#include <tender/api/poof.hpp>
#include <tender/api/popfab.hpp>
#include <tender/api/shop.hpp>
#include <tender/testing/sandbox.hpp>

#include <boost/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

using namespace tender;

namespace {

/// A server with a payment that can be read and refunded.
struct server {
    testing::sandbox bank;
    dispatcher api{bank.engine(),
                   {{popfab()}, {"/popfab", popfab()}, {"/shop", shop()}, {"/poof", poof()},
                    {"/inflow", inflow()}}};
    std::string key = bank.api_key("popfab"), shop_key = bank.api_key("shop");
    std::string poof_key = [this] {
        auto& tokens = bank.engine().access_tokens();
        auto const refresh = tokens.make_refresh_token(bank.who()).value();
        return tokens.make_key(refresh.reveal(), "poof").value().text.reveal();
    }();
    std::string page = [this] {
        open_checkout c;
        c.amount = {4200, "USD"};
        merchant const shopkeeper{bank.who().account, mode::test, "shop"};
        return bank.engine().checkout().open(shopkeeper, c).value().terms->checkout->url;
    }();
    merchant seller = bank.by(inflow());
    std::string inflow_key = bank.api_key("inflow");
    std::string login = bank.engine().access_tokens().make_session(seller).value().reveal();
    std::string link = [this] {
        create_product p;
        p.name = "A thing";
        p.prices = {{4200, "USD"}};
        create_link l;
        l.name = "x";
        l.products = {{bank.engine().products().create(seller, p).value().id, 1}};
        return bank.engine().links().create(seller, l).value().token;
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

using marks = std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string replaced(std::string_view text, marks const& by)
{
    std::string out(text);
    for (auto const& [what, with] : by)
        if (auto const at = out.find(what); at != out.npos) out.replace(at, what.size(), with);
    return out;
}

[[noreturn]] void fail(char const* says, response const& r)
{
    std::fprintf(stderr, "%s: %d %s\n", says, r.status, r.body.c_str());
    std::abort();
}

/// Inflow's errors are `detail`, or a list of sentences for each field.
bool well_shaped(response const& r, boost::json::value const& body, std::string_view target)
{
    bool const good = r.status < 300;
    if (!body.is_object()) return good;
    auto const& o = body.as_object();
    auto const path = target.substr(0, target.find('?'));
    bool const inflow = path == "/inflow" || path.starts_with("/inflow/");
    if (!inflow) return good != o.contains("error");
    if (o.contains("detail")) return !good;
    return good || std::all_of(o.begin(), o.end(), [](auto const& m) {
        return m.value().is_array();
    });
}

void check(response const& r, std::string_view target)
{
    if (r.status < 200 || r.status >= 500) fail("the status is wrong", r);
    if (r.find("X-Request-Id").size() != 26) fail("no request id", r);
    bool const json = r.find("Content-Type") == "application/json";
    if (!json && r.find("Content-Type").empty() && r.status != 204) fail("no type", r);
    if (!json) return;
    boost::system::error_code bad;
    auto const body = boost::json::parse(r.body, bad);
    if (bad || (!body.is_object() && !body.is_array())) fail("the body is no JSON", r);
    if (!well_shaped(r, body, target)) fail("another form", r);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    static std::unique_ptr<server> s;
    if (!s || s->answered == 2000) s = std::make_unique<server>();
    std::string_view text(reinterpret_cast<char const*>(data), size);
    request asked;
    asked.method = take_until(text, ' ');
    auto const target = replaced(take_until(text, '\n'),
                                 {{"$ID", s->id}, {"$PAGE", s->page}, {"$LINK", s->link}});
    asked.target = target;
    std::deque<std::string> values;
    while (!text.empty()) {
        auto line = take_until(text, '\n');
        if (line.empty()) break;
        auto const name = take_until(line, ':');
        if (line.starts_with(' ')) line.remove_prefix(1);
        values.push_back(replaced(line, {{"$KEY", s->key}, {"$SHOP", s->shop_key},
                                         {"$POOF", s->poof_key}, {"$INFLOW", s->inflow_key},
                                         {"$LOGIN", s->login}}));
        asked.headers.push_back({name, values.back()});
    }
    asked.body = text;
    check(s->api.handle(asked), target);
    if (++s->answered % 100 == 0) s->bank.advance(std::chrono::seconds(2));
    return 0;
}
