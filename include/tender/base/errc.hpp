// SPDX-License-Identifier: BSL-1.0
// tender/base/errc.hpp: what can go wrong, in one table.
#pragma once

#include <tender/base/enum.hpp>

#include <cstddef>
#include <string_view>

namespace tender {

BOOST_DEFINE_ENUM_CLASS(errc,
    invalid_request,
    unauthorized,
    forbidden,
    not_found,
    method_not_allowed,
    payload_too_large,
    unsupported_media_type,
    idempotency_conflict,
    request_in_progress,
    duplicate_reference,
    illegal_transition,
    exceeds_remaining,
    exceeds_balance,
    currency_mismatch,
    amount_overflow,
    no_route,
    providers_unavailable,
    rate_limited,
    conflict,
    storage_unavailable,
    internal)

/// What every caller needs to know about one errc.
struct fault_kind {
    errc             code;
    int              http;      ///< default status; a face may override it
    bool             retry;     ///< may the same request succeed later?
    std::string_view text;
};

inline constexpr fault_kind fault_kinds[] = {
    //  code                          http  retry  text
    { errc::invalid_request,          400,  false, "The request is not valid."                    },
    { errc::unauthorized,             401,  false, "A valid API key is needed."                   },
    { errc::forbidden,                403,  false, "The key does not allow this."                 },
    { errc::not_found,                404,  false, "There is no such resource."                   },
    { errc::method_not_allowed,       405,  false, "The resource does not know this method."      },
    { errc::payload_too_large,        413,  false, "The body is too large."                       },
    { errc::unsupported_media_type,   415,  false, "The body must be application/json."           },
    { errc::idempotency_conflict,     409,  false, "The key was used with another request."       },
    { errc::request_in_progress,      409,  true,  "The first request with this key still runs."  },
    { errc::duplicate_reference,      409,  false, "The reference is taken."                      },
    { errc::illegal_transition,       409,  false, "The resource cannot do this in its state."    },
    { errc::exceeds_remaining,        422,  false, "The amount exceeds what remains."             },
    { errc::exceeds_balance,          422,  false, "The wallet does not hold that much."          },
    { errc::currency_mismatch,        400,  false, "The amounts are in different currencies."     },
    { errc::amount_overflow,          400,  false, "The amount is too large."                     },
    { errc::no_route,                 422,  false, "No provider takes this method and currency."  },
    { errc::providers_unavailable,    503,  true,  "No provider is available."                    },
    { errc::rate_limited,             429,  true,  "Too many requests."                           },
    { errc::conflict,                 409,  true,  "Another writer was first."                    },
    { errc::storage_unavailable,      503,  true,  "Storage did not answer."                      },
    { errc::internal,                 500,  false, "The library is at fault."                     },
};
static_assert(one_row_each<errc>(fault_kinds, &fault_kind::code));

constexpr fault_kind const& kind_of(errc code)
{
    return fault_kinds[static_cast<std::size_t>(code)];
}

}  // namespace tender
