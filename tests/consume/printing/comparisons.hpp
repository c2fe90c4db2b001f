// SPDX-License-Identifier: BSL-1.0
// tests/consume/printing/comparisons.hpp: comparisons that fail, for every test framework. Before
// it, COMPARE(a, b) is what checks that two are equal, and HOLDS(a) that one is true.
#pragma once

#include <tender/base/result.hpp>
#include <tender/domain/payment/payment.hpp>
#include <tender/port/provider.hpp>
#include <tender/testing/script.hpp>

#include <vector>

/// The checks are of `a` and `b` alone, so that what they are is printed or is not there.
template<class A, class B>
void compare(A const& a, B const& b)
{
    COMPARE(a, b);
}

template<class A>
void hold(A const& a)
{
    HOLDS(a);
}

inline void compare_all()
{
    using namespace tender;
    compare(money{1050, "USD"}, money{-7, "JPY"});
    compare(currency("NGN"), currency("GHS"));
    compare(payment_state::captured, payment_state::submitted);
    compare(outcome::acknowledged, outcome::declined_hard);
    compare(tender::testing::script::charge_late, tender::testing::script::settle);
    compare(id<payment>{{0, 1}}, id<payment>{{0, 2}});
    compare(name("paystack"), name("squad"));
    compare(field_fault{"amount", "is needed"}, field_fault{"amount", "must not be null"});
    compare(fault(errc::not_found), errc::rate_limited);
    hold(result<money>(fault(std::vector<field_fault>{
        {"reference", "is taken"}, {"customer.email", "must be an e-mail address"}})));
    hold(result<>(errc::no_route));
}

/// What a test sees that takes a value without a look.
inline void take_value()
{
    tender::result<tender::money> const refused = tender::fault::at("url", "must be an https URL");
    refused.value();
}
