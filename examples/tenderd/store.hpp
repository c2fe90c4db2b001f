// SPDX-License-Identifier: BSL-1.0
// tenderd/store.hpp: the store that a command line names.
#pragma once

#include <tender/port/storage.hpp>

#include <memory>
#include <string_view>

namespace tenderd {

/// Is it `memory`, `sqlite:FILE` or `postgres:CONNINFO`?
bool is_store(std::string_view text);

/// Throws cannot_start, with the reason, where it cannot be opened.
std::shared_ptr<tender::storage> open_store(std::string_view text);

}  // namespace tenderd
