// SPDX-License-Identifier: BSL-1.0
// tender/domain/billing/credit_entry.hpp: what was given to a customer's credit, or taken from it.
#pragma once

#include <tender/base/money.hpp>
#include <tender/base/page.hpp>
#include <tender/core/rules.hpp>
#include <tender/domain/merchant/customer.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace tender {

/// issued: the customer has more. applied: an invoice was paid with it. voided: it was taken back.
BOOST_DEFINE_FIXED_ENUM_CLASS(credit_kind, std::uint8_t, issued, applied, voided)

/// An entry never changes. A customer's entries in a currency sum up to its `credit` there, and so
/// does its account of the books.
struct credit_entry {
    tender::id<credit_entry> id;
    tender::id<tender::account> account;
    tender::id<tender::customer> customer;
    std::string reason;                ///< the merchant's word, or the engine's
    std::string memo;                  ///< what people read; or empty
    std::int64_t amount = 0;           ///< in minor units; below zero but where it was issued
    instant created_at{};
    tender::currency currency;
    tender::mode mode = tender::mode::test;
    credit_kind kind = credit_kind::issued;
};
BOOST_DESCRIBE_STRUCT(credit_entry, (), (
    id, account, customer, reason, memo, amount, created_at, currency, mode, kind))

/// How credit is issued.
struct issue_credit {
    id<tender::customer> customer{};
    money amount{};                    ///< greater than zero
    text<255> reason{};
    std::optional<text<1000, 0>> memo{};
    std::optional<tender::idempotency_key> idempotency_key{};   ///< as of `create_product`
};
BOOST_DESCRIBE_STRUCT(issue_credit, (), (customer, amount, reason, memo, idempotency_key))

/// What a customer is to have: the difference is issued, or voided.
struct set_credit {
    id<tender::customer> customer{};
    money balance{};                   ///< zero or greater
};
BOOST_DESCRIBE_STRUCT(set_credit, (), (customer, balance))

/// How entries are listed, newest first.
struct list_credit {
    id<tender::customer> customer{};
    std::optional<currency> in{};      ///< none: of all
    std::optional<cursor> after{};
    int limit = 20;                    ///< 1 to 1000
};

inline constexpr rule<issue_credit> issue_credit_rules[] = {
    {[](issue_credit const& c) { return !!c.amount.currency; }, "amount", "must be in a currency"},
    {[](issue_credit const& c) { return c.amount.minor > 0; }, "amount",
         "must be greater than zero"},
};

inline constexpr rule<set_credit> set_credit_rules[] = {
    {[](set_credit const& c) { return !!c.balance.currency; }, "balance", "must be in a currency"},
    {[](set_credit const& c) { return c.balance.minor >= 0; }, "balance", "must not be below zero"},
};

inline constexpr index_row credit_entry_indexes[] = {
    {"by_customer", false, true,
     [](void const* r, index_key& k) { k.add(static_cast<credit_entry const*>(r)->customer); }},
    {"by_currency", false, true,
     [](void const* r, index_key& k) {
         auto const& e = *static_cast<credit_entry const*>(r);
         k.add(e.customer).add(e.currency.code());
     }},
};

template<>
inline constexpr record_type record_of<credit_entry> = {"credit_entry", credit_entry_indexes,
                                                        &record_id<credit_entry>};
inline constexpr list_index<credit_entry> credit_by_customer{0};
inline constexpr list_index<credit_entry> credit_by_currency{1};

}  // namespace tender
