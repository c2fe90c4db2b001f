// SPDX-License-Identifier: BSL-1.0
// tenderd/store.cpp: bodies of store.hpp.
#include "store.hpp"

#include "command_line.hpp"

#include <tender/store/memory.hpp>
#include <tender/store/postgres.hpp>
#include <tender/store/sqlite.hpp>
#include <tender/testing/simulated_book.hpp>

#include <random>

namespace tenderd {

namespace {

constexpr std::string_view sqlite = "sqlite:", postgres = "postgres:";

template<class Store>
std::shared_ptr<tender::storage> opened(tender::result<std::shared_ptr<Store>> store)
{
    if (!store) throw cannot_start("--store: " + std::string(store.error().text()));
    return std::move(store).value();
}

}  // namespace

bool is_store(std::string_view text)
{
    return text == "memory" || (text.starts_with(sqlite) && text.size() > sqlite.size()) ||
           text.starts_with(postgres);
}

std::vector<tender::entity> kept_here()
{
    auto all = tender::records();
    all.push_back(tender::entity_of<tender::testing::simulated_call>);
    return all;
}

std::string_view file_of(std::string_view text)
{
    return text.starts_with(sqlite) ? text.substr(sqlite.size()) : std::string_view();
}

std::shared_ptr<tender::storage> open_store(std::string_view text)
{
    auto const kept = kept_here();
    if (auto const file = file_of(text); !file.empty())
        return opened(tender::sqlite_storage::open(std::string(file), kept));
    if (text.starts_with(postgres))
        return opened(tender::postgres_storage::open(std::string(text.substr(postgres.size())),
                                                     kept));
    std::random_device random;
    return std::make_shared<tender::memory_storage>(std::uint64_t(random()) << 32 | random());
}

}  // namespace tenderd
