// SPDX-License-Identifier: BSL-1.0
// tenderd/faces.hpp: what tenderd answers: its faces, its health, and that it did not understand.
#pragma once

#include "site.hpp"

#include <tender/api/dispatcher.hpp>

namespace tenderd {

/// Every answer has a request id.
class faces final : public site {
public:
    explicit faces(tender::engine& pay);

    /// What the addresses of pages begin with; before requests are served.
    void live_at(std::string public_url) { faces_.set_public_url(std::move(public_url)); }

    void handle(tender::request const& asked, tender::response& out) override;
    void refuse(int status, tender::response& out) override;

private:
    void say(int status, std::string body, tender::response& out);

    tender::engine& pay_;
    tender::dispatcher faces_;
};

}  // namespace tenderd
