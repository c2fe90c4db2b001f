// SPDX-License-Identifier: BSL-1.0
// tests/service/webhook/events.cpp: a program hears of what happens, or reads it later.
#include <tender/service/webhook/events.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

namespace events_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr money price{150'000, "NGN"};

/// A sandbox whose store a second engine shares, which says what it heard of.
struct shop {
    std::shared_ptr<watched_storage> store = std::make_shared<watched_storage>();
    sandbox bank{[this] {
        sandbox_options how;
        how.store = store;
        return how;
    }()};
    std::vector<event> heard;
    bool committed = true;             ///< each event was there when it was told of
    std::shared_ptr<scripted_provider> provider =
        std::make_shared<scripted_provider>(name("bank"));
    std::shared_ptr<manual_clock> clock = std::make_shared<manual_clock>(bank.now());
    engine pay{{store, clock, std::make_shared<seeded_entropy>(99)},
               {},
               {.changed = [this](event const& e) {
                   heard.push_back(e);
                   unit_of_work unit(*store, e.account);
                   committed = committed && unit.find(e.id).has_value();
               }}};

    shop()
    {
        provider->on_charge = [](auto const&) { return provider_answer{outcome::done}; };
        provider->on_refund = [](auto const&) { return provider_answer{outcome::done}; };
        pay.add(provider, mode::test).value();
    }

    std::vector<std::string> kinds() const
    {
        std::vector<std::string> out;
        for (auto const& e : heard) out.emplace_back(enum_name(e.kind));
        return out;
    }

    void pay_once()
    {
        BOOST_TEST(pay.payments().create(bank.who(), bank.order(price)).has_value());
    }

    page<versioned<event>> list(std::optional<cursor> after = {}, int limit = 100)
    {
        return pay.events().list(bank.who(), {after, limit}).value();
    }

    std::vector<ulid> read(int limit)
    {
        std::vector<ulid> out;
        for (auto page = list({}, limit); !page.items.empty(); page = list(page.next, limit))
            for (auto const& e : page.items) out.push_back(e->id.value);
        return out;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(events_)

BOOST_AUTO_TEST_CASE(a_program_hears_of_each_event_once_and_after_its_commit)
{
    shop s;
    auto const made = s.pay.payments().create(s.bank.who(), s.bank.order(price)).value();
    BOOST_TEST(s.pay.refunds().create(s.bank.who(), made.id, {.amount = 50'000}).has_value());
    std::vector<std::string> const expected{"payment_submitted", "payment_captured",
                                            "payment_refunding", "payment_partly_refunded"};
    BOOST_TEST(s.kinds() == expected, boost::test_tools::per_element());
    BOOST_TEST(s.committed);
}

BOOST_AUTO_TEST_CASE(what_did_not_happen_is_not_told)
{
    shop s;
    auto order = s.bank.order(price);
    BOOST_TEST(s.pay.payments().create(s.bank.who(), order).has_value());
    auto const before = s.heard.size();
    BOOST_TEST((s.pay.payments().create(s.bank.who(), order).error() ==
                errc::duplicate_reference));
    order.amount.minor = 0;
    BOOST_TEST((s.pay.payments().create(s.bank.who(), order).error() == errc::invalid_request));
    BOOST_TEST(s.heard.size() == before);
}

BOOST_AUTO_TEST_CASE(a_job_tells_as_a_call_does)
{
    shop s;
    s.provider->on_charge = [](auto const&) { return provider_answer{outcome::acknowledged}; };
    s.provider->on_query = [](auto const&) { return provider_answer{outcome::done}; };
    BOOST_TEST(s.pay.payments().create(s.bank.who(), s.bank.order(price)).has_value());
    s.heard.clear();
    engine later{{s.store, std::make_shared<manual_clock>(s.bank.now() + 1h),
                  std::make_shared<seeded_entropy>(98)},
                 {},
                 {.changed = [&](event const& e) { s.heard.push_back(e); }}};
    later.add(s.provider, mode::test).value();
    BOOST_TEST(later.run_due().has_value());
    BOOST_TEST(s.kinds() == std::vector<std::string>{"payment_captured"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cursor_reads_all_events_in_their_order_whatever_its_step)
{
    shop s;
    for (int i = 0; i != 5; ++i) s.pay_once();
    s.clock->advance(10s);
    std::vector<ulid> told;
    for (auto const& e : s.heard) told.push_back(e.id.value);
    std::sort(told.begin(), told.end());
    BOOST_TEST(told.size() == 10U);
    for (int const step : {1, 3, 9, 10, 11, 1000})
        BOOST_TEST_CONTEXT("by " << step) BOOST_TEST((s.read(step) == told));
}

BOOST_AUTO_TEST_CASE(an_event_is_listed_once_none_can_come_before_it)
{
    shop s;
    s.pay_once();
    s.clock->advance(5s - 1ms);
    BOOST_TEST(s.list().items.empty());
    s.clock->advance(1ms);
    BOOST_TEST(s.list().items.size() == 1U);         // the second is a millisecond younger
    s.clock->advance(1ms);
    BOOST_TEST(s.list().items.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_cursor_that_goes_on_where_it_ended_misses_nothing)
{
    shop s;
    std::vector<ulid> seen;
    std::optional<cursor> after = s.list().next;     // nothing is there yet
    BOOST_TEST(!after.has_value());
    auto const read_on = [&] {
        auto const page = s.list(after, 3);
        for (auto const& e : page.items) seen.push_back(e->id.value);
        after = page.next;
    };
    for (int i = 0; i != 40; ++i) {
        s.pay_once();                                // several in one instant, and between reads
        if (i % 3 == 0) s.clock->advance(std::chrono::milliseconds(i * 7));
        read_on();
    }
    s.clock->advance(10s);
    for (int i = 0; i != 40; ++i) read_on();
    BOOST_TEST(seen.size() == s.heard.size());
    BOOST_TEST(std::is_sorted(seen.begin(), seen.end()));
    BOOST_TEST((std::adjacent_find(seen.begin(), seen.end()) == seen.end()));
}

BOOST_AUTO_TEST_CASE(a_page_has_its_limits)
{
    shop s;
    for (int const limit : {0, -1, 1001})
        BOOST_TEST((s.pay.events().list(s.bank.who(), {.limit = limit}).error() ==
                    errc::invalid_request));
    for (int const limit : {1, 1000})
        BOOST_TEST(s.pay.events().list(s.bank.who(), {.limit = limit}).has_value());
}

BOOST_AUTO_TEST_CASE(another_merchant_and_the_other_mode_have_events_of_their_own)
{
    shop s;
    s.pay_once();
    s.clock->advance(10s);
    BOOST_TEST(s.list().items.size() == 2U);
    BOOST_TEST(s.pay.events().list(s.bank.live()).value().items.empty());
    auto const other = s.pay.accounts().create({.username = "o", .name = "O"}).value().id;
    BOOST_TEST(s.pay.events().list({other, mode::test, {}}).value().items.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace events_tests
