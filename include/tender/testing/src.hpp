// SPDX-License-Identifier: BSL-1.0
// tender/testing/src.hpp: every body of testing/, for one unit of a test program that is compiled
// with TENDER_SEPARATE_COMPILATION; it may be the one that includes tender/src.hpp.
#pragma once

#ifndef TENDER_SEPARATE_COMPILATION
#    error "Define TENDER_SEPARATE_COMPILATION for the whole program, or do not include this."
#endif

#include <tender/testing/impl/popfab_providers.ipp>
#include <tender/testing/impl/sandbox.ipp>
#include <tender/testing/impl/simulated_back.ipp>
#include <tender/testing/impl/simulated_book.ipp>
#include <tender/testing/impl/simulated_provider.ipp>
#include <tender/testing/impl/simulated_sums.ipp>
