// SPDX-License-Identifier: BSL-1.0
// tenderd/options.hpp: the command line.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

namespace tenderd {

/// What keeps the server from starting, as its user reads it.
struct cannot_start : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;                    ///< 0: a free one
    std::string store = "memory";
    std::string credentials{};                    ///< a file; empty: nothing is written
    std::string public_url{};                     ///< empty: the address it listens on
    std::chrono::milliseconds confirm_after{1000};
    int threads = 2;
    bool allow_local_webhooks = false;
};

/// Nothing where help was asked for. Throws cannot_start.
std::optional<options> read_options(std::span<char const* const> arguments);

/// A line per option.
std::string help();

}  // namespace tenderd
