// SPDX-License-Identifier: BSL-1.0
// tests/core/json/canonical.cpp: texts of one value have one form, and texts of two have two.
#include <tender/core/json/canonical.hpp>

#include <core/order.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace canonical_tests {

using namespace core_tests;

namespace {

using randomness = std::mt19937;

/// A tree to be spelt in many ways.
struct tree {
    enum class kind { word, text, list, object } kind = kind::word;
    std::string word;                        ///< a literal, a number's or a string's characters
    std::string name;                        ///< where it is a member
    std::vector<tree> parts;
};

std::string any_name(randomness& random)
{
    constexpr std::string_view letters = "ab\"\\/\n\x01 \xC3\xA9" "e";
    std::string name;
    for (auto size = random() % 12; size != 0; --size) {
        auto const at = random() % (letters.size() - 2);
        name += at == 8 ? "\xC3\xA9" : std::string(1, letters[at]);
    }
    return name;
}

tree any_tree(randomness& random, int depth)
{
    constexpr std::string_view words[] = {"0", "-0", "1", "1.0", "1e0", "10", "true", "false",
                                          "null", "0.1", "12345678901234567890"};
    tree t;
    auto const choice = random() % (depth == 0 ? 2 : 4);
    t.kind = static_cast<decltype(t.kind)>(choice);
    if (choice == 0) t.word = words[random() % std::size(words)];
    if (choice == 1) t.word = any_name(random);
    if (choice < 2) return t;
    std::map<std::string, tree> members;
    for (auto size = random() % 6; size != 0; --size)
        members[any_name(random)] = any_tree(random, depth - 1);
    for (auto& [name, part] : members) {
        part.name = name;
        t.parts.push_back(std::move(part));
    }
    return t;
}

std::string any_space(randomness& random)
{
    std::string space;
    while (random() % 3 == 0) space += " \t\n\r"[random() % 4];
    return space;
}

std::string spelt(std::string_view text, randomness& random)
{
    constexpr char digits[] = "0123456789abcdefABCDEF";
    std::string out = "\"";
    for (char const c : text) {
        auto const code = static_cast<unsigned char>(c);
        bool const must = code < 0x20 || c == '"' || c == '\\';
        if (!must && (code >= 0x80 || random() % 3 != 0)) out += c;
        else if (c == '\n' && random() % 2 == 0) out += "\\n";
        else if ((c == '"' || c == '\\' || c == '/') && random() % 2 == 0) out += {'\\', c};
        else out += {'\\', 'u', '0', '0', digits[code >> 4], digits[code & 15]};
    }
    return out + '"';
}

/// A text of the tree: members in any order, white space and escapes anywhere.
std::string spelt(tree const& t, randomness& random)
{
    auto const space = [&] { return any_space(random); };
    if (t.kind == tree::kind::word) return space() + t.word + space();
    if (t.kind == tree::kind::text) return space() + spelt(t.word, random) + space();
    bool const object = t.kind == tree::kind::object;
    std::vector<tree const*> order;
    std::vector<std::string> texts;
    for (auto const& part : t.parts)
        texts.push_back(
            (object ? space() + spelt(part.name, random) + space() + ':' : std::string()) +
            spelt(part, random));
    if (object) std::shuffle(texts.begin(), texts.end(), random);
    std::string out = space() + (object ? '{' : '[');
    for (auto const& text : texts) out += (&text == texts.data() ? "" : ",") + text;
    if (texts.empty()) out += space();
    return out + (object ? '}' : ']') + space();
}

/// What makes trees equal, in another spelling than the library's.
std::string identity(tree const& t)
{
    std::string out = std::to_string(static_cast<int>(t.kind)) + ':' +
                      std::to_string(t.word.size()) + ':' + t.word + '(';
    for (auto const& part : t.parts) {
        if (t.kind == tree::kind::object)
            out += std::to_string(part.name.size()) + ':' + part.name;
        out += identity(part) + ',';
    }
    return out + ')';
}

}  // namespace

BOOST_AUTO_TEST_SUITE(canonical_)

BOOST_AUTO_TEST_CASE(C15_spelling_does_not_count)
{
    std::string_view const same[][3] = {
        { R"({"a":1,"b":2})", R"({"b":2,"a":1})", " { \"b\" : 2 ,\n\"a\":1 }\t" },
        { R"({"a":"\u0041/"})", R"({"a":"A\/"})", R"({"\u0061":"\u0041\u002f"})" },
        { R"({"x":{"b":[],"a":{}}})", R"({"x":{"a":{},"b":[]}})", R"({"x":{"a":{ },"b":[ ]}})" },
        { R"({"é":"😀"})", R"({"\u00e9":"\ud83d\ude00"})", R"({"é":"\uD83D\uDE00"})" },
        { R"({"":1,"a":2,"aa":3})", R"({"aa":3,"a":2,"":1})", R"({"a":2,"":1,"aa":3})" },
        { R"({"prefix__1":1,"prefix__2":2,"prefix_":3})",
          R"({"prefix_":3,"prefix__2":2,"prefix__1":1})",
          R"({"prefix__2":2,"prefix_":3,"prefix__1":1})" },
        { "[1,2]", "[ 1 , 2 ]", "\n[1\t,2]" },
    };
    for (auto const& row : same) {
        BOOST_TEST(canonical(row[0]) == canonical(row[1]));
        BOOST_TEST(canonical(row[0]) == canonical(row[2]));
    }
}

// The parser passes a string with escapes on in pieces, where it is long.
BOOST_AUTO_TEST_CASE(C15_long_strings_have_one_form)
{
    for (std::size_t const size : {100, 1020, 2045, 4090, 9000, 90'000})
        for (std::size_t more = 0; more != 10; ++more) {
            std::string part(more, 'x');   // so that a character lies across any place
            while (part.size() < size) part += "\xE2\x82\xAC\xC3\xA9";
            auto const text = [&](std::string_view e, std::string_view line) {
                return std::string("{\"").append(part).append(e).append("\":[\"").append(e)
                    .append(part).append(line).append(part).append("\",\"").append(part)
                    .append("\"]}");
            };
            auto const form = canonical(text("\xC3\xA9", "\\n"));
            BOOST_TEST(form == canonical(text("\\u00e9", "\\u000a")));
            BOOST_TEST(form.size() > 4 * part.size());
        }
}

BOOST_AUTO_TEST_CASE(C15_every_value_counts)
{
    std::vector<std::string_view> const texts = {
        "{}", "[]", "[[]]", "[{}]", "[[],[]]", "[{},{}]", "null", "true", "false", "0", "-0", "1",
        "1.0", "1e0", "1E0", "10", "\"\"", "\"1\"", "\"null\"", "\"a\"", "\"A\"", "[1]", "[\"1\"]",
        "[1,2]", "[2,1]", "[12]", "[1,[2]]", "[[1],2]", "[[1,2]]", R"({"a":1})", R"({"a":"1"})",
        R"({"a":1.0})", R"({"b":1})", R"({"":1})", R"({"a":1,"b":2})", R"({"a":2,"b":1})",
        R"({"a":{"b":1}})", R"({"a":{},"b":1})", R"({"a":[1]})", R"({"a":[],"b":1})", "[null]",
        "[true]", "[false]", R"(["a","b"])", R"(["ab"])", R"(["a\",\"b"])", R"(["ka"])",
        R"({"ab":"c"})", R"({"a":"bc"})", R"({"abc":""})", R"({"":"abc"})", R"({"a":null})",
        R"({"a":"}"})", R"({"a":"s"})", R"("\u0000")", R"("\u0000\u0000")", R"({"\u0000":""})",
    };
    std::set<std::string> forms;
    for (auto const text : texts) BOOST_TEST(forms.insert(canonical(text)).second, text);
}

BOOST_AUTO_TEST_CASE(C15_unknown_members_count_too)
{
    BOOST_TEST(canonical(good_order) != canonical(order_with(R"("x":1)")));
    BOOST_TEST(canonical(order_with(R"("x":1)")) != canonical(order_with(R"("x":2)")));
}

BOOST_AUTO_TEST_CASE(C15_any_spelling_of_any_tree_has_its_one_form)
{
    randomness random(15);
    std::map<std::string, std::string> forms;   // by identity
    std::map<std::string, std::string> identities;
    for (int round = 0; round != 4000; ++round) {
        auto const t = any_tree(random, 4);
        auto const form = canonical(spelt(t, random));
        BOOST_TEST(canonical(spelt(t, random)) == form);
        auto const who = identity(t);
        auto const known = forms.emplace(who, form).first;
        auto const other = identities.emplace(form, who).first;
        if (known->second != form || other->second != who)
            BOOST_ERROR(known->second << " and " << form << " of " << who << other->second);
    }
    BOOST_TEST(forms.size() > 1000U);
}

BOOST_AUTO_TEST_CASE(C15_large_texts_have_room)
{
    std::string ones = "[1", names = R"({"":1)", nested, empty = "[[]";
    for (int i = 0; i != 3000; ++i) {
        ones += ",1";
        empty += ",[]";
        names += ",\"" + std::to_string(3000 - i) + "\":" + std::to_string(i % 10);
    }
    for (int i = 0; i != 30; ++i) nested += R"({"z":1,"a":2,"m":)";
    BOOST_TEST(canonical(ones + ']').size() == 2 + 3 * 3001U);
    BOOST_TEST(canonical(empty + ']').size() == 2 + 2 * 3001U);
    BOOST_TEST(canonical(names + '}').size() > 3000 * 6U);
    BOOST_TEST(canonical(nested + "[]" + std::string(30, '}')).size() == 30 * 17 + 2U);
    for (std::string_view const part : {"1,", "1.5,", "\"\",", "{\"\":1},", "{\"\":\"\"},", "[],",
             "true,", "null,", "\"\\u0000\",", "\"\xC3\xA9\",", "{\"b\":1,\"a\":1},"}) {
        std::string text = "[";
        while (text.size() < 5000) {
            text += part;
            text.back() = ']';
            BOOST_TEST(!canonical(text).empty());
            text.back() = ',';
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace canonical_tests
