// SPDX-License-Identifier: BSL-1.0
// tender/api/shop.hpp: the shop dialect: hosted payments in three steps.
#pragma once

#include <tender/api/face.hpp>
#include <tender/base/config.hpp>
#include <tender/base/result.hpp>
#include <tender/base/secret.hpp>
#include <tender/port/webhook_signature.hpp>

#include <string_view>

namespace tender {

/// `POST /v1/payments` makes a payment with a page, `GET /v1/payments/{id}` tells what became of
/// it, with `Authorization: Bearer sk_test_…` or `sk_live_…`; and the page, under `/checkout`. To
/// list and to refund, ask the engine as `{account, mode, "shop"}`.
TENDER_DECL face const& shop();

/// What a receiver of the shop's webhooks got.
struct shop_webhook {
    std::string_view signature;        ///< of the header `X-Webhook-Signature`: `t=…,v1=…`
    std::string_view body;             ///< byte for byte
};

/// Is the message one that this secret has signed, and of now? At exactly the tolerance it is.
/// Fault unauthorized, whose text says what is wrong.
TENDER_DECL result<> verify_shop_webhook(shop_webhook const& got, secret const& key, instant now,
                                         std::chrono::seconds tolerance = webhook_tolerance);

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/api/shop/shop.ipp>
#endif
