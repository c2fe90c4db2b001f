// SPDX-License-Identifier: BSL-1.0
// tender/base/url.hpp: the few URLs we redirect and send to.
#pragma once

#include <tender/base/grammar.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace tender {

/// A web URL, taken apart. It views the text it was read from.
struct web_url {
    bool             https = false;
    std::string_view host;      ///< a name, an IPv4 address, or an IPv6 address in its brackets
    std::uint16_t    port = 0;  ///< 80 or 443 where the text names none
    std::string_view target;    ///< path, query and fragment as written; may be empty

    friend bool operator==(web_url const&, web_url const&) = default;
};

/// Reads a URL that every reader takes apart in the same way; nothing for any other. So this is
/// a small part of what RFC 3986 and browsers allow: `http://` or `https://` in lower case; no
/// user; a host of letters, digits and inner hyphens, or an IP address in its canonical form, and
/// no name that some readers take for an IPv4 address; a port from 1 to 65535; then printable
/// ASCII without ` "<>\^`{|}` and with each '%' before two hexadecimal digits. At most 2048
/// characters. Whether the host may be called is not asked here.
std::optional<web_url> read_web_url(std::string_view text);

bool is_web_url(std::string_view text);    ///< http or https
bool is_https_url(std::string_view text);  ///< https alone

/// The URL with one more parameter in its query; what it has stays, its fragment too. Name and
/// value must be such as may stand there.
std::string with_parameter(std::string_view url, std::string_view name, std::string_view value);

//---------------------------------------------------------------------------

namespace detail {

/// A decimal number up to `most` without leading zeros, at the head of the text, taken off it.
constexpr std::optional<unsigned> take_number(std::string_view& text, unsigned most)
{
    unsigned value = 0;
    std::size_t count = 0;
    for (; count != text.size() && is_digit(text[count]); ++count) {
        if (count != 0 && value == 0) return std::nullopt;
        value = value * 10 + static_cast<unsigned>(text[count] - '0');
        if (value > most) return std::nullopt;
    }
    if (count == 0) return std::nullopt;
    text.remove_prefix(count);
    return value;
}

/// Four numbers up to 255 in decimal, as 192.0.2.1.
constexpr bool is_ipv4(std::string_view text)
{
    for (int i = 0; i != 4; ++i) {
        if (i != 0) {
            if (!text.starts_with('.')) return false;
            text.remove_prefix(1);
        }
        if (!take_number(text, 255)) return false;
    }
    return text.empty();
}

constexpr bool is_hex_digit(char c)
{
    return is_digit(c) || ('a' <= c && c <= 'f') || ('A' <= c && c <= 'F');
}

using ipv6_groups = std::array<std::uint16_t, 8>;

/// The eight groups of an address in any spelling, save one that ends as IPv4.
inline std::optional<ipv6_groups> read_ipv6(std::string_view text)
{
    ipv6_groups groups{};
    constexpr auto none = groups.size() + 1;
    std::size_t count = 0;
    std::size_t gap = none;  // how many groups stand before "::"
    if (text.starts_with("::")) {
        gap = 0;
        text.remove_prefix(2);
    }
    while (!text.empty()) {
        auto const group = text.substr(0, text.find(':'));
        if (count == groups.size() || group.empty() || group.size() > 4) return std::nullopt;
        auto const end = group.data() + group.size();
        auto const read = std::from_chars(group.data(), end, groups[count], 16);
        if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
        ++count;
        text.remove_prefix(group.size());
        if (text.starts_with("::")) {
            if (gap != none) return std::nullopt;
            gap = count;
            text.remove_prefix(2);
        } else if (!text.empty()) {
            text.remove_prefix(1);
            if (text.empty()) return std::nullopt;
        }
    }
    if ((gap == none) != (count == groups.size())) return std::nullopt;
    if (gap != none) {
        // What followed the gap goes to the end; the zeros behind it come to stand before it.
        auto const at = [&](std::size_t i) {
            return groups.begin() + static_cast<std::ptrdiff_t>(i);
        };
        std::rotate(at(gap), at(count), groups.end());
    }
    return groups;
}

/// RFC 5952: lower case, no leading zeros, "::" for the first of the longest runs of zeros.
inline std::string write_ipv6(ipv6_groups const& groups)
{
    std::size_t gap = groups.size();
    std::size_t gap_size = 1;  // a single zero is written
    for (std::size_t i = 0, run = 0; i != groups.size(); ++i) {
        run = groups[i] == 0 ? run + 1 : 0;
        if (run > gap_size) {
            gap_size = run;
            gap = i + 1 - run;
        }
    }
    std::string text;
    for (std::size_t i = 0; i != groups.size(); ++i) {
        if (i == gap) {
            text += "::";
            i += gap_size - 1;
            continue;
        }
        if (!text.empty() && text.back() != ':') text += ':';
        char buffer[4];
        auto const end = std::to_chars(std::begin(buffer), std::end(buffer), groups[i], 16).ptr;
        text.append(std::begin(buffer), end);
    }
    return text;
}

/// A name that no reader takes for an IPv4 address: the last label is no number, such as 1 or 0x1.
constexpr bool is_plain_host_name(std::string_view host)
{
    if (!is_host_name(host)) return false;
    auto const last = host.substr(host.rfind('.') + 1);
    return !last.starts_with("0x") && !last.starts_with("0X")
        && !every(last, is_digit);
}

/// The host at the head of the text, taken off it; empty if it is none of ours.
inline std::string_view take_host(std::string_view& text)
{
    bool const bracketed = text.starts_with('[');
    auto const end = bracketed ? text.find(']') : text.find_first_of(":/?#");
    if (bracketed && end == std::string_view::npos) return {};
    auto const host = text.substr(0, bracketed ? end + 1 : end);
    text.remove_prefix(host.size());
    if (!bracketed) return is_ipv4(host) || is_plain_host_name(host) ? host : std::string_view{};

    auto const address = host.substr(1, host.size() - 2);
    auto const groups = read_ipv6(address);
    return groups && write_ipv6(*groups) == address ? host : std::string_view{};
}

/// Path, query and fragment, or what is left of them.
constexpr bool is_target(std::string_view text)
{
    if (!text.empty() && std::string_view("/?#").find(text[0]) == std::string_view::npos)
        return false;
    for (std::size_t i = 0; i != text.size(); ++i) {
        char const c = text[i];
        if (c <= ' ' || c > '~') return false;
        if (std::string_view("\"<>\\^`{|}").find(c) != std::string_view::npos) return false;
        if (c != '%') continue;
        auto const code = text.substr(i + 1, 2);
        if (code.size() != 2 || !detail::every(code, is_hex_digit)) return false;
    }
    return true;
}

}  // namespace detail

inline std::optional<web_url> read_web_url(std::string_view text)
{
    if (text.size() > 2048) return std::nullopt;
    web_url url;
    url.https = text.starts_with("https://");
    if (!url.https && !text.starts_with("http://")) return std::nullopt;
    text.remove_prefix(url.https ? 8 : 7);

    url.host = detail::take_host(text);
    if (url.host.empty()) return std::nullopt;

    url.port = url.https ? 443 : 80;
    if (text.starts_with(':')) {
        text.remove_prefix(1);
        auto const port = detail::take_number(text, 65535);
        if (!port || *port == 0) return std::nullopt;
        url.port = static_cast<std::uint16_t>(*port);
    }

    if (!detail::is_target(text)) return std::nullopt;
    url.target = text;
    return url;
}

inline bool is_web_url(std::string_view text)
{
    return read_web_url(text).has_value();
}

inline bool is_https_url(std::string_view text)
{
    auto const url = read_web_url(text);
    return url && url->https;
}

inline std::string with_parameter(std::string_view url, std::string_view name,
                                  std::string_view value)
{
    auto const mark = std::min(url.find('#'), url.size());
    auto const before = url.substr(0, mark);
    std::string out(before);
    if (before.find('?') == before.npos) out += '?';
    else if (before.back() != '?' && before.back() != '&') out += '&';
    return out.append(name).append("=").append(value).append(url.substr(mark));
}

}  // namespace tender
