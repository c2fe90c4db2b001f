// SPDX-License-Identifier: BSL-1.0
// tests/benchmarks/log.cpp: how long SQLite's write-ahead log gets while clients overlap.
#include "report.hpp"
#include "shop.hpp"

#include "contract/temporary.hpp"

#include <tender/store/sqlite.hpp>

#include <atomic>
#include <filesystem>
#include <thread>

namespace bench {

namespace {

/// Clients that ask again as soon as they are answered: two create, one reads what they made.
class clients {
public:
    explicit clients(shop& s) : shop_(s)
    {
        for (int i = 0; i != 2; ++i) threads_.emplace_back([this] { create(); });
        threads_.emplace_back([this] { list(); });
    }
    clients(clients const&) = delete;
    clients& operator=(clients const&) = delete;
    ~clients()
    {
        over_ = true;
        for (auto& t : threads_) t.join();
    }

    int created() const { return created_; }

private:
    void create()
    {
        auto request = shop_.create_request;
        tender::response out;
        while (!over_) {
            shop_.create(make_order(next_++), request, out);
            if (out.status != 200) std::abort();
            ++created_;
        }
    }

    void list()
    {
        auto request = shop_.get_request;
        request.target = "/v1/payments?limit=100";
        tender::response out;
        while (!over_) shop_.api->handle(request, out);
    }

    shop& shop_;
    std::atomic<bool> over_{false};
    std::atomic<int> next_{0}, created_{0};
    std::vector<std::thread> threads_;
};

double megabytes_of(std::string const& file)
{
    std::error_code gone;
    auto const size = std::filesystem::file_size(file, gone);
    return gone ? 0 : static_cast<double>(size) / (1 << 20);
}

}  // namespace

void measure_log(std::vector<row>& rows, std::chrono::seconds load)
{
    progress("the write-ahead log of SQLite");
    tender::contract::temporary_folder const folder;
    auto const file = folder.file("store.db");
    shop s(tender::sqlite_storage::open(file).value());
    double largest = 0;
    clients busy(s);
    for (auto const until = clock::now() + load; clock::now() < until;) {
        largest = std::max(largest, megabytes_of(file + "-wal"));
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    auto const note = std::to_string(busy.created()) + " creates in " +
                      std::to_string(load.count()) + " s, the file " +
                      std::to_string(static_cast<int>(megabytes_of(file))) + " MB";
    rows.push_back({"wal", largest, "MB", 64, 32, false, note});
}

}  // namespace bench
