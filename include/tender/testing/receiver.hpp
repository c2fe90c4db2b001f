// SPDX-License-Identifier: BSL-1.0
// tender/testing/receiver.hpp: the other end of every webhook, in a test's hand.
#pragma once

#include <tender/port/clock.hpp>
#include <tender/port/sender.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tender::testing {

/// A request as it arrived.
struct received {
    std::string url;
    string_pairs headers;
    std::string body;
    std::string type;                  ///< what its body says under that name
    instant at{};
    int answered = 0;                  ///< the status; 0: none

    /// The value of a header, in its own spelling; "" where there is none.
    std::string_view header(std::string_view name) const
    {
        for (auto const& [n, value] : headers)
            if (n == name) return value;
        return {};
    }
};

/// Takes what the engine sends and answers 200, or as it was told. Thread-safe.
class receiver final : public sender {
public:
    explicit receiver(std::shared_ptr<tender::clock> clock) : clock_(std::move(clock)) {}

    /// The next requests are answered so, each with one of these, whoever they are for.
    void next(sent answer)
    {
        std::lock_guard const hold(lock_);
        planned_.push_back(std::move(answer));
    }

    /// From now on every request that was not planned is answered so.
    void always(sent answer)
    {
        std::lock_guard const hold(lock_);
        usual_ = std::move(answer);
    }

    /// Called with each request before it is answered, on the thread that sends it.
    std::function<void(received const&)> on_request{};

    std::vector<received> all() const
    {
        std::lock_guard const hold(lock_);
        return all_;
    }
    std::size_t count() const
    {
        std::lock_guard const hold(lock_);
        return all_.size();
    }
    received last() const
    {
        std::lock_guard const hold(lock_);
        if (all_.empty()) throw std::logic_error("no webhook has arrived");
        return all_.back();
    }
    void clear()
    {
        std::lock_guard const hold(lock_);
        all_.clear();
    }

    sent send(outgoing const& what) override
    {
        received r{std::string(what.url), what.headers, std::string(what.body), {}, clock_->now()};
        r.type = member(what.body, "\"type\":\"");
        if (on_request) on_request(r);
        std::lock_guard const hold(lock_);
        auto answer = usual_;
        if (!planned_.empty()) {
            answer = std::move(planned_.front());
            planned_.pop_front();
        }
        r.answered = answer.status;
        all_.push_back(std::move(r));
        return answer;
    }

private:
    static std::string member(std::string_view body, std::string_view name)
    {
        auto const at = body.find(name);
        if (at == body.npos) return {};
        auto const value = body.substr(at + name.size());
        return std::string(value.substr(0, value.find('"')));
    }

    std::shared_ptr<tender::clock> clock_;
    mutable std::mutex lock_;
    std::deque<sent> planned_;
    sent usual_{200};
    std::vector<received> all_;
};

}  // namespace tender::testing
