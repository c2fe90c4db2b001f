// SPDX-License-Identifier: BSL-1.0
// tender/src.hpp: every body but those of testing/ (testing/src.hpp), for the one unit of a program
// that is compiled with TENDER_SEPARATE_COMPILATION.
#pragma once

#ifndef TENDER_SEPARATE_COMPILATION
#    error "Define TENDER_SEPARATE_COMPILATION for the whole program, or do not include this."
#endif

#include <tender/api/notifications.hpp>
#include <tender/api/popfab.hpp>
#include <tender/tender.hpp>

#include <tender/api/impl/dispatcher.ipp>
#include <tender/api/impl/exchange.ipp>
#include <tender/api/impl/notifications.ipp>
#include <tender/api/inflow/inflow.ipp>
#include <tender/api/pages/html.ipp>
#include <tender/api/pages/link_page.ipp>
#include <tender/api/pages/pages.ipp>
#include <tender/api/poof/poof.ipp>
#include <tender/api/popfab/popfab.ipp>
#include <tender/api/shop/shop.ipp>
#include <tender/core/impl/read.ipp>
#include <tender/service/impl/access_tokens.ipp>
#include <tender/service/impl/accounts.ipp>
#include <tender/service/impl/api_keys.ipp>
#include <tender/service/impl/breaker.ipp>
#include <tender/service/impl/calls.ipp>
#include <tender/service/impl/checkout.ipp>
#include <tender/service/impl/claims.ipp>
#include <tender/service/impl/deliveries.ipp>
#include <tender/service/impl/health.ipp>
#include <tender/service/impl/jobs.ipp>
#include <tender/service/impl/jwt.ipp>
#include <tender/service/impl/ledger.ipp>
#include <tender/service/impl/links.ipp>
#include <tender/service/impl/notifications.ipp>
#include <tender/service/impl/outbox.ipp>
#include <tender/service/impl/payments.ipp>
#include <tender/service/impl/peers.ipp>
#include <tender/service/impl/refunds.ipp>
#include <tender/service/impl/route.ipp>
#include <tender/service/impl/routing.ipp>
#include <tender/service/impl/runtime.ipp>
#include <tender/service/impl/webhooks.ipp>
#include <tender/store/impl/audit.ipp>
#include <tender/store/impl/memory.ipp>
