// SPDX-License-Identifier: BSL-1.0
// tender/api/notifications.hpp: where providers send what they have to tell.
#pragma once

#include <tender/api/face.hpp>
#include <tender/base/config.hpp>

namespace tender {

/// `POST /test/{provider}` and `POST /live/{provider}`: a route for each provider of the engine,
/// whatever the provider sends there. It takes no key, because what counts is the provider's
/// signature [C27]. Answers 200 where the provider need not say it again; 400 where it cannot read
/// what came, 404 where there is no such provider, 503 where it should come again later. Mount it
/// under a prefix of its own: `{"/notifications", tender::provider_notifications()}`.
TENDER_DECL face const& provider_notifications();

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/api/impl/notifications.ipp>
#endif
