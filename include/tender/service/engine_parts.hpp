// SPDX-License-Identifier: BSL-1.0
// tender/service/engine_parts.hpp: what an engine is made of.
#pragma once

#include <tender/service/checkout/page_purpose.hpp>
#include <tender/service/engine.hpp>
#include <tender/service/jobs/housekeeping.hpp>
#include <tender/service/jobs/job_table.hpp>
#include <tender/service/jobs/jobs.hpp>
#include <tender/service/ledger/bookkeeping.hpp>
#include <tender/service/payment/calls.hpp>
#include <tender/service/payment/notifications.hpp>
#include <tender/service/payment/payment_change.hpp>
#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/webhook/deliveries.hpp>
#include <tender/service/webhook/outbox.hpp>

#include <utility>

namespace tender {

/// Each is made of those before it.
struct engine::parts {
    parts(ports world, tender::settings how, tender::hooks told)
        : runtime(std::move(world), how, std::move(told))
    {
    }

    tender::runtime runtime;
    tender::accounts accounts{runtime};
    tender::idempotency_records idempotency{runtime};
    tender::customers customers{runtime, idempotency};
    tender::custom_fields custom_fields{runtime, idempotency};
    tender::products products{runtime, idempotency};
    tender::prices prices{runtime, idempotency};
    tender::incidents incidents{runtime};
    tender::ledger ledger{runtime};
    tender::bookkeeping bookkeeping{runtime};
    tender::credit credit{runtime, idempotency, bookkeeping};
    tender::api_keys api_keys{runtime, idempotency};
    tender::access_tokens access_tokens{runtime, accounts};
    tender::health health{runtime};
    tender::routing routing{runtime, health};
    tender::outbox outbox{runtime};
    tender::webhooks webhooks{runtime, outbox, idempotency};
    tender::deliveries deliveries{runtime, outbox};
    tender::events events{runtime};
    page_purpose pages{runtime};
    payment_changes changes{outbox, {&pages}};
    tender::calls calls{runtime, bookkeeping, health, changes};
    tender::payments payments{runtime, routing, calls, idempotency, changes};
    tender::refunds refunds{runtime, calls, idempotency, bookkeeping, changes};
    tender::saved_instruments saved_instruments{runtime};
    tender::notifications notifications{runtime, calls};
    tender::checkout checkout{runtime, routing, calls, idempotency, changes};
    tender::links links{runtime, accounts, products, checkout, idempotency};
    tender::signed_links signed_links{runtime, checkout};
    tender::housekeeping housekeeping{runtime, idempotency, bookkeeping};
    job_services services{calls, bookkeeping, api_keys, outbox, webhooks, deliveries,
                          notifications, checkout, housekeeping};
    tender::jobs jobs{runtime, services};
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/impl/engine.ipp>
#endif
