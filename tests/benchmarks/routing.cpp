// SPDX-License-Identifier: BSL-1.0
// tests/benchmarks/routing.cpp: what a routing decision costs.
#include "report.hpp"

#include <tender/tender.hpp>

#include <cstdlib>

namespace bench {

namespace {

/// Ten providers and a hundred rules, the last of which holds.
row decide()
{
    using namespace tender;
    std::vector<provider_profile> profiles(10);
    std::vector<routing_option> options;
    for (std::size_t i = 0; i != profiles.size(); ++i) {
        auto& p = profiles[i];
        p.id = name::read("provider" + std::to_string(i)).value();
        p.fee.basis_points = 20 + static_cast<std::int64_t>(i % 3);
        p.takes = {{payment_method::ussd, {"NGN"}}, {payment_method::card, {"USD", "NGN"}}};
        options.push_back({&p});
    }
    std::vector<routing_rule> rules(100);
    for (std::size_t i = 0; i != rules.size(); ++i) {
        rules[i].conditions = {.method = payment_method::card, .currency = currency("NGN"),
                               .amount_min = 1'000'000 - static_cast<std::int64_t>(i) * 5000,
                               .customer_country = "NG"};
        rules[i].weights = {{"provider3", 70}, {"provider5", 20}, {"provider7", 10}};
    }
    routing_request const request{{510'000, "NGN"}, payment_method::card, {}, "NG"};
    if (route(request, rules, options, 1)->strategy != routing_strategy::soft_rule) std::abort();
    std::vector<double> costs;
    for (int r = 0; r != 15; ++r)
        costs.push_back(nanoseconds(2000, [&](int i) {
            keep(route(request, rules, options, static_cast<std::uint64_t>(i)));
        }));
    return {"route", median(costs) / 1000, "us", 2, 1, false, {}};
}

}  // namespace

void measure_routing(std::vector<row>& rows)
{
    progress("routing decisions");
    rows.push_back(decide());
}

}  // namespace bench
