// SPDX-License-Identifier: BSL-1.0
// tender/api/src.hpp: the bodies of all faces, for one unit of a program that is compiled
// with TENDER_SEPARATE_COMPILATION; it may be the one that includes tender/src.hpp.
#pragma once

#ifndef TENDER_SEPARATE_COMPILATION
#    error "Define TENDER_SEPARATE_COMPILATION for the whole program, or do not include this."
#endif

#include <tender/api/inflow/inflow.ipp>
#include <tender/api/pages/html.ipp>
#include <tender/api/pages/link_page.ipp>
#include <tender/api/pages/page_css.ipp>
#include <tender/api/pages/pages.ipp>
#include <tender/api/poof/poof.ipp>
#include <tender/api/popfab/popfab.ipp>
#include <tender/api/shop/shop.ipp>
