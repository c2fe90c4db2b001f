// SPDX-License-Identifier: BSL-1.0
// simulator/notifier.hpp: tells a server what became of its calls.
#pragma once

#include <tender/adapter/http_sender.hpp>
#include <tender/testing/simulated_provider.hpp>

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace simulator {

/// Sends from a thread of its own, and again each second until the server has taken it, ten times
/// at most.
class notifier {
public:
    /// What a call came to is told `after` it was made, at URL/PROVIDER.
    notifier(std::string url, std::shared_ptr<tender::clock> clock,
             std::chrono::milliseconds after);
    notifier(notifier const&) = delete;
    notifier& operator=(notifier const&) = delete;
    ~notifier();

    void plan(std::shared_ptr<tender::testing::simulated_provider> by, std::string reference);

private:
    struct news {
        std::shared_ptr<tender::testing::simulated_provider> by;
        std::string reference;
        int tries = 0;
    };

    void run();
    bool send(news const& what);

    std::string url_;
    std::shared_ptr<tender::clock> clock_;
    std::chrono::milliseconds after_;
    tender::http_sender sender_{tender::reach::anywhere};
    std::mutex lock_;
    std::condition_variable woken_;
    std::multimap<tender::instant, news> waiting_;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace simulator
