// SPDX-License-Identifier: BSL-1.0
// tender/base/whole.hpp: a whole number within bounds, and yes or no.
#pragma once

#include <tender/base/config.hpp>

#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>

namespace tender {

/// A whole number from Min to Max.
template<std::int64_t Min, std::int64_t Max>
class whole {
public:
    static constexpr std::int64_t minimum = Min, maximum = Max;

    whole() = default;
    whole(std::int64_t value) : value_(value) {}  // NOLINT: a number is a number

    std::int64_t value() const { return value_; }

    std::string_view violation() const
    {
        static auto const words = [] {
            std::array<char, 64> out{};
            auto* at = out.data();
            for (char const c : std::string_view("must be from ")) *at++ = c;
            at = std::to_chars(at, at + 20, Min).ptr;
            for (char const c : std::string_view(" to ")) *at++ = c;
            std::to_chars(at, at + 20, Max);
            return out;
        }();
        return value_ < Min || value_ > Max ? std::string_view(words.data()) : std::string_view{};
    }

private:
    std::int64_t value_ = Min;
};

/// Yes or no, in a query as `true` or `false`.
struct yes_no {
    bool value = false;
};

}  // namespace tender
