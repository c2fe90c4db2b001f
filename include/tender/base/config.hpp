// SPDX-License-Identifier: BSL-1.0
// tender/base/config.hpp: what the compiler must know, and how function bodies are compiled.
#pragma once

#if defined(_MSVC_LANG) ? _MSVC_LANG < 202002L : __cplusplus < 202002L
#    error "tender needs C++20: compile with -std=c++20, or /std:c++20 with Visual C++."
#endif

/// Bodies that take long to compile stand in `.ipp` files. Header-only, those are included at their
/// header's end and are `inline`. With `TENDER_SEPARATE_COMPILATION` for the whole program, one
/// unit includes `<tender/src.hpp>` and what else ends in `src.hpp` of what the program uses
/// (`api/` for faces, `testing/`, `store/`, `adapter/`); others see none. A virtual function says
/// so where its class declares it: else every unit that includes the header emits the class's
/// table, and all the code that this leads to.
#ifdef TENDER_SEPARATE_COMPILATION
#    define TENDER_DECL
#else
#    define TENDER_DECL inline
#endif
