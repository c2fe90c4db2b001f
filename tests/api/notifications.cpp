// SPDX-License-Identifier: BSL-1.0
// tests/api/notifications.cpp: providers send what they have to tell to a route of their own.
#include <tender/api/notifications.hpp>

#include <tender/api/dispatcher.hpp>
#include <tender/api/popfab.hpp>
#include <tender/testing/sandbox.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace api_notifications_tests {

using namespace tender;
using namespace tender::testing;
using namespace std::chrono_literals;

namespace {

struct door {
    sandbox bank;
    dispatcher api{bank.engine(), {{"/popfab", popfab()},
                                   {"/notifications", provider_notifications()}}};

    response post(std::string_view path, std::string_view body,
                  std::vector<header> headers = {}, std::string_view method = "POST")
    {
        return api.handle({method, path, std::move(headers), body});
    }

    response post(std::string_view path, simulated_message const& m)
    {
        std::vector<header> headers;
        for (auto const& [name, value] : m.headers) headers.push_back({name, value});
        return post(path, m.body, headers);
    }
};

constexpr std::string_view paystack = "/notifications/test/paystack";

}  // namespace

BOOST_AUTO_TEST_SUITE(api_notifications)

BOOST_AUTO_TEST_CASE(C27_a_notification_settles_its_payment)
{
    door d;
    auto& pay = d.bank.engine().payments();
    auto const made = pay.create(d.bank.who(), d.bank.order({1000, "NGN"})).value();
    d.bank.hand()->advance(1s);
    auto const call = made.last_attempt().text();
    auto const m = d.bank.provider("paystack").message_about(call).value();
    for (int i = 0; i != 2; ++i) {
        auto const answer = d.post(paystack, m);
        BOOST_TEST(answer.status == 200);
        BOOST_TEST(answer.body == "{}");
        BOOST_TEST(!answer.find("X-Request-Id").empty());
    }
    BOOST_TEST((pay.read(d.bank.who(), made.id)->state == payment_state::captured));
    BOOST_TEST(d.bank.provider("paystack").questions() == 0);
}

BOOST_AUTO_TEST_CASE(a_headers_name_may_be_in_any_case_and_no_key_or_type_is_needed)
{
    door d;
    auto const made = d.bank.engine().payments().create(d.bank.who(),
                                                        d.bank.order({1000, "NGN"})).value();
    d.bank.hand()->advance(1s);
    auto m = d.bank.provider("paystack").message_about(made.last_attempt().text()).value();
    m.headers[0].first = "x-signature";
    BOOST_TEST(d.post(paystack, m).status == 200);
    BOOST_TEST(d.bank.provider("paystack").questions() == 0);
}

BOOST_AUTO_TEST_CASE(what_is_forged_or_unknown_need_not_come_again)
{
    door d;
    auto const stranger = write_simulated_message("paystack", ulid{1, 2}.text(), "done",
                                                  {1000, "NGN"});
    BOOST_TEST(d.post(paystack, stranger).status == 200);
    BOOST_TEST(d.post(paystack, stranger.body).status == 200);   // without its signature
}

BOOST_AUTO_TEST_CASE(refusals_say_why)
{
    struct {
        char const* method;
        char const* path;
        char const* body;
        int status;
    } const cases[] = {
        {"POST", "/notifications/test/paystack", "", 400},
        {"POST", "/notifications/test/paystack", "\xff\x00{", 400},
        {"POST", "/notifications/test/nobody", "x", 404},
        {"POST", "/notifications/test/a-name-that-is-far-too-long", "x", 404},
        {"POST", "/notifications/live/paystack", "x", 404},
        {"POST", "/notifications/staging/paystack", "x", 404},
        {"POST", "/notifications/test", "x", 404},
        {"POST", "/notifications/test/paystack/more", "x", 404},
        {"GET", "/notifications/test/paystack", "", 405},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.method << " " << c.path) {
        door d;
        auto const answer = d.post(c.path, c.body, {}, c.method);
        BOOST_TEST(answer.status == c.status);
        BOOST_TEST(answer.body.starts_with(R"({"error":")"));
        if (c.status == 405) BOOST_TEST(answer.find("Allow") == "POST");
    }
    door d;
    BOOST_TEST(d.post(paystack, std::string(256 * 1024 + 1, 'x')).status == 413);
}

BOOST_AUTO_TEST_CASE(where_the_store_is_away_it_is_to_come_again)
{
    door d;
    auto const m = write_simulated_message("paystack", ulid{1, 2}.text(), "done", {1, "NGN"});
    d.bank.store().away(true);
    auto const answer = d.post(paystack, m);
    BOOST_TEST(answer.status == 503);
    BOOST_TEST(answer.find("Retry-After") == "1");
    d.bank.store().away(false);
    BOOST_TEST(d.post(paystack, m).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace api_notifications_tests
