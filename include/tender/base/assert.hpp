// SPDX-License-Identifier: BSL-1.0
// tender/base/assert.hpp: what a program must not do is found while it does it.
#pragma once

#include <tender/base/config.hpp>

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

/// Ends the program with a sentence where the condition is false, in every build type. It is for
/// the mistakes of programs; input is never asserted, but refused as a `fault`. The sentence is
/// evaluated for a false condition alone.
///
/// A host that wants something else defines the macro before it includes any header of tender, in
/// all units alike. What it calls must not return.
#ifndef TENDER_ASSERT
#    define TENDER_ASSERT(condition, sentence) \
        ((condition) \
             ? static_cast<void>(0) \
             : ::tender::assertion_failed(__FILE__, __LINE__, sentence))
#endif

namespace tender {

/// What a failed assertion ends the program with.
class broken_assertion : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

/// Calls `std::terminate` while a `broken_assertion` is handled: the standard libraries' own
/// handler writes `FILE:LINE: SENTENCE` to standard error and aborts, and a handler that the host
/// has set with `std::set_terminate` finds it in `std::current_exception`.
[[noreturn]] inline void assertion_failed(char const* file, int line,
                                          std::string_view sentence) noexcept
{
    try {
        throw broken_assertion(
            std::string(file).append(":").append(std::to_string(line)).append(": ").append(
                sentence));
    } catch (...) {
        std::terminate();
    }
}

}  // namespace tender
