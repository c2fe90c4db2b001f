// SPDX-License-Identifier: BSL-1.0
// tests/core/json/json.cpp: which texts are JSON, and what their strings hold.
#include <tender/core/json/json.hpp>

#include <corpora.hpp>
#include <core/order.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <random>
#include <string>
#include <string_view>

namespace json_tests {

using namespace core_tests;

namespace {

struct note {
    text<100'000, 0> s;
};
BOOST_DESCRIBE_STRUCT(note, (), (s))

/// What a string in quotes holds, or nothing where it is ill-formed.
std::optional<std::string> string_in(std::string const& quoted)
{
    note into;
    reading found;
    read_json("{\"s\":" + quoted + "}", schema_of<note>, &into, found);
    if (!found.readable) return std::nullopt;
    bool const kept = into.s.str().find('\0') == std::string::npos;   // it is read, and refused
    BOOST_TEST(found.faults.empty() == kept);
    return into.s.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_)

BOOST_AUTO_TEST_CASE(C35_escapes_are_resolved)
{
    using namespace std::string_literals;
    struct { std::string spelt, held; } const cases[] = {
        { R"("\"\\\/\b\f\n\r\t")", "\"\\/\b\f\n\r\t"     },
        { R"("\u0041\u00e9\u20AC")", "A\xC3\xA9\xE2\x82\xAC" },
        { R"("\u0000")",           "\0"s                  },
        { R"("\u007f\u0080")",     "\x7F\xC2\x80"         },
        { R"("\u07ff\u0800")",     "\xDF\xBF\xE0\xA0\x80" },
        { R"("\ud7ff\ue000\uffff")", "\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF" },
        { R"("\ud83d\ude00")",     "\xF0\x9F\x98\x80"     },
        { R"("\uD800\uDC00")",     "\xF0\x90\x80\x80"     },
        { R"("\udbff\udfff")",     "\xF4\x8F\xBF\xBF"     },
        { R"("\u005cn")",          "\\n"                  },
        { "\"\x7F\"",              "\x7F"                 },
        { "\"\xC3\xA9 \xF0\x9F\x98\x80\"", "\xC3\xA9 \xF0\x9F\x98\x80" },
    };
    for (auto const& c : cases) {
        auto const held = string_in(c.spelt);
        BOOST_REQUIRE_MESSAGE(held.has_value(), c.spelt);
        BOOST_TEST(*held == c.held, c.spelt);
    }
}

BOOST_AUTO_TEST_CASE(C35_ill_formed_strings_are_refused)
{
    for (std::string const spelt : {R"("\")", R"("\x41")", R"("\u")", R"("\u004")", R"("\u004g")",
             R"("\u+041")", R"("\u 041")", R"("\u-041")", R"("\u0x41")", R"("\U0041")", R"("\a")",
             R"("\'")", R"("\0")", R"("\ud800")", R"("\ud800x")", R"("\ud800\n")",
             R"("\ud800\u0041")", R"("\ud800\ud800")", R"("\udc00")", R"("\udc00\ud800")",
             R"("\ud83d\ude0")", R"("\ud83d \ude00")", "\"\n\"", "\"\t\"", "\"\x1F\"",
             "\"abcdefghijklmnop\x01\"", "'a'", "\"a", "\"", "a\"", "\"a\"b\"",
             "\"\x80\"", "\"\xBF\"", "\"\xC0\x80\"", "\"\xC1\xBF\"", "\"\xC2\"", "\"\xC2 \"",
             "\"\xE0\x9F\xBF\"", "\"\xED\xA0\x80\"", "\"\xED\xBF\xBF\"", "\"\xE2\x82\"",
             "\"\xF0\x8F\xBF\xBF\"", "\"\xF4\x90\x80\x80\"", "\"\xF5\x80\x80\x80\"",
             "\"\xF0\x9F\x98\"", "\"\xFE\"", "\"\xFF\"", "\"\xC3\xA9\xA9\""})
        BOOST_TEST(!string_in(spelt).has_value(), spelt);
    BOOST_TEST(!string_in(std::string("\"a\0b\"", 5)).has_value());
}

BOOST_AUTO_TEST_CASE(C35_names_are_strings_too)
{
    auto const [found, order] = read_order(
        R"({"\u0061mount":5,"c\u006Flour":"red","reference":"A","buyer":{"email":"a@b.example"},)"
        R"("notes":{"\u00e9\n":"x"}})");
    BOOST_TEST(found.faults.empty());
    BOOST_TEST(order.amount.value() == 5);
    BOOST_TEST(order.colour.word() == "red");
    BOOST_TEST((order.notes.entries() == string_pairs{{"\xC3\xA9\n", "x"}}));
    for (std::string_view const text : {"{\"\xFF\":1}", "{\"\\ud800\":1}", "{\"a\n\":1}"})
        BOOST_TEST(!well_formed(text), text);
}

// A string is looked at sixteen bytes at once: what is special may stand at any place.
BOOST_AUTO_TEST_CASE(C35_strings_of_every_length_are_whole)
{
    for (std::size_t size = 0; size != 70; ++size) {
        std::string const plain(size, 'x');
        BOOST_TEST(string_in('"' + plain + '"').value() == plain);
        for (std::size_t at = 0; at <= size; ++at) {
            auto const put = [&](std::string_view what) {
                auto text = plain;
                return text.insert(at, what);
            };
            BOOST_TEST(string_in('"' + put("\\n") + '"').value() == put("\n"));
            BOOST_TEST(string_in('"' + put("\xE2\x82\xAC") + '"').value() == put("\xE2\x82\xAC"));
            BOOST_TEST(string_in('"' + put("\\u00e9\\\\") + '"').value() == put("\xC3\xA9\\"));
            BOOST_TEST(!string_in('"' + put("\x1F") + '"').has_value());
            BOOST_TEST(!string_in('"' + put("\xE2\x82") + '"').has_value());
            BOOST_TEST(!string_in('"' + put("\"") + '"').has_value());
        }
    }
    std::string const large(90'000, 'y');
    BOOST_TEST(string_in('"' + large + "\\u0041\"").value() == large + 'A');
}

BOOST_AUTO_TEST_CASE(C35_what_is_not_json_is_refused)
{
    for (std::string_view const text : {"", " ", "\xEF\xBB\xBF{}", "{", "}", "[", "]", "{]", "[}",
             "{}{}", "{} x", "[] ]", "1 2", "tru", "truE", "True", "nul", "nulll", "falsee", "t",
             "+1", "-", "--1", "01", "-01", "00", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1e-",
             "0x10", "1_000", "1,2", "NaN", "Infinity", "-Infinity", "[1,]", "[,1]", "[,]",
             "[1 2]", "[1,,2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\" 1}", "{a:1}",
             "{'a':1}", "{1:2}", "{\"a\":1 \"b\":2}", "{\"a\":1,,\"b\":2}", "{\"a\"::1}",
             "{null:1}", "{}/**/", "//x\n{}", "[1]//", "\v{}", "{}\f", "\xA0{}", "[\xC2\xA0]",
             "{\"a\":1}}", "\"a\" \"b\"", "[\"a\"", "{\"a\":[1}", "@", "undefined"})
        BOOST_TEST(!well_formed(text), text);
    BOOST_TEST(!well_formed(std::string_view("\0", 1)));
    BOOST_TEST(!well_formed(std::string_view("{}\0", 3)));
    BOOST_TEST(!well_formed(std::string_view("[1\0]", 4)));
    for (std::string_view const text : {"{}", " \t\r\n{ \t\r\n} \t\r\n", "[]", "[ ]", "0", "-0",
             "-0.0e-0", "1E5", "[[],{}]", "{\"\":\"\"}", "\"\"", "[true,false,null]"})
        BOOST_TEST(well_formed(text), text);
}

BOOST_AUTO_TEST_CASE(C35_no_part_of_a_text_is_taken_for_the_whole)
{
    auto const text = order_with(R"("tip":12,"gift":true,"notes":{"a":"\u00e9\ud83d\ude00"},)"
                                 R"("items":[{"price":1.5e-3}],"x":null)");
    BOOST_TEST(well_formed(text));
    for (std::size_t size = 0; size != text.size(); ++size)
        BOOST_TEST(!well_formed(std::string_view(text).substr(0, size)), size);
}

BOOST_AUTO_TEST_CASE(C35_the_test_suite_of_json_is_passed)
{
    auto const folder = testing::corpus("jsontestsuite");
    if (!folder) return;
    int count = 0;
    for (auto const& file : std::filesystem::directory_iterator(*folder / "test_parsing")) {
        auto const name = file.path().filename().string();
        auto const text = testing::text_of(file.path());
        auto const read = read_order(text).found;
        if (name.starts_with("y_")) {
            // Refused on purpose: a member that is named twice [C35].
            bool const twice = name.find("duplicate") != name.npos;
            BOOST_TEST(read.readable == !twice, name);
            BOOST_TEST(well_formed(text), name);
        }
        if (name.starts_with("n_")) BOOST_TEST(!well_formed(text), name);
        ++count;
    }
    BOOST_TEST(count == 318);
}

// What Boost.JSON makes a tree of is read, whatever the text has gone through, and nothing else.
BOOST_AUTO_TEST_CASE(C35_what_has_a_tree_is_read)
{
    std::string const seeds[] = {
        order_with(R"("tip":12,"notes":{"a":"\u00e9\ud83d\ude00\n"},"items":[{"price":1}],"x":[])"),
        R"([[1,-2.5e+3,0.0,true,false,null,"a\/b\\"],{"k":{"l":[{}]},"":"\"","é":"ÿ€😀"} ])",
    };
    constexpr std::string_view pieces = "{}[]:,\"\\ue0123456789.-+EtrufalsnN"
                                        " \t\n\r/\x01\x7F\x80\xC3\xFF";
    std::mt19937 random(20260730);
    boost::json::parse_options options;
    options.max_depth = 32;
    int well = 0;
    for (int round = 0; round != 60'000; ++round) {
        auto text = seeds[random() % 2];
        for (auto changes = 1 + random() % 3; changes != 0; --changes) {
            auto const at = random() % text.size();
            auto const piece = pieces[random() % pieces.size()];
            switch (random() % 4) {
            case 0: text[at] = piece; break;
            case 1: text.insert(at, 1, piece); break;
            case 2: text.erase(at, 1 + random() % 3); break;
            case 3: text.insert(at, text.substr(random() % text.size(), random() % 8)); break;
            }
            if (text.empty()) text = "1";
        }
        boost::json::error_code error;
        boost::json::parse(text, error, {}, options);
        BOOST_TEST(well_formed(text) == !error, text);
        if (!error) ++well;
    }
    BOOST_TEST(well > 5000);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace json_tests
