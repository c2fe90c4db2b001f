// SPDX-License-Identifier: BSL-1.0
// tenderd/site.hpp: what the server answers: its faces, its health, and that it did not understand.
#pragma once

#include <tender/api/dispatcher.hpp>

namespace tenderd {

/// Thread-safe. Every answer has a request id.
class site {
public:
    explicit site(tender::engine& pay);

    void handle(tender::request const& asked, tender::response& out);

    /// To bytes that are no HTTP.
    void refuse(int status, tender::response& out);

private:
    void say(int status, std::string body, tender::response& out);

    tender::engine& pay_;
    tender::dispatcher faces_;
};

}  // namespace tenderd
