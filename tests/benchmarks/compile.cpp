// SPDX-License-Identifier: BSL-1.0
// tests/benchmarks/compile.cpp: what an include costs.
#include "report.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace bench {

namespace {

/// Seconds to compile a unit, without optimisation; the best of a few.
double seconds(std::string const& includes, std::string const& flags)
{
    namespace fs = std::filesystem;
    auto const unit = fs::path(TENDER_BINARY_DIR) / "bench_include.cpp";
    std::ofstream(unit) << includes << "\n";
    auto const command = std::string(TENDER_CXX_COMPILER) + " -std=c++20 -O0 -c -I " +
                         TENDER_SOURCE_DIR + "/include " + flags + " -o /dev/null " +
                         unit.string();
    double best = 1e9;
    for (int i = 0; i != 3; ++i) {
        auto const begin = clock::now();
        if (std::system(command.c_str()) != 0) std::abort();
        best = std::min(best, std::chrono::duration<double>(clock::now() - begin).count());
    }
    return best;
}

}  // namespace

void measure_compile_time(std::vector<row>& rows)
{
    progress("compile time");
    auto const base = seconds("#include <nlohmann/json.hpp>", "");
    std::string const umbrella = "#include <tender/tender.hpp>";
    std::string const face = umbrella + "\n#include <tender/api/popfab.hpp>";
    rows.push_back({"include", seconds(umbrella, "") / base, "x", 2, 1.3, false, {}});
    rows.push_back({"include_face", seconds(face, "") / base, "x", 2.5, 1.7, false, {}});
    rows.push_back({"include_compiled", seconds(face, "-DTENDER_SEPARATE_COMPILATION") / base,
                    "x", 1.2, 0.8, false, {}});
}

}  // namespace bench
