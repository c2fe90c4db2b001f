// SPDX-License-Identifier: BSL-1.0
// tests/core/rules.cpp: what must hold across fields is found after what must hold in them.
#include <tender/core/rules.hpp>

#include <core/order.hpp>

#include <boost/test/unit_test.hpp>

namespace rules_tests {

using namespace core_tests;

namespace {

struct transfer {
    int from = 0, to = 0, amount = 0;
};

constexpr rule<transfer> transfer_rules[] = {
    {[](transfer const& t) { return t.from != t.to; }, "to", "must be another account"},
    {[](transfer const& t) { return t.amount > 0; }, "amount", "must be greater than zero"},
    {[](transfer const& t) { return t.amount != 13; }, "amount", "must not be thirteen"},
};

constexpr rule<person> person_rules[] = {
    {[](person const& p) { return p.name.has_value(); }, "name", "is required here"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(rules_)

BOOST_AUTO_TEST_CASE(each_rule_that_does_not_hold_is_told_in_order)
{
    BOOST_TEST(violations_of(transfer{1, 2, 3}, transfer_rules).empty());
    BOOST_TEST((violations_of(transfer{1, 2, 13}, transfer_rules) ==
                faults{{"amount", "must not be thirteen"}}));
    BOOST_TEST((violations_of(transfer{}, transfer_rules) == faults{
        {"to", "must be another account"}, {"amount", "must be greater than zero"}}));
}

BOOST_AUTO_TEST_CASE(the_violations_of_the_fields_come_first)
{
    BOOST_TEST(violations_of(person{"a@b.example", "Ada"}, person_rules).empty());
    BOOST_TEST((violations_of(person{"nobody", {}}, person_rules) ==
                faults{{"email", "must be an e-mail address"}, {"name", "is required here"}}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace rules_tests
