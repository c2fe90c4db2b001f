// SPDX-License-Identifier: BSL-1.0
// tests/benchmarks/lists.cpp: what lists and figures cost where there is much and where there is
// little.
#include "report.hpp"

#include <tender/api/poof.hpp>
#include <tender/testing/sandbox.hpp>

#include <cstdlib>
#include <string>

namespace bench {

namespace {

using namespace tender;

constexpr int little = 10'000, much = 100'000;

/// A merchant with payments of two faces, and refunds of some.
class shop {
public:
    explicit shop(int payments)
        : poof_(bank_.by(poof())), popfab_{bank_.who().account, mode::test, "popfab"}
    {
        for (int i = 0; i != payments / 2; ++i) {
            open_checkout page;
            page.amount = {100, "USD"};
            page.metadata = R"({"a":"b"})";
            page.page = "http://localhost/";
            if (!bank_.engine().checkout().open(poof_, page)) std::abort();
            auto const paid = bank_.engine().payments().create(
                popfab_, bank_.order({100, "NGN"}));
            if (!paid) std::abort();
            ids_.push_back(paid->id);
        }
        bank_.hand()->advance(std::chrono::seconds(2));
        while (bank_.engine().run_due(1000)->done != 0) {}
        for (auto const which : ids_)
            if (!bank_.engine().refunds().create(popfab_, which, {.amount = 1})) std::abort();
        bank_.hand()->advance(std::chrono::minutes(10));
        while (bank_.engine().run_due(1000)->done != 0) {}
        for (int i = 0; i * 20'000 <= payments; ++i) count();
    }

    void by_provider()
    {
        list_payments which;
        which.provider = "nobody";
        keep(bank_.engine().payments().list(popfab_, which));
    }
    void refunds() { keep(bank_.engine().refunds().list(popfab_, {.limit = 1000})); }
    void count() { keep(bank_.engine().payments().count(popfab_)); }

    /// poof's query for what nobody has, as its face asks.
    void query()
    {
        list_payments which;
        which.limit = 100;
        for (int seen = 0; seen < 5000; seen += which.limit) {
            auto const page = bank_.engine().payments().list(poof_, which);
            if (!page) std::abort();
            keep(*page);
            which.after = page->next;
            if (!which.after) break;
        }
    }

private:
    testing::sandbox bank_;
    merchant poof_, popfab_;
    std::vector<id<payment>> ids_;
};

double cost_of(shop& s, void (shop::*look)())
{
    std::vector<double> costs;
    for (int r = 0; r != 7; ++r) costs.push_back(nanoseconds(5, [&](int) { (s.*look)(); }));
    return median(costs);
}

}  // namespace

void measure_lists(std::vector<row>& rows)
{
    progress("lists of 10,000 and of 100,000");
    shop few(little), many(much);
    double worst = 0;
    std::string slowest;
    struct { char const* name; void (shop::*look)(); } const looks[] = {
        {"payments by provider", &shop::by_provider}, {"refunds", &shop::refunds},
        {"count", &shop::count}, {"query", &shop::query}};
    for (auto const& l : looks) {
        auto const ratio = cost_of(many, l.look) / cost_of(few, l.look);
        if (ratio <= worst) continue;
        worst = ratio;
        slowest = l.name;
    }
    rows.push_back({"lists", worst, "few", 2, 1.3, false, slowest});
}

}  // namespace bench
