// SPDX-License-Identifier: BSL-1.0
// tests/core/json/views.cpp: the types of answers, each as it is written.
#include <tender/core/json/views.hpp>

#include <tender/core/json/read.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace views_tests {

using namespace tender;
using namespace std::chrono_literals;

namespace {

template<class T>
std::string written(T const& value)
{
    std::string out;
    write_json(out, value);
    return out;
}

struct line {
    std::string_view what;
    std::int64_t price;
};
BOOST_DESCRIBE_STRUCT(line, (), (what, price))

struct answer {
    prefixed_id id;
    std::string_view status;
    std::int64_t amount;
    bool live;
    instant at;
    text_or_null note;
    pairs_view metadata;
    raw_json body;
    std::optional<bool> paid;
    std::vector<line> lines;
    std::optional<std::vector<std::string_view>> tags;
    line best;
};
BOOST_DESCRIBE_STRUCT(answer, (),
    (id, status, amount, live, at, note, metadata, body, paid, lines, tags, best))

constexpr ulid some_id = {0x0123456789abcdef, 0xfedcba9876543210};

}  // namespace

BOOST_AUTO_TEST_SUITE(views_)

BOOST_AUTO_TEST_CASE(each_type_is_written_in_its_way)
{
    string_pairs const pairs = {{"b", "\"1\""}, {"a", ""}};
    BOOST_TEST(written(std::string_view("a\"b")) == R"("a\"b")");
    BOOST_TEST(written(std::int64_t(-5)) == "-5");
    BOOST_TEST(written(true) == "true");
    BOOST_TEST(written(false) == "false");
    BOOST_TEST(written(raw_json{"[1, 2]"}) == "[1, 2]");
    BOOST_TEST(written(instant(0ms)) == R"("1970-01-01T00:00:00.000Z")");
    BOOST_TEST(written(prefixed_id{"pay_", some_id}) == "\"pay_" + some_id.text() + '"');
    BOOST_TEST(written(text_or_null{""}) == "null");
    BOOST_TEST(written(text_or_null{"null"}) == R"("null")");
    BOOST_TEST(written(pairs_view{}) == "{}");
    BOOST_TEST(written(pairs_view{&pairs}) == R"({"b":"\"1\"","a":""})");
    BOOST_TEST(written(std::vector<std::int64_t>{}) == "[]");
    BOOST_TEST(written(std::vector<std::int64_t>{1}) == "[1]");
    BOOST_TEST(written(std::vector<std::string_view>{"a", "b"}) == R"(["a","b"])");
}

BOOST_AUTO_TEST_CASE(a_whole_answer_is_written_in_the_order_of_its_fields)
{
    answer a{.id = {"x_", some_id}, .status = "ok", .amount = 3, .live = false,
             .at = instant(1500ms), .note = {}, .metadata = {}, .body = {"{}"}, .paid = {},
             .lines = {{"tea", 2}, {"", -1}}, .tags = {}, .best = {"tea", 2}};
    BOOST_TEST(written(a) == "{\"id\":\"x_" + some_id.text() +
               R"(","status":"ok","amount":3,"live":false,"at":"1970-01-01T00:00:01.500Z",)"
               R"("note":null,"metadata":{},"body":{},"lines":[{"what":"tea","price":2},)"
               R"({"what":"","price":-1}],"best":{"what":"tea","price":2}})");
    a.paid = false;
    a.tags = {"new"};
    BOOST_TEST(written(a).find(R"("paid":false,"lines")") != std::string::npos);
    BOOST_TEST(written(a).find(R"("tags":["new"],"best")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_only_written_must_not_be_given)
{
    answer into{};
    reading found;
    read_json(R"({"id":"x","status":1,"live":true,"at":"2025-03-19T10:23:45Z",)"
              R"("note":[],"paid":true,"amount":1,)"
              R"("metadata":null,"body":"","lines":[],"tags":null,"best":{"what":"","price":1}})",
              schema_of<answer>, &into, found);
    std::vector<std::string> fields;
    for (auto const& f : found.faults) {
        fields.push_back(f.field);
        BOOST_TEST(f.says == "must not be given", f.field);
    }
    BOOST_TEST((fields == std::vector<std::string>{"id", "status", "note", "metadata", "body",
                                                    "best.what"}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace views_tests
