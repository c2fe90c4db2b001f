// SPDX-License-Identifier: BSL-1.0
// tests/benchmarks/jobs.cpp: what a due job costs, however many wait for their time.
#include "report.hpp"
#include "shop.hpp"

#include <tender/service/engine_internals.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <stdexcept>

namespace bench {

namespace {

/// Jobs of a month later, until there are so many.
void schedule_until(shop& s, std::uint64_t& made, std::uint64_t end)
{
    auto& inside = tender::runtime_of(*s.pay);
    auto const owner = s.pay->accounts().find("bench").value();
    tender::merchant const who{owner.id, tender::mode::test, "popfab"};
    auto const month = s.pay->now() + std::chrono::hours(24 * 30);
    while (made < end) {
        tender::unit_of_work unit(inside.storage(), who.account);
        for (int i = 0; i != 500 && made < end; ++i, ++made)
            unit.insert(tender::make_job(who, tender::job_kind::settle,
                                         tender::ulid{made / 1000, made * 0x9e3779b97f4a7c15},
                                         month + std::chrono::milliseconds(made % 86'400'000)));
        if (!unit.commit()) throw std::runtime_error("jobs cannot be scheduled");
    }
}

/// Nanoseconds for a payment to be asked about, and so confirmed.
double cost(shop& s)
{
    constexpr int batch = 2000;
    std::vector<double> costs;
    for (int r = 0; r != 15; ++r) {
        for (int i = 0; i != batch; ++i) s.create(make_order(s.made++));
        int done = 0;
        auto const spent = nanoseconds(1, [&](int) {
            for (int n = 1; n != 0; done += n) n = s.pay->run_due(1000).value().done;
        });
        if (done < batch) throw std::runtime_error("jobs were left");
        costs.push_back(spent / done);
    }
    return median(costs);
}

}  // namespace

void measure_jobs(std::vector<row>& rows)
{
    progress("jobs, of which 1,000,000 wait");
    shop s;
    s.fill(1000);
    std::uint64_t made = 0;
    std::vector<double> costs;
    for (std::uint64_t scheduled : {1'000, 100'000, 1'000'000}) {
        schedule_until(s, made, scheduled);
        costs.push_back(cost(s));
    }
    auto const [least, most] = std::minmax_element(costs.begin(), costs.end());
    char note[64];
    std::snprintf(note, sizeof note, "%.0f to %.0f ns", *least, *most);
    rows.push_back({"jobs", *most / *least, "x", 1.5, 1.2, false, note});
}

}  // namespace bench
