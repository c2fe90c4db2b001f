// SPDX-License-Identifier: BSL-1.0
// tenderd/descriptors.hpp: how many connections the options and the system allow.
#pragma once

#include "clients.hpp"
#include "options.hpp"

namespace tenderd {

/// Raises the number of descriptors as far as it needs to and may be. Throws cannot_start where
/// there cannot be as many as were asked for.
limits limits_of(options const& how);

}  // namespace tenderd
