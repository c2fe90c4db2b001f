// SPDX-License-Identifier: BSL-1.0
// tests/adapter/webhooks_over_http.cpp: the schedule of POPFAB's webhooks on a clock that stands
// still, against a receiver on this machine that misbehaves.
#include <tender/adapter/http_sender.hpp>
#include <tender/api/popfab.hpp>
#include <tender/testing/sandbox.hpp>

#include <support/listener.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace webhooks_over_http_tests {

using namespace tender;
using namespace tender::testing;
using namespace std::chrono_literals;

namespace {

using milliseconds = std::chrono::milliseconds;

/// Sends for real, waits less long than it may, and notes when.
class hasty_sender final : public sender {
public:
    std::shared_ptr<tender::clock> clock{};
    std::vector<instant> times{};
    sent last{};

    sent send(outgoing const& what) override
    {
        times.push_back(clock->now());
        return last = real_.send({what.url, what.headers, what.body, 200ms});
    }

private:
    http_sender real_{reach::anywhere};
};

struct shop {
    listener there;
    std::shared_ptr<hasty_sender> sends = std::make_shared<hasty_sender>();
    sandbox bank{{.settings = {.allow_local_webhooks = true}, .sender = sends}};
    merchant who = bank.by(popfab());
    instant begin = bank.now();
    fresh_webhook_endpoint made;

    explicit shop(std::string type)
    {
        sends->clock = std::shared_ptr<tender::clock>(bank.hand(), [](tender::clock*) {});
        made = bank.engine().webhooks().create(who, {.url = there.url(),
                                                     .events = {std::move(type)}}).value();
    }

    void pay()
    {
        BOOST_REQUIRE(bank.engine().payments().create(who, bank.order({1000, "NGN"})).has_value());
    }

    std::vector<milliseconds> times() const
    {
        std::vector<milliseconds> out;
        for (auto const t : sends->times) out.push_back(t - begin);
        return out;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(webhooks_over_http)

BOOST_AUTO_TEST_CASE(C29_the_schedule_is_kept_whatever_the_receiver_does)
{
    std::vector<milliseconds> const schedule = {0s, 30s, 150s, 750s, 2'550s, 9'750s, 31'350s,
                                                117'750s};
    struct {
        char const* name;
        reaction how;
        int status;
    } const cases[] = {
        {"500", {"HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n"}, 500},
        {"hangs", {"", 10s}, 0},
        {"redirects", {"HTTP/1.1 302 x\r\nLocation: /hooks\r\nContent-Length: 0\r\n\r\n"}, 302},
        {"closes early", {"HTTP/1.1 200 OK\r\nX-Half: "}, 0},
        {"talks nonsense", {"\x16\x03\x01 what?\r\n\r\n"}, 0},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.name) {
        shop s("payment.processing");
        s.there.react(c.how);
        s.pay();
        s.bank.advance(48h);
        BOOST_TEST((s.times() == schedule));
        BOOST_TEST(s.there.connections() == 8);
        auto const dead = s.bank.engine().webhooks().dead(s.who).value().items;
        BOOST_TEST_REQUIRE(dead.size() == 1U);
        BOOST_TEST(dead[0]->last_status == c.status);
        BOOST_TEST(dead[0]->last_error.empty() == (c.status != 0));
    }
}

BOOST_AUTO_TEST_CASE(C29_a_receiver_that_comes_back_hears_of_everything)
{
    shop s("payment.success");
    s.there.react({"HTTP/1.1 503 x\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n"});
    s.pay();
    s.bank.advance(10s);
    BOOST_TEST((s.times() == std::vector<milliseconds>{1s}));
    s.there.react({});
    s.bank.advance(1h);
    BOOST_TEST((s.times() == std::vector<milliseconds>{1s, 1h + 1s}));
    BOOST_TEST(s.sends->last.status == 200);
    auto const requests = s.there.requests();
    BOOST_TEST_REQUIRE(requests.size() == 2U);
    auto const body = [](std::string const& r) { return r.substr(r.find("\r\n\r\n")); };
    auto const value = [&](std::string const& r, std::string const& name) {
        auto const at = r.find(name + ": ") + name.size() + 2;
        return r.substr(at, r.find("\r\n", at) - at);
    };
    BOOST_TEST(body(requests[0]) == body(requests[1]));
    auto const now = s.begin + 1h + 1s;
    BOOST_TEST(verify_popfab_webhook({value(requests[1], "X-POPFAB-Timestamp"),
                                      value(requests[1], "X-POPFAB-Signature"),
                                      body(requests[1]).substr(4)},
                                     s.made.key, now).has_value());
}

BOOST_AUTO_TEST_CASE(C52_410_ends_it)
{
    shop s("payment.processing");
    s.there.react({"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"});
    s.pay();
    s.bank.advance(48h);
    BOOST_TEST(s.there.connections() == 1);
    BOOST_TEST(!s.bank.engine().webhooks().read(s.who, s.made.endpoint.id)->enabled);
    BOOST_TEST(s.bank.incidents().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace webhooks_over_http_tests
