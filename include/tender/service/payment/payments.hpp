// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/payments.hpp: payments are made, read, listed and asked about.
#pragma once

#include <tender/core/containers/interner.hpp>
#include <tender/domain/payment/attempt.hpp>
#include <tender/port/provider.hpp>
#include <tender/port/storage.hpp>

#include <string_view>

namespace tender {

class calls;
class idempotency_records;
struct idempotency_request;
struct payment_changes;
class routing;
class runtime;
struct to_send;

/// Thread-safe. Every function answers storage_unavailable where the store is away.
class payments {
public:
    payments(runtime& r, routing& to, calls& c, idempotency_records& k, payment_changes& changes)
        : runtime_(r), routing_(to), calls_(c), idempotency_(k), changes_(changes)
    {
    }

    /// Makes a payment and sends it to the provider that the router chose. Returns the payment
    /// as the provider's answer left it; a decline is a payment that failed, not a fault.
    /// Faults: invalid_request with every field, duplicate_reference (`about` names the payment
    /// that has it), no_route, providers_unavailable, not_found where there is no such account,
    /// forbidden where it is closed or not approved for live. None of them left anything behind.
    /// Under an idempotency key, also idempotency_conflict: another command had it; and
    /// request_in_progress with a delay: the first call may have charged, ask again with the key.
    result<payment> create(merchant const& who, create_payment command);

    result<payment> read(merchant const& who, id<payment> which);              ///< not_found
    result<versioned<payment>> read_versioned(merchant const& who,
                                              id<payment> which);  ///< not_found

    /// By the merchant's own reference, which is unique in account and mode. Fault not_found.
    result<payment> find_by_reference(merchant const& who, std::string_view text);

    /// By the number that some faces show, which is unique in account and mode.
    result<versioned<payment>> read_numbered(merchant const& who,
                                             std::uint64_t number);  ///< not_found

    /// The calls that were to charge it, in their order. Fault not_found.
    result<std::vector<attempt>> attempts(merchant const& who, id<payment> which);

    /// How many were born in the caller's face. Counts twenty thousand at most that nobody has
    /// counted yet, and remembers them: the next call goes on.
    result<std::int64_t> count(merchant const& who);

    /// A page, newest first, of the payments that were born in the caller's face.
    result<page<versioned<payment>>> list(merchant const& who, list_payments const& which);

    /// Asks the provider what became of the payment. A payment that is settled is returned as it
    /// is, unless `force`d.
    result<payment> sync(merchant const& who, id<payment> which, bool force = false);
    result<versioned<payment>> sync_versioned(merchant const& who, id<payment> which, bool force);

    /// Cancels a payment that no provider is at work on, or that waits for its customer and whose
    /// provider takes the charge back: such a one has then failed, unless it is paid on a page.
    /// Fault illegal_transition, also where the provider does not say that it did: what it did
    /// shows later.
    result<payment> cancel(merchant const& who, id<payment> which);

    /// Ends a doubt by hand: the host has found out what the provider did with a call that it has,
    /// or may have. Fault illegal_transition where the payment is settled or its call is being
    /// made.
    result<payment> resolve(merchant const& who, id<payment> which, provider_answer const& truth);

private:
    friend struct engine_internals;

    result<std::shared_ptr<payment const>> create_once(merchant const& who, create_payment command,
                                                       idempotency_request const* request);
    result<payment> create_keyed(merchant const& who, create_payment const& command);
    result<to_send> write(merchant const& who, create_payment&& command,
                          saved_instrument const* saved, id<payment> fresh, routing_trace&& trace,
                          idempotency_request const* request, known_records& known);

    runtime& runtime_;
    routing& routing_;
    calls& calls_;
    idempotency_records& idempotency_;
    payment_changes& changes_;
    interner<std::vector<candidate>> candidates_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/payment/impl/payments.ipp>
#    include <tender/service/payment/impl/payments_lookup.ipp>
#endif
