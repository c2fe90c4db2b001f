// SPDX-License-Identifier: BSL-1.0
// tender/api/poof.hpp: the poof dialect: keys that are tokens, a checkout for a username, a button.
#pragma once

#include <tender/api/face.hpp>
#include <tender/base/config.hpp>
#include <tender/base/result.hpp>
#include <tender/base/secret.hpp>

#include <string_view>

namespace tender {

/// Keys under /api/v1/key, the checkout that needs none under /api/v1/checkout, payment links,
/// transactions, products, balance and webhooks, the scripts of the button under /static/api, and
/// the page. The key stands in `Authorization` as it is.
TENDER_DECL face const& poof();

/// Does a webhook's body hold this secret, as what poof sends its merchants does? Compared in
/// constant time. Fault unauthorized, whose text says what is wrong.
TENDER_DECL result<> verify_poof_webhook(std::string_view body, secret const& shared);

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/api/poof/poof.ipp>
#endif
