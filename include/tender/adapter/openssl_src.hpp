// SPDX-License-Identifier: BSL-1.0
// tender/adapter/openssl_src.hpp: the bodies of openssl.hpp and http_sender.hpp, for one unit of a
// program that is compiled with TENDER_SEPARATE_COMPILATION.
#pragma once

#ifndef TENDER_SEPARATE_COMPILATION
#    error "Define TENDER_SEPARATE_COMPILATION for the whole program, or do not include this."
#endif

#include <tender/adapter/impl/http_call.ipp>
#include <tender/adapter/impl/http_sender.ipp>
#include <tender/adapter/impl/openssl.ipp>
