// SPDX-License-Identifier: BSL-1.0
// tenderd/store.cpp: bodies of store.hpp.
#include "store.hpp"

#include "options.hpp"

#include <tender/store/memory.hpp>
#include <tender/store/postgres.hpp>
#include <tender/store/sqlite.hpp>

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

std::shared_ptr<tender::storage> open_store(std::string_view text)
{
    if (text.starts_with(sqlite))
        return opened(tender::sqlite_storage::open(std::string(text.substr(sqlite.size()))));
    if (text.starts_with(postgres))
        return opened(tender::postgres_storage::open(std::string(text.substr(postgres.size()))));
    std::random_device random;
    return std::make_shared<tender::memory_storage>(std::uint64_t(random()) << 32 | random());
}

}  // namespace tenderd
