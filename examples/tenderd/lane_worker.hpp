// SPDX-License-Identifier: BSL-1.0
// tenderd/lane_worker.hpp: does what is due, on a thread of its own.
#pragma once

#include "log.hpp"

#include <tender/service/engine.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace tenderd {

/// Serves one lane of jobs until it is destroyed: a slow receiver of webhooks holds up no money.
class lane_worker {
public:
    lane_worker(tender::engine& pay, tender::job_lane lane, log& lines);
    lane_worker(lane_worker const&) = delete;
    lane_worker& operator=(lane_worker const&) = delete;
    ~lane_worker();

private:
    void run();
    bool sleep(std::chrono::milliseconds longest);

    tender::engine& pay_;
    tender::job_lane lane_;
    log& log_;
    std::mutex lock_;
    std::condition_variable woken_;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace tenderd
