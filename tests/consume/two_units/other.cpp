// SPDX-License-Identifier: BSL-1.0
// A second unit with the same headers: whatever is not inline is defined twice, and does not link.
#include <tender/tender.hpp>

#include <tender/api/popfab.hpp>
