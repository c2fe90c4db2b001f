// SPDX-License-Identifier: BSL-1.0
// tests/base/url.cpp: a URL is accepted only if no reader could take it for another.
#include <tender/base/url.hpp>

#include <corpora.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace url_tests {

using namespace tender;

namespace {

std::string many(std::size_t count, char c = 'a')
{
    return std::string(count, c);
}

std::string lower(std::string_view text)
{
    std::string lowered(text);
    for (auto& c : lowered)
        if ('A' <= c && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lowered;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(url_)

BOOST_AUTO_TEST_CASE(C36_a_url_is_taken_apart)
{
    struct { std::string_view text; web_url url; } const cases[] = {
        { "http://a",                       { false, "a",            80,    ""              } },
        { "https://a",                      { true,  "a",            443,   ""              } },
        { "https://a/",                     { true,  "a",            443,   "/"             } },
        { "https://shop.example/p?q=1#f",   { true,  "shop.example", 443,   "/p?q=1#f"      } },
        { "https://shop.example?q",         { true,  "shop.example", 443,   "?q"            } },
        { "https://shop.example#f",         { true,  "shop.example", 443,   "#f"            } },
        { "http://localhost:8080/x",        { false, "localhost",    8080,  "/x"            } },
        { "https://Shop.Example:1?",        { true,  "Shop.Example", 1,     "?"             } },
        { "https://a:65535",                { true,  "a",            65535, ""              } },
        { "https://a:443/",                 { true,  "a",            443,   "/"             } },
        { "https://192.0.2.1/",             { true,  "192.0.2.1",    443,   "/"             } },
        { "https://[2001:db8::1]:8/x",      { true,  "[2001:db8::1]", 8,    "/x"            } },
        { "https://a/%2F:@!$&'()*+,;=",     { true,  "a",            443,   "/%2F:@!$&'()*+,;=" } },
        { "https://a/[x]?[y]=#z",           { true,  "a",            443,   "/[x]?[y]=#z"   } },
        { "https://a//b@c:8/",              { true,  "a",            443,   "//b@c:8/"      } },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.text) {
        auto const url = read_web_url(c.text);
        BOOST_REQUIRE(url.has_value());
        BOOST_TEST((*url == c.url));
        BOOST_TEST(is_web_url(c.text));
        BOOST_TEST(is_https_url(c.text) == c.url.https);
    }
}

BOOST_AUTO_TEST_CASE(C36_schemes_users_and_white_space_are_refused)
{
    for (std::string_view const text : {"", "a", "/", "//a", "http", "http:", "http:/a", "http://",
             "https://", "http:///a", "HTTP://a", "Https://a", "ftp://a", "ws://a", "javascript:a",
             "data:,a", "file:///a", "http:\\\\a", "http:/\\a", "xhttp://a", " http://a",
             "http://a ", "http://a\n", "\thttp://a", "ht\ntp://a", "http ://a", "http:// a",
             "http://u@a", "http://u:p@a", "http://@a", "http://:@a", "http://@u@u@a:800/",
             "http://a:80@b", "http://a@", "http://a%40b", "http://a\\@b", "http://a#@b c"})
        BOOST_TEST(!is_web_url(text), text);
}

BOOST_AUTO_TEST_CASE(C36_a_host_is_a_plain_name)
{
    for (std::string_view const host : {"a", "a.b", "a-b.c", "a--b.c", "1a", "1.a", "a1", "1-1",
             "xn--nxasmq6b.example", "0x.a", "0xa.b", "a.x0", "1e1", "a.1a"})
        BOOST_TEST(is_web_url("http://" + std::string(host) + "/"), host);
    for (std::string_view const host : {".", "a.", ".a", "a..b", "-a", "a-", "a.-b", "a.b-", "-",
             "a_b", "_dmarc.a", "a b", "a%20b", "%61", "a+b", "a*b", "*.a", "a,b", "a;b", "a!b",
             "a$b", "a&b", "a'b", "(a)", "a=b", "a~b", "a|b", "a^b", "a<b", "a\"b", "a`b", "{a}",
             "\xC3\xA4.a", "a\xC2\xAD" "b", "a\xE3\x80\x82" "b", "\xEF\xBC\x91", "xn--", "xn--a-",
             "1", "1.2", "1.2.3", "1.2.3.4.5", "a.1", "a.0", "a.0x1", "a.0x", "0x7f.1",
             "0x7f000001", "0X7F000001", "017700000001", "2130706433", "a.09", "a.0xzz"})
        BOOST_TEST(!is_web_url("http://" + std::string(host) + "/"), host);
    BOOST_TEST(!is_web_url(std::string_view("http://a\0b/", 11)));
}

BOOST_AUTO_TEST_CASE(C36_an_address_is_in_its_canonical_form)
{
    for (std::string_view const host : {"0.0.0.0", "1.2.3.4", "127.0.0.1", "255.255.255.255",
             "[::]", "[::1]", "[1::]", "[1:2:3:4:5:6:7:8]", "[2001:db8::1]", "[1:0:3:4:5:6:7:8]",
             "[1::4:0:0:7:8]", "[0:1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:0]", "[::3:4:5:6:7:8]",
             "[1:2:3:4:5:6::]", "[::ffff:c000:201]", "[fe80::abcd:ef]"})
        BOOST_TEST(is_web_url("http://" + std::string(host) + ":8/"), host);
    for (std::string_view const host : {"256.1.1.1", "1.2.3.256", "01.2.3.4", "1.2.3.04",
             "1.2.3.00", "1.2.3.4.", "1.2.3.", "1..3.4", "1.2.3.0x4", "1.2.3.999999999999",
             "+1.2.3.4", "[]", "[", "]", "[:]", "[:::]", "[1]", "[::1", "::1", "[::1]a",
             "[[::1]]", "[::1]]", "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]", "[1:2:3:4:5:6:7:8:]",
             "[:1:2:3:4:5:6:7:8]", "[1::2::3]", "[1:2:3:4:5:6:7::]", "[::2:3:4:5:6:7:8]",
             "[1:2:3::5:6:7:8]", "[1::2:3:4:5:6:7:8]", "[::1:2:3:4:5:6:7:8]", "[0::1]", "[::0]",
             "[::01]", "[::00001]", "[::A]", "[2001:DB8::1]", "[0:0:0:0:0:0:0:1]",
             "[1:0:0:4:5:6:7:8]", "[1:0:0:4::7:8]", "[1:0:0:4::8]x", "[::ffff:192.0.2.1]",
             "[::1%25eth0]", "[::1%eth0]", "[v1.a]", "[::g]", "[::-1]", "[::+1]", "[::0x1]",
             "[:: 1]", "[1:]", "[::1:]", "[12345::]"})
        BOOST_TEST(!is_web_url("http://" + std::string(host) + "/"), host);
}

BOOST_AUTO_TEST_CASE(C36_a_port_is_from_1_to_65535)
{
    for (std::string_view const port : {"1", "80", "443", "8443", "65535"})
        BOOST_TEST(is_web_url("http://a:" + std::string(port)), port);
    for (std::string_view const port : {"", "0", "00", "01", "080", "65536", "99999", "655350",
             "4294967376", "18446744073709551696", "-1", "+80", "8a", " 80", "80 ", "0x50", "80:80",
             "80@a"}) {
        BOOST_TEST(!is_web_url("http://a:" + std::string(port)), port);
        BOOST_TEST(!is_web_url("http://[::1]:" + std::string(port) + "/"), port);
    }
}

BOOST_AUTO_TEST_CASE(C36_a_target_is_printable_ascii)
{
    for (int byte = 0; byte != 256; ++byte) {
        auto const c = static_cast<char>(byte);
        bool const good = ' ' < c && c <= '~'
            && std::string_view("\"%<>\\^`{|}").find(c) == std::string_view::npos;
        for (char const* before : {"http://a/", "http://a?", "http://a/b#"})
            if (is_web_url(std::string(before) + c) != good) BOOST_ERROR(before << " and " << byte);
    }
    for (std::string_view const target : {"/%", "/%2", "/%2g", "/%g2", "/%%20", "/a%0", "&x", ";x",
             "[x", "%2Fx"})
        BOOST_TEST(!is_web_url("http://a" + std::string(target)), target);
}

BOOST_AUTO_TEST_CASE(C36_lengths_are_bounded)
{
    auto const labels = many(63) + '.' + many(63) + '.' + many(63) + '.';
    BOOST_TEST(is_web_url("http://" + labels + many(61)));
    BOOST_TEST(!is_web_url("http://" + labels + many(62)));
    BOOST_TEST(!is_web_url("http://" + many(64) + ".b"));
    BOOST_TEST(is_web_url("http://a/" + many(2048 - 9)));
    BOOST_TEST(!is_web_url("http://a/" + many(2048 - 8)));
}

BOOST_AUTO_TEST_CASE(C36_nothing_is_accepted_that_browsers_refuse_or_read_differently)
{
    auto const folder = testing::corpus("wpt-url");
    if (!folder) return;
    auto const tests = boost::json::parse(testing::text_of(*folder / "urltestdata.json"));
    int accepted = 0, refused = 0;
    for (auto const& entry : tests.as_array()) {
        auto const* const test = entry.if_object();
        if (test == nullptr) continue;
        auto const* const base = test->if_contains("base");
        if (base != nullptr && !base->is_null()) continue;

        std::string const input(test->at("input").as_string());
        auto const url = read_web_url(input);
        (url ? accepted : refused)++;
        if (!url) continue;
        BOOST_TEST_CONTEXT(input) {
            BOOST_REQUIRE(!test->contains("failure"));
            BOOST_TEST(lower(url->host) == std::string(test->at("hostname").as_string()));
            BOOST_TEST((url->https ? "https:" : "http:")
                == std::string(test->at("protocol").as_string()));
            std::string const port(test->at("port").as_string());
            auto const usual = std::to_string(url->https ? 443 : 80);
            BOOST_TEST(std::to_string(url->port) == (port.empty() ? usual : port));
        }
    }
    BOOST_TEST(accepted > 20);
    BOOST_TEST(refused > 100);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace url_tests
