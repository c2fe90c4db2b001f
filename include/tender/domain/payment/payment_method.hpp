// SPDX-License-Identifier: BSL-1.0
// tender/domain/payment/payment_method.hpp: how a customer pays, and what is kept of it.
#pragma once

#include <tender/base/enum.hpp>

#include <boost/describe/class.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tender {

BOOST_DEFINE_FIXED_ENUM_CLASS(payment_method, std::uint8_t,
    card, bank_transfer, ussd, mobile_money, qr, wallet)

/// Who issued the network that a card's number belongs to; `none` where there is no card.
BOOST_DEFINE_FIXED_ENUM_CLASS(card_brand, std::uint8_t,
    none, visa, mastercard, american_express, diners_club, jcb, discover, unionpay, verve, other)

/// All that is ever kept of a card [C37].
struct shown_card {
    card_brand brand = card_brand::none;
    std::int16_t last_four = 0;        ///< as a number: 42 stands for 0042

    friend bool operator==(shown_card const&, shown_card const&) = default;
};
BOOST_DESCRIBE_STRUCT(shown_card, (), (brand, last_four))

/// The last month in which a card is good.
struct card_expiry {
    std::int16_t month = 0;            ///< 1 to 12; 0: nobody said, nor the year
    std::int16_t year = 0;             ///< four digits

    friend bool operator==(card_expiry const&, card_expiry const&) = default;
};
BOOST_DESCRIBE_STRUCT(card_expiry, (), (month, year))

/// What may be kept of the card with this number.
shown_card shown_card_of(std::string_view digits);

/// The brand of a card's number, which is digits alone; `other` where no range is its own.
card_brand brand_of(std::string_view digits);

//---------------------------------------------------------------------------

namespace payment_method_parts {

struct brand_range {
    int first, last;                   ///< of a number's first six digits
    card_brand brand;
};

/// The narrow ranges stand before the wide ones that hold them.
inline constexpr brand_range brand_ranges[] = {
    {506099, 506198, card_brand::verve},      {507865, 507964, card_brand::verve},
    {650002, 650027, card_brand::verve},      {222100, 272099, card_brand::mastercard},
    {300000, 305999, card_brand::diners_club}, {340000, 349999, card_brand::american_express},
    {352800, 358999, card_brand::jcb},        {360000, 369999, card_brand::diners_club},
    {370000, 379999, card_brand::american_express},
    {380000, 399999, card_brand::diners_club}, {400000, 499999, card_brand::visa},
    {510000, 559999, card_brand::mastercard}, {601100, 601199, card_brand::discover},
    {620000, 629999, card_brand::unionpay},   {644000, 659999, card_brand::discover},
    {810000, 819999, card_brand::unionpay},
};

}  // namespace payment_method_parts

inline card_brand brand_of(std::string_view digits)
{
    int lead = 0;
    std::size_t const first_six = 6;
    for (std::size_t i = 0; i != first_six; ++i)
        lead = lead * 10 + (i < digits.size() ? digits[i] - '0' : 0);
    for (auto const& r : payment_method_parts::brand_ranges)
        if (r.first <= lead && lead <= r.last) return r.brand;
    return card_brand::other;
}

inline shown_card shown_card_of(std::string_view digits)
{
    std::int16_t last_four = 0;
    for (char const c : digits.substr(digits.size() < 4 ? 0 : digits.size() - 4))
        last_four = static_cast<std::int16_t>(last_four * 10 + (c - '0'));
    return {brand_of(digits), last_four};
}

}  // namespace tender
