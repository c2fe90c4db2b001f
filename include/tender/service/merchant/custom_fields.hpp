// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/custom_fields.hpp: fields of a merchant's own.
#pragma once

#include <tender/domain/merchant/custom_field.hpp>
#include <tender/port/storage.hpp>

#include <string>

namespace tender {

class idempotency_records;
class runtime;

/// Fields of a merchant's own: what they are. What they say is set where their records are made and
/// changed, as in `create_customer::custom_fields`. Thread-safe. Every function answers
/// storage_unavailable where the store is away.
class custom_fields {
public:
    custom_fields(runtime& r, idempotency_records& k) : runtime_(r), idempotency_(k) {}

    /// Faults: invalid_request with every field, also where another one of the entity has the key;
    /// idempotency_conflict; and not_found, where what was made under the key is deleted.
    result<custom_field> create(merchant const& who, create_custom_field command);
    result<custom_field> read(merchant const& who, id<custom_field> which);   ///< not_found

    /// What was said before stays, also where it is less than the least by now. Looks at every
    /// record of the entity where options go, and misses one that is written meanwhile. Faults
    /// invalid_request, not_found.
    result<custom_field> change(merchant const& who, id<custom_field> which,
                                change_custom_field command);

    /// What it says of anything is shown no more, and goes from a record where its fields are next
    /// set. Answers it as it was last. Fault not_found.
    result<custom_field> remove(merchant const& who, id<custom_field> which);

    /// A page, newest first. Fault invalid_request.
    result<page<versioned<custom_field>>> list(merchant const& who,
                                               list_custom_fields const& which = {});

    /// What a record's `custom_fields` say, as a JSON object by key: {"crm_id":"A-7","seats":12}.
    /// Thread-safe. Fault storage_unavailable.
    result<std::string> text_of(merchant const& who, string_pairs const& said);

private:
    runtime& runtime_;
    idempotency_records& idempotency_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/merchant/impl/custom_fields.ipp>
#endif
