// SPDX-License-Identifier: BSL-1.0
// tender/version.hpp: which tender this is.
#pragma once

#define TENDER_VERSION_MAJOR 0
#define TENDER_VERSION_MINOR 1
#define TENDER_VERSION_PATCH 0

#define TENDER_VERSION_STRING "0.1.0"

/// One number to compare by: 10'203 is 1.2.3.
#define TENDER_VERSION \
    (TENDER_VERSION_MAJOR * 10000 + TENDER_VERSION_MINOR * 100 + TENDER_VERSION_PATCH)
