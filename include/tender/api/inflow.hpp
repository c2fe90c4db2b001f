// SPDX-License-Identifier: BSL-1.0
// tender/api/inflow.hpp: the Inflow dialect: checkouts for products, transactions, refunds.
#pragma once

#include <tender/api/face.hpp>
#include <tender/base/config.hpp>
#include <tender/base/result.hpp>
#include <tender/base/secret.hpp>

#include <string_view>

namespace tender {

/// `POST /checkout/create/` makes a payment with a page, `GET /transactions/{id}/` tells what
/// became of it, `POST /transactions/{id}/refund/` and `/refunds/` give money back from the
/// merchant's wallet; with `Authorization: Api-Key sk_test_…` or the header `Api-Key`. And the
/// page, under `/checkout/session`.
TENDER_DECL face const& inflow();

/// What a receiver of Inflow's webhooks got.
struct inflow_webhook {
    std::string_view signature;        ///< of the header `X-Webhook-Signature`: `sha256=…`
    std::string_view body;             ///< byte for byte
};

/// Is the message one that this secret has signed? Its time is not signed: a message may come
/// again. Fault unauthorized, whose text says what is wrong.
TENDER_DECL result<> verify_inflow_webhook(inflow_webhook const& got, secret const& key);

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/api/inflow/inflow.ipp>
#endif
