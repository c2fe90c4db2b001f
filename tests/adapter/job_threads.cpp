// SPDX-License-Identifier: BSL-1.0
// tests/adapter/job_threads.cpp: what is due is done without anybody calling.
#include <tender/adapter/job_threads.hpp>

#include <service/bank.hpp>

#include <tender/adapter/system.hpp>
#include <tender/adapter/threads.hpp>
#include <tender/api/popfab.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace job_threads_tests {

using namespace tender;
using namespace tender::testing;

namespace {

using steady = std::chrono::steady_clock;

/// Waits until something holds; false where it does not in ten seconds.
template<class Holds>
bool soon(Holds&& holds)
{
    for (int i = 0; i != 1000; ++i, std::this_thread::sleep_for(10ms))
        if (holds()) return true;
    return false;
}

sandbox_options in_real_time()
{
    return {.confirm_after = 20ms,
            .waiter = std::make_shared<thread_waiter>(),
            .clock = std::make_shared<os_clock>()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(job_threads_)

BOOST_AUTO_TEST_CASE(payments_are_captured_and_told_of_while_it_lives)
{
    sandbox bank(in_real_time());
    bank.listen(popfab());
    auto const who = bank.by(popfab());
    auto const made = bank.engine().payments().create(who, bank.order({100, "NGN"})).value();
    BOOST_TEST(made.state == payment_state::submitted);
    {
        job_threads const serving(bank.engine());
        BOOST_TEST(soon([&] {
            return bank.engine().payments().read(who, made.id)->state == payment_state::captured;
        }));
        BOOST_TEST(soon([&] { return bank.webhooks().count() != 0; }));
        auto const later = bank.engine().payments().create(who, bank.order({100, "NGN"})).value();
        BOOST_TEST(soon([&] {
            return bank.engine().payments().read(who, later.id)->state == payment_state::captured;
        }));
    }
    auto const left = bank.engine().payments().create(who, bank.order({100, "NGN"})).value();
    std::this_thread::sleep_for(200ms);
    BOOST_TEST((bank.engine().payments().read(who, left.id)->state == payment_state::submitted));
}

BOOST_AUTO_TEST_CASE(they_end_at_once_where_nothing_is_due)
{
    sandbox bank(in_real_time());
    auto const begin = steady::now();
    for (int i = 0; i != 20; ++i) job_threads const serving(bank.engine());
    BOOST_TEST((steady::now() - begin < 10s));
}

/// A store that is away for as long as somebody says so; it counts who asks what is due, by lane.
class watched_lanes final : public passing_storage {
public:
    watched_lanes() : passing_storage(make_store(0)) {}

    std::atomic<bool> away{false};

    result<std::vector<due_record>> due(int lane, instant until, int limit) override
    {
        {
            std::lock_guard const hold(lock_);
            auto& all = seen_[static_cast<std::size_t>(lane)];
            auto const me = std::this_thread::get_id();
            if (std::find(all.begin(), all.end(), me) == all.end()) all.push_back(me);
        }
        if (away) return fault(errc::storage_unavailable);
        return passing_storage::due(lane, until, limit);
    }

    std::size_t threads_in(std::size_t lane)
    {
        std::lock_guard const hold(lock_);
        return seen_[lane].size();
    }

private:
    std::mutex lock_;
    std::array<std::vector<std::thread::id>, lane_count> seen_;
};

BOOST_AUTO_TEST_CASE(each_lane_has_as_many_threads_as_the_settings_say)
{
    auto const store = std::make_shared<watched_lanes>();
    settings how;
    how.lane_threads = {3, 1, 0};
    engine pay({store, std::make_shared<os_clock>(), std::make_shared<os_entropy>()}, how);
    job_threads const serving(pay);
    BOOST_TEST(soon([&] {
        return store->threads_in(0) == 3 && store->threads_in(1) == 1 && store->threads_in(2) == 1;
    }));
}

BOOST_AUTO_TEST_CASE(a_store_that_was_away_is_served_again_and_the_log_hears_of_it)
{
    auto const store = std::make_shared<watched_lanes>();
    std::atomic<int> lines{0};
    hooks told;
    told.log = [&](log_entry const& e) { lines += e.what == "jobs"; };
    engine pay({store, std::make_shared<os_clock>(), std::make_shared<os_entropy>()}, {}, told);
    auto const lender = popfab_providers(std::make_shared<os_clock>(), 1ms);
    for (auto const& p : lender) pay.add(p, mode::test).value();
    auto const account = pay.accounts().create({.username = "shop", .name = "Shop"}).value();
    merchant const who{account.id, mode::test, {}};
    auto const made = pay.payments().create(who, {
        .amount = {100, "NGN"}, .reference = "1", .customer = {.email = "a@example.com"}}).value();
    store->away = true;
    job_threads const serving(pay);
    BOOST_TEST(soon([&] { return lines >= 3; }));        // one of each lane at least
    store->away = false;
    BOOST_TEST(soon([&] {
        return pay.payments().read(who, made.id)->state == payment_state::captured;
    }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace job_threads_tests
