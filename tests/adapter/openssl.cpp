// SPDX-License-Identifier: BSL-1.0
// tests/adapter/openssl.cpp: OpenSSL's digests are ours.
#include <tender/adapter/openssl.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace openssl_tests {

using namespace tender;

BOOST_AUTO_TEST_SUITE(openssl)

BOOST_AUTO_TEST_CASE(it_agrees_with_the_built_in_crypto_at_every_length)
{
    openssl_crypto theirs;
    builtin_crypto ours;
    std::string text;
    for (int i = 0; i != 300; ++i) {
        BOOST_TEST((theirs.sha256(text) == ours.sha256(text)), i);
        BOOST_TEST((theirs.hmac_sha256(text, "message") == ours.hmac_sha256(text, "message")), i);
        BOOST_TEST((theirs.hmac_sha256("key", text) == ours.hmac_sha256("key", text)), i);
        text.push_back(static_cast<char>(i * 37));
    }
}

BOOST_AUTO_TEST_CASE(many_threads_may_use_it_at_once)
{
    openssl_crypto theirs;
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t != 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i != 500; ++i) {
                auto const text = std::to_string(t * 1000 + i);
                if (theirs.sha256(text) != sha256_of(text)) ++wrong;
            }
        });
    for (auto& t : threads) t.join();
    BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace openssl_tests
