// SPDX-License-Identifier: BSL-1.0
// first_program/timer.hpp: does what is due, on a thread of its own.
#pragma once

#include <tender/service/engine.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <thread>

namespace first_program {

/// Wakes the timer. It is there before the engine, whose hooks ring it.
class bell {
public:
    void ring()
    {
        std::lock_guard const hold(lock_);
        rung_ = true;
        heard_.notify_one();
    }

    void wait(std::chrono::milliseconds longest)
    {
        std::unique_lock hold(lock_);
        heard_.wait_for(hold, longest, [this] { return rung_; });
        rung_ = false;
    }

private:
    std::mutex lock_;
    std::condition_variable heard_;
    bool rung_ = false;
};

/// Serves an engine, which has its providers, from construction to destruction: runs what is due,
/// and sleeps until the next is, or until something happened that may have made another due.
class timer {
public:
    timer(tender::engine& pay, bell& woken)
        : pay_(pay), woken_(woken), thread_([this] { run(); })
    {
    }
    timer(timer const&) = delete;
    timer& operator=(timer const&) = delete;
    ~timer()
    {
        stop_ = true;
        woken_.ring();
        thread_.join();
    }

private:
    void run()
    {
        using namespace std::chrono_literals;
        while (!stop_) {
            auto pause = 1000ms;       // the longest: a store may be away, or a clock be set
            if (auto const report = pay_.run_due(); !report)
                std::cerr << "timer: " << report.error() << "\n";
            else if (report->next)
                pause = std::clamp(*report->next - pay_.now(), 1ms, pause);
            woken_.wait(pause);
        }
    }

    tender::engine& pay_;
    bell& woken_;
    std::atomic<bool> stop_ = false;
    std::thread thread_;
};

}  // namespace first_program
