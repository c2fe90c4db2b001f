// SPDX-License-Identifier: BSL-1.0
// tender/service/webhook/webhooks.hpp: where merchants want to be told, and what did not reach
// them.
#pragma once

#include <tender/base/secret.hpp>
#include <tender/domain/event/event.hpp>
#include <tender/domain/runtime/job.hpp>
#include <tender/domain/webhook/webhook_delivery.hpp>
#include <tender/domain/webhook/webhook_endpoint.hpp>
#include <tender/port/storage.hpp>

#include <vector>

namespace tender {

class idempotency_records;
class outbox;
class runtime;

/// An endpoint with its secret, which nobody else will see.
struct fresh_webhook_endpoint {
    webhook_endpoint endpoint;
    secret key;
};

/// Thread-safe. Every function answers storage_unavailable where the store is away. An endpoint
/// belongs to the face that its caller asks through, and hears of the objects that were born there.
/// Where several processes share a store, what another one does in the second after an endpoint was
/// made arrives some seconds late.
class webhooks {
public:
    static constexpr std::size_t most_endpoints = 100;   ///< of a merchant in a mode

    webhooks(runtime& r, outbox& o, idempotency_records& k)
        : runtime_(r), outbox_(o), idempotency_(k) {}

    /// Faults: invalid_request with every field; internal where the host has set no secret, or
    /// another one than that under which the endpoint of an idempotency key was made;
    /// idempotency_conflict.
    result<fresh_webhook_endpoint> create(merchant const& who, create_webhook_endpoint command);

    /// For a face where a merchant has one endpoint: makes it, or points it elsewhere; then `key`
    /// is empty, for its secret stays. Faults as of `create`.
    result<fresh_webhook_endpoint> put(merchant const& who, create_webhook_endpoint command);

    /// Sends an endpoint what its face calls a test. Faults: not_found; illegal_transition where it
    /// is disabled or the face has no such thing.
    result<webhook_delivery> test(merchant const& who, id<webhook_endpoint> which);

    result<webhook_endpoint> read(merchant const& who, id<webhook_endpoint> which);  ///< not_found

    /// A page of those of the caller's face, newest first.
    result<page<versioned<webhook_endpoint>>> list(merchant const& who,
                                                   list_query const& which = {});

    /// One that is disabled hears nothing more, and its deliveries are given up. Enabled again, it
    /// hears of what happens from then on; `resend` brings the rest.
    result<webhook_endpoint> set_enabled(merchant const& who, id<webhook_endpoint> which, bool yes);

    /// A second secret. Until `at` the face signs with the old one, from then on with the new one;
    /// Standard Webhooks are signed with both until then [C52].
    result<fresh_webhook_endpoint> rotate(merchant const& who, id<webhook_endpoint> which,
                                          instant at);

    /// The secret of all endpoints of the merchant, in a face that has one for all; made when it is
    /// first asked for.
    result<secret> shared_secret_of(merchant const& who);

    /// Puts another in its place, at every endpoint. Fault invalid_request where it has fewer than
    /// 16 bytes.
    result<> set_shared_secret(merchant const& who, secret const& key);

    /// A page of the deliveries that were given up, newest first.
    result<page<versioned<webhook_delivery>>> dead(merchant const& who,
                                                   list_query const& which = {});

    /// A fresh delivery of the same event to the same endpoint, with all attempts before it. Fault
    /// illegal_transition where the old one is still on its way, or its endpoint is disabled.
    result<webhook_delivery> replay(merchant const& who, id<webhook_delivery> which);

    /// Sends every event since then of which the endpoint has not heard; says how many. Reads all
    /// events since then.
    result<int> resend(merchant const& who, id<webhook_endpoint> which, instant since);

private:
    friend struct job_handlers;

    /// What the job does that looks for events which other processes did not know of.
    result<> catch_up(merchant const& who, versioned<job> const& due);
    std::vector<field_fault> violations_in(merchant const& who,
                                           create_webhook_endpoint const& c) const;
    result<versioned<webhook_endpoint>> first_of_face(unit_of_work& unit, merchant const& who);
    result<fresh_webhook_endpoint> make(merchant const& who, create_webhook_endpoint&& command);
    result<versioned<webhook_endpoint>> find(unit_of_work& unit, merchant const& who,
                                        id<webhook_endpoint> which);
    result<secret> fresh_secret();
    result<int> fill(merchant const& who, webhook_endpoint const& to, instant since, bool dead_too);
    result<int> fill_one(unit_of_work& unit, webhook_endpoint const& to, event const& what,
                         bool dead_too);
    std::shared_ptr<webhook_delivery const> again(unit_of_work& unit,
                                                  versioned<webhook_delivery> const& old,
                                                  std::string_view url = {});

    runtime& runtime_;
    outbox& outbox_;
    idempotency_records& idempotency_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/webhook/impl/webhooks.ipp>
#    include <tender/service/webhook/impl/webhooks_replay.ipp>
#    include <tender/service/webhook/impl/webhooks_secrets.ipp>
#endif
