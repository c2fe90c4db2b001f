// SPDX-License-Identifier: BSL-1.0
// tender/base/ip_address.hpp: which addresses are the public internet's.
#pragma once

#include <tender/base/url.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tender {

/// 16 bytes as IPv6 has them; an IPv4 address stands behind ::ffff:0:0/96.
struct ip_address {
    std::array<std::uint8_t, 16> bytes{};

    static constexpr ip_address v4(std::array<std::uint8_t, 4> four)
    {
        ip_address a;
        a.bytes[10] = a.bytes[11] = 0xff;
        std::copy(four.begin(), four.end(), a.bytes.begin() + 12);
        return a;
    }

    friend constexpr bool operator==(ip_address const&, ip_address const&) = default;
};

/// May somebody else's webhook target have this address [C31]? Not loopback, private, link-local,
/// metadata, multicast, documentation, or any other range that is set aside, in either version and
/// however an IPv4 address is wrapped.
constexpr bool is_public(ip_address const& a);

/// The address that a host of `read_web_url` is; nothing where it is a name.
std::optional<ip_address> read_ip(std::string_view host);

/// Can the host be reached from the public internet, as far as its text tells? A name that leads
/// elsewhere is found out when it is resolved.
bool may_be_public(std::string_view host);

//---------------------------------------------------------------------------

namespace detail {

struct ip_range {
    std::array<std::uint8_t, 16> begin;
    int bits;
};

constexpr ip_range v4_range(std::array<std::uint8_t, 4> begin, int bits)
{
    return {ip_address::v4(begin).bytes, 96 + bits};
}

constexpr ip_range v6_range(std::array<std::uint8_t, 4> begin, int bits)
{
    ip_range r{{}, bits};
    std::copy(begin.begin(), begin.end(), r.begin.begin());
    return r;
}

/// Of the Internet assigned numbers authority's registries of special addresses.
inline constexpr ip_range set_aside[] = {
    v4_range({0, 0, 0, 0}, 8),       v4_range({10, 0, 0, 0}, 8),
    v4_range({100, 64, 0, 0}, 10),   v4_range({127, 0, 0, 0}, 8),
    v4_range({169, 254, 0, 0}, 16),  v4_range({172, 16, 0, 0}, 12),
    v4_range({192, 0, 0, 0}, 24),    v4_range({192, 0, 2, 0}, 24),
    v4_range({192, 31, 196, 0}, 24), v4_range({192, 52, 193, 0}, 24),
    v4_range({192, 88, 99, 0}, 24),  v4_range({192, 168, 0, 0}, 16),
    v4_range({192, 175, 48, 0}, 24), v4_range({198, 18, 0, 0}, 15),
    v4_range({198, 51, 100, 0}, 24), v4_range({203, 0, 113, 0}, 24),
    v4_range({224, 0, 0, 0}, 4),     v4_range({240, 0, 0, 0}, 4),
    v6_range({0x20, 0x01, 0, 0}, 23),            // Teredo, ORCHID and other protocols' own
    v6_range({0x20, 0x01, 0x0d, 0xb8}, 32),
    v6_range({0x20, 0x02, 0, 0}, 16),            // an IPv4 address, wrapped
    v6_range({0x3f, 0xff, 0, 0}, 20),
};

constexpr bool within(ip_address const& a, ip_range const& r)
{
    for (int bit = 0; bit < r.bits; ++bit) {
        auto const at = static_cast<std::size_t>(bit / 8);
        auto const mask = static_cast<std::uint8_t>(0x80 >> (bit % 8));
        if ((a.bytes[at] & mask) != (r.begin[at] & mask)) return false;
    }
    return true;
}

}  // namespace detail

constexpr bool is_public(ip_address const& a)
{
    constexpr auto every_v4 = detail::v4_range({0, 0, 0, 0}, 0);
    constexpr auto global_unicast = detail::v6_range({0x20, 0, 0, 0}, 3);
    if (!detail::within(a, every_v4) && !detail::within(a, global_unicast)) return false;
    return std::none_of(std::begin(detail::set_aside), std::end(detail::set_aside),
                        [&](detail::ip_range const& r) { return detail::within(a, r); });
}

inline std::optional<ip_address> read_ip(std::string_view host)
{
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        auto const groups = detail::read_ipv6(host.substr(1, host.size() - 2));
        if (!groups) return std::nullopt;
        ip_address a;
        for (std::size_t i = 0; i != groups->size(); ++i) {
            a.bytes[2 * i] = static_cast<std::uint8_t>((*groups)[i] >> 8);
            a.bytes[2 * i + 1] = static_cast<std::uint8_t>((*groups)[i]);
        }
        return a;
    }
    if (!detail::is_ipv4(host)) return std::nullopt;
    std::array<std::uint8_t, 4> four{};
    for (auto& byte : four) {
        byte = static_cast<std::uint8_t>(*detail::take_number(host, 255));
        if (!host.empty()) host.remove_prefix(1);
    }
    return ip_address::v4(four);
}

inline bool may_be_public(std::string_view host)
{
    if (auto const ip = read_ip(host)) return is_public(*ip);
    auto const last = host.substr(host.rfind('.') + 1);
    auto const same = [](std::string_view a, std::string_view b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
            return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + 32) : x) == y;
        });
    };
    bool const dotted = last.size() != host.size();
    return dotted && !same(last, "localhost") && !same(last, "local") && !same(last, "internal");
}

}  // namespace tender
