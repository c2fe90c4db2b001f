// SPDX-License-Identifier: BSL-1.0
// tender/api/popfab.hpp: the POPFAB dialect: one API over many providers.
#pragma once

#include <tender/api/face.hpp>
#include <tender/base/config.hpp>

namespace tender {

/// POST and GET /v1/payments, GET /v1/payments/{id}, POST /v1/payments/{id}/refund and /sync,
/// with `Authorization: Bearer sk_test_…` or `sk_live_…`.
TENDER_DECL face const& popfab();

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/api/popfab/popfab.ipp>
#endif
