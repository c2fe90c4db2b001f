// SPDX-License-Identifier: BSL-1.0
// tenderd/site.hpp: what a server answers.
#pragma once

#include <tender/api/http.hpp>

namespace tenderd {

/// Thread-safe.
class site {
public:
    virtual ~site() = default;

    virtual void handle(tender::request const& asked, tender::response& out) = 0;

    /// To bytes that are no HTTP.
    virtual void refuse(int status, tender::response& out) = 0;
};

}  // namespace tenderd
