// SPDX-License-Identifier: BSL-1.0
// tender/api/dispatcher_settings.hpp: what a host may set of its dispatcher.
#pragma once

#include <tender/base/config.hpp>

#include <cstdint>
#include <string>

namespace tender {

/// What is true of all that a dispatcher answers.
struct dispatcher_settings {
    /// What the addresses of pages and scripts begin with, as customers reach them.
    std::string public_url = "http://localhost";

    /// Who may show a page in a frame: the sources of `frame-ancestors`.
    std::string frame_ancestors = "'none'";

    /// How many requests without a key a client, and an account, may make in a minute [C47]; 0:
    /// any number. A client is who the host says it is.
    std::int64_t keyless_per_client = 60;
    std::int64_t keyless_per_account = 600;    ///< a tenth for each client

    /// How many messages a client may bring for providers in a minute; 0: any number.
    std::int64_t notifications_per_client = 6000;
};

}  // namespace tender
