// SPDX-License-Identifier: BSL-1.0
// tests/base/checked.cpp: sums, products and splits lose nothing and never wrap.
#include <tender/base/checked.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <random>
#include <vector>

namespace checked_tests {

using namespace tender;

namespace {

using number = std::optional<std::int64_t>;

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr auto least = std::numeric_limits<std::int64_t>::min();
constexpr number none = std::nullopt;

static_assert(checked_add(2, 3) == 5);
static_assert(multiply_divide(1, 1, 2) == 1);

std::vector<std::int64_t> split(std::int64_t total, std::vector<std::int64_t> const& weights)
{
    std::vector<std::int64_t> parts(weights.size(), 77);
    if (!split_by(total, weights, parts)) return {};
    return parts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(checked_)

BOOST_AUTO_TEST_CASE(C19_sums_differences_and_products_are_exact_or_nothing)
{
    struct {
        std::int64_t a, b;
        number sum, rest, product;
    } const cases[] = {
        // a        b       a + b      a - b      a * b
        { 0,        0,      0,         0,         0        },
        { 2,        3,      5,         -1,        6        },
        { -2,       3,      1,         -5,        -6       },
        { most,     0,      most,      most,      0        },
        { most,     1,      none,      most - 1,  most     },
        { most,     -1,     most - 1,  none,      -most    },
        { most,     most,   none,      0,         none     },
        { least,    0,      least,     least,     0        },
        { least,    1,      least + 1, none,      least    },
        { least,    -1,     none,      least + 1, none     },
        { least,    least,  none,      0,         none     },
        { 0,        least,  least,     none,      0        },
        { -1,       least,  none,      most,      none     },
        { most,     least,  -1,        none,      none     },
        { 1LL << 31, 1LL << 32, (1LL << 31) + (1LL << 32), (1LL << 31) - (1LL << 32), none },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.a << " and " << c.b) {
        BOOST_TEST((checked_add(c.a, c.b) == c.sum));
        BOOST_TEST((checked_subtract(c.a, c.b) == c.rest));
        BOOST_TEST((checked_multiply(c.a, c.b) == c.product));
    }
}

BOOST_AUTO_TEST_CASE(C22_magnitudes_round_half_up_and_then_take_their_sign)
{
    struct { std::int64_t a, b, divisor, answer; } const cases[] = {
        { 0,    7,   3,      0    },
        { 5,    1,   2,      3    },
        { -5,   1,   2,      -3   },
        { 5,    -1,  2,      -3   },
        { -5,   -1,  2,      3    },
        { 1,    1,   3,      0    },
        { -1,   1,   3,      0    },
        { 2,    1,   3,      1    },
        { 1,    1,   2,      1    },
        { -1,   1,   2,      -1   },
        { 1050, 290, 10'000, 30   },   // 30.45
        { 1050, 300, 10'000, 32   },   // 31.5
        { 49,   1,   100,    0    },
        { 50,   1,   100,    1    },
        { 149,  1,   100,    1    },
        { 150,  1,   100,    2    },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.a << " * " << c.b << " / " << c.divisor)
        BOOST_TEST(multiply_divide(c.a, c.b, c.divisor).value() == c.answer);
}

BOOST_AUTO_TEST_CASE(C19_products_use_128_bits)
{
    struct { std::int64_t a, b, divisor; number answer; } const cases[] = {
        { most,  most,  most,  most      },
        { most,  10'000, 10'000, most    },
        { least, most,  most,  least     },
        { least, -1,    1,     none      },
        { least, 1,     1,     least     },
        { least, least, most,  none      },
        { most,  2,     1,     none      },
        { most,  1,     2,     (1LL << 62) },
        { least, 1,     most,  -1        },
        { most,  most,  1,     none      },
        { most,  3,     2,     none      },
        { 1,     1,     0,     none      },
        { 1,     1,     -1,    none      },
        { 0,     0,     least, none      },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.a << " * " << c.b << " / " << c.divisor)
        BOOST_TEST((multiply_divide(c.a, c.b, c.divisor) == c.answer));
}

BOOST_AUTO_TEST_CASE(C22_a_fee_never_exceeds_its_amount)
{
    for (std::int64_t const amount : {std::int64_t{0}, std::int64_t{1}, std::int64_t{3}, most})
        for (std::int64_t rate = 0; rate <= 10'000; ++rate)
            if (multiply_divide(amount, rate, 10'000).value() > amount)
                BOOST_ERROR(amount << " at " << rate << " of 10000");
}

BOOST_AUTO_TEST_CASE(C22_splits_go_by_largest_remainder_with_ties_to_the_earlier_part)
{
    struct {
        std::int64_t              total;
        std::vector<std::int64_t> weights, parts;
    } const cases[] = {
        { 0,     {1, 2},               {0, 0}               },
        { 100,   {1},                  {100}                },
        { 100,   {1, 1, 1},            {34, 33, 33}         },
        { 101,   {1, 1, 1},            {34, 34, 33}         },
        { -100,  {1, 1, 1},            {-34, -33, -33}      },
        { 1,     {1, 1, 1, 1},         {1, 0, 0, 0}         },
        { 3,     {1, 1, 1, 1},         {1, 1, 1, 0}         },
        { 10,    {1, 2, 4},            {1, 3, 6}            },   // 1.43 2.86 5.71
        { 100,   {60, 39, 1},          {60, 39, 1}          },
        { 10,    {15, 15, 70},         {2, 1, 7}            },   // 1.5 1.5 7
        { 7,     {0, 1, 0, 1},         {0, 4, 0, 3}         },   // a weight of zero gets nothing
        { most,  {1, 1},               {(1LL << 62), (1LL << 62) - 1} },
        { least, {1, 1},               {-(1LL << 62), -(1LL << 62)} },
        { least, {0, 5},               {0, least}           },
        { most,  {most, most, most},   {most / 3 + 1, most / 3, most / 3} },
        { -1,    {most, most},         {-1, 0}              },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT("splitting " << c.total)
        BOOST_TEST(split(c.total, c.weights) == c.parts, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(C22_parts_add_up_to_the_whole)
{
    std::mt19937_64 random{42};
    for (int run = 0; run != 20'000; ++run) {
        std::vector<std::int64_t> weights(1 + random() % 9);
        auto const shift = 1 + random() % 63;
        for (auto& weight : weights) weight = static_cast<std::int64_t>(random() >> shift);
        weights[0] |= 1;
        auto const total = static_cast<std::int64_t>(random()) >> random() % 64;
        auto const parts = split(total, weights);

        BOOST_REQUIRE(parts.size() == weights.size());
        if (std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) != total)
            BOOST_ERROR("lost a unit of " << total << " in run " << run);
        for (auto part : parts)
            if (part != 0 && (part < 0) != (total < 0))
                BOOST_ERROR("a part of " << total << " has another sign in run " << run);
    }
}

BOOST_AUTO_TEST_CASE(C22_exact_shares_are_rounded_to_what_their_rounded_sum_is)
{
    using numbers = std::vector<std::int64_t>;
    struct {
        std::int64_t total;
        numbers      of;
        std::int64_t by, divisor;
        numbers      parts;
    } const cases[] = {
        { 524,  {1999, 1497},     15,  100, {300, 224}    },   // 299.85 224.55
        { 565,  {1699, 1273},     19,  100, {323, 242}    },   // 322.81 241.87
        { 475,  {1699, 1273},     19,  119, {272, 203}    },   // 271.27 203.25
        { -565, {-1699, -1273},   19,  100, {-323, -242}  },
        { 2,    {3, 3},           1,   4,   {1, 1}        },   // 0.75 0.75, rounded up
        { 1,    {3, 3},           1,   4,   {1, 0}        },   // and rounded down
        { 190,  {2000, -1000},    19,  100, {380, -190}   },   // a credit beside a charge
        { -1,   {1, -3, 0},       1,   2,   {0, -1, 0}    },   // 0.5 -1.5
        { 0,    {1, -1},          1,   2,   {1, -1}       },
        { 1,    {4, 1, 4},        1,   4,   {}            },   // three whole units are more
        { 4,    {4, 4},           1,   4,   {}            },
        { most, {most, 0},        1,   1,   {most, 0}     },
        { 0,    {most, -most},    2,   1,   {}            },   // no part fits
        { 1,    {1},              1,   0,   {}            },
        { 1,    {1},              1,   -1,  {}            },
        { 0,    {},               1,   1,   {}            },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT("rounding to " << c.total) {
        numbers parts(c.of.size(), 77);
        bool const done = round_shares(c.total, c.of, c.by, c.divisor, parts);
        bool const can = !c.parts.empty() || c.of.empty();
        BOOST_TEST(done == can);
        BOOST_TEST(parts == (can ? c.parts : numbers(c.of.size(), 77)),
            boost::test_tools::per_element());
    }
    numbers three{most, most, most};
    BOOST_TEST(!round_shares(1, three, most, 1, three));   // no sum of 128 bits holds them
    numbers one{77};
    BOOST_TEST(!round_shares(2, numbers{1, 1}, 1, 1, one));
}

BOOST_AUTO_TEST_CASE(C22_rounded_shares_are_less_than_a_unit_from_exact_ones)
{
    std::mt19937_64 random{11};
    for (int run = 0; run != 20'000; ++run) {
        std::vector<std::int64_t> of(random() % 9), parts(of.size());
        for (auto& one : of) one = static_cast<std::int64_t>(random() % 2'000'001) - 1'000'000;
        auto const sum = std::accumulate(of.begin(), of.end(), std::int64_t{0});
        auto const by = static_cast<std::int64_t>(random() % 2'000'000);
        auto const total = multiply_divide(sum, by, 1'000'000).value();
        BOOST_REQUIRE(round_shares(total, of, by, 1'000'000, parts));
        BOOST_TEST(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == total);
        for (std::size_t i = 0; i != of.size(); ++i) {
            auto const off = of[i] * by - parts[i] * 1'000'000;
            if (off <= -1'000'000 || off >= 1'000'000) BOOST_ERROR("far off in run " << run);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_split_is_left_untouched)
{
    struct { std::vector<std::int64_t> weights; std::size_t parts; } const cases[] = {
        { {},                0 },
        { {0},               1 },
        { {0, 0},            2 },
        { {1, -1},           2 },
        { {least, most},     2 },
        { {1, 1},            1 },
        { {1, 1},            3 },
        { {},                1 },
    };
    for (auto const& c : cases) {
        std::vector<std::int64_t> parts(c.parts, 77);
        BOOST_TEST(!split_by(100, c.weights, parts));
        BOOST_TEST(parts == std::vector<std::int64_t>(c.parts, 77),
            boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(weights_may_be_overwritten_by_the_parts)
{
    std::vector<std::int64_t> both{1, 1, 1};
    BOOST_TEST(split_by(100, both, both));
    BOOST_TEST((both == std::vector<std::int64_t>{34, 33, 33}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace checked_tests
