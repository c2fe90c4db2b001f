// SPDX-License-Identifier: BSL-1.0
// tests/base/ip_address.cpp: which addresses are the public internet's.
#include <tender/base/ip_address.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace ip_address_tests {

using namespace tender;

namespace {

bool is_public_text(std::string_view host)
{
    auto const ip = read_ip(host);
    BOOST_REQUIRE_MESSAGE(ip.has_value(), host << " is no address");
    return is_public(*ip);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ip_address_)

BOOST_AUTO_TEST_CASE(C31_both_ends_of_every_range_that_is_set_aside)
{
    struct { char const* first; char const* last; } const closed[] = {
        {"0.0.0.0", "0.255.255.255"},         {"10.0.0.0", "10.255.255.255"},
        {"100.64.0.0", "100.127.255.255"},    {"127.0.0.0", "127.255.255.255"},
        {"169.254.0.0", "169.254.255.255"},   {"172.16.0.0", "172.31.255.255"},
        {"192.0.0.0", "192.0.0.255"},         {"192.0.2.0", "192.0.2.255"},
        {"192.31.196.0", "192.31.196.255"},   {"192.52.193.0", "192.52.193.255"},
        {"192.88.99.0", "192.88.99.255"},     {"192.168.0.0", "192.168.255.255"},
        {"192.175.48.0", "192.175.48.255"},   {"198.18.0.0", "198.19.255.255"},
        {"198.51.100.0", "198.51.100.255"},   {"203.0.113.0", "203.0.113.255"},
        {"224.0.0.0", "239.255.255.255"},     {"240.0.0.0", "255.255.255.255"},
        {"[::]", "[::1]"},                    {"[::7f00:1]", "[::ffff]"},
        {"[64:ff9b::]", "[64:ff9b::ffff:ffff]"}, {"[100::]", "[100::1]"},
        {"[2001::]", "[2001:1ff:ffff::1]"},   {"[2001:db8::]", "[2001:db8:ffff::1]"},
        {"[2002::]", "[2002:ffff::1]"},       {"[3fff::]", "[3fff:fff::1]"},
        {"[4000::]", "[5f00::1]"},            {"[fc00::]", "[fdff::1]"},
        {"[fe80::]", "[febf::1]"},            {"[fec0::]", "[feff::1]"},
        {"[ff00::]", "[ffff::1]"},            {"[::ffff:7f00:1]", "[::ffff:a9fe:a9fe]"},
        {"[::ffff:a00:0]", "[::ffff:c0a8:ffff]"},
    };
    for (auto const& r : closed) {
        BOOST_TEST(!is_public_text(r.first), r.first);
        BOOST_TEST(!is_public_text(r.last), r.last);
    }
    for (auto const* open : {"1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255",
             "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0",
             "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0", "192.167.255.255",
             "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "8.8.8.8",
             "[2000::]", "[2001:200::]", "[2001:db7:ffff::]", "[2001:db9::]", "[2003::]",
             "[2606:4700::1111]", "[3ffe::]", "[::ffff:808:808]"})
        BOOST_TEST(is_public_text(open), open);
}

BOOST_AUTO_TEST_CASE(C31_what_a_hosts_text_tells)
{
    for (auto const* host : {"example.com", "hooks.example.co", "localhost.example.com",
                             "internal.example.com", "8.8.8.8", "[2606:4700::1111]"})
        BOOST_TEST(may_be_public(host), host);
    for (auto const* host : {"localhost", "LOCALHOST", "a.localhost", "printer.local", "printer",
                             "metadata.google.internal", "x.INTERNAL", "127.0.0.1", "10.1.2.3",
                             "169.254.169.254", "[::1]", "[fe80::1]", "[::ffff:7f00:1]"})
        BOOST_TEST(!may_be_public(host), host);
}

BOOST_AUTO_TEST_CASE(a_name_is_no_address)
{
    for (auto const* host : {"", "example.com", "1.2.3", "1.2.3.256", "01.2.3.4", "[]", "[::1",
                             "::1", "[1.2.3.4]"})
        BOOST_TEST(!read_ip(host).has_value(), host);
    BOOST_TEST((read_ip("1.2.3.4") == ip_address::v4({1, 2, 3, 4})));
    BOOST_TEST((read_ip("[::ffff:102:304]") == ip_address::v4({1, 2, 3, 4})));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace ip_address_tests
