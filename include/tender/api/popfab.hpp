// SPDX-License-Identifier: BSL-1.0
// tender/api/popfab.hpp: the POPFAB dialect: one API over many providers.
#pragma once

#include <tender/api/face.hpp>
#include <tender/base/config.hpp>
#include <tender/base/result.hpp>
#include <tender/base/secret.hpp>
#include <tender/port/webhook_signature.hpp>

#include <string_view>

namespace tender {

/// Payments, refunds, routing rules, provider health, API keys and webhooks under /v1, with
/// `Authorization: Bearer sk_test_…` or `sk_live_…`.
TENDER_DECL face const& popfab();

/// What a receiver of POPFAB's webhooks got.
struct popfab_webhook {
    std::string_view timestamp;        ///< of the header `X-POPFAB-Timestamp`, in milliseconds
    std::string_view signature;        ///< `X-POPFAB-Signature`
    std::string_view body;             ///< byte for byte
};

/// Is the message one that this secret has signed, and of now? At exactly the tolerance it is.
/// Fault unauthorized, whose text says what is wrong.
TENDER_DECL result<> verify_popfab_webhook(popfab_webhook const& got, secret const& key,
                                           instant now,
                                           std::chrono::seconds tolerance = webhook_tolerance);

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/api/popfab/popfab.ipp>
#endif
