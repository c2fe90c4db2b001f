// SPDX-License-Identifier: BSL-1.0
// tests/domain/merchant/tax.cpp tests domain/merchant/tax.hpp.
#include <tender/domain/merchant/tax.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <random>

namespace tax_tests {

using namespace tender;

BOOST_AUTO_TEST_SUITE(tax_)

BOOST_AUTO_TEST_CASE(C22_tax_is_rounded_half_up_on_a_price_or_within_it)
{
    constexpr auto in = price_mode::tax_included, on = price_mode::tax_excluded;
    struct {
        std::int64_t sum, millionths;
        price_mode prices;
        taxed_sum is;
    } const rows[] = {
        {10'000, 200'000, on, {12'000, 2'000}},  {12'000, 200'000, in, {12'000, 2'000}},
        {10'000, 88'750, on, {10'888, 888}},     {10'888, 88'750, in, {10'888, 888}},
        {1, 500'000, on, {2, 1}},                {1, 499'999, on, {1, 0}},
        {2, 200'000, in, {2, 0}},                {3, 200'000, in, {3, 1}},
        {0, 200'000, on, {0, 0}},                {0, 200'000, in, {0, 0}},
        {777, 0, on, {777, 0}},                  {777, 0, in, {777, 0}},
        {777, -5, on, {777, 0}},                 {777, -5, in, {777, 0}},
    };
    for (auto const& r : rows)
        BOOST_TEST((with_tax(r.sum, {r.millionths}, r.prices) == r.is),
                   r.sum << " " << r.millionths << " " << enum_name(r.prices));
}

BOOST_AUTO_TEST_CASE(what_64_bits_do_not_hold_is_nothing)
{
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    BOOST_TEST(!with_tax(most, {1}, price_mode::tax_excluded));
    BOOST_TEST(!with_tax(most / 2, {most}, price_mode::tax_excluded));
    BOOST_TEST(!with_tax(1, {most}, price_mode::tax_included));
    BOOST_TEST((with_tax(most, {200'000}, price_mode::tax_included)->gross == most));
}

BOOST_AUTO_TEST_CASE(C22_net_and_tax_add_up_to_what_is_paid_and_the_tax_is_found_in_it_again)
{
    std::mt19937_64 random(7);
    for (int i = 0; i != 10'000; ++i) {
        auto const net = static_cast<std::int64_t>(random() % 1'000'000'000);
        tax_rate const at{static_cast<std::int64_t>(random() % 400'000)};
        auto const paid = with_tax(net, at, price_mode::tax_excluded).value();
        BOOST_TEST(paid.gross == net + paid.tax);
        auto const within = with_tax(paid.gross, at, price_mode::tax_included).value();
        BOOST_TEST(within.gross == paid.gross);
        BOOST_TEST(std::abs(within.tax - paid.tax) <= 1);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tax_tests
