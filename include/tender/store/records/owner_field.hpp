// SPDX-License-Identifier: BSL-1.0
// tender/store/records/owner_field.hpp: the owner of a book as text.
#pragma once

#include <tender/core/json/values.hpp>
#include <tender/domain/ledger/posting.hpp>

namespace tender {

template<>
struct schema_for<book_owner> {
    static constexpr schema make()
    {
        return schema_as_text<book_owner, &book_owner::read,
                              [](book_owner const& of) { return of.text(); }>(
            "must be a provider's name or an id");
    }
};

}  // namespace tender
