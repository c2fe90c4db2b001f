// SPDX-License-Identifier: BSL-1.0
// tenderd/store.hpp: the store that a command line names.
#pragma once

#include <tender/port/storage.hpp>
#include <tender/store/records/entity.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace tenderd {

/// Is it `memory`, `sqlite:FILE` or `postgres:CONNINFO`?
bool is_store(std::string_view text);

/// What tenderd keeps: the library's records, and its simulated providers' books.
std::vector<tender::entity> kept_here();

/// SQLite's file; empty for other stores.
std::string_view file_of(std::string_view text);

/// Throws cannot_start, with the reason, where it cannot be opened.
std::shared_ptr<tender::storage> open_store(std::string_view text);

}  // namespace tenderd
