// SPDX-License-Identifier: BSL-1.0
// tenderd/command_line.cpp: bodies of command_line.hpp.
#include "command_line.hpp"

#include <charconv>

namespace tenderd {

long number(std::string_view option, std::string_view text, long least, long most)
{
    long value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
        throw cannot_start(std::string(option) + " must be a number from " +
                           std::to_string(least) + " to " + std::to_string(most) + ", not " +
                           std::string(text));
    return value;
}

listen_address read_listen(std::string_view text)
{
    auto const colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0)
        throw cannot_start("--listen must be HOST:PORT, not " + std::string(text));
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos)
        throw cannot_start("--listen needs brackets around an IPv6 address, as in [::1]:8080");
    auto const port = number("--listen's port", text.substr(colon + 1), 0, 65535);
    return {std::string(host), static_cast<std::uint16_t>(port)};
}

}  // namespace tenderd
