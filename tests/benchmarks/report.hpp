// SPDX-License-Identifier: BSL-1.0
// tests/benchmarks/report.hpp: rows of the table of [C40], and how they are measured.
#pragma once

#include <time.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// One row. Values are ratios to what the row is measured against, or have the unit named.
struct row {
    std::string id;
    double value = 0;
    std::string unit;
    double must = 0;
    double aim = 0;
    bool more_is_better = false;
    std::string note{};

    bool ok() const { return more_is_better ? value >= must : value <= must; }
    bool aimed() const { return more_is_better ? value >= aim : value <= aim; }
};

using clock = std::chrono::steady_clock;

/// What this thread has used of a processor, in nanoseconds: others on the machine do not count.
inline double processor_time()
{
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

/// Nanoseconds per call over `n` calls.
template<class Work>
double nanoseconds(int n, Work&& work)
{
    auto const begin = processor_time();
    for (int i = 0; i != n; ++i) work(i);
    return (processor_time() - begin) / n;
}

inline double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// Keeps the optimiser from seeing that nobody looks at a result.
template<class T>
void keep(T const& value)
{
    asm volatile("" : : "r,m"(&value) : "memory");
}

void progress(std::string_view what);

void measure_engine(std::vector<row>& rows);
void measure_routing(std::vector<row>& rows);
void measure_jobs(std::vector<row>& rows);
void measure_memory(std::vector<row>& rows);
void measure_databases(std::vector<row>& rows);
void measure_log(std::vector<row>& rows, std::chrono::seconds load);
void measure_compile_time(std::vector<row>& rows);
void measure_deliveries(std::vector<row>& rows);
void measure_lists(std::vector<row>& rows);
void measure_server(std::vector<row>& rows);

}  // namespace bench
