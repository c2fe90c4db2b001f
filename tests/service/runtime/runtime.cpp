// SPDX-License-Identifier: BSL-1.0
// tests/service/runtime/runtime.cpp: ids, the registry of providers, and units of work that lose a
// race.
#include <tender/service/engine_internals.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <tender/tender.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

namespace runtime_tests {

using namespace tender;
using namespace tender::testing;

namespace {

std::uint64_t milliseconds_of(ulid u) { return u.high >> 16; }

/// Entropy that is always the same byte: the worst there is.
class constant_entropy final : public entropy {
public:
    explicit constant_entropy(std::uint8_t byte) : byte_(byte) {}
    void fill(std::span<std::uint8_t> bytes) override
    {
        std::fill(bytes.begin(), bytes.end(), byte_);
    }

private:
    std::uint8_t byte_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(runtime_)

BOOST_AUTO_TEST_CASE(C1_ids_are_sorted_and_unique_however_the_clock_goes)
{
    instant const begin(1'742'379'825'000ms);
    for (int const byte : {0x00, 0xff, 0x5a}) {
        constant_entropy same(static_cast<std::uint8_t>(byte));
        id_source ids(same);
        ulid last;
        std::chrono::milliseconds const steps[] = {0ms, 0ms, 1ms, 0ms, -5s, 0ms, 10s, -1h};
        auto now = begin;
        for (int i = 0; i != 10'000; ++i) {
            now += steps[i % 8] / (i % 8 < 4 ? 1 : 1000);
            auto const next = ids.next(now);
            BOOST_REQUIRE(last < next);
            BOOST_REQUIRE(milliseconds_of(next) >= milliseconds_of(last));
            last = next;
        }
        BOOST_TEST(milliseconds_of(last) < 1'742'379'825'000U + 120'000);
    }
}

BOOST_AUTO_TEST_CASE(an_id_begins_with_its_instant)
{
    seeded_entropy seeded(3);
    id_source ids(seeded);
    instant const now(1'742'379'825'123ms);
    for (int i = 0; i != 100; ++i) BOOST_TEST(milliseconds_of(ids.next(now)) == 1'742'379'825'123U);
    BOOST_TEST(milliseconds_of(ids.next(now + 1ms)) == 1'742'379'825'124U);
}

BOOST_AUTO_TEST_CASE(C1_the_same_entropy_gives_the_same_ids_and_texts)
{
    seeded_entropy one(7), two(7), three(8);
    id_source a(one), b(two), c(three);
    for (int i = 0; i != 100; ++i) {
        instant const now{std::chrono::milliseconds(i)};
        auto const id = a.next(now);
        BOOST_TEST((id == b.next(now)));
        BOOST_TEST((id != c.next(now)));
    }
    BOOST_TEST(a.text(32) == b.text(32));
}

BOOST_AUTO_TEST_CASE(ids_of_many_threads_are_unique)
{
    seeded_entropy seeded(5);
    id_source ids(seeded);
    std::mutex lock;
    std::set<ulid> seen;
    std::atomic<bool> sorted{true};
    std::vector<std::thread> threads;
    for (int t = 0; t != 8; ++t)
        threads.emplace_back([&] {
            std::vector<ulid> mine;
            for (int i = 0; i != 2000; ++i) mine.push_back(ids.next(instant(1s)));
            if (!std::is_sorted(mine.begin(), mine.end())) sorted = false;
            std::lock_guard const hold(lock);
            seen.insert(mine.begin(), mine.end());
        });
    for (auto& t : threads) t.join();
    BOOST_TEST(sorted);
    BOOST_TEST(seen.size() == 16'000U);
}

BOOST_AUTO_TEST_CASE(a_text_has_letters_and_digits_each_about_as_often)
{
    seeded_entropy seeded(11);
    id_source ids(seeded);
    std::map<char, int> counts;
    for (auto const c : ids.text(62'000)) ++counts[c];
    BOOST_TEST(counts.size() == 62U);
    for (auto const& [c, n] : counts) BOOST_TEST((n > 800 && n < 1200), c << ": " << n);
    BOOST_TEST(ids.text(0).empty());
}

BOOST_AUTO_TEST_CASE(C48_a_provider_is_registered_once_per_mode_and_a_simulated_one_never_for_live)
{
    provider_registry registry;
    auto const one = std::make_shared<scripted_provider>(name("one"));
    BOOST_TEST(registry.add(one, mode::test).has_value());
    BOOST_TEST((registry.add(one, mode::test).error() == errc::invalid_request));
    BOOST_TEST((registry.add(one, mode::live).error() == errc::invalid_request));
    BOOST_TEST((registry.add(std::make_shared<scripted_provider>(name("")), mode::test).error() ==
                errc::invalid_request));
    auto const real = std::make_shared<scripted_provider>(name("one"));
    real->schema().simulated = false;
    BOOST_TEST(registry.add(real, mode::live).has_value());
    BOOST_TEST(registry.find(mode::test, "one") == one.get());
    BOOST_TEST(registry.find(mode::live, "one") == real.get());
    BOOST_TEST(registry.find(mode::live, "two") == nullptr);
    BOOST_TEST(registry.in(mode::test).size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_provider_is_said_with_its_field)
{
    sandbox bank;
    auto const refused = [&](std::shared_ptr<provider> who, mode where) {
        auto const added = bank.engine().add(std::move(who), where);
        BOOST_REQUIRE(!added);
        BOOST_TEST(added.error().code() == errc::invalid_request);
        BOOST_REQUIRE(added.error().fields().size() == 1U);
        return added.error().fields().front();
    };
    auto const fresh = [](name id) { return std::make_shared<scripted_provider>(id); };
    BOOST_TEST(refused(nullptr, mode::test) == (field_fault{"provider", "must not be null"}));
    BOOST_TEST(refused(fresh(""), mode::test) ==
               (field_fault{"provider.id", "must not be empty"}));
    BOOST_TEST(refused(fresh("paystack"), mode::test) ==
               (field_fault{"provider.id", "is the id of another provider in this mode"}));
    BOOST_TEST(refused(fresh("mine"), mode::live) ==
               (field_fault{"mode", "must be test for a simulated provider"}));
    BOOST_TEST(refused(fresh("mine"), static_cast<mode>(2)) ==
               (field_fault{"mode", "must be test or live"}));
    auto const mine = fresh("mine");
    BOOST_TEST(bank.engine().add(mine, mode::test).has_value());
    BOOST_TEST(refused(mine, mode::test).field == "provider.id");
}

BOOST_AUTO_TEST_CASE(C6_a_lost_race_is_run_again_and_never_shown)
{
    sandbox bank;
    auto& world = runtime_of(bank.engine());
    auto const who = bank.who().account;
    auto const rename = [&](std::string name) {
        return world.transact(who, [&](unit_of_work& unit) -> result<> {
            auto const old = unit.find(who);
            if (!old) return old.error();
            auto next = **old;
            next.name = name;
            unit.replace(*old, std::move(next));
            return {};
        });
    };
    int rounds = 0;
    auto const done = world.transact(who, [&](unit_of_work& unit) -> result<int> {
        auto const old = unit.find(who);
        if (!old) return old.error();
        if (++rounds < 4) BOOST_TEST(rename("other " + std::to_string(rounds)).has_value());
        auto next = **old;
        next.name += " and mine";
        unit.replace(*old, std::move(next));
        return rounds;
    });
    BOOST_TEST(done.value() == 4);
    BOOST_TEST(bank.engine().accounts().read(who)->name == "other 3 and mine");
}

BOOST_AUTO_TEST_CASE(C6_a_race_that_is_always_lost_ends_all_the_same)
{
    sandbox bank;
    int rounds = 0;
    auto const done = runtime_of(bank.engine()).transact(
        bank.who().account, [&](unit_of_work&) -> result<int> {
            ++rounds;
            return fault(errc::conflict);
        });
    BOOST_TEST((done.error() == errc::storage_unavailable));
    BOOST_TEST(rounds > 100);
}

BOOST_AUTO_TEST_CASE(another_fault_ends_a_unit_of_work_at_once)
{
    sandbox bank;
    int rounds = 0;
    auto const done = runtime_of(bank.engine()).transact(
        bank.who().account, [&](unit_of_work& unit) -> result<int> {
            ++rounds;
            job fresh;
            fresh.id = {{1, 2}};
            unit.insert(std::move(fresh));
            return fault(errc::exceeds_remaining);
        });
    BOOST_TEST((done.error() == errc::exceeds_remaining));
    BOOST_TEST(rounds == 1);
    unit_of_work unit(runtime_of(bank.engine()).storage(), bank.who().account);
    BOOST_TEST((unit.find(id<job>{{1, 2}}).error() == errc::not_found));
}

BOOST_AUTO_TEST_CASE(C37_no_log_entry_holds_a_card_number)
{
    sandbox bank;
    auto& world = runtime_of(bank.engine());
    std::vector<std::string> said;
    world.hooks.log = [&](log_entry const& e) { said.emplace_back(e.text); };
    world.log({"req_1", "exception", "cannot charge 4111 1111 1111 1111 of order 1234"});
    world.log({{}, "exception", "cannot charge"});
    std::vector<std::string> const masked{"cannot charge **** **** **** 1111 of order 1234",
                                          "cannot charge"};
    BOOST_TEST(said == masked, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_line_of_the_log_is_short_and_says_what_was_cut)
{
    std::vector<std::string> lines;
    hooks told;
    told.log = [&](log_entry const& e) { lines.emplace_back(e.text); };
    engine pay(in_memory(), {}, told);
    runtime_of(pay).log({{}, "x", std::string(1024, 'a')});
    runtime_of(pay).log({{}, "x", std::string(1023, 'a') + "\xC3\xA9" + std::string(5000, 'b')});
    BOOST_REQUIRE(lines.size() == 2U);
    BOOST_TEST(lines[0] == std::string(1024, 'a'));
    BOOST_TEST(lines[1] == std::string(1023, 'a') + "\xEF\xBF\xBD... (5001 bytes more)");
}

BOOST_AUTO_TEST_CASE(strangers_write_a_hundred_lines_a_minute_and_the_rest_is_counted)
{
    std::vector<std::string> lines;
    hooks told;
    told.log = [&](log_entry const& e) {
        lines.push_back(std::string(e.what) + " " + std::string(e.text));
    };
    auto world = in_memory();
    auto const time = std::make_shared<testing::manual_clock>(instant(std::chrono::hours(1)));
    world.clock = time;
    engine pay(world, {}, told);
    for (int i = 0; i != 5000; ++i) runtime_of(pay).log_of_stranger({{}, "unauthorized", "x"});
    BOOST_TEST(lines.size() == 100U);
    runtime_of(pay).log({{}, "incident", "x"});          // what is ours is told all the same
    BOOST_TEST(lines.size() == 101U);
    time->advance(std::chrono::minutes(1));
    runtime_of(pay).log_of_stranger({{}, "unauthorized", "x"});
    BOOST_REQUIRE(lines.size() == 103U);
    BOOST_TEST(lines[101] == "not_logged 4900 more of what strangers did");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace runtime_tests
