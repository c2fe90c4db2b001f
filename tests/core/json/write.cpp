// SPDX-License-Identifier: BSL-1.0
// tests/core/json/write.cpp: what is written is JSON, and says what it should.
#include <tender/core/json/write.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

namespace write_tests {

using namespace tender;

namespace {

std::string written(std::string_view text)
{
    std::string out = "before";
    write_text(out, text);
    BOOST_TEST(out.starts_with("before"));
    return out.substr(6);
}

/// A text, and behind it what `write` writes.
template<class Write>
std::string behind(std::string text, Write&& write)
{
    {
        json_out out(text);
        write(out);
    }
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(write_)

BOOST_AUTO_TEST_CASE(text_is_quoted_and_escaped_where_it_must_be)
{
    struct { std::string_view text; std::string_view json; } const cases[] = {
        { "",              R"("")"                  },
        { "a",             R"("a")"                 },
        { "\"",            R"("\"")"                },
        { "\\",            R"("\\")"                },
        { "/",             R"("/")"                 },
        { "\b\f\n\r\t",    R"("\b\f\n\r\t")"        },
        { "\x01\x1F",      R"("\u0001\u001f")"      },
        { "\x7F",          "\"\x7F\""               },
        { "<&>'",          R"("<&>'")"              },
        { "\xC3\xA9\xF0\x9F\x98\x80", "\"\xC3\xA9\xF0\x9F\x98\x80\"" },
        { "a\"b\\c\nd",    R"("a\"b\\c\nd")"        },
        { "12345678\"",    R"("12345678\"")"        },
        { "1234567\"8",    R"("1234567\"8")"        },
    };
    for (auto const& c : cases) BOOST_TEST(written(c.text) == c.json);
    BOOST_TEST(written(std::string_view("\0", 1)) == R"("\u0000")");
}

// Eight bytes are looked at together: what is special may stand at any place.
BOOST_AUTO_TEST_CASE(text_of_every_length_with_any_byte_anywhere)
{
    for (int byte = 0; byte != 256; ++byte) {
        auto const c = static_cast<char>(byte);
        bool const special = byte < 0x20 || c == '"' || c == '\\';
        for (std::size_t size = 1; size != 20; ++size)
            for (std::size_t at = 0; at != size; ++at) {
                std::string text(size, 'x');
                text[at] = c;
                auto const alone = behind("", [&](json_out& out) { write_escape(out, c); });
                auto const expected = '"' + std::string(at, 'x') +
                                      (special ? alone : std::string(1, c)) +
                                      std::string(size - at - 1, 'x') + '"';
                BOOST_TEST(written(text) == expected, byte << " at " << at << " of " << size);
            }
    }
}

BOOST_AUTO_TEST_CASE(another_reader_reads_the_same_text)
{
    constexpr std::string_view letters[] = {"a", "\"", "\\", "\n", "\x01", "\xC3\xA9", " ", "/",
                                            "\x1F", "\xF0\x9F\x98\x80", "plain words"};
    std::mt19937 random(7);
    for (int round = 0; round != 2000; ++round) {
        std::string text;
        for (auto size = random() % 30; size != 0; --size)
            text += letters[random() % std::size(letters)];
        BOOST_TEST(boost::json::parse(written(text)).as_string() == text);
    }
}

BOOST_AUTO_TEST_CASE(numbers_and_booleans_are_plain)
{
    struct { std::int64_t number; std::string_view json; } const cases[] = {
        { 0, "0" }, { -1, "-1" }, { 150000, "150000" },
        { std::numeric_limits<std::int64_t>::max(), "9223372036854775807" },
        { std::numeric_limits<std::int64_t>::min(), "-9223372036854775808" },
    };
    for (auto const& c : cases) {
        BOOST_TEST(behind("", [&](json_out& out) { write_whole(out, c.number); }) == c.json);
    }
    auto const both = behind("", [](json_out& out) {
        write_boolean(out, true);
        write_boolean(out, false);
    });
    BOOST_TEST(both == "truefalse");
}

BOOST_AUTO_TEST_CASE(pairs_are_an_object_in_their_order)
{
    auto const written = behind("", [](json_out& out) {
        write_pairs(out, {});
        write_pairs(out, {{"b", "1"}});
        write_pairs(out, {{"b", "\""}, {"\n", ""}, {"a", "x"}});
    });
    BOOST_TEST(written == R"({}{"b":"1"}{"b":"\"","\n":"","a":"x"})");
}

// Room is made in strides: what is written is the same wherever they end.
BOOST_AUTO_TEST_CASE(what_stands_before_stays_and_nothing_is_lost_where_room_is_made)
{
    for (std::size_t before = 0; before != 40; ++before)
        for (std::size_t size : {0U, 1U, 15U, 16U, 254U, 255U, 256U, 257U, 1000U, 5000U}) {
            std::string const text(size, 'x'), start(before, '#');
            auto const all = behind(start, [&](json_out& out) {
                for (int i = 0; i != 3; ++i) {
                    out.push_back('[');
                    write_text(out, text);
                    write_text(out, "\n" + text + "\"");
                    out.append(text);
                    *out.room(size + 1) = ']';
                    out.end_at(out.room(1) + 1);
                }
                BOOST_TEST(out.size() == before + 3 * (3 * size + 10));
                out.set(before, '{');
            });
            auto const once = "[\"" + text + "\"\"\\n" + text + "\\\"\"" + text + "]";
            BOOST_TEST((all == start + "{" + once.substr(1) + once + once));
        }
}

BOOST_AUTO_TEST_CASE(a_writer_that_writes_nothing_leaves_its_string)
{
    BOOST_TEST(behind("", [](json_out&) {}) == "");
    BOOST_TEST(behind("", [](json_out& out) { out.append(std::string_view()); }) == "");
    BOOST_TEST(behind("abc", [](json_out& out) { out.append("").room(1000); }) == "abc");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace write_tests
