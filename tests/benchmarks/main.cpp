// SPDX-License-Identifier: BSL-1.0
// tests/benchmarks/main.cpp: measures every row of [C40] that exists and prints the table.
#include "report.hpp"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace bench {

void progress(std::string_view what)
{
    std::fprintf(stderr, "measuring %.*s\n", static_cast<int>(what.size()), what.data());
}

namespace {

void print(std::vector<row> const& rows)
{
    std::printf("%-17s %10s %-6s %8s %8s  %s\n", "row", "value", "unit", "must", "aim", "");
    for (auto const& r : rows)
        std::printf("%-17s %10.3g %-6s %s%7.3g %8.3g  %s%s%s\n", r.id.c_str(), r.value,
                    r.unit.c_str(), r.more_is_better ? ">" : "<", r.must, r.aim,
                    r.ok() ? (r.aimed() ? "aim reached" : "must reached") : "MISSED",
                    r.note.empty() ? "" : "; ", r.note.c_str());
}

void write(std::vector<row> const& rows, char const* file)
{
    std::ofstream out(file);
    out << "[";
    for (std::size_t i = 0; i != rows.size(); ++i) {
        auto const& r = rows[i];
        out << (i == 0 ? "\n" : ",\n") << "  {\"id\": \"" << r.id << "\", \"value\": " << r.value
            << ", \"unit\": \"" << r.unit << "\", \"must\": " << r.must << ", \"aim\": " << r.aim
            << ", \"ok\": " << (r.ok() ? "true" : "false") << "}";
    }
    out << "\n]\n";
}

/// A whole number above zero, or 0.
int number(char const* text)
{
    int out = 0;
    auto const* const end = text + std::strlen(text);
    auto const read = std::from_chars(text, end, out);
    return read.ec == std::errc() && read.ptr == end && out > 0 ? out : 0;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv)
{
    char const* file = nullptr;
    std::string_view only;
    int seconds = 5;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--json") == 0 && i + 1 < argc) file = argv[++i];
        else if (std::strcmp(argv[i], "--only") == 0 && i + 1 < argc) only = argv[++i];
        else if (std::strcmp(argv[i], "--seconds") == 0 && i + 1 < argc)
            seconds = bench::number(argv[++i]);
        else seconds = 0;
        if (seconds == 0) {
            std::fprintf(stderr, "usage: %s [--json FILE] [--only ROWS] [--seconds N], where ROWS "
                                 "are engine, routing, jobs, memory, databases, log, "
                                 "compile, deliveries, lists or server, and N is how long the "
                                 "log's load lasts\n", argv[0]);
            return 1;
        }
    }
    std::vector<bench::row> rows;
    if (only.empty() || only == "engine") bench::measure_engine(rows);
    if (only.empty() || only == "routing") bench::measure_routing(rows);
    if (only.empty() || only == "jobs") bench::measure_jobs(rows);
    if (only.empty() || only == "memory") bench::measure_memory(rows);
    if (only.empty() || only == "databases") bench::measure_databases(rows);
    if (only.empty() || only == "log") bench::measure_log(rows, std::chrono::seconds(seconds));
    if (only.empty() || only == "compile") bench::measure_compile_time(rows);
    if (only.empty() || only == "deliveries") bench::measure_deliveries(rows);
    if (only.empty() || only == "lists") bench::measure_lists(rows);
    if (only.empty() || only == "server") bench::measure_server(rows);
    bench::print(rows);
    if (file != nullptr) bench::write(rows, file);
    return 0;
}
