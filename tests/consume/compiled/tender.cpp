// SPDX-License-Identifier: BSL-1.0
// Compiled mode: the one unit that holds the bodies, those of faces and for tests too.
#include <tender/api/src.hpp>
#include <tender/src.hpp>
#include <tender/testing/src.hpp>
