// SPDX-License-Identifier: BSL-1.0
// tender/api/face.hpp: a REST dialect as data: its endpoints, and how it spells things.
#pragma once

#include <tender/api/http.hpp>
#include <tender/base/enum.hpp>
#include <tender/base/fault.hpp>
#include <tender/base/name.hpp>
#include <tender/domain/api_key.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace tender {

class exchange;
struct event;

BOOST_DEFINE_ENUM_CLASS(verb, GET, POST, PUT, PATCH, DELETE)

/// What an endpoint makes of the `Idempotency-Key` header.
BOOST_DEFINE_ENUM_CLASS(idempotency, ignored, honoured, required)

/// One endpoint. A segment in braces stands for any text without a slash.
struct endpoint {
    tender::verb verb;
    std::string_view path;
    scope needs;
    idempotency key;
    void (*does)(exchange&);
};

/// A face is a value: five of them differ in data, not in code.
struct face {
    name id;
    std::span<endpoint const> endpoints;

    /// The key that a request presents; "" where there is none.
    std::string_view (*presented)(request const&);

    /// Status and body of a fault in this dialect; headers are set by the dispatcher.
    void (*refuse)(fault const& why, response& out);
};

/// No endpoint stands twice.
template<std::size_t N>
constexpr bool well_formed(endpoint const (&rows)[N])
{
    for (std::size_t i = 0; i != N; ++i) {
        if (rows[i].path.empty() || rows[i].path.front() != '/') return false;
        for (std::size_t j = 0; j != i; ++j)
            if (rows[i].verb == rows[j].verb && rows[i].path == rows[j].path) return false;
    }
    return true;
}

}  // namespace tender
