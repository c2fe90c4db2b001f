// SPDX-License-Identifier: BSL-1.0
// tender/port/sender.hpp: how a webhook leaves the program.
#pragma once

#include <tender/base/text.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tender {

/// A POST request. Everything is only looked at while `send` runs.
struct outgoing {
    std::string_view url;
    string_pairs const& headers;
    std::string_view body;
    std::chrono::milliseconds time_limit;      ///< for all of it, name look-up included
};

/// What came of it. Status 0: no answer, and `error` says why.
struct sent {
    int status = 0;
    std::string error{};
    std::optional<std::chrono::seconds> retry_after{};   ///< what the answer asks for
    bool interrupted = false;                  ///< by no fault of the receiver's: it is made again
};

/// Sends what the engine has written, outside any unit of work. Thread-safe; never throws, and
/// comes back within the time limit. Follows no redirect, and reaches no address that is not
/// public unless its host allows it [C31]: the address is checked when it connects.
class sender {
public:
    virtual ~sender() = default;
    virtual sent send(outgoing const& what) = 0;
};

/// A program that sends nothing: deliveries wait, and become dead letters in the end.
class no_sender final : public sender {
public:
    sent send(outgoing const&) override { return {0, "this program has no sender"}; }
};

}  // namespace tender
