// SPDX-License-Identifier: BSL-1.0
// tender/api/http.hpp: a request and its response, without a network.
#pragma once

#include <tender/base/grammar.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tender {

struct header {
    std::string_view name;
    std::string_view value;
};

/// What a host hands over. Everything is only looked at while `dispatcher::handle` runs.
struct request {
    std::string_view method;
    std::string_view target;             ///< path and query, as received
    std::vector<header> headers{};
    std::string_view body{};
    std::string_view client{};           ///< the client's address, for limits; may be empty

    /// The first header of that name, in any case; nothing where there is none.
    header const* find(std::string_view name) const
    {
        for (auto const& h : headers)
            if (same_word(h.name, name)) return &h;
        return nullptr;
    }
};

struct response_header {
    std::string_view name;               ///< of static storage
    std::string value;
};

/// What the host sends back, with a `Content-Length` of its own making.
struct response {
    int status = 200;
    std::vector<response_header> headers{};
    std::string body{};

    void set(std::string_view name, std::string value)
    {
        headers.push_back({name, std::move(value)});
    }

    /// The value of a header, or "".
    std::string_view find(std::string_view name) const
    {
        for (auto const& h : headers)
            if (h.name == name) return h.value;
        return {};
    }
};

}  // namespace tender
