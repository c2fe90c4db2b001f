// SPDX-License-Identifier: BSL-1.0
// tests/benchmarks/memory.cpp: what a payment weighs.
#include "report.hpp"
#include "shop.hpp"

#include <malloc.h>

namespace bench {

/// Bytes in use per confirmed payment, with its events, postings and key; the simulated
/// provider's own book is in it too.
void measure_memory(std::vector<row>& rows)
{
    progress("memory per payment");
    constexpr int payments = 100'000;
    shop s;
    s.fill(10'000);
    auto const before = mallinfo2();
    s.fill(10'000 + payments);
    auto const after = mallinfo2();
    auto const used = [](struct mallinfo2 const& m) { return m.uordblks + m.hblkhd; };
    rows.push_back({"memory", static_cast<double>(used(after) - used(before)) / payments, "bytes",
                    3 * 1024, 1536, false, {}});
}

}  // namespace bench
