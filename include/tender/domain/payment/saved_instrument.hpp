// SPDX-License-Identifier: BSL-1.0
// tender/domain/payment/saved_instrument.hpp: what a customer paid with, to be charged again.
#pragma once

#include <tender/base/card_number.hpp>
#include <tender/base/page.hpp>
#include <tender/base/text.hpp>
#include <tender/core/rules.hpp>
#include <tender/domain/merchant/account.hpp>
#include <tender/domain/payment/payment_method.hpp>

#include <optional>
#include <string>

namespace tender {

struct customer;
struct payment;

/// What a provider has stored to charge it again: its own name for it, never a number [C37].
struct stored_instrument {
    std::string token;                 ///< 1 to 255 printable ASCII characters; it alone knows them
    shown_card card{};                 ///< of a card
    card_expiry expiry{};

    friend bool operator==(stored_instrument const&, stored_instrument const&) = default;
};
BOOST_DESCRIBE_STRUCT(stored_instrument, (), (token, card, expiry))

inline constexpr rule<stored_instrument> stored_instrument_rules[] = {
    {[](stored_instrument const& t) { return printable_rule::violation(t.token).empty(); }, "token",
         "must have 1 to 255 printable ASCII characters"},
    {[](stored_instrument const& t) { return !holds_card_number(t.token); }, "token",
         "must not hold a card number"},
    {[](stored_instrument const& t) {
         bool const four_digits = t.card.last_four >= 0 && t.card.last_four <= 9999;
         return t.card.brand == card_brand::none ? t.card.last_four == 0 : four_digits;
     }, "card", "must have a brand and the last four digits, or neither"},
    {[](stored_instrument const& t) {
         auto const [month, year] = t.expiry;
         return month == 0 ? year == 0
                           : month >= 1 && month <= 12 && year >= 1000 && year <= 9999;
     }, "expiry", "must have a month and a year of four digits, or neither"},
};

/// A payment method that is saved: its provider alone can charge it. Once it is removed it is no
/// longer listed or charged, and its token is gone; what was paid with it still names it.
struct saved_instrument {
    tender::id<saved_instrument> id;
    tender::id<tender::account> account;
    tender::id<tender::payment> payment;       ///< that brought it; null: the host did
    tender::id<tender::customer> owner;        ///< null: known by the e-mail address alone
    std::string customer;                      ///< without an owner: the address in lower case
    stored_instrument stored;
    instant created_at{};
    name provider;
    tender::mode mode = tender::mode::test;
    payment_method method = payment_method::card;

    bool removed() const { return stored.token.empty(); }
};
BOOST_DESCRIBE_STRUCT(saved_instrument, (), (
    id, account, payment, owner, customer, stored, created_at, provider, mode, method))

/// How one is made that a provider has stored without us, as where customers move here.
struct create_saved_instrument {
    std::optional<email> customer{};           ///< of whom no record is kept
    id<tender::customer> owner{};              ///< of whom one is: it is tried behind those before
    name provider{};
    stored_instrument stored{};
    payment_method method = payment_method::card;
};
BOOST_DESCRIBE_STRUCT(create_saved_instrument, (), (customer, owner, provider, stored, method))

inline constexpr rule<create_saved_instrument> create_saved_instrument_rules[] = {
    {[](create_saved_instrument const& c) { return c.customer || c.owner; }, "customer",
         field_is_required},
    {[](create_saved_instrument const& c) { return !(c.customer && c.owner); }, "customer",
         "must be left out where there is an owner"},
};

/// How they are listed, newest first.
struct list_saved_instruments {
    std::string customer{};            ///< the whole e-mail address in any case, of those that
                                       ///< have no owner; empty: all
    id<tender::customer> owner{};      ///< null: all; else the address is not asked
    std::optional<cursor> after{};
    int limit = 20;                    ///< 1 to 1000
};

/// Its customer's token, by which one is found that is not removed.
inline void add_token_key(index_key& to, saved_instrument const& s)
{
    to.add(s.mode).add(s.provider.text()).add(s.customer).add(s.stored.token);
    if (s.owner) to.add(s.owner);
}

inline constexpr index_row saved_instrument_indexes[] = {
    {"by_token", true, false,
     [](void const* r, index_key& k) {
         auto const& s = *static_cast<saved_instrument const*>(r);
         if (!s.removed()) add_token_key(k, s);
     }},
    {"all", false, false,
     [](void const* r, index_key& k) {
         auto const& s = *static_cast<saved_instrument const*>(r);
         if (!s.removed()) k.add(s.mode);
     }},
    {"by_customer", false, false,
     [](void const* r, index_key& k) {
         auto const& s = *static_cast<saved_instrument const*>(r);
         if (!s.removed() && !s.owner) k.add(s.mode).add(s.customer);
     }},
    {"by_owner", false, false,
     [](void const* r, index_key& k) {
         auto const& s = *static_cast<saved_instrument const*>(r);
         if (!s.removed() && s.owner) k.add(s.mode).add(s.owner);
     }},
};

template<>
inline constexpr record_type record_of<saved_instrument> = {
    "saved_instrument", saved_instrument_indexes, &record_id<saved_instrument>};
inline constexpr unique_index<saved_instrument> saved_instrument_by_token{0};
inline constexpr list_index<saved_instrument> all_saved_instruments{1};
inline constexpr list_index<saved_instrument> saved_instruments_by_customer{2};
inline constexpr list_index<saved_instrument> saved_instruments_by_owner{3};

}  // namespace tender
