// SPDX-License-Identifier: BSL-1.0
// Compiled mode: the one unit that holds every body.
#include <tender/src.hpp>
