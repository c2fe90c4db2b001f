// SPDX-License-Identifier: BSL-1.0
// tests/port/seal.cpp: what is sealed can be opened by who sealed it, for what it was sealed.
#include <tender/port/seal.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

namespace seal_tests {

using namespace tender;

namespace {

builtin_crypto plain;
secret const host(std::string(32, 'h'));
constexpr std::string_view nonce = "0123456789abcdef";

std::string opened(sealer const& by, std::string_view sealed, std::string_view belongs_to)
{
    auto const text = by.open(sealed, belongs_to);
    return text ? text->reveal() : "(closed)";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(seal)

BOOST_AUTO_TEST_CASE(C48_keys_are_derived_as_rfc_5869_says)
{
    // Its third case: no salt, no purpose; the first 32 bytes.
    auto const key = derived_key(plain, std::string(22, '\x0b'), "");
    BOOST_TEST(hex(key) == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    BOOST_TEST(hex(derived_key(plain, "a", "x")) != hex(derived_key(plain, "a", "y")));
    BOOST_TEST(hex(derived_key(plain, "a", "x")) != hex(derived_key(plain, "b", "x")));
}

BOOST_AUTO_TEST_CASE(C41_what_is_sealed_is_not_readable_and_opens_again)
{
    sealer const here(plain, host, "webhook");
    for (std::size_t size = 0; size != 200; ++size) {
        std::string text;
        for (std::size_t i = 0; i != size; ++i) text += static_cast<char>(i * 7);
        auto const sealed = here.seal(secret(text), "endpoint-1", nonce);
        if (size > 3) BOOST_TEST(sealed.find(text) == sealed.npos);
        BOOST_TEST(opened(here, sealed, "endpoint-1") == text);
    }
    auto const again = here.seal(secret("whsec_x"), "endpoint-1", "another nonce 12");
    BOOST_TEST(here.seal(secret("whsec_x"), "endpoint-1", nonce) != again);
    BOOST_TEST(opened(here, again, "endpoint-1") == "whsec_x");
}

BOOST_AUTO_TEST_CASE(C41_nobody_else_opens_it_and_nothing_else)
{
    sealer const here(plain, host, "webhook");
    sealer const elsewhere(plain, secret(std::string(32, 'i')), "webhook");
    sealer const for_other(plain, host, "token");
    auto const sealed = here.seal(secret("whsec_secret"), "endpoint-1", nonce);
    BOOST_TEST(opened(here, sealed, "endpoint-1") == "whsec_secret");
    BOOST_TEST(opened(here, sealed, "endpoint-2") == "(closed)");
    BOOST_TEST(opened(elsewhere, sealed, "endpoint-1") == "(closed)");
    BOOST_TEST(opened(for_other, sealed, "endpoint-1") == "(closed)");
    for (std::size_t i = 0; i != sealed.size(); ++i) {
        auto spoilt = sealed;
        spoilt[i] = spoilt[i] == 'A' ? 'B' : 'A';
        BOOST_TEST(opened(here, spoilt, "endpoint-1") == "(closed)");
        BOOST_TEST(opened(here, sealed.substr(0, i), "endpoint-1") == "(closed)");
    }
    for (auto const* nonsense : {"", ".", "x.", "x.AAAA", "x"})
        BOOST_TEST(opened(here, nonsense, "endpoint-1") == "(closed)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace seal_tests
