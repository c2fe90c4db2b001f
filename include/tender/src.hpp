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
#include <tender/core/json/impl/read.ipp>
#include <tender/service/access/impl/access_tokens.ipp>
#include <tender/service/access/impl/api_keys.ipp>
#include <tender/service/access/impl/api_keys_by_key.ipp>
#include <tender/service/access/impl/api_keys_ending.ipp>
#include <tender/service/access/impl/jwt.ipp>
#include <tender/service/billing/impl/credit.ipp>
#include <tender/service/checkout/impl/checkout.ipp>
#include <tender/service/checkout/impl/checkout_commands.ipp>
#include <tender/service/checkout/impl/checkout_ending.ipp>
#include <tender/service/checkout/impl/checkout_opening.ipp>
#include <tender/service/checkout/impl/links.ipp>
#include <tender/service/checkout/impl/page_purpose.ipp>
#include <tender/service/checkout/impl/signed_links.ipp>
#include <tender/service/impl/engine.ipp>
#include <tender/service/jobs/impl/housekeeping.ipp>
#include <tender/service/jobs/impl/jobs.ipp>
#include <tender/service/ledger/impl/bookkeeping.ipp>
#include <tender/service/ledger/impl/ledger.ipp>
#include <tender/service/ledger/impl/sums.ipp>
#include <tender/service/merchant/impl/accounts.ipp>
#include <tender/service/merchant/impl/custom_fields.ipp>
#include <tender/service/merchant/impl/customers.ipp>
#include <tender/service/merchant/impl/prices.ipp>
#include <tender/service/merchant/impl/products.ipp>
#include <tender/service/payment/impl/asking.ipp>
#include <tender/service/payment/impl/failover.ipp>
#include <tender/service/payment/impl/late_charges.ipp>
#include <tender/service/payment/impl/notifications.ipp>
#include <tender/service/payment/impl/outcomes.ipp>
#include <tender/service/payment/impl/payment_change.ipp>
#include <tender/service/payment/impl/payments.ipp>
#include <tender/service/payment/impl/payments_lookup.ipp>
#include <tender/service/payment/impl/refund_outcomes.ipp>
#include <tender/service/payment/impl/refunds.ipp>
#include <tender/service/payment/impl/saved_instruments.ipp>
#include <tender/service/payment/impl/outcome_context.ipp>
#include <tender/service/payment/impl/sending.ipp>
#include <tender/service/routing/impl/breaker.ipp>
#include <tender/service/routing/impl/health.ipp>
#include <tender/service/routing/impl/route.ipp>
#include <tender/service/routing/impl/routing.ipp>
#include <tender/service/runtime/impl/idempotency.ipp>
#include <tender/service/runtime/impl/incidents.ipp>
#include <tender/service/runtime/impl/peers.ipp>
#include <tender/service/runtime/impl/runtime.ipp>
#include <tender/service/webhook/impl/deliveries.ipp>
#include <tender/service/webhook/impl/deliveries_sending.ipp>
#include <tender/service/webhook/impl/events.ipp>
#include <tender/service/webhook/impl/outbox.ipp>
#include <tender/service/webhook/impl/webhooks.ipp>
#include <tender/service/webhook/impl/webhooks_replay.ipp>
#include <tender/service/webhook/impl/webhooks_secrets.ipp>
#include <tender/store/impl/audit.ipp>
#include <tender/store/memory/impl/directory.ipp>
#include <tender/store/memory/impl/memory.ipp>
#include <tender/store/memory/impl/shard.ipp>
#include <tender/store/memory/impl/shard_commit.ipp>
#include <tender/store/memory/impl/shard_read.ipp>
#include <tender/store/records/impl/entity.ipp>
#include <tender/store/records/impl/records.ipp>
