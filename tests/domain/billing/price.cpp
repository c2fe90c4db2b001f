// SPDX-License-Identifier: BSL-1.0
// tests/domain/billing/price.cpp: tests of tender/domain/billing/price.hpp.
#include <tender/domain/billing/price.hpp>

#include <tender/core/json/values.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace price_tests {

using namespace tender;
using enum price_structure;

namespace {

constexpr std::int64_t most = 9'007'199'254'740'991;

create_price monthly()
{
    return {.product = {{1, 2}},
            .currency = "EUR",
            .amounts = {.unit_amount = 2'900},
            .every = billing_interval{billing_unit::month}};
}

create_price in_tiers(std::vector<price_tier> tiers, price_structure how = graduated)
{
    auto c = monthly();
    c.amounts = {.structure = how, .tiers = std::move(tiers)};
    return c;
}

/// The fields that are refused, with a space behind each.
std::string refused(create_price const& c)
{
    std::string out;
    for (auto const& v : violations_of(c, create_price_rules)) out += v.field + " ";
    return out;
}

template<class Change>
std::string refused_with(Change&& change)
{
    auto c = monthly();
    change(c);
    return refused(c);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(price_)

BOOST_AUTO_TEST_CASE(what_a_price_may_be_has_limits_on_both_sides)
{
    struct {
        std::int64_t value;
        std::string amount, length, trial;
    } const rows[] = {
        { -1,       "amounts.unit_amount ", "contract_length ", "trial_days " },
        { 0,        "",                     "contract_length ", ""            },
        { 1,        "",                     "",                 ""            },
        { 730,      "",                     "",                 ""            },
        { 731,      "",                     "",                 "trial_days " },
        { 1'000'000, "",                    "",                 "trial_days " },
        { 1'000'001, "",                    "contract_length ", "trial_days " },
        { most,     "",                     "contract_length ", "trial_days " },
        { most + 1, "amounts.unit_amount ", "contract_length ", "trial_days " },
    };
    for (auto const& r : rows) BOOST_TEST_CONTEXT(r.value) {
        BOOST_TEST(refused_with([&](auto& c) { c.amounts.unit_amount = r.value; }) == r.amount);
        BOOST_TEST(refused_with([&](auto& c) { c.contract_length = r.value; }) == r.length);
        BOOST_TEST(refused_with([&](auto& c) { c.trial_days = r.value; }) == r.trial);
    }
    struct {
        billing_unit unit;
        int most;
    } const intervals[] = {{billing_unit::day, 1095}, {billing_unit::week, 156},
                           {billing_unit::month, 36}, {billing_unit::year, 3}};
    for (auto const& i : intervals)
        for (auto const& [count, says] : {std::pair(0, "every "), {1, ""}, {i.most, ""},
                                          {i.most + 1, "every "}, {-1, "every "}})
            BOOST_TEST(refused_with([&, n = count](auto& c) { c.every = {{i.unit, n}}; }) == says);
    BOOST_TEST(refused_with([](auto& c) { c.currency = {}; }) == "currency ");
}

BOOST_AUTO_TEST_CASE(what_is_paid_once_has_neither_a_term_nor_a_trial)
{
    auto once = monthly();
    once.every.reset();
    BOOST_TEST(refused(once) == "");
    auto other = once;
    other.contract_length = 12;
    BOOST_TEST(refused(other) == "every ");
    other = once;
    other.trial_days = 14;
    BOOST_TEST(refused(other) == "every ");
}

BOOST_AUTO_TEST_CASE(packages_have_a_size_and_nothing_else_has_one)
{
    for (auto const how : {fixed, package, graduated, volume})
        for (std::int64_t const size : {std::int64_t{-1}, std::int64_t{0}, std::int64_t{1},
                                        std::int64_t{2}, most, most + 1}) {
            auto c = how == fixed || how == package ? monthly() : in_tiers({{{}, 5, 0}}, how);
            c.amounts.structure = how;
            c.amounts.package_size = size;
            bool const good = how == package ? size >= 1 && size <= most : size == 1;
            BOOST_TEST(refused(c) == (good ? "" : "amounts.package_size "),
                       enum_name(how) << " " << size);
        }
}

BOOST_AUTO_TEST_CASE(tiers_ascend_and_the_last_one_alone_has_no_end)
{
    struct {
        std::vector<price_tier> tiers;
        bool good;
    } const rows[] = {
        { {{{}, 300, 0}},                                        true  },
        { {{10, 500, 0}, {50, 400, 1000}, {{}, 300, 2000}},      true  },
        { {{1, 500, 0}, {2, 400, 0}, {{}, 0, 0}},                true  },
        { {},                                                    false },
        { {{10, 500, 0}},                                        false },
        { {{{}, 500, 0}, {{}, 300, 0}},                          false },
        { {{{}, 500, 0}, {10, 300, 0}},                          false },
        { {{0, 500, 0}, {{}, 300, 0}},                           false },
        { {{-1, 500, 0}, {{}, 300, 0}},                          false },
        { {{10, 500, 0}, {10, 400, 0}, {{}, 300, 0}},            false },
        { {{10, 500, 0}, {9, 400, 0}, {{}, 300, 0}},             false },
        { {{10, -1, 0}, {{}, 300, 0}},                           false },
        { {{10, 1, -1}, {{}, 300, 0}},                           false },
        { {{10, 1, 0}, {{}, most + 1, 0}},                       false },
        { {{most, 1, 0}, {{}, most, most}},                      true  },
        { {{most + 1, 1, 0}, {{}, 1, 0}},                        false },
    };
    for (auto const how : {graduated, volume})
        for (std::size_t i = 0; i != std::size(rows); ++i) BOOST_TEST_CONTEXT(i) {
            BOOST_TEST(refused(in_tiers(rows[i].tiers, how)) ==
                       (rows[i].good ? "" : "amounts.tiers "));
        }
    for (std::size_t const many : {100U, 101U}) {
        std::vector<price_tier> tiers(many);
        for (std::size_t i = 0; i + 1 != many; ++i)
            tiers[i].up_to = static_cast<std::int64_t>(i) + 1;
        BOOST_TEST(refused(in_tiers(tiers)) == (many == 100 ? "" : "amounts.tiers "));
    }
    auto both = in_tiers({{{}, 300, 0}});
    both.amounts.unit_amount = 5;
    BOOST_TEST(refused(both) == "amounts.unit_amount ");
    auto fixed_with = monthly();
    fixed_with.amounts.tiers = {{{}, 300, 0}};
    BOOST_TEST(refused(fixed_with) == "amounts.tiers ");
}

BOOST_AUTO_TEST_CASE(a_piece_is_bought_at_a_fixed_price_paid_once_and_neither_free_nor_archived)
{
    for (auto const how : {fixed, package, graduated, volume})
        for (bool const active : {true, false})
            for (bool const once : {true, false})
                for (std::int64_t const amount : {0, 1}) {
                    price p;
                    p.amounts.structure = how;
                    p.amounts.unit_amount = amount;
                    p.active = active;
                    if (!once) p.every = billing_interval{};
                    bool const bought = how == fixed && active && once && amount == 1;
                    BOOST_TEST(p.buys_a_piece() == bought);
                }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace price_tests
