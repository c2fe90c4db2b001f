// SPDX-License-Identifier: BSL-1.0
// tenderd/lane_worker.cpp: bodies of lane_worker.hpp.
#include "lane_worker.hpp"

#include <algorithm>
#include <exception>

namespace tenderd {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds shortest_sleep{5};      // so that what falls due together is done together
constexpr milliseconds longest_sleep{50};      // a request may make a job that is due earlier
constexpr milliseconds after_failure{1000};

/// A thread that is to stop finishes its batch, and a receiver may take long.
constexpr int batch_of(tender::job_lane lane)
{
    return lane == tender::job_lane::engine ? 100 : 10;
}

}  // namespace

lane_worker::lane_worker(tender::engine& pay, tender::job_lane lane, log& lines)
    : pay_(pay), lane_(lane), log_(lines), thread_([this] { run(); })
{
}

lane_worker::~lane_worker()
{
    {
        std::lock_guard const hold(lock_);
        stop_ = true;
    }
    woken_.notify_all();
    thread_.join();
}

void lane_worker::run()
{
    auto pause = milliseconds(0);
    int const batch = batch_of(lane_);
    while (!sleep(pause)) {
        auto const report = pay_.run_due(batch, lane_);
        if (!report) {
            log_.say("jobs " + std::string(report.error().text()));
            pause = after_failure;
        } else {
            auto const left = report->next ? *report->next - pay_.now() : longest_sleep;
            pause = report->done == batch ? milliseconds(0)
                                          : std::clamp(left, shortest_sleep, longest_sleep);
        }
    }
}

/// True once it is to stop.
bool lane_worker::sleep(milliseconds longest)
{
    std::unique_lock hold(lock_);
    return woken_.wait_for(hold, longest, [this] { return stop_; });
}

}  // namespace tenderd
