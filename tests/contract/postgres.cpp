// SPDX-License-Identifier: BSL-1.0
// tests/contract/postgres.cpp: what every store promises, by PostgreSQL.
#include "postgres_server.hpp"
#include "records.hpp"
#include "storage_suite.hpp"

#include <tender/store/postgres.hpp>

using namespace tender;

namespace {

contract::storage_suite const postgres("postgres", [] {
    static contract::postgres_server server;
    return postgres_storage::open(server.fresh_database(), contract::with_parcels()).value();
});

}  // namespace
