// SPDX-License-Identifier: BSL-1.0
// tests/contract/memory.cpp: the store in memory does what every store promises.
#include "storage_suite.hpp"

#include <tender/store/memory.hpp>

using namespace tender;

namespace {

contract::storage_suite const memory("memory", [] { return std::make_unique<memory_storage>(); });
contract::storage_suite const seeded("memory_with_a_seed", [] {
    return std::make_unique<memory_storage>(0x9e3779b97f4a7c15);
});

}  // namespace
