// SPDX-License-Identifier: BSL-1.0
// tender/domain/payment/decline.hpp: why a charge was declined (table).
#pragma once

#include <tender/base/enum.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tender {

/// What decisions are taken on, whatever a provider's own words are. `other` is a decline without
/// a code of its own; `not_processed` is none: no provider took the charge.
BOOST_DEFINE_FIXED_ENUM_CLASS(decline_code, std::uint8_t,
    none, other, not_processed, insufficient_funds, limit_exceeded, expired_card, invalid_number,
    invalid_security_code, authentication_required, issuer_unavailable, do_not_honor, lost_card,
    stolen_card, suspected_fraud)

/// Soft: the same charge may succeed later. Hard: with this instrument it never will.
enum class decline_kind : std::uint8_t { none, soft, hard };

struct decline_row {
    decline_code code;
    decline_kind kind;
    std::string_view says;             ///< to the merchant, where the provider says nothing itself
};

inline constexpr decline_row declines[] = {
    {decline_code::none,                    decline_kind::none, ""},
    {decline_code::other,                   decline_kind::soft, "declined by the provider"},
    {decline_code::not_processed,           decline_kind::soft,
     "no provider could process the payment"},
    {decline_code::insufficient_funds,      decline_kind::soft, "insufficient funds"},
    {decline_code::limit_exceeded,          decline_kind::soft, "limit exceeded"},
    {decline_code::expired_card,            decline_kind::hard, "expired card"},
    {decline_code::invalid_number,          decline_kind::hard, "invalid card number"},
    {decline_code::invalid_security_code,   decline_kind::hard, "invalid security code"},
    {decline_code::authentication_required, decline_kind::soft, "authentication required"},
    {decline_code::issuer_unavailable,      decline_kind::soft, "the issuer does not answer"},
    {decline_code::do_not_honor,            decline_kind::soft, "do not honor"},
    {decline_code::lost_card,               decline_kind::hard, "lost card"},
    {decline_code::stolen_card,             decline_kind::hard, "stolen card"},
    {decline_code::suspected_fraud,         decline_kind::hard, "suspected fraud"},
};
static_assert(one_row_each<decline_code>(declines, &decline_row::code));

constexpr decline_row const& row_of(decline_code c)
{
    return declines[static_cast<std::size_t>(c)];
}

}  // namespace tender
