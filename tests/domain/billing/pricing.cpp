// SPDX-License-Identifier: BSL-1.0
// tests/domain/billing/pricing.cpp: tests of tender/domain/billing/pricing.hpp.
#include <tender/domain/billing/pricing.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <random>
#include <utility>

namespace pricing_tests {

using namespace tender;
using enum price_structure;

namespace {

constexpr auto most = std::numeric_limits<std::int64_t>::max();

/// To 10 at 500; to 50 at 400, and 1000; the rest at 300, and 2000.
pricing tiered(price_structure how)
{
    return {.structure = how, .tiers = {{10, 500, 0}, {50, 400, 1000}, {{}, 300, 2000}}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pricing_)

BOOST_AUTO_TEST_CASE(a_quantity_costs_what_the_contract_works_out)
{
    struct { std::int64_t quantity, graduated, volume, package; } const rows[] = {
        { 10, 5000,  5000,  900  },
        { 11, 6400,  5400,  900  },
        { 50, 22000, 21000, 1800 },
        { 60, 27000, 20000, 2700 },
    };
    pricing const packages{.structure = package, .unit_amount = 900, .package_size = 25};
    for (auto const& r : rows) BOOST_TEST_CONTEXT(r.quantity << " units") {
        BOOST_TEST(tiered(graduated).amount_of(r.quantity).value() == r.graduated);
        BOOST_TEST(tiered(volume).amount_of(r.quantity).value() == r.volume);
        BOOST_TEST(packages.amount_of(r.quantity).value() == r.package);
    }
}

BOOST_AUTO_TEST_CASE(bounds_belong_to_the_tier_or_package_that_they_end)
{
    pricing const units{.unit_amount = 2900}, packages{.structure = package, .unit_amount = 900,
                                                       .package_size = 25};
    struct { pricing const& of; std::int64_t quantity, amount; } const rows[] = {
        { units, 0, 0 }, { units, 1, 2900 }, { units, 1'000'000, 2'900'000'000 },
        { packages, 0, 0 }, { packages, 1, 900 }, { packages, 25, 900 }, { packages, 26, 1800 },
    };
    for (auto const& r : rows)
        BOOST_TEST(r.of.amount_of(r.quantity).value() == r.amount, r.quantity);
    for (auto const how : {graduated, volume}) {
        BOOST_TEST(tiered(how).amount_of(0).value() == 0);
        BOOST_TEST(tiered(how).amount_of(1).value() == 500);
    }
    for (auto const how : {graduated, volume}) {
        pricing const begun{.structure = how, .tiers = {{{}, 5, 1000}}};
        BOOST_TEST(begun.amount_of(0).value() == 0);
        BOOST_TEST(begun.amount_of(1).value() == 1005);
    }
    BOOST_TEST(tiered(graduated).amount_of(51).value() == 22000 + 300 + 2000);
    BOOST_TEST(tiered(volume).amount_of(51).value() == 51 * 300 + 2000);
}

BOOST_AUTO_TEST_CASE(what_has_no_price_costs_nothing_that_could_be_billed)
{
    pricing const ends{.structure = graduated, .tiers = {{10, 500, 0}}};
    pricing const overlaps{.structure = graduated, .tiers = {{10, 500, 0}, {10, 1, 0}, {{}, 1, 0}}};
    BOOST_TEST(ends.amount_of(10).value() == 5000);
    BOOST_TEST(!ends.amount_of(11));
    BOOST_TEST(overlaps.amount_of(10).value() == 5000);
    BOOST_TEST(!overlaps.amount_of(11));
    BOOST_TEST((!pricing{.structure = volume, .tiers = {{10, 500, 0}}}.amount_of(11)));
    BOOST_TEST((!pricing{.structure = volume}.amount_of(1)));
    BOOST_TEST((!pricing{.structure = graduated}.amount_of(1)));
    for (std::int64_t const size : {std::int64_t{0}, std::int64_t{-1}})
        BOOST_TEST((!pricing{.structure = package, .package_size = size}.amount_of(1)), size);
    for (auto const how : {fixed, graduated, volume, package})
        BOOST_TEST(!tiered(how).amount_of(-1), enum_name(how));
}

BOOST_AUTO_TEST_CASE(what_64_bits_do_not_hold_is_nothing)
{
    BOOST_TEST((pricing{.unit_amount = most}.amount_of(1).value() == most));
    BOOST_TEST((!pricing{.unit_amount = most}.amount_of(2)));
    BOOST_TEST((!pricing{.structure = package, .unit_amount = most}.amount_of(2)));
    for (auto const how : {graduated, volume}) {
        BOOST_TEST((!pricing{.structure = how, .tiers = {{{}, most, 1}}}.amount_of(1)));
        BOOST_TEST((!pricing{.structure = how, .tiers = {{{}, 1, 1}}}.amount_of(most)));
    }
    pricing const dear{.structure = graduated, .tiers = {{1, most, 0}, {{}, 1, 0}}};
    BOOST_TEST(dear.amount_of(1).value() == most);
    BOOST_TEST(!dear.amount_of(2));
}

BOOST_AUTO_TEST_CASE(graduated_prices_add_up_unit_by_unit)
{
    std::mt19937_64 random{5};
    for (int run = 0; run != 200; ++run) {
        pricing p{.structure = graduated};
        std::int64_t last = 0;
        for (auto tiers = random() % 5; tiers != 0; --tiers)
            p.tiers.push_back({last += static_cast<std::int64_t>(1 + random() % 20),
                               static_cast<std::int64_t>(random() % 1000),
                               static_cast<std::int64_t>(random() % 1000)});
        p.tiers.push_back({{}, static_cast<std::int64_t>(random() % 1000), 7});
        std::int64_t sum = 0;
        std::size_t in = 0;
        bool fresh = true;
        for (std::int64_t unit = 1; unit <= 120; ++unit) {
            if (p.tiers[in].up_to && unit > *p.tiers[in].up_to) ++in, fresh = true;
            sum += p.tiers[in].unit_amount;
            if (std::exchange(fresh, false)) sum += p.tiers[in].flat_amount;
            if (p.amount_of(unit) != sum) BOOST_ERROR(unit << " units in run " << run);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace pricing_tests
