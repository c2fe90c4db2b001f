// SPDX-License-Identifier: BSL-1.0
// tender/store/postgres_src.hpp: the bodies of store/postgres.hpp, for one unit of a program that
// is compiled with TENDER_SEPARATE_COMPILATION.
#pragma once

#ifndef TENDER_SEPARATE_COMPILATION
#    error "Define TENDER_SEPARATE_COMPILATION for the whole program, or do not include this."
#endif

#include <tender/store/postgres/impl/postgres.ipp>
