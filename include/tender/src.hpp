// SPDX-License-Identifier: BSL-1.0
// tender/src.hpp: the bodies of what tender.hpp brings, for the one unit of a program that is
// compiled with TENDER_SEPARATE_COMPILATION. Faces, stores, OpenSSL and testing have a file each.
#pragma once

#ifndef TENDER_SEPARATE_COMPILATION
#    error "Define TENDER_SEPARATE_COMPILATION for the whole program, or do not include this."
#endif

#include <tender/api/notifications.hpp>
#include <tender/tender.hpp>

#include <tender/api/impl/dispatcher.ipp>
#include <tender/api/impl/exchange.ipp>
#include <tender/api/impl/notifications.ipp>
#include <tender/core/impl/read.ipp>
#include <tender/service/impl/access_tokens.ipp>
#include <tender/service/impl/accounts.ipp>
#include <tender/service/impl/api_keys.ipp>
#include <tender/service/impl/breaker.ipp>
#include <tender/service/impl/calls.ipp>
#include <tender/service/impl/checkout.ipp>
#include <tender/service/impl/claims.ipp>
#include <tender/service/impl/customers.ipp>
#include <tender/service/impl/deliveries.ipp>
#include <tender/service/impl/events.ipp>
#include <tender/service/impl/health.ipp>
#include <tender/service/impl/housekeeping.ipp>
#include <tender/service/impl/incidents.ipp>
#include <tender/service/impl/jobs.ipp>
#include <tender/service/impl/jwt.ipp>
#include <tender/service/impl/ledger.ipp>
#include <tender/service/impl/links.ipp>
#include <tender/service/impl/notifications.ipp>
#include <tender/service/impl/outbox.ipp>
#include <tender/service/impl/page_purpose.ipp>
#include <tender/service/impl/payment_change.ipp>
#include <tender/service/impl/payments.ipp>
#include <tender/service/impl/peers.ipp>
#include <tender/service/impl/products.ipp>
#include <tender/service/impl/refunds.ipp>
#include <tender/service/impl/route.ipp>
#include <tender/service/impl/routing.ipp>
#include <tender/service/impl/runtime.ipp>
#include <tender/service/impl/webhooks.ipp>
#include <tender/store/impl/audit.ipp>
#include <tender/store/impl/entity.ipp>
#include <tender/store/impl/memory.ipp>
#include <tender/store/impl/records.ipp>
