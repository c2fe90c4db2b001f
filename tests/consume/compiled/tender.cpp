// SPDX-License-Identifier: BSL-1.0
// Compiled mode: the one unit that holds every body, those for tests too.
#include <tender/src.hpp>
#include <tender/testing/src.hpp>
