// SPDX-License-Identifier: BSL-1.0
// tests/contract/migrations.cpp: an entity gets an index while its table holds records.
#include "many.hpp"
#include "parcel.hpp"
#include "postgres_server.hpp"

#include <tender/store/postgres.hpp>
#include <tender/store/sqlite.hpp>

#include <atomic>
#include <mutex>

namespace migrations_tests {

using namespace tender;
using namespace tender::contract;

namespace {

/// What a parcel was before it had a label, a shelf and a clock.
constexpr record_type older{"parcel", {parcel_indexes, 1}, &record_id<parcel>};

std::vector<entity> before()
{
    return {{&older, &schema_of<parcel>, entity_of<parcel>.make}};
}
std::vector<entity> after() { return {entity_of<parcel>}; }

template<class Open>
void keeps_what_was_there(Open&& open)
{
    constexpr std::uint64_t many = 1203;   // more than two pages
    {
        std::shared_ptr<storage> const store = open(before()).value();
        yard y([&] { return store; });
        std::vector<record_write> writes;
        for (std::uint64_t i = 0; i != many; ++i) {
            auto p = y.next("L" + std::to_string(i), static_cast<int>(i % 2));
            p.due = at(static_cast<int>(i) + 1);
            auto const which = p.id.value;
            writes.push_back({&older, which, 0, nullptr, std::make_shared<parcel const>(p)});
        }
        BOOST_TEST(store->commit(y.ours, {{}, writes}).has_value());
    }
    for (int opened = 0; opened != 2; ++opened) {
        std::shared_ptr<storage> const store = open(after()).value();
        yard y([&] { return store; });
        y.made = many;
        BOOST_TEST(((*y.labelled("L1000"))->number == "N1001"));
        BOOST_TEST(y.shelf(1).size() == many / 2);
        BOOST_TEST((*store->next_due(0) == at(1)));
        BOOST_TEST(store->due(0, at(5000), 5000)->size() == many);
        BOOST_TEST(is(y.put(y.next("L7")), errc::conflict));
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(migrations)

BOOST_AUTO_TEST_CASE(C8_a_table_of_sqlite_gets_the_columns_that_it_lacks)
{
    temporary_folder const folder;
    keeps_what_was_there([&](std::vector<entity> const& entities) {
        return sqlite_storage::open(folder.file("store.db"), entities);
    });
}

BOOST_AUTO_TEST_CASE(C8_a_table_of_postgres_gets_the_columns_that_it_lacks)
{
    postgres_server server;
    auto const database = server.fresh_database();
    keeps_what_was_there([&](std::vector<entity> const& entities) {
        return postgres_storage::open(database, entities);
    });
}

/// Eight open the store at the same moment; each finds all of it.
template<class Open>
void opened_by_many(Open&& open, std::vector<entity> const& entities)
{
    std::atomic<int> good{0};
    std::mutex saying;
    in_threads(8, [&](int number) {
        auto const store = open(entities);
        std::lock_guard const hold(saying);
        if (!store) BOOST_TEST_MESSAGE(store.error().text());
        if (!store) return;
        auto const which = static_cast<std::uint64_t>(number);
        auto const name = std::to_string(number);
        if ((*store)->publish({"kind", name, {{1, 2}}, mode::test, {0, which}})) ++good;
    });
    BOOST_TEST(good == 8);
}

BOOST_AUTO_TEST_CASE(C9_many_may_open_a_new_sqlite_file_at_once)
{
    for (int round = 0; round != 10; ++round) {
        temporary_folder const folder;
        auto const open = [&](std::vector<entity> const& entities) {
            return sqlite_storage::open(folder.file("store.db"), entities);
        };
        opened_by_many(open, before());
        opened_by_many(open, after());
    }
}

BOOST_AUTO_TEST_CASE(C9_many_may_open_a_new_postgres_database_at_once)
{
    postgres_server server;
    for (int round = 0; round != 10; ++round) {
        auto const database = server.fresh_database();
        auto const open = [&](std::vector<entity> const& entities) {
            return postgres_storage::open(database, entities);
        };
        opened_by_many(open, before());
        opened_by_many(open, after());
    }
}

BOOST_AUTO_TEST_CASE(a_new_file_is_its_owners_alone)
{
    temporary_folder const folder;
    auto const file = folder.file("store.db");
    auto const store = sqlite_storage::open(file).value();
    BOOST_TEST(store->publish({"kind", "value", {{1, 2}}, mode::test, {3, 4}}).has_value());
    using std::filesystem::perms;
    for (auto const* const end : {"", "-wal", "-shm"})
        BOOST_TEST((std::filesystem::status(file + end).permissions() ==
                    (perms::owner_read | perms::owner_write)), end);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace migrations_tests
