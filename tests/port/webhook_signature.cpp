// SPDX-License-Identifier: BSL-1.0
// tests/port/webhook_signature.cpp: signatures are those of the vectors, and nothing else passes.
#include <tender/port/webhook_signature.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace webhook_signature_tests {

using namespace tender;
using namespace std::chrono_literals;

namespace {

builtin_crypto plain;
secret const key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
constexpr std::string_view id = "msg_p5jXN8AQM9LWM0D4loKWxJek", at = "1614265330",
                           body = R"({"test": 2432232314})",
                           signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
instant const then(std::chrono::seconds(1'614'265'330));

std::string verdict(standard_webhook const& got, secret const& with = key, instant now = then)
{
    auto const done = verify_webhook(got, with, now);
    if (done) return "";
    BOOST_TEST((done.error() == errc::unauthorized));
    return std::string(done.error().text());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(webhook_signature)

BOOST_AUTO_TEST_CASE(C30_the_vector_of_standard_webhooks)
{
    BOOST_TEST(standard_signature(plain, key, id, at, body).value() == signature);
    BOOST_TEST(verdict({id, at, signature, body}) == "");
}

BOOST_AUTO_TEST_CASE(C30_the_vector_of_popfab)
{
    constexpr std::string_view envelope =
        R"({"id":"evt_0001","type":"payment.success","api_version":"v1",)"
        R"("created_at":"2025-10-09T08:53:20.000Z",)"
        R"("data":{"payment":{"id":"ppfb_pay_0001","status":"success"}}})";
    BOOST_TEST(envelope.size() == 162U);
    BOOST_TEST(timestamped_signature(plain, "whsec_vector_0001", "1760000000000", envelope) ==
               "c8f0628bf3a024804c658843b87110ffd88b3361053390a591ff657bcfe2058f");
}

BOOST_AUTO_TEST_CASE(C30_one_of_several_signatures_is_enough)
{
    auto const other = "v1," + std::string(43, 'A') + "=";
    for (auto const& all : {other + " " + std::string(signature),
                            std::string(signature) + " " + other, "v1a,x v2,y  " +
                            std::string(signature) + " "})
        BOOST_TEST(verdict({id, at, all, body}) == "");
    for (auto const& none : {std::string(), other, other + " " + other, std::string("v1,"),
                             std::string(signature.substr(3)),
                             "v2" + std::string(signature.substr(2)),
                             std::string(signature.substr(0, signature.size() - 1)),
                             std::string(signature) + "=", "V1" + std::string(signature.substr(2))})
        BOOST_TEST(verdict({id, at, none, body}) ==
                   "No signature of the webhook is this secret's.");
}

BOOST_AUTO_TEST_CASE(C30_what_was_tampered_with_is_refused)
{
    auto const refused = "No signature of the webhook is this secret's.";
    for (std::size_t i = 0; i != body.size(); ++i) {
        std::string spoilt(body);
        spoilt[i] ^= 1;
        BOOST_TEST(verdict({id, at, signature, spoilt}) == refused);
    }
    BOOST_TEST(verdict({"msg_other", at, signature, body}) == refused);
    BOOST_TEST(verdict({id, "1614265331", signature, body}) == refused);
    BOOST_TEST(verdict({id, at, signature, std::string(body) + " "}) == refused);
    BOOST_TEST(verdict({id, at, signature, body}, secret("whsec_AAAA")) == refused);
    BOOST_TEST(verdict({id, at, signature, body}, secret()) == no_webhook_secret);
    for (auto const* none : {"whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_***"})
        BOOST_TEST(verdict({id, at, signature, body}, secret(none)) ==
                   "The secret is none of Standard Webhooks.");
}

BOOST_AUTO_TEST_CASE(C30_the_tolerance_is_five_minutes_both_ways)
{
    standard_webhook const good{id, at, signature, body};
    BOOST_TEST(verdict(good, key, then + 300s) == "");
    BOOST_TEST(verdict(good, key, then + 300s + 999ms) == "");
    BOOST_TEST(verdict(good, key, then + 301s) == "The webhook is too old.");
    BOOST_TEST(verdict(good, key, then - 300s) == "");
    BOOST_TEST(verdict(good, key, then - 301s) == "The webhook is from the future.");
    BOOST_TEST(verify_webhook(good, key, then + 3600s, 3600s).has_value());
    for (auto const* none : {"", "-1", "+1614265330", " 1614265330", "1614265330 ", "1614265330.0",
                             "0x60", "99999999999999999999", "9999999999999", "1e9"})
        BOOST_TEST(verdict({id, none, signature, body}) ==
                   "The webhook's id or timestamp is none.", none);
    BOOST_TEST(verdict({"", at, signature, body}) == "The webhook's id or timestamp is none.");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace webhook_signature_tests
