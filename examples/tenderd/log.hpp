// SPDX-License-Identifier: BSL-1.0
// tenderd/log.hpp: lines on standard error, for which nobody ever waits.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace tenderd {

/// A thread writes what others say. Where nobody reads, what does not fit is dropped, and how much
/// it was is told once there is room again. Thread-safe.
class log {
public:
    static constexpr std::size_t longest_line = 1024;        ///< bytes with the line's end
    static constexpr std::size_t most_waiting = 1024 * 1024; ///< bytes

    explicit log(int file = 2);
    log(log const&) = delete;
    log& operator=(log const&) = delete;

    /// Waits until all is written, but a second at most.
    ~log();

    /// One line, whatever the text holds; its end is cut off where it is too long.
    void say(std::string_view text);

private:
    struct shared;

    std::shared_ptr<shared> shared_;     ///< the thread may outlive this
    std::thread thread_;
};

/// As a line of the log.
std::string one_line(std::string_view text);

}  // namespace tenderd
