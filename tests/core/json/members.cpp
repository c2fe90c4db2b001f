// SPDX-License-Identifier: BSL-1.0
// tests/core/json/members.cpp: what structs make of members that they lack, and of null.
#include <tender/core/json/members.hpp>

#include <tender/core/json/plain.hpp>
#include <tender/core/json/read.hpp>

#include <boost/test/unit_test.hpp>

namespace members_tests {

using namespace tender;

namespace members_tests {

template<members Takes>
struct inner {
    static constexpr auto takes = Takes;

    text<10> must;
    std::optional<text<10>> may;
};
BOOST_DESCRIBE_STRUCT(inner<members::any>, (), (must, may))
BOOST_DESCRIBE_STRUCT(inner<members::known>, (), (must, may))
BOOST_DESCRIBE_STRUCT(inner<members::given>, (), (must, may))

/// Each fault as `field: what`.
template<class T>
std::string read(std::string_view json)
{
    T into{};
    reading out;
    read_json(json, schema_of<T>, &into, out);
    BOOST_TEST(out.readable);
    std::string all;
    for (auto const& f : out.faults) all += (all.empty() ? "" : "; ") + f.field + ": " + f.says;
    return all;
}

struct outer {
    std::vector<inner<members::given>> list;
    string_map<5> map;
};
BOOST_DESCRIBE_STRUCT(outer, (), (list, map))

struct strict_outer {
    static constexpr auto takes = members::given;

    std::optional<inner<members::any>> lenient;
};
BOOST_DESCRIBE_STRUCT(strict_outer, (), (lenient))

struct renamed {
    std::optional<text<10>> now;
    std::vector<inner<members::any>> list;
    string_map<5, 20, 20> map;
};
BOOST_DESCRIBE_STRUCT(renamed, (), (now, list, map))

struct holder {
    std::optional<renamed> below;
};
BOOST_DESCRIBE_STRUCT(holder, (), (below))

}  // namespace members_tests
}  // namespace members_tests

template<>
inline constexpr std::array tender::former_members<members_tests::members_tests::renamed>{
    tender::former_member{"was", "now"}, tender::former_member{"items", "list"},
    tender::former_member{"left", "map"}, tender::former_member{"right", "map"}};

namespace members_tests {

using namespace members_tests;

BOOST_AUTO_TEST_SUITE(core_members)

BOOST_AUTO_TEST_CASE(a_struct_passes_over_refuses_or_refuses_null_too)
{
    struct { char const* json; char const* any; char const* known; char const* given; } const
    cases[] = {
        {R"({"must":"a"})", "", "", ""},
        {R"({"must":"a","may":null})", "", "", "may: must not be null"},
        {R"({"must":null})", "must: must be text", "must: must be text", "must: must be text"},
        {R"({"must":"a","mai":"b"})", "", "mai: is not known here; did you mean may?",
         "mai: is not known here; did you mean may?"},
        {R"({"must":"a","else":null})", "", "else: is not known here",
         "else: is not known here"},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.json) {
        BOOST_TEST(read<inner<members::any>>(c.json) == c.any);
        BOOST_TEST(read<inner<members::known>>(c.json) == c.known);
        BOOST_TEST(read<inner<members::given>>(c.json) == c.given);
    }
}

BOOST_AUTO_TEST_CASE(each_struct_speaks_for_itself_at_its_depth)
{
    BOOST_TEST(read<outer>(R"({"list":[{"must":"a"},{"must":"a","x":1}],"y":2})") ==
               "list[1].x: is not known here");
    BOOST_TEST(read<outer>(R"({"list":null,"map":{"any":"name"}})") == "");
    BOOST_TEST(read<strict_outer>(R"({"lenient":{"must":"a","x":1,"may":null}})") == "");
    BOOST_TEST(read<strict_outer>(R"({"lenient":null})") == "lenient: must not be null");
}

BOOST_AUTO_TEST_CASE(C53_a_member_is_read_under_its_former_name_and_written_under_that_of_today)
{
    struct { char const* was; char const* now; } const cases[] = {
        {R"({"was":"a"})", R"({"now":"a","list":[],"map":{}})"},
        {R"({"was":null,"items":[{"must":"m","may":"y"}]})",
         R"({"list":[{"must":"m","may":"y"}],"map":{}})"},
        {R"({"left":"1","right":"2"})", R"({"list":[],"map":{"left":"1","right":"2"}})"},
        {R"({"left":"","map":{"was":""},"right":""})", R"({"list":[],"map":{"was":""}})"},
        {R"({"map":{"left":"0","was":"x"},"right":"2"})",
         R"({"list":[],"map":{"left":"0","was":"x","right":"2"}})"},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.was) {
        for (bool const deep : {false, true}) {
            auto const json = deep ? R"({"below":)" + std::string(c.was) + "}" : c.was;
            holder below;
            renamed plain;
            reading out;
            text_notes notes;
            if (deep) read_json(json, schema_of<holder>, &below, out, &notes);
            else read_json(json, schema_of<renamed>, &plain, out, &notes);
            BOOST_TEST(out.readable);
            BOOST_TEST(notes.unknown.empty());
            std::string written;
            write_json(written, deep ? *below.below : plain);
            BOOST_TEST(written == c.now);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_former_name_is_none_in_another_struct_and_its_value_is_looked_at)
{
    BOOST_TEST(read<renamed>(R"({"list":[{"must":"m","was":1}],"was":"12345678901","map":{}})") ==
               "was: must have at most 10 characters");
    BOOST_TEST(read<renamed>(R"({"list":[],"left":7,"map":{}})") == "left: must be text");
}

BOOST_AUTO_TEST_CASE(the_member_that_was_meant_is_the_nearest_that_is_near)
{
    constexpr auto fields = schema_of<inner<members::any>>.fields;
    struct { char const* name; char const* meant; } const cases[] = {
        {"MUST", "must"}, {"musts", "must"}, {"mst", "must"}, {"mus", "must"}, {"nust", "must"},
        {"ma", "may"}, {"mayb", "may"}, {"my", "may"}, {"", ""}, {"m", ""}, {"amount", ""},
        {"maymust", ""},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.name) {
        std::string const meant(c.meant);
        BOOST_TEST(violation_of_unknown(c.name, fields) ==
                   (meant.empty() ? "is not known here"
                                  : "is not known here; did you mean " + meant + "?"));
    }
    BOOST_TEST(violation_of_unknown(std::string(100'000, 'a'), fields) == "is not known here");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace members_tests
