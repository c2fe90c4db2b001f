// SPDX-License-Identifier: BSL-1.0
// tests/adapter/system.cpp: the machine's clock goes on and its entropy differs.
#include <tender/adapter/system.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <set>
#include <vector>

namespace system_tests {

using namespace tender;

BOOST_AUTO_TEST_SUITE(system_)

BOOST_AUTO_TEST_CASE(the_clock_is_the_machines_to_the_millisecond)
{
    os_clock clock;
    auto const before = std::chrono::system_clock::now();
    auto const now = clock.now();
    auto const after = std::chrono::system_clock::now();
    BOOST_TEST((now + std::chrono::milliseconds(1) > before));
    BOOST_TEST((now <= after));
}

BOOST_AUTO_TEST_CASE(entropy_fills_everything_and_never_the_same)
{
    os_entropy entropy;
    std::set<std::array<std::uint8_t, 16>> seen;
    for (int i = 0; i != 100; ++i) {
        std::array<std::uint8_t, 16> bytes{};
        entropy.fill(bytes);
        BOOST_TEST(seen.insert(bytes).second);
    }
    std::vector<std::uint8_t> many(100'000, 0);     // more than one call of the kernel gives
    entropy.fill(many);
    std::set<std::uint8_t> const tail(many.end() - 5000, many.end());
    BOOST_TEST(tail.size() == 256U);
    entropy.fill({});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace system_tests
