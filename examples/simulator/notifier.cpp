// SPDX-License-Identifier: BSL-1.0
// simulator/notifier.cpp: bodies of notifier.hpp.
#include "notifier.hpp"

#include <utility>

namespace simulator {

namespace {

constexpr int most_tries = 10;
constexpr std::chrono::seconds between_tries{1};
constexpr std::chrono::seconds limit{5};

}  // namespace

notifier::notifier(std::string url, std::shared_ptr<tender::clock> clock,
                   std::chrono::milliseconds after)
    : url_(std::move(url)), clock_(std::move(clock)), after_(after), thread_([this] { run(); })
{
}

notifier::~notifier()
{
    {
        std::lock_guard const hold(lock_);
        stop_ = true;
    }
    sender_.stop();
    woken_.notify_all();
    thread_.join();
}

void notifier::plan(std::shared_ptr<tender::testing::simulated_provider> by, std::string reference)
{
    std::lock_guard const hold(lock_);
    waiting_.emplace(clock_->now() + after_, news{std::move(by), std::move(reference)});
    woken_.notify_all();
}

void notifier::run()
{
    std::unique_lock hold(lock_);
    while (!stop_) {
        if (waiting_.empty()) {
            woken_.wait(hold);
            continue;
        }
        auto const first = waiting_.begin();
        if (auto const left = first->first - clock_->now(); left.count() > 0) {
            woken_.wait_for(hold, left);
            continue;
        }
        auto next = std::move(first->second);
        waiting_.erase(first);
        hold.unlock();
        bool const taken = send(next);
        hold.lock();
        if (!taken && ++next.tries != most_tries)
            waiting_.emplace(clock_->now() + between_tries, std::move(next));
    }
}

/// Is there nothing more to say?
bool notifier::send(news const& what)
{
    auto const message = what.by->message_about(what.reference);
    if (!message) return true;
    auto const to = url_ + "/" + std::string(what.by->profile().id.text());
    auto const answer = sender_.send({to, message->headers, message->body, limit});
    return answer.status >= 200 && answer.status < 300;
}

}  // namespace simulator
