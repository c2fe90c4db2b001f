// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/sixth_face/tip.hpp: a record of a face's own.
#pragma once

#include <tender/core/record.hpp>
#include <tender/domain/merchant/account.hpp>
#include <tender/domain/payment/payment.hpp>

#include <boost/describe/class.hpp>

#include <string>

namespace tender::api::sixth {

/// What a customer gave beyond the price: the face's own record.
struct tip {
    tender::id<tip> id;
    tender::id<tender::account> account;
    tender::mode mode = tender::mode::test;
    std::string message;               ///< of the customer; may be empty
    tender::id<tender::payment> payment;

    friend bool operator==(tip const&, tip const&) = default;
};
BOOST_DESCRIBE_STRUCT(tip, (), (id, account, mode, message, payment))

inline constexpr index_row tip_indexes[] = {
    {"by_payment", true, true,
     [](void const* r, index_key& k) { k.add(static_cast<tip const*>(r)->payment); }},
};

}  // namespace tender::api::sixth

namespace tender {

template<>
inline constexpr record_type record_of<api::sixth::tip> = {"tip", api::sixth::tip_indexes,
                                                           &record_id<api::sixth::tip>};

}  // namespace tender
