// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/no_secret.cpp: a receiver whose secret was never set; an attacker who signs with
// nothing, too, is believed by no verifier. It could happen in every function that verifies, and
// where a host sets a secret of its own.
#include <faces/face_client.hpp>

#include <tender/api/inflow.hpp>
#include <tender/api/poof.hpp>
#include <tender/api/popfab.hpp>
#include <tender/api/shop.hpp>
#include <tender/port/webhook_signature.hpp>

namespace no_secret_tests {

using namespace tender;

BOOST_AUTO_TEST_SUITE(no_secret)

BOOST_AUTO_TEST_CASE(C30_nothing_is_verified_without_a_secret)
{
    builtin_crypto with;
    std::string const body = R"({"event":"payment.success"})";
    instant const now{std::chrono::seconds(1'742'379'825)};
    std::string const ms = "1742379825000", s = "1742379825";
    auto const refused = [](result<> const& done) {
        return !done && done.error() == errc::unauthorized &&
               done.error().text() == no_webhook_secret;
    };
    auto const popfab_mac = "sha256=" + timestamped_signature(with, "", ms, body);
    BOOST_TEST(refused(verify_popfab_webhook({ms, popfab_mac, body}, secret(), now)));
    auto const shop_mac = "t=" + s + ",v1=" + timestamped_signature(with, "", s, body);
    BOOST_TEST(refused(verify_shop_webhook({shop_mac, body}, secret(), now)));
    for (std::string const prefix : {"", "sha256="})
        BOOST_TEST(refused(verify_inflow_webhook({prefix + hex(with.hmac_sha256("", body)), body},
                                                 secret())));
    for (char const* const poof : {R"({"x-poof-signature":""})", "{}", ""})
        BOOST_TEST(refused(verify_poof_webhook(poof, secret())));
    auto const mac = with.hmac_sha256("", "msg_1." + s + "." + body);
    auto const standard = "v1," + base64({reinterpret_cast<char const*>(mac.data()), mac.size()});
    BOOST_TEST(refused(verify_webhook({"msg_1", s, standard, body}, secret(), now)));
    // No bytes in base64 are no secret either.
    for (char const* const empty : {"whsec_", "whsec_=", "whsec_===="})
        BOOST_TEST(!verify_webhook({"msg_1", s, standard, body}, secret(empty), now).has_value());
}

BOOST_AUTO_TEST_CASE(C41_a_webhook_secret_that_could_be_guessed_is_not_kept)
{
    testing::sandbox bank;
    auto const who = bank.by(poof());
    auto& webhooks = bank.engine().webhooks();
    auto const before = webhooks.shared_secret_of(who)->reveal();
    for (std::size_t const length : {0U, 1U, 8U, 15U}) {
        auto const done = webhooks.set_shared_secret(who, secret(std::string(length, 's')));
        BOOST_TEST((done.error() == errc::invalid_request));
        BOOST_TEST(webhooks.shared_secret_of(who)->reveal() == before);
    }
    BOOST_TEST(webhooks.set_shared_secret(who, secret(std::string(16, 's'))).has_value());
    BOOST_TEST(webhooks.shared_secret_of(who)->reveal() == std::string(16, 's'));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace no_secret_tests
