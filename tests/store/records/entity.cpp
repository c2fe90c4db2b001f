// SPDX-License-Identifier: BSL-1.0
// tests/store/sql/entity.cpp: what a record's text has beyond what is known here.
#include <tender/store/records/entity.hpp>

#include <tender/domain/payment/payment.hpp>

#include <boost/test/unit_test.hpp>

namespace entity_tests {

using namespace tender;

namespace {

constexpr auto& payments = entity_of<payment>;

payment some_payment()
{
    payment p;
    p.id = {{1, 2}};
    auto terms = std::make_shared<payment_terms>();
    terms->amount = {1500, "NGN"};
    terms->reference = "order, with \"}\" and {[";
    terms->metadata = {{"a", "}"}};
    p.terms = terms;
    auto trace = std::make_shared<routing_trace>();
    trace->tried.push_back({"paystack", {{1, 3}}, 5});
    trace->tried.push_back({"squad", {{1, 4}}, 6});
    p.routing = trace;
    return p;
}

std::string text_of(payment const& p)
{
    return payments.encode(std::make_shared<payment const>(p));
}

/// Puts members behind a place of the text; its beginning and its end are unchanged.
std::string with(std::string text, std::string_view behind, std::string_view member)
{
    auto const at = text.find(behind);
    BOOST_REQUIRE(at != text.npos);
    return text.insert(at + behind.size(), member);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(entity_)

BOOST_AUTO_TEST_CASE(C53_members_that_are_not_known_are_written_again_where_they_stood)
{
    struct {
        char const* behind;
        char const* member;
    } const cases[] = {
        {"{", "\"later\":1,"},
        {"\"terms\":{", "\"later\":{\"a\":[1,2,{\"b\":null}]},"},
        {"\"customer\":{", "\"later\":\"}\\\"{\","},
        {"\"tried\":[{", "\"later\":[],"},
        {"},{\"provider\":\"squad\",", "\"later\":-1.5e3,"},
    };
    auto const plain = text_of(some_payment());
    std::string all = plain;
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.member) {
        auto const before = payments.decode(with(plain, c.behind, c.member));
        BOOST_REQUIRE(before != nullptr);
        auto fresh = *static_cast<payment const*>(before.get());
        fresh.state = payment_state::in_doubt;
        auto const after = payments.encode(std::make_shared<payment const>(fresh), before);
        std::string_view member = c.member;
        member.remove_suffix(1);
        BOOST_TEST(after.find(member) != after.npos);
        BOOST_TEST(after.find("in_doubt") != after.npos);
        auto const again = payments.decode(after);
        BOOST_REQUIRE(again != nullptr);
        BOOST_TEST(payments.encode(again) == after);
        BOOST_TEST(text_of(*static_cast<payment const*>(again.get())) == text_of(fresh));
        all = with(all, c.behind, c.member);
    }
    auto const before = payments.decode(all);
    BOOST_REQUIRE(before != nullptr);
    auto const after = payments.encode(before);
    BOOST_TEST(after.size() == all.size());
    BOOST_TEST(payments.encode(payments.decode(after)) == after);
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_written_as_the_rest_is)
{
    auto const before = payments.decode(
        with(text_of(some_payment()), "{", "\"l\\u0061ter\" : [ 1.50 , \"\\u00e9\\/\" , { } ] ,"));
    BOOST_REQUIRE(before != nullptr);
    auto const after = payments.encode(before);
    BOOST_TEST(after.find("\"later\":[1.50,\"\xC3\xA9/\",{}]") != after.npos);
    BOOST_TEST(payments.encode(payments.decode(after)) == after);
}

BOOST_AUTO_TEST_CASE(what_goes_with_a_part_goes_when_the_part_goes)
{
    auto const before = payments.decode(
        with(text_of(some_payment()), "},{\"provider\":\"squad\",", "\"later\":1,"));
    auto fresh = *static_cast<payment const*>(before.get());
    fresh.routing = nullptr;
    auto const after = payments.encode(std::make_shared<payment const>(fresh), before);
    BOOST_TEST(after == text_of(fresh));
}

BOOST_AUTO_TEST_CASE(C53_words_that_are_not_known_make_no_record)
{
    auto text = text_of(some_payment());
    auto const at = text.find("\"created\"");
    BOOST_REQUIRE(at != text.npos);
    text.replace(at, 9, "\"disputed\"");
    BOOST_TEST(payments.decode(text) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace entity_tests
