// SPDX-License-Identifier: BSL-1.0
// tests/base/grammar.cpp: addresses, numbers, names and UTF-8 are told from what resembles them.
#include <tender/base/grammar.hpp>

#include <corpora.hpp>

#include <boost/test/unit_test.hpp>

#include <charconv>
#include <cstddef>
#include <ios>
#include <string>
#include <string_view>

namespace grammar_tests {

using namespace tender;

namespace {

static_assert(is_email("ada@shop.example"));
static_assert(is_utf8("Zo\xC3\xAB says hello"));
static_assert(!is_utf8("\xC0\x80"));

std::string many(std::size_t count, char c = 'a')
{
    return std::string(count, c);
}

/// A name of so many characters, in labels of at most 63.
std::string host_of(std::size_t size)
{
    std::string host;
    while (size - host.size() > 64) host += many(63) + '.';
    return host + many(size - host.size());
}

/// One code point as UTF-8.
std::string utf8(unsigned long code)
{
    auto const byte = [](unsigned long value) { return static_cast<char>(value); };
    if (code < 0x80) return {byte(code)};
    if (code < 0x800) return {byte(0xC0 | code >> 6), byte(0x80 | (code & 63))};
    if (code < 0x10000)
        return {byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 63)), byte(0x80 | (code & 63))};
    return {byte(0xF0 | code >> 18), byte(0x80 | (code >> 12 & 63)),
        byte(0x80 | (code >> 6 & 63)), byte(0x80 | (code & 63))};
}

/// What stands between two marks, from a place on that moves behind it; empty if they are missing.
std::string_view between(std::string_view text, std::string_view open, std::string_view close)
{
    auto const from = text.find(open);
    if (from == std::string_view::npos) return {};
    text.remove_prefix(from + open.size());
    return text.substr(0, text.find(close));
}

/// XML text with its entities resolved.
std::string plain(std::string_view xml)
{
    std::string text;
    while (!xml.empty()) {
        if (!xml.starts_with('&')) {
            text += xml.front();
            xml.remove_prefix(1);
            continue;
        }
        auto const name = xml.substr(1, xml.find(';') - 1);
        if (name == "amp") text += '&';
        else if (name == "lt") text += '<';
        else if (name == "gt") text += '>';
        else if (name == "quot") text += '"';
        else if (name == "apos") text += '\'';
        else {
            bool const hexadecimal = name.starts_with("#x");
            unsigned code = 0;
            std::from_chars(name.data() + (hexadecimal ? 2 : 1), name.data() + name.size(), code,
                hexadecimal ? 16 : 10);
            text += utf8(code);
        }
        xml.remove_prefix(name.size() + 2);
    }
    return text;
}

/// The corpus writes control characters as the symbols for them, from U+2400 on.
std::string with_controls(std::string text)
{
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text.compare(at, 2, "\xE2\x90") != 0) continue;
        auto const code = static_cast<unsigned char>(text[at + 2]) - 0x80;
        text.replace(at, 3, 1, static_cast<char>(code == 0x21 ? 0x7F : code));
    }
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(grammar_)

BOOST_AUTO_TEST_CASE(C36_an_email_address_follows_html5_with_dots_only_inside)
{
    for (std::string_view const text : {"a@b.c", "ada@shop.example", "ada.lovelace@shop.example",
             "ada+shop@shop.example", "!#$%&'*+/=?^_`{|}~-@shop.example", "1@2.3", "a@b-c.d",
             "a@b--c.d", "A.B@C.D", "a.b.c@d.e.f.g", "a@xn--nxasmq6b.xn--jxalpdlp"})
        BOOST_TEST(is_email(text), text);

    for (std::string_view const text : {"", "@", "a", "a@", "@b.c", "a@b", "a@.b", "a@b.", "a@b..c",
             ".a@b.c", "a.@b.c", "a..b@c.d", ".@b.c", "a@b@c.d", "a b@c.d", "a@b c.d", " a@b.c",
             "a@b.c ", "a@b.c\n", "a@-b.c", "a@b-.c", "a@b.-c", "a@b.c-", "a@b_c.d", "\"a\"@b.c",
             "a@[127.0.0.1]", "a(x)@b.c", "a<b>@c.d", "a,b@c.d", "a;b@c.d", "a:b@c.d", "a\\b@c.d",
             "<a@b.c>", "mailto:a@b.c", "\xC3\xA4@b.c", "a@\xC3\xA4.c", "a\t@b.c"})
        BOOST_TEST(!is_email(text), text);
    BOOST_TEST(!is_email(std::string_view("a\0@b.c", 6)));
}

BOOST_AUTO_TEST_CASE(C36_an_email_address_has_at_most_64_and_254_characters)
{
    BOOST_TEST(is_email(many(64) + "@b.c"));
    BOOST_TEST(!is_email(many(65) + "@b.c"));
    BOOST_TEST(is_email("a@" + many(63) + ".c"));
    BOOST_TEST(!is_email("a@" + many(64) + ".c"));
    BOOST_TEST(is_email("a@" + host_of(252)));
    BOOST_TEST(!is_email("a@" + host_of(253)));
}

BOOST_AUTO_TEST_CASE(C36_the_isemail_corpus_is_told_apart)
{
    auto const folder = testing::corpus("isemail");
    if (!folder) return;
    auto const file = testing::text_of(*folder / "test" / "tests.xml");
    std::string_view rest = file;
    int wrong = 0, right = 0;
    for (auto at = rest.find("<test id="); at != rest.npos; at = rest.find("<test id=")) {
        rest.remove_prefix(at);
        auto const test = rest.substr(0, rest.find("</test>"));
        rest.remove_prefix(test.size());

        auto const address = with_controls(plain(between(test, "<address>", "</address>")));
        auto const category = between(test, "<category>", "</category>");
        if (category == "ISEMAIL_ERR") {
            ++wrong;
            BOOST_TEST(!is_email(address), address);
        } else if (category.starts_with("ISEMAIL_VALID")) {
            bool const dotted = address.find('.', address.rfind('@')) != std::string::npos;
            right += dotted ? 1 : 0;
            BOOST_TEST(is_email(address) == dotted, address);
        }
    }
    BOOST_TEST(wrong > 60);
    BOOST_TEST(right > 10);
}

BOOST_AUTO_TEST_CASE(C36_a_phone_number_follows_e164)
{
    for (std::string_view const text : {"+1234567", "+2348012345678", "+233201234567",
             "+123456789012345"})
        BOOST_TEST(is_phone(text), text);
    for (std::string_view const text : {"", "+", "+1", "+123456", "+1234567890123456",
             "2348012345678", "+0348012345678", "++348012345678", "+234 801 234 5678",
             "+234-8012345678", "+234(801)2345678", "002348012345678", "+23480123456a8",
             " +2348012345678", "+2348012345678\n", "tel:+2348012345678",
             "+\xD9\xA1\xD9\xA2\xD9\xA3\xD9\xA4"})
        BOOST_TEST(!is_phone(text), text);
}

BOOST_AUTO_TEST_CASE(a_reference_is_up_to_255_letters_digits_hyphens_and_underscores)
{
    for (std::string_view const text : {"a", "-", "_", "0", "order_123", "ORDER-123"})
        BOOST_TEST(is_reference(text), text);
    BOOST_TEST(is_reference(many(255)));
    BOOST_TEST(!is_reference(many(256)));
    for (std::string_view const text : {"", " ", "order 1", "order.1", "order/1", "order#1", "a\n",
             "\xC3\xA4", "a%20", "a=", "a:b", "@", "[", "`", "{"})
        BOOST_TEST(!is_reference(text), text);
    BOOST_TEST(!is_reference(std::string_view("a\0", 2)));
}

BOOST_AUTO_TEST_CASE(utf8_is_every_scalar_value_in_its_shortest_form)
{
    for (unsigned long code = 0; code != 0x110000; ++code) {
        bool const surrogate = 0xD800 <= code && code <= 0xDFFF;
        auto const text = utf8(code);
        if (is_utf8(text) == surrogate) BOOST_ERROR("U+" << std::hex << code);
        if (count_code_points(text) != 1) BOOST_ERROR("U+" << std::hex << code);
    }
    for (std::string_view const text : {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC3(",
             "\xE0\x80\x80", "\xE0\x9F\xBF", "\xE2\x82", "\xE2(\xA1", "\xE2\x82(", "\xED\xA0\x80",
             "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98",
             "\xF0(\x8C\xBC", "\xF0\x90(\xBC", "\xF0\x90\x8C(", "\xF4\x90\x80\x80",
             "\xF5\x80\x80\x80", "\xF8\x88", "\xFE", "\xFF", "\xC3\xA4\xA4"})
        for (std::size_t before = 0; before != 17; ++before) {
            BOOST_TEST(!is_utf8(many(before) + std::string(text)));
            BOOST_TEST(!is_utf8(many(before) + std::string(text) + many(9)));
        }
}

BOOST_AUTO_TEST_CASE(utf8_of_any_length_is_read_to_its_end)
{
    for (std::size_t before = 0; before != 20; ++before)
        for (std::size_t after = 0; after != 20; ++after) {
            auto const text = many(before) + "\xF0\x9F\x98\x80" + many(after);
            BOOST_TEST(is_utf8(text));
            BOOST_TEST(count_code_points(text) == before + 1 + after);
        }
    BOOST_TEST(is_utf8(""));
    BOOST_TEST(is_utf8(std::string_view("\0", 1)));
    BOOST_TEST(count_code_points("") == 0U);
    BOOST_TEST(count_code_points("Zo\xC3\xAB") == 3U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace grammar_tests
