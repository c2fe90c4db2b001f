// SPDX-License-Identifier: BSL-1.0
// tender/api/pages/escaped.hpp: text as it may stand in HTML.
#pragma once

#include <tender/base/config.hpp>

#include <string>
#include <string_view>

namespace tender {

/// Text as it may stand in HTML, between tags or in quotes.
inline std::string escaped(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (char const c : text) switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        case '\0': out += "\xEF\xBF\xBD"; break;
        default: out += c;
    }
    return out;
}

}  // namespace tender
