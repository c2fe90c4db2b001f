// SPDX-License-Identifier: BSL-1.0
// tender/adapter/job_threads.hpp: threads that do what is due, for hosts that have no timer.
#pragma once

#include <tender/service/engine.hpp>
#include <tender/service/engine_internals.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

namespace tender {

/// Serves an engine, which has its providers, from construction to destruction: runs what is due,
/// in each lane on as many threads as `settings::lane_threads` says and on one at least, so that a
/// slow receiver of webhooks holds up no money. Whoever is at work when it is destroyed is waited
/// for. Where the store is away the log hears of it, as `jobs`, and a second later it goes on.
class job_threads {
public:
    /// Throws std::system_error where the system has no more threads.
    explicit job_threads(engine& pay) : pay_(pay)
    {
        auto const& wanted = runtime_of(pay).settings.lane_threads;
        try {
            for (std::size_t lane = 0; lane != wanted.size(); ++lane)
                for (int i = 0; i < std::max(wanted[lane], 1); ++i)
                    threads_.emplace_back([this, lane] { serve(static_cast<job_lane>(lane)); });
        } catch (...) {
            stop();
            throw;
        }
    }
    job_threads(job_threads const&) = delete;
    job_threads& operator=(job_threads const&) = delete;
    ~job_threads() { stop(); }

private:
    using milliseconds = std::chrono::milliseconds;

    static constexpr milliseconds shortest_sleep{5};    ///< what falls due together is done so
    static constexpr milliseconds longest_sleep{50};    ///< a request may make a job due sooner
    static constexpr milliseconds after_failure{1000};

    /// A thread that is to stop finishes its batch, and a receiver may take long.
    static constexpr int batch_of(job_lane lane) { return lane == job_lane::engine ? 100 : 10; }

    void serve(job_lane lane)
    {
        auto pause = milliseconds(0);
        int const batch = batch_of(lane);
        while (!sleep(pause)) {
            auto const report = pay_.run_due(batch, lane);
            if (!report) {
                runtime_of(pay_).log({{}, "jobs", report.error().text()});
                pause = after_failure;
                continue;
            }
            auto const left = report->next ? *report->next - pay_.now() : longest_sleep;
            pause = report->done == batch ? milliseconds(0)
                                          : std::clamp(left, shortest_sleep, longest_sleep);
        }
    }

    /// True once they are to stop.
    bool sleep(milliseconds longest)
    {
        std::unique_lock hold(lock_);
        return woken_.wait_for(hold, longest, [this] { return stop_; });
    }

    void stop()
    {
        {
            std::lock_guard const hold(lock_);
            stop_ = true;
        }
        woken_.notify_all();
        for (auto& t : threads_) t.join();
    }

    engine& pay_;
    std::mutex lock_;
    std::condition_variable woken_;
    bool stop_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace tender
