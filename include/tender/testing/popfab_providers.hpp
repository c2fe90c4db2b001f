// SPDX-License-Identifier: BSL-1.0
// tender/testing/popfab_providers.hpp: the six providers that POPFAB names, and the one of all
// other faces, simulated.
#pragma once

#include <tender/base/config.hpp>
#include <tender/testing/simulated_provider.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace tender::testing {

/// The six providers of POPFAB with their methods, currencies and fees [C27]; their books are in
/// memory, or in `store`.
std::vector<std::shared_ptr<simulated_provider>> popfab_providers(
    std::shared_ptr<tender::clock> clock, std::chrono::milliseconds confirm_after,
    std::shared_ptr<call_faults> faults = std::make_shared<call_faults>(),
    std::shared_ptr<storage> store = nullptr);

/// `house`, for payments that are born in the other faces [C27]: every method in every currency,
/// no fee.
std::shared_ptr<simulated_provider> house_provider(
    std::shared_ptr<tender::clock> clock, std::chrono::milliseconds confirm_after,
    std::shared_ptr<call_faults> faults = std::make_shared<call_faults>(),
    std::shared_ptr<storage> store = nullptr);

}  // namespace tender::testing

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/testing/impl/popfab_providers.ipp>
#endif
