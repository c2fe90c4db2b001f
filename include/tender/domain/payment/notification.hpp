// SPDX-License-Identifier: BSL-1.0
// tender/domain/payment/notification.hpp: a provider's word about a call that is not known here
// yet.
#pragma once

#include <tender/core/record.hpp>
#include <tender/domain/merchant/account.hpp>

#include <string>

namespace tender {

/// Kept for a day and tried again [C27]: whoever wrote the call may be about to commit it. What
/// the message said is not kept, because its provider is asked.
struct notification {
    tender::id<notification> id;                 ///< follows from mode, provider and reference
    tender::id<tender::account> account;         ///< none: nobody's yet
    std::string reference;
    name provider;
    instant received_at{};
    tender::mode mode = tender::mode::test;
};
BOOST_DESCRIBE_STRUCT(notification, (), (id, account, reference, provider, received_at, mode))

template<>
inline constexpr record_type record_of<notification> = {
    "notification", {}, &record_id<notification>};

}  // namespace tender
