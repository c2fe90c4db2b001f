// SPDX-License-Identifier: BSL-1.0
// tests/core/sha256.cpp: the digests are those of the standards and of Wycheproof.
#include <tender/core/sha256.hpp>

#include <tender/base/encoding.hpp>
#include <corpora.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace sha256_tests {

using namespace tender;

namespace {

std::string bytes_of(boost::json::value const& text)
{
    return from_hex(std::string_view(text.as_string())).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sha256_)

BOOST_AUTO_TEST_CASE(digests_are_those_of_fips_180)
{
    struct { std::string text; std::string_view digest; } const cases[] = {
        { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
        { "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
          "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
          "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
        { std::string(1'000'000, 'a'),
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
    };
    for (auto const& c : cases) BOOST_TEST(hex(sha256_of(c.text)) == c.digest);
}

BOOST_AUTO_TEST_CASE(every_length_around_a_block_is_padded_right)
{
    // The digest of all these digests, worked out with another implementation.
    sha256 all;
    for (std::size_t size = 0; size != 200; ++size)
        all.update(hex(sha256_of(std::string(size, 'x'))));
    BOOST_TEST(hex(all.finish())
        == "f61ffcc417e1f0e59eba2da7fa32fbe05b64e478b68c6bacf990455f00248b98");
}

BOOST_AUTO_TEST_CASE(pieces_make_the_same_digest_as_the_whole)
{
    std::string text;
    for (int i = 0; i != 300; ++i) text += static_cast<char>(i);
    auto const whole = sha256_of(text);
    for (std::size_t first = 0; first <= text.size(); ++first)
        for (std::size_t const second : {std::size_t{0}, std::size_t{1}, std::size_t{64}}) {
            sha256 sum;
            sum.update(std::string_view(text).substr(0, first));
            auto const rest = std::string_view(text).substr(first);
            sum.update(rest.substr(0, second));
            sum.update(rest.size() > second ? rest.substr(second) : std::string_view{});
            BOOST_TEST((sum.finish() == whole));
        }
}

BOOST_AUTO_TEST_CASE(a_finished_sum_begins_anew_and_a_copy_goes_its_own_way)
{
    sha256 sum;
    sum.update("ab");
    auto copy = sum;
    copy.update("c");
    sum.update("d");
    BOOST_TEST((copy.finish() == sha256_of("abc")));
    BOOST_TEST((sum.finish() == sha256_of("abd")));
    BOOST_TEST((sum.finish() == sha256_of("")));
    sum.update("abc");
    BOOST_TEST((sum.finish() == sha256_of("abc")));
}

BOOST_AUTO_TEST_CASE(signatures_are_those_of_rfc_4231)
{
    struct { std::string key, text; std::string_view digest; } const cases[] = {
        { std::string(20, '\x0b'), "Hi There",
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
        { "Jefe", "what do ya want for nothing?",
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
        { std::string(20, '\xaa'), std::string(50, '\xdd'),
          "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
        { std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
    };
    for (auto const& c : cases) {
        BOOST_TEST(hex(hmac_sha256(c.key, c.text)) == c.digest);
        hmac_sha256_key const key(c.key);
        BOOST_TEST(hex(key.sign(c.text)) == c.digest);
        BOOST_TEST(hex(key.sign(c.text)) == c.digest);  // a key signs any number of texts
    }
    BOOST_TEST((hmac_sha256(std::string(64, 'k'), "x") != hmac_sha256(std::string(65, 'k'), "x")));
}

BOOST_AUTO_TEST_CASE(signatures_are_those_of_wycheproof)
{
    auto const folder = testing::corpus("wycheproof");
    if (!folder) return;
    auto const file = boost::json::parse(
        testing::text_of(*folder / "testvectors_v1" / "hmac_sha256_test.json"));
    int count = 0;
    for (auto const& group : file.at("testGroups").as_array()) {
        auto const size = static_cast<std::size_t>(group.at("tagSize").as_int64() / 8);
        for (auto const& test : group.at("tests").as_array()) {
            auto const sum = hmac_sha256(bytes_of(test.at("key")), bytes_of(test.at("msg")));
            auto const tag = std::string(sum.begin(), sum.end()).substr(0, size);
            bool const valid = test.at("result").as_string() == "valid";
            BOOST_TEST(equal_in_constant_time(tag, bytes_of(test.at("tag"))) == valid,
                test.at("tcId"));
            ++count;
        }
    }
    BOOST_TEST(count == file.at("numberOfTests").as_int64());
}

BOOST_AUTO_TEST_CASE(secrets_are_compared_whole)
{
    BOOST_TEST(equal_in_constant_time("", ""));
    BOOST_TEST(equal_in_constant_time("secret", "secret"));
    for (std::string_view const other : {"", "secre", "secrets", "Secret", "secreT",
             "sec\xF2" "et"})
        BOOST_TEST(!equal_in_constant_time("secret", other), other);
    BOOST_TEST(!equal_in_constant_time(std::string(256, 'a'), std::string(512, 'a')));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sha256_tests
