// SPDX-License-Identifier: BSL-1.0
// tests/base/encoding.cpp: bytes become text and come back, and nothing else is read.
#include <tender/base/encoding.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace encoding_tests {

using namespace tender;

namespace {

std::string hex_of(std::string_view bytes)
{
    return hex(std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(encoding_)

BOOST_AUTO_TEST_CASE(bytes_are_written_as_rfc_4648_says_and_read_back)
{
    struct { std::string_view bytes, hex, base64, base64url; } const cases[] = {
        { "",         "",             "",         ""         },
        { "f",        "66",           "Zg==",     "Zg"       },
        { "fo",       "666f",         "Zm8=",     "Zm8"      },
        { "foo",      "666f6f",       "Zm9v",     "Zm9v"     },
        { "foob",     "666f6f62",     "Zm9vYg==", "Zm9vYg"   },
        { "fooba",    "666f6f6261",   "Zm9vYmE=", "Zm9vYmE"  },
        { "foobar",   "666f6f626172", "Zm9vYmFy", "Zm9vYmFy" },
        { "\xFB\xFF", "fbff",         "+/8=",     "-_8"      },
        { {"\0", 1},  "00",           "AA==",     "AA"       },
    };
    for (auto const& c : cases) {
        BOOST_TEST(hex_of(c.bytes) == c.hex);
        BOOST_TEST(base64(c.bytes) == c.base64);
        BOOST_TEST(base64url(c.bytes) == c.base64url);
        BOOST_TEST(from_hex(c.hex).value() == c.bytes);
        BOOST_TEST(from_base64(c.base64).value() == c.bytes);
        BOOST_TEST(from_base64url(c.base64url).value() == c.bytes);
    }
}

BOOST_AUTO_TEST_CASE(any_bytes_come_back)
{
    std::mt19937_64 random{11};
    for (std::size_t size = 0; size != 300; ++size) {
        std::string bytes(size, '\0');
        for (auto& byte : bytes) byte = static_cast<char>(random());
        BOOST_TEST((from_hex(hex_of(bytes)) == bytes));
        BOOST_TEST((from_base64(base64(bytes)) == bytes));
        BOOST_TEST((from_base64url(base64url(bytes)) == bytes));
    }
}

BOOST_AUTO_TEST_CASE(hexadecimal_is_read_in_either_case_and_refused_otherwise)
{
    BOOST_TEST(from_hex("DeadBEEF").value() == "\xDE\xAD\xBE\xEF");
    for (std::string_view const text : {"6", "666", "6g", "g6", "0x66", " 66", "66 ", "6 6", "6:6",
             "\xFF\xFF", "66\n"})
        BOOST_TEST(!from_hex(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(base64_is_read_in_its_one_spelling)
{
    for (std::string_view const text : {"Z", "Zg", "Zg=", "Zm8", "Zg===", "Zg==Zg==", "Zh==",
             "Zm9=", "=", "==", "===", "====", "=Zg=", "Z===", "Zm9vYg", "Zm9v=", "Zm9v====",
             "Zm 9", "Zm9v\n", " Zm9v", "-_8=", "Zm9\xFF", "Zm9.", "Z=g="})
        BOOST_TEST(!from_base64(text).has_value(), text);
    for (std::string_view const text : {"Z", "Zh", "Zm9", "Zg==", "Zm8=", "=", "+/8", "Zm9v ",
             "Zm9vY", "Zm\n9v", "Zm9\xFF", "."})
        BOOST_TEST(!from_base64url(text).has_value(), text);
    BOOST_TEST(!from_base64url(std::string_view("Zm\0v", 4)).has_value());
}

BOOST_AUTO_TEST_CASE(two_texts_never_stand_for_the_same_bytes)
{
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/";
    for (char const a : letters)
        for (char const b : letters) {
            std::string const text{a, b};
            if (auto const bytes = from_base64url(text)) BOOST_TEST(base64url(*bytes) == text);
            auto const padded = text + "==";
            if (auto const bytes = from_base64(padded)) BOOST_TEST(base64(*bytes) == padded);
        }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace encoding_tests
