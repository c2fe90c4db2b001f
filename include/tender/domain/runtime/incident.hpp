// SPDX-License-Identifier: BSL-1.0
// tender/domain/runtime/incident.hpp: something that a person should look at.
#pragma once

#include <tender/domain/merchant/account.hpp>

#include <cstdint>
#include <string>

namespace tender {

BOOST_DEFINE_FIXED_ENUM_CLASS(incident_kind, std::uint8_t,
    late_charge, amount_differs, silent_provider, provider_credentials, job_parked,
    refund_returned, webhook_disabled)

/// Listed, closed, and given to the host's hook. Never the only trace of money [C50].
struct incident {
    tender::id<incident> id;
    tender::id<tender::account> account;
    ulid subject;                      ///< the payment, refund, attempt or job
    std::string says;
    instant at{};
    bool open = true;
    tender::mode mode = tender::mode::test;
    incident_kind kind = incident_kind::late_charge;
};
BOOST_DESCRIBE_STRUCT(incident, (), (id, account, subject, says, at, open, mode, kind))

inline constexpr index_row incident_indexes[] = {
    {"open", false, false,
     [](void const* r, index_key& k) {
         auto const& i = *static_cast<incident const*>(r);
         if (i.open) k.add(i.mode);
     }},
    {"all", false, true,
     [](void const* r, index_key& k) { k.add(static_cast<incident const*>(r)->mode); }},
};

template<>
inline constexpr record_type record_of<incident> = {"incident", incident_indexes,
                                                    &record_id<incident>};
inline constexpr list_index<incident> open_incidents{0};
inline constexpr list_index<incident> all_incidents{1};

}  // namespace tender
