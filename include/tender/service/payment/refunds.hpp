// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/refunds.hpp: refunds are made and read.
#pragma once

#include <tender/domain/event/answer.hpp>
#include <tender/domain/payment/attempt.hpp>
#include <tender/domain/payment/refund.hpp>
#include <tender/port/provider.hpp>
#include <tender/port/storage.hpp>

namespace tender {

class bookkeeping;
class calls;
class idempotency_records;
struct idempotency_request;
struct payment_changes;
struct provider_slot;
class runtime;
struct to_send;

/// Thread-safe. Every function answers storage_unavailable where the store is away.
class refunds {
public:
    refunds(runtime& r, calls& c, idempotency_records& k, bookkeeping& books,
            payment_changes& changes)
        : runtime_(r), calls_(c), idempotency_(k), books_(books), changes_(changes)
    {
    }

    /// Sends money back through the capturing provider. The amount is reserved on the payment in
    /// the unit of work that writes the refund, so that racing refunds never exceed what was
    /// captured. A provider's refusal is a refund that was rejected, not a fault. Faults:
    /// invalid_request, not_found, illegal_transition (the payment is not captured),
    /// exceeds_remaining, and exceeds_balance where the wallet limits it; under an idempotency key,
    /// also idempotency_conflict, and request_in_progress with a delay: the first call may have
    /// refunded, ask again with the key.
    result<refund> create(merchant const& who, id<payment> of, create_refund command);

    result<refund> read(merchant const& who, id<refund> which);   ///< not_found

    /// By the number that some faces show, which is unique in account and mode.
    result<refund> read_numbered(merchant const& who, std::uint64_t number);   ///< not_found

    /// A page, newest first, of the refunds of payments that were born in the caller's face.
    result<page<versioned<refund>>> list(merchant const& who, list_refunds const& which);

    /// The provider sent a refund's money back to us: the payment is captured again, and an
    /// incident tells. Fault illegal_transition where it had not succeeded.
    result<refund> return_refund(merchant const& who, id<refund> which);

    /// Ends a doubt by hand: the host has found out what the provider did with a call that it has,
    /// or may have. Fault illegal_transition where the refund is over or its call is being made.
    result<refund> resolve(merchant const& who, id<refund> which, provider_answer const& truth);

private:
    friend struct engine_internals;

    result<answer> create_once(merchant const& who, id<payment> of, create_refund command,
                               idempotency_request const* request);
    result<to_send> write(merchant const& who, id<payment> of, create_refund const& command,
                          idempotency_request const* request, id<refund>& fresh,
                          known_records& known, provider_slot& slot);
    result<id<refund>> free_id(unit_of_work& unit, merchant const& who, name face, instant now);

    runtime& runtime_;
    calls& calls_;
    idempotency_records& idempotency_;
    bookkeeping& books_;
    payment_changes& changes_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/payment/impl/refunds.ipp>
#endif
