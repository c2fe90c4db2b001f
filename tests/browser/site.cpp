// SPDX-License-Identifier: BSL-1.0
// tests/browser/site.cpp: pages behind HTTP whose time is in a test's hand.
//
//     page_site            prints its address and the shop's key
//
// POST /control/advance MS moves the clock and does what is due; POST /control/open JSON makes a
// page of the shop with what its API cannot ask for: items, a lifetime, the methods, a look.
#include <tenderd/server.hpp>
#include <tenderd/site.hpp>

#include <tender/api/shop.hpp>
#include <tender/tender.hpp>
#include <tender/testing/sandbox.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstdio>
#include <exception>
#include <string>

namespace {

namespace json = boost::json;

class page_site final : public tenderd::site {
public:
    page_site() : bank_({.confirm_after = std::chrono::minutes(1)}), who_(bank_.by(tender::shop()))
    {
    }

    std::string key() { return bank_.api_key("shop"); }
    void live_at(std::string url)
    {
        url_ = std::move(url);
        faces_.set_public_url(url_);
    }

    void handle(tender::request const& asked, tender::response& out) override
    {
        if (!asked.target.starts_with("/control/")) return faces_.handle(asked, out);
        out.status = 200;
        out.headers.clear();
        out.set("Content-Type", "application/json");
        if (asked.target == "/control/advance") {
            bank_.advance(std::chrono::milliseconds(std::stoll(std::string(asked.body))));
            out.body = "{}";
        } else if (asked.target == "/control/open") {
            out.body = open(json::parse(asked.body).as_object());
        } else {
            out.status = 404;
        }
    }

    void refuse(int status, tender::response& out) override { out.status = status; }

private:
    std::string open(json::object const& how)
    {
        auto& accounts = bank_.engine().accounts();
        tender::open_checkout c;
        c.amount = {how.at("amount").as_int64(), how.contains("currency")
            ? tender::currency::find(std::string_view(how.at("currency").as_string())).value()
            : tender::currency("USD")};
        c.page = url_ + "/shop/checkout/session/";
        if (auto const* const to = how.if_contains("target")) {
            c.success_url = tender::redirect_url(std::string_view(to->as_string()));
            c.cancel_url = c.failure_url = c.success_url;
        }
        if (auto const* const seconds = how.if_contains("lifetime"))
            c.lifetime = std::chrono::seconds(seconds->as_int64());
        if (auto const* const items = how.if_contains("items"))
            for (auto const& i : items->as_array())
                c.items.push_back({std::string(i.at("name").as_string()),
                                   i.at("quantity").as_int64(), i.at("amount").as_int64()});
        if (auto const* const methods = how.if_contains("methods"))
            for (auto const& m : methods->as_array())
                c.methods.push_back(
                    tender::enum_from<tender::payment_method>(m.as_string()).value());
        if (auto const* const color = how.if_contains("color"))
            accounts.brand(who_.account, {.color = std::string(color->as_string())}).value();
        auto const made = bank_.engine().checkout().open(who_, std::move(c)).value();
        return json::serialize(json::object{{"url", made.terms->checkout->url},
                                            {"id", made.id.text()}});
    }

    tender::testing::sandbox bank_;
    tender::merchant who_;
    tender::dispatcher faces_{bank_.engine(), {{"/shop", tender::shop()}},
                              {.keyless_per_client = 0, .keyless_per_account = 0}};
    std::string url_;
};

}  // namespace

int main()
try {
    page_site pages;
    tenderd::server http("127.0.0.1", 0, 1, pages);
    pages.live_at(http.url());
    std::printf("%s %s\n", http.url().c_str(), pages.key().c_str());
    std::fflush(stdout);
    http.run();
    return 0;
} catch (std::exception const& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
