// SPDX-License-Identifier: BSL-1.0
// tests/base/decimal.cpp: amounts are read from their characters and written back.
#include <tender/base/decimal.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <random>
#include <string_view>

namespace decimal_tests {

using namespace tender;

namespace {

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr auto least = std::numeric_limits<std::int64_t>::min();

static_assert(read_decimal("29.99", 2) == decimal_reading{2999, decimal_violation::none});

}  // namespace

BOOST_AUTO_TEST_SUITE(decimal_)

BOOST_AUTO_TEST_CASE(C19_decimals_are_read_exactly)
{
    struct { std::string_view text; int digits; std::int64_t minor; } const cases[] = {
        { "0",                     0, 0         },
        { "0",                     2, 0         },
        { "-0",                    2, 0         },
        { "0.0",                   2, 0         },
        { "29.99",                 2, 2999      },
        { "29.9",                  2, 2990      },
        { "29",                    2, 2900      },
        { "0.29",                  2, 29        },
        { "0.05",                  2, 5         },
        { "-0.05",                 2, -5        },
        { "-29.99",                2, -2999     },
        { "1.10",                  2, 110       },
        { "1.105",                 3, 1105      },
        { "0.0001",                4, 1         },
        { "1500",                  0, 1500      },
        { "4.35",                  2, 435       },   // 434.99… in a double
        { "1.15",                  2, 115       },
        { "90071992547409.93",     2, 9007199254740993 },   // beyond a double's integers
        { "9223372036854775807",   0, most      },
        { "-9223372036854775808",  0, least     },
        { "92233720368547758.07",  2, most      },
        { "-92233720368547758.08", 2, least     },
        { "9.223372036854775807",  18, most     },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.text << " with " << c.digits) {
        auto const read = read_decimal(c.text, c.digits);
        BOOST_TEST((read.violation == decimal_violation::none));
        BOOST_TEST(read.minor == c.minor);
    }
}

BOOST_AUTO_TEST_CASE(C19_what_is_no_plain_decimal_is_malformed)
{
    for (std::string_view const text : {"", "-", ".", "-.", "+1", "--1", "1-", "1.", ".5", "-.5",
             "1..2", "1.2.3", "1.-2", "007", "00", "-01", "00.5", "1e3", "1E3", "1.5e1", "0x1F",
             " 1", "1 ", "1\n", "\t1", "1 000", "1,000", "1,5", "1'000", "NaN", "Infinity", "inf",
             "one", "1.5x", "1.x", "$1", "\xD9\xA1", "99999999999999999999x", "1.2345e"})
        BOOST_TEST((read_decimal(text, 2) == decimal_reading{0, decimal_violation::malformed}),
                   text);
    BOOST_TEST((read_decimal({"1\0", 2}, 2).violation == decimal_violation::malformed));
}

BOOST_AUTO_TEST_CASE(C19_more_digits_than_the_currency_has_is_a_fault)
{
    struct { std::string_view text; int digits; } const cases[] = {
        { "29.999", 2 }, { "29.990", 2 }, { "29.000", 2 }, { "1.0", 0 }, { "1.5", 0 },
        { "0.00001", 4 }, { "99999999999999999999.999", 2 },
    };
    constexpr decimal_reading flawed{0, decimal_violation::too_precise};
    for (auto const& c : cases) BOOST_TEST((read_decimal(c.text, c.digits) == flawed), c.text);
}

BOOST_AUTO_TEST_CASE(C19_what_does_not_fit_is_too_large)
{
    struct { std::string_view text; int digits; } const cases[] = {
        { "9223372036854775808",    0  },
        { "-9223372036854775809",   0  },
        { "92233720368547758.08",   2  },
        { "-92233720368547758.09",  2  },
        { "9223372036854775807",    2  },
        { "18446744073709551616",   0  },
        { "18446744073709551617",   0  },
        { "100000000000000000000000000000000000000000", 2 },
        { "10",                     18 },
    };
    constexpr decimal_reading flawed{0, decimal_violation::too_large};
    for (auto const& c : cases) BOOST_TEST((read_decimal(c.text, c.digits) == flawed), c.text);
}

BOOST_AUTO_TEST_CASE(amounts_are_written_with_all_their_digits)
{
    struct { std::int64_t minor; int digits; std::string_view text; } const cases[] = {
        { 0,     0,  "0"                     },
        { 0,     2,  "0.00"                  },
        { 5,     2,  "0.05"                  },
        { -5,    2,  "-0.05"                 },
        { 50,    2,  "0.50"                  },
        { 99,    2,  "0.99"                  },
        { 100,   2,  "1.00"                  },
        { 2999,  2,  "29.99"                 },
        { -2999, 2,  "-29.99"                },
        { 2999,  0,  "2999"                  },
        { 2999,  3,  "2.999"                 },
        { 2999,  4,  "0.2999"                },
        { 1,     18, "0.000000000000000001"  },
        { most,  0,  "9223372036854775807"   },
        { least, 0,  "-9223372036854775808"  },
        { least, 2,  "-92233720368547758.08" },
    };
    for (auto const& c : cases) BOOST_TEST(decimal_text(c.minor, c.digits) == c.text);
}

BOOST_AUTO_TEST_CASE(what_was_written_is_read_back)
{
    std::mt19937_64 random{7};
    for (int run = 0; run != 100'000; ++run) {
        auto const minor = static_cast<std::int64_t>(random()) >> random() % 64;
        auto const digits = static_cast<int>(random() % 5);
        auto const read = read_decimal(decimal_text(minor, digits), digits);
        if (read != decimal_reading{minor, decimal_violation::none})
            BOOST_ERROR(minor << " with " << digits << " digits");
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace decimal_tests
