// SPDX-License-Identifier: BSL-1.0
// tests/store/records/event_fields.cpp: events are written with what they are about, and read back.
#include <tender/store/records/event_fields.hpp>

#include <tender/base/enum.hpp>
#include <tender/store/records/records.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <string>

namespace event_fields_tests {

using namespace tender;

namespace {

entity const& entity_named(std::vector<entity> const& all, record_type const* type)
{
    return *std::find_if(all.begin(), all.end(),
                         [&](entity const& e) { return e.type == type; });
}

/// A record that can be written.
std::shared_ptr<void const> some(std::vector<entity> const& all, record_type const* type)
{
    if (type == nullptr) return nullptr;
    auto made = entity_named(all, type).make();
    if (type == &record_of<payment>)
        static_cast<payment*>(made.get())->terms = std::make_shared<payment_terms const>();
    return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(event_fields)

BOOST_AUTO_TEST_CASE(an_event_of_each_kind_comes_back_with_what_it_is_about_and_what_caused_it)
{
    auto const all = records();
    auto const& of_events = entity_named(all, &record_of<event>);
    for (auto const& row : event_rows) BOOST_TEST_CONTEXT(enum_name(row.kind)) {
        event e;
        e.id = {{1, 2}};
        e.account = {{3, 4}};
        e.mode = mode::live;
        e.kind = row.kind;
        e.object = some(all, row.subject);
        e.before = some(all, row.subject);
        e.cause = some(all, row.cause);
        auto const text = of_events.encode(std::make_shared<event const>(e));
        auto const read = std::static_pointer_cast<event const>(of_events.decode(text));
        BOOST_TEST_REQUIRE(read != nullptr, text);
        BOOST_TEST((read->id == e.id && read->account == e.account && read->mode == e.mode));
        BOOST_TEST((read->kind == e.kind));
        auto const text_of = [&](std::shared_ptr<void const> const& what, record_type const* type) {
            return what != nullptr ? entity_named(all, type).encode(what) : std::string();
        };
        BOOST_TEST(text_of(read->object, row.subject) == text_of(e.object, row.subject));
        BOOST_TEST(text_of(read->before, row.subject) == text_of(e.before, row.subject));
        BOOST_TEST(text_of(read->cause, row.cause) == text_of(e.cause, row.cause));
        BOOST_TEST(!text_of(read->object, row.subject).empty());
        BOOST_TEST((read->cause != nullptr) == (row.cause != nullptr));
    }
}

BOOST_AUTO_TEST_CASE(an_event_that_made_its_object_has_no_version_before_it)
{
    auto const all = records();
    auto const& of_events = entity_named(all, &record_of<event>);
    event e;
    e.object = some(all, &record_of<payment>);
    auto const text = of_events.encode(std::make_shared<event const>(e));
    BOOST_TEST(text.find("\"before\"") == text.npos);
    BOOST_TEST(text.find("\"refund\"") == text.npos);
    auto const read = std::static_pointer_cast<event const>(of_events.decode(text));
    BOOST_TEST_REQUIRE(read != nullptr, text);
    BOOST_TEST((read->before == nullptr && read->cause == nullptr));
    BOOST_TEST(object_of<payment>(*read) != nullptr);
    BOOST_TEST(object_of<refund>(*read) == nullptr);
    BOOST_TEST(cause_of<refund>(*read) == nullptr);
}

BOOST_AUTO_TEST_CASE(an_event_of_a_payment_is_kept_under_the_members_it_always_had)
{
    auto const all = records();
    auto const paid = entity_named(all, &record_of<payment>).encode(some(all, &record_of<payment>));
    auto const back = entity_named(all, &record_of<refund>).encode(some(all, &record_of<refund>));
    auto const text =
        R"({"id":"01ARZ3NDEKTSV4RRFFQ69G5FAV","account":"01ARZ3NDEKTSV4RRFFQ69G5FAW",)"
        R"("payment":)" +
        paid + R"(,"before":)" + paid + R"(,"refund":)" + back +
        R"(,"mode":"test","kind":"payment_partly_refunded"})";
    auto const& of_events = entity_named(all, &record_of<event>);
    auto const read = of_events.decode(text);
    BOOST_TEST_REQUIRE(read != nullptr);
    BOOST_TEST(of_events.encode(read) == text);
    auto const& e = *static_cast<event const*>(read.get());
    BOOST_TEST(object_of<payment>(e) != nullptr);
    BOOST_TEST(before_of<payment>(e) != nullptr);
    BOOST_TEST(cause_of<refund>(e) != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace event_fields_tests
