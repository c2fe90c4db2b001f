// SPDX-License-Identifier: BSL-1.0
// tests/port/storage.cpp: a unit of work: whole or not at all, also when a store does not say.
#include <tender/port/storage.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

namespace storage_tests {

using namespace tender;
using namespace tender::testing;

namespace {

/// A store that can fail, and a customer in it.
struct small_store {
    failing_storage store{std::make_shared<memory_storage>()};
    id<account> owner{{1, 1}};
    id<customer> first{{2, 1}};

    small_store()
    {
        unit_of_work unit(store, owner);
        unit.insert(of(first, "first@example.com"));
        BOOST_TEST(unit.commit().has_value());
    }

    customer of(id<customer> which, std::string email) const
    {
        customer c;
        c.id = which;
        c.account = owner;
        c.who.email = std::move(email);
        return c;
    }

    /// The address of a customer; "" where there is none.
    std::string email(id<customer> which)
    {
        unit_of_work unit(store, owner);
        auto const found = unit.find(which);
        return found ? (*found)->who.email : std::string();
    }

    result<> rename(id<customer> which, std::string email)
    {
        unit_of_work unit(store, owner);
        auto const old = unit.find(which).value();
        unit.replace(old, of(which, std::move(email)));
        return unit.commit();
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(storage_)

BOOST_AUTO_TEST_CASE(C4_what_is_not_committed_never_happened)
{
    small_store s;
    {
        unit_of_work unit(s.store, s.owner);
        auto const old = unit.find(s.first).value();
        unit.replace(old, s.of(s.first, "other@example.com"));
        unit.insert(s.of({{2, 2}}, "second@example.com"));
        BOOST_TEST((unit.find(id<customer>{{2, 2}}).error() == errc::not_found));
        BOOST_TEST(unit.find(s.first).value()->who.email == "first@example.com");
    }
    BOOST_TEST(s.email(s.first) == "first@example.com");
    BOOST_TEST(s.email({{2, 2}}) == "");
}

BOOST_AUTO_TEST_CASE(C9_an_outcome_that_the_store_did_not_tell_is_found_out_by_reading)
{
    struct {
        storage_failure how;
        char const* email;
        bool done;
    } const cases[] = {
        {storage_failure::lose_answer, "second@example.com", true},
        {storage_failure::refuse, "", false},
    };
    for (auto const& c : cases) {
        small_store s;
        unit_of_work unit(s.store, s.owner);
        unit.insert(s.of({{2, 2}}, "second@example.com"));
        s.store.arm(1, c.how);
        auto const done = unit.commit();
        BOOST_TEST(done.has_value() == c.done);
        if (!c.done) BOOST_TEST((done.error() == errc::conflict));     // to be run again
        BOOST_TEST(s.email({{2, 2}}) == c.email);
    }
}

BOOST_AUTO_TEST_CASE(C9_an_outcome_that_cannot_be_found_out_is_said_so)
{
    small_store s;
    unit_of_work unit(s.store, s.owner);
    unit.insert(s.of({{2, 2}}, "second@example.com"));
    s.store.away(true);
    BOOST_TEST((unit.commit().error() == errc::storage_unavailable));
    s.store.away(false);
    s.store.arm(2, storage_failure::lose_answer);
    BOOST_TEST((s.rename(s.first, "other@example.com").error() == errc::storage_unavailable));
    BOOST_TEST(s.email(s.first) == "other@example.com");
}

BOOST_AUTO_TEST_CASE(C6_a_record_that_was_read_guards_the_commit_and_a_list_does_not)
{
    small_store s;
    for (bool const by_list : {false, true}) {
        unit_of_work unit(s.store, s.owner);
        index_key key;
        key.add(mode::test);
        if (by_list) BOOST_TEST(unit.list(all_customers, key, {}, 10).has_value());
        else BOOST_TEST(unit.find(s.first).has_value());
        unit.insert(s.of({{3, by_list ? 1U : 2U}}, by_list ? "l@example.com" : "f@example.com"));
        BOOST_TEST(s.rename(s.first, by_list ? "a@example.com" : "b@example.com").has_value());
        auto const done = unit.commit();
        BOOST_TEST(done.has_value() == by_list);
        if (!by_list) BOOST_TEST((done.error() == errc::conflict));
    }
}

BOOST_AUTO_TEST_CASE(the_last_write_of_a_record_counts)
{
    small_store s;
    {
        unit_of_work unit(s.store, s.owner);
        auto const old = unit.find(s.first).value();
        unit.replace(old, s.of(s.first, "a@example.com"));
        unit.replace(old, s.of(s.first, "b@example.com"));
        BOOST_TEST(unit.commit().has_value());
    }
    BOOST_TEST(s.email(s.first) == "b@example.com");
    {
        unit_of_work unit(s.store, s.owner);
        unit.remove(unit.find(s.first).value());
        unit.insert(s.of(s.first, "c@example.com"));
        BOOST_TEST(unit.commit().has_value());
    }
    BOOST_TEST(s.email(s.first) == "c@example.com");
    {
        unit_of_work unit(s.store, s.owner);
        unit.replace(unit.find(s.first).value(), s.of(s.first, "d@example.com"));
        unit.remove(unit.find(s.first).value());
        BOOST_TEST(unit.commit().has_value());
    }
    BOOST_TEST(s.email(s.first) == "");
}

BOOST_AUTO_TEST_CASE(a_unit_that_writes_nothing_asks_the_store_for_nothing)
{
    small_store s;
    unit_of_work unit(s.store, s.owner);
    BOOST_TEST(unit.writes().empty());
    s.store.away(true);
    BOOST_TEST(unit.commit().has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace storage_tests
