// SPDX-License-Identifier: BSL-1.0
// tests/base/uuid.cpp tests base/uuid.hpp.
#include <tender/base/uuid.hpp>

#include <boost/test/unit_test.hpp>

namespace uuid_tests {

using namespace tender;

BOOST_AUTO_TEST_SUITE(uuid_)

BOOST_AUTO_TEST_CASE(bits_become_text_and_bits_again)
{
    constexpr ulid bits{0x0123456789abcdef, 0xfedcba9876543210};
    BOOST_TEST(uuid_text(bits) == "01234567-89ab-cdef-fedc-ba9876543210");
    BOOST_TEST((read_uuid(uuid_text(bits)) == bits));
    BOOST_TEST((read_uuid("01234567-89AB-CDEF-FEDC-BA9876543210") == bits));
    BOOST_TEST((read_uuid(uuid_text({})) == ulid{}));
}

BOOST_AUTO_TEST_CASE(what_is_no_uuid_has_no_bits)
{
    for (char const* text :
         {"", "01234567", "0123456789abcdeffedcba9876543210",
          "01234567-89ab-cdef-fedc-ba987654321", "01234567-89ab-cdef-fedc-ba98765432100",
          "0123456789ab--cdef-fedc-ba9876543210", "01234567-89ab-cdef-fedc-ba987654321g",
          "{1234567-89ab-cdef-fedc-ba987654321}"})
        BOOST_TEST(!read_uuid(text), text);
}

BOOST_AUTO_TEST_CASE(version_4_says_so_and_keeps_122_bits)
{
    BOOST_TEST(uuid_text(uuid_version_4({})) == "00000000-0000-4000-8000-000000000000");
    BOOST_TEST(uuid_text(uuid_version_4({~0ULL, ~0ULL})) ==
               "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace uuid_tests
