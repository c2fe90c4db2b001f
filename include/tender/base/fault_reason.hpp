// SPDX-License-Identifier: BSL-1.0
// tender/base/fault_reason.hpp: why, where callers tell it apart (table).
#pragma once

#include <tender/base/errc.hpp>

#include <string_view>

namespace tender {

/// What decisions are taken on where a code says too little: never a text.
BOOST_DEFINE_ENUM_CLASS(fault_reason,
    none,
    key_missing,
    key_rotated,
    key_revoked,
    account_inactive,
    token_expired,
    token_early,
    scope_missing,
    key_exists,
    link_expired,
    link_sold_out,
    total_out_of_limits,
    user_unknown,
    product_unknown,
    transaction_unknown,
    page_unknown,
    webhook_inactive,
    ad_hoc_products_off,
    simulation_in_live_mode)

struct fault_reason_row {
    fault_reason reason;
    errc code;                         ///< that a fault of this reason has
    std::string_view says;
};

inline constexpr fault_reason_row fault_reasons[] = {
    {fault_reason::none, errc::internal, ""},
    {fault_reason::key_missing, errc::unauthorized, "no key"},
    {fault_reason::key_rotated, errc::unauthorized, "rotated key"},
    {fault_reason::key_revoked, errc::unauthorized, "revoked key"},
    {fault_reason::account_inactive, errc::unauthorized, "inactive account"},
    {fault_reason::token_expired, errc::unauthorized, "The token has expired."},
    {fault_reason::token_early, errc::unauthorized, "The token was issued in the future."},
    {fault_reason::scope_missing, errc::forbidden, "The key lacks a scope."},
    {fault_reason::key_exists, errc::invalid_request, "There is an active key: rotate it."},
    {fault_reason::link_expired, errc::not_found, "This payment link has expired."},
    {fault_reason::link_sold_out, errc::not_found, "This payment link has been used up."},
    {fault_reason::total_out_of_limits, errc::invalid_request,
     "The total is not between the account's smallest and largest payment."},
    {fault_reason::user_unknown, errc::not_found, "There is no such user."},
    {fault_reason::product_unknown, errc::not_found, "There is no such product."},
    {fault_reason::transaction_unknown, errc::not_found, "There is no such transaction."},
    {fault_reason::page_unknown, errc::not_found, "Invalid page."},
    {fault_reason::webhook_inactive, errc::invalid_request, "No webhook is active."},
    {fault_reason::ad_hoc_products_off, errc::invalid_request,
     "The account sells products of its catalog alone."},
    {fault_reason::simulation_in_live_mode, errc::invalid_request,
     "Only test mode simulates."},
};
static_assert(one_row_each<fault_reason>(fault_reasons, &fault_reason_row::reason));

constexpr fault_reason_row const& row_of(fault_reason why)
{
    return fault_reasons[static_cast<std::size_t>(why)];
}

}  // namespace tender
