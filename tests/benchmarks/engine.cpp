// SPDX-License-Identifier: BSL-1.0
// tests/benchmarks/engine.cpp: what requests cost inside the process.
#include "report.hpp"
#include "shop.hpp"

#include <tender/testing/sandbox.hpp>

#include <boost/json.hpp>
#include <openssl/sha.h>

#include <cstdio>
#include <thread>

namespace bench {

namespace {

namespace json = boost::json;

/// Y: what everybody pays. Parse the request, one SHA-256 of a key, serialise the answer.
class yardstick {
public:
    yardstick(std::string request, std::string const& answer)
        : request_(std::move(request)), answer_(json::parse(answer)) {}

    double measure(int n)
    {
        return nanoseconds(n, [&](int) {
            unsigned char buffer[4096];
            json::monotonic_resource memory(buffer, sizeof buffer);
            keep(json::parse(request_, &memory));
            unsigned char digest[SHA256_DIGEST_LENGTH];
            SHA256(reinterpret_cast<unsigned char const*>(key_.data()), key_.size(), digest);
            keep(digest);
            keep(json::serialize(answer_));
        });
    }

private:
    std::string request_;
    json::value answer_;
    std::string key_ = "sk_test_0123456789abcdefghijABCDEFGHIJkl12345678";
};

std::string id_in(std::string const& body)
{
    return std::string(json::parse(body).at("id").as_string());
}

constexpr int rounds = 15;
constexpr int batch = 2000;

double create_batch(shop& s)
{
    std::vector<order> orders;
    for (int i = 0; i != batch; ++i) orders.push_back(make_order(s.made++));
    auto const ns =
        nanoseconds(batch, [&](int i) { s.create(orders[static_cast<std::size_t>(i)]); });
    s.confirm();
    return ns;
}

/// The row's cost over Y's, round by round, and their median.
template<class Work>
row against(yardstick& y, std::string id, double must, double aim, Work&& work)
{
    std::vector<double> ratios, absolute;
    for (int r = 0; r != rounds; ++r) {
        auto const base = y.measure(batch);
        auto const ns = work();
        ratios.push_back(ns / base);
        absolute.push_back(ns);
    }
    char note[64];
    std::snprintf(note, sizeof note, "%.0f ns", median(absolute));
    return {std::move(id), median(ratios), "Y", must, aim, false, note};
}

void per_request(shop& s, std::vector<row>& rows, std::string const& suffix, double slack)
{
    s.create(make_order(s.made++));
    auto const sample = s.answer.body;
    yardstick y(make_order(0).body, sample);
    rows.push_back(against(y, "create" + suffix, 3 * slack, 2 * slack,
                           [&] { return create_batch(s); }));
    std::vector<std::string> targets;
    std::vector<order> seen;
    for (int i = 0; i != batch; ++i) {
        seen.push_back(make_order(s.made++));
        s.create(seen.back());
        targets.push_back("/v1/payments/" + id_in(s.answer.body));
    }
    s.confirm();
    rows.push_back(against(y, "get" + suffix, 1 * slack, 0.6 * slack, [&] {
        return nanoseconds(batch, [&](int i) { s.get(targets[static_cast<std::size_t>(i)]); });
    }));
    rows.push_back(against(y, "replay" + suffix, 1 * slack, 0.7 * slack, [&] {
        return nanoseconds(batch, [&](int i) { s.create(seen[static_cast<std::size_t>(i)]); });
    }));
}

double list_cost(shop& s, std::string const& target)
{
    std::vector<double> costs;
    for (int r = 0; r != rounds; ++r)
        costs.push_back(nanoseconds(200, [&](int) { s.get(target); }));
    return median(costs);
}

/// A page of 20 at the top and deep down, against writing 20 answers out.
row lists(shop& s)
{
    s.get("/v1/payments");
    auto const page = json::parse(s.answer.body);
    std::vector<double> floor;
    for (int r = 0; r != rounds; ++r)
        floor.push_back(nanoseconds(200, [&](int) { keep(json::serialize(page)); }));
    double worst = list_cost(s, "/v1/payments");
    std::string deep = "/v1/payments";
    for (int i = 0; i != 400; ++i) {
        s.get(deep + (i == 0 ? "?limit=100" : "&limit=100"));
        auto const next = json::parse(s.answer.body);
        deep = "/v1/payments?cursor=" + std::string(next.at("next_cursor").as_string());
    }
    worst = std::max(worst, list_cost(s, deep));
    worst = std::max(worst, list_cost(s, "/v1/payments?status=success"));
    return {"list", worst / median(floor), "x", 2, 1, false, {}};
}

double create_rate(int threads, int from)
{
    shop s;
    s.fill(10'000);
    constexpr int each = 20'000;
    std::vector<std::vector<order>> orders(static_cast<std::size_t>(threads));
    for (std::size_t t = 0; t != orders.size(); ++t)
        for (int i = 0; i != each; ++i)
            orders[t].push_back(make_order(from + static_cast<int>(t) * each + i));
    std::vector<std::thread> workers;
    auto const begin = clock::now();
    for (std::size_t t = 0; t != orders.size(); ++t)
        workers.emplace_back([&, t] {
            auto request = s.create_request;
            tender::response out;
            for (auto const& o : orders[t]) s.create(o, request, out);
        });
    for (auto& w : workers) w.join();
    auto const seconds = std::chrono::duration<double>(clock::now() - begin).count();
    return threads * each / seconds;
}

row threads()
{
    std::vector<double> ratios;
    for (int r = 0; r != 5; ++r)
        ratios.push_back(create_rate(2, 1'000'000) / create_rate(1, 1'000'000));
    return {"threads", median(ratios), "x", 1.4, 1.7, true, {}};
}

/// The longest single create on the way to a million payments.
row longest(shop& s)
{
    double worst = 0;
    while (s.made < 1'000'000) {
        std::vector<order> orders;
        for (int i = 0; i != 1000; ++i) orders.push_back(make_order(s.made++));
        for (auto const& o : orders)
            worst = std::max(worst, nanoseconds(1, [&](int) { s.create(o); }));
        s.confirm();
    }
    return {"longest_create", worst / 1e6, "ms", 20, 5, false, {}};
}

row sandboxes()
{
    std::vector<double> costs;
    for (int r = 0; r != 50; ++r)
        costs.push_back(nanoseconds(10, [&](int) {
            tender::testing::sandbox bank;
            auto const paid = bank.pay({1000, "NGN"});
            bank.engine().refunds().create(bank.who(), paid.id, {}).value();
            keep(bank.engine().payments().read(bank.who(), paid.id).value());
        }));
    return {"sandbox", median(costs) / 1000, "us", 1000, 100, false, {}};
}

}  // namespace

void measure_engine(std::vector<row>& rows)
{
    progress("requests in a store of 100,000 payments");
    shop s;
    s.fill(100'000);
    per_request(s, rows, "", 1);
    progress("the way to 1,000,000 payments");
    rows.push_back(longest(s));
    progress("requests in a store of 1,000,000 payments");
    per_request(s, rows, "_at_1m", 1.5);
    progress("lists");
    rows.push_back(lists(s));
    progress("two threads");
    rows.push_back(threads());
    progress("a test author's sandbox");
    rows.push_back(sandboxes());
}

}  // namespace bench
