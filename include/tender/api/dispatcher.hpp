// SPDX-License-Identifier: BSL-1.0
// tender/api/dispatcher.hpp: requests in, responses out.
#pragma once

#include <tender/api/dispatcher_settings.hpp>
#include <tender/api/face.hpp>
#include <tender/base/config.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tender {

class rate_limiter;

/// A face, and what stands before its paths: nothing, or segments such as `/pay` or `/v2/pay`.
/// Faces whose paths collide need prefixes.
struct mount {
    mount(face const& what) : speaks(&what) {}  // NOLINT: a face alone stands at the root
    mount(std::string before, face const& what) : prefix(std::move(before)), speaks(&what) {}

    std::string prefix;
    face const* speaks;
};

/// Answers HTTP requests without a socket: routing, authentication, rate limits, idempotency and
/// the face's own spelling of everything. Any bytes get an answer; no exception leaves it.
/// Thread-safe.
class dispatcher {
public:
    static constexpr std::size_t largest_body = 256 * 1024;

    /// The engine must outlive the dispatcher, and learns from it which faces there are and how
    /// they tell of events: so it is made before requests and jobs are served. Throws
    /// std::invalid_argument, with a sentence, for a prefix that is none, a face that stands twice
    /// at one prefix, and a public URL that is none or ends in a slash.
    dispatcher(engine& pay, std::vector<mount> faces, dispatcher_settings how = {});
    ~dispatcher();
    dispatcher(dispatcher const&) = delete;
    dispatcher& operator=(dispatcher const&) = delete;

    /// For a host that learns only then where it listens; before requests are served. Throws as
    /// the constructor does.
    void set_public_url(std::string url);

    response handle(request const& asked);

    /// The same into a response whose memory is used again.
    void handle(request const& asked, response& out);

private:
    void tell_addresses();
    mount const* mount_of(std::string_view path) const;
    void serve(exchange& x);
    bool find_route(exchange& x);
    static bool unambiguous(exchange& x);
    bool admit(exchange& x);
    void finish(exchange& x, std::string_view request_id);

    engine& pay_;
    std::vector<mount> mounts_;
    dispatcher_settings how_;
    std::unique_ptr<rate_limiter> limits_;      ///< of keys
    std::unique_ptr<rate_limiter> strangers_;   ///< whose number nobody knows
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/api/impl/dispatcher.ipp>
#endif
