// SPDX-License-Identifier: BSL-1.0
// acme/psp_client.hpp: JSON over HTTP, within a time limit.
#pragma once

#include <boost/json/object.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace acme {

/// What came of a request. Where it was not sent, nothing happened; status 0: no answer came whole
/// and in time, and nobody knows what happened.
struct reply {
    bool sent = false;
    int status = 0;
    boost::json::object body{};

    std::string text(std::string_view member) const;                 ///< "": it is not there
    std::optional<std::int64_t> whole(std::string_view member) const;
};

/// Each request has a connection of its own. Thread-safe.
class psp_client {
public:
    psp_client(unsigned short port, std::string key,
               std::chrono::milliseconds limit = std::chrono::seconds(3))
        : port_(port), key_(std::move(key)), limit_(limit)
    {
    }

    reply post(std::string const& path, boost::json::object const& body) const;
    reply get(std::string const& path) const;

private:
    reply ask(std::string_view method, std::string const& path, std::string body) const;

    unsigned short port_;
    std::string key_;
    std::chrono::milliseconds limit_;
};

}  // namespace acme
