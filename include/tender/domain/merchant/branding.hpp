// SPDX-License-Identifier: BSL-1.0
// tender/domain/merchant/branding.hpp: what a merchant's pages look like.
#pragma once

#include <tender/domain/merchant/account.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tender {

/// One per account, under its id.
struct branding {
    tender::id<branding> id;
    tender::id<tender::account> account;
    std::string color;                 ///< `#rrggbb`, in lower case
    std::string logo;                  ///< base64 of a PNG or JPEG; empty: none
};
BOOST_DESCRIBE_STRUCT(branding, (), (id, account, color, logo))

template<>
inline constexpr record_type record_of<branding> = {"branding", {}, &record_id<branding>};

/// How it is set. What is not given stays as it was.
struct set_branding {
    std::optional<std::string> color{};   ///< `#rrggbb`
    std::optional<std::string> logo{};    ///< bytes of a PNG or JPEG, at most 64 KiB; empty: none
};

inline constexpr std::size_t largest_logo = 64 * 1024;
inline constexpr std::string_view default_color = "#1f4fd8";

/// What kind of picture the bytes begin as: `image/png`, `image/jpeg`, or "".
constexpr std::string_view picture_type(std::string_view bytes)
{
    if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
    return bytes.starts_with("\xff\xd8\xff") ? "image/jpeg" : "";
}

/// `#rrggbb`?
constexpr bool is_color(std::string_view text)
{
    if (text.size() != 7 || text.front() != '#') return false;
    for (char const c : text.substr(1))
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
            return false;
    return true;
}

}  // namespace tender
