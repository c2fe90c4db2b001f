// SPDX-License-Identifier: BSL-1.0
// tenderd/options.hpp: the command line.
#pragma once

#include "command_line.hpp"
#include "dying.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace tenderd {

struct options {
    listen_address listen{};
    std::string store = "memory";
    std::string credentials{};                    ///< a file; empty: nothing is written
    std::string public_url{};                     ///< empty: the address it listens on
    std::string providers{};                      ///< a simulator's URL; empty: simulated here
    std::chrono::milliseconds confirm_after{1000};
    int threads = 32;
    std::size_t connections = 0;                  ///< 0: as many as there may be, 10,000 at most
    std::size_t connections_per_client = 0;       ///< 0: a quarter of them
    death die_at{};
    bool allow_local_webhooks = false;
    bool challenge = false;                       ///< asked of the providers simulated here
};

/// Nothing where help was asked for. Throws cannot_start.
std::optional<options> read_options(std::span<char const* const> arguments);

/// A line per option.
std::string help();

}  // namespace tenderd
