// SPDX-License-Identifier: BSL-1.0
// tests/core/json/read.cpp: a request becomes its struct, or every fault in it with its place.
#include <tender/core/json/json_text.hpp>
#include <tender/core/json/read.hpp>

#include <core/order.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace read_tests {

using namespace core_tests;

namespace {

struct fault_case {
    std::string_view text;
    faults says;
};

void check(std::vector<fault_case> const& cases, bool readable = true)
{
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.text) {
        auto const read = read_order(c.text).found;
        BOOST_TEST(read.faults == c.says, boost::test_tools::per_element());
        BOOST_TEST(read.readable == readable);
    }
}

std::string nested(std::size_t depth, std::string_view open, std::string_view close,
                   std::string_view middle = "1")
{
    std::string text;
    for (std::size_t i = 0; i != depth; ++i) text += open;
    text += middle;
    for (std::size_t i = 0; i != depth; ++i) text += close;
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(read_)

BOOST_AUTO_TEST_CASE(C35_a_text_fills_its_struct)
{
    auto const [found, order] = read_order(R"( {
        "notes" : { "b" : "two" , "a" : "" } ,
        "amount" : 9007199254740991 ,
        "colour" : "green", "reference" : "MY_order-1",
        "buyer" : { "name" : "Ada", "email" : "ada@example.com" },
        "gift" : true, "tip" : 1, "friend_of" : { "email" : "b@c.example" },
        "items" : [ { "price" : 2 } , { "maker" : { "email" : "m@n.example" } , "price" : 3 } ],
        "unknown" : [ null, true, false, -1.5e3, "x", {} , [] ]
    } )");
    BOOST_TEST(found.readable);
    BOOST_TEST(found.faults.empty());
    BOOST_TEST(order.amount.value() == 9007199254740991);
    BOOST_TEST(order.colour.word() == "green");
    BOOST_TEST(order.reference.str() == "MY_order-1");
    BOOST_TEST(order.buyer.email.str() == "ada@example.com");
    BOOST_TEST(order.buyer.name->str() == "Ada");
    BOOST_TEST(order.gift->yes);
    BOOST_TEST(order.tip->value() == 1);
    BOOST_TEST(order.friend_of->email.str() == "b@c.example");
    BOOST_TEST(!order.friend_of->name.has_value());
    BOOST_REQUIRE(order.items->size() == 2U);
    BOOST_TEST((*order.items)[0].price.value() == 2);
    BOOST_TEST(!(*order.items)[0].maker.has_value());
    BOOST_TEST((*order.items)[1].maker->email.str() == "m@n.example");
    BOOST_TEST((order.notes.entries() == string_pairs{{"b", "two"}, {"a", ""}}));
}

BOOST_AUTO_TEST_CASE(C35_what_is_left_out_stays_absent)
{
    auto const [found, order] = read_order(good_order);
    BOOST_TEST(found.faults.empty());
    BOOST_TEST(!order.gift.has_value());
    BOOST_TEST(!order.tip.has_value());
    BOOST_TEST(!order.friend_of.has_value());
    BOOST_TEST(!order.items.has_value());
    BOOST_TEST(order.notes.entries().empty());
}

BOOST_AUTO_TEST_CASE(C35_every_fault_is_found_in_field_order)
{
    check({
        { "{}", { {"amount", "is required"}, {"colour", "is required"},
                  {"reference", "is required"}, {"buyer", "is required"} } },
        { R"({"buyer":{}})",
          { {"amount", "is required"}, {"colour", "is required"}, {"reference", "is required"},
            {"buyer.email", "is required"} } },
        { R"({"buyer":{"name":"","email":"x"},"reference":"a b","colour":"blue","amount":0})",
          { {"amount", "must be greater than zero"}, {"colour", "must be one of red, green"},
            {"reference", "must have 1 to 255 letters, digits, hyphens or underscores"},
            {"buyer.email", "must be an e-mail address"}, {"buyer.name", "must not be empty"} } },
        { R"({"notes":{"":"x","b":7,"toolong":"","c":"1234567"},"items":[{"price":-1},7,{}],
              "tip":0,"amount":1,"colour":"red","reference":"A","buyer":[]})",
          { {"buyer", "must be an object"}, {"tip", "must be greater than zero"},
            {"items[0].price", "must be greater than zero"}, {"items[1]", "must be an object"},
            {"items[2].price", "is required"}, {"notes", "must have at most 3 entries"},
            {"notes.", "must not be empty"}, {"notes.b", "must be text"},
            {"notes.toolong", "must have at most 5 characters"},
            {"notes.c", "must have at most 6 characters"} } },
        { R"({"items":[{"maker":{"name":"elevenchars","email":"no"}}],"amount":1,"colour":"red",
              "reference":"A","buyer":{"email":"a@b.example"}})",
          { {"items[0].price", "is required"},
            {"items[0].maker.email", "must be an e-mail address"},
            {"items[0].maker.name", "must have at most 10 characters"} } },
    });
}

BOOST_AUTO_TEST_CASE(C35_a_value_of_another_kind_is_told_what_is_right)
{
    struct { std::string_view member; std::string_view right; std::vector<std::string> wrong; }
    const kinds[] = {
        { "tip", "must be a whole number", { "\"1\"", "true", "{}", "[]", "1.0", "1e0", "1.5" } },
        { "gift", "must be true or false", { "\"true\"", "1", "{}", "[]", "1.5" } },
        { "friend_of", "must be an object", { "\"x\"", "1", "true", "[]", "[{}]", "1.5" } },
        { "items", "must be a list", { "\"x\"", "1", "true", "{}", "{\"a\":1}", "1.5" } },
        { "notes", "must be an object", { "\"x\"", "1", "true", "[]", "1.5" } },
    };
    for (auto const& k : kinds)
        for (auto const& wrong : k.wrong) {
            auto const text = order_with("\"" + std::string(k.member) + "\":" + wrong);
            check({{text, {{std::string(k.member), std::string(k.right)}}}});
        }
    check({
        { R"({"amount":1,"colour":1,"reference":true,"buyer":{"email":{}}})",
          { {"colour", "must be text"}, {"reference", "must be text"},
            {"buyer.email", "must be text"} } },
        { R"({"amount":1,"colour":[],"reference":1.5,"buyer":{"email":[1,{"a":2}]}})",
          { {"colour", "must be text"}, {"reference", "must be text"},
            {"buyer.email", "must be text"} } },
        { R"({"amount":1,"colour":"red","reference":"A","buyer":{"email":"a@b.example"},
              "notes":{"a":true,"b":{"c":1},"d":[1]}})",
          { {"notes.a", "must be text"}, {"notes.b", "must be text"},
            {"notes.d", "must be text"} } },
    });
}

BOOST_AUTO_TEST_CASE(C35_the_text_itself_must_be_an_object)
{
    for (std::string_view const text : {"1", "1.5", "\"x\"", "true", "false", "null", "[]",
             " [1] "})
        check({{text, {{"body", "must be an object"}}}});
}

BOOST_AUTO_TEST_CASE(C35_null_is_absence_where_something_may_be_absent)
{
    auto const text = order_with(R"("gift":null,"tip":null,"friend_of":null,"items":null,)"
                                 R"("notes":null,"else":null)");
    auto const [found, order] = read_order(text);
    BOOST_TEST(found.faults.empty());
    BOOST_TEST(!order.tip.has_value());
    BOOST_TEST(!order.friend_of.has_value());
    BOOST_TEST(!order.items.has_value());
    check({
        { R"({"amount":null,"colour":null,"reference":null,"buyer":null})",
          { {"amount", "must be a whole number"}, {"colour", "must be text"},
            {"reference", "must be text"}, {"buyer", "must be an object"} } },
        { R"({"amount":1,"colour":"red","reference":"A","buyer":{"email":"a@b.example"},
              "items":[null,{"price":1,"maker":null}],"notes":{"a":null}})",
          { {"items[0]", "must be an object"}, {"notes.a", "must be text"} } },
    });
}

BOOST_AUTO_TEST_CASE(C35_members_named_twice_are_refused)
{
    std::string_view const twice = "is given twice";
    struct { std::string members; std::string field; } const cases[] = {
        { R"("amount":5)", "amount" },
        { R"("amount":5,"amount":5)", "amount" },
        { R"("\u0061mount":5)", "amount" },
        { R"("tip":1,"tip":1)", "tip" },
        { R"("tip":null,"tip":null)", "tip" },
        { R"("friend_of":{"email":"a@b.example","email":"a@b.example"})", "friend_of.email" },
        { R"("items":[{"price":1},{"price":1,"price":1}])", "items[1].price" },
        { R"("notes":{"a":"1","b":"2","a":"3"})", "notes.a" },
        { R"("else":1,"else":2)", "else" },
        { R"("else":{"x":1,"y":2,"x":1})", "else.x" },
        { R"("else":[[{"":1,"":1}]])", "else[0][0]." },
    };
    for (auto const& c : cases)
        check({{order_with(c.members), {{c.field, std::string(twice)}}}}, false);
    std::string many, reversed;
    for (int i = 0; i != 200; ++i) {
        many += R"(,"longer_than_eight_)" + std::to_string(i) + "\":1";
        reversed.insert(0, R"(,"longer_than_eight_)" + std::to_string(i) + "\":1");
    }
    BOOST_TEST(read_order(order_with(many.substr(1))).found.readable);
    check({{order_with(many.substr(1) + R"(,"longer_than_eight_77":2)"),
            {{"longer_than_eight_77", std::string(twice)}}}}, false);
    BOOST_TEST(canonical(order_with(many.substr(1))) ==
               canonical(order_with(reversed.substr(1))));
}

BOOST_AUTO_TEST_CASE(C35_thirty_two_levels_are_the_most)
{
    struct { std::string open, close; } const kinds[] = {
        { "[", "]" }, { R"({"a":)", "}" }, { " [ 1, ", " ] " }, { R"({"b":1,"":)", "}" },
    };
    for (auto const& k : kinds) {
        BOOST_TEST(well_formed(nested(32, k.open, k.close)));
        BOOST_TEST(!well_formed(nested(33, k.open, k.close)));
        BOOST_TEST(!well_formed(nested(100'000, k.open, k.close)));
        BOOST_TEST(!well_formed(nested(100'000, k.open, "")));
    }
    BOOST_TEST(well_formed(order_with("\"x\":" + nested(31, "[", "]"))));
    BOOST_TEST(!well_formed(order_with("\"x\":" + nested(32, "[", "]"))));
    BOOST_TEST(!well_formed(order_with("\"items\":" + nested(31, "[{\"maker\":", "}]", "{}"))));
    BOOST_TEST(well_formed(nested(32, "[", "]", "")));
    BOOST_TEST(!well_formed(nested(33, "[", "]", "")));
}

BOOST_AUTO_TEST_CASE(C35_whole_numbers_beyond_64_bits_are_refused_everywhere)
{
    for (std::string_view const number : {"0", "-0", "1", "-1", "9223372036854775807",
             "9223372036854775808", "18446744073709551615", "-9223372036854775808",
             "999999999999999999", "-999999999999999999", "18446744073709551616.0",
             "99999999999999999999e2", "1e400", "-1e-400", "0.1", "-0.0", "0e0", "1E+2"}) {
        auto const read = read_order(order_with("\"x\":" + std::string(number))).found;
        BOOST_TEST((read.readable && read.faults.empty()), number);
    }
    for (std::string_view const number : {"18446744073709551616", "-9223372036854775809",
             "123456789012345678901234567890", "-99999999999999999999"}) {
        check({{order_with("\"x\":{\"y\":[1," + std::string(number) + "]}"),
                {{"x.y[1]", "must fit 64 bits"}}}}, false);
        check({{number, {{"body", "must fit 64 bits"}}}}, false);
        check({{order_with("\"tip\":" + std::string(number)), {{"tip", "must fit 64 bits"}}}},
              false);
        check({{order_with("\"gift\":" + std::string(number)), {{"gift", "must fit 64 bits"}}}},
              false);
    }
}

BOOST_AUTO_TEST_CASE(C19_amounts_are_read_from_their_characters)
{
    struct { std::string_view number; std::string_view says; } const cases[] = {
        { "1",                    "" },
        { "9007199254740991",     "" },
        { "9007199254740992",     "must be at most 9007199254740991" },
        { "9223372036854775807",  "must be at most 9007199254740991" },
        { "9223372036854775808",  "must fit 64 bits" },
        { "18446744073709551615", "must fit 64 bits" },
        { "0",                    "must be greater than zero" },
        { "-0",                   "must be greater than zero" },
        { "-1",                   "must be greater than zero" },
        { "-9223372036854775808", "must be greater than zero" },
        { "1.0",                  "must be a whole number" },
        { "29.99",                "must be a whole number" },
        { "1e2",                  "must be a whole number" },
        { "1E2",                  "must be a whole number" },
        { "100e-2",               "must be a whole number" },
        { "0.0",                  "must be a whole number" },
        { "1e2147483647",         "must be a whole number" },
    };
    for (auto const& c : cases)
        check({{order_with("\"tip\":" + std::string(c.number)),
                c.says.empty() ? faults{} : faults{{"tip", std::string(c.says)}}}});
}

BOOST_AUTO_TEST_CASE(C35_numbers_beyond_any_type_are_refused_where_they_stand)
{
    for (std::string_view const number : {"1e2147483648", "-0.1E+999999999999", "0e99999999999"}) {
        auto const with = [&](std::string_view before, std::string_view behind) {
            return order_with(std::string(before).append(number).append(behind));
        };
        check({
            { with("\"tip\":", ""),                  { {"tip", "must fit 64 bits"} } },
            { with("\"x\":{\"y\":[1,", "]}"),      { {"x.y[1]", "must fit 64 bits"} } },
            { with("\"notes\":{\"a\":", "}"),      { {"notes.a", "must fit 64 bits"} } },
            { '[' + std::string(number) + ']',         { {"[0]", "must fit 64 bits"} } },
        }, false);
    }
    for (std::string_view const digits : {"18446744073709551616", "-9223372036854775809"})
        check({{order_with("\"notes\":{\"a\":" + std::string(digits) + '}'),
                {{"notes.a", "must fit 64 bits"}}}}, false);
}

/// What is said of each kind of value, where the whole text is to be a T.
template<class T>
std::vector<std::string> said_of_all()
{
    std::vector<std::string> out;
    for (std::string_view const text : {"null", "true", "1", "\"x\"", "[]", "{}"}) {
        T into{};
        reading found;
        read_json(text, schema_of<T>, &into, found);
        BOOST_TEST(found.readable);
        BOOST_TEST(found.faults.size() <= 1);
        for (auto const& f : found.faults) out.push_back(f.field + ' ' + f.says);
        if (found.faults.empty()) out.push_back("");
    }
    return out;
}

BOOST_AUTO_TEST_CASE(C35_a_whole_text_is_of_its_kind)
{
    std::string const object = "body must be an object", list = "body must be a list",
                      whole = "body must be a whole number", text = "body must be text",
                      boolean = "body must be true or false", json = "body must be JSON",
                      none, empty = "email is required";
    using said = std::vector<std::string>;
    // Of null, true, 1, "x", [] and {}:
    BOOST_TEST((said_of_all<person>() ==
                said{object, object, object, object, object, empty}));
    BOOST_TEST((said_of_all<std::optional<person>>() ==
                said{none, object, object, object, object, empty}));
    BOOST_TEST((said_of_all<string_map<3>>() ==
                said{none, object, object, object, object, none}));
    BOOST_TEST((said_of_all<std::vector<person>>() ==
                said{none, list, list, list, none, list}));
    BOOST_TEST((said_of_all<positive_minor>() ==
                said{whole, whole, none, whole, whole, whole}));
    BOOST_TEST((said_of_all<tender::text<5>>() ==
                said{text, text, text, none, text, text}));
    BOOST_TEST((said_of_all<flag>() ==
                said{boolean, none, boolean, boolean, boolean, boolean}));
    BOOST_TEST((said_of_all<json_text>() ==
                said{json, none, none, none, none, none}));
}

BOOST_AUTO_TEST_CASE(a_map_has_its_bound)
{
    check({
        { order_with(R"("notes":{"a":"1","b":"2","c":"3"})"), {} },
        { order_with(R"("notes":{"a":"1","b":"2","c":"3","d":"4"})"),
          { {"notes", "must have at most 3 entries"} } },
        { order_with(R"("notes":{"a":"1","b":2,"c":"3","d":"4"})"),
          { {"notes", "must have at most 3 entries"}, {"notes.b", "must be text"} } },
    });
}

BOOST_AUTO_TEST_CASE(a_list_is_read_again_where_it_is_given_again)
{
    auto const [found, order] = read_order(order_with(R"("items":[{"price":1}],"items":[])"));
    BOOST_TEST(!found.readable);
    BOOST_TEST(order.items->empty());
}

BOOST_AUTO_TEST_CASE(faults_are_added_to_those_that_are_there)
{
    order into;
    reading found;
    found.faults = {{"header", "is missing"}};
    read_json(order_with("\"tip\":0"), schema_of<order>, &into, found);
    BOOST_TEST((found.faults == faults{{"header", "is missing"},
                                       {"tip", "must be greater than zero"}}));
}

BOOST_AUTO_TEST_CASE(the_text_of_an_object_is_judged_and_left_without_white_space)
{
    struct {
        std::string text, becomes, says;
    } const rows[] = {
        { "", "", "" },
        { "{}", "{}", "" },
        { " {\n \"a\" : [ 1, 2.50 ] , \"b\":{\"c\":\"\\u0041\"} } ",
          R"({"a":[1,2.50],"b":{"c":"A"}})", "" },
        { "[]", "[]", "must be an object" },
        { "null", "null", "must be an object" },
        { "7", "7", "must be an object" },
        { "\"{}\"", "\"{}\"", "must be an object" },
        { " ", " ", "must be well-formed JSON" },
        { "{", "{", "must be well-formed JSON" },
        { "{}}", "{}}", "must be well-formed JSON" },
        { "{},\"x\":1", "{},\"x\":1", "must be well-formed JSON" },
        { "{a:1}", "{a:1}", "must be well-formed JSON" },
        { R"({"a":1,"a":2})", R"({"a":1,"a":2})", "is given twice" },
        { R"({"a":"\u0000"})", R"({"a":"\u0000"})", "must not have the character U+0000" },
        { "{\"a\":\"\xff\"}", "{\"a\":\"\xff\"}", "must be well-formed JSON" },
        { "{\"twenty\": \"bytes.\"}", "{\"twenty\":\"bytes.\"}", "" },
        { std::string(51, ' '), std::string(51, ' '), "must have at most 50 bytes" },
    };
    for (auto const& r : rows) {
        auto text = r.text;
        auto const says = violation_of_object(text, 50);
        BOOST_TEST(says == r.says, r.text);
        BOOST_TEST(text == r.becomes);
    }
}

BOOST_AUTO_TEST_CASE(the_members_of_an_object_are_told_as_they_are_written)
{
    struct {
        std::string object, members;
    } const rows[] = {
        { "{}",                                      ""                                        },
        { R"({"a":1})",                              "a=1 "                                    },
        { R"({"a":"x,}","b":[1,{"c":"]"}],"d":{}})", R"(a="x,}" b=[1,{"c":"]"}] d={} )"        },
        { R"({"a\"b":"c\\","d":null,"e":-1.5})",  R"(a\"b="c\\" d=null e=-1.5 )"         },
        { R"({"":{"a":{"b":[[],[2]]}},"z":true})",   R"(={"a":{"b":[[],[2]]}} z=true )"        },
    };
    for (auto const& r : rows) {
        std::string out;
        for (auto const& [name, value] : members_of(r.object))
            out.append(name).append("=").append(value).append(" ");
        BOOST_TEST(out == r.members);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace read_tests
