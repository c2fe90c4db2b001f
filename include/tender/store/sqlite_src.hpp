// SPDX-License-Identifier: BSL-1.0
// tender/store/sqlite_src.hpp: the bodies of store/sqlite.hpp, for one unit of a program that is
// compiled with TENDER_SEPARATE_COMPILATION.
#pragma once

#ifndef TENDER_SEPARATE_COMPILATION
#    error "Define TENDER_SEPARATE_COMPILATION for the whole program, or do not include this."
#endif

#include <tender/store/sqlite/impl/sqlite.ipp>
