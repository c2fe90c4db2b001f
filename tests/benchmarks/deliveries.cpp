// SPDX-License-Identifier: BSL-1.0
// tests/benchmarks/deliveries.cpp: what one receiver that hangs costs the others.
#include "report.hpp"

#include <tender/adapter/system.hpp>
#include <tender/adapter/threads.hpp>
#include <tender/api/popfab.hpp>
#include <tender/service/webhook/webhook_dialect.hpp>
#include <tender/testing/sandbox.hpp>

#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>
#include <thread>

namespace bench {

namespace {

using namespace tender;
using namespace std::chrono_literals;

constexpr int endpoints = 20, senders = 8, pending = 10'000, told = 300;

/// Notes how long after its payment each webhook comes; one host never answers.
class post_office final : public sender {
public:
    sent send(outgoing const& what) override
    {
        if (what.url.find("hung") != what.url.npos) {
            for (int i = 0; i != 50 && !over; ++i) std::this_thread::sleep_for(20ms);
            return {0, "no answer"};
        }
        auto const now = clock::now();
        constexpr std::string_view member = "\"reference\":\"";
        auto const at = what.body.find(member) + member.size();
        std::string const reference(what.body.substr(at, what.body.find('"', at) - at));
        std::lock_guard const hold(lock_);
        if (auto const paid = paid_.find(reference); paid != paid_.end())
            delays_.push_back(std::chrono::duration<double, std::milli>(now - paid->second)
                                  .count());
        return {200};
    }

    void paid(std::string const& reference)
    {
        std::lock_guard const hold(lock_);
        paid_[reference] = clock::now();
    }
    std::vector<double> delays() const
    {
        std::lock_guard const hold(lock_);
        return delays_;
    }

    std::atomic<bool> over{false};

private:
    mutable std::mutex lock_;
    std::map<std::string, clock::time_point> paid_;
    std::vector<double> delays_;
};

/// The median delay at those that are well, in milliseconds.
double delay(bool one_hangs)
{
    auto const office = std::make_shared<post_office>();
    testing::sandbox_options how;
    how.sender = office;
    how.clock = std::make_shared<os_clock>();
    how.waiter = std::make_shared<thread_waiter>();
    how.confirm_after = 1h;            // only what is told of a beginning counts
    how.settings.lane_threads = {1, senders, 1};
    testing::sandbox bank(how);
    auto const who = bank.by(popfab());
    auto const& types = popfab().webhooks->types;
    auto const listen = [&](std::string const& url) {
        if (!bank.engine().webhooks().create(
                who, {.url = url, .events = {types.begin(), types.end()}}))
            std::abort();
    };
    auto const pay = [&] {
        auto const order = bank.order({100, "NGN"});
        office->paid(order.reference.str());
        if (!bank.engine().payments().create(who, order)) std::abort();
    };
    if (one_hangs) {
        listen("https://hung.example/");
        for (int i = 0; i != pending; ++i) pay();
    }
    for (int i = one_hangs ? 1 : 0; i != endpoints; ++i)
        listen("https://well-" + std::to_string(i) + ".example/");
    std::atomic<bool> stop{false};
    std::vector<std::thread> threads;
    for (int i = 0; i != senders; ++i)
        threads.emplace_back([&] {
            while (!stop)
                if (bank.engine().run_due(10, job_lane::outbound)->done == 0)
                    std::this_thread::sleep_for(2ms);
        });
    for (int i = 0; i != told; ++i) {
        pay();
        std::this_thread::sleep_for(5ms);
    }
    auto const expected = static_cast<std::size_t>(told) * (endpoints - (one_hangs ? 1 : 0));
    for (int i = 0; i != 1000 && office->delays().size() < expected; ++i)
        std::this_thread::sleep_for(10ms);
    office->over = stop = true;
    for (auto& t : threads) t.join();
    if (office->delays().size() < expected) std::abort();   // somebody has not heard
    return median(office->delays());
}

}  // namespace

void measure_deliveries(std::vector<row>& rows)
{
    progress("deliveries, one receiver of twenty hanging");
    auto const alone = delay(false), beside = delay(true);
    rows.push_back({"deliveries", beside / alone, "alone", 2, 1.2, false,
                    std::to_string(alone) + " ms alone"});
}

}  // namespace bench
