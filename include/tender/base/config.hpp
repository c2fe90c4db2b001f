// SPDX-License-Identifier: BSL-1.0
// tender/base/config.hpp: how function bodies are compiled.
#pragma once

/// The thick floors keep their bodies in `.ipp` files. Header-only, those are included at the
/// end of their header and are `inline`. Where `TENDER_SEPARATE_COMPILATION` is defined for the
/// whole program, one unit includes `<tender/src.hpp>` and everybody else sees declarations.
#ifdef TENDER_SEPARATE_COMPILATION
#    define TENDER_DECL
#else
#    define TENDER_DECL inline
#endif
