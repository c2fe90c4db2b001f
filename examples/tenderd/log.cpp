// SPDX-License-Identifier: BSL-1.0
// tenderd/log.cpp: bodies of log.hpp.
#include "log.hpp"

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <utility>

#include <unistd.h>

namespace tenderd {

struct log::shared {
    int file = 2;
    std::mutex lock{};
    std::condition_variable changed{};
    std::string waiting{};
    std::size_t dropped = 0;             ///< lines, behind what waits
    bool closing = false;
    bool done = false;

    void run();
    void write(std::string_view text) const;
};

namespace {

constexpr std::chrono::seconds last_wait{1};

std::string told(std::size_t dropped)
{
    return one_line(std::to_string(dropped) + (dropped == 1 ? " line was" : " lines were") +
                    " dropped here: nobody read standard error");
}

/// As much as fits, but no half character of UTF-8.
std::string_view whole_characters(std::string_view text, std::size_t most)
{
    auto const continues = [&] { return (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80; };
    for (int i = 0; i != 3 && most != 0 && continues(); ++i) --most;
    return text.substr(0, most);
}

}  // namespace

std::string one_line(std::string_view text)
{
    constexpr std::size_t for_the_rest = 40;
    std::string line = "tenderd: ";
    auto const room = log::longest_line - line.size() - 1;
    bool const fits = text.size() <= room;
    auto const shown = fits ? text : whole_characters(text, room - for_the_rest);
    line += shown;
    for (auto& c : line)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    if (!fits) line += "… (" + std::to_string(text.size() - shown.size()) + " more bytes)";
    return line += '\n';
}

log::log(int file) : shared_(std::make_shared<shared>())
{
    std::signal(SIGPIPE, SIG_IGN);   // whoever read it may be gone
    shared_->file = file;
    thread_ = std::thread([all = shared_] { all->run(); });
}

log::~log()
{
    std::unique_lock hold(shared_->lock);
    shared_->closing = true;
    shared_->changed.notify_all();
    bool const done = shared_->changed.wait_for(hold, last_wait, [this] { return shared_->done; });
    hold.unlock();
    if (done) thread_.join();
    else thread_.detach();
}

void log::say(std::string_view text)
{
    auto const line = one_line(text);
    std::lock_guard const hold(shared_->lock);
    bool const full = shared_->waiting.size() + line.size() > most_waiting;
    if (full || shared_->dropped != 0) {   // in their order, or not at all
        ++shared_->dropped;
        return;
    }
    shared_->waiting += line;
    shared_->changed.notify_all();
}

void log::shared::run()
{
    std::unique_lock hold(lock);
    for (;;) {
        changed.wait(hold, [this] { return closing || !waiting.empty(); });
        if (waiting.empty()) break;
        auto text = std::exchange(waiting, {});
        auto const lost = std::exchange(dropped, 0);
        hold.unlock();
        write(text);
        if (lost != 0) write(told(lost));
        hold.lock();
    }
    done = true;
    changed.notify_all();
}

void log::shared::write(std::string_view text) const
{
    while (!text.empty()) {
        auto const count = ::write(file, text.data(), text.size());
        if (count < 0 && errno != EINTR && errno != EAGAIN) return;
        if (count < 0 && errno == EAGAIN) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
    }
}

}  // namespace tenderd
