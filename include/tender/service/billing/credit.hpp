// SPDX-License-Identifier: BSL-1.0
// tender/service/billing/credit.hpp: what customers have to their credit.
#pragma once

#include <tender/domain/billing/credit_entry.hpp>
#include <tender/port/storage.hpp>

#include <optional>

namespace tender {

class bookkeeping;
class idempotency_records;
class runtime;

/// What customers have to their credit, to pay invoices with: `customer::credit` says how much in
/// each currency. Thread-safe. Every function answers storage_unavailable where the store is away.
class credit {
public:
    credit(runtime& r, idempotency_records& k, bookkeeping& b)
        : runtime_(r), idempotency_(k), bookkeeping_(b) {}

    /// Gives a customer more. Faults: invalid_request with every field, also where there is no such
    /// customer; amount_overflow, where it would have more than 9007199254740991; and
    /// idempotency_conflict.
    result<credit_entry> issue(merchant const& who, issue_credit command);

    /// Lets a customer have so much, and gives what is there then. Faults: as of `issue`.
    result<money> set(merchant const& who, set_credit command);

    /// A page of entries, newest first. Faults invalid_request, and not_found where there is no
    /// such customer.
    result<page<versioned<credit_entry>>> list(merchant const& who, list_credit const& which);

private:
    /// Part of a unit of work: the entry, its posting, and what the customer has then.
    result<credit_entry> enter(unit_of_work& unit, merchant const& who, credit_entry fresh);

    runtime& runtime_;
    idempotency_records& idempotency_;
    bookkeeping& bookkeeping_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/billing/impl/credit.ipp>
#endif
